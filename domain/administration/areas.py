"""The areas of the province: entered, and confirmed or refused when they were uncertain."""

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
from domain.kernel.refusals import Problem
from domain.kernel.replacing import replace
from domain.kernel.span import Span, span_of
from domain.registry.area import Area, AreaLevel
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry
from domain.registry.texts import SOURCE, named_text
from domain.rules.facts import Facts


class AreaDefined(Begins[Area], type="area.defined"):
    """A part of the province exists in these days."""

    name: str
    level: str
    span: Span
    source: str
    certainty: Certainty
    remote: bool = False
    entry: Entry | None = None


class DefineArea(EnteringCommand, kind=Kind.AREA):
    """Enter a part of the province. A second administrator confirms it."""

    name: Annotated[str, named_text("Name.", exempt=Exempt.BODY_OR_PLACE)]
    level: Annotated[AreaLevel, Spec(doc="Level of the area.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    certainty: Annotated[Certainty | None, CERTAINTY] = None
    remote: Annotated[bool, Spec(doc="Whether the area is remote. Time limits for complaints are longer there.")] = (
        False
    )

    def decide(self, state: None, facts: Facts) -> AreaDefined:
        return facts.record(
            AreaDefined,
            self,
            level=self.level.value,
            span=span_of(self.since, self.until),
            certainty=certain(self.certainty, facts),
            entry=entry_by(facts),
        )


class SettlingArea(RowCommand[Area], kind=Kind.AREA):
    """The second half of an entry."""

    @staticmethod
    def may(area: Area, facts: Facts) -> Problem | None:
        """A row that waits, by another person."""
        return may_settle(area, (), facts)


class AreaConfirmed(Follows[Area], type="area.confirmed"):
    """A person confirmed an uncertain area."""

    source: str
    on: date
    by: str | None = None
    at: datetime | None = None

    def fold(self, area: Area) -> Area:
        entry = settled(area.entry, self.by, self.at)
        return replace(area, certainty=Certainty.CONFIRMED, source=self.source, entry=entry)


class ConfirmArea(SettlingArea):
    """Confirm an area that somebody entered, as a second person."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]

    def decide(self, area: Area, facts: Facts) -> AreaConfirmed:
        not_later(self.on, facts)
        by, at = settler(area.entry, facts)
        return facts.record(AreaConfirmed, self, by=by, at=at)


class AreaRefused(Follows[Area], type="area.refused"):
    """A second person refused an area that was entered."""

    by: str
    at: datetime
    reason: str

    def fold(self, area: Area) -> Area:
        return replace(area, entry=settled(area.entry, self.by, self.at, self.reason))


class RefuseArea(SettlingArea):
    """Refuse an area that was entered, as a second person. The entry never takes effect."""

    reasons: Annotated[str, REASONS]

    def decide(self, area: Area, facts: Facts) -> AreaRefused:
        return facts.record(AreaRefused, self, reason=self.reasons)
