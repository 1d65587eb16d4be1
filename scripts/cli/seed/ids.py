"""Command ids that follow from content, and repeating a command until its fate is known."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Collection, Mapping
from time import monotonic
from typing import NamedTuple, TypeVar
from uuid import UUID, uuid5

from domain.kernel.refusals import Refused, Unsettled
from store.driver.connection import Connection
from store.keys.master import MasterKey

SEED = UUID("d0eac3d6-a2db-476d-bd4b-21f4ba03d53b")
IMPORT = UUID("7539d970-28e5-43e8-9080-d8a02ecaa52b")


class Place(NamedTuple):
    """Stream and version to which a command led."""

    stream: str
    version: int


def derived_id(namespace: UUID, content: str, master: MasterKey) -> UUID:
    """The id of the command that enters some content.

    Keyed, for ids stay in the record. An unkeyed hash of a sealed text would let anybody check a guess of that text,
    even after it was erased.
    """
    return uuid5(namespace, master.repeatable(f"{namespace}\n{content}").hex())


async def entered(connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, Place]:
    """Return those of the ids that were carried out before, and where they led."""
    names = {name: id for id in ids for name in (connection.master.command_name(str(id)), str(id))}
    found = connection.commands.find({"_id": {"$in": [*names]}}, {"stream": 1, "n": 1})
    return {names[command["_id"]]: Place(command["stream"], command["n"]) async for command in found}


T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""The database keeps the unfinished transaction of a program that was killed for 60 seconds; a person who runs the
program again in that time, as the program advises, meets its locks on the very row where it ended."""
PAUSE_SECONDS = 1.0


async def patiently(command: Callable[[], Awaitable[T]], *, within: float = PATIENCE_SECONDS) -> T:
    """Carry a command out under one id, again while the store cannot say whether it was written.

    Raises Refused as the command did, and with Unsettled when the time is over.
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
