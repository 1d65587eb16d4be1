"""The lead assignment: which agency leads, or is its substitute, in which days and by which decision (Đ5.1, G5)."""

from collections.abc import Iterator
from typing import Annotated

from domain.administration import dated_rows
from domain.administration.confirming import entered_by_another, not_later
from domain.kernel.calendar import start_of
from domain.kernel.event import Begins
from domain.kernel.fields import Ref, Spec
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import NEVER_LEAD, SUBSTITUTES
from domain.kernel.span import Span
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry
from domain.registry.lead import Lead, LeadPart
from domain.rules.action import HUMANS_AND_MACHINES
from domain.rules.facts import Facts

PASS_LEAD = "pass-lead"
"""The job that gives each case the lead agency of its day."""


def _passing(lead: Lead) -> Iterator[Job]:
    """Cases are passed on when a confirmed assignment begins and when it ends."""
    if lead.certainty is Certainty.CONFIRMED:
        for day in (lead.span.since, lead.span.until):
            if day is not None:
                yield Job(job=PASS_LEAD, data={}, due=start_of(day))


class LeadAssigned(Begins[Lead], type="lead.assigned"):
    agency: str
    span: Span
    source: str
    certainty: Certainty
    part: LeadPart = LeadPart.LEAD
    entry: Entry | None = None

    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class AssignLead(dated_rows.EnteringCommand, kind=Kind.LEAD):
    """Enter which agency is the lead agency, or its substitute, with the decision that says so (Đ5.1, G5).

    An administrator of another agency confirms it.
    """

    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    since: dated_rows.Since
    source: dated_rows.Source
    until: dated_rows.Until = None
    certainty: dated_rows.Sure = None
    part: Annotated[
        LeadPart, Spec(doc="Whether it is the lead agency, or the substitute that leads a case about the lead agency.")
    ] = LeadPart.LEAD

    def decide(self, state: None, facts: Facts) -> LeadAssigned:
        """The agency is registered, and of a kind that may lead or be the substitute."""
        row = facts.registry.agencies.get(self.agency)
        if row is None:
            raise Refused(invalid("agency", "agency-unknown"))
        if row.kind in NEVER_LEAD or (self.part is LeadPart.SUBSTITUTE and row.kind not in SUBSTITUTES):
            raise Refused(invalid("agency", "agency-cannot-lead"))
        return facts.record(
            LeadAssigned,
            self,
            **self.entered(facts),
        )


class LeadConfirmed(dated_rows.DatedRowConfirmed[Lead], type="lead.confirmed"):
    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class ConfirmLead(dated_rows.ConfirmDatedRow[Lead], kind=Kind.LEAD, writes=LeadConfirmed, signed=True):
    """Confirm an assignment of the lead agency that somebody entered, as an administrator of another agency."""


def by_the_operator_alone(lead: Lead, facts: Facts) -> Problem | None:
    """The operator alone entered the assignment, and it counts."""
    return None if lead.of_one else RuleNotMet(code="lead-of-two")


class CompareLead(
    dated_rows.RowCommand[Lead],
    kind=Kind.LEAD,
    by=HUMANS_AND_MACHINES,
    requires=(by_the_operator_alone, entered_by_another),
    writes=LeadConfirmed,
):
    """Compare the assignment of the lead agency, which the operator alone entered, with its act, as an administrator of
    another agency. A register is ready for its first case when somebody did."""

    source: dated_rows.Source
    on: dated_rows.On

    def decide(self, lead: Lead, facts: Facts) -> LeadConfirmed:
        not_later(self.on, facts)
        return facts.record(LeadConfirmed, self)


class LeadRefused(dated_rows.RowRefused[Lead], type="lead.refused"):
    """A second person refused an assignment that was entered."""


class RefuseLead(dated_rows.RefuseRow[Lead], kind=Kind.LEAD, writes=LeadRefused):
    """Refuse a lead assignment that was entered, as an administrator of another agency. It never takes effect."""
