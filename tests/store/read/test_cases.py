"""Lists of cases: complete, in order, searched in Vietnamese, and closed to what protected speech leaves behind."""

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.closing import CloseCase
from domain.case.intake import ImportCase
from domain.case.order import CaseOrder
from domain.case.state.case import CaseState, Category, ClosureReason, Informed
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.refusals import InvalidInput, Refused
from store.driver.pages import COUNT_MOST, CURSOR_MOST, FIRST_MOST, Place, cursor_of, place_of
from store.keys.master import MasterKey
from store.read import case_orders
from store.read.case_filter import SEARCH_MOST, SEARCH_TERMS_MOST, CaseFilter, conditions, search_terms
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.complaints import withdraw
from tests.support.record import done, head, problem
from tests.support.world import LEAD, a_report, a_screening, caller, reported

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
        after = case_orders.cursor_of(CaseOrder.NEWEST, page.rows[-1])


async def several(store: Store, count: int) -> list[str]:
    return [(await reported(store)).stream for _ in range(count)]


class TestPages:
    async def test_hold_everything_once_newest_first(self, store: Store) -> None:
        made = await several(store, 9)
        lead = await store.actor(LEADS)
        for size in (1, 2, 4, 8, 9, 10, FIRST_MOST):
            assert await listed(store, lead, size) == made[::-1]

    async def test_of_cases_that_came_in_the_same_millisecond(self, store: Store) -> None:
        at = store.connection.clock()
        store = Store(replace(store.connection, clock=lambda: at))
        made = await several(store, 7)
        assert await listed(store, await store.actor(LEADS), 2) == sorted(made, reverse=True)

    async def test_stay_whole_while_rows_are_added(self, store: Store) -> None:
        before = await several(store, 6)
        lead = await store.actor(LEADS)
        writing = asyncio.gather(*(reported(store) for _ in range(6)))
        found = await listed(store, lead, 2)
        await writing
        assert len(set(found)) == len(found)
        assert [item for item in found if item in before] == before[::-1]

    @pytest.mark.parametrize("first", [0, -1, FIRST_MOST + 1, 2**31, 2**70])
    async def test_have_a_size(self, shared: Store, first: int) -> None:
        found = await problem(shared.cases.page(OPERATOR, ANY, first, None))
        assert found == InvalidInput(path="input.first", code="page-size", params={"most": FIRST_MOST})

    async def test_of_an_empty_register(self, store: Store) -> None:
        page = await store.cases.page(OPERATOR, ANY, 10, None)
        assert (page.rows, page.more, await store.cases.count(OPERATOR, ANY)) == ([], False, 0)


class TestCursors:
    @given(
        st.datetimes().map(lambda each: each.replace(microsecond=each.microsecond // 1000 * 1000)),
        st.text(alphabet="abc-0123456789", max_size=80),
    )
    def test_name_their_place(self, at: datetime, id: str) -> None:
        assert place_of(cursor_of(at, id)) == Place(at, id)

    @given(
        st.text(max_size=400)
        | st.binary(max_size=90).map(lambda each: base64.urlsafe_b64encode(each).decode())
        | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z .*", fullmatch=True).map(
            lambda each: base64.urlsafe_b64encode(each.encode(errors="replace")).decode().rstrip("=")
        )
    )
    def test_that_are_not_ours_are_refused_as_input(self, cursor: str) -> None:
        try:
            place = place_of(cursor)
        except Refused as refused:
            [found] = refused.problems
            assert found == InvalidInput(path="input.after", code="cursor")
        else:
            assert place is not None
            assert place.value.tzinfo is None
            assert place.id.encode() is not None

    @pytest.mark.parametrize(
        "cursor", ["", "=", "é", "\ud800", "A", "AAAA", "!" * 8, "A" * (CURSOR_MOST + 1), "MDAwMC0wMC0wMA", "\x00"]
    )
    def test_of_a_broken_client(self, cursor: str) -> None:
        with pytest.raises(Refused):
            place_of(cursor)

    async def test_show_nothing_that_is_not_seen_anyway(self, shared: Store) -> None:
        made = await reported(shared)
        stranger = await shared.actor(caller("agency-district"))
        later = {"opened_at": made.document["opened_at"] + timedelta(milliseconds=1), "_id": "case-z"}
        before = case_orders.cursor_of(CaseOrder.NEWEST, later)
        page = await shared.cases.page(stranger, ANY, 100, before)
        assert made.stream not in [row["_id"] for row in page.rows]


class TestFilters:
    async def test_narrow(self, store: Store) -> None:
        one = await reported(store)
        screened = await done(store, LEADS, a_screening(), await reported(store))
        lead = await store.actor(LEADS)
        opened: datetime = screened.document["opened_at"].replace(tzinfo=UTC)
        for wanted, found in (
            (CaseFilter(states=(CaseState.RECEIVED,)), [one.stream]),
            (CaseFilter(states=(CaseState.RECEIVED, CaseState.SCREENED)), [screened.stream, one.stream]),
            (CaseFilter(category=Category.HEALTH), [screened.stream]),
            (CaseFilter(agency="agency-health"), [screened.stream]),
            (CaseFilter(opened_since=opened), [screened.stream]),
            (CaseFilter(opened_before=opened), [one.stream]),
            (CaseFilter(opened_since=opened, opened_before=opened), []),
        ):
            assert await listed(store, lead, 10, wanted) == found
            assert await store.cases.count(lead, wanted) == len(found)

    async def test_compare_instants_whatever_zone_they_are_written_in(self, store: Store) -> None:
        made = await reported(store)
        opened = made.document["opened_at"].replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=7)))
        for wanted, found in (
            (CaseFilter(opened_since=opened), [made.stream]),
            (CaseFilter(opened_before=opened), []),
            (CaseFilter(opened_before=opened + timedelta(milliseconds=1)), [made.stream]),
        ):
            assert await listed(store, OPERATOR, 10, wanted) == found

    def test_say_which_conditions_are_in_use_and_never_their_values(self) -> None:
        wanted = CaseFilter(states=(CaseState.CLOSED,), search="bí mật")
        assert wanted.used() == ("states", "search")

    def test_count_no_further_than_a_limit(self) -> None:
        assert COUNT_MOST == 10_000


