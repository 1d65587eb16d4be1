"""Every step fails once before and once after it had its effect; nothing is lost, doubled or forked by it."""

from collections.abc import Callable

import pytest

from store.log.faults import BatchFailed, Doubt, SealerFault
from store.log.sealing.sealer import STEPS, Sealer
from tests.sealer.scenes import POINTS
from tests.sealer.site import Site, named
from tests.store import faults

BEFORE_SWAP = STEPS[: STEPS.index("swap")]


class Broken(Exception):
    """What the test makes happen."""


def failing(point: str, times: int = 1) -> Callable[[str], object]:
    left = times

    async def hook(now: str) -> None:
        nonlocal left
        if now == point and left:
            left -= 1
            raise Broken(point)

    return hook


def harmless(point: str) -> bool:
    """Whether nothing had been signed away at the point."""
    return point.partition("-")[2] in BEFORE_SWAP or point == "before-swap"


async def prepared(site: Site) -> str:
    stream = await site.agency(3)
    await site.sealed()
    await site.write(stream, named(4))
    await site.agency(2)
    return stream


async def failed(sealer: Sealer) -> SealerFault:
    with pytest.raises(SealerFault) as caught:
        await sealer.tick()
    assert isinstance(caught.value.__cause__, Broken)
    return caught.value


@pytest.mark.parametrize("point", POINTS)
async def test_a_step_that_fails_once_costs_nothing(site: Site, point: str) -> None:
    await prepared(site)
    sealer = site.sealer(hook=failing(point))
    fault = await failed(sealer)
    if harmless(point):
        assert type(fault) is BatchFailed
        assert await sealer.tick() == 3  # the same process goes on, after loading again
    else:
        assert type(fault) is Doubt
        await site.sealed()  # another start
    assert await site.storage.index.count_documents({}) == 6
    await site.whole()


@pytest.mark.parametrize("point", POINTS[2 * 7 :])
async def test_a_recovery_that_fails_is_recovered_from(site: Site, point: str) -> None:
    await prepared(site)
    await failed(site.sealer(hook=failing("after-swap")))
    sealer = site.sealer(hook=failing(point))
    fault = await failed(sealer)  # nothing new was signed: the same process may try again
    assert type(fault) is BatchFailed
    await sealer.tick()
    await site.sealed()
    await site.whole()


@pytest.mark.parametrize("point", [point for point in POINTS if harmless(point)])
async def test_other_events_may_come_after_a_failed_batch(site: Site, point: str) -> None:
    """The next batch is another one than was staged: the staged one must leave no trace."""
    stream = await prepared(site)
    sealer = site.sealer(hook=failing(point))
    await failed(sealer)
    await site.write(stream, named(5))
    assert await sealer.tick() == 4
    await site.whole()


async def test_a_database_that_is_away_fails_the_batch_only(site: Site) -> None:
    await prepared(site)
    sealer = site.sealer()
    async with faults.failing(site.connection, "insert", times=2, errorCode=91):
        with pytest.raises(BatchFailed):
            await sealer.tick()
    await sealer.tick()
    await site.sealed()
    await site.whole()
