"""Names in the texts of commands: refused with their places, taken when their writer answers for them, and kept."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer

NOTE = "Chủ tịch Nguyễn Văn Mẫu đã trả lời báo chí về việc này."
NAME = {"field": "input.note", "at": 10, "harmless": "OFFICE_HOLDER"}
SCREEN = """mutation($input: ScreenCaseInput!) { screenCase(input: $input) { case { state screeningNote: version }
  replayed problems { code ... on InvalidInput { path at length } } } }"""
HISTORY = """query($id: ID!) { case(id: $id) { history(first: 5) { edges { node {
  type confirmedNames { field start end harmless } } } } } }"""


@pytest.fixture
def play(api: Api, issuer: Issuer) -> Play:
    made = Play(api, issuer)
    made.report()
    return made


def screened(play: Play, *names: dict[str, Any], **changes: Any) -> Any:
    given = {"commandId": str(uuid4()), "caseId": play.case, "expectedVersion": 1, "category": "HEALTH"}
    given |= {"assigned": "agency-health", "note": NOTE, "confirmedNames": list(names), **changes}
    return play.api.ask(play.token("lead"), SCREEN, input=given)["screenCase"]


def test_a_name_is_refused_with_its_place(play: Play) -> None:
    (problem,) = screened(play)["problems"]
    assert problem == {"code": "TEXT_NAME", "path": "input.note", "at": 10, "length": 14}
    assert play.shown("state") == "RECEIVED"


@pytest.mark.parametrize("field", ["input.note", "note"], ids=["as refused", "alone"])
def test_a_confirmed_name_is_kept_with_the_event(play: Play, field: str) -> None:
    assert screened(play, {**NAME, "field": field})["problems"] == []
    inspector, purpose = play.issuer.officer("agency-inspection"), {"Casebook-Purpose": "INSPECTION"}
    edges = play.api.ask(inspector, HISTORY, purpose, id=play.case)["case"]["history"]["edges"]
    events = {edge["node"]["type"]: edge["node"]["confirmedNames"] for edge in edges}
    name = {"field": "note", "start": 9, "end": 23, "harmless": "OFFICE_HOLDER"}
    assert events == {"CASE_REPORTED": [], "CASE_SCREENED": [name]}


def test_a_command_sent_again_confirms_the_same(play: Play) -> None:
    id = str(uuid4())
    assert screened(play, NAME, commandId=id)["problems"] == []
    assert screened(play, NAME, commandId=id)["replayed"]
    (problem,) = screened(play, {**NAME, "harmless": "CONSENT"}, commandId=id)["problems"]
    assert problem["code"] == "COMMAND_REUSED"
