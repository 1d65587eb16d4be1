"""A command id answers once: what it did then, to those who may see it today and to nobody else."""

import asyncio
from dataclasses import replace
from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid4

import pytest

from domain.case.checks import StartChecking
from domain.case.intake import ScreenCase
from domain.kernel.actor import Caller
from domain.kernel.policy import Scope
from domain.kernel.refusals import CommandReused
from domain.kernel.vocabulary import Post
from store.driver.transaction import CommitUnknown
from store.store import Store
from store.write import command_handler
from store.write.command_ids import Outcome
from tests.support.record import done, faults_of, problem, problems, versions
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, checking, officer, reported

LAND, HEALTH, LEADS = caller("agency-land"), caller("agency-health"), caller(LEAD)


async def twice(store: Store, who: Any, command: Any, on: Outcome | None = None) -> tuple[Outcome, Outcome, UUID]:
    id = uuid4()
    first = await done(store, who, command, on, command_id=id)
    return first, await done(store, who, command, on, command_id=id), id


class TestTheSameAgain:
    async def test_a_report(self, shared: Store) -> None:
        first, second, _ = await twice(shared, LAND, a_report())
        assert second == replace(first, replayed=True)
        assert await versions(shared.connection, first.stream) == [1]

    async def test_a_transition_whose_version_has_passed(self, shared: Store) -> None:
        made = await reported(shared)
        first, second, _ = await twice(shared, LEADS, a_screening(note="Xem kỹ giúp."), made)
        assert second == replace(first, replayed=True)
        assert second.document["screening_note"] == "Xem kỹ giúp."

    async def test_an_addition_is_added_once(self, shared: Store) -> None:
        made = await checking(shared)
        first, second, id = await twice(shared, HEALTH, a_check(), made)
        assert second == replace(first, replayed=True)
        assert [check["id"] for check in second.document["checks"]] == [shared.connection.master.object_id(str(id))]

    async def test_names_the_version_of_then_and_shows_the_case_as_it_is_now(self, shared: Store) -> None:
        id, made = uuid4(), await reported(shared)
        first = await done(shared, LEADS, a_screening(), made, command_id=id)
        start = StartChecking(focal=officer("agency-health", Post.HANDLER))
        later = await done(shared, HEALTH, start, first)
        now = await done(shared, HEALTH, a_check(), later)
        again = await done(shared, LEADS, a_screening(), made, command_id=id)
        assert (again.replayed, again.version, now.version) == (True, first.version, 4)
        assert (again.document["n"], again.document["state"], len(again.document["checks"])) == (4, "CHECKING", 1)

    async def test_is_the_same_however_the_text_was_composed(self, shared: Store) -> None:
        id, text = uuid4(), "Tin đồn về trường học ở xã."
        await done(shared, LAND, a_report(claim=normalize("NFD", text)), command_id=id)
        assert (await done(shared, LAND, a_report(claim=f" {text} "), command_id=id)).replayed

    async def test_of_many_at_once_one_is_carried_out(self, shared: Store) -> None:
        made, id = await checking(shared), uuid4()
        found = await asyncio.gather(*(done(shared, HEALTH, a_check(), made, command_id=id) for _ in range(8)))
        assert sorted(item.replayed for item in found) == [False] + [True] * 7
        assert {item.version for item in found} == {made.version + 1}

    async def test_of_many_reports_at_once_one_is_entered(self, shared: Store) -> None:
        id = uuid4()
        found = await asyncio.gather(*(done(shared, LAND, a_report(), command_id=id) for _ in range(8)))
        assert sorted(item.replayed for item in found) == [False] + [True] * 7
        assert len({item.stream for item in found}) == 1
        assert await faults_of(shared.connection, found[0].stream) == []


