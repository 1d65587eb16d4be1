"""Which agency leads, and which is its substitute (Đ5, G5)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.span import Span
from domain.registry.certainty import Certainty


class LeadPart(StrEnum):
    """For what an agency is assigned: the lead agency, or its substitute in the cases that concern it (G5)."""

    LEAD = "LEAD"
    SUBSTITUTE = "SUBSTITUTE"


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Which agency is the lead agency (cơ quan chủ trì), or its substitute, in which days, by which decision."""

    id: str
    agency: str
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    part: LeadPart = LeadPart.LEAD
