"""The database and the queue: whether they answer, let this process in, and are laid out."""

from collections.abc import AsyncIterator
from datetime import UTC

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo.errors import OperationFailure, PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from scripts.cli.doctoring.finding import Finding
from store.driver.connection import Connection
from store.heads.index_check import IndexCheck
from store.heads.shape import SHAPES, behind
from store.process.settings import Settings, variable
from store.process.unnamed import UNNAMED
from store.record.epochs import EPOCH

UNAUTHORIZED, AUTHENTICATION_FAILED = 13, 18
CLOCKS_APART = 5.0
"""Seconds between this machine's clock and the database's; one-time codes are off after 30."""
QUEUE_SECONDS = 5.0


async def database(connection: Connection) -> AsyncIterator[Finding]:
    """What is wrong with the database. Nothing else can be looked at when there is a finding."""
    try:
        hello = await connection.client.get_database("admin").command("hello")
        await connection.counters.find_one({})
        missing = await IndexCheck(connection).missing()
        epoch = await connection.counters.find_one({"_id": EPOCH}) or {}
    except PyMongoError as error:
        yield _away(error)
        return
    if "setName" not in hello:
        yield Finding(
            code="no-replica-set",
            what="the database is no replica set, and transactions need one",
            cure="start mongod with --replSet and run `python -m scripts.cli.containers.replica_set NAME`",
        )
    if missing:
        yield Finding(
            code="not-provisioned",
            what=f"the database lacks {', '.join(missing[:3])}{' and more' if len(missing) > 3 else ''}",
            cure="scripts/casebook provision --passwords DIR, with CASEBOOK_ADMIN_URI; again after each upgrade",
        )
    elif behind(epoch.get(SHAPES, {})):
        yield Finding(
            code="heads-older",
            what="heads of the register may be of an older shape: no process of this version is ready",
            cure="scripts/casebook migrate, while everything else goes on (docs/operate/upgrade.md)",
        )
    theirs, ours = hello["localTime"].replace(tzinfo=UTC), connection.clock()
    if (apart := abs((theirs - ours).total_seconds())) > CLOCKS_APART:
        yield Finding(
            code="clocks-apart",
            what=f"this machine's clock and the database's are {apart:.0f} s apart",
            cure="set both by NTP (timedatectl set-ntp true): terms and one-time codes go by them",
        )


def _away(error: PyMongoError) -> Finding:
    if isinstance(error, OperationFailure) and error.code in (UNAUTHORIZED, AUTHENTICATION_FAILED):
        return Finding(
            code="database-refuses",
            what=f"the database does not let the user of {variable('mongo_uri')} in, or not do its work",
            cure="compare the password with the file mongo-USER; scripts/casebook provision sets it, and the rights",
        )
    return Finding(
        code="database-away",
        what=f"the database at {variable('mongo_uri')} does not answer: {type(error).__name__}",
        cure="look whether mongod runs, and whether this machine reaches it (host, port, firewall, TLS)",
    )


async def master_key(connection: Connection) -> AsyncIterator[Finding]:
    """Whether the master key opens what the database holds."""
    row = await connection.wrapped.find_one({})
    if row is None:
        return
    try:
        connection.master.unwrap(bytes(row["key"]))
    except InvalidUnwrap:
        yield Finding(
            code="master-key-foreign",
            what=f"the key in {variable('master_key_file')} is not the one that this register's texts are sealed with",
            cure="put the right file back before anything is written: after a change, the newest one",
        )


async def queue(settings: Settings) -> AsyncIterator[Finding]:
    """What is wrong with the queue."""
    client: Redis = Redis.from_url(
        settings.redis_url, socket_timeout=QUEUE_SECONDS, socket_connect_timeout=QUEUE_SECONDS
    )
    try:
        unnamed = await client.get(UNNAMED)
    except (RedisError, OSError) as error:
        yield Finding(
            code="queue-away",
            what=f"the queue at {variable('redis_url')} does not answer: {type(error).__name__}",
            cure="look whether Valkey runs, and whether address and password are right; nothing in it can be lost",
        )
        unnamed = None
    finally:
        await client.aclose()
    if unnamed:
        yield Finding(
            code="clients-unnamed",
            what="in the last day the API could not read addresses of people without an account, who count as one",
            cure="have the proxy write addresses into X-Forwarded-For, and tell uvicorn which proxy it may believe "
            "(--forwarded-allow-ips; docs/public-api.md)",
        )
