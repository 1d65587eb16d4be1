"""The areas of the province: entered, and confirmed when they were uncertain."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.administration.confirming import ON, confirmable
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.span import Span, span_of
from domain.registry.area import Area, AreaLevel
from domain.registry.certainty import Certainty
from domain.registry.texts import SOURCE, named_text
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts


class AreaDefined(Begins[Area], type="area.defined"):
    """A part of the province exists in these days."""

    name: str
    level: str
    span: Span
    source: str
    certainty: Certainty
    remote: bool = False

    def begin(self, id: str) -> Area:
        return Area(
            id=id,
            name=self.name,
            level=self.level,
            span=self.span,
            source=self.source,
            certainty=self.certainty,
            remote=self.remote,
        )


class DefineArea(OpeningCommand, kind=Kind.AREA, by={ActorKind.OPERATOR}):
    """Enter a part of the province."""

    name: Annotated[str, named_text("Name.", exempt=Exempt.BODY_OR_PLACE)]
    level: Annotated[AreaLevel, Spec(doc="Level of the area.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED
    remote: Annotated[bool, Spec(doc="Whether travel is hard there; terms for complaints are longer.")] = False

    def decide(self, state: None, facts: Facts) -> AreaDefined:
        return AreaDefined(
            name=self.name,
            level=self.level.value,
            span=span_of(self.since, self.until),
            source=self.source,
            certainty=self.certainty,
            remote=self.remote,
        )


class AreaConfirmed(Follows[Area], type="area.confirmed"):
    """A person confirmed an uncertain area."""

    source: str
    on: date

    def fold(self, area: Area) -> Area:
        return replace(area, certainty=Certainty.CONFIRMED, source=self.source)


class ConfirmArea(CommandOn[Area], kind=Kind.AREA, by={ActorKind.OPERATOR}):
    """Confirm an uncertain area."""

    source: Annotated[str, SOURCE]
    on: Annotated[date, ON]

    def decide(self, area: Area, facts: Facts) -> AreaConfirmed:
        confirmable(area.certainty, self.on, facts)
        return AreaConfirmed(source=self.source, on=self.on)
