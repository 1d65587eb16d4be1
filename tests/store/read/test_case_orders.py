"""Lists in every order, page by page, while others write; and the index that every query names."""

import base64
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.order import CaseOrder
from domain.case.rounds import OpenRound
from domain.case.state.case import CaseState
from domain.case.state.round import RoundMethod
from domain.kernel.actor import Actor
from domain.kernel.refusals import InvalidInput, Refused
from domain.kernel.vocabulary import Kind
from store.driver.conditions import Place
from store.heads.collection import heads_of
from store.kinds.case_heads import ORDERS
from store.provisioning.provision import indexes
from store.read.search import CaseFilter, cursor_of, place_in
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.listener import listened
from tests.support.record import done
from tests.support.world import LEAD, a_check, a_report, caller, checking

ANY = CaseFilter()
LEADS, LAND = caller(LEAD), caller("agency-land")
NAMES = {
    "_".join(f"{field}_{direction}" for field, direction in keys)
    for part, collection, keys, _ in indexes()
    if (part, collection) == ("main", "cases")
}


async def listed(store: Store, actor: Actor, order: CaseOrder, size: int = 2, wanted: CaseFilter = ANY) -> list[str]:
    """All ids, page by page."""
    found: list[str] = []
    after = None
    while True:
        page = await store.cases.page(actor, wanted, size, after, order)
        found += [row["_id"] for row in page.rows]
        if not page.more:
            return found
        after = cursor_of(order, page.rows[-1])


async def with_claims(store: Store, *claims: str) -> dict[str, str]:
    """Cases by their claim."""
    return {claim: (await done(store, LAND, a_report(claim=claim))).stream for claim in claims}


async def a_round(store: Store, days: int) -> Outcome:
    """A case in which opinions are due in so many days."""
    made = await checking(store)
    command = OpenRound(
        method=RoundMethod.WRITTEN_OPINION,
        method_reason="Việc đơn giản, không cần họp.",
        question="Đề nghị cho ý kiến.",
        invited=("agency-health", "agency-land"),
        due_days=days,
    )
    return await done(store, LEADS, command, made)


class TestOrders:
    async def test_by_the_last_change(self, store: Store) -> None:
        one, other = await checking(store), await checking(store)
        actor = await store.actor(LEADS)
        assert await listed(store, actor, CaseOrder.CHANGED) == [other.stream, one.stream]
        await done(store, caller("agency-health"), a_check(), one)
        assert await listed(store, actor, CaseOrder.CHANGED) == [one.stream, other.stream]
        assert await listed(store, actor, CaseOrder.NEWEST) == [other.stream, one.stream]

    async def test_by_the_earliest_deadline_and_none_last(self, store: Store) -> None:
        without = await checking(store)
        late, soon = await a_round(store, 9), await a_round(store, 2)
        actor = await store.actor(LEADS)
        assert await listed(store, actor, CaseOrder.DEADLINE) == [soon.stream, late.stream, without.stream]

    @pytest.mark.parametrize("order", CaseOrder)
    async def test_every_page_size_shows_every_case_once(self, shared: Store, order: CaseOrder) -> None:
        for _ in range(3):
            await done(shared, LAND, a_report())  # the same claim: the id decides
        actor = await shared.actor(LAND)
        whole = await listed(shared, actor, order, 100)
        assert len(set(whole)) == len(whole) >= 3
        assert await listed(shared, actor, order, 2) == whole

    @pytest.mark.parametrize("order", CaseOrder)
    async def test_writes_between_two_pages_neither_repeat_nor_skip_what_stays(
        self, store: Store, order: CaseOrder
    ) -> None:
        ids = set((await with_claims(store, *(f"Tin đồn số {n} về trạm y tế." for n in range(5)))).values())
        actor = await store.actor(LEADS)
        first = await store.cases.page(actor, ANY, 2, None, order)
        cursor = cursor_of(order, first.rows[-1])
        await with_claims(store, "Ao làng cạn nước.", "Tin đồn số 22 về cầu.", "Xe khách tăng giá.")
        seen = [row["_id"] for row in first.rows]
        while True:
            page = await store.cases.page(actor, ANY, 2, cursor, order)
            seen += [row["_id"] for row in page.rows]
            if not page.more:
                break
            cursor = cursor_of(order, page.rows[-1])
        assert len(seen) == len(set(seen))
        assert ids <= set(seen)


class TestFilters:
    async def test_a_filter_opens_nothing(self, shared: Store) -> None:
        made = await done(shared, LAND, a_report())
        stranger = await shared.actor(caller("agency-district"))
        for wanted in (CaseFilter(lead=LEAD), CaseFilter(agency="agency-land")):
            assert made.stream not in await listed(shared, stranger, CaseOrder.CHANGED, 100, wanted)


class TestCursors:
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
        assert place_in(CaseOrder.CLAIM, cursor_of(CaseOrder.CLAIM, row)) == Place("a", "case-1")
        with pytest.raises(Refused):
            place_in(CaseOrder.CLAIM, cursor_of(CaseOrder.CHANGED, row))


class TestIndexes:
    @pytest.mark.parametrize("order", CaseOrder)
    @pytest.mark.parametrize("agency", [LEAD, "agency-land", "agency-internal", "agency-inspection"])
    async def test_every_list_and_count_names_one_that_exists_and_leads_with_its_order(
        self, shared: Store, root_uri: str, order: CaseOrder, agency: str
    ) -> None:
        async with listened(shared.connection, root_uri) as (connection, listener):
            store = Store(replace(connection, hints=True))  # as for a MongoDB
            actor = await store.actor(caller(agency))
            listener.commands.clear()
            for wanted in (ANY, CaseFilter(agency="agency-health"), CaseFilter(states=(CaseState.CLOSED,))):
                await store.cases.page(actor, wanted, 10, None, order)
                await store.cases.count(actor, wanted)
        named = [
            command["hint"]
            for command in listener.commands
            if "cases" in (command.get("find"), command.get("aggregate"))
        ]
        assert len(named) == 6
        assert set(named) <= NAMES
        assert ORDERS[order].field in named[0]

    async def test_the_server_walks_the_index_that_is_named(self, shared: Store) -> None:
        heads = heads_of(shared.connection, Kind.CASE).stored
        name = "seen_by_1_claim_order_1__id_1"
        plan = await heads.find({"seen_by": "agency-land"}).hint(name).sort(ORDERS[CaseOrder.CLAIM].sort).explain()
        assert name in str(plan["queryPlanner"]["winningPlan"])
