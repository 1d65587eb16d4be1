"""Scenes that several tests play: a sealer that waits at a point, two sealers at once."""

import asyncio
from typing import Any

from store.log.sealing.sealer import STEPS
from tests.sealer.site import Site
from tests.support.clock import TestClock

POINTS = [f"{when}-{step}" for step in STEPS for when in ("before", "after")]
"""Steps at which a test can stop a batch."""


async def paused(site: Site, point: str, **options: Any) -> tuple[asyncio.Task[int], asyncio.Event]:
    """A batch of a sealer that waits at a point, and an event that lets it go on."""
    reached, go = asyncio.Event(), asyncio.Event()

    async def hook(now: str) -> None:
        if now == point and not go.is_set():
            reached.set()
            await go.wait()

    task = asyncio.create_task(site.sealer(hook=hook, **options).tick())
    await reached.wait()
    return task, go


async def roots(site: Site) -> dict[int, set[bytes]]:
    found: dict[int, set[bytes]] = {}
    for item in await site.signed():
        found.setdefault(item.size, set()).add(item.root)
    return found


async def two_at_once(site: Site, clock: TestClock, *, blind: bool) -> object:
    """One sealer stops just before its swap; another, which sees other events, seals meanwhile."""
    await site.grow(2)
    await site.agency(1)
    slow, go = await paused(site, "before-swap", most=1, blind=blind)
    stream = await site.agency(1)
    early = {"$set": {"at": clock.now.replace(year=2025, tzinfo=None)}}
    await site.storage.pending.update_one({"stream": stream}, early)  # the other one meets this event first
    fast = site.sealer(most=1, blind=blind)
    await asyncio.gather(fast.tick(), return_exceptions=True)
    await site.keep()
    go.set()
    (outcome,) = await asyncio.gather(slow, return_exceptions=True)
    return outcome
