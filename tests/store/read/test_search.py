"""Search: with or without diacritics, phrases, numbers, the best first."""

from dataclasses import replace

import pytest

from domain.kernel.refusals import InvalidInput, Refused
from store.read.search import SearchRequest, sought
from store.store import Store
from tests.support.listener import listened
from tests.support.record import done
from tests.support.world import LEAD, a_report, caller

LEADS, LAND = caller(LEAD), caller("agency-land")
CLAIM = "Đường vào trạm y tế bị sạt lở, tin xấu độc nói có người chết."


async def ids(store: Store, words: str, agency: str = LEAD) -> list[str]:
    found = await store.search.cases(await store.actor(caller(agency)), words, 100)
    return [row["_id"] for row in found.rows]


FINDING = {"xau doc", "xấu độc", "XẤU ĐỘC", "duong", "sat lo duong", '"trạm y tế"', '"tram y te" sat', "độc\u0301 xấu"}
OTHERS = {"xau doc lap", '"y te tram"', '"sạt đường"', "truong"}


async def test_words_are_found_however_they_are_typed_and_phrases_as_they_are(shared: Store) -> None:
    made = await done(shared, LAND, a_report(claim=CLAIM))
    assert {words for words in FINDING | OTHERS if made.stream in await ids(shared, words)} == FINDING


async def test_who_wrote_the_same_diacritics_comes_first(store: Store) -> None:
    right = await done(store, LAND, a_report(claim="Cấm chợ phiên từ tháng sau."))
    other = await done(store, LAND, a_report(claim="Cam cho phiên chợ bị nhiễm độc."))
    assert await ids(store, "cam cho phien") == [other.stream, right.stream]
    assert await ids(store, "cấm chợ phiên") == [right.stream, other.stream]


async def test_numbers_are_found_with_any_separator(shared: Store) -> None:
    made = await done(shared, LAND, a_report())
    for words in (made.document["code"], made.document["code"].lower().replace("-", " ")):
        assert made.stream in await ids(shared, words)


async def test_looks_at_no_more_than_it_may_and_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.read.search.CANDIDATES_MOST", 3)
    made = [(await done(store, LAND, a_report())).stream for _ in range(5)]
    found = await store.search.cases(await store.actor(LEADS), "trạm y tế", 10)
    assert ([row["_id"] for row in found.rows], found.total, found.truncated) == (made[:1:-1], 3, True)
    rare = await done(store, LAND, a_report(claim="Trạm y tế hết thuốc."))
    found = await store.search.cases(await store.actor(LEADS), "trạm y tế thuốc", 10)
    assert ([row["_id"] for row in found.rows], found.truncated) == ([rare.stream], False)


async def test_asks_for_the_rarest_word_by_its_index(store: Store, root_uri: str) -> None:
    for _ in range(2):
        await done(store, LAND, a_report())
    await done(store, LAND, a_report(claim="Trạm y tế hết thuốc."))
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(replace(connection, hints=True))  # as for a MongoDB
        actor = await heard.actor(LEADS)
        listener.commands.clear()
        await heard.search.cases(actor, "trạm thuốc", 10)
    asked = [command for command in listener.commands if "cases" in (command.get("find"), command.get("aggregate"))]
    *_, candidates, shown = asked
    assert len(asked) == 4, "each word is counted, then one question ranks, and one reads what is shown"
    assert candidates["pipeline"][0]["$match"]["terms"] == store.connection.master.term("thuoc")
    assert candidates["hint"] == "terms_1_opened_at_-1__id_-1"
    assert shown["find"] == "cases"


async def test_it_reads_no_more_cases_than_it_shows(store: Store, root_uri: str) -> None:
    """Whatever is found; only a phrase is looked for in all the texts that have its words."""
    made = [(await done(store, LAND, a_report(claim=CLAIM))).stream for _ in range(5)]
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        actor = await heard.actor(LEADS)
        for words, read in (("sạt lở", [2]), ('"sạt lở"', [5, 2])):
            listener.commands.clear()
            found = await heard.search.cases(actor, words, 2)
            assert ([row["_id"] for row in found.rows], found.total) == (made[:-3:-1], 5)
            finds = [command for command in listener.commands if command.get("find") == "cases"]
            assert [len(find["filter"]["_id"]["$in"]) for find in finds] == read


async def test_it_answers_with_the_keys_that_are_wanted(store: Store) -> None:
    made = await done(store, LAND, a_report(claim=CLAIM))
    found = await store.search.cases(await store.actor(LEADS), "sat lo", 2, frozenset({"code"}))
    [row] = found.rows
    assert (row["code"], "claim" in row) == (made.document["code"], False)


BAD = {"": "search-empty", "…!": "search-empty", "a" * 201: "text-too-long", "a b c d e f g h i": "search-too-long"}


@pytest.mark.parametrize("words", BAD)
def test_words_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(Refused) as caught:
        sought(words)
    [found] = caught.value.problems
    assert isinstance(found, InvalidInput)
    assert (found.path, found.code) == ("input.words", BAD[words])


def test_what_is_sought() -> None:
    assert sought("“Trạm y tế” xã") == SearchRequest(
        terms=("tram", "i", "te", "xa"), phrases=("tram i te",), exact=("trạm", "y", "tế", "xã")
    )
