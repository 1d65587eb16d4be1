"""The registry read whole and never too old, actors kept for a day, and the addresses that a case is about."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.administration.agencies import GrantCompetence, NameAgency
from domain.administration.officers import DismissOfficer
from domain.administration.province import AssignLead
from domain.case.links import LinkDuplicate, UnlinkDuplicate
from domain.case.state.related import OtherDecision
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import OPERATOR, ActorKind
from domain.kernel.refusals import NotAllowed
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Kind, Post
from domain.registry.agency import Task
from domain.registry.registry import Registry
from store.driver.transaction import Session, transaction
from store.facts import actors
from store.facts.actors import Actors
from store.facts.needs import case_addresses, decided_elsewhere
from store.facts.registry import RegistryCache
from store.heads.collection import heads_of
from store.keys.master import MasterKey
from store.oauth.denied import Denied
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act, appoint_others, complaint, decided, ruled
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, PROVINCE, with_agency
from tests.support.record import denied, done, head_of, problem
from tests.support.world import (
    KINDS,
    LEAD,
    a_report,
    a_screening,
    caller,
    checking,
    machine,
    officer,
    reported,
    subject,
)

SINCE = date(2021, 7, 4)


def named(name: str) -> NameAgency:
    return NameAgency(name=name, short=name, since=SINCE, source="test")


class TestReading:
    async def test_gives_the_rows_that_were_entered(self, shared: Store) -> None:
        found = await shared.registry.current()
        assert {id: row.kind for id, row in found.agencies.items()} == KINDS
        assert found.lead_on(date(2026, 7, 1)) == LEAD
        assert found.areas["area-north"].name == "Miền Bắc"
        assert found.subjects[subject(LEAD, Post.ADMIN)] == (officer(LEAD, Post.ADMIN),)
        assert len(found.officers) == len(PROVINCE.officers)
        assert await shared.registry.current() is found, "while nothing changes"
        assert await shared.ready()

    async def test_of_nothing(self, empty_store: Store) -> None:
        assert (await empty_store.registry.current()).agencies == {}
        assert not await empty_store.ready()
        assert await denied(done(empty_store, caller(LEAD), a_report())) == "agency-inactive"


class TestDenied:
    async def test_a_slower_read_puts_no_older_list_in_the_place_of_a_newer(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A deny list is read with the registry. Meanwhile another request ends, which read it before."""
        cache, older, newer = RegistryCache(store.connection), Denied({}), Denied({"mark": NOW})

        async def read(_: object) -> Denied:
            return newer

        async def registry(*_: object) -> Registry:
            cache._denied = older
            return PROVINCE

        monkeypatch.setattr(Denied, "read", read)
        monkeypatch.setattr(cache, "_registry_at", registry)
        assert (await cache.with_denied()).denied is newer


class TestHeads:
    """Heads may be changed by whoever has the API's user of the database; rules do not look at them."""

    async def test_a_handler_whose_head_says_signatory_is_a_handler(self, store: Store) -> None:
        id = officer(LEAD, Post.HANDLER)
        heads = heads_of(store.connection, Kind.OFFICER).stored
        head: Any = await heads.find_one({"_id": id})
        forged = head["bytes"].replace(b'"HANDLER"', b'"HANDLER","SIGNATORY"')
        await heads.update_one({"_id": id}, {"$set": {"bytes": forged, "posts": ["HANDLER", "SIGNATORY"]}})
        await store.connection.counters.update_one({"_id": "registry"}, {"$inc": {"n": 1}})
        found = await store.registry.current()
        assert found.officers[id].posts == (Post.HANDLER,)
        assert (await store.actor(caller(LEAD, Post.HANDLER))).posts == {Post.HANDLER}

    @pytest.mark.parametrize("kind", [Kind.AGENCY, Kind.GRANT, Kind.OFFICER])
    async def test_a_head_that_is_gone_ends_nothing(self, store: Store, kind: Kind) -> None:
        before = await store.registry.current()
        await heads_of(store.connection, kind).stored.delete_many({})
        await store.connection.counters.update_one({"_id": "registry"}, {"$inc": {"n": 1}})
        after = await store.registry.current()
        assert after is not before
        assert (after.agencies, after.grants, after.officers) == (before.agencies, before.grants, before.officers)
        assert after.subjects == before.subjects

    async def test_a_subject_that_does_not_open_is_nobodys(self, store: Store) -> None:
        """The text of one officer is damaged: that one cannot act, the others can."""
        id = officer(LEAD, Post.HANDLER)
        value = (await store.registry.current()).officers[id].subject.commitment
        await store.connection.sealed.update_one({"_id": value}, {"$set": {"sealed": b"0" * 40}})
        registry = await RegistryCache(store.connection).current()
        assert subject(LEAD, Post.HANDLER) not in registry.subjects
        assert registry.subjects[subject(LEAD, Post.ADMIN)] == (officer(LEAD, Post.ADMIN),)


