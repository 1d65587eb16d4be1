"""Faults at each step: every command is carried out once or not at all, and nobody is told otherwise.

What the server did is compared with what the caller heard. A refusal that means "it did not happen" must never
stand for something that did; "unsettled" must be settled by the same command again.
"""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from pymongo import InsertOne
from pymongo.errors import PyMongoError

from domain.kernel.refusals import NotFound, Refused, Unsettled
from store.driver import transaction as transactions
from store.store import Store
from store.write.writes import Writes
from tests.store.faults import APPLIED, CLOSED, NOT_PRIMARY, TIMED_OUT, TRANSIENT, UNKNOWN, WAITED, failing
from tests.support.record import done, everything, faults, faults_of, problem, versions
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, reported

LAND, HEALTH, LEADS = caller("agency-land"), caller("agency-health"), caller(LEAD)
COMMIT = ("commitTransaction",)
WRITE = ("bulkWrite",)
READ = ("find",)

SURVIVED = {
    "commit, connection closed": (COMMIT, CLOSED, 1),
    "commit, connection closed twice": (COMMIT, CLOSED, 2),
    "commit, not primary": (COMMIT, UNKNOWN, 1),
    "commit, code 91 without labels": (COMMIT, NOT_PRIMARY, 1),
    "commit, time exceeded": (COMMIT, TIMED_OUT, 1),
    "commit, transient": (COMMIT, TRANSIENT, 1),
    "commit, applied but reported as failed": (COMMIT, APPLIED, 1),
    "commit, applied but reported as failed twice": (COMMIT, APPLIED, 2),
    "write, connection closed": (WRITE, CLOSED, 1),
    "write, transient": (WRITE, TRANSIENT, 1),
    "write, transient five times": (WRITE, TRANSIENT, 5),
    "write, not primary": (WRITE, {**NOT_PRIMARY, "errorLabels": ["TransientTransactionError"]}, 1),
    "read, connection closed": (READ, CLOSED, 1),
    "number, connection closed": (("findAndModify",), CLOSED, 1),
}


def planted(*names: str) -> pytest.MarkDecorator:
    """The named faults. Each costs half a second, until the driver has found the server again."""
    return pytest.mark.parametrize(("commands", "fault", "times"), [SURVIVED[name] for name in names], ids=names)


async def carried_out(store: Store, id: UUID) -> int:
    name = store.connection.master.command_name(str(id))
    return await store.connection.revisions.count_documents({"command": name})


class TestSurvived:
    @planted(*SURVIVED)
    async def test_a_report_is_entered_once(
        self, shared: Store, commands: tuple[str, ...], fault: dict[str, Any], times: int
    ) -> None:
        id = uuid4()
        async with failing(shared.connection, *commands, times=times, **fault):
            made = await done(shared, LAND, a_report(), command_id=id)
        assert await carried_out(shared, id) == 1
        assert await faults_of(shared.connection, made.stream) == []
        again = await done(shared, LAND, a_report(), command_id=id)
        assert (again.stream, again.document, again.replayed) == (made.stream, made.document, True)

    async def test_a_report_has_one_number_however_often_it_is_tried(self, store: Store) -> None:
        before = await reported(store)
        async with failing(store.connection, *WRITE, times=2, **TRANSIENT):
            made = await reported(store)
        first, second = (int(one.document["code"].rpartition("-")[2]) for one in (before, made))
        assert second == first + 1, "no number is lost"

    @planted("commit, not primary", "commit, applied but reported as failed", "write, connection closed")
    async def test_a_transition_happens_once(
        self, shared: Store, commands: tuple[str, ...], fault: dict[str, Any], times: int
    ) -> None:
        made = await reported(shared)
        async with failing(shared.connection, *commands, times=times, **fault):
            after = await done(shared, LEADS, a_screening(), made)
        assert (after.version, await versions(shared.connection, made.stream)) == (2, [1, 2])
        assert await faults_of(shared.connection, made.stream) == []

    @planted("commit, applied but reported as failed", "write, transient five times")
    async def test_checks_at_once_all_land_once(
        self, shared: Store, commands: tuple[str, ...], fault: dict[str, Any], times: int
    ) -> None:
        made = await checking(shared)
        async with failing(shared.connection, *commands, times=times, **fault):
            await asyncio.gather(*(done(shared, HEALTH, a_check(), made) for _ in range(3)))
        assert await versions(shared.connection, made.stream) == list(range(1, 7))
        assert await faults_of(shared.connection, made.stream) == []


