"""Areas of the province."""

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.span import Span
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, GivesNothing


class AreaLevel(StrEnum):
    """Level of an area. Districts ended on 1 July 2025."""

    DISTRICT = "DISTRICT"
    COMMUNE = "COMMUNE"


@dataclass(frozen=True, kw_only=True)
class Area(GivesNothing):
    """A part of the province, valid in its days."""

    id: str
    name: str
    level: str
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    remote: bool = False
    """True if travel there is hard (vùng sâu, vùng xa): terms of the Law on Complaints are longer."""
    entry: Entry | None = None
