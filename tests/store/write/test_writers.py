"""Many writers at once: one version once, nothing lost, nothing twice."""

import asyncio
from functools import partial
from typing import Any

import pytest

from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.command import NotifyAgency
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused, VersionConflict
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import MAX_ADDITIVE_TRIES
from store.driver.connection import Connection, Document
from store.driver.transaction import DEADLINE_SECONDS, Lost, Session, transaction
from store.heads.collection import heads_of
from store.record.epochs import REGISTRY_ROWS, raised
from store.store import Store
from store.write.command_ids import Outcome
from store.write.writes import Writes
from tests.store.faults import TRANSIENT, failing
from tests.support.record import done, faults_of, head_of, versions
from tests.support.world import LEAD, a_check, a_screening, caller, checking, officer, reported

HEALTH, LEADS = caller("agency-health"), caller(LEAD)
WRITERS = 16
CLOSING = CloseCase(ground=ClosureReason.NO_GROUNDS, reasons="Không có căn cứ để xử lý.", informed=Informed.BY_PHONE)


def another_process(store: Store) -> Store:
    return Store(store.connection)


async def settled(*awaitables: Any) -> tuple[list[Outcome], list[BaseException]]:
    results = await asyncio.gather(*awaitables, return_exceptions=True)
    return (
        [result for result in results if isinstance(result, Outcome)],
        [result for result in results if isinstance(result, BaseException)],
    )


class TestOneExpectedVersion:
    @pytest.mark.parametrize("processes", [1, WRITERS])
    async def test_exactly_one_wins(self, shared: Store, processes: int) -> None:
        made = await reported(shared)
        stores = [another_process(shared) for _ in range(processes)]
        won, lost = await settled(*(done(stores[n % processes], LEADS, a_screening(), made) for n in range(WRITERS)))
        assert [item.version for item in won] == [2]
        told = [getattr(item, "problems", None) for item in lost]
        assert told == [(VersionConflict(current_version=2),)] * (WRITERS - 1)
        assert await faults_of(shared.connection, made.stream) == []

    async def test_a_transition_and_a_closing(self, shared: Store) -> None:
        made = await reported(shared)
        one, other = another_process(shared), another_process(shared)
        won, lost = await settled(done(one, LEADS, a_screening(), made), done(other, LEADS, CLOSING, made))
        assert (len(won), len(lost)) == (1, 1)
        found = await head_of(shared.connection, made.stream)
        assert (found["n"], found["state"]) == (2, won[0].document["state"])


