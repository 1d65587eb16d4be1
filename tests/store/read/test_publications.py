"""Notices and their cases, through the store: at one in one transaction, whatever comes at the same moment."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.case.links import LinkDuplicate, UnlinkDuplicate
from domain.case.state.case import CaseState
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Post
from domain.publication.drafting import CheckPublication
from domain.publication.public import PublicStatus
from domain.publication.publishing import ApprovePublication, IssueOnTime, IssuePublication
from domain.publication.state import RetractionGround
from store.heads.rebuilding import findings
from store.store import Store
from tests.support.clock import TestClock
from tests.support.decided import HANDLER, HEALTH
from tests.support.press import (
    SPEAKER,
    WORDS,
    Life,
    a_spokesperson,
    approved,
    correct,
    decided,
    drafted,
    issued,
    reopen,
    retract,
)
from tests.support.world import caller


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


async def test_notices_of_linked_cases_are_one_story_while_they_are_linked_and_said(
    store: Store, clock: TestClock
) -> None:
    await a_spokesperson(store)
    first, second, apart = [await decided(store, clock) for _ in range(3)]
    notices = [await issued(case) for case in (first, second, apart)]

    async def story(notice: Life) -> list[str]:
        return [view.id for view in await store.publications.same_story(notice.id)]

    assert [await story(notice) for notice in notices] == [[], [], []]
    await second.act(HANDLER, LinkDuplicate(of=first.id, reasons=WORDS["text"]))
    assert [await story(notice) for notice in notices] == [[notices[1].id], [notices[0].id], []]
    await retract(notices[1])
    assert [await story(notice) for notice in notices] == [[], [notices[0].id], []]
    await second.act(HANDLER, UnlinkDuplicate(reasons=WORDS["text"]))
    assert [await story(notice) for notice in notices] == [[], [], []]
    assert await store.publications.same_story((await drafted(first)).id) == []


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


class TestTheCase:
    async def test_reopened_puts_a_notice_under_review(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await issued(case)
        await reopen(case)
        assert await status(notice) is PublicStatus.UNDER_REVIEW
        last = (await notice.head())["versions"][-1]
        assert (last["change"], last["ground"], last["reason"]) == ("UNDER_REVIEW", "NEW_EVIDENCE", None)

    async def test_reopened_gives_up_a_notice_in_hand(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        case = await decided(store, clock)
        notice = await approved(case, release_at=clock.now + timedelta(hours=1))
        await reopen(case)
        assert (await notice.head())["state"] == "WITHDRAWN"
        clock.forward(hours=2)
        due = store.execute(SYSTEM, IssueOnTime(), command_id=uuid4(), target=notice.id)
        assert await code(due) == "transition-not-allowed"

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
