"""Legal provisions in the registry."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from unicodedata import normalize

from domain.kernel.event import Sealed
from domain.kernel.span import Span
from domain.registry.entry import LawStatus


class ProvisionKind(StrEnum):
    """Use of a provision. A PERSON_GROUND protects a person from content that harms them, whether the content is true
    or false."""

    GROUND = "GROUND"
    PERSON_GROUND = "PERSON_GROUND"
    PROCEDURE = "PROCEDURE"
    SAFEGUARD = "SAFEGUARD"


class ProvisionReach(StrEnum):
    """Media against whose content a ground can support a measure."""

    ANYBODY = "ANYBODY"
    PRESS = "PRESS"
    """Only works of the press, not posts of citizens."""
    SITE = "SITE"
    """Content that a website publishes itself."""
    USERS = "USERS"
    """Content that users post on social networks, forums, video and messaging services."""
    OPERATOR = "OPERATOR"
    """A duty of the operator of a service. Such a ground supports no measure against content."""


NOT_AT_HAND = "[CHƯA CÓ NGUYÊN VĂN]"
"""Beginning of the wording of a provision whose text was not available. It prevents confusion of the wording with the
law."""


_CITED: Final = (
    re.compile(r"\bđiều\s+(\d+[a-zđ]?)\b"),
    re.compile(r"\bkhoản\s+(\d+[a-zđ]?)\b"),
    re.compile(r"\bđiểm\s+([a-zđ]\d*)\b"),
)


class Cited(NamedTuple):
    """Article, clause and point in the citation of a place, in any order. A missing or repeated part is None."""

    article: str | None
    clause: str | None
    point: str | None


def cited(place: str) -> Cited:
    """Return the article, clause and point in the citation of a place."""
    text = normalize("NFC", place).casefold()
    found = (set(pattern.findall(text)) for pattern in _CITED)
    return Cited(*(numbers.pop() if len(numbers) == 1 else None for numbers in found))


@dataclass(frozen=True, kw_only=True)
class Provision:
    """Article, clause and point of a legal act, valid on some days."""

    id: str
    kind: ProvisionKind
    instrument: Sealed
    place: Sealed
    wording: Sealed
    source: Sealed
    span: Span
    drafted_by: str
    drafted_at: datetime
    status: LawStatus = LawStatus.DRAFT
    activated_by: str | None = None
    activated_at: datetime | None = None
    read_in: str | None = None
    """Place and day of the second person's reading of the text; None in older rows."""
    read_on: date | None = None
    end_reason: Sealed | None = None
    reach: ProvisionReach = ProvisionReach.ANYBODY
    milder_than: tuple[str, ...] = ()
    """Earlier provisions that this one replaces by a milder rule. The milder rule applies to acts of their days too."""
    wording_needed: bool = False
    """True if the text was not available at entry and is still missing."""
    article: str | None = None
    """Number of the article. None in older rows, whose `place` contains it, and for a place with several articles."""
    clause: str | None = None
    point: str | None = None
    compared: Sealed | None = None
    """Text that the second person read in the source and typed. None in older rows, and for a provision that is no
    ground."""
