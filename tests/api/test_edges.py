"""Objects beside their ids: shown as the viewer may see them, and gathered for a page."""

from typing import Any

import pytest

from tests.support.in_process import InProcess as Api
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import caller

PROPOSAL = "proposal { provisions { id kind } } areas { id name level }"


@pytest.fixture(scope="module")
def play(api: Api, issuer: Issuer) -> Play:
    return Play.with_proposal(api, issuer)


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
