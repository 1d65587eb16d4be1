"""A deadline is told to programs outside before it and after it, once each, and no longer once the duty is done."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from domain.activity.directives import IssueDirective, ReportDirectiveResult
from domain.kernel.event import Topic
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.clock import TestClock
from tests.support.receiver import Canary, listening
from tests.support.record import done
from tests.support.subscribers import active, bodies, looked, row_of
from tests.support.world import caller
from workers.announce import order_alerts

HEALTH, LAND, PPC = "agency-health", "agency-land", "agency-ppc"
SECOND = timedelta(seconds=1)


def told(canary: Canary) -> list[tuple[str, str]]:
    return [(body["type"], body["data"]["duty"]) for body in bodies(canary) if body["data"]["streamId"] is not None]


async def a_directive(store: Store) -> Any:
    command = IssueDirective(
        document_number="3/CT", content="Đề nghị kiểm tra và báo cáo.", addressees=(HEALTH,), due_days=5
    )
    return await done(store, caller(PPC, Post.SIGNATORY), command)


async def test_before_and_after_a_deadline_once(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary, listening(Canary()) as others:
        await active(store, HEALTH, canary.port, Topic.DUTY_DUE)
        await active(store, LAND, others.port, Topic.DUTY_DUE)
        made = await a_directive(store)
        due = made.document["due_at"]
        assert await order_alerts(store) == 0
        counts = []
        for moment in (due - timedelta(days=2), due - SECOND, due, due + timedelta(days=1)):
            clock.now = moment.replace(tzinfo=clock.now.tzinfo)
            counts.append(await order_alerts(store))
            assert await order_alerts(store) == 0, "looking twice tells once"
            await looked(store)
    assert counts == [1, 0, 1, 0]
    assert told(canary) == [("duty.due-soon", "REPORT_ON_DIRECTIVE"), ("duty.overdue", "REPORT_ON_DIRECTIVE")]
    assert bodies(canary)[0]["data"]["streamId"] == made.stream
    assert others.opened == 0


async def test_what_was_done_in_between_is_told_no_more(store: Store, clock: TestClock) -> None:
    async with listening(Canary()) as canary:
        webhook = await active(store, HEALTH, canary.port, Topic.DUTY_DUE)
        made = await a_directive(store)
        clock.now = made.document["due_at"].replace(tzinfo=clock.now.tzinfo)
        assert await order_alerts(store) == 1
        result = ReportDirectiveResult(document_number="7/BC", text="Đã kiểm tra, không có vướng mắc gì.")
        await store.execute(caller(HEALTH), result, command_id=uuid4(), target=made.stream)
        await looked(store)
    assert canary.opened == 0
    row = await row_of(store, webhook)
    assert (row["state"], row["failure"]) == ("DONE", "duty-settled")
