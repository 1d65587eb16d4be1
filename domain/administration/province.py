"""Rows of the province: its areas, the Regulation, and the assignments of the lead agency and its substitute."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from domain.administration import dated_rows
from domain.administration.dated_rows import entered_by_another, not_later
from domain.kernel.calendar import start_of
from domain.kernel.event import Begins, Job
from domain.kernel.fields import Ref, Spec
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.span import Span
from domain.kernel.vocabulary import NEVER_LEAD, SUBSTITUTES, Kind
from domain.kernel.wording import Exempt
from domain.registry.agency import Area, AreaLevel, Lead, LeadPart
from domain.registry.entry import Certainty, Entry, named_text, refused
from domain.registry.regulation import Regulation
from domain.rules.command import HUMANS_AND_MACHINES
from domain.rules.facts import Facts


class AreaDefined(Begins[Area], type="area.defined"):
    name: str
    level: str
    span: Span
    source: str
    certainty: Certainty
    remote: bool = False
    entry: Entry | None = None


class DefineArea(dated_rows.EnteringCommand, kind=Kind.AREA):
    """Enter a part of the province. A second administrator confirms it."""

    name: Annotated[str, named_text("Name.", exempt=Exempt.BODY_OR_PLACE)]
    level: Annotated[AreaLevel, Spec(doc="Level of the area.")]
    since: dated_rows.Since
    source: dated_rows.Source
    until: dated_rows.Until = None
    certainty: dated_rows.Sure = None
    remote: Annotated[bool, Spec(doc="True if the area is remote. Time limits for complaints are longer there.")] = (
        False
    )

    def decide(self, state: None, facts: Facts) -> AreaDefined:
        return facts.record(
            AreaDefined,
            self,
            level=self.level.value,
            **dated_rows.entered(self.since, self.until, self.certainty, facts),
        )


class AreaConfirmed(dated_rows.DatedRowConfirmed[Area], type="area.confirmed"):
    """A person confirmed an uncertain area."""


class ConfirmArea(dated_rows.ConfirmDatedRow[Area], kind=Kind.AREA, writes=AreaConfirmed):
    """Confirm an area that somebody entered, as a second person."""


class AreaRefused(dated_rows.RowRefused[Area], type="area.refused"):
    """A second person refused an area that was entered."""


class RefuseArea(dated_rows.RefuseRow[Area], kind=Kind.AREA, writes=AreaRefused):
    """Refuse an area that was entered, as a second person. The entry never takes effect."""


class RegulationEntered(Begins[Regulation], type="regulation.entered"):
    number: str
    title: str
    issued_on: date
    span: Span
    source: str
    certainty: Certainty
    entry: Entry | None = None


class EnterRegulation(dated_rows.EnteringCommand, kind=Kind.REGULATION):
    """Enter a Decision that issues the Regulation. A second administrator confirms it; later cases refer to it."""

    number: Annotated[str, named_text("Number of the Decision, such as 14/2021/QĐ-UBND.", 60, Exempt.LAW)]
    title: Annotated[str, named_text("Title of the Regulation.", 300, Exempt.LAW)]
    issued_on: Annotated[date, Spec(doc="Day on which the Decision was signed.")]
    since: Annotated[date, Spec(doc="First day in force.")]
    source: dated_rows.Source
    until: dated_rows.Until = None
    certainty: dated_rows.Sure = None

    def decide(self, state: None, facts: Facts) -> RegulationEntered:
        """Enter the Decision.

        Raises Refused for a Decision that is already entered, and for one in force before its signature.
        """
        if not any(sign.isdigit() for sign in self.number):
            raise Refused(invalid("number", "decision-number-needed"))
        rows = facts.registry.rows(Regulation).values()
        if any(row.number == self.number and not refused(row) for row in rows):
            raise Refused(invalid("number", "regulation-entered"))
        if self.since < self.issued_on:
            raise Refused(invalid("since", "before-it-was-signed"))
        return facts.record(
            RegulationEntered,
            self,
            **dated_rows.entered(self.since, self.until, self.certainty, facts),
        )


class RegulationConfirmed(dated_rows.DatedRowConfirmed[Regulation], type="regulation.confirmed"):
    """A second person compared the row with the text of the Decision."""


class ConfirmRegulation(
    dated_rows.ConfirmDatedRow[Regulation], kind=Kind.REGULATION, writes=RegulationConfirmed, signed=True
):
    """Confirm a Decision that issues the Regulation, after comparing the row with its text, as a second person."""


class RegulationRefused(dated_rows.RowRefused[Regulation], type="regulation.refused"):
    """A second person refused a Decision that somebody had entered."""


class RefuseRegulation(dated_rows.RefuseRow[Regulation], kind=Kind.REGULATION, writes=RegulationRefused):
    """Refuse a Decision on the Regulation that somebody entered, as a second person. The row never takes effect."""


PASS_LEAD = "pass-lead"
"""Job that gives each case the lead agency that is assigned on the day of the job."""


def _passing(lead: Lead) -> Iterator[Job]:
    """Yield the jobs that change the lead of cases, on the first day of a confirmed assignment and at its end."""
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
    """Enter which agency is the lead agency or its substitute, and the decision that assigns it (Đ5.1, G5).

    An administrator of another agency confirms it.
    """

    agency: Annotated[str, Ref(doc="Id of the agency.", to=Kind.AGENCY)]
    since: dated_rows.Since
    source: dated_rows.Source
    until: dated_rows.Until = None
    certainty: dated_rows.Sure = None
    part: Annotated[
        LeadPart,
        Spec(doc=("Whether the agency is the lead agency, or the substitute that leads a case about the lead agency.")),
    ] = LeadPart.LEAD

    def decide(self, state: None, facts: Facts) -> LeadAssigned:
        """Assign the agency.

        Raises Refused for an unregistered agency, and for a kind of agency that may not lead or substitute.
        """
        row = facts.registry.agencies.get(self.agency)
        if row is None:
            raise Refused(invalid("agency", "agency-unknown"))
        if row.kind in NEVER_LEAD or (self.part is LeadPart.SUBSTITUTE and row.kind not in SUBSTITUTES):
            raise Refused(invalid("agency", "agency-cannot-lead"))
        return facts.record(
            LeadAssigned,
            self,
            **dated_rows.entered(self.since, self.until, self.certainty, facts),
        )


class LeadConfirmed(dated_rows.DatedRowConfirmed[Lead], type="lead.confirmed"):
    def jobs(self, lead: Lead) -> Iterator[Job]:
        return _passing(lead)


class ConfirmLead(dated_rows.ConfirmDatedRow[Lead], kind=Kind.LEAD, writes=LeadConfirmed, signed=True):
    """Confirm an assignment of the lead agency that somebody entered, as an administrator of another agency."""


def by_the_operator_alone(lead: Lead, facts: Facts) -> Problem | None:
    """The assignment is in force, and only the operator acted on it."""
    return None if lead.of_one else RuleNotMet(code="lead-of-two")


class CompareLead(
    dated_rows.RowCommand[Lead],
    kind=Kind.LEAD,
    by=HUMANS_AND_MACHINES,
    signed=True,
    requires=(by_the_operator_alone, entered_by_another),
    writes=LeadConfirmed,
):
    """Compare a lead assignment that only the operator entered with its legal act, as an administrator of another
    agency. The register then accepts its first case."""

    source: dated_rows.Source
    on: dated_rows.On

    def decide(self, lead: Lead, facts: Facts) -> LeadConfirmed:
        not_later(self.on, facts)
        return facts.record(LeadConfirmed, self)


class LeadRefused(dated_rows.RowRefused[Lead], type="lead.refused"):
    """A second person refused an assignment that somebody had entered."""


class RefuseLead(dated_rows.RefuseRow[Lead], kind=Kind.LEAD, writes=LeadRefused):
    """Refuse a lead assignment that somebody entered, as an administrator of another agency. The assignment never takes
    effect."""
