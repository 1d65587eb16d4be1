"""Authority, played again from the record: acts for which the registry gave no right are named, and no others."""

import json
from collections.abc import Callable
from datetime import UTC, date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.administration.clients import EnterClient, StopClient
from domain.administration.officers import AppointOfficer, DismissOfficer
from domain.administration.users import EnrolUser, EnterUser
from domain.kernel.actor import OPERATOR, SYSTEM
from domain.kernel.calendar import iso_millis
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from store.driver.connection import Connection
from store.log.audit.finding import SKEW
from store.record.canonical import canonical
from store.store import Store
from store.tlog.merkle import leaf_hash
from tests.support.clock import TestClock
from tests.support.record import done, record_findings, revision_of
from tests.support.world import LEAD, SINCE, a_report, a_screening, caller, officer

LAND = "agency-land"
Change = Callable[[dict[str, Any]], None]


async def named(connection: Connection) -> dict[str, str]:
    """Acts without authority or that there cannot be, and why."""
    found = await record_findings(connection)
    return {finding.place: finding.detail for finding in found if finding.code in ("authority-missing", "act-unfit")}


async def rewritten(connection: Connection, id: str, change: Change) -> None:
    revision = await revision_of(connection, id)
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
    revision = await revision_of(store.connection, f"{case}:1")
    other = store.connection.master.pseudonym("desk\nagency-land\nsomebody@else.invalid")
    await commands.update_one({"_id": revision["command"]}, {"$set": {"by": other}})
    found = await record_findings(store.connection)
    assert [row.place for row in found if row.code == "command-differs"] == [f"{case}:1"]


def actor(**fields: Any) -> Change:
    return lambda body: body["actor"].update(fields)


def act(**fields: Any) -> Change:
    return lambda body: body.update(fields)


FORGED = [
    *((actor(posts=posts), "was not SIGNATORY") for posts in (["HANDLER", "SIGNATORY"], ["SIGNATORY"])),
    *((actor(subject=who), "had no appointment") for who in ("officer-nobody", officer("agency-health", Post.HANDLER))),
    (actor(agency="agency-health"), "had no appointment"),
    *((actor(agency=agency), "was not DEPT") for agency in ("agency-nowhere", None)),
    *((actor(role=role), f"was not {role}") for role in ("LEAD", None)),
    (actor(kind="CLIENT"), "is not the client tests"),
    *((actor(kind=kind), f"is not for {kind}") for kind in ("SYSTEM", "NOBODY")),
    *((act(scope=scope), f"is not done under {scope}") for scope in ("decision:issue", None)),
    (act(action="sendDirective", scope=str(Scope.DIRECTIVE_ISSUE)), "did not hold directive:issue"),
]


@pytest.mark.parametrize(("change", "why"), FORGED, ids=[str(number) for number in range(len(FORGED))])
async def test_a_forged_act_is_named(store: Store, case: str, change: Change, why: str) -> None:
    await rewritten(store.connection, f"{case}:1", change)
    [(place, detail)] = (await named(store.connection)).items()
    assert (place, why in detail) == (f"{case}:1", True), detail


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

    async def test_one_who_came_after(self, store: Store, clock: TestClock) -> None:
        """Clocks may differ by SKEW; an act before that does not decide about one just then."""
        clock.forward(seconds=3_600)
        new = AppointOfficer(
            subject="new@example.invalid", agency=LAND, posts=(Post.HANDLER,), since=SINCE, appointment="QĐ 2"
        )
        await done(store, OPERATOR, new, target="officer-new")
        entered = (await revision_of(store.connection, "officer-new:1"))["at"].replace(tzinfo=UTC)
        before, *then = [(await done(store, caller(LAND), a_report())).stream for _ in range(3)]

        def by_the_new_one(early: timedelta) -> Change:
            return lambda body: body.update(
                actor=body["actor"] | {"subject": "officer-new"}, at=iso_millis(entered - early)
            )

        for stream, early in zip((before, *then), (SKEW * 2, SKEW, timedelta()), strict=True):
            await rewritten(store.connection, f"{stream}:1", by_the_new_one(early))
        assert set(await named(store.connection)) == {f"{before}:1"}


