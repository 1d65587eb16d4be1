"""Retention through the store: a reporter's contact goes first and alone, the texts when their own time is over."""

from datetime import timedelta
from uuid import uuid4

from domain.case.closing import CloseCase
from domain.case.reports import ReportContent
from domain.case.state.case import ClosureReason, Informed
from domain.case.withdrawal import WithdrawOwnReport
from domain.erasure.retention import Kept, retention_on
from domain.kernel.actor import PUBLIC, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind
from store.heads.collection import heads_of
from store.log.audit.finding import Level
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.erasing import erased
from tests.support.record import faults, record_findings
from tests.support.world import LEAD, caller
from workers.eraser import look

DAYS = 90
CONTACT, CLAIM = "chim@thu.example", "Tin đồn rằng trạm y tế xã đóng cửa."


async def a_withdrawn_case(store: Store) -> str:
    command = ReportContent(claim=CLAIM, free_of_secrets=True, url="https://tin.example/rut", contact=CONTACT)
    made = await store.execute(PUBLIC, command, command_id=uuid4(), secret="c" * 64)
    await act(store, holder_of(made.stream), WithdrawOwnReport(), made.stream)
    closing = CloseCase(
        ground=ClosureReason.WITHDRAWN, reasons="Người báo rút lại phản ánh.", informed=Informed.ANONYMOUS
    )
    await act(store, caller(LEAD), closing, made.stream)
    return made.stream


async def test_the_contact_goes_first_and_the_texts_later(store: Store, clock: TestClock) -> None:
    case = await a_withdrawn_case(store)
    head = await heads_of(store.connection, Kind.CASE).find_one({"_id": case})
    assert head is not None
    group, today = head["contact"], local_date(clock())
    assert await store.contact(case, group) == CONTACT
    assert await look(store, DAYS) == 0

    clock.forward(days=retention_on(Kept.CONTACT, today).days)
    assert await erased(store, DAYS) == 1
    assert await look(store, DAYS) == 0, "once"
    assert await store.contact(case, group) is None
    after = await heads_of(store.connection, Kind.CASE).find_one({"_id": case})
    assert after is not None
    assert (after["claim"], after["contact"], after["n"]) == (CLAIM, None, head["n"] + 1)
    assert await faults(store.connection) == []

    clock.now += timedelta(days=retention_on(Kept.WITHDRAWN, today).days)
    assert await erased(store, DAYS) == 1
    assert await look(store, DAYS) == 0, "once"
    bare = await heads_of(store.connection, Kind.CASE).find_one({"_id": case})
    assert bare is not None
    assert bare["claim"] is None
    findings = [finding for finding in await record_findings(store.connection) if finding.level is not Level.NOTE]
    assert findings == []
