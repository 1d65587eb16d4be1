"""Breaches of the Regulation by agencies (Đ7.2): recorded by the Committee or the lead agency, and answered.

Only an agency can break the Regulation here, and only one that could answer in the register; what a citizen
published is never a breach of it, and no agency records one of its own.
"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.activity.command import ActivityCommand, RecordCommand, is_breach, past, recorded, recording
from domain.activity.state.activity import Activity, ActivityType, Breach, BreachAnswer, BreachKind, Recording
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.roles import OFFICERS, Post
from domain.rules.facts import Facts
from domain.rules.guards import agency_known
from domain.rules.requirement import room_in

ANSWERS_MOST = 20


def recordable(agency: str, facts: Facts, field: str = "agency") -> Problem | None:
    """Not one's own agency, nor one it took something over from (G5), and one that may answer in the register."""
    if facts.touches(facts.actor.own, (agency,)):
        return unguarded(Guard.G5_TWO_PERSONS, "own-breach")
    if permits(facts.registry.role_on(agency, local_date(facts.now)), Scope.ACTIVITY_WRITE) is None:
        return invalid(field, "agency-cannot-answer")
    return None


class BreachRecorded(Begins[Activity], type="activity.breach-recorded"):
    by: Recording
    breach: Breach

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.BREACH, breach=self.breach)


class RecordBreach(RecordCommand, scope=Scope.BREACH_RECORD, posts={Post.SIGNATORY}):
    """Record that an agency broke the Regulation (Đ7.2); never about what citizens publish."""

    agency: Annotated[str, Ref(doc="Agency that broke the Regulation. It cannot be your own.", to=Kind.AGENCY)]
    kind: Annotated[BreachKind, Spec(doc="Kind of breach.")]
    noted_on: Annotated[date, Spec(doc="Date on which the breach was noticed.")]
    facts: Annotated[str, Words(doc="What the agency did or failed to do.", least=20, most=5_000)]
    measure: Annotated[str, Words(doc="What was done about the breach.", least=5, most=2_000)]

    def decide(self, state: None, facts: Facts) -> BreachRecorded:
        if faults := [*agency_known("agency", self.agency, facts), *past("noted_on", self.noted_on, facts)]:
            raise Refused(*faults)
        if problem := recordable(self.agency, facts):
            raise Refused(problem)
        return BreachRecorded(by=recording(facts), breach=facts.record(Breach, self))


class BreachAnswered(Follows[Activity], type="activity.breach-answered"):
    answer: BreachAnswer

    def fold(self, activity: Activity) -> Activity:
        if activity.breach is None:
            raise TypeError(f"{self.TYPE} does not follow {activity}")
        return replace(activity, breach=replace(activity.breach, answers=(*activity.breach.answers, self.answer)))


def breach_of_own_agency(activity: Activity, facts: Facts) -> Problem | None:
    """The breach is one of the actor's agency."""
    if activity.breach and not facts.acts_for(activity.breach.agency):
        return unguarded(Guard.G1_COMPETENCE, "concerned-agency-only")
    return None


def room_for_answer(activity: Activity, facts: Facts) -> Problem | None:
    """The breach has room for one more answer."""
    return room_in(activity.breach.answers, ANSWERS_MOST, "too-many-answers") if activity.breach else None


class AnswerBreach(
    ActivityCommand,
    scope=Scope.ACTIVITY_WRITE,
    posts=OFFICERS,
    additive=True,
    requires=(is_breach, breach_of_own_agency, room_for_answer),
):
    """Answer a breach that was recorded about your agency (Đ7.2)."""

    text: Annotated[str, Words(doc="The answer.", least=10, most=5_000)]

    def decide(self, activity: Activity, facts: Facts) -> BreachAnswered:
        return BreachAnswered(answer=facts.record(BreachAnswer, self))
