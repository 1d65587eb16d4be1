"""The sealer's tasks beside sealing, for which nobody waits: whatever fails, the next round tries again."""

import asyncio
from typing import Any

import pytest

from store.log.sealing import indexer
from store.log.sealing.indexer import Indexer
from store.log.stamping import stamps
from store.log.stamping.stamps import Stamper
from tests.support.patience import until_seen


@pytest.mark.parametrize(("module", "kind", "work"), [(indexer, Indexer, "index"), (stamps, Stamper, "stamp")])
async def test_an_unforeseen_failure_ends_no_task(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, module: Any, kind: Any, work: str
) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)
    task, faults = kind.__new__(kind), list[str | None]()
    task.size = task.fault = None

    async def failing() -> None:
        faults.append(task.fault)
        if len(faults) == 1:
            raise KeyError("streams")

    monkeypatch.setattr(task, work, failing)
    running = asyncio.create_task(task.run())

    async def again() -> bool:
        return len(faults) > 1 or running.done()

    await until_seen(again)
    assert not running.done()
    running.cancel()
    assert "KeyError: 'streams'" in (faults[1] or caplog.text)
