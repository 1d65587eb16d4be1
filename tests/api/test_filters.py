"""Lists and searches over HTTP: claims in Vietnamese order, wrong filters by name, and nobody looked up."""

from typing import Any

import pytest

from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import LEAD, machine

WORD = "qzxwv"
"""Of these cases alone: the installation holds those of other tests too."""
CLAIMS = [
    f"Áo ấm {WORD} bị bớt xén.",
    f"Ăn uống ở chợ {WORD} không sạch.",
    f"Dự án {WORD} bị bỏ hoang.",
    f"Đập nước {WORD} sắp vỡ.",
]
"""As a Vietnamese dictionary has them."""
PURPOSE = {"Casebook-Purpose": "HANDLING"}
LIST = """query($filter: CaseFilter, $order: CaseOrder! = NEWEST, $first: Int! = 20, $after: String) {
  cases(filter: $filter, orderBy: $order, first: $first, after: $after) { totalCount truncated
    pageInfo { hasNextPage endCursor } edges { node { claim } } } }"""


@pytest.fixture(scope="module")
def play(api: Api, issuer: Issuer) -> Play:
    """Four cases, in another order than that of their claims."""
    play = Play(api, issuer)
    for number in (3, 1, 0, 2):
        play.report(claim=CLAIMS[number])
    return play


@pytest.mark.parametrize("size", [1, 3])
def test_claims_stand_in_vietnamese_order_from_page_to_page(play: Play, size: int) -> None:
    found, after, more = list[str](), None, True
    while more:
        asked = {"filter": {"search": WORD}, "order": "CLAIM", "first": size, "after": after}
        page = play.api.ask(play.token("lead"), LIST, PURPOSE, **asked)["cases"]
        found += [edge["node"]["claim"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == CLAIMS
    assert page["truncated"] is False


@pytest.mark.parametrize(
    ("filter", "path"),
    [
        ({"search": "?"}, "filter.search"),
        ({"search": "số 0987 654 321"}, "filter.search"),
        ({"areas": [f"area-{n}" for n in range(51)]}, "filter.areas"),
    ],
    ids=["search", "telephone", "areas"],
)
def test_a_wrong_filter_is_named(play: Play, filter: dict[str, Any], path: str) -> None:
    answer = play.api.post(play.token("lead"), LIST, PURPOSE, filter=filter).json()
    assert answer["errors"][0]["extensions"]["path"] == path


WRITTEN = "Người gọi xưng tên Lan zxqvw, số 0987 654 321, trang facebook.com/lan.zxqvw, thẻ 012345678901."


@pytest.fixture(scope="module")
def numbered(api: Api, issuer: Issuer) -> Play:
    play = Play(api, issuer)
    play.report(claim=WRITTEN)
    return play


class TestNoLookUpOfPersons:
    """Numbers and accounts are in no index; a search by words needs a purpose, and inspectors read the words (X2)."""

    def test_the_claim_has_words_for_numbers_and_is_whole_for_a_purpose(self, numbered: Play) -> None:
        token, query = numbered.token("lead"), "query($id: ID!) { case(id: $id) { claim } }"
        masked = "Người gọi xưng tên Lan zxqvw, số [số điện thoại], trang [tài khoản], thẻ [số giấy tờ]."
        assert numbered.api.ask(token, query, id=numbered.case)["case"]["claim"] == masked
        whole = "query($id: ID!) { claimAsWritten(id: $id) }"
        refused = numbered.api.post(token, whole, id=numbered.case).json()["errors"][0]["extensions"]
        assert refused["reason"] == "PURPOSE_MISSING"
        assert numbered.api.ask(token, whole, PURPOSE, id=numbered.case)["claimAsWritten"] == WRITTEN
        program = numbered.api.post(numbered.signed(machine(LEAD)), whole, PURPOSE, id=numbered.case).json()
        assert program["errors"][0]["extensions"]["reason"] == "PERSON_NEEDED"

    @pytest.mark.parametrize("words", ["654", "0987", "987654321", "012345678901", "zxqvw facebook", "lan.zxqvw com"])
    def test_no_part_of_a_number_or_an_account_finds_it(self, numbered: Play, words: str) -> None:
        answer = numbered.api.post(numbered.token("lead"), LIST, PURPOSE, filter={"search": words}).json()
        assert "errors" in answer or answer["data"]["cases"]["totalCount"] == 0

    @pytest.mark.parametrize(
        "address",
        [
            *("https://www.facebook.com/lan.zxqvw", "https://m.facebook.com/profile.php?id=100012345678901"),
            *("https://zalo.me/0987654321", "https://t.me/lan_zxqvw", "https://www.tiktok.com/@lan.zxqvw"),
            *("https://www.youtube.com/@lan-zxqvw/videos", "https://vi-vn.facebook.com/lan.zxqvw/photos"),
            "tel:0987654321",
        ],
    )
    def test_nor_does_the_address_of_an_account(self, numbered: Play, address: str) -> None:
        query = "query($address: String!) { casesAt(address: $address) { id } }"
        answer = numbered.api.post(numbered.token("lead"), query, PURPOSE, address=address).json()
        assert (answer["errors"][0]["extensions"]["path"], answer["data"]) == ("address", {"casesAt": None})

    @pytest.mark.parametrize(
        "query", ['{ search(words: "zxqvw") { total } }', '{ cases(filter: {search: "zxqvw"}) { totalCount } }']
    )
    def test_words_need_a_purpose(self, numbered: Play, query: str) -> None:
        answer = numbered.api.post(numbered.token("lead"), query).json()
        assert answer["errors"][0]["extensions"]["reason"] == "PURPOSE_MISSING"

    def test_inspectors_read_the_words_and_the_own_agency_does_not(self, numbered: Play) -> None:
        sought = '{ search(words: "Lan zxqvw") { total } }'
        assert numbered.api.ask(numbered.token("lead"), sought, PURPOSE)["search"]["total"]
        log = "{ accessLog(filter: {searches: true}) { edges { node { readings { filters words purpose } } } } }"
        for who, words in (("inspection.inspector", "Lan zxqvw"), ("lead.auditor", None)):
            edges = numbered.api.ask(numbered.token(who), log, PURPOSE)["accessLog"]["edges"]
            newest = edges[0]["node"]["readings"][0]
            assert newest == {"filters": ["search"], "words": words, "purpose": "HANDLING"}