class TestChanges:
    async def test_of_another_process_are_seen_at_once(self, store: Store) -> None:
        other = Store(store.connection)
        await other.registry.current()
        await act(store, OPERATOR, named("Sở Một"), "agency-health")
        rows = (await other.registry.current()).agencies
        assert [row.name for row in rows["agency-health"].names] == ["Cơ quan agency-health", "Sở Một"]

    async def test_bind_the_next_command_of_another_process(self, store: Store) -> None:
        other = Store(store.connection)
        assert await done(other, caller("agency-land"), a_report())
        await act(store, OPERATOR, DismissOfficer(on=date(2026, 7, 1)), officer("agency-land", Post.HANDLER))
        assert await denied(done(other, caller("agency-land"), a_report())) == "not-appointed"

    async def test_open_what_was_refused(self, store: Store) -> None:
        made = await reported(store)
        screening = a_screening(assigned="agency-journalists")
        found = await problem(done(store, caller(LEAD), screening, made))
        assert found.code == "agency-not-competent"
        grant = GrantCompetence(task=Task.VERIFY, since=SINCE, source="test")
        await act(Store(store.connection), OPERATOR, grant, "agency-journalists")
        assert (await done(store, caller(LEAD), screening, made)).version == 2

    async def test_are_not_seen_in_a_snapshot_that_is_older(self, store: Store) -> None:
        """A rule is never judged on rows that its transaction does not hold."""
        cache = RegistryCache(store.connection)
        seen: list[Registry] = []

        async def work(session: Session) -> None:
            seen.append(await cache.current(session))
            await act(store, OPERATOR, named("Sở Hai"), "agency-health")
            await cache.current()
            seen.append(await cache.current(session))

        await transaction(store.connection.client, work)
        assert [len(item.agencies["agency-health"].names) for item in seen] == [1, 1]
        assert len((await cache.current()).agencies["agency-health"].names) == 2

    async def test_of_the_lead_move_the_scopes(self, store: Store) -> None:
        command = AssignLead(agency="agency-health", since=date(2026, 1, 1), source="QĐ 9")
        await done(store, OPERATOR, command, target="lead-2026")
        assert await denied(done(store, caller(LEAD), a_screening(), await reported(store))) == "scope-missing"
        lead = await store.actor(caller("agency-health"))
        assert (lead.role, (await reported(store)).document["lead"]) == ("LEAD", "agency-health")


