"""Directives: the People's Committee directs agencies, each reports what came of it, a lapse is noted (Đ5.1.h).

Only agencies of the administration can be addressed. There is no directive to the press, to the journalists'
association or to a Party body: the register is no channel of instruction to them (X5).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.activity.state.directive import Directive, DirectiveClosing, DirectiveResult, DirectiveState
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Items, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, InvalidInput, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post, Role
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, not_yet_due

ADDRESSEES_MOST, DUE_MOST = 30, 250
DIRECTED = frozenset({Role.LEAD, Role.CAT, Role.DEPT, Role.DIST, Role.COMM})
"""Roles of the agencies that the People's Committee directs; all of them may report a result."""


class DirectiveIssued(Event, type="directive.issued"):
    """The People's Committee directed agencies."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    content: Sealed
    addressees: tuple[str, ...]
    due_at: datetime


class DirectiveAnswered(Event, type="directive.answered"):
    """An agency reported what came of it."""

    result: DirectiveResult


class DirectiveOverdue(Event, type="directive.overdue"):
    """The time ran out, and these agencies had not answered."""

    at: datetime
    agencies: tuple[str, ...]


class DirectiveClosed(Event, type="directive.closed"):
    """The People's Committee waits for no more answers."""

    closing: DirectiveClosing


@dataclass(frozen=True, kw_only=True)
class IssueDirective:
    """Direct agencies to act within their own functions (Đ5.1.h)."""

    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    content: Annotated[str, Words(doc="What the agencies are to do.", least=20, most=10_000)]
    addressees: Annotated[
        tuple[str, ...], Items(doc="The agencies: of the administration, never the press (X5).", most=ADDRESSEES_MOST)
    ]
    due_days: Annotated[int, Whole(doc="Working days to report.", least=1, most=DUE_MOST)]


@dataclass(frozen=True, kw_only=True)
class ReportDirectiveResult:
    """Report what came of a directive, once for each agency it addresses (Đ5.1.h, Đ6.1)."""

    document_number: Annotated[str, Words(doc="Number of the report.", most=60)]
    text: Annotated[str, Words(doc="What was done and what came of it.", least=20, most=10_000)]


@dataclass(frozen=True, kw_only=True)
class CloseDirective:
    """Close a directive that not every agency has answered, with reasons (Đ5.1.h)."""

    reasons: Annotated[str, Words(doc="Why no more answers are awaited.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class NoteDirectiveOverdue:
    """Note who had not answered a directive when it was due (an act of the register itself)."""


def issue(state: None, command: IssueDirective, facts: Facts) -> tuple[Event, ...]:
    """Direct the agencies."""
    if faults := _addressee_faults(command.addressees, facts):
        raise Refused(*faults)
    return (
        DirectiveIssued(
            agency=facts.actor.own,
            officer=facts.actor.subject,
            at=facts.now,
            document_number=facts.sealed["document_number"],
            content=facts.sealed["content"],
            addressees=command.addressees,
            due_at=facts.registry.calendar.due(facts.now, command.due_days),
        ),
    )


def _addressee_faults(addressees: tuple[str, ...], facts: Facts) -> list[InvalidInput]:
    if not addressees:
        return [invalid("addressees", "addressee-needed")]
    for each in addressees:
        if faults := agency_known("addressees", each, facts):
            return faults
    return [] if all(directed(each, facts) for each in addressees) else [invalid("addressees", "not-directed-here")]


def directed(agency: str, facts: Facts) -> bool:
    """Whether the People's Committee directs this agency today."""
    return facts.registry.role_on(agency, local_date(facts.now)) in DIRECTED


def may_answer(state: Directive, facts: Facts) -> Problem | None:
    """An agency it addresses, once."""
    if not facts.acts_for(*state.addressees):
        return unguarded(Guard.G1_COMPETENCE, "addressee-only")
    if not facts.acts_for(*state.unanswered):
        return RuleNotMet(code="directive-answered")
    return None


def answer(state: Directive, command: ReportDirectiveResult, facts: Facts) -> tuple[Event, ...]:
    """Report the result, for every addressee one stands in the place of; also a late report is taken."""
    others = [each for each in state.unanswered if each != facts.actor.agency and facts.acts_for(each)]
    result = DirectiveResult(
        agency=facts.actor.own,
        addressees=tuple(others),
        officer=facts.actor.subject,
        at=facts.now,
        document_number=facts.sealed["document_number"],
        text=facts.sealed["text"],
    )
    return (DirectiveAnswered(result=result),)


def close(state: Directive, command: CloseDirective, facts: Facts) -> tuple[Event, ...]:
    """Wait for no more answers."""
    closing = DirectiveClosing(officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])
    return (DirectiveClosed(closing=closing),)


def note_overdue(state: Directive, command: NoteDirectiveOverdue, facts: Facts) -> tuple[Event, ...]:
    """Note who is late, once and not before the time has run out."""
    if state.overdue_at is not None:
        raise Refused(RuleNotMet(code="overdue-noted"))
    if problem := not_yet_due(state.due_at, facts):
        raise Refused(problem)
    return (DirectiveOverdue(at=facts.now, agencies=state.unanswered),)


def evolve_directive(state: Directive | None, event: Event, id: str) -> Directive:
    """Fold one directive event; the last answer ends it. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, DirectiveIssued() as it:
            return Directive(
                id=id,
                state=DirectiveState.OPEN,
                agency=it.agency,
                officer=it.officer,
                at=it.at,
                document_number=it.document_number,
                content=it.content,
                addressees=it.addressees,
                due_at=it.due_at,
            )
        case Directive(), DirectiveAnswered(result=result):
            after = replace(state, results=(*state.results, result))
            return after if after.unanswered else replace(after, state=DirectiveState.ANSWERED)
        case Directive(), DirectiveOverdue(at=at, agencies=late):
            return replace(state, overdue_at=at, overdue=late)
        case Directive(), DirectiveClosed(closing=closing):
            return replace(state, state=DirectiveState.CLOSED, closing=closing)
    raise TypeError(f"{event.TYPE} does not follow {state}")


ACTIONS = (
    Action(
        command=IssueDirective,
        stream=Kind.DIRECTIVE,
        creates=True,
        decide=issue,
        scope=Scope.DIRECTIVE_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
    ),
    Action(
        command=ReportDirectiveResult,
        stream=Kind.DIRECTIVE,
        decide=answer,
        scope=Scope.REPORT_RESULT,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({DirectiveState.OPEN}),
        may=may_answer,
        additive=True,
    ),
    Action(
        command=CloseDirective,
        stream=Kind.DIRECTIVE,
        decide=close,
        scope=Scope.DIRECTIVE_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({DirectiveState.OPEN}),
    ),
    Action(
        command=NoteDirectiveOverdue,
        stream=Kind.DIRECTIVE,
        decide=note_overdue,
        states=frozenset({DirectiveState.OPEN}),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
