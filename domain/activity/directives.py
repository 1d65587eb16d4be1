"""Directives: the People's Committee directs agencies, each agency reports its result, and a missed term is noted
(Đ5.1.h).

Only agencies of the administration can be addressed. The press, the journalists' association and Party bodies receive
no directive, because the register must not instruct them (X5).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Job, Sealed
from domain.kernel.fields import Refs, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, InvalidInput, Problem, Refused, RuleNotMet, invalid, misfit, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind, Post, Role
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import asks_for_no_campaign, may_all_be_asked, refuse_for, still_runs


class DirectiveState(StrEnum):
    """State of a directive. A directive is OPEN until every agency reports or the Committee closes it."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, kw_only=True)
class DirectiveResult:
    """Report of one addressed agency. A successor reports for all `addressees` that it succeeded and that had not
    answered."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    text: Sealed
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DirectiveClosing:
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Directive:
    """State of a directive. `overdue` lists the agencies that had not answered when it was due."""

    id: str
    state: DirectiveState
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    content: Sealed
    addressees: tuple[str, ...]
    due_at: datetime
    results: tuple[DirectiveResult, ...] = ()
    overdue_at: datetime | None = None
    overdue: tuple[str, ...] = ()
    closing: DirectiveClosing | None = None

    @property
    def unanswered(self) -> tuple[str, ...]:
        heard = {agency for result in self.results for agency in (result.agency, *result.addressees)}
        return tuple(agency for agency in self.addressees if agency not in heard)

    @property
    def readers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.agency, *self.addressees)))


ADDRESSEES_MOST, DUE_MOST = 30, 250
DIRECTED = frozenset({Role.LEAD, Role.CAT, Role.DEPT, Role.DIST, Role.COMM})
"""Roles of the agencies that the People's Committee directs. Agencies of these roles may report a result."""
OVERDUE = "directive-overdue"
"""Job that records which agencies had not answered in time."""


def directed(agency: str, facts: Facts) -> bool:
    return facts.registry.role_on(agency, local_date(facts.now)) in DIRECTED


def _addressee_faults(addressees: tuple[str, ...], facts: Facts) -> list[InvalidInput]:
    if not addressees:
        return [invalid("addressees", "addressee-needed")]
    if faults := may_all_be_asked("addressees", addressees, facts):
        return faults[:1]
    return misfit("addressees", "not-directed-here", addressees, lambda agency: directed(agency, facts))


class DirectiveIssued(Begins[Directive], type="directive.issued", state=DirectiveState.OPEN):
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    content: Sealed
    addressees: tuple[str, ...]
    due_at: datetime

    def jobs(self, directive: Directive) -> Iterator[Job]:
        yield Job(job=OVERDUE, data={}, due=self.due_at)


class IssueDirective(
    OpeningCommand, kind=Kind.DIRECTIVE, scope=Scope.DIRECTIVE_ISSUE, posts={Post.SIGNATORY}, signed=True
):
    """Direct agencies to act within their own functions (Đ5.1.h)."""

    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    content: Annotated[str, Words(doc="Actions required from the agencies.", least=20, most=10_000)]
    addressees: Annotated[
        tuple[str, ...],
        Refs(
            doc="Agencies of the administration that must carry it out, never the press (X5).",
            most=ADDRESSEES_MOST,
            to=Kind.AGENCY,
        ),
    ]
    due_days: Annotated[int, Whole(doc="Working days until the agencies must report.", least=1, most=DUE_MOST)]

    def decide(self, state: None, facts: Facts) -> DirectiveIssued:
        asks_for_no_campaign(self, "content")
        refuse_for(*_addressee_faults(self.addressees, facts))
        return facts.record(DirectiveIssued, self, due_at=facts.registry.calendar.due(facts.now, self.due_days))


class DirectiveCommand(CommandOn[Directive], kind=Kind.DIRECTIVE, states={DirectiveState.OPEN}):
    """Command on an open directive."""


class DirectiveAnswered(Follows[Directive], type="directive.answered"):
    result: DirectiveResult

    def fold(self, directive: Directive) -> Directive:
        after = replace(directive, results=(*directive.results, self.result))
        return after if after.unanswered else replace(after, state=DirectiveState.ANSWERED)


def addressed(directive: Directive, facts: Facts) -> Problem | None:
    """The directive is addressed to the actor's agency."""
    return None if facts.acts_for(*directive.addressees) else unguarded(Guard.G1_COMPETENCE, "addressee-only")


def not_answered(directive: Directive, facts: Facts) -> Problem | None:
    """The actor's agency has not answered the directive."""
    return None if facts.acts_for(*directive.unanswered) else RuleNotMet(code="directive-answered")


class ReportDirectiveResult(
    DirectiveCommand, scope=Scope.REPORT_RESULT, posts=OFFICERS, additive=True, requires=(addressed, not_answered)
):
    """Report how your agency carried out a directive, once for each agency (Đ5.1.h, Đ6.1)."""

    document_number: Annotated[str, Words(doc="Number of the report.", most=60)]
    text: Annotated[str, Words(doc="Work done, and its result.", least=20, most=10_000)]

    def decide(self, directive: Directive, facts: Facts) -> DirectiveAnswered:
        """Record the answer for each addressee for which the actor may act. A late result is accepted."""
        own = facts.actor.agency
        others = [agency for agency in directive.unanswered if agency != own and facts.acts_for(agency)]
        return DirectiveAnswered(result=facts.record(DirectiveResult, self, addressees=tuple(others)))


class DirectiveClosed(Follows[Directive], type="directive.closed", state=DirectiveState.CLOSED):
    closing: DirectiveClosing


class CloseDirective(DirectiveCommand, scope=Scope.DIRECTIVE_ISSUE, posts={Post.SIGNATORY}, writes=DirectiveClosed):
    """Close a directive before every agency reported, with reasons (Đ5.1.h)."""

    reasons: Annotated[str, Words(doc="Reasons why no more reports are expected.", least=20, most=5_000)]


class DirectiveOverdue(
    Follows[Directive], type="directive.overdue", bookkeeping=True, sets={"overdue_at": "at", "overdue": "agencies"}
):
    at: datetime
    agencies: tuple[str, ...]


class NoteDirectiveOverdue(DirectiveCommand, additive=True, by={ActorKind.SYSTEM}):
    """Record which agencies had not answered a directive at its deadline (an act of the register itself)."""

    def decide(self, directive: Directive, facts: Facts) -> DirectiveOverdue:
        if directive.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        refuse_for(still_runs(directive.due_at, facts, directive.at))
        return DirectiveOverdue(at=facts.now, agencies=directive.unanswered)
