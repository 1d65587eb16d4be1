"""What SecantusDB does at every command and need not, taken out of it; `engine.py` calls `quicken` before it starts.

Everything here gives what it gave before, except that nothing is kept for change streams, which nobody opens here, and
that places on a map are unknown. What is replaced was read in the version that `engine.KNOWN` names.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache, wraps
from operator import itemgetter
from types import ModuleType
from typing import Any, Final

PRUNE_SECONDS: Final = 1.0
"""How often sessions, transactions and replies to writes are looked through for what is too old.

It did so at every command, in lists that grow to 10,000: then a write cost twenty times as much as at the start.
"""
NAMES_MOST: Final = 4096
"""Names of databases, collections and indexes of which the bytes are kept."""
NUMBERS_MOST: Final = 1 << 16
"""Numbers of rows of which the bytes are kept."""
PLACES: Final = ("shapely", "shapely.wkt", "shapely.errors", "shapely.geometry", "shapely.geometry.base")
COMPARED: Final = (str, int, bytes)
"""Types of which two values are equal exactly if Python says so. `bool` is another one."""

SORTED: Final = ({str}, {datetime})
"""Types of which a list of values has the same order here as there."""


def quicken() -> None:
    """Replace it, before a server is made."""
    sys.modules.update(placeless())  # before anything imports them
    from secantus import ordering, query, sortkey, storage
    from secantus.sessions import SessionRegistry
    from secantus.transactions import TransactionRegistry
    from wiredtiger import Cursor

    prune_seldom(SessionRegistry, "_prune_locked")
    prune_seldom(TransactionRegistry, "_prune_locked")
    prune_seldom(TransactionRegistry, "_prune_retryable_locked")
    keep_no_oplog(storage.Storage)
    hold_no_snapshot(storage.Storage, "__init__")
    hold_no_snapshot(storage.Storage, "prune_ttl_all_collections")
    keep_rows(storage.Storage, "get_role", ("add_role", "drop_role"))
    keep_rows(storage.Storage, "get_profile", ("set_profile",))
    cursors = Cursor.set_key.__globals__  # its module has two names, depending on who imports it
    cursors["pack"], cursors["unpack"] = packing(cursors["pack"], cursors["unpack"])
    query._eq_numeric_aware = equality(query._eq_numeric_aware)
    query._op_matches = membership(query._op_matches)
    ordering.sort_docs = storage.sort_docs = sorting(ordering.sort_docs)
    encode = encoding(sortkey.encode_value, bytes([sortkey.RANK_STRING]))
    sortkey.encode_value, storage.encode_value, sortkey.invert_bytes = encode, encode, inverted


def placeless() -> dict[str, ModuleType]:
    """Stand-ins for the package of places on a map, which nobody asks for here: it and numpy are a third of a start."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise NotImplementedError("this database knows no places on a map")

    class Absent(ModuleType):
        def __getattr__(self, name: str) -> type[Exception]:
            if name.startswith("__"):
                raise AttributeError(name)
            made = type(name, (Exception,), {"__new__": refuse})
            setattr(self, name, made)
            return made

    return {name: Absent(name) for name in PLACES}


def prune_seldom(registry: Any, name: str) -> None:
    """Have a registry look through what it holds at most once in PRUNE_SECONDS, by its own clock."""
    plain, next_at = getattr(registry, name), f"{name}_next_at"

    @wraps(plain)
    def prune(self: Any) -> int:
        now = self._time()
        if now < self.__dict__.get(next_at, now):
            return 0
        self.__dict__[next_at] = now + PRUNE_SECONDS
        return plain(self) or 0

    setattr(registry, name, prune)


def keep_no_oplog(storage: Any) -> None:
    """Write no operation log: each write was encoded and stored a second time for change streams."""
    plain = storage.__init__

    @wraps(plain)
    def begin(self: Any, *given: Any, **named: Any) -> None:
        plain(self, *given, **{**named, "enable_oplog": False})

    storage.__init__ = begin


def hold_no_snapshot(storage: Any, name: str) -> None:
    """Have a method let go of what it read, as each command does.

    The thread that opened a database that was there already read a row and then nothing more: so every version of every
    document since its start was kept, in memory and in a file of history that reads had to look through.
    """
    plain = getattr(storage, name)

    @wraps(plain)
    def read(self: Any, *given: Any, **named: Any) -> Any:
        found = plain(self, *given, **named)
        self.release_thread_snapshot()
        return found

    setattr(storage, name, read)


def keep_rows(storage: Any, read: str, changes: tuple[str, ...]) -> None:
    """Keep what a method reads until one of its few changes: a role and a profile are read at every command."""
    plain, kept = getattr(storage, read), f"_kept_by_{read}"

    @wraps(plain)
    def found(self: Any, *key: str) -> Any:
        with self._lock:  # whoever changes it holds the same lock
            rows: dict[tuple[str, ...], Any] = self.__dict__.setdefault(kept, {})
            if key not in rows:
                rows[key] = plain(self, *key)
            return rows[key]

    setattr(storage, read, found)
    for name in changes:
        setattr(storage, name, _forgetting(getattr(storage, name), kept))


