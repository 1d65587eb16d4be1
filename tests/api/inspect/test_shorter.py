"""Where a page holds fewer acts than a period has, it offers shorter ones: together they are the period."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from api.pages.inspect.across import PARTS_MOST, shorter


@pytest.mark.parametrize(
    ("since", "until", "newest", "count"),
    [
        (date(2026, 11, 28), date(2026, 11, 28), None, 0),
        (date(2026, 11, 22), date(2026, 11, 28), (date(2026, 11, 28), date(2026, 11, 28)), 7),
        (date(2026, 11, 1), date(2026, 11, 28), (date(2026, 11, 22), date(2026, 11, 28)), 4),
        (date(2026, 10, 30), date(2026, 11, 28), (date(2026, 11, 22), date(2026, 11, 28)), 5),
        (date(2026, 8, 30), date(2026, 11, 28), (date(2026, 11, 1), date(2026, 11, 28)), 4),
        (date(2020, 1, 1), date(2026, 11, 28), (date(2026, 11, 1), date(2026, 11, 28)), PARTS_MOST),
    ],
)
def test_a_period_is_parted(since: date, until: date, newest: tuple[date, date] | None, count: int) -> None:
    parts = shorter(since, until)
    assert len(parts) == count
    assert (parts[0] if parts else None) == newest
    gaps = {later[0] - earlier[1] for later, earlier in pairwise(parts)}
    assert gaps <= {timedelta(1)}, "no day is left out or told twice"
    if 0 < count < PARTS_MOST:
        assert parts[-1][0] == since
