"""What an upheld complaint does to notices about its case: the public is told at once, and they must be put right."""

import pytest

from domain.case.state.case import ClosureReason
from domain.complaint.appeal import AppealRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import holder_of
from domain.publication.corrections import ConfirmPublication
from domain.publication.drafting import CheckPublication
from domain.publication.publishing import ApprovePublication, IssuePublication
from domain.publication.state import RetractionGround
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act, appoint_others, complaint, ruled
from tests.support.decided import HANDLER
from tests.support.press import (
    SPEAKER,
    Life,
    a_spokesperson,
    closing,
    correct,
    decided,
    drafted,
    issued,
    reported_on,
    retract,
)
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


async def test_a_public_notice_is_corrected_by_the_ruling_and_the_case_closed(store: Store, reported: Life) -> None:
    notice = await issued(reported)
    redress = await complaint(store, reported.id)
    await ruled(store, redress, RedressOutcome.UPHELD)
    assert (await problem(correct(notice))).code == "no-result-to-publish"
    await correct(notice, redress=redress)
    view = await store.publications.public(notice.id)
    assert view is not None
    assert (view.status, [version.change for version in view.versions]) == (
        "CORRECTED",
        ["ISSUED", "UNDER_REVIEW", "CORRECTED"],
    )
    told, before = view.newest.result, view.versions[0].result
    assert (told.outcome, told.level, told.overturned) == (RedressOutcome.UPHELD, 1, True)
    assert (told.finding, told.public_code) == (before.finding, before.public_code)
    assert (before.outcome, before.overturned) == (None, False)
    (link,) = (await reported.head())["publications"]
    assert (link["state"], link["redress"]) == ("CORRECTED", redress)
    await reported.act(HANDLER, closing(ClosureReason.NO_GROUNDS, None))
    assert (await reported.head())["state"] == "CLOSED"
    assert await faults(store.connection) == []


async def test_a_ruling_that_is_overruled_is_under_review_before_the_public(store: Store, reported: Life) -> None:
    redress = await complaint(store, reported.id)
    await ruled(store, redress, RedressOutcome.UPHELD)
    notice = await drafted(reported, redress=redress)
    await notice.act(HANDLER, CheckPublication())
    await notice.act(SPEAKER, ApprovePublication())
    await notice.act(SPEAKER, IssuePublication())
    await act(store, holder_of(redress), AppealRedress(text="Kết luận lần đầu chưa đầy đủ."), redress)
    await ruled(store, redress, RedressOutcome.DISMISSED, "agency-ppc")
    assert (await notice.head())["versions"][-1]["change"] == "UNDER_REVIEW"
    confirmation = ConfirmPublication(reasons="Kết quả vẫn như trước.")
    assert (await problem(notice.act(SPEAKER, confirmation))).code == "result-changed"
    await correct(notice, redress=redress)
    assert (await notice.head())["result"]["outcome"] == "DISMISSED"
    assert await faults(store.connection) == []


async def test_a_dismissed_complaint_changes_nothing_before_the_public(store: Store, reported: Life) -> None:
    notice = await issued(reported)
    before = await notice.head()
    await ruled(store, await complaint(store, reported.id), RedressOutcome.DISMISSED)
    assert await notice.head() == before
