"""Activities that an agency records (Đ5, Đ7.1, Đ8.2): task forces, guidance, budgets, trainings; withdrawal.

A recorded activity cannot be corrected. The agency withdraws it with reasons and records it again; the history remains.

A document commends an individual; the record has no field for a name.

The record lists no persons. A training has an audience and a headcount, never attendees. A disciplinary measure is a
number and a document. Nobody's conduct online is recorded (X2, X3).
"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.activity.state.activity import (
    SIGNED,
    Activity,
    ActivityState,
    ActivityType,
    Audience,
    Awareness,
    BudgetLine,
    Commendation,
    Commended,
    Discipline,
    Guidance,
    Merit,
    Recording,
    TaskForce,
    Training,
    Withdrawal,
)
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Items, Ref, Refs, Spec, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import (
    InvalidInput,
    LimitReached,
    MissingRight,
    Problem,
    Refused,
    RuleNotMet,
    invalid,
    misfit,
)
from domain.kernel.span import Span
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind, Post
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import (
    agency_known,
    asks_for_no_campaign,
    may_all_be_asked,
    may_be_asked,
    own_agency,
    refuse_for,
)


class RecordCommand(OpeningCommand, kind=Kind.ACTIVITY):
    """Command that records an activity of one type."""


class ActivityCommand(CommandOn[Activity], kind=Kind.ACTIVITY, states={ActivityState.RECORDED}):
    """Command on a recorded activity."""


def recording(facts: Facts) -> Recording:
    return Recording(agency=facts.actor.own, officer=facts.actor.subject, at=facts.now)


class ActivityRecorded(Begins[Activity]):
    """Event that records an activity. Its other field has the name of the activity's type, and fills that part."""

    by: Recording

    def begin(self, id: str) -> Activity:
        [name] = vars(self).keys() - {"by"}
        return Activity(id=id, type=ActivityType[name.upper()], **vars(self.by), **{name: getattr(self, name)})


def past(field: str, day: date, facts: Facts) -> list[InvalidInput]:
    return [invalid(field, "in-the-future")] if day > local_date(facts.now) else []


def is_breach(activity: Activity, facts: Facts) -> Problem | None:
    """The recorded activity is a breach of the Regulation."""
    return None if activity.breach else RuleNotMet(code="not-a-breach")


class ActivityWithdrawn(Follows[Activity], type="activity.withdrawn", state=ActivityState.WITHDRAWN):
    withdrawal: Withdrawal


def signatory_for_signed(activity: Activity, facts: Facts) -> Problem | None:
    """If a head signed the activity, the actor is a signatory."""
    if activity.type in SIGNED and Post.SIGNATORY not in facts.actor.posts:
        return MissingRight(code="post-missing", posts=(Post.SIGNATORY,))
    return None


class WithdrawActivity(
    ActivityCommand,
    scope=Scope.ACTIVITY_WRITE,
    posts=OFFICERS,
    requires=(own_agency, signatory_for_signed),
    writes=ActivityWithdrawn,
):
    """Withdraw an activity of your agency that was recorded wrongly. The history stays."""

    reasons: Annotated[str, Words(doc="Mistake in the recorded activity.", least=10, most=2_000)]


class WithdrawBreach(
    ActivityCommand,
    scope=Scope.BREACH_RECORD,
    posts={Post.SIGNATORY},
    requires=(own_agency, is_breach),
    writes=ActivityWithdrawn,
):
    """Withdraw a breach that your agency or inspecting body recorded wrongly (Đ7.2). The history stays."""

    reasons: Annotated[str, Words(doc="Mistake in the record.", least=10, most=2_000)]


MEMBERS_MOST = 30


class TaskForceSetUp(ActivityRecorded, type="activity.task-force-set-up"):
    task_force: TaskForce


class SetUpTaskForce(RecordCommand, scope=Scope.DIRECTIVE_ISSUE, posts={Post.SIGNATORY}):
    """Set up the task force, by a decision of the People's Committee (Đ5.1.a)."""

    document_number: Annotated[str, Words(doc="Number of the decision.", most=60)]
    head: Annotated[str, Ref(doc="Agency that heads the task force.", to=Kind.AGENCY)]
    members: Annotated[
        tuple[str, ...], Refs(doc="Other agencies in the task force.", most=MEMBERS_MOST, to=Kind.AGENCY)
    ]
    since: Annotated[date, Spec(doc="First day.")]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> TaskForceSetUp:
        refuse_for(*self._faults(facts))
        task_force = facts.record(TaskForce, self, span=Span(since=self.since, until=self.until))
        return TaskForceSetUp(by=recording(facts), task_force=task_force)

    def _faults(self, facts: Facts) -> list[InvalidInput]:
        faults = may_be_asked("head", self.head, facts)
        if not self.members:
            faults.append(invalid("members", "members-needed"))
        elif self.head in self.members:
            faults += misfit("members", "head-among-members", self.members, lambda member: member != self.head)
        faults += may_all_be_asked("members", self.members, facts)
        if self.until is not None and self.until <= self.since:
            faults.append(invalid("until", "ends-before-it-begins"))
        return faults


