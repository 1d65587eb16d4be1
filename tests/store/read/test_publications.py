"""Notices and their cases, through the store: at one in one transaction, whatever comes at the same moment."""

import asyncio

from domain.case.links import LinkDuplicate, UnlinkDuplicate
from domain.case.state.case import CaseState
from domain.publication.public import PublicStatus
from domain.publication.publishing import IssuePublication
from store.store import Store
from tests.support.clock import TestClock
from tests.support.decided import HANDLER
from tests.support.press import (
    SPEAKER,
    WORDS,
    Life,
    a_spokesperson,
    approved,
    decided,
    drafted,
    issued,
    reopen,
    retract,
)
from tests.support.record import faults


async def status(notice: Life) -> PublicStatus | None:
    found = await notice.store.publications.public(notice.id)
    return found.status if found else None


async def test_notices_of_linked_cases_are_one_story_while_linked_and_said(store: Store, clock: TestClock) -> None:
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


class TestTheCase:
    async def test_a_reopening_and_an_issue_at_once_leave_nothing_old(self, store: Store, clock: TestClock) -> None:
        await a_spokesperson(store)
        for _ in range(6):
            case = await decided(store, clock)
            notice = await approved(case)
            await asyncio.gather(reopen(case), notice.act(SPEAKER, IssuePublication()), return_exceptions=True)
            state = (await case.head())["state"]
            seen = await status(notice)
            allowed = {None, PublicStatus.UNDER_REVIEW} if state == CaseState.CHECKING else {None, PublicStatus.ISSUED}
            assert seen in allowed
        assert await faults(store.connection) == []
