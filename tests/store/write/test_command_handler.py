"""The command handler: what it writes, and what it refuses."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.administration.officers import DismissOfficer
from domain.case.checks import StartChecking
from domain.case.state.case import Channel
from domain.kernel.actor import OPERATOR
from domain.kernel.refusals import NotFound, VersionConflict
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.record import (
    counts,
    denied,
    done,
    everything,
    head_of,
    problem,
    problems,
    revision_of,
    versions,
)
from tests.support.world import (
    LEAD,
    a_check,
    a_report,
    a_screening,
    caller,
    checking,
    machine,
    officer,
    reported,
)

LAND, HEALTH = caller("agency-land"), caller("agency-health")


class TestReport:
    async def test_writes_one_document_in_each_place_and_nothing_else(self, store: Store) -> None:
        before = await counts(store.connection)
        await reported(store)
        after = await counts(store.connection)
        more = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        assert more == {
            "revisions": 1,
            "commands": 1,
            "pending": 1,
            "sealed": 2,
            "wrapped": 2,  # of the command's texts, and of the head
            "cases": 1,
            "outbox": 1,
            "counters": 2,
        }

    async def test_first_reports_of_a_year_at_once_get_numbers_of_their_own(self, shared: Store) -> None:
        made = await asyncio.gather(*(reported(shared) for _ in range(16)))
        assert len({item.document["code"] for item in made}) == 16
        assert len({item.stream for item in made}) == 16

    async def test_a_machine_reports_under_a_pseudonym(self, shared: Store) -> None:
        made = await done(shared, machine("agency-land"), a_report())
        revision = await revision_of(shared.connection, f"{made.stream}:1")
        assert b'"kind":"CLIENT"' in revision["body"]
        assert b'"subject":"subject-' in revision["body"]
        assert b'"subject":"machine"' not in revision["body"]


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

    async def test_a_person_without_an_appointment_today(self, store: Store) -> None:
        gone = DismissOfficer(on=date(2026, 7, 1))
        target = officer("agency-land", Post.HANDLER)
        await store.execute(OPERATOR, gone, command_id=uuid4(), target=target, expected=1)
        assert await denied(done(store, LAND, a_report())) == "not-appointed"
        assert await denied(store.actor(LAND)) == "not-appointed"

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
        found = await problem(done(shared, HEALTH, a_check(), target=target))
        assert found == NotFound()

    async def test_an_id_that_is_taken_is_a_conflict_at_once(self, shared: Store, tries: list[None]) -> None:
        made = await reported(shared)
        tries.clear()
        found = await problem(done(shared, LAND, a_report(), target=made.stream))
        assert (found, len(tries)) == (VersionConflict(current_version=1), 1)
        assert await versions(shared.connection, made.stream) == [1]

    @pytest.mark.parametrize("target", ["agency-new", "nonsense", "case-\ud800"])
    async def test_a_new_case_is_given_no_other_id(self, shared: Store, target: str) -> None:
        assert await problem(done(shared, LAND, a_report(), target=target)) == NotFound()
