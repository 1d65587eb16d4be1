"""Checks that the database and the queue answer, admit this process, and are provisioned."""

from collections.abc import AsyncIterator
from datetime import UTC

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo.errors import OperationFailure, PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from scripts.cli.doctoring.finding import Finding, finding
from store.driver.connection import Connection
from store.files.scanner import Scanner
from store.heads.collection import IndexCheck
from store.heads.shape import SHAPES, behind
from store.process.counters import UNNAMED
from store.process.settings import Settings, variable
from store.record.epochs import EPOCH

UNAUTHORIZED, AUTHENTICATION_FAILED = 13, 18
CLOCKS_APART = 5.0
"""Most seconds between this machine's clock and the database's; one-time codes fail after 30."""
QUEUE_SECONDS = 5.0


async def database(connection: Connection) -> AsyncIterator[Finding]:
    """Yield faults of the database. After any such fault, no further check is possible."""
    try:
        hello = await connection.client.get_database("admin").command("hello")
        await connection.counters.find_one({})
        missing = await IndexCheck(connection).missing()
        epoch = await connection.counters.find_one({"_id": EPOCH}) or {}
    except PyMongoError as error:
        yield _away(error)
        return
    if "setName" not in hello:
        yield finding("no-replica-set")
    if missing:
        yield finding("not-provisioned", missing=f"{', '.join(missing[:3])}{' and more' if len(missing) > 3 else ''}")
    elif behind(epoch.get(SHAPES, {})):
        yield finding("heads-older")
    theirs, ours = hello["localTime"].replace(tzinfo=UTC), connection.clock()
    if (apart := abs((theirs - ours).total_seconds())) > CLOCKS_APART:
        yield finding("clocks-apart", apart=apart)


def _away(error: PyMongoError) -> Finding:
    if isinstance(error, OperationFailure) and error.code in (UNAUTHORIZED, AUTHENTICATION_FAILED):
        return finding("database-refuses", name=variable("mongo_uri"))
    return finding("database-away", name=variable("mongo_uri"), why=type(error).__name__)


async def master_key(connection: Connection) -> AsyncIterator[Finding]:
    """Yield a finding if the master key does not decrypt the database's data."""
    row = await connection.wrapped.find_one({})
    if row is None:
        return
    try:
        connection.master.unwrap(bytes(row["key"]))
    except InvalidUnwrap:
        yield finding("master-key-foreign", name=variable("master_key_file"))


async def queue(settings: Settings) -> AsyncIterator[Finding]:
    """Yield faults of the queue."""
    client: Redis = Redis.from_url(
        settings.redis_url, socket_timeout=QUEUE_SECONDS, socket_connect_timeout=QUEUE_SECONDS
    )
    try:
        if await client.get(UNNAMED):
            yield finding("clients-unnamed")
    except (RedisError, OSError) as error:
        yield finding("queue-away", name=variable("redis_url"), why=type(error).__name__)
    finally:
        await client.aclose()


async def scanner(settings: Settings) -> AsyncIterator[Finding]:
    """Yield a finding if files from the public are not scanned, or the scanner does not answer."""
    name = variable("scanner")
    if not settings.scanner:
        yield finding("files-unscanned", name=name)
    elif not await Scanner(settings.scanner).answers():
        yield finding("scanner-away", name=name, address=settings.scanner)
