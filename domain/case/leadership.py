"""Lead of a case: the lead agency of the day or its substitute, and successors of agencies.

A separate event records a new lead agency, after a new assignment, a succession, or a change of the agencies concerned.
The event gives no rights: the registry determines the substitute's rights at each act.

Past acts keep the name of the agency that made them, and nothing is rewritten. Under the registry's own rule, officers
and tokens of the former agency act for its successor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.command import NOT_CLOSED, CaseEvent, RegisterCommand, told
from domain.case.guards import open_round
from domain.case.state.case import Case, with_members, with_row
from domain.kernel.calendar import local_date
from domain.kernel.event import Job
from domain.kernel.fields import Ref
from domain.kernel.refusals import Refused, RuleNotMet
from domain.kernel.vocabulary import Kind
from domain.registry.agency import LeadPart
from domain.rules.facts import Facts


class LeadPassed(CaseEvent, type="case.lead-passed"):
    """Another agency became the lead agency, according to an assignment in the registry."""

    former: str
    successor: str
    part: LeadPart
    assignment: str
    source: str

    def fold(self, case: Case) -> Case:
        """Return the case with its new lead; the former lead remains a member."""
        return replace(case, lead=self.successor, members=with_members(case, self.successor))

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.successor, self)


def passing(lead: str, concerns: Iterable[str], facts: Facts) -> tuple[LeadPassed, ...]:
    """Return the event that changes the lead of a case about some agencies.

    The result is empty if the case already has the right lead agency.
    """
    row = facts.registry.lead_for(concerns, local_date(facts.now))
    if row is None or facts.heir(row.agency) == lead:
        return ()
    successor = facts.heir(row.agency)
    return (LeadPassed(former=lead, successor=successor, part=row.part, assignment=row.id, source=row.source),)


class PassLead(RegisterCommand):
    """Give a case the lead agency that the registry names today (an act of the register itself)."""

    def decide(self, case: Case, facts: Facts) -> tuple[LeadPassed, ...]:
        if events := passing(case.lead, case.concerns, facts):
            return events
        raise Refused(RuleNotMet(code="lead-stands"))


class CaseRegrouped(CaseEvent, type="case.regrouped"):
    former: str
    successor: str

    def fold(self, case: Case) -> Case:
        """Replace the former agency with its successor, except in past opinions."""
        assigned_passes = case.assigned == self.former
        return replace(
            self._awaited_from_successor(case),
            lead=self._heir(case.lead),
            assigned=self.successor if assigned_passes else case.assigned,
            focal=None if assigned_passes else case.focal,
            concerns=tuple(dict.fromkeys(map(self._heir, case.concerns))),
            members=with_members(case, self.successor),
        )

    def _heir(self, agency: str) -> str:
        return self.successor if agency == self.former else agency

    def _awaited_from_successor(self, case: Case) -> Case:
        """Return the case with the former agency's pending tasks passed to its successor."""
        current = open_round(case)
        if current and self.former in current.silent:
            invited = tuple(dict.fromkeys(map(self._heir, current.invited)))
            case = with_row(case, "rounds", current.id, invited=invited)
        return replace(
            case,
            takedowns=tuple(
                replace(takedown, committee=self.successor)
                if takedown.open and takedown.committee == self.former
                else takedown
                for takedown in case.takedowns
            ),
            transfers=tuple(
                transfer if transfer.over else replace(transfer, police=self._heir(transfer.police))
                for transfer in case.transfers
            ),
            requests=tuple(
                request if request.answered else replace(request, agency=self._heir(request.agency))
                for request in case.requests
            ),
            referrals=tuple(
                referral if referral.answered else replace(referral, agency=self._heir(referral.agency))
                for referral in case.referrals
            ),
        )


class RegroupCase(RegisterCommand, states=NOT_CLOSED):
    """Pass a former agency's role in a case to its successor (an act of the register itself)."""

    former: Annotated[str, Ref(doc="The agency that was taken over.", to=Kind.AGENCY)]
    successor: Annotated[str, Ref(doc="The agency that took over.", to=Kind.AGENCY)]

    def decide(self, case: Case, facts: Facts) -> tuple[CaseRegrouped | LeadPassed, ...]:
        """Pass the role on. Raises Refused if the agency has no role in the case, or if the registry does not contain
        the succession."""
        heir = facts.registry.heir(self.former, local_date(facts.now))
        if self.former == self.successor or heir != self.successor:
            raise Refused(RuleNotMet(code="no-such-succession"))
        settled = self.successor in case.members and self.former not in with_a_part(case)
        if self.former not in case.members or settled:
            raise Refused(RuleNotMet(code="regrouped-already"))
        lead = self.successor if case.lead == self.former else case.lead
        event = facts.record(CaseRegrouped, self)
        return (event, *passing(lead, case.concerns, facts))


def with_a_part(case: Case) -> Iterator[str | None]:
    """Yield the agencies with a role in the case: lead, checker, agencies concerned, and those with a pending task."""
    yield from (case.lead, case.assigned, *case.concerns)
    current = open_round(case)
    yield from current.silent if current else ()
    yield from (takedown.committee for takedown in case.takedowns if takedown.open)
    yield from (transfer.police for transfer in case.transfers if not transfer.over)
    yield from (request.agency for request in case.requests if not request.answered)
    yield from (referral.agency for referral in case.referrals if not referral.answered)
