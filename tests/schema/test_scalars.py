"""Instants, days and UUIDs that come in: what is none is refused with an example of one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from schema.scalars import read_day, read_instant, read_uuid


def test_an_instant_is_read_with_its_zone() -> None:
    assert read_instant("2026-11-24T23:35:19+07:00") == datetime(2026, 11, 24, 16, 35, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("yesterday", "such as 2026-11-24T23:35:19Z"),
        (7, "such as 2026-11-24T23:35:19Z"),
        (None, "such as 2026-11-24T23:35:19Z"),
        ("2026-11-24", "needs its zone"),
        ("0001-01-01T00:00:00+14:00", "years 1 to 9999"),
        ("9999-12-31T23:59:59-14:00", "years 1 to 9999"),
    ],
)
def test_no_instant_is_refused(value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_instant(value)


def test_a_day_is_read() -> None:
    assert read_day("2026-11-24") == date(2026, 11, 24)


@pytest.mark.parametrize("value", ["2026-02-30", "2026-W48-5", "20261124", "2026-11-24T00:00:00Z", 7, None])
def test_no_day_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="such as 2026-11-24"):
        read_day(value)


def test_a_uuid_is_read() -> None:
    assert read_uuid("01234567-89AB-4CDE-8F01-23456789ABCD") == UUID("01234567-89ab-4cde-8f01-23456789abcd")


@pytest.mark.parametrize("value", ["x", 7, None])
def test_no_uuid_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="such as 01234567"):
        read_uuid(value)
