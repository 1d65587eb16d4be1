"""The second level of complaints as dated data: who hears one after whom, by which article, and who confirmed it.

First to who decided. Then to the level above, or to a court (Luật Khiếu nại, Điều 7).
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.registry.legal_row import LegalRow


class WayOn(StrEnum):
    """Where somebody can go with a decision or an answer."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"
    MINISTER = "MINISTER"
    COURT = "COURT"


class DecidedBy(StrEnum):
    """Who decided what a complaint is against: the provincial People's Committee, or another agency."""

    AGENCY = "AGENCY"
    COMMITTEE = "COMMITTEE"


@dataclass(frozen=True, kw_only=True)
class ComplaintLevel(LegalRow):
    """Level that hears the second complaint on its days; COURT where the law knows no second level."""

    decided_by: DecidedBy
    second: WayOn
