"""What an upheld complaint does to notices about its case: the public is told at once, and they must be put right."""

import pytest

from domain.case import ClosureReason
from domain.publication import RetractionGround
from domain.redress import RedressOutcome
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import appoint_others, complaint, ruled
from tests.support.press import HANDLER, Life, a_spokesperson, approved, closing, decided, issued, reported_on, retract
from tests.support.record import faults, problem


@pytest.fixture
async def reported(store: Store, clock: TestClock) -> Life:
    """A case whose result was reported, with officers who can examine a complaint about it."""
    await appoint_others(store)
    await a_spokesperson(store)
    case = await decided(store, clock)
    await reported_on(case, clock)
    return case


async def test_a_public_notice_is_under_review_in_the_same_moment(store: Store, reported: Life) -> None:
    notice = await issued(reported)
    redress = await complaint(store, reported.id)
    await ruled(store, redress, RedressOutcome.UPHELD)
    last = (await notice.head())["versions"][-1]
    assert (last["change"], last["ground"]) == ("UNDER_REVIEW", "REDRESS")
    rows = await store.connection.revisions.find({"type": "publication.under-review"}).to_list(None)
    ruling = await store.connection.revisions.find_one({"type": "redress.decided"})
    assert ruling is not None
    assert [row["command"] for row in rows] == [ruling["command"]]
    refused = await problem(reported.act(HANDLER, closing(ClosureReason.NO_GROUNDS, None)))
    assert refused.code
    await retract(notice, RetractionGround.REDRESS)
    assert (await notice.head())["state"] == "RETRACTED"
    await reported.act(HANDLER, closing(ClosureReason.NO_GROUNDS, None))
    assert await faults(store.connection) == []


async def test_a_notice_that_is_not_public_yet_is_given_up(store: Store, reported: Life) -> None:
    notice = await approved(reported)
    redress = await complaint(store, reported.id)
    await ruled(store, redress, RedressOutcome.PARTLY)
    assert (await notice.head())["state"] == "WITHDRAWN"
    assert await faults(store.connection) == []


async def test_a_dismissed_complaint_changes_nothing_before_the_public(store: Store, reported: Life) -> None:
    notice = await issued(reported)
    before = await notice.head()
    await ruled(store, await complaint(store, reported.id), RedressOutcome.DISMISSED)
    assert await notice.head() == before
