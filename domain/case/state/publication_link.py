"""Links from a case to the notices to the press about it."""

from dataclasses import dataclass
from enum import StrEnum


class PublicationState(StrEnum):
    """State of a notice. A WITHDRAWN notice was never public; a RETRACTED notice was, and its place shows that."""

    DRAFT = "DRAFT"
    CHECKED = "CHECKED"
    APPROVED = "APPROVED"
    EMBARGOED = "EMBARGOED"
    ISSUED = "ISSUED"
    CORRECTED = "CORRECTED"
    RETRACTED = "RETRACTED"
    WITHDRAWN = "WITHDRAWN"


IN_HAND = frozenset(
    {PublicationState.DRAFT, PublicationState.CHECKED, PublicationState.APPROVED, PublicationState.EMBARGOED}
)
"""Not public yet."""


STANDING = frozenset({PublicationState.ISSUED, PublicationState.CORRECTED})
"""Public, and what the agency says today."""


LIVE = IN_HAND | STANDING


GONE = frozenset({PublicationState.RETRACTED, PublicationState.WITHDRAWN})
"""Said no more, or never said."""


@dataclass(frozen=True, kw_only=True)
class PublicationLink:
    """Link from a case to a notice about it."""

    publication: str
    state: PublicationState
    redress: str | None = None
    """The complaint whose ruling it tells; None when it tells the case's own result."""