async def test_a_registry_that_only_the_heads_say_gives_no_right(store: Store, case: str) -> None:
    """Heads are not asked: a handler whom they call signatory, for as long as one act takes, is found."""
    heads = store.connection.client[store.connection.names.main]["officers"]
    await heads.update_one({"_id": officer(LAND, Post.HANDLER)}, {"$set": {"posts": ["HANDLER", "SIGNATORY"]}})
    await rewritten(store.connection, f"{case}:1", actor(posts=["HANDLER", "SIGNATORY"]))
    assert "was not SIGNATORY" in (await named(store.connection))[f"{case}:1"]


FULL = tuple(sorted(Scope))
PAGE = ("https://trang.example/ve",)
REPORTS = {"scopes": (Scope.CASE_REPORT,), "redirects": PAGE}
PROGRAMS: dict[str, dict[str, Any]] = {
    "client-own": {"agency": LAND, **REPORTS},
    "client-shared": {"agency": LEAD, **REPORTS, "shared": True},
    "client-other": {"agency": "agency-health", **REPORTS},
    "client-narrow": {"agency": LAND, "scopes": (Scope.CASE_READ_OWN,), "redirects": PAGE},
    "client-machine": {"agency": LAND, "scopes": FULL, "machine": True, "secrets": ("1" * 64,)},
    "client-stopped": {"agency": LAND, **REPORTS},
}
CARRIED = [
    (actor(client="client-own"), None),
    (actor(client="client-shared"), None),
    (actor(client="desk-of-another-issuer"), None),
    (actor(client="client-other"), "client-other is agency-health's"),
    (actor(client="client-narrow"), "client-narrow may not ask for case:report"),
    (actor(client="client-machine"), "client-machine signs no person in"),
    (actor(client="client-stopped"), "client-stopped was STOPPED"),
]


class TestPrograms:
    """The program that carried an act was admitted for it at that moment, as far as it is one of the registry."""

    @pytest.fixture
    async def reported(self, store: Store, clock: TestClock) -> str:
        """A case that a department reported an hour after the programs were entered, and one was stopped."""
        for id, program in PROGRAMS.items():
            await done(store, OPERATOR, EnterClient(name="Trang", **program), target=id)
        await done(store, caller(LAND, Post.SIGNATORY), StopClient(), target="client-stopped", expected=2)
        clock.forward(seconds=3_600)
        return (await done(store, caller(LAND), a_report())).stream

    async def test_one_that_was_not_is_named(self, store: Store, reported: str) -> None:
        act, found = f"{reported}:1", []
        for change, _ in CARRIED:
            await rewritten(store.connection, act, change)
            found.append((await named(store.connection)).get(act))
        assert [why and why.removeprefix("the client ") for why in found] == [why for _, why in CARRIED]

    async def test_a_machine_is_itself_and_its_agencys(self, store: Store, reported: str) -> None:
        own = store.connection.master.pseudonym("client-machine")
        for subject, client, why in (
            (own, "client-machine", None),
            (own, "client-own", f"{own} is not the client client-own"),
        ):
            change = actor(kind="CLIENT", subject=subject, client=client, posts=[])
            await rewritten(store.connection, f"{reported}:1", change)
            assert (await named(store.connection)).get(f"{reported}:1") == why

    async def test_who_signs_in_here_acts_by_our_programs(self, store: Store, reported: str, clock: TestClock) -> None:
        who = caller(LAND)
        opened = EnterUser(subject=who.subject, agency=LAND, first="1" * 64, second="2" * 64)
        user = await done(store, OPERATOR, opened, target="user-land")
        await done(store, SYSTEM, EnrolUser(first="1" * 64, second="2" * 64), user)
        assert await named(store.connection) == {}  # it was not so when the case was reported
        clock.forward(seconds=3_600)
        later = await done(store, who, a_report())
        assert (await named(store.connection))[f"{later.stream}:1"].startswith("the client tests is not one of the")
        await rewritten(store.connection, f"{later.stream}:1", actor(client="client-own"))
        assert await named(store.connection) == {}