class TestSearch:
    CLAIM = "Đường vào bản Nà Lũng bị sạt lở, ủy ban nhân dân xã không xử lý."

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("duong vao ban", True),
            ("ĐƯỜNG", True),
            ("uy ban nhan dan", True),
            ("Uỷ ban", True),
            (normalize("NFD", "sạt lở"), True),
            ("sat lo nhan", True),
            ("lo sat", True),
            ("duong cao toc", False),
            ("dương tính", False),
        ],
    )
    async def test_finds_words_with_and_without_marks(self, shared: Store, words: str, found: bool) -> None:
        made = await done(shared, LAND, a_report(claim=self.CLAIM))
        page = await shared.cases.page(await shared.actor(LAND), CaseFilter(search=words), 100, None)
        assert (made.stream in [row["_id"] for row in page.rows]) is found

    async def test_looks_at_the_newest_with_the_rarest_word_and_says_when_there_are_more(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("store.read.candidates.CANDIDATES_MOST", 3)
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
        monkeypatch.setattr("store.read.candidates.CANDIDATES_MOST", 1)
        for _ in range(3):
            await done(store, LAND, a_report())
        stranger, wanted = await store.actor(caller("agency-district")), CaseFilter(search="trạm")
        assert (await store.cases.among(stranger, wanted)).truncated is False
        assert await store.cases.count(stranger, wanted) == 0

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("", "search-empty"),
            (" . !? ", "search-empty"),
            ("\ud800", "search-empty"),
            ("a" * (SEARCH_MOST + 1), "text-too-long"),
            (" ".join("abcdefghi"), "search-too-long"),
        ],
    )
    def test_refuses(self, words: str, code: str) -> None:
        with pytest.raises(Refused) as caught:
            search_terms(words, MASTER)
        [found] = caught.value.problems
        assert (found.code, getattr(found, "path", "")) == (code, "input.filter.search")

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
        before = await head(shared.connection, made.stream)
        assert before is not None
        assert before["terms"]
        assert before["url_key"]
        assert before["bands"]
        await self.close(shared, made, ClosureReason.PROTECTED)
        after = await head(shared.connection, made.stream)
        assert after is not None
        assert (after["hidden"], after["terms"], after["words"], after["url_key"], after["bands"]) == (
            True,
            [],
            [],
            [],
            [],
        )

    async def test_is_still_there_for_those_who_answer_for_it(self, shared: Store) -> None:
        made = await self.close(shared, await reported(shared), ClosureReason.PROTECTED)
        assert await shared.cases.one(await shared.actor(LEADS), made.stream) == made.document


class TestMatchKeys:
    async def test_the_same_address_and_text_have_the_same_key_and_no_readable_one(self, shared: Store) -> None:
        one = await done(shared, LAND, a_report(url="https://www.Tin.example/bai-1/?utm_source=x"))
        other = await done(shared, LAND, a_report(url="http://tin.example/bai-1", claim=a_report().claim.upper()))
        assert one.document["url_key"] == other.document["url_key"]
        assert one.document["bands"] == other.document["bands"]
        assert b"tin.example" not in b"".join(one.document["url_key"])

    async def test_an_import_is_listed_by_the_day_it_came_in(self, shared: Store) -> None:
        command = ImportCase(
            claim="Tin cũ về trạm bơm.", url="https://a.example/1", source="s.csv", row=1, reporter="agency-land"
        )
        made = await done(shared, OPERATOR, command)
        assert made.document["opened_at"] == made.document["receipt"]["received_at"]


HOSTILE: tuple[Any, ...] = ("\ud800", "case-\udfff", "a\x00b", "$where", '{"$gt": ""}', ".", "$", "x" * 16_384)


class TestHostileStrings:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    async def test_find_nothing_and_break_nothing(self, shared: Store, text: str) -> None:
        lead = await shared.actor(LEADS)
        assert await shared.cases.one(lead, text) is None
        assert await shared.cases.by_code(lead, text) is None
        assert (await shared.cases.page(lead, CaseFilter(agency=text), 10, None)).rows == []
        assert await shared.cases.count(lead, CaseFilter(agency=text)) == 0
