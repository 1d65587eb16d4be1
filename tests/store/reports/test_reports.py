"""Agencies' reports as they are read: one's own and those taken over, or all; never another agency's."""

from datetime import date
from uuid import uuid4

from domain.administration.agencies import SucceedAgency
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Kind
from domain.report.opening import RequestReport
from domain.report.reports import DraftReport
from store.heads.collection import heads_of
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.record import done, head_of
from tests.support.world import LEAD, caller, machine

HEALTH = "agency-health"
WORDS = "Đã ban hành kế hoạch thực hiện Quy chế."


async def asked(store: Store, agency: str = HEALTH) -> Outcome:
    """A report that the lead agency asked for."""
    command = RequestReport(
        agency=agency,
        subject="Báo cáo về tin đồn đóng cửa trạm y tế.",
        since=date(2026, 6, 1),
        until=date(2026, 6, 30),
        due_days=5,
    )
    return await done(store, caller(LEAD), command)


async def seen(store: Store, agency: str, made: Outcome) -> list[bool]:
    """Whether each path of reading shows the report."""
    actor = await store.actor(caller(agency))
    page = await store.reports.page(actor, 100, None)
    return [
        await store.reports.one(actor, made.stream) is not None,
        made.stream in [row["_id"] for row in page.rows],
        made.stream in [item["_id"] for item in await store.reports.in_work(actor, None)],
    ]


class TestWho:
    async def test_a_program_of_an_agency_that_sees_all_reads_and_others_do_not(self, shared: Store) -> None:
        made = await asked(shared)
        found = [await shared.reports.one(await shared.actor(machine(item)), made.stream) for item in (LEAD, HEALTH)]
        assert [item is not None for item in found] == [True, False]

    async def test_the_heir_sees_what_it_took_over(self, store: Store, clock: TestClock) -> None:
        made = await asked(store)
        head = await head_of(store.connection, HEALTH)
        taken = SucceedAgency(successor="agency-district", on=date(2026, 7, 2), whole=True, source="QĐ")
        await store.execute(OPERATOR, taken, command_id=uuid4(), target=HEALTH, expected=head["n"])
        clock.forward(days=2)
        assert await seen(store, "agency-district", made) == [True] * 3
        assert await seen(store, "agency-land", made) == [False] * 3


class TestLists:
    async def test_an_index_is_named_by_every_list(self, store: Store) -> None:
        found = await heads_of(store.connection, Kind.REPORT).index_information()
        leading = {keys["key"][0][0] for keys in found.values()}
        assert {"agency", "period", "at"} <= leading


async def test_words_come_back_in_the_clear_and_are_not_in_the_record(store: Store) -> None:
    made = await asked(store)
    made = await done(store, caller(HEALTH), DraftReport(direction=WORDS, cases="Đã xác minh."), made)
    made = await done(store, caller(HEALTH), DraftReport(cases="Đã xác minh hai vụ việc."), made)
    texts = {word["section"]: word["text"] for word in made.document["words"]}
    assert texts == {"DIRECTION": WORDS, "CASES": "Đã xác minh hai vụ việc."}
    async for revision in store.connection.revisions.find({"stream": made.stream}):
        assert WORDS.encode() not in bytes(revision["body"]) + bytes(revision["state"])
