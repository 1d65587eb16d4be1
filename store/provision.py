"""Collections, indexes, roles and users of an installation; safe to run again.

Run with the rights of the database's own administrator, once before the services start and after each
upgrade. A crash in the middle is mended by running it again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import ASCENDING, DESCENDING, AsyncMongoClient
from pymongo.errors import CollectionInvalid, OperationFailure

from store.databases import COLLECTIONS, Names
from store.roles import RIGHTS, SERVICES, role_document

EXISTS = (51003, 51002, 48)  # user, role, collection

Keys = list[tuple[str, int]]


def indexes() -> Iterator[tuple[str, str, Keys, dict[str, Any]]]:
    """Every index: part, collection, keys, options."""
    yield "record", "revisions", [("stream", ASCENDING), ("n", ASCENDING)], {"unique": True}
    yield "record", "revisions", [("command", ASCENDING)], {}
    for leading in ("kind", "agency", "type"):
        keys = [(leading, ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]
        yield "record", "revisions", keys, {}
    yield "log", "pending", [("at", ASCENDING)], {}
    yield "vault", "sealed", [("stream", ASCENDING)], {}
    yield "keys", "wrapped", [("stream", ASCENDING)], {}
    yield "main", "outbox", [("state", ASCENDING), ("due_at", ASCENDING)], {}
    yield "main", "cases", [("code", ASCENDING)], {"unique": True}
    for leading in ("members", "category", "terms", "url_key", "text_key", "state"):
        yield "main", "cases", [(leading, ASCENDING), ("opened_at", DESCENDING), ("_id", DESCENDING)], {}
    yield "main", "cases", [("opened_at", DESCENDING), ("_id", DESCENDING)], {}
    yield "main", "access", [("agency", ASCENDING), ("at", DESCENDING)], {}


async def _tolerant(call: Any) -> None:
    try:
        await call
    except CollectionInvalid:
        return
    except OperationFailure as error:
        if error.code not in EXISTS:
            raise


async def lay_out(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Create collections and indexes; a transaction cannot be relied on to create them."""
    for part, collections in COLLECTIONS.items():
        for collection in collections:
            await _tolerant(client[getattr(names, part)].create_collection(collection))
    for part, collection, keys, options in indexes():
        await client[getattr(names, part)][collection].create_index(keys, **options)


async def appoint(client: AsyncMongoClient[dict[str, Any]], names: Names, passwords: Mapping[str, str]) -> None:
    """Create the roles and the users whose passwords are given."""
    admin = client["admin"]
    for service in RIGHTS:
        await _tolerant(admin.command(role_document(service, names)))
    for user, password in passwords.items():
        role: Any = "root" if user == "root" else f"{names.prefix}-{SERVICES[user]}"
        command = {"createUser": user, "pwd": password, "roles": [{"role": role, "db": "admin"}]}
        await _tolerant(admin.command(command))


async def provision(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    """Lay out an installation and appoint its users. Raises OperationFailure without the right to."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, Names(prefix))
        await appoint(client, Names(prefix), passwords)