class TestAdditions:
    @pytest.mark.parametrize("processes", [1, 3])
    async def test_all_land(self, shared: Store, processes: int) -> None:
        made = await checking(shared)
        stores = [another_process(shared) for _ in range(processes)]
        count = MAX_ADDITIVE_TRIES + 1  # more could make one of them lose too often
        won, lost = await settled(*(done(stores[n % processes], HEALTH, a_check(), made) for n in range(count)))
        assert lost == []
        assert sorted(item.version for item in won) == list(range(4, 4 + count))
        found = await head_of(shared.connection, made.stream)
        assert len({check["id"] for check in found["checks"]}) == count
        assert await faults_of(shared.connection, made.stream) == []

    async def test_land_while_transitions_run(self, shared: Store) -> None:
        made = await done(shared, LEADS, a_screening(), await reported(shared))
        start = StartChecking(focal=officer("agency-health", Post.HANDLER))
        told = NotifyAgency(agency=LEAD, about="case.reported")
        jobs = another_process(shared)
        won, lost = await settled(
            *(done(jobs, SYSTEM, told, made) for _ in range(4)),
            *(done(shared, HEALTH, start, made) for _ in range(2)),
            *(done(jobs, SYSTEM, told, made) for _ in range(4)),
        )
        notices = [item for item in won if item.document["notices"] and item.document["notices"][-1]]
        assert all(isinstance(item, Refused) for item in lost)
        assert len(lost) in (1, 2)  # of the two transitions; none where a notice came before both
        found = await head_of(shared.connection, made.stream)
        assert len(found["notices"]) == 8
        assert len(notices) >= 8
        assert found["n"] == 2 + len(won)
        assert await versions(shared.connection, made.stream) == list(range(1, 3 + len(won)))
        assert await faults_of(shared.connection, made.stream) == []

    @pytest.mark.parametrize("within", [DEADLINE_SECONDS, 0.0], ids=["idle", "one try outlasts the deadline"])
    async def test_mere_conflicts_use_up_no_tries(
        self, shared: Store, within: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store.write.command_handler.transaction", partial(transaction, within=within))
        made = await checking(shared)
        async with failing(shared.connection, "bulkWrite", times=MAX_ADDITIVE_TRIES + 3, **TRANSIENT):
            after = await done(shared, HEALTH, a_check(), made)
        assert after.version == made.version + 1

    async def test_that_lose_too_often_are_told(self, shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        made = await checking(shared)
        monkeypatch.setattr("store.write.command_handler.MAX_ADDITIVE_TRIES", 2)
        faster, run = another_process(shared), Writes.run
        overtaken = 0

        async def late(writes: Writes, session: Session) -> None:
            nonlocal overtaken
            if overtaken < 3:
                overtaken += 1
                monkeypatch.setattr(Writes, "run", run)
                await done(faster, HEALTH, a_check(), made)
                monkeypatch.setattr(Writes, "run", late)
            await run(writes, session)

        monkeypatch.setattr(Writes, "run", late)
        with pytest.raises(Refused) as caught:
            await done(shared, HEALTH, a_check(), made)
        assert caught.value.problems == (VersionConflict(current_version=made.version + 2),)

    async def test_that_come_too_late_for_the_state_are_refused(self, shared: Store) -> None:
        made = await checking(shared)
        await done(shared, LEADS, CLOSING, made)
        _, lost = await settled(*(done(shared, HEALTH, a_check(), made) for _ in range(4)))
        assert [getattr(item, "problems")[0].code for item in lost] == ["transition-not-allowed"] * 4  # noqa: B009


async def add_mark(connection: Connection, stream: str, mark: int) -> None:
    """A lost-update trap: the head is read outside the transaction that replaces it."""
    found: Document | None = None

    async def work(session: Session) -> bool:
        assert found is not None
        await connection.counters.find_one({"_id": "a read must come first"}, session=session)
        writes = Writes(connection)
        writes.head(Kind.CASE, {**found, "n": found["n"] + 1, "marks": [*found["marks"], mark]}, found["n"])
        try:
            await writes.run(session)
        except Lost:
            return False
        return True

    while True:
        found = await head_of(connection, stream)
        if await transaction(connection.client, work):
            return


class TestMatchedCount:
    """A bulk write that matches nothing does not fail; only the count tells that an update was lost."""

    async def marks(self, connection: Connection) -> list[int]:
        await heads_of(connection, Kind.CASE).insert_one({"_id": "case-1", "n": 1, "marks": []})
        await asyncio.gather(*(add_mark(connection, "case-1", mark) for mark in range(WRITERS)))
        return sorted((await head_of(connection, "case-1"))["marks"])

    async def test_with_the_check_no_mark_is_lost(self, connection: Connection) -> None:
        assert await self.marks(connection) == list(range(WRITERS))

    @pytest.mark.parametrize("counter", [None, {"_id": "registry", "n": 1}])
    async def test_another_match_is_not_the_head_s(self, connection: Connection, counter: Document | None) -> None:
        """Registry writes also raise a counter, which is always found or made."""
        await connection.counters.delete_one({"_id": "registry"})  # where the shapes of heads are noted, too
        if counter:
            await connection.counters.insert_one(counter)

        async def work(session: Session) -> None:
            await heads_of(connection, Kind.AGENCY).find_one({"_id": "agency-1"}, session=session)
            writes = Writes(connection)
            writes.head(Kind.AGENCY, {"_id": "agency-1", "n": 2}, 1)
            writes.also(raised(connection.names.main, REGISTRY_ROWS))
            await writes.run(session)

        with pytest.raises(Lost):
            await transaction(connection.client, work, within=0, least=1)
        assert await connection.counters.find_one({"_id": "registry"}) == counter
