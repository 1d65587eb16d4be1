"""The record of a self-measure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case.state.measures import ServiceRecord
from domain.kernel.event import Sealed


class OwnMeasureKind(StrEnum):
    """Measure that an agency can take on its own page, never on another page."""

    OWN_PAGE_COMMENT_HIDDEN = "OWN_PAGE_COMMENT_HIDDEN"
    OWN_PAGE_CORRECTED = "OWN_PAGE_CORRECTED"
    OWN_POST_WITHDRAWN = "OWN_POST_WITHDRAWN"


@dataclass(frozen=True, kw_only=True)
class OwnMeasure:
    """Measure taken at once, with the time by which it must be justified and its end."""

    id: str
    kind: OwnMeasureKind
    agency: str
    officer: str
    taken_at: datetime
    recorded_at: datetime
    due_at: datetime
    cycle: int
    proportionality: Sealed
    justified_by: str | None = None
    provision: str | None = None
    justification: Sealed | None = None
    ended_at: datetime | None = None
    lapsed: bool = False
    page: Sealed | None = None
    served: ServiceRecord | None = None
    public_code: str | None = None
    """With which the person concerned complains; None in what was recorded before complaints were taken."""
    redress: str | None = None
