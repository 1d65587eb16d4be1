"""Command ids derived from content, and retries of a command until its outcome is known."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Collection, Mapping
from time import monotonic
from typing import NamedTuple, TypeVar
from uuid import UUID, uuid5

from domain.kernel.refusals import Refused, Unsettled
from domain.kernel.vocabulary import kind_of
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.keys.master import MasterKey

SEED = UUID("d0eac3d6-a2db-476d-bd4b-21f4ba03d53b")
IMPORT = UUID("7539d970-28e5-43e8-9080-d8a02ecaa52b")


class Place(NamedTuple):
    """Stream and version of a command's result."""

    stream: str
    version: int


def derived_id(namespace: UUID, content: str, master: MasterKey) -> UUID:
    """Return the id of the command that enters some content.

    The id is a keyed hash, because ids remain in the record. With an unkeyed hash of a sealed text, anybody could check
    a guess of the text, even after its erasure.
    """
    return uuid5(namespace, master.repeatable(f"{namespace}\n{content}").hex())


async def entered(connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, Place]:
    """Return the ids that were executed before, with their results."""
    names = {name: id for id in ids for name in (connection.master.command_name(str(id)), str(id))}
    found = connection.commands.find({"_id": {"$in": [*names]}}, {"stream": 1, "n": 1})
    return {names[command["_id"]]: Place(command["stream"], command["n"]) async for command in found}


async def versions_of(connection: Connection, streams: Collection[str]) -> dict[str, int]:
    """Return the version of each existing stream."""
    found: dict[str, int] = {}
    for kind in {kind_of(stream) for stream in streams} - {None}:
        assert kind is not None
        heads = heads_of(connection, kind).find({"_id": {"$in": sorted(streams)}}, {"n": 1})
        found |= {head["_id"]: head["n"] async for head in heads}
    return found


T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""Seconds for retries. For 60 seconds the database keeps a killed program's unfinished transaction, whose locks delay a
new run."""
PAUSE_SECONDS = 1.0


async def patiently(command: Callable[[], Awaitable[T]], *, within: float = PATIENCE_SECONDS) -> T:
    """Execute a command under one id, and retry it while its outcome is unknown.

    Raise Refused as the command does. After the time limit, raise Refused with Unsettled.
    """
    deadline = monotonic() + within
    while True:
        try:
            return await command()
        except Refused as refused:
            unsettled = any(isinstance(problem, Unsettled) for problem in refused.problems)
            if not unsettled or monotonic() > deadline:
                raise
        await sleep(PAUSE_SECONDS)
