"""Enter the small province of `world.py` once, by 125 commands, and copy it for each test."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bson import decode, encode
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import AsyncMongoClient

from store.driver.connection import Connection, Names, wall_clock
from store.heads.shape import SHAPES, shapes
from store.keys.master import MasterKey
from store.provisioning.provision import provision
from store.record.epochs import EPOCH
from store.store import Store
from tests.support import held
from tests.support.held import Documents, hold
from tests.support.installation import MASTER
from tests.support.world import build

ORIGIN = "casebook.test/log"
LAID = (("main", "evidence.files"), ("main", "evidence.chunks"))


class Province(NamedTuple):
    """All documents of a store with the province, and the time after its last command."""

    documents: Documents
    until: datetime

    def to_bytes(self) -> bytes:
        rows = [[*where, [bytes(document.raw) for document in found]] for where, found in self.documents.items()]
        return encode({"rows": rows, "until": self.until})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Province":
        """Read a province that another process of the run wrote."""
        read: dict[str, Any] = decode(data, CodecOptions(tz_aware=True, tzinfo=UTC))
        rows = {(part, name): [RawBSONDocument(raw) for raw in found] for part, name, found in read["rows"]}
        return cls(rows, read["until"])


async def dumped(connection: Connection) -> Province:
    """Enter the province into an empty store. Return its documents."""
    await build(Store(connection))
    return await taken(connection)


async def taken(connection: Connection) -> Province:
    """Return the documents of a store, so that a module enters the common beginning of its tests once."""
    return Province(await held.taken(connection), connection.clock())


def laid(province: Province) -> Documents:
    """Return the documents that provisioning writes."""
    epoch = RawBSONDocument(encode({"_id": EPOCH, SHAPES: shapes()}))
    files = {where: documents for where, documents in province.documents.items() if where in LAID}
    return {**files, ("main", "counters"): [epoch]}


async def settle(connection: Connection, province: Province) -> Store:
    await hold(connection, province.documents)
    return Store(connection)


async def provision_with_province(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    await provision(uri, prefix, passwords)
    await enter(uri, prefix)


async def enter(uri: str, prefix: str) -> None:
    """Enter the province into a provisioned installation."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        master, names = MasterKey(bytes.fromhex(MASTER)), Names(prefix)
        await build(Store(Connection(client=client, names=names, master=master, origin=ORIGIN, clock=wall_clock)))
