"""Rights are asked for when something is sent: grants that ended, agencies taken over, and what no row may hold."""

from pathlib import Path
from uuid import uuid4

import bson
import pytest

from domain.kernel.event import Topic
from domain.kernel.vocabulary import Post
from domain.notification.mailings import EnterMailing
from domain.notification.state.receivers import MailPurpose
from store.store import Store
from tests.support.clock import TestClock
from tests.support.press import WORDS, a_notice
from tests.support.receiver import OK, Canary, listening
from tests.support.subscribers import active, looked, row_of, senders, without_grant
from tests.support.world import LEAD, caller, reported
from tests.workers.postbox import postbox
from workers.sending.turns import Senders

HEALTH, LAND, PAPER = "agency-health", "agency-land", "agency-paper"
BUSY = b"HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n"


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
