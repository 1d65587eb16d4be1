"""Breaches of the Regulation by agencies (Đ7.2): recorded by the Committee or the lead agency, and answered.

Only an agency can break the Regulation here, and only one that could answer in the register; what a citizen
published is never a breach of it, and no agency records one of its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.activity.state.activity import (
    Activity,
    ActivityState,
    Breach,
    BreachAnswer,
    BreachKind,
    Recording,
    recording,
)
from domain.activity.trainings import past
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

ANSWERS_MOST = 20


class BreachRecorded(Event, type="activity.breach-recorded"):
    """An agency broke the Regulation."""

    by: Recording
    breach: Breach


class BreachAnswered(Event, type="activity.breach-answered"):
    """The agency concerned said its part."""

    answer: BreachAnswer


@dataclass(frozen=True, kw_only=True)
class RecordBreach:
    """Record that an agency broke the Regulation (Đ7.2); never about what citizens publish."""

    agency: Annotated[str, Ref(doc="The agency; never one's own.")]
    kind: Annotated[BreachKind, Spec(doc="How it broke the Regulation.")]
    noted_on: Annotated[date, Spec(doc="Day it was noted.")]
    facts: Annotated[str, Words(doc="What the agency did or left undone.", least=20, most=5_000)]
    measure: Annotated[str, Words(doc="What was done about it.", least=5, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class AnswerBreach:
    """Answer a breach recorded about one's own agency (Đ7.2)."""

    text: Annotated[str, Words(doc="What the agency says to it.", least=10, most=5_000)]


def record(state: None, command: RecordBreach, facts: Facts) -> tuple[Event, ...]:
    """Record a breach."""
    if faults := [*agency_known("agency", command.agency, facts), *past("noted_on", command.noted_on, facts)]:
        raise Refused(*faults)
    if problem := recordable(command.agency, facts):
        raise Refused(problem)
    breach = Breach(
        agency=command.agency,
        kind=command.kind,
        noted_on=command.noted_on,
        facts=facts.sealed["facts"],
        measure=facts.sealed["measure"],
    )
    return (BreachRecorded(by=recording(facts), breach=breach),)


def recordable(agency: str, facts: Facts) -> Problem | None:
    """Not one's own agency, nor one it took something over from (G5), and one that may answer in the register."""
    if facts.touches(facts.actor.own, (agency,)):
        return unguarded(Guard.G5_TWO_PERSONS, "own-breach")
    if permits(facts.registry.role_on(agency, local_date(facts.now)), Scope.ACTIVITY_WRITE) is None:
        return invalid("agency", "agency-cannot-answer")
    return None


def may_answer(state: Activity, facts: Facts) -> Problem | None:
    """The agency concerned."""
    if state.breach is None:
        return RuleNotMet(code="not-a-breach")
    if not facts.acts_for(state.breach.agency):
        return unguarded(Guard.G1_COMPETENCE, "concerned-agency-only")
    return None


def answer(state: Activity, command: AnswerBreach, facts: Facts) -> tuple[Event, ...]:
    """Say one's part."""
    if state.breach and len(state.breach.answers) >= ANSWERS_MOST:
        raise Refused(LimitReached(code="too-many-answers", limit=ANSWERS_MOST))
    said = BreachAnswer(officer=facts.actor.subject, at=facts.now, text=facts.sealed["text"])
    return (BreachAnswered(answer=said),)


ACTIONS = (
    Action(
        command=RecordBreach,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=record,
        scope=Scope.BREACH_RECORD,
        posts=frozenset({Post.SIGNATORY}),
    ),
    Action(
        command=AnswerBreach,
        stream=Kind.ACTIVITY,
        decide=answer,
        scope=Scope.ACTIVITY_WRITE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({ActivityState.RECORDED}),
        may=may_answer,
        additive=True,
    ),
)
