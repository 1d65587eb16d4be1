"""The heads of one kind for the rest of the store: the only place where texts are decrypted.

Every row is decrypted here, so callers get plain text. Keys are cached, so that reading a page again needs no further
query for keys. A destroyed key is never requested, because its head has no texts left. A head of an older shape is made
again from the record (`store/heads/head_texts.py`).
"""

import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.cursor import AsyncCursor
from pymongo.errors import OperationFailure

from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection
from store.driver.finding import Find, Steps, aggregated, rows
from store.driver.transaction import Session
from store.heads.head_texts import Document, Head, HeadKey, heads_today, key_id, places
from store.heads.shape import SHAPE, holds_texts, shape_of, text_fields
from store.kinds.case_heads import case_indexes, name_of
from store.kinds.entries import HEADS

AT_ONCE: Final = 100
"""Number of rows that are decrypted together while a cursor is read."""
Projection = Mapping[str, int]
"""Fields to read, in the form of the driver."""
PROJECTIONS_KEPT: Final = 1_000
PLACE: Final = frozenset({"_id", "n"})
"""Fields that heads of all shapes have."""


class HeadCollection:
    """Collection of heads. Other attributes are those of the driver's collection; they return rows as stored."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self.stored: AsyncCollection[Document] = connection.collection(HEADS[kind])
        self._connection, self._kind = connection, kind
        self._shape, self._texts = shape_of(kind), text_fields(kind)
        self._shown: list[str] | None = None
        self._read: Projection | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stored, name)

    def showing(self, keys: Collection[str]) -> "HeadCollection":
        """Return a copy whose rows have only these keys and their id, unless a query has its own projection."""
        made = HeadCollection.__new__(HeadCollection)
        made.__dict__.update(self.__dict__)
        made._shown, made._read = _only(frozenset(keys))
        return made

    def _wanted(self, what: Sequence[Any], how: Mapping[str, Any]) -> tuple[list[str] | None, Projection | None]:
        """Return the fields that a query requests (None for all), and the fields to read.

        In the arguments the projection follows the filter.
        """
        if len(what) < 2 and "projection" not in how:
            return self._shown, self._read
        said = what[1] if len(what) > 1 else how["projection"]
        wanted = None if said is None else list(said)
        return wanted, _with_shape(wanted)

    async def as_stored(self, stream: str, session: Session | None = None) -> Head | None:
        row = await self.stored.find_one({"_id": {"$eq": stream}}, session=session)
        return (await self.opened([row], session))[0] if row is not None else None

    def hint(self, index: str) -> Mapping[str, Any]:
        """Return the argument that names a query's index; return nothing if the database chooses the index itself."""
        return {"hint": index} if self._connection.names_indexes() else {}

    async def find_one(self, *what: Any, session: Session | None = None, **how: Any) -> Head | None:
        """Return one row. Arguments and errors are the driver's; for errors of altered texts see `opened`."""
        wanted, read = self._wanted(what, how)
        found = await rows(self.stored, _find(what, read, how, limit=1), session)
        return (await self.shown(found, wanted, session))[0] if found else None

    def find(self, *what: Any, session: Session | None = None, **how: Any) -> "HeadCursor":
        """Return a cursor. Arguments and errors are the driver's."""
        wanted, read = self._wanted(what, how)
        return HeadCursor(self, _find(what, read, how), wanted, session)

    async def aggregated(self, steps: Sequence[Document], *, hint: str | None = None) -> list[Document]:
        """Return the rows of an aggregation, as stored. Errors are the driver's."""
        return await aggregated(self.stored, Steps(steps, hint))

    async def count_documents(self, *what: Any, **how: Any) -> int:
        return await self.stored.count_documents(*what, **how)

    async def shown(
        self, rows: Iterable[Mapping[str, Any]], wanted: Collection[str] | None, session: Session | None
    ) -> list[Head]:
        """Return stored rows with their texts opened.

        Rows of an older shape are made again from the record, with the wanted fields. Raise as `opened` does.
        """
        heads = await self.opened(rows, session, wanted)
        if wanted is not None and PLACE.issuperset(wanted):
            return heads
        behind = [head for head in heads if head.get(SHAPE, 0) < self._shape]
        if not behind:
            return heads
        made = await heads_today(self._connection, self._kind, behind, session)
        return [_cut(made.get(head["_id"], head), wanted) for head in heads]

    async def opened(
        self, rows: Iterable[Mapping[str, Any]], session: Session | None = None, read: Collection[str] | None = None
    ) -> list[Head]:
        """Return stored rows with their texts opened; `read` lists the fields that were read.

        A text whose key is gone is None.

        Raise cryptography's InvalidTag for an altered text, InvalidUnwrap for an altered key.
        """
        heads = [Head(row) for row in rows]
        sealed = self._texts if read is None else {top(name) for name in read if holds_texts(self._kind, name)}
        if not sealed:
            return heads
        texts = [
            (head, key_id(value), inside, at, value) for head in heads for inside, at, value in places(head, sealed)
        ]
        keys = await self._needed({id for _, id, _, _, _ in texts}, session)
        for head, id, inside, at, value in texts:
            if key := keys.get(id):
                inside[at], head.key = key.opened(head["_id"], value), key
            else:
                inside[at] = None
        return heads

    async def _needed(self, ids: set[str], session: Session | None) -> Mapping[str, HeadKey]:
        keys, wrapped, master = self._connection.opened_keys, self._connection.wrapped, self._connection.master
        found: dict[str, HeadKey] = keys.some(ids)
        if missing := sorted(ids - found.keys()):
            for row in await rows(wrapped, Find({"_id": {"$in": missing}}, limit=len(missing)), session):
                found[row["_id"]] = HeadKey(row["_id"], AESGCM(master.unwrap(bytes(row["key"]))))
                keys.keep(row["_id"], found[row["_id"]])
        return found