NOT_GUIDED = frozenset({AgencyKind.PRESS, AgencyKind.JOURNALISTS, AgencyKind.MINISTRY})
"""Kinds of agency that guidance may not address: nobody instructs the press, and guidance does not bind a ministry."""


def addressee_faults(addressees: tuple[AgencyKind, ...]) -> list[InvalidInput]:
    """Return a fault if there are no addressees, or if guidance may not address one of them."""
    if not addressees:
        return [invalid("addressees", "addressee-needed")]
    return misfit("addressees", "not-guided-here", addressees, lambda kind: kind not in NOT_GUIDED)


class GuidanceIssued(ActivityRecorded, type="activity.guidance-issued"):
    guidance: Guidance


class IssueGuidance(RecordCommand, scope=Scope.GUIDANCE_ISSUE, posts={Post.SIGNATORY}):
    """Issue guidance for agencies on informing the press (Đ5.1.e)."""

    title: Annotated[str, Words(doc="Title of the guidance.", least=5, most=300)]
    text: Annotated[str, Words(doc="Text of the guidance.", least=20, most=20_000)]
    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    addressees: Annotated[
        tuple[AgencyKind, ...],
        Items(
            doc=("Kinds of agency that the guidance addresses, never the press or its association (X5)."),
            most=len(AgencyKind),
        ),
    ]

    def decide(self, state: None, facts: Facts) -> GuidanceIssued:
        asks_for_no_campaign(self, "title", "text")
        refuse_for(*addressee_faults(self.addressees))
        return GuidanceIssued(by=recording(facts), guidance=facts.record(Guidance, self))


class CommendationProposed(ActivityRecorded, type="activity.commendation-proposed"):
    commendation: Commendation


class ProposeCommendation(RecordCommand, scope=Scope.MERIT_PROPOSE, posts={Post.HANDLER}):
    """Propose to commend an organisation or an individual for their part in the work (Đ7.1)."""

    commended: Annotated[Commended, Spec(doc="Kind of person or organisation to commend.")]
    merit: Annotated[Merit, Spec(doc="Merit to commend. How much content was removed is not a merit.")]
    document_number: Annotated[
        str,
        Words(
            doc=("Number of the document that proposes or decides the commendation. Only the document contains names."),
            most=60,
        ),
    ]
    organisation: Annotated[
        str | None, Ref(doc="Agency to commend, when it is in the registry. Null for an individual.", to=Kind.AGENCY)
    ] = None

    def decide(self, state: None, facts: Facts) -> CommendationProposed:
        refuse_for(*self._organisation_faults(facts))
        return CommendationProposed(by=recording(facts), commendation=facts.record(Commendation, self))

    def _organisation_faults(self, facts: Facts) -> list[InvalidInput]:
        if self.organisation is None:
            return []
        if self.commended is Commended.INDIVIDUAL:
            return [invalid("organisation", "individual-without-agency")]
        return agency_known("organisation", self.organisation, facts)


AMOUNT_MOST = 1_000_000_000
"""Largest amount in thousand đồng. A larger amount is treated as a typing error."""

YEAR_FIRST, YEAR_LAST = 2021, 2100


class BudgetLineRecorded(ActivityRecorded, type="activity.budget-line-recorded"):
    budget: BudgetLine


class RecordBudgetLine(RecordCommand, scope=Scope.BUDGET_WRITE, posts={Post.HANDLER}, writes=BudgetLineRecorded):
    """Record the planned spending of your agency in a year (Đ8.2)."""

    year: Annotated[int, Whole(doc="The year of the budget.", least=YEAR_FIRST, most=YEAR_LAST)]
    purpose: Annotated[str, Words(doc="Purpose of the money.", least=5, most=300)]
    planned: Annotated[int, Whole(doc="Planned amount, in thousand đồng.", least=0, most=AMOUNT_MOST)]
    spent: Annotated[int, Whole(doc="Amount spent so far, in thousand đồng.", least=0, most=AMOUNT_MOST)] = 0


class BudgetLineSpent(Follows[Activity], type="activity.budget-line-spent"):
    amount: int

    def fold(self, activity: Activity) -> Activity:
        if activity.budget is None:
            raise TypeError(f"{self.TYPE} does not follow {activity}")
        return replace(activity, budget=replace(activity.budget, spent=activity.budget.spent + self.amount))


def is_budget_line(activity: Activity, facts: Facts) -> Problem | None:
    """The activity is a budget line."""
    return None if activity.budget else RuleNotMet(code="not-a-budget-line")


