"""SecantusDB as Casebook uses it: `python engine.py [ARGUMENT...]`, as `python -m secantus`.

- For each document that it writes it reads and decodes the list of its collection's indexes again and again, which is
  a fifth of what a write costs, and for each command the collection's options. Here both are kept until something of
  their database changes. They are read as they were committed, in a snapshot of their own, so that a transaction that
  began before a change keeps nothing of before.
- It holds the answers to writes for half an hour, in case a driver sends one again. A driver does so at once or, after
  a failure, within its time to choose a server: RETRIED_SECONDS are more than enough.

What else it is spared is in `quicker.py`, `matching.py`, `rewriting.py`, `reusing.py` and `starting.py`.

Another version than KNOWN runs as it is: nobody looked at how that one does these things.
"""

import runpy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

KNOWN: Final = "0.7.0b3"
BESIDE: Final = ("quicker.py", "matching.py", "rewriting.py", "reusing.py", "starting.py")
CHANGING: Final = (
    *("create_index", "drop_index", "drop_all_indexes", "set_index_expiry", "set_index_options"),
    *("create_collection", "_write_coll_options", "drop_collection", "drop_database"),
)
"""Methods that change indexes or options, the database given first. One that names two ends the keeping."""
RETRIED_SECONDS: Final = 40.0
"""How long the answer to a write is held: four times what our driver waits for a server (`SERVER_SELECTION_MS`)."""
DERIVED: Final = ("_partial_filters", "_index_options_map", "_all_indexes")
"""What is made of a list for each document. Callers read it and change nothing."""
Index = tuple[str, Mapping[str, Any], Mapping[str, Any]]


class Kept:
    """What is kept of each database."""

    def __init__(self) -> None:
        self.lists: dict[str, dict[tuple[str, str], Any]] = {}
        self.multikey: set[tuple[str, str, str]] = set()
        """Indexes that met an array. Whoever marks one may not have committed yet, so it is known beside the list."""
        self._changing: Counter[str] = Counter()
        self._one_at_a_time = Lock()
        self._off = False

    def keeps(self, db: str) -> bool:
        """Whether lists of a database are kept now: not while one changes."""
        return not self._off and not self._changing[db]

    def end(self) -> None:
        """Keep nothing any more."""
        self._off = True

    def read(self, db: str, key: tuple[str, str], read: Callable[[], Any]) -> Any:
        """What is kept, or what is read now."""
        if not self.keeps(db):
            return read()
        lists = self.lists.setdefault(db, {})  # a change puts others in its place: what is read now is not kept there
        if key not in lists:
            lists[key] = read()
        return lists[key]

    @contextmanager
    def changing(self, storage: Any, db: str) -> Iterator[None]:
        """Forget a database, and keep nothing of it meanwhile.

        Who changes indexes in a transaction must see them before others do: then nothing is kept any more.
        """
        self._off = self._off or getattr(storage._tls, "user_txn", None) is not None
        with self._one_at_a_time:
            self._changing[db] += 1
        self.lists[db] = {}
        try:
            yield
        finally:
            self.lists[db] = {}
            with self._one_at_a_time:
                self._changing[db] -= 1

    def listed(self, db: str, coll: str, found: Iterable[Index]) -> list[Index]:
        """A list with the marks that are known."""
        marked = {"multikey": True}
        return [
            (name, keys, {**options, **(marked if (db, coll, name) in self.multikey else {})})
            for name, keys, options in found
        ]


def keep_indexes(storage: Any) -> None:
    """Have the class of storages keep what it reads of indexes."""
    kept = Kept()
    plain_list, plain_mark = storage._iter_indexes, storage._maybe_mark_multikey
    plain_options, plain_decoded = storage._coll_options, storage.get_collection_options

    @wraps(plain_list)
    def listed(self: Any, db: str, coll: str) -> Iterable[Index]:
        def read() -> list[Index]:
            if not kept.keeps(db):
                return list(plain_list(self, db, coll))
            with self._committed_read_scope():
                return kept.listed(db, coll, plain_list(self, db, coll))

        found: Iterable[Index] = kept.read(db, ("list", coll), read)
        return found

    @wraps(plain_options)
    def options(self: Any, db: str, coll: str) -> Any:
        lists, key = kept.lists.setdefault(db, {}), ("options", coll)
        if kept.keeps(db) and key not in lists:
            with self._committed_read_scope():
                if (found := plain_options(self, db, coll)) is not None:  # a transaction may just be making it
                    lists[key] = found
        return dict(lists[key]) if kept.keeps(db) and key in lists else plain_options(self, db, coll)

    @wraps(plain_decoded)
    def decoded(self: Any, db: str, coll: str) -> Any:
        lists, key = kept.lists.setdefault(db, {}), ("decoded", coll)
        if not kept.keeps(db):
            return plain_decoded(self, db, coll)
        if key not in lists:
            if not (found := plain_decoded(self, db, coll)) or not kept.keeps(db):
                return found
            lists[key] = found
        return dict(lists[key])

    @wraps(plain_mark)
    def marked(self: Any, db: str, coll: str, doc: Any, indexes: Any, already: set[str]) -> set[str]:
        before = set(already)
        found: set[str] = plain_mark(self, db, coll, doc, indexes, already)
        if new := found - before:
            kept.multikey |= {(db, coll, name) for name in new}
            kept.lists[db] = {}
        return found

    storage._iter_indexes, storage._maybe_mark_multikey, storage._coll_options = listed, marked, options
    storage.get_collection_options = decoded
    for name in DERIVED:
        setattr(storage, name, _reading(kept, name, getattr(storage, name)))
    for name in CHANGING:
        setattr(storage, name, _changing(kept, getattr(storage, name)))
    storage.rename_collection = _ending(kept, storage.rename_collection)


def _reading(kept: Kept, name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(plain)
    def read(self: Any, db: str, coll: str) -> Any:
        return kept.read(db, (name, coll), lambda: plain(self, db, coll))

    return read


def _changing(kept: Kept, plain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(plain)
    def change(self: Any, db: str, *given: Any, **named: Any) -> Any:
        with kept.changing(self, db):
            return plain(self, db, *given, **named)

    return change


def _ending(kept: Kept, plain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(plain)
    def end(self: Any, *given: Any, **named: Any) -> Any:
        kept.end()
        return plain(self, *given, **named)

    return end


def known() -> bool:
    """Whether it is the version that was looked at. `importlib.metadata` would be a fifth of what a start imports."""
    found = find_spec("secantus")
    package = Path(found.origin or "") if found else Path()
    return (package.parent.parent / f"secantusdb-{KNOWN}.dist-info").is_dir()


if __name__ == "__main__":
    if known():
        beside = (Path(__file__).with_name(name) for name in BESIDE)
        quicker, *others = (runpy.run_path(str(file)) for file in beside)  # no folder of ours is on its path
        quicker["quicken"]()  # before anything of it is imported
        from secantus import transactions
        from secantus.storage import Storage

        keep_indexes(Storage)
        transactions._RETRYABLE_RECORD_LIFETIME_SECONDS = RETRIED_SECONDS
        for other in others:
            other["quicken"]()
    runpy.run_module("secantus", run_name="__main__", alter_sys=True)