class TestNothingHalfDone:
    @pytest.mark.parametrize("commands", [READ, WRITE], ids=str)
    async def test_an_error_that_is_final_leaves_nothing(self, store: Store, commands: tuple[str, ...]) -> None:
        made = await reported(store)
        before = await everything(store.connection)
        async with failing(store.connection, *commands, times=None, errorCode=13):
            with pytest.raises(PyMongoError):
                await done(store, LEADS, a_screening(), made)
        assert await everything(store.connection) == before
        assert await faults(store.connection) == []

    @pytest.mark.parametrize("place", range(7))
    async def test_a_write_that_fails_among_the_others_takes_them_all_back(
        self, store: Store, place: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each of the documents that a command writes is made to collide, one after the other."""
        made = await reported(store)
        before = await everything(store.connection)
        taken = InsertOne({"_id": made.stream}, namespace=f"{store.connection.names.main}.cases")
        run = Writes.run

        async def collide(writes: Writes, session: Any) -> None:
            writes.operations.insert(place, taken)
            await run(writes, session)

        monkeypatch.setattr(Writes, "run", collide)
        monkeypatch.setattr("store.write.command_handler.transaction", _hurried)
        with pytest.raises(Refused):
            await done(store, LEADS, a_screening(note="Xem kỹ giúp."), made)
        monkeypatch.undo()
        assert await everything(store.connection) == before
        assert (await done(store, LEADS, a_screening(note="Xem kỹ giúp."), made)).version == 2


async def _hurried(client: Any, work: Any) -> Any:
    return await transactions.transaction(client, work, within=0.0, least=1)


class TestUnknown:
    """The commit's outcome cannot be learnt before the deadline."""

    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("store.write.command_handler.transaction", _hurried)

    @pytest.mark.parametrize("fault", [UNKNOWN, CLOSED, TIMED_OUT], ids=["not primary", "closed", "timed out"])
    async def test_is_said_to_be_unsettled_and_the_same_command_settles_it(
        self, shared: Store, fault: dict[str, Any]
    ) -> None:
        made, id = await reported(shared), uuid4()
        async with failing(shared.connection, "commitTransaction", times=None, **fault):
            assert await problem(done(shared, LEADS, a_screening(), made, command_id=id)) == Unsettled()
        assert await versions(shared.connection, made.stream) == [1]
        if fault is TIMED_OUT:  # otherwise the server holds the first try open
            after = await done(shared, LEADS, a_screening(), made, command_id=id)
            assert (after.version, await versions(shared.connection, made.stream)) == (2, [1, 2])
            assert await faults_of(shared.connection, made.stream) == []

    async def test_is_read_back_where_the_write_is_there(self, shared: Store) -> None:
        made = await reported(shared)
        async with failing(shared.connection, "commitTransaction", times=None, **APPLIED):
            after = await done(shared, LEADS, a_screening(), made)
        assert (after.version, after.replayed, after.document["state"]) == (2, True, "SCREENED")
        assert await faults_of(shared.connection, made.stream) == []

    async def test_stays_unsettled_while_the_server_holds_the_first_try_open(self, shared: Store) -> None:
        made, id = await reported(shared), uuid4()
        async with failing(shared.connection, "commitTransaction", times=None, **UNKNOWN):
            assert await problem(done(shared, LEADS, a_screening(), made, command_id=id)) == Unsettled()
        # With a session of its own the second try meets the first one's writes, which nobody committed.
        assert await problem(done(shared, LEADS, a_screening(), made, command_id=id)) == Unsettled()


async def test_a_wait_for_replication_that_times_out_is_no_refusal(shared: Store) -> None:
    made = await reported(shared)
    async with failing(shared.connection, "commitTransaction", times=1, **WAITED):
        after = await done(shared, LEADS, a_screening(), made)
    assert after.version == 2
    assert await faults_of(shared.connection, made.stream) == []


async def test_a_caller_that_goes_away_does_not_undo_the_write(shared: Store) -> None:
    id = uuid4()
    task = asyncio.ensure_future(done(shared, LAND, a_report(), command_id=id))
    await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    made = await done(shared, LAND, a_report(), command_id=id)
    assert await versions(shared.connection, made.stream) == [1]
    assert await carried_out(shared, id) == 1


async def test_a_refusal_is_not_repeated(shared: Store, tries: list[None]) -> None:
    """A rule's no is final: it must not be tried again until the deadline."""
    assert await problem(done(shared, HEALTH, a_check(), target="case-missing")) == NotFound()
    assert len(tries) == 1
