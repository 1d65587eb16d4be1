"""When a delivery is tried again: the table of Standard Webhooks, lengthened by chance, bounded by a day."""

from datetime import UTC, datetime, timedelta

from domain.notification.announcements import ASKED_MOST, WAITS, next_try

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
TABLE = "0:00:05 0:05:00 0:30:00 2:00:00 5:00:00 10:00:00 14:00:00 20:00:00"


def test_the_table_is_the_specifications() -> None:
    assert [str(wait) for wait in WAITS] == [*TABLE.split(), "1 day, 0:00:00"]


def test_after_the_last_a_person_has_to_look() -> None:
    assert next_try(len(WAITS), NOW, 0) is not None
    assert next_try(len(WAITS) + 1, NOW, 0) is None


def test_a_receiver_may_ask_for_a_longer_wait_and_for_none_beyond_a_day() -> None:
    assert next_try(1, NOW, 0, timedelta(minutes=10)) == NOW + timedelta(minutes=10)
    assert next_try(2, NOW, 0, timedelta(seconds=1)) == NOW + WAITS[1]
    assert next_try(1, NOW, 0, timedelta(days=30)) == NOW + ASKED_MOST