class TestAnotherUnderTheSameId:
    @pytest.mark.parametrize(
        "other",
        [
            *(a_report(claim="Tin đồn khác hẳn về trạm y tế xã."), a_report(free_of_secrets=False)),
            *(a_report(concerns=("agency-paper",)), a_report(areas=("area-nobody-knows",))),
            a_report(url=None, place="Bảng tin"),
        ],
        ids=range(5),
    )
    async def test_content(self, shared: Store, other: Any) -> None:
        _, _, id = await twice(shared, LAND, a_report())
        assert await problem(done(shared, LAND, other, command_id=id)) == CommandReused()

    @pytest.mark.parametrize(
        "who",
        [
            *(caller("agency-land", Post.SIGNATORY), HEALTH, replace(LAND, client="other"), replace(LAND, agency=LEAD)),
            replace(LAND, subject=f"{LAND.subject} "),
            replace(LAND, subject="", client=f"{LAND.client}\n{LAND.agency}\n{LAND.subject}"),
        ],
        ids=range(6),
    )
    async def test_caller(self, shared: Store, who: Any) -> None:
        _, _, id = await twice(shared, LAND, a_report())
        assert await problem(done(shared, who, a_report(), command_id=id)) == CommandReused()

    async def test_target(self, shared: Store) -> None:
        one, other, id = await checking(shared), await checking(shared), uuid4()
        await done(shared, HEALTH, a_check(), one, command_id=id)
        assert await problem(done(shared, HEALTH, a_check(), other, command_id=id)) == CommandReused()
        assert await versions(shared.connection, other.stream) == [1, 2, 3]

    async def test_action(self, shared: Store) -> None:
        made, id = await reported(shared), uuid4()
        await done(shared, LEADS, a_screening(), made, command_id=id)
        assert await problem(done(shared, LEADS, a_report(), command_id=id)) == CommandReused()

    async def test_of_two_contents_at_once_one_wins(self, shared: Store) -> None:
        made, id = await checking(shared), uuid4()
        results = await asyncio.gather(
            *(done(shared, HEALTH, a_check(summary=f"Bản thứ {n} đã xem."), made, command_id=id) for n in range(6)),
            return_exceptions=True,
        )
        assert sum(isinstance(result, Outcome) for result in results) == 1
        assert await versions(shared.connection, made.stream) == [1, 2, 3, 4]

    async def test_is_known_by_its_own_key_only(self, shared: Store) -> None:
        """The digest that is kept cannot be tried against guesses without the group's key."""
        first, _, id = await twice(shared, LAND, a_report())
        same, _, other = await twice(shared, LAND, a_report())
        names = [shared.connection.master.command_name(str(each)) for each in (id, other)]
        kept: list[Any] = [await shared.connection.commands.find_one({"_id": name}) for name in names]
        assert set(kept[0]) == {"_id", "stream", "n", "by", "group", "digest", "at"}
        assert (kept[0]["digest"] == kept[1]["digest"], same.stream == first.stream) == (False, False)


async def test_a_refused_command_leaves_its_id_free(shared: Store) -> None:
    id = uuid4()
    await problems(done(shared, LAND, a_report(free_of_secrets=False), command_id=id))
    assert not (await done(shared, LAND, a_report(), command_id=id)).replayed


BOTH = caller(LEAD)


async def screened(store: Store) -> tuple[Outcome, ScreenCase, dict[str, object]]:
    """A case that the lead screened, with the command and what to send it again with."""
    made, command = await reported(store), a_screening()
    sent = {"command_id": uuid4(), "target": made.stream, "expected": made.version}
    return await store.execute(BOTH, command, **sent), command, sent  # type: ignore[arg-type]  # as a client sends it


async def again(store: Store, who: Caller) -> Outcome:
    _, command, sent = await screened(store)
    return await store.execute(who, command, **sent)  # type: ignore[arg-type]  # as a client sends it


@pytest.mark.parametrize(
    "scopes",
    [{Scope.QUERY_ADHOC, Scope.REGISTRY_READ}, {Scope.CASE_INTAKE, Scope.QUERY_ADHOC}, {Scope.CASE_READ_ALL}],
    ids=["neither right nor sight", "the right alone", "sight alone"],
)
async def test_tells_a_token_for_less_that_it_ran_and_nothing_else(store: Store, scopes: set[Scope]) -> None:
    found = await again(store, replace(BOTH, scopes=frozenset(scopes)))
    assert (found.replayed, found.withheld, found.document, found.version) == (True, True, {}, 2)


async def test_after_an_unknown_commit_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What settles an unknown commit is the same answer."""
    _, command, sent = await screened(store)

    async def lost(*_: object) -> None:
        raise CommitUnknown

    monkeypatch.setattr(command_handler, "transaction", lost)
    less = replace(BOTH, scopes=frozenset({Scope.QUERY_ADHOC}))
    found = await store.execute(less, command, **sent)  # type: ignore[arg-type]  # as a client sends it
    assert (found.replayed, found.document) == (True, {})
