"""A version that the register wrote for itself is no conflict; one that anybody else wrote is, in any order."""

import asyncio
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from domain.case.checks import NameFocalOfficer
from domain.case.command import NotifyAgency
from domain.case.state.case import Case
from domain.kernel.actor import SYSTEM
from domain.kernel.event import EVENTS
from domain.kernel.refusals import Refused, VersionConflict
from domain.kernel.vocabulary import Post
from store.record.revision import state_of
from store.store import Store
from store.write.command_handler import NOTED_MOST
from tests.support.record import revision_of
from tests.support.world import LEAD, a_check, caller, checking, officer

HEALTH = caller("agency-health")
OFFICERS = [officer("agency-health", Post.HANDLER), officer("agency-health", Post.SIGNATORY)]
SEEDS = range(4)
STEPS = 24


async def notify(store: Store, case: str) -> int:
    told = NotifyAgency(agency=LEAD, about="case.check-recorded")
    return (await store.execute(SYSTEM, told, command_id=uuid4(), target=case)).version


async def name(store: Store, case: str, number: int, expected: int) -> int | None:
    """What an officer does who read a version; None for a conflict."""
    reasons = f"Thay đổi người chịu trách nhiệm, lần thứ {number}."
    command = NameFocalOfficer(focal=OFFICERS[number % 2], reasons=reasons)
    try:
        done = await store.execute(HEALTH, command, command_id=uuid4(), target=case, expected=expected)
    except Refused as refused:
        [problem] = refused.problems
        if isinstance(problem, VersionConflict):
            return None
        assert problem.code == "focal-already"
        return None
    return done.version


async def state_at(store: Store, case: str, version: int) -> Case:
    revision = await revision_of(store.connection, f"{case}:{version}")
    found: Case = state_of(revision)
    return found


async def types(store: Store, case: str) -> list[str]:
    rows = store.connection.revisions.find({"stream": case}, {"type": 1}).sort("n", 1)
    return [row["type"] async for row in rows]


@pytest.mark.parametrize("seed", SEEDS)
async def test_in_any_order_nothing_is_lost_and_nothing_else_is_refused(shared: Store, seed: int) -> None:
    """Officers who read at different times, and a register that notes in between: an act is refused exactly when
    somebody else acted since it was decided on."""
    draw, numbers = Random(seed), count()
    case = (await checking(shared)).stream
    read, told, named = len(await types(shared, case)), 0, 0
    seen = [read, read]
    for _ in range(STEPS):
        match draw.choice(("read", "note", "note", "act", "act")):
            case "read":
                seen[draw.randrange(2)] = len(await types(shared, case))
            case "note":
                await notify(shared, case)
                told += 1
            case "act":
                who = draw.randrange(2)
                since = (await types(shared, case))[seen[who] :]
                acted = any(not EVENTS[type].BOOKKEEPING for type in since)
                before = await state_at(shared, case, seen[who] + len(since))
                number = next(numbers)
                same = before.focal == OFFICERS[number % 2]
                version = await name(shared, case, number, seen[who])
                assert (version is None) is (acted or same), (since, same)
                if version is not None:
                    named, seen[who] = named + 1, version
                    assert (await state_at(shared, case, version)).focal == OFFICERS[number % 2]
    found = await types(shared, case)
    assert found.count("case.focal-named") == named
    assert found.count("case.agency-notified") >= told
    last = await state_at(shared, case, len(found))
    assert len(last.notices) == found.count("case.agency-notified"), "no note is lost to an act"


async def test_at_the_same_time_both_are_written(shared: Store) -> None:
    made = await checking(shared)
    expected = len(await types(shared, made.stream))
    act = name(shared, made.stream, 1, expected)
    version, *_ = await asyncio.gather(act, *(notify(shared, made.stream) for _ in range(5)))
    assert version is not None
    last = await state_at(shared, made.stream, len(await types(shared, made.stream)))
    assert last.focal == OFFICERS[1]
    assert sum(notice.about == "case.check-recorded" for notice in last.notices) == 5


async def test_a_version_of_the_future_or_too_old_conflicts(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await checking(shared)
    newest = len(await types(shared, made.stream))
    assert await name(shared, made.stream, 1, newest + 1) is None
    monkeypatch.setattr("store.write.command_handler.NOTED_MOST", 2)
    for _ in range(3):
        await notify(shared, made.stream)
    assert await name(shared, made.stream, 1, newest) is None
    assert await name(shared, made.stream, 1, newest + 1) is not None
    assert NOTED_MOST == 50


async def test_what_another_officer_did_is_one_however_small(shared: Store) -> None:
    made = await checking(shared)
    read: Any = len(await types(shared, made.stream))
    await shared.execute(HEALTH, a_check(), command_id=uuid4(), target=made.stream)
    await notify(shared, made.stream)
    assert await name(shared, made.stream, 1, read) is None