class TestActors:
    async def test_a_person_is_the_officer_of_the_registry(self, shared: Store) -> None:
        actor = await shared.actor(caller("agency-health", Post.SIGNATORY))
        assert (actor.kind, actor.subject) == (ActorKind.PERSON, officer("agency-health", Post.SIGNATORY))
        assert actor.posts == frozenset({Post.SIGNATORY})

    @pytest.mark.parametrize("agency", [item for item, kind in KINDS.items() if kind is not AgencyKind.MINISTRY])
    async def test_scopes_are_those_of_the_token_and_no_more(self, shared: Store, agency: str) -> None:
        wanted = caller(agency)
        assert {str(scope) for scope in (await shared.actor(wanted)).scopes} == wanted.scopes
        greedy = caller(LEAD)
        cross = replace(wanted, scopes=greedy.scopes | {"x:y"})
        assert {str(scope) for scope in (await shared.actor(cross)).scopes} == wanted.scopes & greedy.scopes


CALLER = machine(HEALTH)


@pytest.fixture
def known() -> Actors:
    return Actors(MasterKey(b"\x01" * 32))


def test_an_actor_is_kept_for_each_caller(known: Actors) -> None:
    first = known.of(CALLER, PROVINCE, NOW)
    assert known.of(replace(CALLER), PROVINCE, NOW) is first
    assert known.of(machine(LAND), PROVINCE, NOW).agency == LAND


def test_another_registry_and_another_day_are_asked_anew(known: Actors) -> None:
    until = NOW.date() + timedelta(days=1)
    ends = with_agency(HEALTH, span=Span(since=ALWAYS.since, until=until))
    assert known.of(CALLER, ends, NOW).agency == HEALTH
    for _ in range(2):
        with pytest.raises(NotAllowed):
            known.of(CALLER, ends, NOW + timedelta(days=1))
    known.of(CALLER, PROVINCE, NOW)
    with pytest.raises(NotAllowed):
        known.of(CALLER, with_agency(HEALTH, span=Span(since=ALWAYS.since, until=NOW.date())), NOW)


def test_no_more_than_so_many_are_kept(known: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "KNOWN_MOST", 1)
    first = known.of(CALLER, PROVINCE, NOW)
    known.of(machine(LAND), PROVINCE, NOW)
    found = known.of(CALLER, PROVINCE, NOW)
    assert found == first
    assert found is not first


LEADS = caller("agency-lead")
REASONS = "Hai bài có cùng một nội dung."


async def at(store: Store, url: str) -> str:
    return (await checking(store, url=url)).stream


async def test_addresses_of_links_count_since_they_were_linked(store: Store, clock: TestClock) -> None:
    first, second, third = [await at(store, f"https://tin.example/lien-ket-{number}") for number in range(3)]
    own = [f"https://tin.example/lien-ket-{number}" for number in range(3)]
    clock.forward(minutes=1)
    await act(store, LEADS, LinkDuplicate(of=first, reasons=REASONS), second)
    clock.forward(minutes=1)
    between = clock()
    await act(store, LEADS, LinkDuplicate(of=first, reasons=REASONS), third)
    found = await case_addresses(store.connection, first, None)
    assert (found.normal, set(found.linked_at)) == (frozenset(own), {own[1], own[2]})
    assert found.linked_at[own[1]] < between < found.linked_at[own[2]]
    found = await case_addresses(store.connection, second, None)
    assert (found.normal, set(found.linked_at)) == (frozenset(own), {own[0], own[2]})
    assert found.linked_at[own[0]] < between < found.linked_at[own[2]]
    await act(store, LEADS, UnlinkDuplicate(reasons=REASONS), third)
    found = await case_addresses(store.connection, first, None)
    assert found.normal == frozenset(own[:2])


async def test_a_decision_on_another_case_counts_while_it_is_in_force(store: Store) -> None:
    await appoint_others(store)
    url = "https://tin.example/hai-vu-viec"
    case, other = await at(store, url), await decided(store, url=url)
    lead = await store.actor(LEADS)
    [found] = (await decided_elsewhere(store.connection, case, lead, None)).decisions
    assert found == OtherDecision(code=(await head_of(store.connection, other))["code"])
    await ruled(store, await complaint(store, other), RedressOutcome.UPHELD)
    assert (await decided_elsewhere(store.connection, case, lead, None)).decisions == ()