def spendable(activity: Activity, facts: Facts) -> Problem | None:
    """The sum spent is below the largest sum that a budget line accepts."""
    if activity.budget and activity.budget.spent >= AMOUNT_MOST:
        return LimitReached(code="amount-too-large", limit=AMOUNT_MOST)
    return None


class UpdateBudgetLine(
    ActivityCommand, scope=Scope.BUDGET_WRITE, posts={Post.HANDLER}, requires=(is_budget_line, spendable, own_agency)
):
    """Add new spending to a budget line of your agency (Đ8.2)."""

    spent: Annotated[int, Whole(doc="Additional amount spent, in thousand đồng.", least=1, most=AMOUNT_MOST)]

    def decide(self, activity: Activity, facts: Facts) -> BudgetLineSpent:
        """Record the sum spent, even if it exceeds the plan."""
        if activity.budget and activity.budget.spent + self.spent > AMOUNT_MOST:
            raise Refused(LimitReached(code="amount-too-large", limit=AMOUNT_MOST))
        return BudgetLineSpent(amount=self.spent)


HEADCOUNT_MOST, BRANCHES_MOST, DISCIPLINE_MOST = 1_000_000, 10_000, 1_000


class TrainingRecorded(ActivityRecorded, type="activity.training-recorded"):
    training: Training


class RecordTraining(RecordCommand, scope=Scope.TRAINING_WRITE, posts={Post.HANDLER}):
    """Record a training that your agency organised (Đ5.1.e, Đ5.7.c)."""

    topic: Annotated[str, Words(doc="Subject of the training.", least=5, most=300)]
    held_on: Annotated[date, Spec(doc="Date of the activity, or its first date if it took several days.")]
    audience: Annotated[Audience, Spec(doc="Category of people for whom the training was held.")]
    headcount: Annotated[
        int, Whole(doc=("Number of people who took part. Do not name persons."), least=1, most=HEADCOUNT_MOST)
    ]
    co_organiser: Annotated[
        str | None,
        Ref(doc="Agency that organised the training together with yours (Đ5.7.c); null without one.", to=Kind.AGENCY),
    ] = None
    materials: Annotated[str | None, Words(doc="Place where the materials can be found.", least=3, most=500)] = None

    def decide(self, state: None, facts: Facts) -> TrainingRecorded:
        refuse_for(*past("held_on", self.held_on, facts), *self._organiser_faults(facts))
        return TrainingRecorded(by=recording(facts), training=facts.record(Training, self))

    def _organiser_faults(self, facts: Facts) -> list[InvalidInput]:
        if self.co_organiser is None:
            return []
        if facts.acts_for(self.co_organiser):
            return [invalid("co_organiser", "own-agency-named")]
        return agency_known("co_organiser", self.co_organiser, facts)


class AwarenessRecorded(ActivityRecorded, type="activity.awareness-recorded"):
    awareness: Awareness


class RecordAwareness(RecordCommand, scope=Scope.ACTIVITY_WRITE, posts={Post.HANDLER}):
    """Record an effort to make a law, a code or a rule known (Đ5.5.a, Đ5.6, Đ5.7.a)."""

    subject: Annotated[str, Words(doc="Law, code or rule that was made known.", least=5, most=300)]
    held_on: Annotated[date, Spec(doc="Date of the activity, or its first date if it took several days.")]
    branches: Annotated[
        int, Whole(doc="Number of branches or units that the effort reached.", least=0, most=BRANCHES_MOST)
    ]
    headcount: Annotated[
        int, Whole(doc="Number of people that the effort reached. Do not name persons.", least=1, most=HEADCOUNT_MOST)
    ]

    def decide(self, state: None, facts: Facts) -> AwarenessRecorded:
        refuse_for(*past("held_on", self.held_on, facts))
        return AwarenessRecorded(by=recording(facts), awareness=facts.record(Awareness, self))


class DisciplineRecorded(ActivityRecorded, type="activity.discipline-recorded"):
    """Record of disciplinary measures of an agency."""

    discipline: Discipline


class RecordDiscipline(RecordCommand, scope=Scope.ACTIVITY_WRITE, posts={Post.SIGNATORY}):
    """Record the number of disciplinary measures that your agency took by law on its staff (Đ5.7.a). Do not name
    persons."""

    number: Annotated[int, Whole(doc="Number of measures by this document.", least=1, most=DISCIPLINE_MOST)]
    taken_on: Annotated[date, Spec(doc="Date of the document.")]
    document_number: Annotated[str, Words(doc="Number of the document, which stays in the agency.", least=1, most=60)]

    def decide(self, state: None, facts: Facts) -> DisciplineRecorded:
        refuse_for(*past("taken_on", self.taken_on, facts))
        return DisciplineRecorded(by=recording(facts), discipline=facts.record(Discipline, self))
