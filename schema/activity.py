"""Activities, as clients see them: one type, with a record for each kind. Counts and references, nobody's name."""

from datetime import date, datetime

import strawberry

from domain.activity.state.activity import ActivityState, ActivityType, Audience, BreachKind, Commended, Merit
from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from schema.described import output
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field
from schema.spans import Days


@output
class Training:
    """A training that the agency organised (Đ5.1.e, Đ5.7.c)."""

    topic: str | None = strawberry.field(description="What it was about; null once erased.")
    held_on: date = strawberry.field(description="Day it was held, or its first day.")
    audience: Audience = strawberry.field(description="For whom it was, as a category.")
    headcount: int = strawberry.field(description="How many took part.")
    materials: str | None = strawberry.field(description="Where the materials are found.")
    co_organiser: Agency | None = agency_field("The agency it was organised with (Đ5.7.c).", "co_organiser")


@output
class Awareness:
    """Making a law, a code or a rule known (Đ5.5.a, Đ5.6, Đ5.7.a)."""

    subject: str | None = strawberry.field(description="What was made known; null once erased.")
    held_on: date = strawberry.field(description="Day it was done, or its first day.")
    branches: int = strawberry.field(description="How many branches or units it reached.")
    headcount: int = strawberry.field(description="How many people it reached.")


@output
class Commendation:
    """A proposal to commend (Đ7.1); an individual's name stands in the document only."""

    commended: Commended = strawberry.field(description="Who is commended, as a kind.")
    merit: Merit = strawberry.field(description="What for; how much was removed is no merit.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    organisation: Agency | None = agency_field("The agency commended, when it is one of the registry.", "organisation")


@output
class BreachAnswer:
    """What the agency concerned says to a breach recorded about it."""

    at: datetime = strawberry.field(description="When.")
    text: str | None = strawberry.field(description="What it says; null once erased.")


@output
class Breach:
    """A breach of the Regulation by an agency (Đ7.2); what citizens publish is never one."""

    kind: BreachKind = strawberry.field(description="How the agency broke the Regulation.")
    noted_on: date = strawberry.field(description="Day it was noted.")
    facts: str | None = strawberry.field(description="What the agency did or left undone; null once erased.")
    measure: str | None = strawberry.field(description="What was done about it; null once erased.")
    answers: list[BreachAnswer] = strawberry.field(description="What the agency says to it.")
    agency: Agency = agency_field("The agency concerned.", "agency")


@output
class BudgetLine:
    """What an agency plans and spends in a year, in thousand đồng (Đ8.2)."""

    year: int = strawberry.field(description="The year of the budget.")
    purpose: str | None = strawberry.field(description="What for; null once erased.")
    planned: int = strawberry.field(description="Planned, in thousand đồng.")
    spent: int = strawberry.field(description="Spent so far, in thousand đồng.")


@output
class TaskForce:
    """A task force that the People's Committee set up (Đ5.1.a)."""

    document_number: str | None = strawberry.field(description="Number of the decision; null once erased.")
    span: Days = strawberry.field(description="The days in which it works.")
    head: Agency = agency_field("The agency that heads it.", "head")
    members: list[Agency] = agencies_field("The other agencies in it.", "members")


@output
class Guidance:
    """The lead agency's guidance in giving information to the press (Đ5.1.e); never addressed to the press."""

    title: str | None = strawberry.field(description="Its title; null once erased.")
    text: str | None = strawberry.field(description="Its text; null once erased.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    addressees: list[AgencyKind] = strawberry.field(description="The kinds of agency it is for.")


@output
class Withdrawal:
    """Why an activity was taken back."""

    at: datetime = strawberry.field(description="When.")
    reasons: str | None = strawberry.field(description="What was wrong; null once erased.")


@output
class Activity(ActionNode):
    """What an agency did under the Regulation besides cases; of the records, the one of its type is there."""

    kind_of_stream = Kind.ACTIVITY

    type: ActivityType = strawberry.field(description="What kind of activity it is.")
    state: ActivityState = strawberry.field(description="Whether it counts.")
    at: datetime = strawberry.field(description="When it was recorded.")
    training: Training | None = strawberry.field(description="A training.")
    awareness: Awareness | None = strawberry.field(description="A law, a code or a rule made known.")
    commendation: Commendation | None = strawberry.field(description="A proposal to commend.")
    breach: Breach | None = strawberry.field(description="A breach of the Regulation by an agency.")
    budget: BudgetLine | None = strawberry.field(description="A budget line.")
    task_force: TaskForce | None = strawberry.field(description="A task force.")
    guidance: Guidance | None = strawberry.field(description="Guidance.")
    withdrawal: Withdrawal | None = strawberry.field(description="Why it was taken back.")
    agency: Agency = agency_field("The agency that recorded it; of a training, the organiser.", "agency")
