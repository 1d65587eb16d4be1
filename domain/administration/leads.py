"""The lead assignment: which agency leads, or is its substitute, in which days and by which decision (Đ5.1, G5)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from domain.administration.confirming import (
    CERTAINTY,
    ON,
    REASONS,
    EnteringCommand,
    RowCommand,
    certain,
    entry_by,
    may_settle,
    not_later,
    settled,
    settler,
)
from domain.kernel.calendar import start_of
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Ref, Spec
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused, invalid
from domain.kernel.replacing import replace
from domain.kernel.roles import NEVER_LEAD, SUBSTITUTES
from domain.kernel.span import Span, span_of
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry
from domain.registry.lead import Lead, LeadPart
from domain.registry.texts import SOURCE
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
    """An agency is the lead agency in these days."""

    agency: str
    span: Span
    source: str
    certainty: Certainty
    part: LeadPart = LeadPart.LEAD
    entry: Entry | None = None

    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class AssignLead(EnteringCommand, kind=Kind.LEAD):
    """Enter which agency is the lead agency, or its substitute, with the decision that says so (Đ5.1, G5).

    An administrator of another agency confirms it.
    """

    agency: Annotated[str, Ref(doc="Id of the agency.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    certainty: Annotated[Certainty | None, CERTAINTY] = None
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
            span=span_of(self.since, self.until),
            certainty=certain(self.certainty, facts),
            entry=entry_by(facts),
        )


class SettlingLead(RowCommand[Lead], kind=Kind.LEAD):
    """The second half of an assignment."""

    @staticmethod
    def may(lead: Lead, facts: Facts) -> Problem | None:
        """A row that waits, by another person, who is of another agency than it makes the lead (G5)."""
        return may_settle(lead, (lead.agency,), facts)


class LeadConfirmed(Follows[Lead], type="lead.confirmed"):
    """A person confirmed an uncertain assignment."""

    source: str
    on: date
    by: str | None = None
    at: datetime | None = None

    def fold(self, lead: Lead) -> Lead:
        entry = settled(lead.entry, self.by, self.at)
        return replace(lead, certainty=Certainty.CONFIRMED, source=self.source, entry=entry)

    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class ConfirmLead(SettlingLead):
    """Confirm an assignment of the lead agency that somebody entered, as an administrator of another agency."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]

    def decide(self, lead: Lead, facts: Facts) -> LeadConfirmed:
        not_later(self.on, facts)
        by, at = settler(lead.entry, facts)
        return facts.record(LeadConfirmed, self, by=by, at=at)


class LeadRefused(Follows[Lead], type="lead.refused"):
    """A second person refused an assignment that was entered."""

    by: str
    at: datetime
    reason: str

    def fold(self, lead: Lead) -> Lead:
        return replace(lead, entry=settled(lead.entry, self.by, self.at, self.reason))


class RefuseLead(SettlingLead):
    """Refuse a lead assignment that was entered, as an administrator of another agency. It never takes effect."""

    reasons: Annotated[str, REASONS]

    def decide(self, lead: Lead, facts: Facts) -> LeadRefused:
        return facts.record(LeadRefused, self, reason=self.reasons)
