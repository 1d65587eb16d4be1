"""Lists are read in both directions and counted: backward pages give the same objects in the same order."""

from typing import Any

import pytest

from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer

LIST = """query($first: Int, $after: String, $last: Int, $before: String, $order: CaseOrder! = NEWEST) {
  cases(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
    edges { node { id } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture(scope="module")
def token(api: Api, issuer: Issuer) -> str:
    play = Play(api, issuer)
    for _ in range(5):
        play.report()
    return play.token("lead")


def page(api: Api, token: str, **given: Any) -> dict[str, Any]:
    return dict(api.ask(token, LIST, **given)["cases"])


def ids(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


@pytest.mark.parametrize("order", ["NEWEST", "CHANGED", "DEADLINE", "CLAIM"])
def test_backward_pages_are_the_forward_ones(api: Api, token: str, order: str) -> None:
    whole = page(api, token, first=100, order=order)
    assert whole["totalCount"] == len(ids(whole)) >= 5
    end = page(api, token, last=2, order=order)
    assert ids(end) == ids(whole)[-2:]
    assert (end["pageInfo"]["hasNextPage"], end["pageInfo"]["hasPreviousPage"]) == (False, True)
    earlier = page(api, token, last=2, before=end["pageInfo"]["startCursor"], order=order)
    assert ids(earlier) == ids(whole)[-4:-2]
    assert (earlier["pageInfo"]["hasNextPage"], earlier["pageInfo"]["hasPreviousPage"]) == (True, True)
    again = page(api, token, first=2, after=earlier["pageInfo"]["endCursor"], order=order)
    assert ids(again) == ids(end), "a place names the same object in both directions"
    assert page(api, token, last=100, order=order)["pageInfo"]["hasPreviousPage"] is False


def test_null_is_the_direction_that_is_not_asked_for(api: Api, token: str) -> None:
    assert ids(page(api, token, first=None, after=None, last=1, before=None)) == ids(page(api, token, last=1))
    assert ids(page(api, token, first=None)) == ids(page(api, token, first=20))


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        ({"last": 0}, "last", "PAGE_SIZE"),
        ({"last": 101}, "last", "PAGE_SIZE"),
        ({"last": 1, "before": "x"}, "before", "CURSOR"),
        ({"first": 1, "last": 1}, "first", "PAGE_BOTH_WAYS"),
        ({"last": 1, "after": "x"}, "after", "PAGE_BOTH_WAYS"),
        ({"first": 1, "before": "x"}, "last", "PAGE_BOTH_WAYS"),
    ],
)
def test_what_is_no_page_names_its_argument(
    api: Api, token: str, given: dict[str, Any], path: str, reason: str
) -> None:
    said = api.post(token, LIST, **given).json()["errors"][0]["extensions"]
    assert (said["code"], said["path"], said["reason"]) == ("BAD_INPUT", path, reason)


def test_the_cost_of_a_page_that_is_read_backward_is_that_of_its_size(api: Api, token: str) -> None:
    def predicted(**given: Any) -> int:
        return int(api.post(token, LIST, **given).json()["extensions"]["cost"]["predicted"])

    assert predicted(last=7) == predicted(first=7) < predicted(last=100) == predicted(first=100)
