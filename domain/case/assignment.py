"""Who checks, changed on the way: another agency, named by the lead, or another focal officer (Đ3.3, Đ5.1.a).

A succession in part passes no case on, and one as a whole leaves a case without its focal officer: people say here
who goes on.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.checks import serves_in
from domain.case.guards import led_by_actor, led_or_assigned
from domain.case.state.case import Case, CaseState, with_members
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Ref, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, competent


class CaseReassigned(Event, type="case.reassigned"):
    """The lead agency named another agency that checks; it has not taken the case up yet."""

    former: str
    assigned: str
    reasons: Sealed


class FocalNamed(Event, type="case.focal-named"):
    """Another officer of the assigned agency answers for the check."""

    focal: str
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class ReassignCase:
    """Have another agency check a screened case; it takes the case up anew, and what was found stays (Đ5.1.a)."""

    assigned: Annotated[str, Ref(doc="The agency that checks from now on; competent in field and areas (G1).")]
    reasons: Annotated[str, Words(doc="Why another agency checks.", least=10, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class NameFocalOfficer:
    """Name the officer who answers for the check, when there is none any more or another takes over (Đ3.3)."""

    focal: Annotated[str, Ref(doc="The appointed officer of the assigned agency who answers for it (Đ3.3).")]
    reasons: Annotated[str, Words(doc="Why this officer from now on.", least=10, most=2_000)]


def reassign(case: Case, command: ReassignCase, facts: Facts) -> tuple[Event, ...]:
    """Name another agency, competent as at screening (G1)."""
    if faults := agency_known("assigned", command.assigned, facts):
        raise Refused(*faults)
    assert case.assigned is not None  # the states admit screened cases only
    if facts.heir(command.assigned) == facts.heir(case.assigned):
        raise Refused(RuleNotMet(code="assigned-already"))
    competent(command.assigned, Task.VERIFY, case.category, case.areas, facts)
    return (CaseReassigned(former=case.assigned, assigned=command.assigned, reasons=facts.sealed["reasons"]),)


def name_focal(case: Case, command: NameFocalOfficer, facts: Facts) -> tuple[Event, ...]:
    """Name an officer in office (Đ3.3)."""
    serves_in(command.focal, case.assigned, facts)
    if command.focal == case.focal:
        raise Refused(RuleNotMet(code="focal-already"))
    return (FocalNamed(focal=command.focal, reasons=facts.sealed["reasons"]),)


def reassigned(case: Case, event: CaseReassigned) -> Case:
    """The case before its check by the new agency; the former one stays a member."""
    members = with_members(case, event.assigned)
    return replace(case, state=CaseState.SCREENED, assigned=event.assigned, focal=None, members=members)


def focal_named(case: Case, event: FocalNamed) -> Case:
    """The case with the officer."""
    return replace(case, focal=event.focal)


ACTIONS = (
    Action(
        command=ReassignCase,
        stream=Kind.CASE,
        decide=reassign,
        scope=Scope.CASE_INTAKE,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.SCREENED, CaseState.CHECKING}),
        may=led_by_actor,
    ),
    Action(
        command=NameFocalOfficer,
        stream=Kind.CASE,
        decide=name_focal,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING}),
        may=led_or_assigned,
    ),
)
