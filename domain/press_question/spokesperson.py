"""Spokespersons of an agency, the document that names them, and how to reach them: public by law (Đ5.7.c).

NĐ 09/2017/NĐ-CP, Điều 2 and 3: the head, an appointed person, a person authorised case by case; in a commune its
chair. Records, no rules.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.event import Sealed
from domain.kernel.span import Span


class Mandate(StrEnum):
    """Kind of authority to speak for an agency."""

    HEAD = "HEAD"
    APPOINTED = "APPOINTED"
    ONE_CASE = "ONE_CASE"


@dataclass(frozen=True, kw_only=True)
class Spokesperson:
    """A person who may speak for an agency; `case` bounds a mandate for one case."""

    id: str
    agency: str
    officer: str
    mandate: Mandate
    name: Sealed
    office: Sealed
    phone: Sealed
    email: Sealed
    document_number: Sealed
    span: Span
    case: str | None = None

    def speaks(self, case: str | None, day: date) -> bool:
        """Return whether the mandate holds on the day, and for the case."""
        bounded = self.mandate is Mandate.ONE_CASE
        return self.span.covers(day) and (not bounded or (case is not None and self.case == case))
