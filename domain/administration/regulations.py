"""Decisions of the People's Committee that set the Regulation: entered by one person, confirmed by a second (QĐ-Đ2)."""

from datetime import date
from typing import Annotated

from domain.administration import dated_rows
from domain.kernel.event import Begins
from domain.kernel.fields import Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.kernel.span import Span
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, refused
from domain.registry.regulation import Regulation
from domain.registry.texts import named_text
from domain.rules.facts import Facts


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
    issued_on: Annotated[date, Spec(doc="Day on which it was signed.")]
    since: Annotated[date, Spec(doc="First day in force.")]
    source: dated_rows.Source
    until: dated_rows.Until = None
    certainty: dated_rows.Sure = None

    def decide(self, state: None, facts: Facts) -> RegulationEntered:
        """A Decision is entered once, and is not in force before it is signed."""
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
            **self.entered(facts),
        )


class RegulationConfirmed(dated_rows.DatedRowConfirmed[Regulation], type="regulation.confirmed"):
    """A second person compared the row with the Decision."""


class ConfirmRegulation(
    dated_rows.ConfirmDatedRow[Regulation], kind=Kind.REGULATION, writes=RegulationConfirmed, signed=True
):
    """Confirm a Decision that issues the Regulation, after comparing the row with its text, as a second person."""


class RegulationRefused(dated_rows.RowRefused[Regulation], type="regulation.refused"):
    """A second person refused a Decision that was entered."""


class RefuseRegulation(dated_rows.RefuseRow[Regulation], kind=Kind.REGULATION, writes=RegulationRefused):
    """Refuse a Decision on the Regulation that was entered, as a second person. It never takes effect."""
