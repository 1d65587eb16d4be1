"""Authority, played again from the record: acts for which the registry gave no right are named, and no others."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.administration.officers import AppointOfficer, DismissOfficer
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from store.log.audit_authority import SKEW
from store.log.audit_record import Record
from store.log.ledger import Ledger
from store.log.merkle import leaf_hash
from store.mongo.connection import Connection
from store.record.canonical import canonical
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import done
from tests.support.world import LEAD, SINCE, a_report, a_screening, caller, officer

LAND = "agency-land"
Change = Callable[[dict[str, Any]], None]


async def named(connection: Connection) -> dict[str, str]:
    """Acts without authority, and why."""
    with closing(Ledger()) as ledger:
        found = [finding async for finding in Record(connection, ledger).findings()]
    return {finding.place: finding.detail for finding in found if finding.code == "authority-missing"}


async def rewritten(connection: Connection, id: str, change: Change) -> None:
    """One act made into another, with every hash made to fit."""
    revision = await connection.revisions.find_one({"_id": id})
    assert revision is not None
    body, envelope = json.loads(revision["body"]), json.loads(revision["envelope"])
    change(body)
    data = canonical(body)
    sealed = canonical(envelope | {"body": sha256(revision["salt"] + data).hexdigest()})
    made = {"body": data, "envelope": sealed, "leaf": leaf_hash(sealed)}
    await connection.revisions.update_one({"_id": id}, {"$set": made})


@pytest.fixture
async def case(store: Store, clock: TestClock) -> str:
    """A case that a department reported and the lead screened, an hour after the registry was entered."""
    clock.forward(seconds=3_600)
    report = await done(store, caller(LAND), a_report())
    await done(store, caller(LEAD), a_screening(), report)
    return report.stream


async def test_what_was_done_by_right_is_not_named(store: Store, case: str) -> None:
    assert await named(store.connection) == {}


async def test_a_command_from_another_caller_is_named(store: Store, case: str) -> None:
    commands = store.connection.commands
    revision = await store.connection.revisions.find_one({"_id": f"{case}:1"})
    assert revision is not None
    other = store.connection.master.pseudonym("desk\nagency-land\nsomebody@else.invalid")
    await commands.update_one({"_id": revision["command"]}, {"$set": {"by": other}})
    with closing(Ledger()) as ledger:
        found = [finding async for finding in Record(store.connection, ledger).findings()]
    assert [(finding.code, finding.place) for finding in found if finding.code == "command-differs"] == [
        ("command-differs", f"{case}:1")
    ]


def actor(**fields: Any) -> Change:
    return lambda body: body["actor"].update(fields)


def act(**fields: Any) -> Change:
    return lambda body: body.update(fields)


FORGED = [
    (actor(posts=["HANDLER", "SIGNATORY"]), "was not SIGNATORY"),
    (actor(posts=["SIGNATORY"]), "was not SIGNATORY"),
    (actor(subject="officer-nobody"), "had no appointment"),
    (actor(subject=officer("agency-health", Post.HANDLER)), "had no appointment"),
    (actor(agency="agency-health"), "had no appointment"),
    (actor(agency="agency-nowhere"), "was not DEPT"),
    (actor(role="LEAD"), "was not LEAD"),
    (actor(role=None), "was not None"),
    (actor(agency=None), "was not DEPT"),
    (actor(kind="CLIENT"), "did not hold"),
    (actor(kind="SYSTEM"), "is not for SYSTEM"),
    (actor(kind="NOBODY"), "is not for NOBODY"),
    (act(scope="decision:issue"), "is not done under decision:issue"),
    (act(scope=None), "is not done under None"),
]


@pytest.mark.parametrize(("change", "why"), FORGED, ids=[str(number) for number in range(len(FORGED))])
async def test_a_forged_act_is_named(store: Store, case: str, change: Change, why: str) -> None:
    await rewritten(store.connection, f"{case}:1", change)
    found = await named(store.connection)
    if why == "did not hold":  # a client may report; what it may not is asked of the next act
        await rewritten(store.connection, f"{case}:2", change)
        found = await named(store.connection)
        assert why in found[f"{case}:2"]
        return
    assert list(found) == [f"{case}:1"]
    assert why in found[f"{case}:1"]


async def test_a_person_who_acts_for_an_action_of_another_post_is_named(store: Store, case: str) -> None:
    await rewritten(store.connection, f"{case}:2", act(action="signTransfer", scope=str(Scope.POLICE_TRANSFER)))
    assert "signTransfer is for SIGNATORY" in (await named(store.connection))[f"{case}:2"]


class TestTimes:
    """What was right then stays right, and what was not yet or no longer is named."""

    async def test_an_officer_who_left_since(self, store: Store, case: str, clock: TestClock) -> None:
        clock.forward(seconds=3_600)
        left = DismissOfficer(on=date(2026, 7, 1))
        await done(store, OPERATOR, left, target=officer(LAND, Post.HANDLER), expected=1)
        assert await named(store.connection) == {}

    @pytest.mark.parametrize(("early", "found"), [(timedelta(), False), (SKEW * 2, True)], ids=["then", "before"])
    async def test_an_officer_who_came_after(
        self, store: Store, clock: TestClock, early: timedelta, found: bool
    ) -> None:
        clock.forward(seconds=3_600)
        new = AppointOfficer(
            subject="new@example.invalid", agency=LAND, posts=(Post.HANDLER,), since=SINCE, appointment="QĐ 2"
        )
        await done(store, OPERATOR, new, target="officer-new")
        report = await done(store, caller(LAND), a_report())

        def by_the_new_one(body: dict[str, Any]) -> None:
            body["actor"]["subject"] = "officer-new"
            at = (clock.now - early).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            body["at"] = at

        await rewritten(store.connection, f"{report.stream}:1", by_the_new_one)
        assert (f"{report.stream}:1" in await named(store.connection)) is found


async def test_an_action_that_the_agency_was_not_granted_is_named(store: Store, case: str) -> None:
    await rewritten(store.connection, f"{case}:1", act(action="sendDirective", scope=str(Scope.DIRECTIVE_ISSUE)))
    assert (await named(store.connection))[f"{case}:1"].endswith("did not hold directive:issue")


async def test_a_registry_that_only_the_heads_say_gives_no_right(store: Store, case: str) -> None:
    """Heads are not asked: a handler whom they call signatory, for as long as one act takes, is found."""
    heads = store.connection.client[store.connection.names.main]["officers"]
    await heads.update_one({"_id": officer(LAND, Post.HANDLER)}, {"$set": {"posts": ["HANDLER", "SIGNATORY"]}})
    await rewritten(store.connection, f"{case}:1", actor(posts=["HANDLER", "SIGNATORY"]))
    assert "was not SIGNATORY" in (await named(store.connection))[f"{case}:1"]
