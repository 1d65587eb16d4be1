"""Reports in time, over real servers: opened, counted, reminded of, noted as late, frozen; each once.

Where it matters who does it, real arq workers do it all; elsewhere their jobs are run one by one.
"""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.activity.recorded import RecordTraining
from domain.activity.state.activity import Audience
from domain.administration.agencies import SucceedAgency
from domain.administration.officers import AppointOfficer
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Kind, Post
from domain.report.deadlines import ScheduleReports
from domain.report.opening import RequestReport, obligations
from domain.report.periods import PeriodKind
from domain.report.reports import DraftReport, SubmitReport
from domain.report.state.report import ReportFigure
from store.driver.connection import Document
from store.heads.collection import heads_of
from store.process.settings import Settings
from store.store import Store
from tests.support import complaints
from tests.support.clock import TestClock
from tests.support.record import faults, problem
from tests.support.reporting import H1
from tests.support.reporting import scheduled as reporting
from tests.support.world import KINDS, LEAD, caller, reported
from workers import relay
from workers.deliver import deliver
from workers.main import QueueConnection, sweeper_of, worker_of
from workers.reports import command_of, open_owed, stream_of

# arq closes its connection by a name that redis has given another one since.
pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning")
HEALTH = "agency-health"
OWING = set(KINDS) - {LEAD, "agency-ppc", "agency-inspection", "agency-ministry"}
CUT_OFF = datetime(2026, 12, 14, 17, tzinfo=UTC)
OPENING = datetime(2026, 11, 14, 17, tzinfo=UTC)
"""From then on reports about 2026 can be begun; it ends a month later."""
WORDS = "Đã ban hành kế hoạch thực hiện Quy chế."
LOOKS_MOST = 20


async def scheduled(store: Store, *periods: PeriodKind, since: date = date(2026, 1, 1)) -> None:
    for period in periods:
        command = ScheduleReports(period=period, since=since, source="Đ6.2")
        name = f"schedule-{period.lower().replace('_', '-')}"
        await store.execute(OPERATOR, command, command_id=uuid4(), target=name)


async def annual(store: Store, clock: TestClock, now: datetime) -> None:
    """Reports of a year are scheduled, and all that is due at a moment is done."""
    await scheduled(store, PeriodKind.YEAR)
    clock.now = now
    await worked(store)


async def worked(store: Store) -> None:
    await open_owed(store)
    for id in await store.outbox.due():
        assert await deliver({"store": store}, id) == "done"
    assert await store.outbox.due() == []


async def worked_by_arq(store: Store, settings: Settings, workers: int) -> None:
    """Let real arq workers do all that is due, each begun anew as after an upgrade."""
    queue = QueueConnection(settings)
    for _ in range(LOOKS_MOST):
        await asyncio.gather(*(once(store, settings) for _ in range(workers)))
        if not await relay.look(store, await queue()):
            break
    await queue.close()
    assert await store.outbox.due() == []


async def once(store: Store, settings: Settings) -> None:
    for made in (sweeper_of, worker_of):
        worker = made(store, settings, burst=True)
        try:
            await worker.async_run()
        finally:
            await worker.close()


async def reports(store: Store, **query: Any) -> list[Document]:
    return await heads_of(store.connection, Kind.REPORT).find(query).sort("_id").to_list(None)


async def one(store: Store, agency: str, period: str = "2026-Y") -> Document:
    [found] = await reports(store, agency=agency, period=period)
    return found


async def act(store: Store, who: Any, command: Any, report: Document | None = None) -> Document:
    now: dict[str, Any] = await one(store, report["agency"]) if report else {}
    made = await store.execute(who, command, command_id=uuid4(), target=now.get("_id"), expected=now.get("n"))
    return made.document


async def events(store: Store) -> list[tuple[str, str]]:
    """What happened to reports, in the order of the moments: type and stream."""
    found = store.connection.revisions.find({"kind": "report"}).sort([("at", 1), ("stream", 1), ("n", 1)])
    return [(item["type"], item["stream"]) async for item in found]


