"""The areas of the province: entered, and confirmed or refused when they were uncertain."""

from typing import Annotated

from domain.administration import dated_rows
from domain.kernel.event import Begins
from domain.kernel.fields import Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.span import Span
from domain.registry.area import Area, AreaLevel
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry
from domain.registry.texts import named_text
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
    remote: Annotated[bool, Spec(doc="Whether the area is remote. Time limits for complaints are longer there.")] = (
        False
    )

    def decide(self, state: None, facts: Facts) -> AreaDefined:
        return facts.record(AreaDefined, self, level=self.level.value, **self.entered(facts))


class AreaConfirmed(dated_rows.DatedRowConfirmed[Area], type="area.confirmed"):
    """A person confirmed an uncertain area."""


class ConfirmArea(dated_rows.ConfirmDatedRow[Area], kind=Kind.AREA, writes=AreaConfirmed):
    """Confirm an area that somebody entered, as a second person."""


class AreaRefused(dated_rows.RowRefused[Area], type="area.refused"):
    """A second person refused an area that was entered."""


class RefuseArea(dated_rows.RefuseRow[Area], kind=Kind.AREA, writes=AreaRefused):
    """Refuse an area that was entered, as a second person. The entry never takes effect."""
