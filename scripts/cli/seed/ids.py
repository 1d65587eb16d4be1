"""Command ids that follow from content: what was entered once is recognised, whoever enters it again."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID, uuid5

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
    """Those of the ids that were carried out before, and where they led."""
    names = {name: id for id in ids for name in (connection.master.command_name(str(id)), str(id))}
    found = connection.commands.find({"_id": {"$in": [*names]}}, {"stream": 1, "n": 1})
    return {names[command["_id"]]: Place(command["stream"], command["n"]) async for command in found}
