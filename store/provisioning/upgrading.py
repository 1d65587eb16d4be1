"""The note of an upgrade: its finished steps and the state before it, so that it can be continued or undone.

The note is stored among the counters. While the record has the noted number of versions, the new release wrote nothing,
and the previous release can take over again. Later, going back would lose entries that witnesses have seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from store.driver.connection import Connection
from store.heads.shape import SHAPES, ahead, shapes
from store.record.epochs import EPOCH

NOTE: Final = "upgrade"


@dataclass(frozen=True)
class Upgrade:
    to: Mapping[str, int]
    """Shapes of heads of the new release. Releases are distinguished by these shapes."""
    before: Mapping[str, int]
    versions: int
    """Number of versions in the record when the upgrade began."""
    done: tuple[str, ...]

    @property
    def is_of_this_version(self) -> bool:
        return dict(self.to) == shapes()


async def noted(connection: Connection) -> Upgrade | None:
    row = await connection.counters.find_one({"_id": NOTE})
    return Upgrade(row["to"], row["before"], row["versions"], tuple(row["done"])) if row else None


async def begin(connection: Connection, at: datetime) -> Upgrade:
    epoch = await connection.counters.find_one({"_id": EPOCH}) or {}
    versions = await connection.revisions.count_documents({})
    row: dict[str, Any] = {"to": shapes(), "before": epoch.get(SHAPES, {}), "versions": versions, "done": []}
    await connection.counters.replace_one({"_id": NOTE}, {"at": at.replace(tzinfo=None), **row}, upsert=True)
    return Upgrade(row["to"], row["before"], versions, ())


async def did(connection: Connection, step: str) -> None:
    await connection.counters.update_one({"_id": NOTE}, {"$addToSet": {"done": step}})


async def written_since(connection: Connection, upgrade: Upgrade) -> int:
    return await connection.revisions.count_documents({}) - upgrade.versions


async def forward_only(connection: Connection) -> bool:
    """Return True if a newer release than this code wrote to the record, so that this code must not take over again."""
    upgrade = await noted(connection)
    return upgrade is not None and ahead(upgrade.to) and await written_since(connection, upgrade) > 0


async def take_back(connection: Connection, upgrade: Upgrade) -> None:
    """Delete the note of an upgrade, so that processes of the previous release write again."""
    await connection.counters.update_one({"_id": EPOCH}, {"$set": {SHAPES: upgrade.before}})
    await connection.counters.delete_one({"_id": NOTE})
