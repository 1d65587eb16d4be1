"""Checking: an officer is named, and agencies record what they saw (Đ3.3, Đ4.3, Đ5.7.b)."""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import led_or_assigned
from domain.case.state.case import Case, CaseState, Check, CheckMethod, CheckOutcome
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused, invalid
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import competent

CHECKS_MOST = 100
"""Checks in one case; more would be a sign of a case that should be split."""


class CheckingStarted(Event, type="case.checking-started"):
    """An officer of the assigned agency took the case up."""

    focal: str


class CheckRecorded(Event, type="case.check-recorded"):
    """An agency recorded what it saw."""

    check: Check


@dataclass(frozen=True, kw_only=True)
class StartChecking:
    """Take a screened case up for checking (Đ4.3)."""

    focal: Annotated[str, Ref(doc="The appointed officer of the assigned agency who answers for it (Đ3.3).")]


@dataclass(frozen=True, kw_only=True)
class RecordCheck:
    """Record what was found published, and how it was looked at (Đ4.3). Whether it is true comes later."""

    method: Annotated[CheckMethod, Spec(doc="How it was checked.")]
    outcome: Annotated[CheckOutcome, Spec(doc="What was found of the publication.")]
    summary: Annotated[str, Words(doc="What was seen, with sources.", least=10, most=10_000)]


def start(case: Case, command: StartChecking, facts: Facts) -> tuple[Event, ...]:
    """Name the officer who answers for the check (Đ3.3)."""
    serves_in(command.focal, case.assigned, facts)
    return (CheckingStarted(focal=command.focal),)


def serves_in(officer: str, agency: str | None, facts: Facts) -> None:
    """Raises Refused unless the officer is appointed today in the agency, or in one taken over together with it."""
    row = facts.registry.officers.get(officer)
    if row is None or not row.span.covers(local_date(facts.now)) or facts.heir(row.agency) != facts.heir(agency or ""):
        raise Refused(invalid("focal", "officer-not-appointed"))


def record(case: Case, command: RecordCheck, facts: Facts) -> tuple[Event, ...]:
    """Add a check by the assigned agency or the lead; both must be competent (G1)."""
    if len(case.checks) >= CHECKS_MOST:
        raise Refused(LimitReached(code="too-many-checks", limit=CHECKS_MOST))
    competent(facts.actor.own, Task.VERIFY, case.category, case.areas, facts)
    check = Check(
        id=facts.new_id,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
        method=command.method,
        outcome=command.outcome,
        summary=facts.sealed["summary"],
    )
    return (CheckRecorded(check=check),)


def started(case: Case, event: CheckingStarted) -> Case:
    """The case under check."""
    return replace(case, state=CaseState.CHECKING, focal=event.focal)


def recorded(case: Case, event: CheckRecorded) -> Case:
    """The case with one more check."""
    return replace(case, checks=(*case.checks, event.check))


ACTIONS = (
    Action(
        command=StartChecking,
        stream=Kind.CASE,
        decide=start,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.SCREENED}),
        may=led_or_assigned,
    ),
    Action(
        command=RecordCheck,
        stream=Kind.CASE,
        decide=record,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING}),
        may=led_or_assigned,
        additive=True,
    ),
)
