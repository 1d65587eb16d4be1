"""Temporary installation on a server: databases under their own prefix, and users with the services' rights.

Existing data is neither read nor changed. The installation is dropped at the end.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern

from store.driver.connection import Names
from store.driver.transaction import MAJORITY_JOURNALED
from store.provisioning.provision import RIGHTS, lay_out, role_document


class Outcome(StrEnum):
    HOLDS = "holds"
    FAILS = "does not hold"
    UNASKED = "could not be asked"


class DoesNotHold(Exception):
    """The server does not behave as required. The text describes the difference."""


class CannotAsk(Exception):
    """The check needs a feature that this server or user lacks. The text states the feature."""


@dataclass(frozen=True)
class Check:
    """One check of a server. `ask` returns the observation. It raises DoesNotHold or CannotAsk."""

    name: str
    meaning: str
    ask: Callable[["Trial"], Awaitable[str]]


@dataclass(frozen=True)
class Result:
    name: str
    outcome: Outcome
    why: str

    def line(self) -> str:
        return f"{self.outcome:<18}  {self.name}: {self.why}"


async def result_of(check: Check, trial: "Trial") -> Result:
    """Run one check."""
    try:
        return Result(check.name, Outcome.HOLDS, f"{check.meaning} ({await check.ask(trial)})")
    except DoesNotHold as error:
        return Result(check.name, Outcome.FAILS, str(error))
    except CannotAsk as error:
        return Result(check.name, Outcome.UNASKED, str(error))


Client = AsyncMongoClient[dict[str, Any]]
Rows = AsyncCollection[dict[str, Any]]
PREFIX: Final = "conform"


@dataclass(frozen=True)
class Trial:
    """Temporary installation. `users` has a client for each service's user. It is empty if no users could be
    created."""

    admin: Client
    names: Names
    users: Mapping[str, Client]
    userless: str
    """Reason why there are no users."""
    step_down: bool
    """True if the primary may be asked to step down."""

    def rows(self, part: str, collection: str, client: Client | None = None) -> Rows:
        """Return a collection with the register's read and write concerns, for the administrator or a client."""
        found = (client or self.admin).get_database(getattr(self.names, part), write_concern=MAJORITY_JOURNALED)
        return found.get_collection(collection, read_concern=ReadConcern("majority"))


@asynccontextmanager
async def trial(uri: str, *, step_down: bool = False) -> AsyncIterator[Trial]:
    """Create an installation at an address with an administrator's rights. Raise PyMongoError."""
    names = Names(f"{PREFIX}{secrets.token_hex(4)}")
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as admin:
        users: dict[str, Client] = {}
        try:
            await lay_out(admin, names)
            try:
                users |= await _appointed(admin, uri, names)
                userless = ""
            except OperationFailure as error:
                userless = f"no user could be made: {error.details and error.details.get('errmsg')}"
            yield Trial(admin, names, users, userless, step_down)
        finally:
            for client in users.values():
                await client.close()
            await _dropped(admin, names)


async def _appointed(admin: Client, uri: str, names: Names) -> dict[str, Client]:
    """Create a role and a user for each service. Return a client for each user."""
    made: dict[str, Client] = {}
    for service in RIGHTS:
        name, password = f"{names.prefix}-{service}", secrets.token_hex(16)
        await admin.admin.command(role_document(service, names))
        await admin.admin.command({"createUser": name, "pwd": password, "roles": [{"role": name, "db": "admin"}]})
        made[service] = AsyncMongoClient(uri, username=name, password=password, authSource="admin", tz_aware=False)
    return made


async def _dropped(admin: Client, names: Names) -> None:
    for name in names.all:
        await admin.drop_database(name)
    for service in RIGHTS:
        for command in ("dropUser", "dropRole"):
            try:
                await admin.admin.command({command: f"{names.prefix}-{service}"})
            except OperationFailure:
                continue  # the user was never created


def require(holds: object, what: str) -> None:
    """Raise DoesNotHold with this text if `holds` is false."""
    if not holds:
        raise DoesNotHold(what)


async def reached(database: AsyncDatabase[dict[str, Any]], command: dict[str, Any], without: str) -> dict[str, Any]:
    """Return the answer to a command. Raise CannotAsk if the server refuses it."""
    try:
        return await database.command(command)
    except OperationFailure as error:
        raise CannotAsk(f"{without} ({error.details and error.details.get('errmsg')})") from None
