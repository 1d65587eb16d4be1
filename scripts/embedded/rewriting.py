"""How SecantusDB changes a document, with what it need not do taken out; `engine.py` calls `quicken` before it starts.

For each document that it changes it removes all entries of all indexes and writes all of them again: cases have 27
indexes, and a change touches a few. Here the entries of an index are left alone if nothing changed that it is made of.
And it copies whole documents in the most general way there is, where those it has read are made of dicts, lists and
values that nobody changes.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from types import NoneType, SimpleNamespace
from typing import Any, Final

from bson import Binary, Int64, ObjectId

DIRECTIONS: Final = frozenset({1, -1})
"""Of indexes that are looked at here. Others, of places or texts, are always written again."""
UNCHANGING: Final = frozenset({str, int, bool, float, bytes, NoneType, datetime, Int64, ObjectId, Binary})
Document = Mapping[str, Any]
Index = tuple[str, Document, bool, bool]
"""Its name, its keys, and whether it is sparse and unique."""
_ABSENT: Final = object()


def quicken() -> None:
    """Replace it, before a server is made."""
    from secantus import projection, update
    from secantus.storage import Storage

    keep_entries(Storage)
    update.copy = projection.copy = SimpleNamespace(deepcopy=copied)


def keep_entries(storage: Any) -> None:
    """Have a class of storages leave alone what stays of an index when a document changes.

    An update checks the new document, removes the entries of the old one, and writes those of the new one. Between the
    check and the writing the new document is kept with the thread; a change that fails in between forgets it.
    """
    check, mark = storage._validate_geo_indexes, storage._maybe_mark_multikey
    remove, write = storage._delete_index_entries, storage._write_index_entries

    @wraps(check)
    def checked(self: Any, db: str, coll: str, doc: Any, *given: Any, **named: Any) -> None:
        check(self, db, coll, doc, *given, **named)
        if self._tls.__dict__.get("updating"):
            self._tls.coming = doc

    @wraps(remove)
    def removed(self: Any, db: str, coll: str, doc: Any, indexes: Any, partials: Any = None, *, recordid: int) -> None:
        new = self._tls.__dict__.pop("coming", None)
        if new is not None and partials is not None:
            indexes = list(touched(doc, new, indexes, partials))
            self._tls.written = (new, indexes)
        remove(self, db, coll, doc, indexes, partials, recordid=recordid)

    @wraps(write)
    def written(self: Any, db: str, coll: str, doc: Any, indexes: Any, partials: Any = None, *, recordid: int) -> None:
        new, some = self._tls.__dict__.get("written", (None, ()))
        self._tls.__dict__.pop("coming", None)
        write(self, db, coll, doc, some if new is doc else indexes, partials, recordid=recordid)

    @wraps(mark)
    def marked(self: Any, db: str, coll: str, doc: Any, indexes: Any, already: set[str]) -> set[str]:
        new, some = self._tls.__dict__.pop("written", (None, ()))
        found: set[str] = mark(self, db, coll, doc, some if new is doc else indexes, already)
        return found

    storage._validate_geo_indexes, storage._maybe_mark_multikey = checked, marked
    storage._delete_index_entries, storage._write_index_entries = removed, written
    for name in ("_update_matching_single_txn", "_update_chunk"):
        setattr(storage, name, _updating(getattr(storage, name)))


def _updating(plain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(plain)
    def update(self: Any, *given: Any, **named: Any) -> Any:
        self._tls.updating = True
        try:
            return plain(self, *given, **named)
        finally:
            for name in ("updating", "coming", "written"):
                self._tls.__dict__.pop(name, None)

    return update


def touched(old: Document, new: Document, indexes: Sequence[Index], partials: Mapping[str, Document]) -> list[Index]:
    """The indexes whose entries may differ between two states of a document."""
    changed = {name for name in {**old, **new} if not same(old.get(name, _ABSENT), new.get(name, _ABSENT))}
    return [index for index in indexes if _reads(index[1], partials.get(index[0], {}), changed)]


def _reads(keys: Document, partial: Document, changed: set[str]) -> bool:
    """Whether an index reads one of the fields that changed: in its keys, or in the filter of what it holds."""
    if not set(keys.values()) <= DIRECTIONS:
        return True
    return any(field.startswith("$") or field.partition(".")[0] in changed for field in (*keys, *partial))


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same to every index. Numbers with a point are not compared: 0.0 is not -0.0."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other) or kind is float:
        return False
    if kind is dict:
        return list(one) == list(other) and all(map(same, one.values(), other.values()))
    if kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def copied(value: Any) -> Any:
    """A document as it is, for others to change: its dicts and lists are new ones."""
    kind = type(value)
    if kind is dict:
        return {name: item if type(item) in UNCHANGING else copied(item) for name, item in value.items()}
    if kind is list:
        return [item if type(item) in UNCHANGING else copied(item) for item in value]
    return value if kind in UNCHANGING else copy.deepcopy(value)