def heads_of(connection: Connection, kind: Kind) -> HeadCollection:
    return HeadCollection(connection, kind)


class HeadCursor:
    def __init__(
        self,
        heads: HeadCollection,
        find: Find,
        wanted: Collection[str] | None,
        session: Session | None,
    ) -> None:
        self._heads, self._find, self._wanted, self._session = heads, find, wanted, session

    def sort(self, *order: Any) -> Self:
        self._find = self._find._replace(sort=[order] if len(order) > 1 else order[0])
        return self

    def limit(self, most: int) -> Self:
        self._find = self._find._replace(limit=most)
        return self

    def skip(self, count: int) -> Self:
        self._find = self._find._replace(skip=count)
        return self

    async def to_list(self, length: int | None = None) -> list[Document]:
        if length is None or 0 < self._find.limit <= length:
            found = await rows(self._heads.stored, self._find, self._session)
        else:
            found = await self._cursor().to_list(length)
        return [*await self._heads.shown(found, self._wanted, self._session)]

    def _cursor(self) -> AsyncCursor[Document]:
        return self._find.cursor(self._heads.stored, self._session)

    async def __aiter__(self) -> AsyncIterator[Head]:
        """Yield the rows. AT_ONCE rows are opened together, so that their keys are read together."""
        gathered: list[Document] = []
        async for row in self._cursor():
            gathered.append(row)
            if len(gathered) == AT_ONCE:
                for head in await self._heads.shown(gathered, self._wanted, self._session):
                    yield head
                gathered = []
        for head in await self._heads.shown(gathered, self._wanted, self._session):
            yield head


def top(path: str) -> str:
    """Return the first field of a path in a head."""
    return path.partition(".")[0]


def _find(what: Sequence[Any], read: Projection | None, how: Mapping[str, Any], limit: int = 0) -> Find:
    others = {name: value for name, value in how.items() if name != "projection"}
    return Find(what[0] if what else {}, read, **others | {"limit": limit} if limit else others)


@lru_cache(maxsize=PROJECTIONS_KEPT)
def _only(keys: frozenset[str]) -> tuple[list[str], Projection | None]:
    """Return the fields that rows with these keys show, and the fields to read. A key within another listed key is left
    out."""
    shown = sorted({"_id", *(key for key in keys if top(key) == key or top(key) not in keys)})
    return shown, _with_shape(shown)


def _with_shape(wanted: Sequence[str] | None) -> Projection | None:
    """Return the fields to read. They include the shape of the head unless heads of all shapes have the wanted
    fields."""
    if wanted is None:
        return None
    return dict.fromkeys(wanted if PLACE.issuperset(wanted) else sorted({*wanted, *PLACE, SHAPE}), 1)


def _cut(head: Head, wanted: Collection[str] | None) -> Head:
    """Return a head with only the wanted fields. For a nested field, its whole top field is included."""
    if wanted is None:
        return head
    names = {top(name) for name in wanted} | PLACE | {SHAPE}
    cut = Head((name, value) for name, value in head.items() if name in names)
    cut.key = head.key
    return cut


log = logging.getLogger("casebook.indexes")
UNAUTHORIZED = 13
"""Error code of a missing right: the roles, and so probably the indexes, belong to an earlier version."""


class IndexCheck:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._there = connection, False

    async def there(self) -> bool:
        """Return True if all indexes exist, because lists fail without them. Log the missing ones."""
        if not self._there:
            missing = await self.missing()
            self._there = not missing
            if missing:
                log.error("provision the databases again: without %s", ", ".join(missing))
        return self._there

    async def missing(self) -> list[str]:
        try:
            found = await heads_of(self._connection, Kind.CASE).stored.index_information()
        except OperationFailure as error:
            if error.code != UNAUTHORIZED:
                raise
            found = {}
        return sorted({name_of(keys) for keys in case_indexes()} - found.keys())
