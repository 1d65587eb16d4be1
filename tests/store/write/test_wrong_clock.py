"""A machine whose clock is wrong writes nothing, and is not ready; set right, it writes at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from store.driver import clocks
from store.driver.clocks import ClockWrong
from store.driver.connection import wall_clock
from store.store import Store
from tests.support.world import a_report, caller


@pytest.mark.parametrize("hours", [3, -3])
async def test_hours_apart_nothing_is_written(store: Store, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    versions = await store.connection.revisions.count_documents({})
    with monkeypatch.context() as patch:
        patch.setattr(clocks, "wall_clock", lambda: wall_clock() + timedelta(hours=hours))
        assert not await store.ready()
        fresh = Store(store.connection)
        with pytest.raises(ClockWrong):
            await fresh.execute(caller("agency-land"), a_report(), command_id=uuid4())
        assert await store.connection.revisions.count_documents({}) == versions
    assert await store.ready()
    await fresh.execute(caller("agency-land"), a_report(), command_id=uuid4())
