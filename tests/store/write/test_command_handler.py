"""The command handler: what it writes, and what it refuses."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.signing import DoubtSigningKey, EndSigningKey
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.links import LinkDuplicate
from domain.case.protection import RecordProtectionRequest
from domain.case.state.case import Channel, ClosureReason, Informed
from domain.case.state.protection import Asker, HarmKind
from domain.case.withdrawal import ConfirmWithdrawal, RecordProtectionWithdrawal
from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import NotFound, VersionConflict
from domain.kernel.vocabulary import Kind, Post
from domain.registry.accounts import KeyEnd
from store.driver import clocks
from store.driver.clocks import ClockWrong
from store.driver.connection import wall_clock
from store.heads.collection import heads_of
from store.record.canonical import canonical
from store.record.revision import RevisionAltered
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.decided import HANDLER as LEADER
from tests.support.handling_facts import LONG
from tests.support.press import Life
from tests.support.record import (
    counts,
    denied,
    done,
    everything,
    faults,
    head_of,
    problem,
    problems,
    revision_of,
    versions,
)
from tests.support.signing import PPC, has_key, key_of, needed, required, signature, version
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, machine, officer, reported
from tests.tamperings.signing import DIRECTIVE

LAND, HEALTH = caller("agency-land"), caller("agency-health")


class TestReport:
    async def test_writes_one_document_in_each_place_and_nothing_else(self, store: Store) -> None:
        before = await counts(store.connection)
        await reported(store)
        after = await counts(store.connection)
        more = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        ones, twos = ("revisions", "commands", "pending", "cases", "outbox"), ("sealed", "wrapped", "counters")
        assert more == {**dict.fromkeys(ones, 1), **dict.fromkeys(twos, 2)}, "one key for the texts, one for the head"

    async def test_first_reports_of_a_year_at_once_get_numbers_of_their_own(self, shared: Store) -> None:
        made = await asyncio.gather(*(reported(shared) for _ in range(16)))
        assert len({item.document["code"] for item in made}) == len({item.stream for item in made}) == 16

    async def test_a_machine_reports_under_a_pseudonym(self, shared: Store) -> None:
        made = await done(shared, machine("agency-land"), a_report())
        revision = await revision_of(shared.connection, f"{made.stream}:1")
        said = b'"kind":"CLIENT"', b'"subject":"subject-', b'"subject":"machine"'
        assert [part in revision["body"] for part in said] == [True, True, False]


class TestRefused:
    """Whatever is refused leaves nothing behind."""

    async def test_leaves_no_trace(self, store: Store) -> None:
        made = await checking(store)
        before = await everything(store.connection)
        refusals = (
            done(store, LAND, a_report(channel=Channel.PHONE)),
            done(store, HEALTH, StartChecking(focal="officer-nobody"), made),
            done(store, caller(LEAD), a_screening(), made),
            done(store, HEALTH, a_check(), made, target="case-missing"),
            done(store, caller(LEAD), a_screening(), made, expected=1),
        )
        for refusal in refusals:
            await problems(refusal)
        assert await everything(store.connection) == before

    async def test_a_token_of_another_agency(self, shared: Store) -> None:
        assert await denied(done(shared, replace(LAND, agency="agency-health"), a_report())) == "not-appointed"
        assert await denied(done(shared, replace(LAND, agency="agency-nobody"), a_report())) == "agency-inactive"


class TestVersions:
    async def test_a_transition_says_which_version_it_was_decided_on(self, shared: Store) -> None:
        made = await reported(shared)
        found = await problem(done(shared, caller(LEAD), a_screening(), made, expected=None))
        assert (found.code, getattr(found, "path", "")) == ("expected-version-needed", "input.expectedVersion")

    @pytest.mark.parametrize("expected", [0, 1, 4, -1, 2**40])
    async def test_a_stale_or_invented_version_is_refused(self, shared: Store, expected: int) -> None:
        made = await checking(shared)
        found = await problem(done(shared, caller(LEAD), a_screening(), made, expected=expected))
        assert found == VersionConflict(current_version=made.version)

    async def test_all_texts_of_older_versions_stay_in_the_head(self, shared: Store) -> None:
        made = await checking(shared, concerns=("agency-paper",), place="Bảng tin thôn Một")
        made = await done(shared, HEALTH, a_check(summary="Đã xem bảng tin."), made)
        found = await head_of(shared.connection, made.stream)
        assert (found["place"], found["checks"][0]["summary"]) == ("Bảng tin thôn Một", "Đã xem bảng tin.")
        assert found == made.document


class TestTargets:
    @pytest.mark.parametrize(
        "target", ["case-missing", "agency-lead", "nonsense", "", "case-" + "a" * 99, "case-\ud800"]
    )
    async def test_what_is_no_case_is_missing(self, shared: Store, target: str) -> None:
        assert await problem(done(shared, HEALTH, a_check(), target=target)) == NotFound()

    async def test_an_id_that_is_taken_is_a_conflict_at_once(self, shared: Store, tries: list[None]) -> None:
        made = await reported(shared)
        tries.clear()
        found = await problem(done(shared, LAND, a_report(), target=made.stream))
        assert (found, len(tries)) == (VersionConflict(current_version=1), 1)
        assert await versions(shared.connection, made.stream) == [1]

    @pytest.mark.parametrize("target", ["agency-new", "nonsense", "case-\ud800"])
    async def test_a_new_case_is_given_no_other_id(self, shared: Store, target: str) -> None:
        assert await problem(done(shared, LAND, a_report(), target=target)) == NotFound()


@pytest.mark.parametrize(
    "change",
    [
        {"state": canonical({"id": "case-1", "state": "DECIDED"})},
        *({"body": b"{}"}, {"body": b"{"}, {"envelope": b"{}"}, {"salt": bytes(32)}, {"leaf": bytes(32)}),
        {"note": "approved by telephone"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_changed_version_ends_what_would_follow_it(store: Store, change: dict[str, Any]) -> None:
    report = await done(store, caller("agency-land"), a_report())
    revisions = store.connection.revisions
    before = await revisions.find_one({"_id": f"{report.stream}:1"})
    await revisions.update_one({"_id": f"{report.stream}:1"}, {"$set": change})
    with pytest.raises(RevisionAltered):
        await done(store, caller(LEAD), a_screening(), report)
    assert await revisions.count_documents({"stream": report.stream}) == 1
    assert before is not None
    await revisions.replace_one({"_id": before["_id"]}, before)
    await done(store, caller(LEAD), a_screening(), report)


@pytest.mark.parametrize("hours", [3, -3])
async def test_hours_apart_nothing_is_written(store: Store, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    versions = await store.connection.revisions.count_documents({})
    with monkeypatch.context() as patch:
        patch.setattr(clocks, "wall_clock", lambda: wall_clock() + timedelta(hours=hours))
        assert not await store.ready()
        fresh = Store(store.connection)
        with pytest.raises(ClockWrong):
            await fresh.execute(caller("agency-land"), a_report(), command_id=uuid4())
        assert await store.connection.revisions.count_documents({}) == versions
    assert await store.ready()
    await fresh.execute(caller("agency-land"), a_report(), command_id=uuid4())


async def test_the_record_names_how_it_was_withdrawn(store: Store) -> None:
    case = (await reported(store)).stream
    asked = RecordProtectionRequest(harm=HarmKind.PRIVATE_DATA, asker=Asker.PERSON_HARMED, words=LONG)
    await act(store, caller(LEAD), asked, case)
    await act(store, caller(LEAD), RecordProtectionWithdrawal(reasons=LONG), case)
    await act(store, caller("agency-ppc"), ConfirmWithdrawal(reasons=f"Đã hỏi lại: {LONG}"), case)
    head = await head_of(store.connection, case)
    assert head["protections"][-1]["withdrawal"] == LONG
    assert await faults(store.connection) == []


async def test_a_key_that_ended_meanwhile_signs_nothing(store: Store, clock: TestClock) -> None:
    """The act is refused; its author goes on by a paper, for no key counts any more."""
    await has_key(store, PPC, Post.SIGNATORY)
    await required(store, clock, "issueDirective")
    holder, who, id = officer(PPC, Post.SIGNATORY), caller(PPC, Post.SIGNATORY), uuid4()
    key, asked = key_of(holder), await needed(store, who, DIRECTIVE, id)
    for by, command in (
        (caller(PPC, Post.ADMIN), DoubtSigningKey(key=key.key, reason=KeyEnd.STOLEN)),
        (OPERATOR, EndSigningKey(key=key.key)),
    ):
        given: dict[str, Any] = {"target": holder, "expected": await version(store, holder)}
        await store.execute(by, command, command_id=uuid4(), **given)
    late = store.execute(who, DIRECTIVE, command_id=id, signature=signature(key, asked))
    assert (await problem(late)).code == "signing-key-not-yours"
    done = await store.execute(who, DIRECTIVE, command_id=id, paper="12/QĐ-UBND")
    assert not done.replayed


async def test_a_case_that_one_may_not_see_cannot_be_linked_to(store: Store, clock: TestClock) -> None:
    """Missing and invisible give one answer; a lead without sight of every case sees its own ones only."""
    first = await reported(store)
    clock.forward(seconds=60)
    second = Life(store, (await reported(store)).stream)
    link = LinkDuplicate(of=first.stream, reasons=LONG)
    blind = caller(LEAD, without=("case:read:all",))
    await heads_of(store.connection, Kind.CASE).update_one(
        {"_id": first.stream}, {"$set": {"seen_by": ["agency-land"]}}
    )
    assert isinstance(await problem(second.act(blind, link)), NotFound)
    await second.act(LEADER, link)


async def test_a_hidden_case_is_linked_to_nothing(store: Store, clock: TestClock) -> None:
    first = Life(store, (await reported(store)).stream)
    clock.forward(seconds=60)
    second, third = Life(store, (await reported(store)).stream), Life(store, (await reported(store)).stream)
    link = LinkDuplicate(of=first.id, reasons=LONG)
    await second.act(LEADER, link)
    close = CloseCase(ground=ClosureReason.PROTECTED, reasons=LONG, informed=Informed.BY_PHONE)
    await first.act(LEADER, close)
    assert (await problem(third.act(LEADER, link))).code == "link-to-hidden"
    lead = await store.actor(LEADER)
    for life in (first, second):
        case = await store.cases.one(lead, life.id)
        assert case is not None
        assert (await store.cases.duplicates(lead, [case]))[case["_id"]] == []
    assert await faults(store.connection) == []
