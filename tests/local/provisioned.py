"""A provisioning for tests of the servers alone: one collection, and users who may do anything."""

from collections.abc import Mapping

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

EXISTS = 51003


async def provision(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
    """Repeatable, as the real one is."""
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(uri)
    async with client:
        for user, word in passwords.items():
            try:
                await client.admin.command("createUser", user, pwd=word, roles=["root"])
            except OperationFailure as error:
                if error.code != EXISTS:
                    raise
                await client.admin.command("updateUser", user, pwd=word)
        runs = client.get_database(prefix).get_collection("runs")
        await runs.insert_one({"users": list(passwords)})
