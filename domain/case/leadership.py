"""Who leads a case: the lead agency of the day, or its substitute where the case is about the lead agency (Đ5.1, G5).

A change of the assignment, of who took whom over, or of whom a case is about passes the lead's part on by an event of
its own. The substitute's rights come from the registry at each act: this event alone gives none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.case.state.case import Case, with_members
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet
from domain.registry.lead import LeadPart
from domain.rules.action import Action
from domain.rules.facts import Facts


class LeadPassed(Event, type="case.lead-passed"):
    """Another agency leads the case from now on, by this assignment."""

    former: str
    successor: str
    part: LeadPart
    assignment: str
    source: str


@dataclass(frozen=True, kw_only=True)
class PassLead:
    """Have a case led by the agency that the registry names for it today (an act of the register itself)."""


def passing(lead: str, concerns: Iterable[str], facts: Facts) -> tuple[Event, ...]:
    """The event by which another agency leads a case about some agencies; none when the right one does."""
    row = facts.registry.lead_for(concerns, local_date(facts.now))
    if row is None or facts.heir(row.agency) == lead:
        return ()
    successor = facts.heir(row.agency)
    return (LeadPassed(former=lead, successor=successor, part=row.part, assignment=row.id, source=row.source),)


def pass_on(case: Case, command: PassLead, facts: Facts) -> tuple[Event, ...]:
    """Pass the part on; refused when the right agency leads."""
    if events := passing(case.lead, case.concerns, facts):
        return events
    raise Refused(RuleNotMet(code="lead-stands"))


def passed(case: Case, event: LeadPassed) -> Case:
    """The case with its new lead; who led it before keeps its place."""
    return replace(case, lead=event.successor, members=with_members(case, event.successor))


ACTIONS = (
    Action(
        command=PassLead,
        stream=Kind.CASE,
        decide=pass_on,
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
