"""GraphQL scalars for times, days, ranges of days and UUIDs.

The store's heads have times as naive UTC, and days as text. Clients get both as ISO 8601. A time without a zone is
rejected, because a guessed zone would shift deadlines.
"""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain.kernel.calendar import iso_millis

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def show_instant(value: datetime) -> str:
    """Return the time in UTC with milliseconds: `2026-11-24T23:35:19.123Z`."""
    return iso_millis(value if value.tzinfo else value.replace(tzinfo=UTC))


def read_instant(value: Any) -> datetime:
    """Parse a time with a zone. Raise ValueError for any other text."""
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("an instant is a text such as 2026-11-24T23:35:19Z") from None
    if read.tzinfo is None:
        raise ValueError("an instant needs its zone, such as Z or +07:00")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant lies in the years 1 to 9999") from None


def show_day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def read_day(value: Any) -> date:
    """Parse a day such as `2026-11-24`. Raise ValueError for any other text."""
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # not a day of the calendar
    raise ValueError("a day is a text such as 2026-11-24")


def read_uuid(value: Any) -> UUID:
    """Parse a UUID in upper or lower case. Raise ValueError for any other text."""
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise ValueError("a UUID is a text such as 01234567-89ab-4cde-8f01-23456789abcd") from None


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        description="A moment in time in ISO 8601 with its time zone. Answers use UTC with milliseconds.",
        serialize=show_instant,
        parse_value=read_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        description="A day in Vietnam in ISO 8601, such as `2026-11-24`.",
        serialize=show_day,
        parse_value=read_day,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562.html",
        description="A UUID (RFC 9562) in hexadecimal digits with hyphens.",
        serialize=str,
        parse_value=read_uuid,
    ),
}


@strawberry.type
class DateRange:
    """A range of days."""

    since: date = strawberry.field(description="First day.")
    until: date | None = strawberry.field(description="Day after the last day; null when there is no end.")
