"""An eraser that runs, with the day between announcing and destroying."""

from domain.erasure.erasures import ANNOUNCED_FOR
from store.store import Store
from tests.support.clock import TestClock
from workers.eraser import look


async def erased(store: Store, days: int) -> int:
    """Announce ordered erasures, let the day pass, and erase whatever nobody contested. Return the number of
    erasures."""
    clock = store.connection.clock
    assert isinstance(clock, TestClock)
    clock.forward(seconds=1)
    assert await look(store.eraser, days) == 0, "nothing is destroyed on the day on which it is announced"
    clock.forward(seconds=ANNOUNCED_FOR.total_seconds())
    return await look(store.eraser, days)
