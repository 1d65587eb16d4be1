"""The eraser believes nothing: forged orders, persons who were not two, complaints in between, clocks, heads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case.closing import CloseCase, ReopenCase
from domain.case.state.case import ClosureReason, Informed
from domain.erasure.erasures import (
    ApproveErasure,
    ContestErasure,
    ErasureAnnounced,
    ErasureApproved,
    ObjectToErasure,
    RetentionEnded,
)
from domain.erasure.state import Word
from domain.kernel.actor import SYSTEM, Caller, Process
from domain.kernel.event import Sealed
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind, Post
from scripts.cli.doctoring.work import held
from store.erasing.judge import Believed, Judge
from store.erasing.sealed import Doubt, Trust
from store.heads.collection import heads_of
from store.keys.authors import Authors
from store.store import Store
from store.tlog.note import Verifier
from tests.store.erasing.conftest import DAYS, Register
from tests.support.complaints import act, appoint_others, complaint, other
from tests.support.decided import HANDLER
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG
from tests.support.press import closing, decided, reported_on
from tests.support.record import head_of
from tests.support.world import LEAD, caller, officer, reported
from workers.eraser import look

SIGNATORY = officer(LEAD, Post.SIGNATORY)


async def closed(register: Register, ground: ClosureReason = ClosureReason.PROTECTED) -> str:
    case = (await reported(register.api, detected_at=datetime(2025, 1, 1, tzinfo=UTC))).stream
    over = CloseCase(ground=ground, reasons=LONG, informed=Informed.ANONYMOUS)
    await act(register.api, caller(LEAD), over, case)
    return case


async def completed(register: Register) -> str:
    """A case whose decision was carried out: one can complain about it."""
    await appoint_others(register.api)
    life = await decided(register.api, register.clock)
    await reported_on(life, register.clock)
    await life.act(HANDLER, closing(ClosureReason.COMPLETED))
    return life.id


def retention(target: str, register: Register) -> RetentionEnded:
    """The event that destroyed all keys of a case on its own word."""
    return RetentionEnded(code="DL-2026-000099", target=target, at=register.clock(), kept_days=90)


async def overdue(register: Register) -> str:
    case = await closed(register)
    await register.seal()
    await register.day_passes(DAYS + 1)
    return case


async def forged(register: Register, process: str, case: str) -> bool | Doubt:
    """Return the outcome of a forged order to erase a case."""
    order = f"erasure-{process}"
    await register.forge(process, order, retention(case, register), SYSTEM, "endRetention")
    await register.seal()
    return await register.step(order)


class TestAnHonestOrder:
    async def test_is_announced_for_a_day_and_then_carried_out(self, register: Register) -> None:
        case = await closed(register)
        order = await register.ordered(case)
        await register.announced(order)
        head = await head_of(register.connection, order)
        assert head["destroys_at"] - head["announced_at"] == timedelta(days=1)
        assert await register.step(order) is Doubt.ANNOUNCED
        await register.day_passes(0.9)
        assert await register.step(order) is Doubt.ANNOUNCED
        await register.day_passes(0.2)
        assert await register.keys(case) > 0
        assert await register.step(order) is True
        assert await register.keys(case) == 0

    async def test_waits_until_all_of_it_is_sealed(self, register: Register) -> None:
        order = await register.ordered(await closed(register))
        assert await register.step(order) is Doubt.NOT_SEALED
        await register.announced(order)

    async def test_of_retention_is_ordered_by_the_eraser(self, register: Register) -> None:
        case = await overdue(register)
        eraser = register.stores[Process.ERASER]
        assert await look(eraser.eraser, DAYS) == 0
        await register.seal()
        assert await look(eraser.eraser, DAYS) == 0
        await register.seal()
        await register.day_passes()
        assert await look(eraser.eraser, DAYS) == 1
        assert await register.keys(case) == 0


class TestAForgedOrder:
    @pytest.mark.parametrize("process", ["api", "worker"])
    async def test_of_retention_by_another_process_is_not_believed(self, register: Register, process: str) -> None:
        case = await overdue(register)
        assert await forged(register, process, case) is Doubt.WRONG_WRITER

    async def test_is_judged_by_the_entries_of_the_log_whatever_the_file_says(self, register: Register) -> None:
        case = await overdue(register)
        register.stores[Process.ERASER].eraser.trust(Trust(Verifier.from_vkey(register.home.signer.vkey()), Authors()))
        for process, doubt in (("api", Doubt.WRONG_WRITER), ("eraser", False)):
            assert await forged(register, process, case) is doubt

    async def test_of_retention_by_the_eraser_itself_is_not_believed_before_its_time(self, register: Register) -> None:
        case = await closed(register)
        await forged(register, "api", await closed(register))
        assert await forged(register, "eraser", case) is Doubt.TERM_RUNS
        found = [finding async for finding in held(register.stores[Process.ERASER], DAYS)]
        assert [finding.code for finding in found] == ["erasure-held"] * 2
        assert any("term-runs" in finding.what for finding in found)
        await register.day_passes(DAYS - 1)
        assert await register.step("erasure-eraser") is Doubt.TERM_RUNS
        assert await look(register.stores[Process.ERASER].eraser, DAYS) == 0
        assert await register.keys(case) > 0

    async def test_about_a_case_that_runs_is_not_believed(self, register: Register) -> None:
        case = (await reported(register.api)).stream
        await forged(register, "eraser", case)
        await register.day_passes(DAYS * 40)
        assert await register.step("erasure-eraser") is Doubt.MATTER_RUNS

    @pytest.mark.parametrize("process", ["api", "worker", "eraser"])
    async def test_approval_in_the_name_of_somebody_without_the_post_is_not_believed(
        self, register: Register, process: str
    ) -> None:
        case = await closed(register)
        order = await register.ordered(case, LEAD)
        handler = officer("agency-ppc", Post.HANDLER)
        word = Word(agency="agency-ppc", officer=handler, at=register.clock(), reasons=Sealed("g", "0" * 64))
        actor = await register.api.actor(caller("agency-ppc"))
        await register.forge(process, order, ErasureApproved(approval=word), actor, "approveErasure")
        await register.seal()
        assert await register.step(order) is (Doubt.NO_AUTHORITY if process == "api" else Doubt.WRONG_WRITER)
        assert await register.keys(case) > 0

    async def test_approval_by_the_same_person_twice_is_one(self, register: Register) -> None:
        case = await closed(register)
        order = await register.ordered(case, LEAD)
        signatory = caller(LEAD, Post.SIGNATORY)
        with pytest.raises(Refused):
            await act(register.api, signatory, ApproveErasure(reasons=LONG), order)
        actor = await register.api.actor(signatory)
        word = Word(agency=LEAD, officer=actor.subject, at=register.clock(), reasons=Sealed("g", "0" * 64))
        await register.forge("api", order, ErasureApproved(approval=word), actor, "approveErasure")
        await register.seal()
        assert await register.step(order) is Doubt.NO_AUTHORITY
        assert await register.keys(case) > 0

    @pytest.mark.parametrize(("process", "doubt"), [("api", Doubt.WRONG_WRITER), ("eraser", Doubt.ANNOUNCED)])
    async def test_an_earlier_announcement_changes_nothing(
        self, register: Register, process: str, doubt: Doubt
    ) -> None:
        order, days = await register.ordered(await closed(register)), timedelta(days=1)
        earlier = ErasureAnnounced(announced_at=register.clock() - 9 * days, destroys_at=register.clock() - 8 * days)
        await register.forge(process, order, earlier, SYSTEM, "announceErasure")
        await register.seal()
        assert await register.step(order) is doubt


class TestObstacles:
    async def test_a_complaint_between_approval_and_destruction_stops_it(self, register: Register) -> None:
        case = await completed(register)
        order = await register.ordered(case)
        await register.announced(order)
        await complaint(register.api, case)
        await register.day_passes(2)
        assert await register.step(order) is Doubt.COMPLAINT_RUNS
        assert await register.keys(case) > 0

    async def test_a_complaint_after_all_that_stops_it(
        self, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = await completed(register)
        order = await register.ordered(case)
        await register.announced(order)
        await register.day_passes(2)
        judged, versions = Judge.check_announced, await register.connection.revisions.count_documents({"stream": case})

        async def then_a_complaint(self: Judge, believed: Believed) -> None:
            await judged(self, believed)
            await complaint(register.api, case)

        monkeypatch.setattr(Judge, "check_announced", then_a_complaint)
        assert await register.step(order) is False
        assert await register.keys(case) > 0
        assert await register.connection.revisions.count_documents({"stream": case}) == versions, "it did not move"

    async def test_a_case_that_was_opened_again_is_not_over(self, register: Register) -> None:
        case = await closed(register, ClosureReason.NO_GROUNDS)
        order = await register.ordered(case)
        await register.announced(order)
        await act(register.api, caller(LEAD, Post.SIGNATORY), good(ReopenCase, ground="NEW_EVIDENCE"), case)
        await register.day_passes(2)
        assert await register.step(order) is Doubt.MATTER_RUNS


class TestContested:
    @pytest.mark.parametrize(
        ("who", "command"),
        [
            (caller("agency-inspection", Post.INSPECTOR), ObjectToErasure(reasons=LONG)),
            (caller("agency-ppc", Post.HANDLER), ContestErasure(reasons=LONG)),
        ],
    )
    async def test_an_objection_needs_two_officers(self, register: Register, who: Caller, command: object) -> None:
        await appoint_others(register.api)
        case = await closed(register)
        order = await register.ordered(case, LEAD)
        await act(register.api, other(LEAD), ApproveErasure(reasons=LONG), order)
        await register.announced(order)
        await act(register.api, who, command, order)
        await register.day_passes(2)
        assert await register.step(order) is Doubt.NOT_ORDERED
        assert await look(register.stores[Process.ERASER].eraser, DAYS) == 0
        assert await register.keys(case) > 0
        for approving in (caller(LEAD, Post.SIGNATORY), other(LEAD)):
            await act(register.api, approving, ApproveErasure(reasons=LONG), order)
        await register.announced(order)
        assert await register.step(order) is Doubt.ANNOUNCED
        await register.day_passes(1.1)
        assert await register.step(order) is True
        assert await register.keys(case) == 0

    async def test_who_had_a_word_in_it_does_not_contest_it(self, register: Register) -> None:
        order = await register.ordered(await closed(register))
        for who in (caller(LEAD), caller("agency-ppc", Post.HANDLER)):
            with pytest.raises(Refused):
                await act(register.api, who, ContestErasure(reasons=LONG), order)

    async def test_retention_that_was_contested_needs_two_persons(self, register: Register) -> None:
        case = await overdue(register)
        eraser = register.stores[Process.ERASER]
        await eraser.eraser.end_retention(DAYS)
        [order] = await eraser.eraser.ordered()
        inspector = caller("agency-inspection", Post.INSPECTOR)
        await act(register.api, inspector, ObjectToErasure(reasons=LONG), order)
        await eraser.eraser.end_retention(DAYS)
        assert await eraser.eraser.ordered() == [], "it is not ordered a second time"
        for agency in (LEAD, "agency-ppc"):
            await act(register.api, caller(agency, Post.SIGNATORY), ApproveErasure(reasons=LONG), order)
        await register.announced(order)
        await register.day_passes(1.1)
        assert await register.step(order) is True
        assert await register.keys(case) == 0


class TestClocks:
    async def test_an_eraser_that_is_days_ahead_destroys_nothing_early(self, register: Register) -> None:
        case = await closed(register)
        order = await register.ordered(case)
        await register.announced(order)
        fast = self.at_another_time(register, days=30)
        assert await register.step(order) is Doubt.ANNOUNCED
        assert await forged(register, "eraser", case) is Doubt.TERM_RUNS
        fast.now += timedelta(days=DAYS * 4)
        assert await register.step("erasure-eraser") is Doubt.TERM_RUNS

    async def test_an_eraser_that_is_days_behind_waits(self, register: Register) -> None:
        order = await register.ordered(await closed(register))
        await register.seal()
        self.at_another_time(register, days=-30)
        assert await register.step(order) is Doubt.CLOCK

    async def test_a_closing_that_names_an_earlier_day_counts_from_when_it_was_sealed(self, register: Register) -> None:
        now = register.clock.now
        await register.noise()
        register.clock.now = now - timedelta(days=DAYS * 2)
        case = await closed(register)
        register.clock.now = now + timedelta(days=1)
        assert await forged(register, "eraser", case) is Doubt.TERM_RUNS

    def at_another_time(self, register: Register, days: int) -> "Moved":
        moved = Moved(register, timedelta(days=days))
        old = register.stores[Process.ERASER]
        new = Store(replace(old.connection, clock=moved))
        new.eraser.trust(old.eraser.trusted)
        register.stores = {**register.stores, Process.ERASER: new}
        return moved


class Moved:
    def __init__(self, register: Register, by: timedelta) -> None:
        self._register, self.now = register, by

    def __call__(self) -> datetime:
        return self._register.clock() + self.now


class TestHeads:
    async def test_a_head_that_says_it_is_ordered_decides_nothing(self, register: Register) -> None:
        case = await closed(register)
        order = await register.ordered(case, LEAD)
        await register.seal()
        heads = heads_of(register.connection, Kind.ERASURE).stored
        await heads.update_one({"_id": order}, {"$set": {"state": "ORDERED"}})
        assert await register.stores[Process.ERASER].eraser.ordered() == [order]
        assert await register.step(order) is Doubt.NOT_ORDERED

    async def test_a_head_of_before_the_case_was_opened_again_decides_nothing(self, register: Register) -> None:
        case = await closed(register, ClosureReason.NO_GROUNDS)
        heads = heads_of(register.connection, Kind.CASE).stored
        before = await heads.find_one({"_id": case})
        assert before is not None
        await act(register.api, caller(LEAD, Post.SIGNATORY), good(ReopenCase, ground="NEW_EVIDENCE"), case)
        await heads.replace_one({"_id": case}, before)
        order = await register.ordered(case)
        await register.seal()
        assert await register.step(order) is Doubt.MATTER_RUNS
        assert await register.keys(case) > 0

    async def test_a_complaint_whose_head_says_it_ended_runs(self, register: Register) -> None:
        case = await completed(register)
        redress = await complaint(register.api, case)
        heads = heads_of(register.connection, Kind.REDRESS).stored
        await heads.update_one({"_id": redress}, {"$set": {"ended_at": register.clock().replace(tzinfo=None)}})
        order = await register.ordered(case)
        await register.seal()
        assert await register.step(order) is Doubt.COMPLAINT_RUNS


async def test_a_forged_row_of_an_upload_destroys_no_key(register: Register) -> None:
    case = await closed(register)
    before = await register.connection.wrapped.find({"stream": case}).to_list(None)
    at = (register.clock() - timedelta(days=9)).replace(tzinfo=None)
    for key in before:
        row = {"_id": key["_id"], "case": case, "agency": LEAD, "used": None, "at": at}
        await register.connection.uploads.insert_one(row)
    assert await look(register.stores[Process.ERASER].eraser, DAYS) == 0
    assert await register.connection.wrapped.find({"stream": case}).to_list(None) == before
