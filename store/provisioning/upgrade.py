"""Upgrade of an older installation: rows of the outbox, and indexes that nothing uses any more.

Part of provisioning, while no service runs; safe to run again.
"""

from collections.abc import Mapping
from typing import Any, Final

from pymongo import AsyncMongoClient

from store.driver.databases import Names
from store.queue.outbox import FREE, JOBS_KEPT, version_of

RETIRED: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("record", "revisions"): frozenset({"command_1", "agency_1_at_-1__id_-1", "type_1_at_-1__id_-1"}),
    ("main", "cases"): frozenset(
        {
            "opened_at_-1__id_-1",
            "text_key_1_opened_at_-1__id_-1",
            "duplicate_of_1",
            "decision_keys_1",
            *(
                f"members_1_{order}"
                for order in (
                    "opened_at_-1__id_-1",
                    "changed_at_-1__id_-1",
                    "next_due_1__id_1",
                    "claim_order_1__id_1",
                )
            ),
        }
    ),
    ("main", "outbox"): frozenset(
        {"state_1_due_at_1", "target_1_state_1_due_at_1", "stream_1_state_1", "lane_1_place_1"}
    ),
    ("main", "publications"): frozenset({"issued_at_-1__id_-1", "changed_at_-1__id_-1"}),
    ("main", "redresses"): frozenset({"case_1", "state_1"}),
    ("main", "inspections"): frozenset({"case_1"}),
    ("vault", "contacts"): frozenset({"stream_1"}),
    ("main", "access"): frozenset({"agency_1_at_-1"}),
    **{
        ("main", records): frozenset({"readers_1_at_-1__id_-1", "reader_kinds_1_at_-1__id_-1"})
        for records in ("directives", "activities", "difficulties")
    },
}
"""The names of indexes of earlier versions, by part and collection."""


async def upgrade(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    """Drop the retired indexes, and give rows of the outbox what they are found by."""
    for (part, collection), retired in RETIRED.items():
        rows = client[getattr(names, part)][collection]
        for name in retired & (await rows.index_information()).keys():
            await rows.drop_index(name)
    outbox, old = client[names.main]["outbox"], {"ready_at": {"$exists": False}}
    found = {"due_at": 1, "lease_until": 1, "done_at": 1, "state": 1, "target": 1}
    async for row in outbox.find(old, found):
        lease = row["lease_until"] or FREE
        change = {"lease_until": lease, "ready_at": max(lease, row["due_at"])}
        if row["state"] == "DONE" and row.get("target") is None and version_of(row["_id"]):
            # One ordered by a name (version 0) stays, as `Outbox.done` says.
            change["until"] = row.get("done_at", row["due_at"]) + JOBS_KEPT
        await outbox.update_one({"_id": row["_id"], **old}, {"$set": change})
