"""The lead assignment: which agency leads, or is its substitute, in which days and by which decision (Đ5.1, G5)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.administration.confirming import ON, confirmable
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import start_of
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Ref, Spec
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.kernel.roles import NEVER_LEAD, SUBSTITUTES
from domain.kernel.span import Span, span_of
from domain.registry.certainty import Certainty
from domain.registry.lead import Lead, LeadPart
from domain.registry.texts import SOURCE
from domain.rules.command import CommandOn, OpeningCommand
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

    def begin(self, id: str) -> Lead:
        return Lead(
            id=id, agency=self.agency, span=self.span, source=self.source, certainty=self.certainty, part=self.part
        )

    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class AssignLead(OpeningCommand, kind=Kind.LEAD, by={ActorKind.OPERATOR}):
    """Say which agency is the lead agency, or its substitute, by which decision (Đ5.1, G5)."""

    agency: Annotated[str, Ref(doc="The agency.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED
    part: Annotated[LeadPart, Spec(doc="The lead agency, or its substitute where a case is about it.")] = LeadPart.LEAD

    def decide(self, state: None, facts: Facts) -> LeadAssigned:
        """The agency is registered, and of a kind that may lead or be the substitute."""
        row = facts.registry.agencies.get(self.agency)
        if row is None:
            raise Refused(invalid("agency", "agency-unknown"))
        if row.kind in NEVER_LEAD or (self.part is LeadPart.SUBSTITUTE and row.kind not in SUBSTITUTES):
            raise Refused(invalid("agency", "agency-cannot-lead"))
        return LeadAssigned(
            agency=self.agency,
            span=span_of(self.since, self.until),
            source=self.source,
            certainty=self.certainty,
            part=self.part,
        )


class LeadConfirmed(Follows[Lead], type="lead.confirmed"):
    """A person confirmed an uncertain assignment."""

    source: str
    on: date

    def fold(self, lead: Lead) -> Lead:
        return replace(lead, certainty=Certainty.CONFIRMED, source=self.source)

    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class ConfirmLead(CommandOn[Lead], kind=Kind.LEAD, by={ActorKind.OPERATOR}):
    """Confirm an uncertain assignment of the lead agency."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]

    def decide(self, lead: Lead, facts: Facts) -> LeadConfirmed:
        confirmable(lead.certainty, self.on, facts)
        return LeadConfirmed(source=self.source, on=self.on)
