"""Lists of cases: complete, in order, searched in Vietnamese, and closed to what protected speech leaves behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.closing import CloseCase
from domain.case.intake import ImportCase
from domain.case.order import CaseOrder
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.refusals import Refused
from store.driver.conditions import CURSOR_MOST, Place, cursor_of, place_of
from store.keys.master import MasterKey
from store.read import search
from store.read.search import SEARCH_MOST, SEARCH_TERMS_MOST, CaseFilter, conditions, search_terms
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.complaints import withdraw
from tests.support.record import done, head_of
from tests.support.world import LEAD, a_report, caller, reported

LEADS, LAND = caller(LEAD), caller("agency-land")
ANY = CaseFilter()
MASTER = MasterKey(b"\x07" * 32)


async def listed(store: Store, actor: Actor, size: int, wanted: CaseFilter = ANY) -> list[str]:
    """All ids, page by page."""
    found: list[str] = []
    after = None
    while True:
        page = await store.cases.page(actor, wanted, size, after)
        found += [row["_id"] for row in page.rows]
        if not page.more:
            return found
        after = search.cursor_of(CaseOrder.NEWEST, page.rows[-1])


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
    CLAIM = "Đường vào bản Nà Lũng bị sạt lở, ủy ban nhân dân xã không xử lý."

    async def test_looks_at_the_newest_with_the_rarest_word_and_says_when_there_are_more(
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

    async def test_counts_no_words_of_cases_that_the_viewer_may_not_see(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store.read.search.CANDIDATES_MOST", 1)
        for _ in range(3):
            await done(store, LAND, a_report())
        stranger, wanted = await store.actor(caller("agency-district")), CaseFilter(search="trạm")
        assert (await store.cases.among(stranger, wanted)).truncated is False
        assert await store.cases.count(stranger, wanted) == 0

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


def ways(made: Outcome) -> Iterator[tuple[str, CaseFilter]]:
    yield "with marks", CaseFilter(search="trạm y tế")
    yield "without marks", CaseFilter(search="tram y te")
    yield "one word", CaseFilter(search="DON")


class TestHidden:
    async def found(self, store: Store, made: Outcome) -> dict[str, bool]:
        shown = {}
        for name, wanted in ways(made):
            shown[name] = made.stream in await listed(store, await store.actor(LEADS), 100, wanted)
        return shown

    async def close(self, store: Store, made: Outcome, reason: ClosureReason) -> Outcome:
        closing = CloseCase(ground=reason, reasons="Vì nội dung là ý kiến riêng.", informed=Informed.BY_PHONE)
        return await done(store, LEADS, closing, made)

    @pytest.mark.parametrize("reason", [ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS, ClosureReason.WITHDRAWN])
    async def test_leaves_search_at_once(self, shared: Store, reason: ClosureReason) -> None:
        made = await reported(shared)
        assert set((await self.found(shared, made)).values()) == {True}
        if reason is ClosureReason.WITHDRAWN:
            await withdraw(shared, made.stream)
            made = replace(made, version=made.version + 2)
        await self.close(shared, made, reason)
        assert set((await self.found(shared, made)).values()) == {reason is ClosureReason.WITHDRAWN}

    async def test_keeps_nothing_to_find_it_by(self, shared: Store) -> None:
        made = await reported(shared)
        before = await head_of(shared.connection, made.stream)
        assert before["terms"]
        assert before["url_key"]
        assert before["bands"]
        await self.close(shared, made, ClosureReason.PROTECTED)
        after = await head_of(shared.connection, made.stream)
        assert (after["hidden"], after["terms"], after["words"], after["url_key"], after["bands"]) == (
            True,
            [],
            [],
            [],
            [],
        )


class TestMatchKeys:
    async def test_an_import_is_listed_by_the_day_it_came_in(self, shared: Store) -> None:
        command = ImportCase(
            claim="Tin cũ về trạm bơm.", url="https://a.example/1", source="s.csv", row=1, reporter="agency-land"
        )
        made = await done(shared, OPERATOR, command)
        assert made.document["opened_at"] == made.document["receipt"]["received_at"]
