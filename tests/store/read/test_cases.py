"""Lists of cases: in every order, page by page, searched in Vietnamese, and closed to what protected speech leaves."""

import base64
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.closing import CloseCase
from domain.case.intake import ImportCase
from domain.case.order import CaseOrder
from domain.case.rounds import OpenRound
from domain.case.state.case import CaseState, ClosureReason, Informed
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.refusals import InvalidInput, Refused
from domain.kernel.vocabulary import Kind
from store.driver.conditions import CURSOR_MOST, Place, cursor_of, place_of
from store.heads.collection import heads_of
from store.keys.master import MasterKey
from store.kinds.case_heads import ORDERS
from store.provisioning.provision import indexes
from store.read import search
from store.read.search import SEARCH_MOST, SEARCH_TERMS_MOST, CaseFilter, conditions, place_in, search_terms
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.complaints import withdraw
from tests.support.handling_commands import good
from tests.support.listener import listened
from tests.support.record import done, head_of
from tests.support.world import LEAD, a_check, a_report, caller, checking, reported

LEADS, LAND = caller(LEAD), caller("agency-land")
ANY = CaseFilter()
MASTER = MasterKey(b"\x07" * 32)


async def listed(
    store: Store,
    actor: Actor,
    size: int = 2,
    wanted: CaseFilter = ANY,
    order: CaseOrder = CaseOrder.NEWEST,
    after: str | None = None,
) -> list[str]:
    found: list[str] = []
    while True:
        page = await store.cases.page(actor, wanted, size, after, order)
        found += [row["_id"] for row in page.rows]
        if not page.more:
            return found
        after = search.cursor_of(order, page.rows[-1])


