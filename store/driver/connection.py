"""The database connection: one client, five databases with their read and write concerns, the master key and the clock.

Each process makes one connection and passes it on. An event loop owns its client.

Motor's support ended on 14 May 2026 in favour of PyMongo's own async API, the default. Motor wraps each call in a
future and has other awaitable calls than PyMongo; `settled` (`store/driver/transaction.py`) hides the differences.

MongoDB can limit rights to a collection; smaller servers can limit them only to a database. Hence each right has its
own database.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.read_concern import ReadConcern

from domain.kernel.calendar import to_millis
from store.driver import finding
from store.driver.meter import Timing
from store.driver.transaction import MAJORITY_JOURNALED, Client, settled
from store.keys.author import Author
from store.keys.master import MasterKey, OpenedKeys
from store.keys.promises import Promising
from store.process.setting_values import Driver, Switch
from store.process.settings import Settings
from store.tlog.note import Verifier
from store.tlog.strict import LogFault


def connect(uri: str, **options: Any) -> AsyncMongoClient[dict[str, Any]]:
    """Return a Motor client, typed as the PyMongo client whose calls the store makes."""
    from motor.motor_asyncio import AsyncIOMotorClient  # imported only where it is used

    # Motor is untyped; it has the same methods.
    return cast(AsyncMongoClient[dict[str, Any]], AsyncIOMotorClient(uri, **options))


@dataclass(frozen=True)
class Names:
    prefix: str

    @property
    def record(self) -> str:
        """Database of `revisions` and `commands`, and of reports' `chunks` and `figures`.

        Rows are only inserted, never changed.
        """
        return f"{self.prefix}_record"

    @property
    def log(self) -> str:
        """Database of `pending` and of the sealer's collections."""
        return f"{self.prefix}_log"

    @property
    def vault(self) -> str:
        """Database of `sealed` and `contacts`: values as ciphertext."""
        return f"{self.prefix}_vault"

    @property
    def keys(self) -> str:
        """Database of `wrapped`: the key of each sealed group. Erasure deletes rows here."""
        return f"{self.prefix}_keys"

    @property
    def main(self) -> str:
        """Database of heads, outbox and counters: data that can be rebuilt, or that is not part of the record."""
        return self.prefix

    @property
    def all(self) -> tuple[str, ...]:
        return (self.record, self.log, self.vault, self.keys, self.main)


SERVER_SELECTION_MS = 10_000
FREE_CONNECTION_MS = 30_000
"""Longest wait of a call for a free connection, in milliseconds.

Without it, a caller whose connection was just cut off would wait indefinitely.
"""
EMBEDDED = "secantus"
"""Name of the embedded engine's replica set."""
MAJORITY = ReadConcern("majority")

Clock = Callable[[], datetime]
Document = dict[str, Any]
Collection = AsyncCollection[Document]


def wall_clock() -> datetime:
    return to_millis(datetime.now(UTC))


class _Kept:
    """Descriptor of a collection that has the attribute's name, in one of the five databases."""

    def __init__(self, database: str) -> None:
        self._database = database

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, connection: "Connection", owner: type) -> Collection:
        return connection._kept(getattr(connection.names, self._database), self._name)


@dataclass(frozen=True, kw_only=True)
class Connection:
    client: Client
    names: Names
    master: MasterKey
    origin: str
    clock: Clock = field(default=wall_clock)
    promising: Promising | None = None
    """Key that signs promises about unsealed versions; None if this process signs none."""
    author: Author | None = None
    """Key with which this process signs its writes; None if it signs none."""
    log_key: Verifier | None = None
    """Key of the log, to verify its checkpoints and policies; None if none is set."""
    opened_keys: OpenedKeys[Any] = field(default_factory=OpenedKeys)
    loopback: bool = False
    """True if webhooks may point to this machine (development)."""
    hints: bool | None = None
    """True if queries name their index; None lets the engine decide.

    With a named index, the embedded engine would read the whole index.
    """
    _databases: dict[str, AsyncDatabase[Document]] = field(default_factory=dict, init=False, repr=False)
    _collections: dict[tuple[str, str], Collection] = field(default_factory=dict, init=False, repr=False)
    """Cached collections: the driver takes long to create one, and every request needs several."""

    def _database(self, name: str) -> AsyncDatabase[Document]:
        if name not in self._databases:
            made = self.client.get_database(name, read_concern=MAJORITY, write_concern=MAJORITY_JOURNALED)
            self._databases[name] = made
        return self._databases[name]

    def _kept(self, database: str, name: str) -> Collection:
        if (database, name) not in self._collections:
            self._collections[database, name] = self._database(database)[name]
        return self._collections[database, name]

    revisions = _Kept("record")
    commands = _Kept("record")
    chunks = _Kept("record")
    """Counts made while reports are compiled, batch by batch."""
    figures = _Kept("record")
    pending = _Kept("log")
    index = _Kept("log")
    checkpoints = _Kept("log")
    sealed = _Kept("vault")
    contacts = _Kept("vault")
    """Contact details of people, sealed, each under its own key."""
    wrapped = _Kept("keys")
    uploads = _Kept("main")
    """Uploaded files with their case, uploader, size and digest."""
    outbox = _Kept("main")
    counters = _Kept("main")
    """Counters of issued numbers, which may have gaps."""

    def collection(self, name: str) -> Collection:
        """Return a collection in the database of the heads."""
        return self._kept(self.names.main, name)

    @property
    def revocations(self) -> Collection:
        return self.collection("oauth_revocations")

    @property
    def embedded(self) -> bool:
        servers = self.client.topology_description.server_descriptions().values()
        return any(server.replica_set_name == EMBEDDED for server in servers)

    def names_indexes(self) -> bool:
        return not self.embedded if self.hints is None else self.hints


def shifted(clock: Clock, seconds: int) -> Clock:
    return lambda: clock() + timedelta(seconds=seconds)


def _log_key(settings: Settings) -> Verifier | None:
    try:
        return Verifier.from_vkey(settings.log_key_file.read_text().strip()) if settings.log_key_file else None
    except (LogFault, OSError, ValueError):
        return None  # code that needs the key reports its absence; without it nothing is claimed


@asynccontextmanager
async def connected(settings: Settings, clock: Clock = wall_clock) -> AsyncIterator[Connection]:
    """Yield a connection for the duration of the block. Raise KeyRefused for a bad key."""
    options: Document = {"tz_aware": False, "serverSelectionTimeoutMS": SERVER_SELECTION_MS}
    options |= {"waitQueueTimeoutMS": FREE_CONNECTION_MS, "event_listeners": [Timing()]}
    if settings.mongo_driver is Driver.MOTOR:
        client = connect(settings.mongo_uri, **options)
    else:
        finding.say_whether_used()
        client = AsyncMongoClient(settings.mongo_uri, **options)
    try:
        yield Connection(
            client=client,
            names=Names(settings.mongo_prefix),
            master=MasterKey.from_file(settings.master_key_file),
            origin=settings.log_origin,
            clock=shifted(clock, settings.clock_offset) if settings.clock_offset else clock,
            promising=Promising.from_file(file, settings.log_origin) if (file := settings.promise_key_file) else None,
            author=Author.from_file(file, settings.log_origin) if (file := settings.author_key_file) else None,
            log_key=_log_key(settings),
            loopback=settings.webhook_loopback is Switch.ON,
        )
    finally:
        await settled(client.close())
