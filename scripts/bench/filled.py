"""Heads written straight into the files of an embedded database that is down: a register of any size in minutes.

`load` of `scripts/bench/register.py` goes over the wire, and the engine works out the key of every entry of every
index for each head. Here the engine's own storage is opened in this process; the values of a head are encoded once for
all its indexes, and values that were met before are not encoded again, for most are few. The rows are the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice, product
from pathlib import Path
from typing import Any, Final

from bson import decode, encode
from pymongo.asynchronous.collection import AsyncCollection
from secantus import storage as engine

from domain.kernel.kind import Kind
from scripts.bench.register import rows
from scripts.embedded.engine import keep_indexes
from scripts.embedded.quicker import quicken
from store.driver.connection import Connection, Document

BATCH: Final = 500
KEPT_MOST: Final = 100_000
"""Keys that are kept; then they are made again."""
CACHE: Final = "4G"
"""Of the engine while it writes: it would else write out again and again what it is still adding to."""
Keyed = Callable[..., bytes]


def fill(home: Path, connection: Connection, size: int) -> None:
    """Write the heads of a register of a size, with their keys, into a database that was laid out and is down.

    The connection names the collections and has the master key; nothing is asked of it.
    """
    keep_indexes(engine.Storage)
    quicken()
    heads, keys = connection.heads(Kind.CASE).stored, connection.wrapped
    made = rows(size, connection)
    with _kept(), closing(engine.Storage(str(home), enable_oplog=False, cache_size=CACHE)) as files:
        while batch := list(islice(made, BATCH)):
            _insert(files, keys, (wrapped for _, wrapped in batch))
            _insert(files, heads, (head for head, _ in batch))


@contextmanager
def _kept() -> Iterator[None]:
    """Nothing that was worked out of a value is worked out again meanwhile."""
    keyed, variants = engine.encode_value_directed, engine._index_key_variants
    engine.encode_value_directed, engine._index_key_variants = keeping(keyed), Keys(variants)
    try:
        yield
    finally:
        engine.encode_value_directed, engine._index_key_variants = keyed, variants


def _insert(files: Any, collection: AsyncCollection[Any], documents: Iterable[Document]) -> None:
    sent = [decode(encode(document)) for document in documents]  # as the engine would have got them
    written, errors = files.insert(collection.database.name, collection.name, sent)
    assert written == len(sent), errors


def keeping(plain: Keyed) -> Keyed:
    """The same function, which keeps what it made of plain values."""
    kept: dict[tuple[type, Any, int], bytes] = {}

    def made(value: Any, direction: int = 1, *, collation: Any = None) -> bytes:
        if collation is not None or not isinstance(value, str | bytes):
            return plain(value, direction, collation=collation)
        key = (type(value), value, direction)
        found = kept.get(key)
        if found is None:
            if len(kept) >= KEPT_MOST:
                kept.clear()
            found = kept[key] = plain(value, direction)
        return found

    return made


class Keys:
    """The keys of a document in an index: what a field holds is encoded once, whatever indexes have it."""

    def __init__(self, plain: Callable[..., list[bytes]]) -> None:
        self._plain = plain
        self._of: Mapping[str, Any] = {}
        self._encoded: dict[tuple[str, int], list[bytes]] = {}

    def __call__(
        self, doc: Mapping[str, Any], key_spec: Mapping[str, int], *, sparse: bool, collation: Any = None
    ) -> list[bytes]:
        if sparse or collation is not None:
            return self._plain(doc, key_spec, sparse=sparse, collation=collation)
        if doc is not self._of:
            self._of, self._encoded = doc, {}
        parts = [self._values(field, int(direction)) for field, direction in key_spec.items()]
        return list(dict.fromkeys(map(engine.COMPOUND_SEP.join, product(*parts))))

    def _values(self, field: str, direction: int) -> list[bytes]:
        found = self._encoded.get((field, direction))
        if found is None:
            values, _ = engine._index_field_values(self._of, field)
            keys = dict.fromkeys(engine.encode_value_directed(value, direction) for value in values)
            found = self._encoded[field, direction] = list(keys)
        return found
