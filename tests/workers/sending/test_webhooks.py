"""From an event to a receiver on a real socket: who is told, what is said, what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import bson
import pytest

from domain.access.record import FindingCount, Verification
from domain.kernel.event import Topic
from domain.kernel.vocabulary import Post
from domain.notification.announcements import JITTER, WAITS
from domain.notification.mailings import EnterMailing, RedeliverWebhook, TryWebhook
from domain.notification.state.receivers import MailPurpose, Webhook
from domain.notification.webhooks import DisableWebhook
from store.store import Store
from tests.support.clock import TestClock
from tests.support.press import WORDS, a_notice, correct, decided, drafted, retract
from tests.support.receiver import OK, Canary, listening
from tests.support.record import done, there
from tests.support.subscribers import act, active, bodies, looked, messages, registered, row_of, senders, without_grant
from tests.support.world import LEAD, a_screening, caller, reported
from tests.workers.postbox import postbox
from workers.announce import order_register_faults
from workers.sending.turns import Senders

HEALTH, LAND, PAPER, POLICE = "agency-health", "agency-land", "agency-paper", "agency-police"
BUSY = b"HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n"
GONE = b"HTTP/1.1 410 Gone\r\nConnection: close\r\n\r\n"


async def test_a_case_is_told_to_who_may_see_it_and_asked(store: Store) -> None:
    async with listening(Canary()) as land, listening(Canary()) as police, listening(Canary()) as health:
        await active(store, LAND, land.port, Topic.CASE_CHANGED)
        await active(store, POLICE, police.port, Topic.CASE_CHANGED)
        await active(store, HEALTH, health.port, Topic.CASE_OBLIGATION)
        made = await reported(store)
        case = (await done(store, caller(LEAD), a_screening(), made)).stream
        await looked(store)
        head = there(await store.cases.one(await store.actor(caller(LAND)), case))
    assert {item["data"]["event"] for item in bodies(land)} == {f"{case}:{n}" for n in range(1, head["n"] + 1)}
    assert {item["data"]["code"] for item in bodies(land)} == {head["code"]}
    assert police.opened == 0
    [said] = bodies(health)
    assert (said["type"], said["data"]["change"]) == ("case.obligation", "case.agency-notified")
    assert set(said["data"]) == {"event", "caseId", "code", "version", "change", "state"}
    assert head["claim"] not in "".join(body.decode() for _, body in messages(land))


async def test_the_retry_table_is_walked_to_its_end_and_a_person_begins_it_anew(store: Store, clock: TestClock) -> None:
    async with listening(Canary(answer=BUSY)) as canary:
        webhook = await active(store, PAPER, canary.port, Topic.PUBLICATION_ISSUED)
        await a_notice(store, clock)
        await looked(store)
        for wait in WAITS:
            row = await row_of(store, webhook)
            left = row["due_at"] - clock().replace(tzinfo=None)
            assert wait - timedelta(seconds=1) < left <= wait * (1 + JITTER)
            tried = len(canary.got)
            clock.now += left - timedelta(milliseconds=500)
            await looked(store)
            assert len(canary.got) == tried, "not before its time"
            clock.now += timedelta(seconds=1)
            await looked(store)
            assert len(canary.got) == tried + 1
        row = await row_of(store, webhook)
        assert (row["state"], row["failure"], len(row["tries"])) == ("DEAD", "http-503", len(WAITS) + 1)
        clock.forward(days=30)
        await looked(store)
        assert len(canary.got) == len(WAITS) + 1
        canary.answer = OK
        await act(store, PAPER, webhook, RedeliverWebhook(delivery=row["_id"]))
        await looked(store)
        row = await row_of(store, webhook)
        assert (row["state"], row["failure"], row["tries"][-1]["status"]) == ("DONE", None, 204)
    ids = {headers["webhook-id"] for headers, _ in messages(canary)}
    assert ids == {row["_id"]}, "the same however often it is sent"


async def test_410_disables_and_nothing_more_is_sent(store: Store, clock: TestClock) -> None:
    async with listening(Canary(answer=GONE)) as canary:
        webhook = await active(store, LAND, canary.port, Topic.CASE_CHANGED)
        await reported(store)
        await looked(store)
        row = (await store.registry.current()).rows(Webhook)[webhook]
        assert (row.state, row.gone) == ("DISABLED", True)
        rows = await store.connection.outbox.find({"target": webhook}).to_list(None)
        assert {item["state"] for item in rows} == {"DEAD"}
        clock.forward(days=3)
        await reported(store)
        await looked(store)
    assert len(canary.got) == 1


async def test_without_the_grant_nothing_is_ordered(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary:
        await active(store, PAPER, canary.port)
        await without_grant(store, PAPER)
        await a_notice(store, clock)
        await looked(store)
    assert canary.opened == 0


async def test_versions_of_a_notice_arrive_in_their_order(store: Store, clock: TestClock) -> None:
    async with listening(Canary(answer=BUSY)) as canary:
        await active(store, PAPER, canary.port)
        notice = await a_notice(store, clock)
        await looked(store)
        await correct(notice)
        await looked(store)
        assert [body["data"]["version"] for body in bodies(canary)] == [1], "the second waits for the first"
        await retract(notice)
        canary.answer = OK
        clock.forward(minutes=1)
        await looked(store)
        clock.forward(minutes=1)
        await looked(store)
    told = [(body["type"].removeprefix("publication."), body["data"]["version"]) for body in bodies(canary)]
    assert told == [("issued", 1), ("issued", 1), ("corrected", 2), ("retracted", 3)]
    assert {body["data"]["notice"]["status"] for body in bodies(canary)[1:]} == {"RETRACTED"}, "as it stands when sent"


async def test_a_draft_of_a_notice_is_told_to_nobody(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary:
        await active(store, PAPER, canary.port)
        await drafted(await decided(store, clock))
        await looked(store)
    assert canary.opened == 0


async def test_what_waits_for_a_second_person_or_is_disabled_gets_a_trial_at_most(store: Store) -> None:
    async with listening(Canary()) as canary:
        webhook = await registered(store, LAND, canary.port, Topic.CASE_CHANGED)
        await reported(store)
        await act(store, LAND, webhook, TryWebhook())
        await looked(store)
        [said] = bodies(canary)
        assert (said["type"], said["data"]) == ("webhook.trial", {})
        await act(store, LAND, webhook, DisableWebhook(reasons="Ngừng dùng chương trình này."))
        await reported(store)
        await looked(store)
    assert len(canary.got) == 1


FOUND = (FindingCount(code="erased", count=1), FindingCount(code="head-differs", count=2))


def verification(clock: TestClock, faults: int = 2) -> Verification:
    return Verification(began=clock.now, ended=clock.now, size=40, faults=faults, notes=1, findings=FOUND)


async def test_a_webhook_is_told_once_what_was_found(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary, listening(Canary()) as others:
        await active(store, HEALTH, canary.port, Topic.REGISTER_FAULT)
        await active(store, LAND, others.port, Topic.DUTY_DUE)
        digest = EnterMailing(purpose=MailPurpose.DIGEST, address="viec@so.example", consent="CV 5.")
        await store.execute(caller(HEALTH, Post.ADMIN), digest, command_id=uuid4())
        assert await order_register_faults(store) == 0, "nothing was verified"
        await store.verifications.record(verification(clock, faults=0))
        assert await order_register_faults(store) == 0, "nothing is wrong"
        clock.forward(days=1)
        await store.verifications.record(verification(clock))
        assert await order_register_faults(store) == 1
        assert await order_register_faults(store) == 0, "looking twice tells once"
        await looked(store)
    [told] = bodies(canary)
    assert (told["type"], told["data"]["faults"], told["data"]["size"]) == ("register.fault", 2, 40)
    assert told["data"]["findings"] == [{"code": "erased", "count": 1}, {"code": "head-differs", "count": 2}]
    assert others.opened == 0


async def test_what_was_found_long_ago_is_told_no_more(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary:
        await active(store, HEALTH, canary.port, Topic.REGISTER_FAULT)
        await store.verifications.record(replace(verification(clock), ended=clock.now - timedelta(days=8)))
        assert await order_register_faults(store) == 0
    assert canary.opened == 0


@pytest.mark.parametrize("ended", [True, False])
async def test_a_grant_that_ended_after_the_order_ends_the_sending(store: Store, clock: TestClock, ended: bool) -> None:
    async with listening(Canary(answer=BUSY)) as canary:
        webhook = await active(store, LAND, canary.port, Topic.CASE_CHANGED)
        await reported(store)
        await looked(store)
        tried = len(canary.got)
        assert tried
        if ended:
            await without_grant(store, LAND)
        canary.answer = OK
        clock.forward(days=1)
        await looked(store)
        rows = await store.connection.outbox.find({"target": webhook}).to_list(None)
    assert len(canary.got) == tried * (1 if ended else 2)
    assert {(row["state"], row["failure"]) for row in rows} == {("DONE", "right-lost" if ended else None)}


async def test_no_row_holds_a_word_of_what_was_said_or_answered(store: Store, clock: TestClock, tmp_path: Path) -> None:
    """So nothing of it outlives an erasure, whatever the receiver sends back."""
    echo = b"HTTP/1.1 400 " + WORDS["title"].encode() + b"\r\nX: " + WORDS["text"].encode() + b"\r\n\r\n"
    async with listening(Canary(answer=echo + WORDS["claim"].encode())) as canary, postbox(tmp_path) as (box, server):
        box.answer = "550 " + "Tram y te xa khong dong cua"
        ways = Senders(post=senders().post, mail=server)
        webhook = await active(store, PAPER, canary.port)
        entering = EnterMailing(purpose=MailPurpose.PRESS_NOTICES, address="bao@toasoan.example", consent="CV 5.")
        await store.execute(caller(LEAD, Post.ADMIN), entering, command_id=uuid4())
        await a_notice(store, clock)
        await looked(store, ways)
        assert (await row_of(store, webhook))["failure"] in ("http-400", "answer-malformed")
    assert WORDS["text"] in canary.got[0].decode()
    whole = b"".join([bson.encode(row) async for row in store.connection.outbox.find({})])
    assert b"smtp-550" in whole
    for word in (*WORDS.values(), "Tram y te", "toasoan.example", "127.0.0.1"):
        assert word.encode() not in whole
