"""Directives, activities and difficulties through the store: their course, and who sees them."""

from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

import pytest

from domain.activity.difficulties import AnswerDifficulty, DifficultyState, FileDifficulty, ForwardDifficulty
from domain.activity.directives import CloseDirective, DirectiveState, IssueDirective, ReportDirectiveResult
from domain.kernel.actor import Caller
from domain.kernel.refusals import NotFound, Problem, Refused
from domain.kernel.vocabulary import Post, role_of
from store.heads.collection import heads_of
from store.heads.reader import sees
from store.heads.rebuilding import findings, rebuild
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.world import KINDS, LEAD, caller
from workers.deliver import deliver

PPC, HEALTH, LAND, POLICE = "agency-ppc", "agency-health", "agency-land", "agency-police"
ALWAYS = {PPC, LEAD, "agency-inspection"}
WITH_A_ROLE = [item for item, kind in KINDS.items() if role_of(kind, is_lead=False)]
LONG = "Kiểm tra, khắc phục và báo cáo kết quả bằng văn bản."
HEAD = caller(PPC, Post.SIGNATORY)
ANSWER = ReportDirectiveResult(document_number="7/BC", text=LONG)
FILE = FileDifficulty(clause="Đ5.7.b", document_number="31/BC", text=LONG)


async def refusal(awaitable: Awaitable[object]) -> Problem:
    with pytest.raises(Refused) as caught:
        await awaitable
    [problem] = caught.value.problems
    return problem


async def do(store: Store, who: Caller, command: Any, made: Outcome | None = None) -> Outcome:
    """Carry a command out on the newest version of what was made."""
    if made is None:
        return await store.execute(who, command, command_id=uuid4())
    head = await heads_of(store.connection, made.kind).find_one({"_id": made.stream})
    assert head is not None
    return await store.execute(who, command, command_id=uuid4(), target=made.stream, expected=head["n"])


async def directed(store: Store, *addressees: str) -> Outcome:
    command = IssueDirective(document_number="3/CT", content=LONG, addressees=addressees, due_days=5)
    return await do(store, HEAD, command)


async def deliver_all(store: Store) -> list[str]:
    return [await deliver({"store": store}, id) for id in await store.outbox.due()]


async def readers(store: Store, made: Outcome) -> set[str]:
    """The agencies whose officer finds it, by id and in the list, and whom the command handler lets act on it."""
    found = set()
    head = await heads_of(store.connection, made.kind).find_one({"_id": made.stream})
    assert head is not None
    for agency in WITH_A_ROLE:
        actor, room = await store.actor(caller(agency)), store.heads[made.kind]
        page = await room.page(actor, 100, None)
        seen = {
            await room.one(actor, made.stream) is not None,
            made.stream in [row["_id"] for row in page.rows],
            sees(actor, made.kind, head),
        }
        assert len(seen) == 1, agency
        found |= {agency} if seen == {True} else set()
    return found


async def agrees(store: Store) -> None:
    assert [finding async for finding in findings(store.connection)] == []
    await rebuild(store.connection)
    assert [finding async for finding in findings(store.connection)] == []


class TestDirectives:
    async def test_overdue_is_noted_at_the_moment_and_once(self, store: Store, clock: TestClock) -> None:
        made = await directed(store, HEALTH, LAND, POLICE)
        await do(store, caller(HEALTH), ANSWER, made)
        assert await deliver_all(store) == []
        clock.forward(days=30)
        assert await deliver_all(store) == ["done"]
        assert await deliver_all(store) == []
        made = await do(store, caller(LAND), ANSWER, made)
        assert (made.document["state"], made.document["overdue"]) == (DirectiveState.OPEN, [LAND, POLICE])
        made = await do(store, HEAD, CloseDirective(reasons="Việc đã được giải quyết."), made)
        assert made.document["state"] == DirectiveState.CLOSED
        assert made.document["closing"]["reasons"] == "Việc đã được giải quyết."
        assert (await refusal(do(store, caller(POLICE), ANSWER, made))).code == "transition-not-allowed"
        await agrees(store)


class TestDifficulties:
    async def test_from_the_agency_through_the_lead_to_the_committee(self, store: Store) -> None:
        made = await do(store, caller("agency-commune"), FILE)
        assert await readers(store, made) == {*ALWAYS, "agency-commune"}
        answer = AnswerDifficulty(document_number="40/CV", text=LONG, amendment=True)
        assert (await refusal(do(store, HEAD, answer, made))).code == "transition-not-allowed"
        forward = ForwardDifficulty(document_number="32/TTr")
        assert await refusal(do(store, caller(HEALTH), forward, made)) == NotFound()
        assert (await refusal(do(store, caller("agency-commune"), forward, made))).code == "lead-of-today-only"
        made = await do(store, caller(LEAD), forward, made)
        made = await do(store, HEAD, answer, made)
        assert (made.document["state"], made.version) == (DifficultyState.AMENDMENT_PROPOSED, 3)
        assert made.document["clause"] == "Đ5.7.b"
        await agrees(store)
