"""The store's hands: one client, the five databases with their concerns, the master key, the clock.

Made once by each process that needs it and handed down. An event loop owns its client.

Motor's support ended on 14 May 2026 in favour of PyMongo's own async API, the default. Motor wraps each call in a
future and awaits other calls than PyMongo does; `settled` in `transaction` covers the differences.

MongoDB can bound rights to a collection, smaller servers only to a database; hence one database a right.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from gridfs import AsyncGridFSBucket
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
    """A Motor client, typed as the PyMongo client whose calls the store makes."""
    from motor.motor_asyncio import AsyncIOMotorClient  # imported only where chosen

    # Motor has no types; it answers the same calls.
    return cast(AsyncMongoClient[dict[str, Any]], AsyncIOMotorClient(uri, **options))


def bucket(database: Any, name: str) -> Any:
    from motor.motor_asyncio import AsyncIOMotorGridFSBucket

    return AsyncIOMotorGridFSBucket(database, name)


@dataclass(frozen=True)
class Names:
    prefix: str

    @property
    def record(self) -> str:
        """`revisions` and `commands`, `chunks` and `figures` of reports: inserted, never changed."""
        return f"{self.prefix}_record"

    @property
    def log(self) -> str:
        """`pending` and what the sealer makes of it."""
        return f"{self.prefix}_log"

    @property
    def vault(self) -> str:
        """`sealed` and `contacts`: values as ciphertext."""
        return f"{self.prefix}_vault"

    @property
    def keys(self) -> str:
        """`wrapped`: the key of each sealed group; erasing is deleting here."""
        return f"{self.prefix}_keys"

    @property
    def main(self) -> str:
        """Heads, outbox, counters: everything that can be rebuilt or is not the record."""
        return self.prefix

    @property
    def all(self) -> tuple[str, ...]:
        return (self.record, self.log, self.vault, self.keys, self.main)


SERVER_SELECTION_MS = 10_000
FREE_CONNECTION_MS = 30_000
"""Most that a call waits for a connection that no other call has.

Whoever waited for the one of a call that was cut off just then would wait for ever.
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
    """The collection of an attribute's name, in one of the five databases."""

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
    bucket: Callable[..., Any] = AsyncGridFSBucket
    promising: Promising | None = None
    """The key that signs receipts of what is not sealed yet; None where no promise is signed."""
    author: Author | None = None
    """The key with which this process signs what it writes; None where it signs nothing."""
    log_key: Verifier | None = None
    """A key of the log, by which its checkpoints and policies are checked; None where none is set."""
    opened_keys: OpenedKeys = field(default_factory=OpenedKeys)
    """Keys of heads that were unwrapped lately."""
    loopback: bool = False
    """True if webhooks may lead to the machine itself (development)."""
    hints: bool | None = None
    """True if queries name their index; None decides by the engine.

    The embedded engine would read a named one whole.
    """
    _databases: dict[str, AsyncDatabase[Document]] = field(default_factory=dict, init=False, repr=False)
    _collections: dict[tuple[str, str], Collection] = field(default_factory=dict, init=False, repr=False)
    """Objects that the driver takes long to make: every request asks for some of them."""

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
    """The command ids ever used."""
    chunks = _Kept("record")
    """Counts of the compiles of reports, batch by batch."""
    figures = _Kept("record")
    pending = _Kept("log")
    """Markers of revisions that are not sealed yet."""
    index = _Kept("log")
    checkpoints = _Kept("log")
    sealed = _Kept("vault")
    contacts = _Kept("vault")
    """Ways to reach people, sealed, each under a key of its own."""
    wrapped = _Kept("keys")
    uploads = _Kept("main")
    """Files that were uploaded, each for a case: whose, how large, with which digest."""
    outbox = _Kept("main")
    counters = _Kept("main")
    """Numbers handed out, gaps allowed."""

    def collection(self, name: str) -> Collection:
        """A collection next to the heads."""
        return self._kept(self.names.main, name)

    @property
    def revocations(self) -> Collection:
        """Tokens, families, accounts and clients that no longer count."""
        return self.collection("oauth_revocations")

    @property
    def embedded(self) -> bool:
        servers = self.client.topology_description.server_descriptions().values()
        return any(server.replica_set_name == EMBEDDED for server in servers)

    def names_indexes(self) -> bool:
        return not self.embedded if self.hints is None else self.hints


def shifted(clock: Clock, seconds: int) -> Clock:
    """A clock that runs ahead by so many seconds."""
    return lambda: clock() + timedelta(seconds=seconds)


def _log_key(settings: Settings) -> Verifier | None:
    try:
        return Verifier.from_vkey(settings.log_key_file.read_text().strip()) if settings.log_key_file else None
    except (LogFault, OSError, ValueError):
        return None  # whoever needs it says so; nothing is claimed without it


@asynccontextmanager
async def connected(settings: Settings, clock: Clock = wall_clock) -> AsyncIterator[Connection]:
    """A connection for as long as the block runs. Raises KeyRefused for a bad key."""
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
            bucket=bucket if settings.mongo_driver is Driver.MOTOR else AsyncGridFSBucket,
            promising=Promising.from_file(file, settings.log_origin) if (file := settings.promise_key_file) else None,
            author=Author.from_file(file, settings.log_origin) if (file := settings.author_key_file) else None,
            log_key=_log_key(settings),
            loopback=settings.webhook_loopback is Switch.ON,
        )
    finally:
        await settled(client.close())
