"""Instants and days, as clients see them.

A head holds instants as naive UTC and days as text; both leave as ISO 8601. An instant that comes in without a
zone is refused: guessing one would move deadlines.
"""

from datetime import UTC, date, datetime
from typing import Any

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain.calendar import iso_millis


def show_instant(value: datetime) -> str:
    """UTC with milliseconds: `2026-11-24T23:35:19.123Z`."""
    return iso_millis(value if value.tzinfo else value.replace(tzinfo=UTC))


def read_instant(value: Any) -> datetime:
    """An instant with its zone. Raises ValueError otherwise."""
    if not isinstance(value, str):
        raise ValueError("an instant is a text such as 2026-11-24T23:35:19Z")
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError("an instant needs its zone, such as Z or +07:00")
    return read.astimezone(UTC)


def show_day(value: date | str) -> str:
    """`2026-11-24`."""
    return value if isinstance(value, str) else value.isoformat()


def read_day(value: Any) -> date:
    """A day. Raises ValueError for anything but `2026-11-24`."""
    if not isinstance(value, str) or len(value) != len("2026-11-24"):
        raise ValueError("a day is a text such as 2026-11-24")
    return date.fromisoformat(value)


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, ISO 8601 with its zone; given in UTC with milliseconds.",
        serialize=show_instant,
        parse_value=read_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day in Vietnam, ISO 8601.",
        serialize=show_day,
        parse_value=read_day,
    ),
}
