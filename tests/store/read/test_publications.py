"""Notices and their cases, through the store: at one in one transaction, whatever comes at the same moment."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.case.state.case import CaseState, ClosureReason, PublicationChoice
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import SYSTEM
from domain.kernel.kind import Kind
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.roles import Post
from domain.publication.corrections import ConfirmPublication
from domain.publication.drafting import CheckPublication, RewordPublication, WithdrawPublication
from domain.publication.public import PublicStatus, public_view
from domain.publication.publishing import ApprovePublication, IssueOnTime, IssuePublication
from domain.publication.state import RetractionGround
from store.heads.collection import heads_of
from store.heads.rebuilding import findings
from store.store import Store
from store.write import command_handler as execute
from tests.support.clock import TestClock
from tests.support.complaints import appoint_others, complaint, ruled
from tests.support.decided import HANDLER, HEALTH, a_ground
from tests.support.press import (
    SPEAKER,
    WORDS,
    Life,
    a_draft,
    a_spokesperson,
    approved,
    closing,
    confirm_all,
    correct,
    decide,
    decided,
    drafted,
    issued,
    remedied,
    reopen,
    reported_on,
    retract,
)
from tests.support.world import caller, checking


async def code(attempt: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refused:
        await attempt
    return refused.value.problems[0].code


async def status(notice: Life) -> PublicStatus | None:
    found = await notice.store.publications.public(notice.id)
    return found.status if found else None


async def linked(case: Life) -> list[str]:
    return [publication["state"] for publication in (await case.head())["publications"]]


async def whole(store: Store) -> list[str]:
    return [str(finding) async for finding in findings(store.connection)]


async def test_from_a_draft_to_a_tombstone(store: Store, clock: TestClock) -> None:
    await a_spokesperson(store)
    case = await decided(store, clock)
    notice = await drafted(case)
    assert (await linked(case), await status(notice)) == (["DRAFT"], None)
    await notice.act(HANDLER, CheckPublication())
    await notice.act(SPEAKER, ApprovePublication())
    await notice.act(SPEAKER, IssuePublication())
    assert (await linked(case), await status(notice)) == (["ISSUED"], PublicStatus.ISSUED)
    await correct(notice)
    assert (await linked(case), await status(notice)) == (["CORRECTED"], PublicStatus.CORRECTED)
    await retract(notice)
    assert (await linked(case), await status(notice)) == (["RETRACTED"], PublicStatus.RETRACTED)
    view = await store.publications.public(notice.id)
    assert view is not None
    assert [version.change for version in view.versions] == ["ISSUED", "CORRECTED", "RETRACTED"]
    assert [version.text for version in view.versions[:2]] == [
        WORDS["text"],
        "Đính chính: trạm y tế xã mở cửa cả thứ bảy.",
    ]
    assert [version.reason is None for version in view.versions] == [True, False, False]
    assert view.current is None
    assert await whole(store) == []


async def test_a_problem_put_right_can_be_told_too(store: Store, clock: TestClock) -> None:
    await a_spokesperson(store)
    notice = await issued(await remedied(store, clock))
    view = await store.publications.public(notice.id)
    assert view is not None
    assert (view.newest.result.finding, view.newest.result.measure, view.newest.result.complain_by) == (
        "TRUE_ISSUE",
        None,
        None,
    )


class TestNotBefore:
    async def test_a_result(self, store: Store) -> None:
        case = Life(store, (await checking(store)).stream)
        assert await code(drafted(case)) == "no-result-to-publish"

    async def test_the_case_is_visible(self, store: Store, clock: TestClock) -> None:
        case = await decided(store, clock)
        stranger = caller("agency-district")
        assert await code(store.execute(stranger, a_draft(case.id), command_id=uuid4())) == "not-found"

    async def test_the_result_is_ones_own(self, store: Store, clock: TestClock) -> None:
        case = await decided(store, clock)
        assert await code(store.execute(HEALTH, a_draft(case.id), command_id=uuid4())) == "not-own-result"

    async def test_every_finding_is_answered_for(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        notice = await drafted(await decided(store, clock), text="Ông Nguyễn Văn Mẫu, 0912 345 678, đã nhầm lẫn.")
        kinds = [finding["kind"] for finding in (await notice.head())["wording"]["findings"]]
        assert kinds == ["NAME", "PHONE"]
        assert await code(notice.act(HANDLER, CheckPublication())) == "masking-open"
        await confirm_all(notice)
        await notice.act(HANDLER, CheckPublication())
        again = RewordPublication(
            **{**WORDS, "text": "Ông Nguyễn Văn Mẫu, 0912 345 678, đã nhầm lẫn."},
            redress_notice="Có thể khiếu nại đến cơ quan chủ trì trong 90 ngày.",
        )
        await notice.act(HANDLER, again)
        assert await code(notice.act(HANDLER, CheckPublication())) == "masking-open"

    async def test_a_spokesperson_with_a_document_approves(self, store: Store, clock: TestClock) -> None:
        notice = await drafted(await decided(store, clock))
        await notice.act(HANDLER, CheckPublication())
        assert await code(notice.act(SPEAKER, ApprovePublication())) == "spokesperson-only"
        with pytest.raises(NotAllowed, match="SPOKESPERSON"):
            await notice.act(HANDLER, ApprovePublication())

    async def test_a_second_person_approves(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        made = await store.execute(SPEAKER, a_draft(case.id), command_id=uuid4())
        notice = Life(store, made.stream)
        await notice.act(HANDLER, CheckPublication())
        assert await code(notice.act(SPEAKER, ApprovePublication())) == "second-person-needed"


class TestTheCase:
    async def test_reopened_puts_a_notice_under_review(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        await reopen(case)
        assert await status(notice) is PublicStatus.UNDER_REVIEW
        last = (await notice.head())["versions"][-1]
        assert (last["change"], last["ground"], last["reason"]) == ("UNDER_REVIEW", "NEW_EVIDENCE", None)

    async def test_reopened_by_a_complaint_that_is_upheld_does_so_too(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        await appoint_others(store)
        redress = await complaint(store, case.id)
        await ruled(store, redress, RedressOutcome.UPHELD)
        assert await status(notice) is PublicStatus.UNDER_REVIEW
        assert (await notice.head())["versions"][-1]["ground"] == "REDRESS"
        assert await whole(store) == []

    async def test_reopened_gives_up_a_notice_in_hand(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await approved(case, release_at=clock.now + timedelta(hours=1))
        await reopen(case)
        assert (await notice.head())["state"] == "WITHDRAWN"
        clock.forward(hours=2)
        due = store.execute(SYSTEM, IssueOnTime(), command_id=uuid4(), target=notice.id)
        assert await code(due) == "transition-not-allowed"

    @pytest.mark.parametrize("reason", [ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED])
    async def test_cannot_be_closed_against_what_stands(
        self, reason: ClosureReason, store: Store, clock: TestClock
    ) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        await reopen(case)
        assert await code(case.act(HANDLER, closing(reason, None))) == "notice-stands"
        await retract(notice, RetractionGround.CASE_CHANGED)
        made = await case.act(HANDLER, closing(reason, None))
        assert made.document["state"] == CaseState.CLOSED

    async def test_cannot_be_closed_unpublished_while_a_notice_stands(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        await issued(case)
        await reported_on(case, clock)
        refused = case.act(HANDLER, closing(ClosureReason.COMPLETED, PublicationChoice.NOT_PUBLISH))
        assert await code(refused) == "notice-stands"
        await case.act(HANDLER, closing(ClosureReason.COMPLETED))

    async def test_decided_anew_is_closed_once_the_notice_says_so(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        await reopen(case)
        await decide(case, await a_ground(store), clock)
        await reported_on(case, clock)
        assert await code(case.act(HANDLER, closing(ClosureReason.COMPLETED))) == "notice-under-review"
        await notice.act(SPEAKER, ConfirmPublication(reasons="Kết quả kiểm tra lại không thay đổi."))
        assert await status(notice) is PublicStatus.ISSUED
        await case.act(HANDLER, closing(ClosureReason.COMPLETED))

    async def test_closed_as_not_published_is_told_by_nobody(self, store: Store, clock: TestClock) -> None:
        case = await decided(store, clock)
        await reported_on(case, clock)
        await case.act(HANDLER, closing(ClosureReason.COMPLETED, PublicationChoice.NOT_PUBLISH))
        assert await code(drafted(case)) == "publication-declined"

    async def test_contradicts_without_what_links_them(
        self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        monkeypatch.setattr(execute, "linked_events", lambda *_: iter(()))
        await reopen(case)
        assert await status(notice) is PublicStatus.ISSUED

    async def test_of_a_reopening_and_an_issue_at_once_the_public_is_never_left_with_the_old(
        self, store: Store, clock: TestClock
    ) -> None:
        await a_spokesperson(store)
        for _ in range(6):
            case = await decided(store, clock)
            notice = await approved(case)
            await asyncio.gather(reopen(case), notice.act(SPEAKER, IssuePublication()), return_exceptions=True)
            state = (await case.head())["state"]
            seen = await status(notice)
            allowed = {None, PublicStatus.UNDER_REVIEW} if state == CaseState.CHECKING else {None, PublicStatus.ISSUED}
            assert seen in allowed
        assert await whole(store) == []


class TestOnTime:
    async def test_not_before_and_once(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        release = clock.now + timedelta(hours=3)
        notice = await approved(await decided(store, clock), release_at=release)
        run = uuid4()
        assert await code(store.execute(SYSTEM, IssueOnTime(), command_id=run, target=notice.id)) == "embargo-runs"
        clock.forward(hours=4)
        first = await store.execute(SYSTEM, IssueOnTime(), command_id=run, target=notice.id)
        again = await store.execute(SYSTEM, IssueOnTime(), command_id=run, target=notice.id)
        assert (first.version, again.version, again.replayed) == (again.version, first.version, True)
        assert await status(notice) is PublicStatus.ISSUED

    async def test_only_within_its_bounds(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        for release in (clock.now, clock.now + timedelta(days=91)):
            assert await code(approved(case, release_at=release)) == "release-out-of-range"


class TestSight:
    async def test_a_draft_is_its_offices_alone(self, store: Store, clock: TestClock) -> None:
        notice = await drafted(await decided(store, clock))
        for who, seen in ((HANDLER, True), (SPEAKER, True), (HEALTH, False), (caller("agency-paper"), False)):
            actor = await store.actor(who)
            assert bool(await store.publications.one(actor, notice.id)) is seen
        inspector = await store.actor(caller("agency-inspection", Post.INSPECTOR))
        assert await store.publications.one(inspector, notice.id)
        assert await store.publications.public(notice.id) is None

    async def test_personal_data_taken_back_is_read_by_nobody(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        notice = await issued(await decided(store, clock))
        await retract(notice, RetractionGround.PERSONAL_DATA)
        view = await store.publications.public(notice.id)
        assert view is not None
        assert {version.title for version in view.versions} | {version.text for version in view.versions} == {None}
        assert view.newest.reason == "Nội dung thông báo không còn đúng."

    async def test_the_view_holds_nothing_of_the_case(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        head = await case.head()
        shown = repr(public_view(await notice.head()))
        for hidden in (case.id, head["code"], head["url"], head["claim"], "officer-"):
            assert hidden not in shown


async def test_withdrawn_drafts_never_come_before_the_public(store: Store, clock: TestClock) -> None:
    await a_spokesperson(store)
    notice = await approved(await decided(store, clock))
    await notice.act(HANDLER, WithdrawPublication(reasons="Không cần nữa vì đã họp báo."))
    assert await code(notice.act(SPEAKER, IssuePublication())) == "transition-not-allowed"
    assert await store.publications.public(notice.id) is None


async def test_working_on_a_case_without_a_live_notice_reads_no_other_stream(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    assert (await case.head())["publications"] == []
    assert await heads_of(store.connection, Kind.PUBLICATION).count_documents({}) == 0
