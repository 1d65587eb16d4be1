"""Who read what, and who was refused: written before the answer where it matters, gathered elsewhere."""

import asyncio
from contextlib import suppress
from functools import partial

import pytest
from pymongo.errors import PyMongoError

from domain.access.record import Purpose, Reading
from domain.case.checks import StartChecking
from domain.case.expression import ReviewExpression
from domain.case.state.case import Channel
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind, Post
from store.access import recording as access
from store.access.recording import AccessLost
from store.driver.connection import Document
from store.heads.collection import heads_of
from store.store import Store
from tests.store.faults import failing
from tests.support.handling_commands import good
from tests.support.patience import until_seen
from tests.support.record import denied, done, everything, faults, problem, problems
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, machine, officer, reported

LAND, HEALTH, LEADS = caller("agency-land"), caller("agency-health"), caller(LEAD)


async def records(store: Store) -> list[Document]:
    return await heads_of(store.connection, Kind.ACCESS).find({}).sort("at", 1).to_list(None)


async def health(store: Store) -> Actor:
    return await store.actor(HEALTH)


class TestOpening:
    async def test_is_written_before_the_answer(self, store: Store) -> None:
        made = await reported(store)
        await store.access.open(await health(store), Reading.HISTORY, made.stream, Purpose.INSPECTION)
        [found] = await records(store)
        [read] = found["reads"]
        assert (found["agency"], found["refused"]) == ("agency-health", None)
        assert (read["reading"], read["purpose"], read["streams"]) == ("HISTORY", "INSPECTION", [made.stream])
        assert (read["subject"], read["client"]) == (officer("agency-health", Post.HANDLER), "tests")
        assert await faults(store.connection) == []

    @pytest.mark.parametrize("commands", ["bulkWrite", "commitTransaction"])
    async def test_fails_closed(self, store: Store, commands: str) -> None:
        before = await everything(store.connection)
        async with failing(store.connection, commands, times=None, errorCode=13):
            with pytest.raises(PyMongoError):
                await store.access.open(await health(store), Reading.HISTORY, "case-1", Purpose.HANDLING)
        assert await everything(store.connection) == before


