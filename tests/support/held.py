"""Databases that tests use one after another. Each test finds its initial documents, and no others."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import DeleteMany
from pymongo.errors import AutoReconnect, ClientBulkWriteException

from store.driver.connection import Connection
from store.provisioning.provision import COLLECTIONS
from tests.support.written import WRITES

Documents = Mapping[tuple[str, str], Sequence[RawBSONDocument]]
RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
WHOLE: Final = 10_000
"""Most documents in one answer."""
_KNOWN: Final[dict[tuple[str, str], tuple[int, Sequence[RawBSONDocument]]]] = {}
"""Content of each collection when it was last read, with the number of writes to it at that time."""


async def hold(connection: Connection, documents: Documents) -> None:
    """Make a store contain exactly these documents. A collection without writes since the last check is skipped.

    It is tried once more if the connection was closed: a cut-off test leaves such a connection in the pool, and drivers
    retry reads by themselves, but not a deletion of many.
    """
    try:
        await _hold(connection, documents)
    except (AutoReconnect, ClientBulkWriteException):
        await _hold(connection, documents)


async def _hold(connection: Connection, documents: Documents) -> None:
    emptied, known = [], {}
    for where, held in collections_of(connection):
        place, wanted = (held.database.name, held.name), documents.get(where) or ()
        written = WRITES.count(*place)
        if _KNOWN.get(place) == (written, wanted):
            continue
        commands = await _put_right(held, wanted) if wanted else 1
        if not wanted:
            emptied.append(DeleteMany({}, namespace=".".join(place)))
        known[place] = (written + 2 * commands, wanted)  # each is counted as it begins and as it ends
    if emptied:
        await connection.client.bulk_write(emptied)
    _KNOWN.update(known)


async def taken(connection: Connection) -> Documents:
    return {where: await held.find({}).to_list(None) for where, held in collections_of(connection)}


async def strays(connection: Connection) -> list[str]:
    """Return the collections whose content differs from the known one, because a write went unnoticed."""
    found = []
    for _, held in collections_of(connection):
        place = (held.database.name, held.name)
        written, wanted = _KNOWN.get(place, (-1, ()))
        if written == WRITES.count(*place) and any(await _differing(held, wanted)):
            found.append(".".join(place))
    return found


def collections_of(connection: Connection) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield each collection with its place in an installation, as bytes: a test may change only order or type."""
    for part, collections in COLLECTIONS.items():
        for collection in collections:
            held = connection.client[getattr(connection.names, part)][collection]
            yield (part, collection), held.with_options(RAW)


async def _put_right(held: Any, wanted: Sequence[RawBSONDocument]) -> int:
    """Write the differences. Return the number of commands. Correct documents are left alone, because writing costs far
    more than reading."""
    wrong, missing = await _differing(held, wanted)
    if wrong:
        await held.delete_many({"_id": {"$in": wrong}})
    if missing:
        await held.insert_many(missing)
    return bool(wrong) + bool(missing)


async def _differing(held: Any, wanted: Sequence[RawBSONDocument]) -> tuple[list[Any], list[RawBSONDocument]]:
    """Return the ids of documents to delete, and the documents to add."""
    found = {document.raw: document for document in await held.find({}, batch_size=WHOLE).to_list(None)}
    right = {document.raw: document for document in wanted}
    wrong = [document["_id"] for bytes_, document in found.items() if bytes_ not in right]
    return wrong, [document for bytes_, document in right.items() if bytes_ not in found]
