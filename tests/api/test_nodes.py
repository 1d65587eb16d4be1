"""Objects by their ids, several at once: their order, what is not given, and how many are admitted."""

import json
from typing import Any

import pytest

from schema.lists import IDS_MOST
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer

MANY = [f"agency-{n}" for n in range(IDS_MOST + 1)]
VARIABLE = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"


@pytest.fixture(scope="module")
def play(api: Api, issuer: Issuer) -> Play:
    made = Play(api, issuer)
    made.report()
    return made


def test_come_in_the_order_of_their_ids_and_null_where_there_is_nothing_to_see(play: Play) -> None:
    ids = [play.case, "case-nowhere", "agency-health", "what", play.case, ""]
    shown = {"__typename": "Case", "id": play.case}
    health = {"__typename": "Agency", "id": "agency-health"}
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    seen = play.api.ask(play.token("land"), query, ids=ids)["nodes"]
    assert seen == [shown, None, health, None, shown, None]
    hidden = play.api.ask(play.token("police"), query, ids=ids)["nodes"]
    assert hidden == [None, None, health, None, None, None]
    assert play.api.ask(play.token("land"), query, ids=[])["nodes"] == []


def test_each_is_asked_for_the_fields_of_its_type(play: Play) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { code } ... on Agency { name } } }"
    case, agency = play.api.ask(play.token("land"), query, ids=[play.case, "agency-health"])["nodes"]
    assert (set(case), set(agency)) == ({"code"}, {"name"})


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (VARIABLE, {"ids": MANY}),
        (f"{{ nodes(ids: {json.dumps(MANY)}) {{ id }} }}", {}),
        (f"query($ids: [ID!]! = {json.dumps(MANY)}) {{ nodes(ids: $ids) {{ id }} }}", {}),
    ],
)
def test_more_than_admitted_are_refused_by_the_limit(play: Play, query: str, variables: dict[str, Any]) -> None:
    answer = play.api.post(play.token("land"), query, **variables).json()
    extensions = answer["errors"][0]["extensions"]
    assert (extensions["code"], extensions["limit"], extensions["most"]) == ("LIMIT_EXCEEDED", "NODE_IDS", IDS_MOST)
    assert "data" not in answer, "nothing was begun"


def test_as_many_as_admitted_are_given(play: Play) -> None:
    assert play.api.ask(play.token("land"), VARIABLE, ids=MANY[:-1])["nodes"] == [None] * IDS_MOST