class TestGathered:
    async def test_reads_are_written_together_an_agency(self, store: Store) -> None:
        lead, health = await store.actor(LEADS), await store.actor(HEALTH)
        store.access.note(lead, Reading.CASE, streams=("case-1",), count=1)
        store.access.note(health, Reading.CASES, filters=("states", "search"), count=17)
        store.access.note(lead, Reading.CASES, count=3)
        assert await records(store) == []
        await store.access.flush()
        found = {record["agency"]: record["reads"] for record in await records(store)}
        assert [item["count"] for item in found[LEAD]] == [1, 3]
        [list_read] = found["agency-health"]
        assert (list_read["filters"], list_read["count"], list_read["purpose"]) == (["states", "search"], 17, None)
        await store.access.flush()
        assert len(await records(store)) == 2
        assert await faults(store.connection) == []

    async def test_the_readings_of_one_page_are_recorded_as_one_of_each_kind(self, store: Store) -> None:
        actor, why = await health(store), Purpose.INSPECTION
        with suppress(LookupError):  # also of a page that failed
            async with store.access.page_of_readings(list_of_cases=True):
                for name, stream in (("dueBefore", "case-1"), ("states", "case-2"), ("states", "case-2")):
                    store.access.note(actor, Reading.CASES, filters=(name,), count=1, purpose=why)
                    store.access.note(actor, Reading.CASE, streams=(stream,), count=1, purpose=why)
                store.access.note(actor, Reading.RECORDS, filters=("redress",), purpose=why)
                raise LookupError
        await store.access.flush()
        [record] = await records(store)
        found = [[read[name] for name in ("reading", "streams", "filters", "count")] for read in record["reads"]]
        assert found == [["CASES", ["case-1", "case-2"], ["dueBefore", "states"], 5], ["RECORDS", [], ["redress"], 0]]
        assert {read["purpose"] for read in record["reads"]} == {"INSPECTION"}

    async def test_the_lists_of_one_page_are_one_record_before_the_page(self, store: Store) -> None:
        actor, why = await health(store), Purpose.INSPECTION
        async with store.access.page_of_readings(list_of_cases=True):
            for streams in (["case-1", "case-2"], ["case-2"], []):
                await store.access.listed(actor, Reading.EVENTS, why, [{"stream": stream} for stream in streams])
            await store.access.listed(actor, Reading.ACCESS_LOG, why, [{}])
            assert await records(store) == []
        [record] = await records(store)
        found = [[read[name] for name in ("reading", "streams", "count")] for read in record["reads"]]
        assert found == [["EVENTS", ["case-1", "case-2"], 3], ["ACCESS_LOG", [], 1]]

    async def test_what_is_too_much_is_written_by_the_next(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(access, "RECORDS_AT_ONCE", 2)
        monkeypatch.setattr(access, "READS_A_REVISION", 3)
        actor, streams = await health(store), [f"case-{number}" for number in range(14)]
        for stream in streams:
            store.access.note(actor, Reading.CASE, streams=(stream,))
        await store.access.flush()
        found = await records(store)
        assert sorted(len(record["reads"]) for record in found) == [2, 3, 3, 3, 3]
        assert sorted(read["streams"][0] for record in found for read in record["reads"]) == sorted(streams)

    async def test_what_cannot_be_written_stays_for_the_next_time(self, store: Store) -> None:
        store.access.note(await health(store), Reading.CASE, streams=("case-1",))
        async with failing(store.connection, "bulkWrite", times=None, errorCode=13):
            with pytest.raises(PyMongoError):
                await store.access.flush()
        assert await records(store) == []
        await asyncio.gather(store.access.flush(), store.access.flush())  # two at once write it once
        assert [record["reads"][0]["streams"] for record in await records(store)] == [["case-1"]]

    async def test_a_read_noted_while_others_are_written_waits_and_is_not_lost(self, store: Store) -> None:
        actor, written = await health(store), []
        for _ in range(3):
            store.access.note(actor, Reading.CASE)
            flushing = asyncio.ensure_future(store.access.flush())
            await asyncio.sleep(0)
            store.access.note(actor, Reading.CASES)
            await flushing
            written.append(sum(len(record["reads"]) for record in await records(store)))
        await store.access.flush()
        assert [*written, sum(len(record["reads"]) for record in await records(store))] == [1, 3, 5, 6]

    async def test_too_many_waiting_stop_the_reads(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(access, "GATHERED_MOST", 3)
        actor = await health(store)
        for _ in range(3):
            store.access.note(actor, Reading.CASE)
        with pytest.raises(AccessLost):
            store.access.note(actor, Reading.CASE)
        await store.access.flush()
        store.access.note(actor, Reading.CASE)

    async def test_the_loop_writes_also_at_its_end(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(access, "FLUSH_SECONDS", 0.01)
        actor, task = await health(store), asyncio.ensure_future(store.access.run())
        store.access.note(actor, Reading.CASE)
        await until_seen(partial(records, store), "nothing was written")
        monkeypatch.setattr(access, "FLUSH_SECONDS", 99)
        await asyncio.sleep(0.05)
        store.access.note(actor, Reading.CASES)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert [record["reads"][0]["reading"] for record in await records(store)] == ["CASE", "CASES"]

    async def test_the_loop_outlives_an_absent_database(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(access, "FLUSH_SECONDS", 0.01)
        task = asyncio.ensure_future(store.access.run())
        async with failing(store.connection, "bulkWrite", times=None, errorCode=13):
            store.access.note(await health(store), Reading.CASE)
            await asyncio.sleep(0.1)
            assert not task.done()
        assert "reads not recorded: ClientBulkWriteException" in caplog.messages
        await until_seen(partial(records, store), "nothing was written")
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class TestRefusals:
    async def refusals(self, store: Store) -> list[tuple[str, str, str, str | None]]:
        found = [record["refused"] for record in await records(store)]
        return [(item["agency"], item["action"], item["code"], item["stream"]) for item in found]

    async def test_of_a_right_are_recorded(self, store: Store) -> None:
        made = await reported(store)
        assert await denied(done(store, caller("agency-paper"), a_report())) == "scope-missing"
        assert await denied(done(store, caller("agency-health", Post.AUDITOR), a_check(), made)) == "post-missing"
        assert await denied(done(store, machine(LEAD), a_screening(), made)) == "person-needed"
        assert await self.refusals(store) == [
            ("agency-paper", "reportCase", "scope-missing", None),
            ("agency-health", "recordCheck", "post-missing", made.stream),
            (LEAD, "screenCase", "person-needed", made.stream),
        ]
        assert await faults(store.connection) == []

    async def test_of_competence_and_conflict_are_recorded(self, store: Store) -> None:
        made = await checking(store)
        concerned = await done(store, LEADS, a_screening(concerns=("agency-health",)), await reported(store))
        await problem(done(store, LAND, a_check(), made))
        await problem(done(store, LEADS, a_screening(assigned="agency-journalists"), await reported(store)))
        start = StartChecking(focal=officer("agency-health", Post.HANDLER))
        concerned = await done(store, HEALTH, start, concerned)
        review = good(ReviewExpression, conclusion="PROTECTED", provision=None, false_fact=None)
        await problem(done(store, HEALTH, review, concerned))
        codes = [code for _, _, code, _ in await self.refusals(store)]
        assert codes == ["assigned-agency-only", "agency-not-competent", "agency-concerned"]

    async def test_of_other_kinds_are_nobodys_business(self, store: Store) -> None:
        made = await checking(store)
        unprotected = good(ReviewExpression, expression="FACT", conclusion="NOT_PROTECTED", provision=None)
        for who, command, target in (
            (LAND, a_report(channel=Channel.PHONE), None),
            (LAND, a_report(claim=""), None),
            (LEADS, a_screening(), made),
            (LEADS, unprotected, made),
            (caller("agency-district"), a_check(), made),
        ):
            await problems(done(store, who, command, target))
        await problem(done(store, LEADS, a_screening(), made, expected=1))
        assert await self.refusals(store) == []

    async def test_name_the_caller_by_a_pseudonym_only(self, store: Store) -> None:
        await denied(done(store, caller("agency-paper"), a_report()))
        [found] = await records(store)
        who = caller("agency-paper").subject
        assert found["refused"]["subject"] == store.connection.master.pseudonym(who)
        assert who not in str(found)

    async def test_are_refusals_still_when_they_cannot_be_recorded(self, store: Store) -> None:
        before = await everything(store.connection)
        async with failing(store.connection, "bulkWrite", times=None, errorCode=13):
            with pytest.raises(PyMongoError):
                await done(store, caller("agency-paper"), a_report())
        assert await everything(store.connection) == before
