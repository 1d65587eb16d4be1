"""Files of another case, and the daily limit, through the store."""

from uuid import uuid4

from domain.case.evidence import AddEvidence
from domain.case.intake import REPORTS_A_DAY
from domain.case.state.evidence import EvidenceKind, Weight
from domain.kernel.refusals import used_up_today
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import problem
from tests.support.world import a_report, caller, checking, machine

HEALTH = caller("agency-health")


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
