"""When the sealer's process looks for something to seal before its second is over, and when it does not."""

import asyncio
import errno
from dataclasses import replace

import pytest

from store.log.faults import DirectoryRefused, Doubt
from store.log.sealing.sealer import Sealer
from store.process import logs
from tests.sealer.site import Site, named
from tests.support.patience import PATIENCE
from workers import sealer as process
from workers.sealer_status import SealerMetrics, SealerParts, Status

LONG = 10 * PATIENCE


def parts_of(site: Site, sealer: Sealer) -> SealerParts:
    return SealerParts(sealer=sealer, storage=site.storage, directory=site.home, clock=site.clock)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOOK_SECONDS", 0.001)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *((number, Doubt.exit_code) for number in (errno.ENOSPC, errno.EDQUOT)),
        *((number, DirectoryRefused.exit_code) for number in (errno.EACCES, errno.ENOENT)),
    ],
)
def test_a_full_disk_ends_it_with_a_code_after_which_it_is_started_again(
    monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    async def fails(*_: object) -> None:
        raise OSError(number, "as the disk says", "/var/lib/sealer/status.json")

    monkeypatch.setattr(process, "main", fails)
    monkeypatch.setattr(logs, "configure", lambda *_, **__: None)
    assert process.run([]) == code


async def test_what_is_due_ends_the_wait_and_what_is_held_does_not(site: Site) -> None:
    stream, gap = await site.agency(1), await site.agency(2)
    await site.storage.pending.delete_one({"_id": f"{gap}:1"})
    sealer = await site.sealed()
    assert list(sealer.held) == [gap]
    assert not await sealer.due()
    waiting = asyncio.create_task(process.look(parts_of(site, sealer), asyncio.Event(), LONG))
    await site.write(stream, named(1))
    assert await asyncio.wait_for(waiting, PATIENCE)
    assert await sealer.tick() == 1


async def test_a_look_that_fails_is_the_last_and_the_wish_to_end_is_heard(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer, stop, looks = site.sealer(), asyncio.Event(), list[None]()
    failed = asyncio.Event()

    async def away() -> bool:
        looks.append(None)
        failed.set()
        raise ConnectionError

    monkeypatch.setattr(sealer, "due", away)
    waiting = asyncio.create_task(process.look(parts_of(site, sealer), stop, LONG))
    await asyncio.wait_for(failed.wait(), PATIENCE)
    stop.set()
    assert not await asyncio.wait_for(waiting, PATIENCE)
    assert len(looks) == 1


@pytest.mark.parametrize(("fails", "expected"), [(True, ["rest", "rest"]), (False, ["rest", "look"])])
async def test_it_looks_after_a_batch_had_nothing_more_and_not_after_it_failed(
    site: Site, monkeypatch: pytest.MonkeyPatch, fails: bool, expected: list[str]
) -> None:
    await site.agency(1)
    stop, waits = asyncio.Event(), list[str]()

    async def hook(point: str) -> None:
        if fails and waits and point == "before-read":
            raise ConnectionError

    async def rest(_stop: asyncio.Event, _seconds: float) -> bool:
        waits.append("rest")
        if len(waits) == 2:
            stop.set()
        return False

    async def look(_parts: SealerParts, stop: asyncio.Event, _seconds: float) -> bool:
        waits.append("look")
        stop.set()
        return False

    monkeypatch.setattr(process, "rest", rest)
    monkeypatch.setattr(process, "look", look)
    await asyncio.wait_for(process.seal(parts_of(site, site.sealer(hook=hook)), stop), PATIENCE)
    assert waits == expected


@pytest.mark.parametrize("age", [None, 7.5])
def test_its_gauges_tell_its_status(age: float | None) -> None:
    numbers, told = SealerMetrics(), Status(at="", origin="", doing="", size=3, published=2, held={"x": "y"})
    numbers.show(replace(told, stamp_fault="z", oldest_pending_seconds=age), sealed=4, free=9)
    found = {sample.name: sample.value for family in numbers.registry.collect() for sample in family.samples}
    wanted = {"size": 3, "published": 2, "held": 1, "oldest_pending_seconds": age or 0, "stamping_fails": 1}
    wanted |= {"sealing": 1, "disk_free_bytes": 9, "batches_total": 1, "entries_total": 4, "failures_total": 0}
    assert found.items() >= {f"casebook_sealer_{name}": value for name, value in wanted.items()}.items()
