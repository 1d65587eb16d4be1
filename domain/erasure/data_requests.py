"""What people ask about their own data, and the clock of the answer: two working days (NĐ 356/2025)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.complaint.state import Contested
from domain.erasure.state import DataRequest, DataRequestKind, Erasable, Erasure, ErasureGround, ErasureState, Word
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Confided, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts

REPLY_DAYS = 2
"""Working days to answer a person (NĐ 356/2025; from excerpts, to be compared with its text)."""


class DataRequested(Event, type="erasure.requested"):
    """Somebody asked about data on themselves."""

    code: str
    target: str
    at: datetime
    request: DataRequest


class DataRequestAnswered(Event, type="erasure.answered"):
    """An officer answered; a granted request for erasure goes on to be approved."""

    answer: Word
    granted: bool


class DataRequestOverdue(Event, type="erasure.overdue"):
    """Nobody answered in time."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestData:
    """Ask to see, correct or erase what the register holds about oneself."""

    decision: Annotated[str, Words(doc="Public code of the decision that it is about.", most=20, sealed=False)]
    kind: Annotated[DataRequestKind, Spec(doc="What is asked.")]
    text: Annotated[str, Words(doc="Which data, and why.", least=20, most=5_000)]
    contact: Annotated[
        str | None, Confided(doc="How to reach the person, if wished; kept apart from everything else.", most=300)
    ] = None


@dataclass(frozen=True, kw_only=True)
class AnswerDataRequest:
    """Answer what a person asked about their data; what is granted is erased after two approvals."""

    granted: Annotated[bool, Spec(doc="Whether it is granted.")]
    reasons: Annotated[str, Words(doc="The answer, for the person to read.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class NoteDataRequestOverdue:
    """Note that nobody answered in time (an act of the register itself)."""


def word(facts: Facts) -> Word:
    """The actor's word now."""
    return Word(agency=facts.actor.own, officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])


def erasable(facts: Facts, field: str) -> Erasable:
    """What the erasure is about. Raises Refused when there is none."""
    known = facts.known(Erasable)
    if known is None:
        raise Refused(invalid(field, "nothing-to-erase"))
    return known


def ask(state: None, command: RequestData, facts: Facts) -> tuple[Event, ...]:
    """Take a request in."""
    contested = facts.known(Contested)
    if contested is None:
        raise Refused(invalid("decision", "decision-unknown"))
    made = DataRequest(
        kind=command.kind,
        text=facts.sealed["text"],
        ticket=facts.ticket,
        reply_by=facts.registry.calendar.due(facts.now, REPLY_DAYS),
        contact=facts.contact_details.get("contact"),
    )
    return (DataRequested(code=facts.code, target=contested.case.id, at=facts.now, request=made),)


def answer(state: Erasure, command: AnswerDataRequest, facts: Facts) -> tuple[Event, ...]:
    """Answer it; nothing is destroyed while a complaint about it runs."""
    wanted = state.request is not None and state.request.kind is DataRequestKind.ERASURE
    if command.granted and wanted:
        refuse_running(erasable(facts, "granted"))
    return (DataRequestAnswered(answer=word(facts), granted=command.granted),)


def refuse_running(it: Erasable) -> None:
    """Raises Refused while the matter, or a complaint about it, still runs."""
    if it.redress_runs:
        raise Refused(RuleNotMet(code="redress-runs"))
    if not it.over:
        raise Refused(RuleNotMet(code="matter-runs"))


def overdue(state: Erasure, command: NoteDataRequestOverdue, facts: Facts) -> tuple[Event, ...]:
    """Note it once. Raises Refused before its time."""
    if state.overdue_at or state.request is None or facts.now < state.request.reply_by:
        raise Refused(RuleNotMet(code="not-overdue"))
    return (DataRequestOverdue(at=facts.now),)


def evolve_request(state: Erasure | None, event: Event, id: str) -> Erasure | None:
    """Fold one event of asking and answering; None for any other."""
    match state, event:
        case None, DataRequested() as it:
            return Erasure(
                id=id,
                code=it.code,
                state=ErasureState.REQUESTED,
                at=it.at,
                target=it.target,
                ground=ErasureGround.DATA_SUBJECT,
                request=it.request,
            )
        case Erasure(request=DataRequest(kind=kind)), DataRequestAnswered(answer=given, granted=granted):
            erased = granted and kind is DataRequestKind.ERASURE
            after = ErasureState.PROPOSED if erased else ErasureState.ANSWERED
            return replace(state, state=after, answer=given)
        case Erasure(), DataRequestOverdue(at=at):
            return replace(state, overdue_at=at)
    return None


ACTIONS = (
    Action(
        command=RequestData,
        needs=(Contested,),
        stream=Kind.ERASURE,
        creates=True,
        decide=ask,
        by=frozenset({ActorKind.PUBLIC}),
    ),
    Action(
        command=AnswerDataRequest,
        needs=(Erasable,),
        stream=Kind.ERASURE,
        decide=answer,
        scope=Scope.ERASURE_APPROVE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({ErasureState.REQUESTED}),
    ),
    Action(
        command=NoteDataRequestOverdue,
        stream=Kind.ERASURE,
        decide=overdue,
        states=frozenset({ErasureState.REQUESTED}),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