class TestCursors:
    @given(
        st.datetimes().map(lambda each: each.replace(microsecond=each.microsecond // 1000 * 1000)),
        st.text(alphabet="abc-0123456789", max_size=80),
    )
    def test_name_their_place(self, at: datetime, id: str) -> None:
        assert place_of(cursor_of(at, id)) == Place(at, id)

    @pytest.mark.parametrize(
        "cursor", ["", "=", "é", "\ud800", "A", "AAAA", "!" * 8, "A" * (CURSOR_MOST + 1), "MDAwMC0wMC0wMA", "\x00"]
    )
    def test_of_a_broken_client(self, cursor: str) -> None:
        with pytest.raises(Refused):
            place_of(cursor)


class TestSearch:
    async def test_looks_at_the_newest_with_the_rarest_word(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store.read.search.CANDIDATES_MOST", 3)
        cases = [(await done(store, LAND, a_report())).stream for _ in range(3)]
        actor, wanted = await store.actor(LAND), CaseFilter(search="trạm y tế")
        assert (await store.cases.among(actor, wanted)).truncated is False  # at the limit
        assert await listed(store, actor, 2, wanted) == cases[::-1]
        cases.append((await done(store, LAND, a_report())).stream)
        for order in CaseOrder:  # over it: the oldest is not looked at, in whatever order
            page = await store.cases.page(actor, wanted, 10, None, order)
            assert {row["_id"] for row in page.rows} == set(cases[1:])
        assert (await store.cases.among(actor, wanted)).truncated is True
        assert await store.cases.count(actor, wanted) == 3
        rare = await done(store, LAND, a_report(claim="Trạm y tế hết thuốc."))
        wanted = CaseFilter(search="trạm y tế thuốc")  # few have the rarest word, so nothing is left out
        assert (await store.cases.among(actor, wanted)).truncated is False
        assert await listed(store, actor, 10, wanted) == [rare.stream]

    @given(st.text(max_size=SEARCH_MOST + 20) | st.text("$.{}\x00\ud800\u0301 aĐ", max_size=SEARCH_MOST))
    def test_whatever_is_typed_gives_keyed_words_or_a_refusal(self, words: str) -> None:
        try:
            terms = search_terms(words, MASTER)
        except Refused:
            return
        assert 1 <= len(terms) <= SEARCH_TERMS_MOST
        assert all(len(term) == 8 for term in terms)

    def test_an_empty_search_is_not_no_search(self) -> None:
        with pytest.raises(Refused):
            conditions(CaseFilter(search=""), {}, MASTER)


class TestHidden:
    async def found(self, store: Store, made: Outcome) -> set[bool]:
        """Return whether each search finds it: with diacritics, without them, by one word."""
        actor, ways = await store.actor(LEADS), ("trạm y tế", "tram y te", "DON")
        return {made.stream in await listed(store, actor, 100, CaseFilter(search=words)) for words in ways}

    async def close(self, store: Store, made: Outcome, reason: ClosureReason) -> Outcome:
        closing = CloseCase(ground=reason, reasons="Vì nội dung là ý kiến riêng.", informed=Informed.BY_PHONE)
        return await done(store, LEADS, closing, made)

    @pytest.mark.parametrize("reason", [ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS, ClosureReason.WITHDRAWN])
    async def test_leaves_search_at_once(self, shared: Store, reason: ClosureReason) -> None:
        made = await reported(shared)
        assert await self.found(shared, made) == {True}
        if reason is ClosureReason.WITHDRAWN:
            await withdraw(shared, made.stream)
            made = replace(made, version=made.version + 2)
        await self.close(shared, made, reason)
        assert await self.found(shared, made) == {reason is ClosureReason.WITHDRAWN}

    async def test_keeps_nothing_to_find_it_by(self, shared: Store) -> None:
        made = await reported(shared)
        before, keys = await head_of(shared.connection, made.stream), ("terms", "url_key", "bands", "words")
        assert all(before[key] for key in keys[:3])
        await self.close(shared, made, ClosureReason.PROTECTED)
        after = await head_of(shared.connection, made.stream)
        assert (after["hidden"], [after[key] for key in keys]) == (True, [[]] * 4)


class TestMatchKeys:
    async def test_an_import_is_listed_by_the_day_it_came_in(self, shared: Store) -> None:
        command = ImportCase(
            claim="Tin cũ về trạm bơm.", url="https://a.example/1", source="s.csv", row=1, reporter="agency-land"
        )
        made = await done(shared, OPERATOR, command)
        assert made.document["opened_at"] == made.document["receipt"]["received_at"]


NAMES = {
    "_".join(f"{field}_{direction}" for field, direction in keys)
    for part, collection, keys, _ in indexes()
    if (part, collection) == ("main", "cases")
}


async def with_claims(store: Store, *claims: str) -> dict[str, str]:
    return {claim: (await done(store, LAND, a_report(claim=claim))).stream for claim in claims}


async def a_round(store: Store, days: int) -> Outcome:
    made = await checking(store)
    return await done(store, LEADS, good(OpenRound, invited=("agency-health", "agency-land"), due_days=days), made)


class TestOrders:
    async def test_by_the_last_change(self, store: Store) -> None:
        one, other = await checking(store), await checking(store)
        actor = await store.actor(LEADS)
        assert await listed(store, actor, order=CaseOrder.CHANGED) == [other.stream, one.stream]
        await done(store, caller("agency-health"), a_check(), one)
        assert await listed(store, actor, order=CaseOrder.CHANGED) == [one.stream, other.stream]
        assert await listed(store, actor) == [other.stream, one.stream]

    async def test_by_the_earliest_deadline_and_none_last(self, store: Store) -> None:
        without = await checking(store)
        late, soon = await a_round(store, 9), await a_round(store, 2)
        actor = await store.actor(LEADS)
        assert await listed(store, actor, order=CaseOrder.DEADLINE) == [soon.stream, late.stream, without.stream]

    @pytest.mark.parametrize("order", CaseOrder)
    async def test_every_page_size_shows_every_case_once(self, shared: Store, order: CaseOrder) -> None:
        for _ in range(3):
            await done(shared, LAND, a_report())  # the same claim: the id decides
        actor = await shared.actor(LAND)
        whole = await listed(shared, actor, 100, order=order)
        assert len(set(whole)) == len(whole) >= 3
        assert await listed(shared, actor, order=order) == whole

    @pytest.mark.parametrize("order", CaseOrder)
    async def test_writes_between_two_pages_neither_repeat_nor_skip(self, store: Store, order: CaseOrder) -> None:
        ids = set((await with_claims(store, *(f"Tin đồn số {n} về trạm y tế." for n in range(5)))).values())
        actor = await store.actor(LEADS)
        first = await store.cases.page(actor, ANY, 2, None, order)
        cursor = search.cursor_of(order, first.rows[-1])
        await with_claims(store, "Ao làng cạn nước.", "Tin đồn số 22 về cầu.", "Xe khách tăng giá.")
        seen = [row["_id"] for row in first.rows] + await listed(store, actor, order=order, after=cursor)
        assert len(seen) == len(set(seen))
        assert ids <= set(seen)


async def test_at_an_address_the_newest_twenty_are_found(store: Store) -> None:
    url = "https://dong.example/1"
    cases = [(await done(store, LAND, a_report(url=url))).stream for _ in range(21)]
    found = await store.cases.at_address(await store.actor(LAND), url)
    assert [row["_id"] for row in found] == cases[:0:-1]


class TestPlaces:
    @given(st.sampled_from(CaseOrder), st.text(max_size=300) | st.binary(max_size=90).map(base64.urlsafe_b64encode))
    def test_that_are_not_ours_are_refused(self, order: CaseOrder, cursor: str | bytes) -> None:
        given = cursor if isinstance(cursor, str) else cursor.decode()
        try:
            found = place_in(order, given)
        except Refused as refused:
            [problem] = refused.problems
            assert problem == InvalidInput(path="input.after", code="cursor")
        else:
            assert found is not None
            assert isinstance(found.value, str if order is CaseOrder.CLAIM else datetime)

    def test_of_another_order_is_refused(self) -> None:
        row = {"claim_order": "a", "changed_at": datetime(2026, 1, 1), "_id": "case-1"}  # noqa: DTZ001
        assert place_in(CaseOrder.CLAIM, search.cursor_of(CaseOrder.CLAIM, row)) == Place("a", "case-1")
        with pytest.raises(Refused):
            place_in(CaseOrder.CLAIM, search.cursor_of(CaseOrder.CHANGED, row))


class TestIndexes:
    @pytest.mark.parametrize("order", CaseOrder)
    @pytest.mark.parametrize("agency", [LEAD, "agency-land", "agency-internal", "agency-inspection"])
    async def test_every_list_and_count_names_its_own(
        self, shared: Store, root_uri: str, order: CaseOrder, agency: str
    ) -> None:
        async with listened(shared.connection, root_uri) as (connection, listener):
            store = Store(replace(connection, hints=True))  # as for a MongoDB
            actor = await store.actor(caller(agency))
            listener.commands.clear()
            for wanted in (ANY, CaseFilter(agency="agency-health"), CaseFilter(states=(CaseState.CLOSED,))):
                await store.cases.page(actor, wanted, 10, None, order)
                await store.cases.count(actor, wanted)
        asked = [each for each in listener.commands if "cases" in (each.get("find"), each.get("aggregate"))]
        named = [command["hint"] for command in asked]
        assert len(named) == 6
        assert set(named) <= NAMES
        assert ORDERS[order].field in named[0]

    async def test_the_server_walks_the_index_that_is_named(self, shared: Store) -> None:
        heads = heads_of(shared.connection, Kind.CASE).stored
        name = "seen_by_1_claim_order_1__id_1"
        plan = await heads.find({"seen_by": "agency-land"}).hint(name).sort(ORDERS[CaseOrder.CLAIM].sort).explain()
        assert name in str(plan["queryPlanner"]["winningPlan"])
