"""Objects by their ids, several at once: their order, what is not given, and how many are admitted; and objects beside
their ids: shown as the viewer may see them, and gathered for a page."""

import json
from typing import Any

import pytest

from schema.lists import IDS_MOST
from tests.support.in_process import InProcess as Api
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import caller

MANY = [f"agency-{n}" for n in range(IDS_MOST + 1)]
PROPOSAL = "proposal { provisions { id kind } } areas { id name level }"
VARIABLE = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"


@pytest.fixture(scope="module")
def play(api: Api, issuer: Issuer) -> Play:
    return Play.with_proposal(api, issuer)


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


def test_a_case_shows_its_areas_and_the_provisions_of_its_proposal(play: Play) -> None:
    shown = play.shown(PROPOSAL)
    assert {area["level"] for area in shown["areas"]} <= {"DISTRICT", "COMMUNE"}
    proposal = shown["proposal"]
    assert {row["kind"] for row in proposal["provisions"]} == {"GROUND"}


def test_provisions_need_the_right_to_read_the_registry(play: Play, api: Api, issuer: Issuer) -> None:
    who = caller("agency-lead")
    token = issuer.token(who.__class__(**{**vars(who), "scopes": who.scopes - {"registry:read"}}))
    shown = api.ask(token, f"query($id: ID!) {{ case(id: $id) {{ {PROPOSAL} }} }}", id=play.case)["case"]
    assert shown["proposal"]["provisions"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('{task: VERIFY, category: HEALTH, areas: ["area-north"]}', "agency-health"),
        ('{task: VERIFY, category: HEALTH, areas: ["area-north"], on: "1999-01-01"}', None),
    ],
)
def test_agencies_that_a_command_may_name(api: Api, issuer: Issuer, asked: str, found: str | None) -> None:
    query = f"{{ agencies(competentIn: {asked}) {{ id }} }}"
    ids = [agency["id"] for agency in api.ask(issuer.officer("agency-land"), query)["agencies"]]
    assert (found in ids) if found else ids == []


def test_too_many_areas_are_refused(api: Api, issuer: Issuer) -> None:
    query = "query($areas: [ID!]!) { agencies(competentIn: {task: VERIFY, category: HEALTH, areas: $areas}) { id } }"
    areas: list[Any] = [f"area-{number}" for number in range(51)]
    (error,) = api.post(issuer.officer("agency-land"), query, areas=areas).json()["errors"]
    assert (error["extensions"]["reason"], error["extensions"]["path"]) == ("TOO_MANY", "competentIn.areas")
