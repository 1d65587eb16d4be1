"""Questions of the press: received, answered by a spokesperson or refused on a closed ground, in time (Đ5.7.đ).

Times: the first statement on an event within 24 hours (NĐ 09/2017/NĐ-CP, Điều 6); access to information within 3
working days by electronic means, 5 by post, each prolonged twice by at most 15 (Luật Tiếp cận thông tin 104/2016/QH13,
Điều 30, 31); petitions that the press passes on within 30 days (Luật Báo chí). Other questions: 5 working days, a
choice of this register.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Spec, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.kernel.term import TermSource
from domain.press_question.mandates import speaking
from domain.press_question.state import Exchange, ExchangeState, Extension, QuestionKind, Refusal, RefusalGround
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import not_yet_due, own_agency
from domain.rules.term import Term

EXTENSIONS_MOST, EXTENSION_DAYS_MOST = 2, 15


TERMS: Final = {
    QuestionKind.EVENT: Term(TermSource.LAW, span=timedelta(hours=24)),
    QuestionKind.QUESTION: Term(TermSource.INTERNAL, days=5),
    QuestionKind.ACCESS_ELECTRONIC: Term(TermSource.LAW, days=3, extensible=True),
    QuestionKind.ACCESS_POST: Term(TermSource.LAW, days=5, extensible=True),
    QuestionKind.PETITION: Term(TermSource.LAW, span=timedelta(days=30)),
}


class QuestionReceived(Event, type="exchange.received"):
    """The press asked."""

    agency: str
    officer: str
    at: datetime
    kind: QuestionKind
    asked_at: datetime
    outlet: Sealed
    question: Sealed
    due_at: datetime
    source: TermSource


class AnswerExtended(Event, type="exchange.extended"):
    """The answer takes longer, and who asked was told."""

    extension: Extension


class QuestionAnswered(Event, type="exchange.answered"):
    """A spokesperson answered."""

    step: Step


class AnswerRefused(Event, type="exchange.refused"):
    """A spokesperson refused, with ground and reasons."""

    refusal: Refusal


class AnswerOverdue(Event, type="exchange.overdue"):
    """The time ran out without an answer."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReceiveQuestion:
    """Write down a question of the press, which begins its time (Đ5.7.đ)."""

    kind: Annotated[QuestionKind, Spec(doc="What kind of question; it decides the time.")]
    asked_at: Annotated[datetime, Spec(doc="When it came; for EVENT, when the event happened.")]
    outlet: Annotated[str, Words(doc="Which press agency asks.", most=200)]
    question: Annotated[str, Words(doc="What is asked.", least=10, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class ExtendAnswer:
    """Take longer for an answer to a request for information; who asked is told why in writing."""

    days: Annotated[int, Whole(doc="Working days more, from the day it was due.", least=1, most=EXTENSION_DAYS_MOST)]
    document_number: Annotated[str, Words(doc="Number of the notice to who asked.", most=60)]
    reason: Annotated[str, Words(doc="Why.", least=10, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class AnswerQuestion:
    """Answer the press, as a spokesperson (Đ5.7.c, Đ5.7.đ)."""

    text: Annotated[str, Words(doc="The answer.", least=10, most=10_000)]


@dataclass(frozen=True, kw_only=True)
class RefuseQuestion:
    """Refuse an answer, as a spokesperson, on a ground of the law and with reasons."""

    ground: Annotated[RefusalGround, Spec(doc="The ground.")]
    reason: Annotated[str, Words(doc="The reasons, for who asked.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class NoteAnswerOverdue:
    """Note that the time for an answer ran out (an act of the register itself)."""


def receive(state: None, command: ReceiveQuestion, facts: Facts) -> tuple[Event, ...]:
    """Write a question down."""
    if command.asked_at > facts.now:
        raise Refused(invalid("asked_at", "in-the-future"))
    term = TERMS[command.kind]
    return (
        QuestionReceived(
            agency=facts.actor.own,
            officer=facts.actor.subject,
            at=facts.now,
            kind=command.kind,
            asked_at=command.asked_at,
            outlet=facts.sealed["outlet"],
            question=facts.sealed["question"],
            due_at=term.due(command.asked_at, facts),
            source=term.source,
        ),
    )


def extend(state: Exchange, command: ExtendAnswer, facts: Facts) -> tuple[Event, ...]:
    """Take longer: only where the law admits it, twice at most, and before the time is over."""
    if not TERMS[state.kind].extensible:
        raise Refused(RuleNotMet(code="term-is-fixed"))
    if len(state.extensions) >= EXTENSIONS_MOST:
        raise Refused(LimitReached(code="too-many-extensions", limit=EXTENSIONS_MOST))
    if facts.now >= state.due_at:
        raise Refused(RuleNotMet(code="term-is-over"))
    # A term ends with the first instant after its last day: that instant would count one day more.
    last = state.due_at - timedelta(milliseconds=1)
    made = Extension(step=facts.step(note="reason"), due_at=facts.registry.calendar.due(last, command.days))
    return (AnswerExtended(extension=made),)


def answer(state: Exchange, command: AnswerQuestion, facts: Facts) -> tuple[Event, ...]:
    """Answer, late or not."""
    speaking(state.agency, None, facts)
    return (QuestionAnswered(step=facts.step(note="text")),)


def refuse(state: Exchange, command: RefuseQuestion, facts: Facts) -> tuple[Event, ...]:
    """Refuse."""
    speaking(state.agency, None, facts)
    return (AnswerRefused(refusal=Refusal(ground=command.ground, step=facts.step(note="reason"))),)


def note_overdue(state: Exchange, command: NoteAnswerOverdue, facts: Facts) -> tuple[Event, ...]:
    """Note it once, and not before the time has run out."""
    if state.late is not None:
        raise Refused(RuleNotMet(code="overdue-noted"))
    if problem := not_yet_due(state.due_at, facts):
        raise Refused(problem)
    return (AnswerOverdue(at=facts.now),)


def evolve_exchange(state: Exchange | None, event: Event, id: str) -> Exchange:
    """Fold one event. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, QuestionReceived() as it:
            return Exchange(
                id=id,
                state=ExchangeState.OPEN,
                agency=it.agency,
                officer=it.officer,
                at=it.at,
                kind=it.kind,
                asked_at=it.asked_at,
                outlet=it.outlet,
                question=it.question,
                due_at=it.due_at,
                source=it.source,
            )
        case Exchange(), AnswerExtended(extension=made):
            return replace(state, due_at=made.due_at, extensions=(*state.extensions, made))
        case Exchange(), QuestionAnswered(step=step):
            return replace(state, state=ExchangeState.ANSWERED, answer=step)
        case Exchange(), AnswerRefused(refusal=made):
            return replace(state, state=ExchangeState.REFUSED, refusal=made)
        case Exchange(), AnswerOverdue(at=at):
            return replace(state, late=at)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def _row(command: type, decide: Any, posts: frozenset[Post]) -> Action:
    return Action(
        command=command,
        stream=Kind.EXCHANGE,
        decide=decide,
        scope=Scope.PRESS_ISSUE,
        posts=posts,
        states=frozenset({ExchangeState.OPEN.value}),
        may=own_agency,
    )


OFFICE = frozenset({Post.HANDLER, Post.SPOKESPERSON})
SPEAKERS = frozenset({Post.SPOKESPERSON})
ACTIONS = (
    Action(
        command=ReceiveQuestion,
        stream=Kind.EXCHANGE,
        creates=True,
        decide=receive,
        scope=Scope.PRESS_ISSUE,
        posts=OFFICE,
    ),
    _row(ExtendAnswer, extend, OFFICE),
    _row(AnswerQuestion, answer, SPEAKERS),
    _row(RefuseQuestion, refuse, SPEAKERS),
    Action(
        command=NoteAnswerOverdue,
        stream=Kind.EXCHANGE,
        decide=note_overdue,
        states=frozenset({ExchangeState.OPEN.value}),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
