"""Numbers and consolidated reports through the schema: a count tells of no case that its reader may not see."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Kind, Post
from domain.report.consolidating import DraftConsolidated, ReviewConsolidated, SendConsolidated, SignConsolidated
from domain.report.state.consolidated import ReportPart
from store.heads.collection import heads_of
from store.store import Store
from tests.resolvers.test_agency_report import asked
from tests.support.clock import TestClock
from tests.support.reporting_job import AFTER, H1, some_cases, work
from tests.support.world import LEAD, a_screening, caller
from workers.reports import schedule_due

CHANGES = "query($id: ID!) { consolidatedReport(id: $id) { state changes { numbers { now } streams { streamId } } } }"
LONG = "Lý do đủ dài để ai đọc cũng hiểu được."
YEAR = datetime(2026, 12, 20, tzinfo=UTC)
HANDLER, HEAD = caller(LEAD), caller(LEAD, Post.SIGNATORY)


async def act(store: Store, who: Caller, command: Any, id: str) -> None:
    head = await heads_of(store.connection, Kind.CONSOLIDATED).find_one({"_id": id})
    assert head is not None
    await store.execute(who, command, command_id=uuid4(), target=id, expected=head["n"])


async def sent(store: Store, clock: TestClock) -> str:
    """The report of the year, sent, in which one case counts otherwise than in that of its first half."""
    await some_cases(store, clock, 3)
    clock.now = AFTER
    await schedule_due(store)
    await work(store)
    old = await heads_of(store.connection, Kind.CASE).find_one({}, sort=[("opened_at", 1)])
    assert old is not None
    await store.execute(HANDLER, a_screening(), command_id=uuid4(), target=old["_id"], expected=old["n"])
    clock.now = YEAR
    await schedule_due(store)
    await work(store)
    made = await heads_of(store.connection, Kind.CONSOLIDATED).find_one({"period": "2026-Y"})
    assert made is not None
    id: str = made["_id"]
    for part in ReportPart:
        await act(store, HANDLER, DraftConsolidated(part=part, text=LONG), id)
    await act(store, HEAD, ReviewConsolidated(), id)
    signed = SignConsolidated(number="9/BC", signed_on=YEAR.date(), signatory="Giám đốc")
    await act(store, HEAD, signed, id)
    return id


async def test_who_received_a_copy_is_told_what_changed_and_not_by_which_cases(store: Store, clock: TestClock) -> None:
    id = await sent(store, clock)
    party = caller("agency-party")
    assert (await asked(store, party, CHANGES, id=id)).data["consolidatedReport"] is None, "it was not sent yet"
    await act(store, HANDLER, SendConsolidated(recipient="agency-ppc"), id)
    for who, told in ((party, 0), (caller("agency-ppc"), 1), (caller("agency-inspection"), 1)):
        found = (await asked(store, who, CHANGES, id=id)).data["consolidatedReport"]
        assert found["changes"]["numbers"]
        assert len(found["changes"]["streams"]) == told
    assert (await asked(store, party, CHANGES, id=H1)).data["consolidatedReport"] is None
