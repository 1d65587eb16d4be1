"""The one door: what it writes, repeats, refuses and never loses."""

import asyncio
from uuid import uuid4

import pytest

from domain.case import CaseState
from domain.checks import RecordCheck
from domain.refusals import CommandReused, NotAllowed, NotFound, Refused, VersionConflict
from domain.roles import Post
from store.audit import findings
from store.settings import Driver
from store.store import Store
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, machine, reported

BOTH = pytest.mark.parametrize("connection", list(Driver), indirect=True)


async def refusal(awaitable) -> object:
    with pytest.raises(Refused) as caught:
        await awaitable
    return caught.value.problems[0]


@BOTH
async def test_a_report_becomes_version_one_and_its_head_shows_the_text(store: Store) -> None:
    made = await reported(store)
    assert (made.version, made.document["state"], made.replayed) == (1, CaseState.RECEIVED, False)
    assert made.document["claim"].startswith("Tin đồn")
    assert made.document["code"] == "CB-2026-000001"
    assert [each async for each in findings(store.connection)] == []


@BOTH
async def test_sixteen_checks_at_once_all_land(store: Store) -> None:
    made = await checking(store)
    health = caller("agency-health")
    await asyncio.gather(
        *(store.execute(health, a_check(), command_id=uuid4(), target=made.stream) for _ in range(16))
    )
    head = await store.cases.one(await store.actor(health), made.stream)
    assert head is not None
    assert (head["n"], len(head["checks"])) == (made.version + 16, 16)
    assert [each async for each in findings(store.connection)] == []
