"""Consolidated reports over a real server: scheduled, counted, frozen once, stopped, begun again, superseded."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.case.state.case import Category
from domain.kernel.vocabulary import Kind, Post
from domain.report.compiling import SETTLING, CancelCompile, CompileNumbers, RestartCompile, consolidated_id
from domain.report.consolidating import SupersedeConsolidated
from domain.report.state.consolidated import ConsolidatedState
from store.heads.collection import heads_of
from store.queue.outbox import CLAIMS_MOST, LEASE
from store.reports import consolidated, versions
from store.reports.batches import Overtaken
from store.reports.consolidated import FiguresAltered
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.record import faults_of, head_of, problem, revision_of, there
from tests.support.reporting_job import AFTER, H1, compile_row, data, received, some_cases, the, work
from tests.support.world import LEAD, a_screening, caller, checking, reported
from workers import reports
from workers.deliver import deliver
from workers.reports import schedule_due

LEADS, HEAD = caller(LEAD), caller(LEAD, Post.SIGNATORY)
LONG = "Lý do đủ dài để ai đọc cũng hiểu được."
CUT_OFF = datetime(2026, 6, 14, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "BATCH", 3)


async def frozen(store: Store, clock: TestClock) -> dict[str, Any]:
    clock.now = AFTER
    assert "2026-H1" in await schedule_due(store)
    await work(store)
    assert (await the(store)).state is ConsolidatedState.FROZEN_DATA
    return await data(store)


async def begun(store: Store, clock: TestClock) -> None:
    """The report of the first half of 2026, scheduled."""
    await some_cases(store, clock)
    clock.now = AFTER
    await schedule_due(store)


async def due_row(store: Store) -> str:
    [due] = [item for item in await store.outbox.due() if item.startswith(H1)]
    return due


class TestJ4:
    async def test_schedules_what_is_over_once_however_often_it_looks(self, store: Store, clock: TestClock) -> None:
        await some_cases(store, clock)
        clock.now = datetime(2026, 6, 14, 16, 59, tzinfo=UTC)
        assert await schedule_due(store) == []
        clock.now += timedelta(minutes=1)
        assert await schedule_due(store) == ["2026-H1"]
        assert await schedule_due(store) == []
        assert (await the(store)).as_of == CUT_OFF

    async def test_makes_up_for_a_pause_oldest_first(self, store: Store, clock: TestClock) -> None:
        await some_cases(store, clock)
        clock.now = datetime(2027, 8, 1, tzinfo=UTC)
        assert await schedule_due(store) == ["2026-H1", "2026-Y", "2027-H1"]
        assert (await the(store, consolidated_id("2026-Y", 1))).before == H1
        await work(store)
        states = [row["state"] async for row in heads_of(store.connection, Kind.CONSOLIDATED).find({})]
        assert states == ["FROZEN_DATA"] * 3

    async def test_reports_nothing_of_the_time_before_the_register(self, store: Store, clock: TestClock) -> None:
        clock.now = AFTER
        assert await schedule_due(store) == []


class TestFreezing:
    async def test_counts_what_stood_at_the_cut_off_and_nothing_later(self, store: Store, clock: TestClock) -> None:
        await some_cases(store, clock)
        clock.now = datetime(2026, 6, 14, 17, tzinfo=UTC)
        await reported(store, detected_at=clock.now, url="https://tin.example/sau")
        found = await frozen(store, clock)
        assert received(found) == [7, 0, 7]
        assert found["manifest"]["streams"] == 7
        assert await faults_of(store.connection, H1) == []

    async def test_what_changes_later_leaves_it_alone_and_stands_in_the_next_list(
        self, store: Store, clock: TestClock
    ) -> None:
        await some_cases(store, clock)
        before = await frozen(store, clock)
        clock.now = datetime(2026, 7, 1, 1, tzinfo=UTC)
        made = await checking(store, detected_at=clock.now)
        old = there(await heads_of(store.connection, Kind.CASE).find_one({}, sort=[("receipt.received_at", 1)]))
        await act(store, LEADS, a_screening(), old["_id"])
        assert await data(store) == before
        await act(store, HEAD, SupersedeConsolidated(reasons=LONG), H1)
        await work(store)
        clock.now += timedelta(minutes=3)
        await work(store)
        second = consolidated_id("2026-H1", 2)
        now = await data(store, second)
        assert now["edition"] == 2
        changes = now["changes"]
        assert changes["before"] == H1
        assert [stream[0] for stream in changes["streams"]] == [old["_id"]]
        assert made.stream not in str(changes)
        assert ["RECEIVED_AREA", "NONE", "HEALTH", 0, 1] in changes["numbers"]
        assert ["RECEIVED_AREA", "NONE", "NONE", 7, 6] in changes["numbers"]
        assert await data(store) == before
        assert (await the(store)).state is ConsolidatedState.SUPERSEDED
        assert (await the(store, second)).supersedes == H1

    async def test_the_manifest_is_what_the_hash_says(self, store: Store, clock: TestClock) -> None:
        await some_cases(store, clock)
        await frozen(store, clock)
        frozen_data = there((await the(store)).frozen)
        batches = [batch async for batch in store.consolidated.batches.all(H1, 1)]
        assert [len(batch.versions) for batch in batches] == [3, 3, 1]
        joined = "".join(batch.sha256 for batch in batches)
        assert sha256(joined.encode()).hexdigest() == frozen_data.manifest
        for stream, n, leaf in batches[0].versions:
            row = await revision_of(store.connection, f"{stream}:{n}")
            assert bytes(row["leaf"]).hex() == leaf


class TestTheJob:
    async def test_in_slices_it_comes_to_the_same(
        self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await begun(store, clock)
        monkeypatch.setattr(reports, "SLICE_SECONDS", 0.0)
        done = await work(store, "compile-report")
        assert done == ["more to do"] * 3 + ["done"]
        assert received(await data(store)) == [7, 0, 7]
        row = there(await store.connection.outbox.find_one({"job": "compile-report"}))
        assert row["attempts"] == 1, "what went well counts as no attempt"

    async def test_stopped_it_freezes_nothing_and_begins_again_from_nothing(
        self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await begun(store, clock)
        with monkeypatch.context() as patch:
            patch.setattr(reports, "SLICE_SECONDS", 0.0)
            assert await deliver({"store": store}, await due_row(store)) == "more to do"
        await act(store, LEADS, CancelCompile(), H1)
        await work(store)
        assert (await the(store)).frozen is None
        await act(store, LEADS, RestartCompile(), H1)
        await work(store)
        assert there((await the(store)).frozen).run == 2
        assert received(await data(store)) == [7, 0, 7]

    async def test_of_two_workers_one_goes_on(
        self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The first sleeps past its lease and wakes up after the second took the row."""
        await begun(store, clock)
        due = await due_row(store)
        slept = there(await store.outbox.claim(due))
        clock.now += timedelta(minutes=1)
        assert await deliver({"store": store}, due) == "done"
        with pytest.raises(Overtaken):
            await reports._count(store, slept, await the(store), None)
        assert len([batch async for batch in store.consolidated.batches.all(H1, 1)]) == 3
        assert not await store.outbox.renew(slept)

    @pytest.mark.parametrize("part", ["data", "public"])
    async def test_numbers_that_somebody_altered_are_not_told(self, store: Store, clock: TestClock, part: str) -> None:
        await begun(store, clock)
        await work(store)
        hashes = there((await the(store)).frozen)
        figures = store.connection.figures
        row = there(await figures.find_one({"_id": f"{H1}:{hashes.run}"}))
        await figures.update_one({"_id": row["_id"]}, {"$set": {part: bytes(row[part]).replace(b"1", b"2", 1)}})
        with pytest.raises(FiguresAltered):
            await store.consolidated.data(H1, vars(hashes), public=part == "public")
        assert await store.consolidated.data(H1, vars(hashes), public=part != "public")

    async def test_a_reason_is_kept_when_it_cannot_be_done(
        self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await begun(store, clock)
        monkeypatch.setattr(consolidated, "DATA_MOST", 10)
        await work(store)
        assert there((await the(store)).failure).reason == "DataTooLarge"


class TestAdHoc:
    async def test_numbers_of_any_span_over_a_filter(self, store: Store, clock: TestClock) -> None:
        await some_cases(store, clock)
        await checking(store, detected_at=clock.now)
        clock.now = AFTER
        begin, end = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4))
        made = await act(store, LEADS, CompileNumbers(since=begin, until=end, category=Category.HEALTH))
        await work(store, "compile-report")
        assert received(await data(store, made.stream)) == [1, 0, 1]

    @pytest.mark.parametrize(
        ("since", "until", "code"),
        [(2026, 2026, "span-empty"), (2026, 2027, "in-the-future"), (2001, 2026, "span-too-long")],
    )
    async def test_a_span_that_cannot_be(
        self, store: Store, clock: TestClock, since: int, until: int, code: str
    ) -> None:
        clock.now = AFTER
        begin, end = (datetime(year, 4, 1, tzinfo=UTC) for year in (since, until))
        tried = act(store, LEADS, CompileNumbers(since=begin, until=end))
        assert (await problem(tried)).code == code


class TestProgress:
    async def test_says_from_when_on_it_goes_on(self, store: Store, clock: TestClock) -> None:
        await some_cases(store, clock)
        clock.now = CUT_OFF
        await schedule_due(store)
        waiting = await progress(store)
        assert (waiting["stage"], waiting["due_at"]) == ("WAITING", (CUT_OFF + SETTLING).replace(tzinfo=None))
        clock.now = CUT_OFF + SETTLING
        await work(store, "compile-report")
        done = await progress(store)
        assert (done["stage"], done["due_at"]) == ("DONE", None)

    async def test_a_compile_that_each_worker_died_of_has_failed(self, store: Store, clock: TestClock) -> None:
        await begun(store, clock)
        id = await compile_row(store)
        for _ in range(CLAIMS_MOST + 1):
            await store.outbox.claim(id)
            clock.now += LEASE
        found = await progress(store)
        assert (found["stage"], found["failure"], found["due_at"]) == ("FAILED", "never-finished", None)


async def progress(store: Store) -> dict[str, Any]:
    head = await head_of(store.connection, H1)
    return await store.consolidated.progress(head)
