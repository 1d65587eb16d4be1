"""Database server of a run: the embedded engine, or any server by its address with an administrator's rights.

CASEBOOK_TEST_MONGO_URI names a server (`scripts/test --database URI`). A run leaves existing data alone: its databases,
roles and users begin with its mark, and are dropped at its end. If users cannot be created, every process has the
administrator's rights.
"""

import asyncio
import os
import secrets
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import OperationFailure

from scripts.local.database import Database
from store.driver.connection import Names
from store.provisioning.provision import SERVICES, USERS, lay_out, role_document
from tests.support import template
from tests.support.province import enter
from tests.support.template import Template

ADDRESS: Final = "CASEBOOK_TEST_MONGO_URI"
RUN: Final = "CASEBOOK_TEST_RUN"
"""Mark of a run; its workers inherit the mark from the process that started them."""
NEEDS_ITS_OWN: Final = "starts, kills or reads the files of a server of its own"


def given() -> str | None:
    """Return the address of the run's server; None for the embedded engine."""
    return os.environ.get(ADDRESS) or None


def own_prefix() -> str:
    """Return a prefix that no other test, worker or run uses."""
    run = os.environ.setdefault(RUN, f"t{secrets.token_hex(3)}")
    return f"{run}{os.environ.get('PYTEST_XDIST_WORKER', '')}x{secrets.token_hex(4)}"


@contextmanager
def of_this_worker() -> Iterator[dict[str, str]]:
    """Yield the fields that limit a planted fault to this worker; on a given server, also lock it, for it holds one
    fault."""
    if not given():
        yield {}
        return
    with template.locked(Path(tempfile.gettempdir()) / f"casebook-{os.environ[RUN]}.fault"):
        yield {"appName": _app_name()}


def with_options(uri: str, options: str) -> str:
    """Return an address with more options, and the name by which faults find this worker."""
    named = [options, f"appName={_app_name()}"] if given() else [options]
    return uri + ("&" if "?" in uri else "?") + "&".join(named)


def _app_name() -> str:
    return os.environ[RUN] + os.environ.get("PYTEST_XDIST_WORKER", "")


@dataclass(frozen=True)
class Recipe(Template):
    """Template of an installation on a given server; it has no folder to copy."""

    province: bool = False


@dataclass(frozen=True)
class Given(Database):
    root: str = ""
    prefix: str = ""
    users: dict[str, str] = field(default_factory=dict)
    """Passwords of the users that could be created."""

    def uri(self, user: str | None = None, password: str = "") -> str:
        """Return the address for a user; its default database is the prefix of the installation."""
        credentials, place = _parted(self.root)
        if user in self.users:
            credentials = f"{self.prefix}-{user}:{self.users[user]}@"
        hosts, _, options = place.partition("?")
        kept = [option for option in options.split("&") if option and not option.startswith("authSource=")]
        source = "authSource=admin" if user in self.users else _source(self.root)
        return f"{self.root.partition('://')[0]}://{credentials}{hosts.partition('/')[0]}/{self.prefix}?" + "&".join(
            [source, *kept]
        )

    def kill(self) -> int:
        """Do nothing: `sweep` drops the installation at the end of the run."""
        return 0


@contextmanager
def running_database(
    home: Path, copy_of: Template, *, sync: bool = True, test_commands: bool = False
) -> Iterator[Database]:
    """Yield a copy of a template on the embedded engine, killed at the end; or an installation on the given server."""
    if isinstance(copy_of, Recipe):
        with ThreadPoolExecutor(1) as apart:  # the loop of a test may run in this thread
            yield apart.submit(asyncio.run, _provisioned(copy_of)).result()
    else:
        with template.running_database(home, copy_of, sync=sync, test_commands=test_commands) as running:
            yield running


async def _provisioned(recipe: Recipe) -> Given:
    root, prefix = given(), own_prefix()
    assert root
    async with AsyncMongoClient[dict[str, Any]](root, tz_aware=False) as admin:
        await lay_out(admin, Names(prefix))
        users: dict[str, str] = {}
        with suppress(OperationFailure):
            users = await _appointed(admin, Names(prefix))
    if recipe.province:
        await enter(root, prefix)
    return Given(None, Path(os.devnull), 0, root, prefix, users)  # type: ignore[arg-type]  # no caller uses its process


async def _appointed(admin: AsyncMongoClient[dict[str, Any]], names: Names) -> dict[str, str]:
    """Create an installation's roles, and a user with its own name for each service."""
    for service in set(SERVICES.values()):
        await admin.admin.command(role_document(service, names))
    passwords = {user: secrets.token_hex(16) for user in SERVICES}
    for user, password in passwords.items():
        role = {"role": f"{names.prefix}-{SERVICES[user]}", "db": "admin"}
        await admin.admin.command({"createUser": f"{names.prefix}-{user}", "pwd": password, "roles": [role]})
    return passwords


def recipe(*, province: bool) -> Recipe:
    return Recipe(folder="", prefix="", passwords=dict.fromkeys(USERS, ""), province=province)


def sweep(uri: str) -> None:
    """Drop everything that the run created on a given server."""
    mark = os.environ[RUN]
    with MongoClient[dict[str, Any]](uri) as client:
        for name in client.list_database_names():
            if name.startswith(mark):
                client.drop_database(name)
        for kind in ("user", "role"):
            rows = client.admin.command({f"{kind}sInfo": 1})[f"{kind}s"]
            for name in [row[kind] for row in rows if row[kind].startswith(mark)]:
                client.admin.command(f"drop{kind.title()}", name)


def leave_out(items: list[pytest.Item]) -> None:
    """Skip the tests that a given server cannot run."""
    for item in items:
        if item.get_closest_marker("embedded"):
            item.add_marker(pytest.mark.skip(reason=NEEDS_ITS_OWN))


def _parted(uri: str) -> tuple[str, str]:
    """Split an address after the @ of its credentials."""
    credentials, found, place = uri.partition("://")[2].rpartition("@")
    return credentials + found, place


def _source(uri: str) -> str:
    """Return the `authSource` option of an address, which is needed once the address names another database."""
    hosts, _, options = _parted(uri)[1].partition("?")
    told = next((option for option in options.split("&") if option.startswith("authSource=")), "")
    return told or f"authSource={hosts.partition('/')[2] or 'admin'}"
