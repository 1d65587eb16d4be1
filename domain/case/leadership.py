"""Lead of a case: the lead agency of the day, or its substitute where the case is about the lead agency (Đ5.1, G5).

The lead's part passes on by an event of its own: when the assignment changes, an agency is succeeded, or the case
concerns other agencies. The substitute's rights come from the registry at each act: this event alone gives none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.case.command import CaseEvent, RegisterCommand
from domain.case.notification import told
from domain.case.state.case import Case, with_members
from domain.kernel.calendar import local_date
from domain.kernel.job import Job
from domain.kernel.refusals import Refused, RuleNotMet
from domain.registry.lead import LeadPart
from domain.rules.facts import Facts


class LeadPassed(CaseEvent, type="case.lead-passed"):
    """Another agency leads the case from now on, by this assignment."""

    former: str
    successor: str
    part: LeadPart
    assignment: str
    source: str

    def fold(self, case: Case) -> Case:
        """The case with its new lead; the former lead remains a member."""
        return replace(case, lead=self.successor, members=with_members(case, self.successor))

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.successor, self)


def passing(lead: str, concerns: Iterable[str], facts: Facts) -> tuple[LeadPassed, ...]:
    """The event by which another agency leads a case about some agencies; empty when the right one does."""
    row = facts.registry.lead_for(concerns, local_date(facts.now))
    if row is None or facts.heir(row.agency) == lead:
        return ()
    successor = facts.heir(row.agency)
    return (LeadPassed(former=lead, successor=successor, part=row.part, assignment=row.id, source=row.source),)


class PassLead(RegisterCommand):
    """Have a case led by the agency that the registry names for it today (an act of the register itself)."""

    def decide(self, case: Case, facts: Facts) -> tuple[LeadPassed, ...]:
        if events := passing(case.lead, case.concerns, facts):
            return events
        raise Refused(RuleNotMet(code="lead-stands"))