class TestOpening:
    async def test_everybody_who_owes_gets_one_and_not_before_its_day(self, store: Store, clock: TestClock) -> None:
        await annual(store, clock, OPENING - timedelta(minutes=1))
        assert await reports(store) == []
        clock.now = OPENING
        await worked(store)
        assert {report["agency"] for report in await reports(store)} == OWING
        assert {report["state"] for report in await reports(store)} == {"DUE"}

    async def test_twice_and_on_two_workers_at_once_is_once(
        self, store: Store, clock: TestClock, settings: Settings
    ) -> None:
        await scheduled(store, PeriodKind.YEAR)
        clock.now = OPENING
        other = Store(store.connection)
        opened = await asyncio.gather(open_owed(store), open_owed(other))
        assert sum(opened) == len(OWING)
        assert await open_owed(store) == 0
        await worked_by_arq(store, settings, 2)
        assert [report["n"] for report in await reports(store)] == [1] * len(OWING)
        orders = await store.connection.outbox.count_documents({"stream": {"$regex": "^report-"}})
        assert orders == 6 * len(OWING)

    async def test_a_sweep_cut_off_goes_on_with_the_rest(
        self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scheduled(store, PeriodKind.YEAR)
        clock.now = OPENING
        execute, left = store.execute, iter(range(3))

        async def cut_off(*args: Any, **named: Any) -> Any:
            next(left)
            return await execute(*args, **named)

        with monkeypatch.context() as patch:
            patch.setattr(store, "execute", cut_off)
            with pytest.raises(RuntimeError):
                await open_owed(store)
        assert len(await reports(store)) == 3
        assert await open_owed(store) == len(OWING) - 3


class TestAfterAPause:
    async def test_of_fourteen_months_all_is_caught_up_in_order_and_nothing_doubled(
        self, store: Store, clock: TestClock, settings: Settings
    ) -> None:
        await scheduled(store, PeriodKind.FIRST_HALF, PeriodKind.YEAR)
        clock.forward(days=430)  # from July 2026 to September 2027: two halves and a year went by
        await worked_by_arq(store, settings, 2)
        await worked_by_arq(store, settings, 1)
        happened = await events(store)
        periods = {report["_id"]: report["period"] for report in await reports(store)}
        opened = list(dict.fromkeys(periods[stream] for type, stream in happened if type == "report.opened"))
        assert opened == ["2026-H1", "2026-Y", "2027-H1"]
        expected = ("report.opened", "report.counted", "report.overdue", "report.overdue-passed-on")
        assert Counter(happened) == Counter((type, stream) for type in expected for stream in periods)
        assert len(periods) == 3 * len(OWING)
        assert await faults(store.connection) == []


class TestInTime:
    async def test_reminded_counted_submitted_and_frozen(self, store: Store, clock: TestClock) -> None:
        await scheduled(store, PeriodKind.YEAR)
        await reported(store)
        held: dict[str, Any] = {"held_on": date(2026, 6, 30), "audience": Audience.MIXED, "headcount": 30}
        training = RecordTraining(topic="Kỹ năng xác minh", **held)
        await act(store, caller(HEALTH), training)
        clock.now = OPENING
        await worked(store)
        report = await one(store, HEALTH)
        await act(store, caller(HEALTH), DraftReport(direction=WORDS, solutions=WORDS), report)
        await worked(store)
        early = (await one(store, HEALTH))["counting"]
        assert (early["final"], counted(early)[ReportFigure.TRAINING_HEADCOUNT]) == (False, (30, 0, 30))
        clock.now = datetime(2026, 12, 9, 17, tzinfo=UTC)
        await worked(store)
        assert len((await one(store, HEALTH))["reminded_at"]) == 1
        await act(store, caller("agency-land"), training)
        clock.now = CUT_OFF
        await worked(store)
        final = {item["agency"]: item["counting"] for item in await reports(store)}
        assert {item["final"] for item in final.values()} == {True}
        assert counted(final[HEALTH])[ReportFigure.TRAININGS_HELD] == (1, 0, 1)
        assert counted(final["agency-land"])[ReportFigure.CASES_REPORTED] == (1, 0, 1)
        assert counted(final["agency-police"])[ReportFigure.TRAININGS_HELD] == (0, 0, 0)
        await act(store, caller(HEALTH), training)  # after the cut-off: it belongs to the next period
        clock.forward(days=0.5)
        submit = SubmitReport(document_number="1/BC-SYT", signed_on=date(2026, 12, 15))
        await act(store, caller(HEALTH, Post.SIGNATORY), submit, report)
        clock.now = datetime(2026, 12, 21, 17, tzinfo=UTC)
        await worked(store)
        report = await one(store, HEALTH)
        assert (report["state"], report["overdue_at"]) == ("FROZEN", None)
        assert report["counting"] == final[HEALTH]
        before = await reports(store)
        clock.forward(days=3)
        await worked(store)
        assert [item["n"] for item in await reports(store)] == [item["n"] for item in before]

    async def test_numbers_written_before_a_crash_stand_when_it_is_done_again(
        self, store: Store, clock: TestClock
    ) -> None:
        await annual(store, clock, CUT_OFF)
        before = await one(store, HEALTH)
        again = {"job": "report-count", "stream": before["_id"]}
        await store.connection.outbox.update_one(again, {"$set": {"state": "DUE"}})
        who: dict[str, Any] = {"subject": "nguoi-moi@example.invalid", "agency": HEALTH, "posts": (Post.HANDLER,)}
        appointed = AppointOfficer(since=date(2026, 12, 1), appointment="QĐ 9", **who)
        await store.execute(OPERATOR, appointed, command_id=uuid4(), target="officer-health-newer")
        await worked(store)
        assert (await one(store, HEALTH))["counting"] == before["counting"]

    async def test_one_that_was_asked_for_is_counted_reminded_of_and_noted_as_late(
        self, store: Store, clock: TestClock
    ) -> None:
        await reported(store)
        june: dict[str, Any] = {"since": date(2026, 6, 1), "until": date(2026, 6, 30), "due_days": 3}
        ask = RequestReport(agency="agency-land", subject="Báo cáo về tin đồn đóng cửa trạm y tế.", **june)
        made = await act(store, caller(LEAD), ask)
        await worked(store)
        [report] = await reports(store)
        assert (report["_id"], len(report["reminded_at"]), report["counting"]["final"]) == (made["_id"], 1, True)
        clock.forward(days=8)
        await worked(store)
        [report] = await reports(store)
        assert report["overdue_at"] is not None


class TestCountedMeanwhile:
    """The register counts a report while its writer and its signatory have it open."""

    async def drafted(self, store: Store, version: int, words: str) -> int:
        draft = DraftReport(direction=words, solutions=words)
        stream = (await one(store, HEALTH))["_id"]
        made = await store.execute(caller(HEALTH), draft, command_id=uuid4(), target=stream, expected=version)
        return made.version

    async def types(self, store: Store) -> list[str]:
        stream = (await one(store, HEALTH))["_id"]
        return [type for type, id in await events(store) if id == stream]

    async def test_no_writer_meets_a_conflict_whichever_comes_first(self, store: Store, clock: TestClock) -> None:
        await annual(store, clock, OPENING)
        version = await self.drafted(store, (await one(store, HEALTH))["n"], WORDS)
        for number in range(3):
            await worked(store)
            assert (await self.types(store))[version:] == ["report.counted"]
            version = await self.drafted(store, version, f"{WORDS} Lần {number}.")
        clock.now = CUT_OFF
        await worked(store)
        assert (await one(store, HEALTH))["n"] > version
        version = await self.drafted(store, version, f"{WORDS} Sau khi hết kỳ.")
        assert (await one(store, HEALTH))["counting"]["final"]
        assert (await one(store, HEALTH))["n"] == version

    async def test_another_writers_words_are_a_conflict_also_with_a_count_between(
        self, store: Store, clock: TestClock
    ) -> None:
        await annual(store, clock, OPENING)
        read = (await one(store, HEALTH))["n"]
        await self.drafted(store, read, WORDS)
        await worked(store)
        assert (await problem(self.drafted(store, read, f"{WORDS} Của người khác."))).code == "version-conflict"

    async def test_nobody_signs_other_figures_than_were_shown(self, store: Store, clock: TestClock) -> None:
        await annual(store, clock, OPENING)
        shown = await self.drafted(store, (await one(store, HEALTH))["n"], WORDS)
        clock.now = datetime(2026, 12, 14, 18, tzinfo=UTC)
        await worked(store)
        report, signatory = await one(store, HEALTH), caller(HEALTH, Post.SIGNATORY)
        submit = SubmitReport(document_number="1/BC-SYT", signed_on=date(2026, 12, 15))
        signed = store.execute(signatory, submit, command_id=uuid4(), target=report["_id"], expected=shown)
        assert (await problem(signed)).code == "version-conflict"
        await act(store, signatory, submit, report)
        assert (await one(store, HEALTH))["state"] == "SUBMITTED"


def test_ids_derive_from_period_and_agency_alone() -> None:
    [found] = [obligation for obligation in obligations(reporting(), H1.end) if obligation.agency == HEALTH]
    assert stream_of(found) == "report-b98fb0cffea459dc81306eea7de827f7"
    assert stream_of(found) == f"report-{command_of(found).hex}"


async def test_an_heir_writes_the_former_agencys_report_and_its_own(store: Store, clock: TestClock) -> None:
    taken = SucceedAgency(successor="agency-land", on=date(2026, 9, 1), whole=True, source="QĐ sáp nhập")
    await complaints.act(store, OPERATOR, taken, HEALTH)
    await scheduled(store, PeriodKind.YEAR)
    clock.now = datetime(2026, 12, 15, tzinfo=UTC)
    await worked(store)
    heir = caller("agency-land")
    report = await one(store, HEALTH)
    actor = await store.actor(heir)
    assert {item["agency"] for item in await store.reports.in_work(actor, None)} == {HEALTH, "agency-land"}
    made = await act(store, heir, DraftReport(direction=WORDS, solutions=WORDS), report)
    assert (made["state"], made["agency"]) == ("DRAFT", HEALTH)


def counted(counting: Document) -> dict[str, tuple[int, int, int]]:
    return {count["figure"]: (count["this"], count["previous"], count["cumulative"]) for count in counting["counts"]}
