"""The small province of `world.py`, entered through the door once and copied from then on: it takes 125 commands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import AsyncMongoClient

from store.mongo.connection import Connection, wall_clock
from store.mongo.databases import COLLECTIONS, Names
from store.mongo.provision import provision
from store.record.keys import MasterKey
from store.store import Store
from tests.support.installation import MASTER
from tests.support.world import build

ORIGIN = "casebook.test/log"


class Province(NamedTuple):
    """All documents of a store in which it was entered, and the moment after."""

    documents: dict[tuple[str, str], list[dict[str, Any]]]
    until: datetime


async def dumped(connection: Connection) -> Province:
    """Enter it into an empty store, and take what is written there."""
    await build(Store(connection))
    documents = {
        (part, each): await connection.client[getattr(connection.names, part)][each].find({}).to_list(None)
        for part, collections in COLLECTIONS.items()
        for each in collections
    }
    return Province(documents, connection.clock())


async def settle(connection: Connection, province: Province) -> Store:
    """A store with the documents, in place of the markers that provisioning lays."""
    for (part, collection), documents in province.documents.items():
        if documents:
            held = connection.client[getattr(connection.names, part)][collection]
            await held.delete_many({})
            await held.insert_many(documents)
    return Store(connection)


async def provision_with_province(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    """Provision an installation, and enter the province."""
    await provision(uri, prefix, passwords)
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        master, names = MasterKey(bytes.fromhex(MASTER)), Names(prefix)
        await build(Store(Connection(client=client, names=names, master=master, origin=ORIGIN, clock=wall_clock)))
