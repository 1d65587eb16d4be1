"""Ways on from a case, through the store: each a journey of several agencies, with the worker's jobs."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.officers import AppointOfficer
from domain.book import allowed_actions
from domain.case.closing import ReopenCase
from domain.case.committee import SendTakedown, SignTakedown
from domain.case.execution import StartExecution
from domain.case.ministry import RecordMinistryReply, RecordTakedownOutcome
from domain.case.requests import AnswerRequest, RequestCoordination
from domain.case.state.case import CaseState
from domain.case.state.measures import Measure
from domain.case.state.pathways import MinistryAnswer, ReopeningGround, TakedownOutcome
from domain.case.takedowns import AddTakedownItem, ApproveTakedown, DraftTakedown, SubmitTakedown
from domain.case.transfers import (
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RecordTransferReturn,
    SignTransfer,
)
from domain.kernel.actor import OPERATOR, Actor, Caller
from domain.kernel.refusals import NotAllowed, NotFound, Problem, Refused
from domain.kernel.vocabulary import Kind, Post
from domain.rules.facts import Facts
from store.heads.collection import heads_of
from store.heads.rebuilding import findings
from store.heads.to_state import state_in
from store.store import Store
from tests.support.clock import TestClock
from tests.support.decided import HANDLER as LEADER
from tests.support.decided import HEALTH, a_ground, to_a_decision
from tests.support.decided import SIGNATORY as HEAD
from tests.support.decided import unprotected as found_unprotected
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG
from tests.support.press import Life
from tests.support.world import LEAD, SINCE, caller, checking
from workers.relay import look

PPC, POLICE, JOURNALISTS = "agency-ppc", "agency-police", "agency-journalists"
CHAIR, OFFICER = caller(PPC, Post.SIGNATORY), caller(POLICE)


async def unprotected(store: Store) -> tuple[Life, str]:
    """A case verified as false and found unprotected, with its ground."""
    ground = await a_ground(store)
    life = Life(store, (await checking(store)).stream)
    for who, command in found_unprotected(ground):
        await life.act(who, command)
    return life, ground


async def decided_for_removal(store: Store, clock: TestClock) -> tuple[Life, str]:
    """A case in which a removal was decided to be proposed."""
    ground = await a_ground(store)
    life = Life(store, (await checking(store)).stream)
    today = clock.now.date()
    milder = (Measure.CORRECTION_REQUEST, Measure.LABEL_PROPOSAL)
    removal = {"measure": Measure.TAKEDOWN_PROPOSAL, "alternatives": milder, "unheard": LONG}
    for who, command in to_a_decision(ground, today, **removal):
        await life.act(who, command)
    assert (await life.head())["state"] == CaseState.DECIDED
    await life.act(LEADER, good(StartExecution, agency="agency-health", served_on=today))
    return life, ground


async def submitted(life: Life, ground: str, clock: TestClock) -> str:
    """The id of a proposal of removal that was submitted and signed."""
    made = await life.act(LEADER, DraftTakedown(provisions=(ground,), necessity=LONG, alternatives=LONG))
    one: str = made.document["takedowns"][-1]["id"]
    item = AddTakedownItem(
        takedown=one, url="https://tin.example/bai-1", captured_text="Trạm y tế đóng cửa.", captured_at=clock.now
    )
    await life.act(LEADER, item)
    with pytest.raises(NotAllowed):
        await life.act(LEADER, ApproveTakedown(takedown=one))
    await life.act(HEAD, ApproveTakedown(takedown=one, one_item=LONG))
    await life.act(LEADER, SubmitTakedown(takedown=one, committee=PPC, document_number="1/TTr"))
    await life.act(CHAIR, SignTakedown(takedown=one, document_number="2/UBND"))
    return one


async def refusal(life: Life, who: Caller, command: Any) -> Problem:
    """The first problem that stands in the way."""
    with pytest.raises(Refused) as caught:
        await life.act(who, command)
    problem: Problem = caught.value.problems[0]
    return problem


async def another_head(store: Store) -> Caller:
    """A second signatory of the lead agency, newly appointed."""
    subject = "another.head@example.invalid"
    appointed = AppointOfficer(subject=subject, agency=LEAD, posts=(Post.SIGNATORY,), since=SINCE, appointment="QĐ 2")
    await store.execute(OPERATOR, appointed, command_id=uuid4(), target="officer-lead-another")
    return replace(HEAD, subject=subject)


async def told(store: Store) -> list[tuple[str, str]]:
    """Carry out what is due, and say who was told of what in all cases."""
    while await look(store, None):
        pass
    found: list[tuple[str, str]] = []
    async for head in heads_of(store.connection, Kind.CASE).find({}):
        found += [(notice["agency"], notice["about"]) for notice in head["notices"]]
    return found


async def offered(store: Store, life: Life, who: Caller) -> set[str]:
    """What the case says is open to the caller."""
    actor: Actor = await store.actor(who)
    facts = Facts(actor=actor, now=store.connection.clock(), registry=await store.registry.current(), sealed={})
    state = state_in(Kind.CASE, (await life.head()))
    return {action.action for action in allowed_actions(state, Kind.CASE, facts) if action.allowed}


async def sound(store: Store) -> None:
    """No job fails, and the record and the heads agree."""
    await told(store)
    assert [item async for item in store.connection.outbox.find({"failure": {"$exists": True}})] == []
    assert [finding async for finding in findings(store.connection)] == []


async def test_a_removal_is_asked_for_and_the_ministry_refuses(store: Store, clock: TestClock) -> None:
    life, ground = await decided_for_removal(store, clock)
    one = await submitted(life, ground, clock)
    assert await offered(store, life, CHAIR) & {"signTakedown", "sendTakedown"} == {"sendTakedown"}
    send = SendTakedown(takedown=one, ministry="agency-ministry", document_number="3/UBND", due_days=5)
    await life.act(CHAIR, send)
    clock.forward(days=10)
    assert (LEAD, "case.ministry-silent") in await told(store)
    reply = RecordMinistryReply(takedown=one, answer=MinistryAnswer.REFUSED, document_number="4/B")
    await life.act(LEADER, reply)
    outcome = RecordTakedownOutcome(takedown=one, outcome=TakedownOutcome.NOT_REMOVED, note="Nội dung vẫn còn.")
    made = await life.act(LEADER, outcome)
    (row,) = made.document["takedowns"]
    assert (row["status"], row["outcome"], row["review_due_at"]) == ("OUTCOME_RECORDED", "NOT_REMOVED", None)
    assert row["items"][0]["url"] == "https://tin.example/bai-1"
    assert row["no_reply_at"] is not None
    assert {(PPC, "case.takedown-submitted"), (LEAD, "case.takedown-signed")} <= set(await told(store))
    await sound(store)


async def test_a_removal_is_due_for_review_and_falls_with_its_decision(store: Store, clock: TestClock) -> None:
    life, ground = await decided_for_removal(store, clock)
    one = await submitted(life, ground, clock)
    send = SendTakedown(takedown=one, ministry="agency-ministry", document_number="3/UBND", due_days=5)
    await life.act(CHAIR, send)
    await life.act(LEADER, RecordMinistryReply(takedown=one, answer=MinistryAnswer.ACCEPTED, document_number="4/B"))
    outcome = RecordTakedownOutcome(takedown=one, outcome=TakedownOutcome.REMOVED, note="Nội dung không còn.")
    await life.act(LEADER, outcome)
    clock.forward(days=100)
    assert (LEAD, "case.takedown-review-due") in await told(store)
    reopen = ReopenCase(ground=ReopeningGround.REDRESS, document_number="9/QĐ", reasons=LONG)
    assert (await refusal(life, HEAD, reopen)).code == "second-person-needed"
    made = await life.act(await another_head(store), reopen)
    assert made.document["takedowns"][0]["status"] == "WITHDRAWN"
    assert (PPC, "case.reopened") in await told(store)
    await sound(store)


async def test_a_transfer_is_returned_by_the_police(store: Store) -> None:
    life, ground = await unprotected(store)
    propose = ProposeTransfer(police=POLICE, provisions=(ground,), reasons=LONG, file_index="1. Bản chụp bài viết")
    await life.act(LEADER, propose)
    made = await life.act(HEAD, SignTransfer(document_number="1/CV"))
    assert made.document["state"] == CaseState.TRANSFERRED
    assert await store.cases.one(await store.actor(OFFICER), life.id) is None
    assert isinstance(await refusal(life, OFFICER, ReceiveTransfer()), NotFound)
    assert not await offered(store, life, HEALTH) & {"recordVerification", "reviewExpression", "recordCheck"}
    await life.act(LEADER, HandOverTransfer(record="Bàn giao 12 trang tại trụ sở.", document_number="2/BB"))
    assert await store.cases.one(await store.actor(OFFICER), life.id) is not None
    assert await offered(store, life, OFFICER) & {"receiveTransfer"}
    await life.act(OFFICER, ReceiveTransfer())
    made = await life.act(LEADER, RecordTransferReturn(document_number="3/CAT"))
    assert (made.document["state"], made.document["transfers"][0]["status"]) == ("CHECKING", "RETURNED")
    assert {(POLICE, "case.transfer-handed-over"), (LEAD, "case.transfer-received")} <= set(await told(store))
    await sound(store)


async def test_one_request_is_answered_and_one_overdue(store: Store, clock: TestClock) -> None:
    life = Life(store, (await checking(store)).stream)
    for agency in (POLICE, "agency-district"):
        await life.act(LEADER, RequestCoordination(agency=agency, content="Kiểm tra giúp nội dung.", due_days=3))
    asked = {request["agency"]: request["id"] for request in (await life.head())["requests"]}
    mine = AnswerRequest(request=asked[POLICE], text="Đã kiểm tra, nội dung sai.", document_number="5/CAT")
    assert (await refusal(life, caller("agency-district"), mine)).code == "not-asked"
    await life.act(OFFICER, mine)
    clock.forward(days=10)
    about = await told(store)
    assert {(POLICE, "case.coordination-requested"), (LEAD, "case.request-answered")} <= set(about)
    assert about.count((LEAD, "case.request-overdue")) == 1
    head = await heads_of(store.connection, Kind.CASE).find_one({"_id": life.id})
    assert head is not None
    late = {request["agency"]: request["overdue_at"] is not None for request in head["requests"]}
    assert late == {POLICE: False, "agency-district": True}
    await sound(store)
