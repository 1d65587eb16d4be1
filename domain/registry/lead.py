"""Assignment of the lead agency and of its substitute (Đ5, G5)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.span import Span
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry


class LeadPart(StrEnum):
    """Assignment of an agency: as the lead agency, or as its substitute in cases about the lead agency (G5)."""

    LEAD = "LEAD"
    SUBSTITUTE = "SUBSTITUTE"


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Assignment of the lead agency (cơ quan chủ trì), or of its substitute: agency, days and decision."""

    id: str
    agency: str
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    part: LeadPart = LeadPart.LEAD
    entry: Entry | None = None

    @property
    def gives(self) -> tuple[str, ...]:
        return (self.agency,)

    @property
    def of_one(self) -> bool:
        """Return whether it counts by the word of the operator alone: nobody compared it with its act."""
        return self.certainty is Certainty.CONFIRMED and (self.entry is None or self.entry.settled_by is None)
