"""No command builds on a version that somebody changed in the database."""

from typing import Any

import pytest

from store.record.canonical import canonical
from store.record.revision import RevisionAltered
from store.store import Store
from tests.support.record import done
from tests.support.world import LEAD, a_report, a_screening, caller


@pytest.mark.parametrize(
    "change",
    [
        {"state": canonical({"id": "case-1", "state": "DECIDED"})},
        {"body": b"{}"},
        {"body": b"{"},
        {"envelope": b"{}"},
        {"salt": b"\x00" * 32},
        {"leaf": b"\x00" * 32},
        {"note": "approved by telephone"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_changed_version_ends_what_would_follow_it(store: Store, change: dict[str, Any]) -> None:
    report = await done(store, caller("agency-land"), a_report())
    revisions = store.connection.revisions
    before = await revisions.find_one({"_id": f"{report.stream}:1"})
    await revisions.update_one({"_id": f"{report.stream}:1"}, {"$set": change})
    with pytest.raises(RevisionAltered):
        await done(store, caller(LEAD), a_screening(), report)
    assert await revisions.count_documents({"stream": report.stream}) == 1
    assert before is not None
    await revisions.replace_one({"_id": before["_id"]}, before)
    await done(store, caller(LEAD), a_screening(), report)