def _forgetting(plain: Callable[..., Any], kept: str) -> Callable[..., Any]:
    @wraps(plain)
    def change(self: Any, *given: Any, **named: Any) -> Any:
        with self._lock:
            try:
                return plain(self, *given, **named)
            finally:
                self.__dict__[kept] = {}

    return change


def packing(
    plain_pack: Callable[..., bytes], plain_unpack: Callable[..., Any]
) -> tuple[Callable[..., bytes], Callable[..., Any]]:
    """Keys and values as bytes and back, for the formats of its tables: names first, then bytes or a number."""
    from wiredtiger.intpacking import pack_int, unpack_int

    @lru_cache(NAMES_MOST)
    def begin(names: tuple[str, ...]) -> bytes:
        return b"".join(bytes(plain_pack("S", name)) for name in names)

    number = lru_cache(NUMBERS_MOST)(pack_int)

    @lru_cache(NAMES_MOST)
    def name(raw: bytes) -> str:
        return raw.decode()

    @cache
    def last_of(fmt: str) -> str:
        """What comes last in a format: `S`, `u` or `q` after nothing but names; else nothing."""
        return fmt[-1:] if fmt[-1:] in ("S", "u", "q") and not fmt[:-1].strip("S") else ""

    def pack(fmt: str, *values: Any) -> bytes:
        last, value = last_of(fmt), values[-1] if values else None
        if not last or len(values) != len(fmt):
            return plain_pack(fmt, *values)
        if last == "q":
            return begin(values[:-1]) + bytes(number(value))
        if last == "u":
            return begin(values[:-1]) + value if type(value) is bytes else plain_pack(fmt, *values)
        return begin(values)

    def unpack(fmt: str, packed: bytes) -> Any:
        if not packed or last_of(fmt) not in ("u", "q"):
            return plain_unpack(fmt, packed)
        *names, end = packed.split(b"\0", len(fmt) - 1)
        return [*map(name, names), end if fmt[-1] == "u" else unpack_int(end)[0]]

    return pack, unpack


def equality(plain: Callable[..., bool]) -> Callable[..., bool]:
    """Whether two values of a filter and a document are equal: at once if both are of one plain type."""

    @wraps(plain)
    def equal(one: Any, other: Any, collation: Any = None) -> bool:
        kind = type(one)
        if collation is None and kind in COMPARED and kind is type(other):
            return bool(one == other)
        return plain(one, other, collation)

    return equal


def membership(plain: Callable[..., bool]) -> Callable[..., bool]:
    """Whether a field holds one of many values: at once if all are of one plain type.

    It compared each of them with each document, though an index had found those: a hundred ids cost 5,000 comparisons.
    """

    @wraps(plain)
    def matches(values: list[Any], op: str, arg: Any, collation: Any = None, **how: Any) -> bool:
        if op == "$in" and collation is None and len(values) == 1 and type(arg) is list:
            kind = type(values[0])
            if kind in COMPARED and set(map(type, arg)) == {kind}:
                return values[0] in arg
        return plain(values, op, arg, collation, **how)

    return matches


def sorting(plain: Callable[..., list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    """Documents in an order: at once if each field of it holds values of one plain type in all of them.

    It compared two at a time by a function of its own, and a list is all that a caller sees.
    """

    @wraps(plain)
    def ordered(docs: list[dict[str, Any]], spec: Mapping[str, Any] | None, collation: Any = None) -> Any:
        fields = list((spec or {}).items())
        if collation is not None or not all(_plainly_sorted(docs, *field) for field in fields):
            return plain(docs, spec, collation)
        for name, direction in reversed(fields):
            docs = sorted(docs, key=itemgetter(name), reverse=direction == -1)
        return docs

    return ordered


def _plainly_sorted(docs: list[dict[str, Any]], name: str, direction: Any) -> bool:
    return direction in (1, -1) and {type(doc.get(name)) for doc in docs} in SORTED


def encoding(plain: Callable[..., bytes], string: bytes) -> Callable[..., bytes]:
    """A value as an index sorts it: at once if it is a string."""

    @wraps(plain)
    def encode(value: Any, *, collation: Any = None) -> bytes:
        if type(value) is str and collation is None:
            return string + value.encode().replace(b"\0", b"\0\xff")
        return plain(value, collation=collation)

    return encode


def inverted(encoded: bytes, table: bytes = bytes(range(255, -1, -1))) -> bytes:
    """The bytes of a key that sort the other way round."""
    return encoded.translate(table)
