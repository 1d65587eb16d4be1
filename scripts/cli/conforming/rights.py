"""Checks the rights of each service's user in each collection, against `store/provisioning/provision.py`."""

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final

from pymongo import InsertOne
from pymongo.errors import ClientBulkWriteException, OperationFailure

from scripts.cli.conforming.trial import CannotAsk, Client, Rows, Trial, require
from store.provisioning.provision import COLLECTIONS, FIND, INSERT, REMOVE, RIGHTS, UPDATE, privileges

UNAUTHORIZED: Final = 13
SHOWN: Final = 3
NOWHERE: Final[Mapping[str, Any]] = {"_id": "conform-nothing"}
"""Filter that matches no document, so that an allowed attempt changes nothing."""


def _row() -> dict[str, Any]:
    """Return a document that no unique index refuses."""
    fields = ("stream", "code", "event", "filename", "files_id", "command", "number")
    return {"_id": secrets.token_hex(12), "n": 1} | {field: secrets.token_hex(8) for field in fields}


ACTS: Final[Mapping[str, Callable[[Rows], Awaitable[Any]]]] = {
    FIND: lambda rows: rows.find_one(NOWHERE),
    INSERT: lambda rows: rows.insert_one(_row()),
    UPDATE: lambda rows: rows.update_one(NOWHERE, {"$set": {"x": 1}}),
    REMOVE: lambda rows: rows.delete_one(NOWHERE),
}
NOBODYS: Final[Mapping[str, Callable[[Rows], Awaitable[Any]]]] = {
    "drop": lambda rows: rows.drop(),
    "createIndexes": lambda rows: rows.create_index("x"),
    "collMod": lambda rows: rows.database.command("collMod", rows.name, validator={}),
    "createUser": lambda rows: rows.database.command("createUser", "mallory", pwd=secrets.token_hex(8), roles=[]),
}


async def refused(attempt: Awaitable[Any]) -> bool:
    """Return whether the server refused the attempt for lack of a right."""
    try:
        await attempt
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        return True
    except ClientBulkWriteException as error:
        cause = error.error
        if not isinstance(cause, OperationFailure) or cause.code != UNAUTHORIZED:
            raise
        return True
    return False


async def each_user(trial: Trial) -> str:
    """Attempt every kind of access as every user in every collection."""
    await _bounded(trial)
    tried, wrong = 0, list[str]()
    for service, part, collection, allowed in cells(trial):
        rows = trial.rows(part, collection, trial.users[service])
        for act, attempt in ACTS.items():
            tried += 1
            if await refused(attempt(rows)) is (act in allowed):
                wrong.append(f"{service} {'may not' if act in allowed else 'may'} {act} in {part}.{collection}")
    require(not wrong, f"{len(wrong)} of {tried} tries differ from the roles: {'; '.join(wrong[:SHOWN])}")
    return f"{tried} tries of {len(RIGHTS)} users"


async def nobody(trial: Trial) -> str:
    """Attempt each access that no service may have, once in each database."""
    await _bounded(trial)
    wrong = [
        f"{service} may {name} in {part}"
        for service, client in trial.users.items()
        for part, (collection, *_) in COLLECTIONS.items()
        for name, attempt in NOBODYS.items()
        if not await refused(attempt(trial.rows(part, collection, client)))
    ]
    require(not wrong, f"{len(wrong)} acts are open: {'; '.join(wrong[:SHOWN])}")
    return ", ".join(NOBODYS)


async def bulk_writes(trial: Trial) -> str:
    """Attempt `bulkWrite`, which the store uses, as a user who may only read the record."""
    await _bounded(trial)
    operation = InsertOne[dict[str, Any]](_row(), namespace=f"{trial.names.record}.revisions")
    require(
        await refused(trial.users["sealer"].bulk_write([operation])),
        "a user without the right to insert wrote into the record by bulkWrite",
    )
    return "refused with code 13"


def cells(trial: Trial) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Yield the permitted accesses of each service in each collection."""
    for service in RIGHTS:
        allowed = {
            (row["resource"]["db"], row["resource"]["collection"]): frozenset(row["actions"])
            for row in privileges(service, trial.names)
        }
        for part, collections in COLLECTIONS.items():
            for collection in collections:
                yield service, part, collection, allowed.get((getattr(trial.names, part), collection), frozenset())


async def _bounded(trial: Trial) -> None:
    """Raise CannotAsk if there are no users, or if the server enforces no rights."""
    if not trial.users:
        raise CannotAsk(trial.userless)
    client: Client = trial.users["sealer"]
    if not await refused(client.get_database("admin").get_collection("conform").find_one({})):
        raise CannotAsk("the server runs without authorization: everybody may do everything")
