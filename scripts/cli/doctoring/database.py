"""Checks of the replica set and the rights of each user, which an operator changes in MongoDB, outside the register."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import PyMongoError

from scripts.cli.doctoring.finding import Finding, finding
from scripts.cli.environment import settings_of
from store.driver.connection import Connection, Names
from store.process.settings import DevelopmentSettings, variable
from store.provisioning.provision import SERVICES

OLDEST: Final = (8, 0, 21)
"""First version that has no leak of CVE-2025-14847 and includes the transaction fixes of 8.0."""
MEMBER_TRIES, MEMBER_SECONDS = 20, 0.1
SNAPSHOT_LEAST: Final = 600
ANSWER_MS: Final = 2_000

Client = AsyncMongoClient[dict[str, Any]]


async def look(connection: Connection, home: Path, environ: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Yield faults of version, members and rights. The snapshot window is checked only if the user is an
    administrator."""
    admin = connection.client.get_database("admin")
    version = (await admin.command("buildInfo"))["versionArray"][:3]
    if tuple(version) < OLDEST:
        yield finding("database-old", version=".".join(map(str, version)), wanted=".".join(map(str, OLDEST)))
    hosts = set((await admin.command("hello")).get("hosts", ()))
    if away := await _away(connection, hosts):
        yield finding("member-away", away=", ".join(sorted(away)), all=len(hosts))
    if hosts and not len(hosts) % 2:
        yield finding("members-even", all=len(hosts))
    for found in await asyncio.gather(*(asyncio.to_thread(_rights, *user) for user in _users(home))):
        if found:
            yield found
    if uri := DevelopmentSettings.from_env(environ).admin_uri:
        async for found in _snapshots(uri):
            yield found


def _users(home: Path) -> list[tuple[str, dict[str, str]]]:
    """Return the processes whose settings this account can read, with these settings."""
    readable = (file for file in sorted(home.glob("settings/*")) if os.access(file, os.R_OK))
    return [(file.name, settings_of(file)) for file in readable]


async def _away(connection: Connection, hosts: set[str]) -> set[str]:
    """Return the members that the driver could not reach for some time. The set is empty if the driver does not search
    for all members."""
    for _ in range(MEMBER_TRIES):
        away = hosts - {f"{host}:{port}" for host, port in connection.client.nodes}
        if not away or len(hosts) == 1:
            return set()
        await asyncio.sleep(MEMBER_SECONDS)
    return away


def _rights(process: str, settings: Mapping[str, str]) -> Finding | None:
    """Return a finding if the user of a process has wrong roles. Return None if the roles are right or cannot be
    read."""
    names = Names(settings.get(variable("mongo_prefix"), "casebook"))
    wanted = f"{names.prefix}-{SERVICES[process]}"
    with suppress(PyMongoError, KeyError):
        with MongoClient[dict[str, Any]](settings[variable("mongo_uri")], serverSelectionTimeoutMS=ANSWER_MS) as client:
            said = client.admin.command("connectionStatus")
        has = {role["role"] for role in said["authInfo"]["authenticatedUserRoles"]}
        if has != {wanted}:
            return finding("rights-differ", process=process, has=", ".join(sorted(has)) or "none", wanted=wanted)
    return None


async def _snapshots(uri: str) -> AsyncIterator[Finding]:
    named = "minSnapshotHistoryWindowInSeconds"
    with suppress(PyMongoError):
        async with Client(uri, serverSelectionTimeoutMS=ANSWER_MS) as client:
            seconds = (await client.admin.command({"getParameter": 1, named: 1})).get(named)
        if seconds is not None and seconds < SNAPSHOT_LEAST:
            yield finding("snapshot-short", seconds=seconds)
