"""GraphQL types of activities: one type for all activities, and one record type for each kind. They contain counts and
references, but no names of persons."""

from datetime import date, datetime

import strawberry

from domain.activity.state.activity import ActivityState, ActivityType, Audience, BreachKind, Commended, Merit
from domain.kernel.vocabulary import AgencyKind, Kind
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field
from schema.scalars import DateRange


@strawberry.type
class Training:
    """A training that an agency organised (Đ5.1.e, Đ5.7.c)."""

    topic: str | None = strawberry.field(description="Topic of the training; null once erased.")
    held_on: date = strawberry.field(
        description="Date of the training; its first day if the training took several days."
    )
    audience: Audience = strawberry.field(description="Category of people for whom the training was held.")
    headcount: int = strawberry.field(description="Number of people who took part.")
    materials: str | None = strawberry.field(description="Place where the materials can be found.")
    co_organiser: Agency | None = agency_field(
        "Second agency that organised the training (Đ5.7.c); null without one.", "co_organiser"
    )


@strawberry.type
class Awareness:
    """An effort to make a law, a code or a rule known (Đ5.5.a, Đ5.6, Đ5.7.a)."""

    subject: str | None = strawberry.field(description="Law, code or rule that was made known; null once erased.")
    held_on: date = strawberry.field(description="Date of the effort; its first day if the effort took several days.")
    branches: int = strawberry.field(description="Number of branches or units that the effort reached.")
    headcount: int = strawberry.field(description="Number of people that the effort reached.")


@strawberry.type
class Discipline:
    """The number of disciplinary measures that an agency took on its staff under the law (Đ5.7.a). The record names no
    person."""

    number: int = strawberry.field(description="Number of measures.")
    taken_on: date = strawberry.field(description="Date of the document.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")


@strawberry.type
class Commendation:
    """A proposal to commend a person or an organisation (Đ7.1). Only the document contains the name of an
    individual."""

    commended: Commended = strawberry.field(description="Kind of person or organisation that is commended.")
    merit: Merit = strawberry.field(
        description="Merit for which the commendation is proposed. An amount of removed content is not a merit."
    )
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    organisation: Agency | None = agency_field(
        "Agency to be commended; null if no agency of the registry is to be commended.", "organisation"
    )


@strawberry.type
class EarlyEnd:
    """The end of a recorded activity before its planned end."""

    at: datetime = strawberry.field(description="Time at which the end was recorded.")
    reasons: str | None = strawberry.field(description="Reasons for the end; null once erased.")


@strawberry.type
class BreachAnswer:
    """The answer of an agency to a breach that was recorded about it."""

    at: datetime = strawberry.field(description="Time at which the answer was recorded.")
    text: str | None = strawberry.field(description="The answer; null once erased.")


@strawberry.type
class Breach:
    """A breach of the Regulation by an agency (Đ7.2). Content that citizens publish is never a breach."""

    kind: BreachKind = strawberry.field(description="Kind of breach.")
    noted_on: date = strawberry.field(description="Date on which the breach was noticed.")
    facts: str | None = strawberry.field(description="Acts or omissions of the agency; null once erased.")
    measure: str | None = strawberry.field(description="Measure taken because of the breach; null once erased.")
    answers: list[BreachAnswer] = strawberry.field(description="Answers of the agency that broke the Regulation.")
    agency: Agency = agency_field("Agency that broke the Regulation.", "agency")


@strawberry.type
class BudgetLine:
    """A line of an agency's budget for a year, in thousand đồng (Đ8.2)."""

    year: int = strawberry.field(description="Year of the budget.")
    purpose: str | None = strawberry.field(description="Purpose of the money; null once erased.")
    planned: int = strawberry.field(description="Planned amount, in thousand đồng.")
    spent: int = strawberry.field(description="Amount spent so far, in thousand đồng.")


@strawberry.type
class TaskForce:
    """A task force that the People's Committee set up (Đ5.1.a)."""

    document_number: str | None = strawberry.field(description="Number of the decision; null once erased.")
    span: DateRange = strawberry.field(description="Days during which the task force exists.")
    head: Agency = agency_field("Agency that heads the task force.", "head")
    members: list[Agency] = agencies_field("Other agencies in the task force.", "members")


@strawberry.type
class Guidance:
    """Guidance of the lead agency on informing the press (Đ5.1.e). The guidance is addressed to agencies, never to the
    press."""

    title: str | None = strawberry.field(description="Title; null once erased.")
    text: str | None = strawberry.field(description="Text; null once erased.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    addressees: list[AgencyKind] = strawberry.field(description="Kinds of agency to which the guidance is addressed.")


@strawberry.type
class Activity(ActionNode):
    """An activity of an agency under the Regulation, outside its cases. `type` determines which field contains the
    record."""

    kind_of_stream = Kind.ACTIVITY

    type: ActivityType = strawberry.field(
        description="Type of activity. The type determines which field contains the record."
    )
    state: ActivityState = strawberry.field(description="State of the activity. A withdrawn activity does not count.")
    at: datetime = strawberry.field(description="Time at which the activity was recorded.")
    training: Training | None = strawberry.field(description="Record of a training; null for other activities.")
    awareness: Awareness | None = strawberry.field(
        description="Record of an effort to make a law, a code or a rule known; null for other activities."
    )
    discipline: Discipline | None = strawberry.field(
        description="Record of disciplinary measures; null for other activities."
    )
    commendation: Commendation | None = strawberry.field(
        description="Record of a proposal to commend; null for other activities."
    )
    breach: Breach | None = strawberry.field(
        description="Record of a breach of the Regulation by an agency; null for other activities."
    )
    budget: BudgetLine | None = strawberry.field(description="Record of a budget line; null for other activities.")
    task_force: TaskForce | None = strawberry.field(description="Record of a task force; null for other activities.")
    guidance: Guidance | None = strawberry.field(description="Record of guidance; null for other activities.")
    withdrawal: EarlyEnd | None = strawberry.field(description="Withdrawal; null unless the activity was withdrawn.")
    agency: Agency = agency_field("Agency that recorded the activity; for a training, the organiser.", "agency")
