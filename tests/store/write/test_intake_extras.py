"""Evidence, self-measures, recusal, paper files and the daily limit, through the store."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from domain.case.evidence import AddEvidence
from domain.case.intake import REPORTS_A_DAY
from domain.case.state.evidence import EvidenceKind, Weight
from domain.kernel.refusals import used_up_today
from store.files.uploads import FileErased
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import faults, problem
from tests.support.world import a_report, caller, checking, machine

HEALTH = caller("agency-health")


async def test_a_file_is_sealed_added_and_given_back(store: Store) -> None:
    case = (await checking(store)).stream
    actor = await store.actor(HEALTH)
    upload = await store.uploads.store(actor, case, b"\x89PNG evidence", "image/png")
    add = AddEvidence(
        upload=upload, kind=EvidenceKind.CAPTURE, weight=Weight.SUPPORTS, source="Chụp tại cơ quan.", redacted=True
    )
    made = await store.execute(HEALTH, add, command_id=uuid4(), target=case)
    (item,) = made.document["evidence"]
    assert await store.uploads.content(case, item["file"]) == b"\x89PNG evidence"
    assert item["file"]["plain"] == sha256(b"\x89PNG evidence").hexdigest()
    assert b"evidence" not in b"".join([chunk["data"] async for chunk in chunks(store)])
    again = await problem(store.execute(HEALTH, add, command_id=uuid4(), target=case))
    assert again.code == "evidence-there-already"
    assert await faults(store.connection) == []
    await store.connection.wrapped.delete_one({"_id": item["file"]["group"]})
    with pytest.raises(FileErased):
        await store.uploads.content(case, item["file"])


OF_A_FILE = {"data": {"$exists": True}}
"""Not the marker that provisioning lays so that the collection is there."""


def chunks(store: Store) -> Any:
    return store.connection.client[store.connection.names.main]["evidence.chunks"].find(OF_A_FILE)


async def test_a_file_of_another_case_or_agency_is_unknown(store: Store) -> None:
    case, other = (await checking(store)).stream, (await checking(store)).stream
    upload = await store.uploads.store(await store.actor(HEALTH), other, b"x", "text/plain")
    add = AddEvidence(upload=upload, kind=EvidenceKind.OTHER, weight=Weight.NEITHER, source="Tại chỗ.", redacted=False)
    assert (await problem(store.execute(HEALTH, add, command_id=uuid4(), target=case))).code == "upload-unknown"
    lead = caller("agency-lead")
    assert (await problem(store.execute(lead, add, command_id=uuid4(), target=other))).code == "upload-unknown"


async def test_forty_reports_a_day_and_no_more(store: Store, clock: TestClock) -> None:
    land = caller("agency-land")
    for _ in range(REPORTS_A_DAY):
        await store.execute(land, a_report(), command_id=uuid4())
    found = await problem(store.execute(land, a_report(), command_id=uuid4()))
    assert found == used_up_today(REPORTS_A_DAY, clock())
    await store.execute(machine("agency-land"), a_report(), command_id=uuid4())
    clock.forward(days=1)
    await store.execute(land, a_report(), command_id=uuid4())
