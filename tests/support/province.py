"""The small province of `world.py`, entered by 125 commands once, and copied from then on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import AsyncMongoClient

from store.mongo.connection import Connection, wall_clock
from store.mongo.databases import COLLECTIONS, Names
from store.mongo.provision import provision
from store.record.keys import MasterKey
from store.store import Store
from tests.support.installation import MASTER
from tests.support.world import build

ORIGIN = "casebook.test/log"
LAID = (("main", "evidence.files"), ("main", "evidence.chunks"))
Documents = Mapping[tuple[str, str], list[RawBSONDocument]]
RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)


class Province(NamedTuple):
    """All documents of a store in which it was entered, and the moment after."""

    documents: Documents
    until: datetime


async def dumped(connection: Connection) -> Province:
    """Enter it into an empty store, and take what is written there."""
    await build(Store(connection))
    return await taken(connection)


async def taken(connection: Connection) -> Province:
    """What is written in a store: a module whose tests begin with the same can enter it once, and have it held."""
    documents = {
        (part, collection): await raw(connection, part, collection).find({}).to_list(None)
        for part, collections in COLLECTIONS.items()
        for collection in collections
    }
    return Province(documents, connection.clock())


def raw(connection: Connection, part: str, collection: str) -> Any:
    """A collection as bytes: a test may have changed no more than the order or the type of what is in a document."""
    return connection.client[getattr(connection.names, part)][collection].with_options(RAW)


async def hold(connection: Connection, documents: Documents) -> None:
    """Have a store hold these documents and no others.

    What is as it should be is left alone: a test changes little, and writing costs far more here than reading.
    """
    for part, collections in COLLECTIONS.items():
        for collection in collections:
            held = raw(connection, part, collection)
            wanted = {document["_id"]: document for document in documents.get((part, collection), ())}
            found = {document["_id"]: document for document in await held.find({}).to_list(None)}
            same = {key for key, document in found.items() if key in wanted and document.raw == wanted[key].raw}
            if wrong := [key for key in found if key not in same]:
                await held.delete_many({"_id": {"$in": wrong}})
            if missing := [document for key, document in wanted.items() if key not in same]:
                await held.insert_many(missing)


def laid(province: Province) -> Documents:
    """The documents that provisioning lays, and nobody else."""
    return {where: documents for where, documents in province.documents.items() if where in LAID}


async def settle(connection: Connection, province: Province) -> Store:
    """A store with the documents."""
    await hold(connection, province.documents)
    return Store(connection)


async def provision_with_province(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    """Provision an installation, and enter the province."""
    await provision(uri, prefix, passwords)
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        master, names = MasterKey(bytes.fromhex(MASTER)), Names(prefix)
        await build(Store(Connection(client=client, names=names, master=master, origin=ORIGIN, clock=wall_clock)))
