"""Signing turned on in an upgraded installation: its old cases go on, by keys and by papers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.signing import ProposeSigning, RequireSigning, signable
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Kind, Post
from store.heads.collection import heads_of
from tests.support.record import problem
from tests.support.signing import DECISION, PAGE, PPC, has_key, signed
from tests.support.world import caller
from tests.tamperings.signing import CLOSING
from tests.upgrades.conftest import Installation

pytestmark = pytest.mark.slow
OPEN = ("RECEIVED", "SCREENED", "CHECKING")


async def test_a_case_of_before_goes_on_once_acts_are_signed(upgraded: Installation) -> None:
    """Signing is turned on after the upgrade: an old case is closed by its signatory's key, and by nobody without."""
    now = datetime.now(UTC).replace(microsecond=0)
    signatory, admins = caller("agency-lead", Post.SIGNATORY), [caller(one, Post.ADMIN) for one in ("agency-lead", PPC)]
    async with upgraded.store(now=now - timedelta(hours=30)) as store:
        key = await has_key(store, "agency-lead", Post.SIGNATORY)
    async with upgraded.store("env", now=now) as store:
        row = (await store.execute(OPERATOR, DECISION, command_id=uuid4())).stream
    async with upgraded.store(now=now) as store:
        proposing = ProposeSigning(actions=tuple(sorted(signable())), since=now + timedelta(seconds=1), page=PAGE)
        await store.execute(admins[0], proposing, command_id=uuid4(), target=row, expected=1)
        await store.execute(admins[1], RequireSigning(), command_id=uuid4(), target=row, expected=2)
    before = {row["_id"] for row in upgraded.kept.rows("main/cases")}
    async with upgraded.store(now=now + timedelta(minutes=2)) as store:
        cases = heads_of(store.connection, Kind.CASE).find({"lead": "agency-lead", "state": {"$in": OPEN}})
        found = [(case["_id"], case["n"]) async for case in cases if case["_id"] in before]
        ways: dict[str, int] = {}
        for id, n in found:
            given: dict[str, Any] = {"target": id, "expected": n}
            if (
                await problem(store.execute(signatory, CLOSING, command_id=uuid4(), **given))
            ).code == "signature-needed":
                by_paper = bool(ways) and "paper" not in ways
                handler = caller("agency-lead")
                outcome = await (
                    store.execute(handler, CLOSING, command_id=uuid4(), paper="12/QĐ-UBND", **given)
                    if by_paper
                    else signed(store, signatory, key, CLOSING, **given)
                )
                way = "paper" if by_paper else "key"
                ways[way] = ways.get(way, 0) + (outcome.document["state"] == "CLOSED")
        assert ways.get("key"), (ways, found)
        assert len(found) < 2 or ways.get("paper"), "an officer without a key acts by a paper"
