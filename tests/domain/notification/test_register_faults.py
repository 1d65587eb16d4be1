"""Which verifications are told, and to whom."""

from datetime import timedelta
from typing import Any

import pytest

from domain.notification.messages import LATE_MOST, worth_a_message
from tests.support.facts import NOW

MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("faults", "ago", "told"),
    [(1, timedelta(0), True), (1, LATE_MOST - MOMENT, True), (1, LATE_MOST, False), (0, timedelta(0), False)],
)
def test_one_that_found_a_fault_is_told_for_a_week(faults: int, ago: timedelta, told: bool) -> None:
    verification: dict[str, Any] = {"faults": faults, "ended": NOW.replace(tzinfo=None)}
    assert worth_a_message(verification, NOW + ago) is told
