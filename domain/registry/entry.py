"""Entry of a row of the registry: its certainty, its author, and the person who confirmed or refused it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from domain.kernel.fields import Words
from domain.kernel.wording import Exempt


class Certainty(StrEnum):
    """Certainty of an entry. An UNCONFIRMED entry has no effect until a person confirms it."""

    CONFIRMED = "CONFIRMED"
    UNCONFIRMED = "UNCONFIRMED"


class LawStatus(StrEnum):
    """State of a row of law. A DRAFT row has no effect. An ACTIVE row has effect on its days."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"


class RegistryRowKind(StrEnum):
    """Kind of registry row that takes effect once it is confirmed."""

    AGENCY = "AGENCY"
    AREA = "AREA"
    HOLIDAYS = "HOLIDAYS"
    LEAD = "LEAD"
    REGULATION = "REGULATION"
    SCHEDULE = "SCHEDULE"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Author of a row, and the person who confirmed or refused the row. `by` is None for a row of the operator."""

    by: str | None = None
    at: datetime | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None
    refused_for: str | None = None


class Entered(Protocol):
    """Registry row that takes effect once it is confirmed."""

    @property
    def id(self) -> str: ...

    @property
    def certainty(self) -> Certainty:
        """Return the certainty of the row: confirmed or not."""

    @property
    def entry(self) -> Entry | None:
        """Return the author of the row; None for a row that only the operator entered."""

    @property
    def gives(self) -> tuple[str, ...]:
        """Return the agencies that gain a right through the row, and so may not confirm it (G5)."""


class GivesNothing:
    """Row that gives no agency a right."""

    @property
    def gives(self) -> tuple[str, ...]:
        return ()

    @property
    def changing(self) -> Entry | None:
        """Return the author of a pending change of the row; None without one."""
        return None


R = TypeVar("R", bound=Entered)


def refused(row: Entered) -> bool:
    return row.entry is not None and row.entry.refused_for is not None


def waits(row: Entered) -> bool:
    return row.certainty is Certainty.UNCONFIRMED and not refused(row)


def waiting(rows: Iterable[R]) -> list[R]:
    return [row for row in rows if waits(row)]


NAME_MOST, SOURCE_MOST = 200, 300


def named_text(doc: str, most: int = NAME_MOST, exempt: Exempt | None = None, least: int = 1) -> Words:
    """Return the spec of a text field that is public and not sealed."""
    return Words(doc=doc, least=least, most=most, sealed=False, exempt=exempt)


SOURCE = named_text("Legal act that it is based on.", SOURCE_MOST)
