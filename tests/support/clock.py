"""A clock for tests."""

from datetime import UTC, datetime, timedelta


class TestClock:
    """Stands still until moved; each look moves it one millisecond, so that times are distinct."""

    __test__ = False

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by: float) -> None:
        """Move the clock."""
        self.now += timedelta(**by)
