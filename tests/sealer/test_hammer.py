"""Writers, the sealer, readers of proofs and full verifications, all at once."""

import asyncio
from typing import Any
from uuid import uuid4

from domain.administration.agencies import NameAgency, RegisterAgency
from domain.administration.officers import AppointOfficer
from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import Refused, Unsettled
from domain.kernel.vocabulary import AgencyKind, Post
from store.log.receipts import receipts_of
from store.store import Store
from store.tlog.checkpoint import verify_proof
from tests.sealer.site import ORIGIN, Site
from tests.support.world import SINCE

WRITERS, VERSIONS, LOOKS = 3, 12, 6
TRIES = 20
"""Of one command, which is sent again while it is unsettled: on a busy machine conflicts outlast a transaction."""


async def sent(store: Store, command: Any, target: str, version: int | None = None) -> None:
    """Send a command as a client does: again under its id while it is unsettled, which carries it out once."""
    command_id = uuid4()
    for _ in range(TRIES):
        try:
            await store.execute(OPERATOR, command, command_id=command_id, target=target, expected=version)
            return
        except Refused as refused:
            if refused.problems != (Unsettled(),):
                raise
    raise AssertionError(f"{TRIES} times unsettled")


async def writer(store: Store, number: int) -> None:
    """An agency, its officer, and name after name, through the command handler."""
    stream, source = f"agency-hammer-{number}", "test"
    register = RegisterAgency(kind=AgencyKind.DEPARTMENT, since=SINCE, source=source)
    await sent(store, register, stream)
    appoint = AppointOfficer(subject="x", agency=stream, posts=(Post.HANDLER,), since=SINCE, appointment="QĐ 1")
    await sent(store, appoint, f"officer-hammer-{number}")
    for version in range(1, VERSIONS):
        command = NameAgency(name=f"Tên {version}", short="T", since=SINCE, source=source)
        await sent(store, command, stream, version)


async def test_nothing_is_found_while_everybody_works(site: Site) -> None:
    store, done = Store(site.connection), asyncio.Event()
    sealer = site.sealer()

    async def seal() -> None:
        while not done.is_set():
            await sealer.tick()
            await asyncio.sleep(0.01)

    async def look() -> None:
        for _ in range(LOOKS):
            assert await site.findings() == []
            async for row in site.storage.index.find({}).sort("_id", -1).limit(3):
                ((_, proof, _),) = await receipts_of(site.connection, [row["event"]])
                if proof:
                    envelope = (await site.storage.envelopes([row["event"]]))[row["event"]]
                    verify_proof(proof, envelope, [site.verifier], ORIGIN)

    await sealer.tick()  # the empty checkpoint
    async with asyncio.TaskGroup() as group:
        group.create_task(seal())
        work = [group.create_task(item) for item in (look(), *(writer(store, number) for number in range(WRITERS)))]
        await asyncio.gather(*work)
        done.set()
    await site.sealed()
    assert await site.storage.index.count_documents({}) == WRITERS * (VERSIONS + 1)
    await site.whole()
