"""Heads written straight into the files of an embedded database that is down: a register of any size in minutes."""

from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bson import decode, encode
from pymongo.asynchronous.collection import AsyncCollection
from secantus.storage import Storage

from domain.kernel.kind import Kind
from scripts.workbench.bench.register import rows
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of

BATCH: Final = 500
CACHE: Final = "4G"
"""Of the engine while it writes. With less it would write out again and again what it is still adding to."""


def fill(home: Path, connection: Connection, size: int) -> None:
    """Write the heads of a register of a size, with their keys, into a database that was laid out and is down.

    The connection names the collections and has the master key; no server is asked.
    """
    heads, keys = heads_of(connection, Kind.CASE).stored, connection.wrapped
    made = rows(size, connection)
    with closing(Storage(str(home), enable_oplog=False, cache_size=CACHE)) as files:
        while batch := list(islice(made, BATCH)):
            _insert(files, keys, (wrapped for _, wrapped in batch))
            _insert(files, heads, (head for head, _ in batch))


def _insert(files: Any, collection: AsyncCollection[Any], documents: Iterable[Document]) -> None:
    sent = [decode(encode(document)) for document in documents]  # as the engine would have got them
    written, errors = files.insert(collection.database.name, collection.name, sent)
    assert written == len(sent), errors
