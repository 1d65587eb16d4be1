"""Requests of the lead agency to another, within a case, and their answers (Đ5.4.b).

An answer is a text and a document's number: there is no field for whom somebody found behind an address (X2).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from domain.case.guards import led_by_actor
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.pathways import CoordinationRequest
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

REQUESTS_MOST, DUE_MOST = 50, 60
ASKING = frozenset(
    {
        CaseState.CHECKING,
        CaseState.COORDINATING,
        CaseState.APPRAISED,
        CaseState.PROPOSED,
        CaseState.DECIDED,
        CaseState.EXECUTING,
    }
)
ANSWERING = ASKING | {CaseState.RESULT_REPORTED}


class CoordinationRequested(Event, type="case.coordination-requested"):
    """The lead agency asked another for something."""

    request: CoordinationRequest


class RequestAnswered(Event, type="case.request-answered"):
    """The agency asked answered."""

    request: str
    step: Step


class RequestOverdue(Event, type="case.request-overdue"):
    """The time to answer ran out; the answer is still welcome."""

    request: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestCoordination:
    """Ask another agency to do something in the case (Đ5.4.b); it may read the case from then on."""

    agency: Annotated[str, Ref(doc="The agency asked.")]
    content: Annotated[str, Words(doc="What it is asked to do.", least=10, most=5_000)]
    due_days: Annotated[int, Whole(doc="Working days to answer.", least=1, most=DUE_MOST)]


@dataclass(frozen=True, kw_only=True)
class AnswerRequest:
    """Answer a request of the lead agency, about the matter and not about persons (Đ5.4.b)."""

    request: Annotated[str, Ref(doc="The request.")]
    text: Annotated[str, Words(doc="What was done or found out about the content.", least=5, most=10_000)]
    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]


@dataclass(frozen=True, kw_only=True)
class NoteRequestOverdue:
    """Note that a request was not answered in time (an act of the register itself)."""

    request: Annotated[str, Ref(doc="The request.")]


def ask(case: Case, command: RequestCoordination, facts: Facts) -> tuple[Event, ...]:
    """Ask an agency that is able to answer; the press and ministries are not."""
    if len(case.requests) >= REQUESTS_MOST:
        raise Refused(LimitReached(code="too-many-requests", limit=REQUESTS_MOST))
    if faults := agency_known("agency", command.agency, facts):
        raise Refused(*faults)
    role = facts.registry.role_on(command.agency, local_date(facts.now))
    if facts.heir(command.agency) == facts.heir(case.lead) or not permits(role, Scope.OPINION_GIVE):
        raise Refused(invalid("agency", "agency-cannot-be-asked"))
    made = CoordinationRequest(
        id=facts.new_id,
        cycle=case.cycle,
        agency=command.agency,
        content=facts.sealed["content"],
        asked=facts.step(),
        due_at=facts.registry.calendar.due(facts.now, command.due_days),
    )
    return (CoordinationRequested(request=made),)


def may_answer(case: Case, facts: Facts) -> Problem | None:
    """An agency that was asked and has not answered."""
    waiting = [each for each in case.requests if each.answered is None]
    if not facts.acts_for(*(each.agency for each in waiting)):
        return unguarded(Guard.G1_COMPETENCE, "not-asked")
    return None


def answer(case: Case, command: AnswerRequest, facts: Facts) -> tuple[Event, ...]:
    """Answer once, in time or late."""
    asked = _unanswered(case, command.request)
    _asked(asked, facts)
    return (RequestAnswered(request=asked.id, step=facts.step(note="text")),)


def _asked(request: CoordinationRequest, facts: Facts) -> None:
    if not facts.acts_for(request.agency):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "not-asked"))


def note_overdue(case: Case, command: NoteRequestOverdue, facts: Facts) -> tuple[Event, ...]:
    """Note that the time ran out."""
    asked = _unanswered(case, command.request)
    if asked.overdue_at is not None or facts.now < asked.due_at:
        raise Refused(RuleNotMet(code="not-yet-due"))
    return (RequestOverdue(request=asked.id, at=facts.now),)


def _unanswered(case: Case, id: str) -> CoordinationRequest:
    for each in case.requests:
        if each.id == id and each.answered is None:
            return each
        if each.id == id:
            raise Refused(RuleNotMet(code="answered-already"))
    raise Refused(invalid("request", "request-unknown"))


def _changed(case: Case, id: str, **changes: Any) -> Case:
    rows = tuple(replace(each, **changes) if each.id == id else each for each in case.requests)
    return replace(case, requests=rows)


def evolve_request(case: Case, event: Event) -> Case | None:
    """Fold one event of a request; None for any other."""
    match event:
        case CoordinationRequested(request=made):
            members = with_members(case, made.agency)
            return replace(case, requests=(*case.requests, made), members=members)
        case RequestAnswered(request=id, step=step):
            return _changed(case, id, answered=step)
        case RequestOverdue(request=id, at=at):
            return _changed(case, id, overdue_at=at)
    return None


ACTIONS = (
    Action(
        command=RequestCoordination,
        stream=Kind.CASE,
        decide=ask,
        scope=Scope.COORD_CONVENE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=ASKING,
        may=led_by_actor,
        additive=True,
    ),
    Action(
        command=AnswerRequest,
        stream=Kind.CASE,
        decide=answer,
        scope=Scope.OPINION_GIVE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=ANSWERING,
        may=may_answer,
        additive=True,
    ),
    Action(
        command=NoteRequestOverdue,
        stream=Kind.CASE,
        decide=note_overdue,
        states=ANSWERING,
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
