"""Decisions of the People's Committee that set the Regulation: entered by one person, confirmed by a second (QĐ-Đ2)."""

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
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused, invalid
from domain.kernel.replacing import replace
from domain.kernel.span import Span, span_of
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, refused
from domain.registry.regulation import Regulation
from domain.registry.texts import SOURCE, named_text
from domain.rules.facts import Facts


class RegulationEntered(Begins[Regulation], type="regulation.entered"):
    """A Decision sets the Regulation in these days."""

    number: str
    title: str
    issued_on: date
    span: Span
    source: str
    certainty: Certainty
    entry: Entry | None = None


class EnterRegulation(EnteringCommand, kind=Kind.REGULATION):
    """Enter a Decision that issues the Regulation. A second administrator confirms it; later cases refer to it."""

    number: Annotated[str, named_text("Number of the Decision, such as 14/2021/QĐ-UBND.", 60, Exempt.LAW)]
    title: Annotated[str, named_text("Title of the Regulation.", 300, Exempt.LAW)]
    issued_on: Annotated[date, Spec(doc="Day on which it was signed.")]
    since: Annotated[date, Spec(doc="First day in force.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    certainty: Annotated[Certainty | None, CERTAINTY] = None

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
            span=span_of(self.since, self.until),
            certainty=certain(self.certainty, facts),
            entry=entry_by(facts),
        )


class SettlingRegulation(RowCommand[Regulation], kind=Kind.REGULATION):
    """The second half of a Decision's entry."""

    @staticmethod
    def may(regulation: Regulation, facts: Facts) -> Problem | None:
        """A row that waits, by another person (G5)."""
        return may_settle(regulation, (), facts)


class RegulationConfirmed(Follows[Regulation], type="regulation.confirmed"):
    """A second person compared the row with the Decision."""

    source: str
    on: date
    by: str | None = None
    at: datetime | None = None

    def fold(self, regulation: Regulation) -> Regulation:
        entry = settled(regulation.entry, self.by, self.at)
        return replace(regulation, certainty=Certainty.CONFIRMED, source=self.source, entry=entry)


class ConfirmRegulation(SettlingRegulation):
    """Confirm a Decision that issues the Regulation, after comparing the row with its text, as a second person."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]

    def decide(self, regulation: Regulation, facts: Facts) -> RegulationConfirmed:
        not_later(self.on, facts)
        by, at = settler(regulation.entry, facts)
        return facts.record(RegulationConfirmed, self, by=by, at=at)


class RegulationRefused(Follows[Regulation], type="regulation.refused"):
    """A second person refused a Decision that was entered."""

    by: str
    at: datetime
    reason: str

    def fold(self, regulation: Regulation) -> Regulation:
        return replace(regulation, entry=settled(regulation.entry, self.by, self.at, self.reason))


class RefuseRegulation(SettlingRegulation):
    """Refuse a Decision on the Regulation that was entered, as a second person. It never takes effect."""

    reasons: Annotated[str, REASONS]

    def decide(self, regulation: Regulation, facts: Facts) -> RegulationRefused:
        return facts.record(RegulationRefused, self, reason=self.reasons)
