"""The paper before it is asked for: what it says, who may see it, and that nothing but the reading is written."""

from typing import Any

import pytest

from domain.kernel.vocabulary import Post
from domain.paper.plain import PREVIEW
from tests.support.in_process import InProcess
from tests.support.play import LONG, Play
from tests.support.tokens import Issuer
from tests.support.world import caller

QUERY = """query($id: ID!, $kind: DocumentKind!, $part: String, $after: PreviewedAct) {
  previewDocument(sourceId: $id, document: $kind, part: $part, after: $after) { kind part sourceVersion lines }
}"""
LEFT = """query($id: ID!) { case(id: $id) { version decisions { publicCode } officialDocuments { totalCount } } }"""
PURPOSE = {"Casebook-Purpose": "HANDLING"}


@pytest.fixture(scope="module")
def play(api: InProcess, issuer: Issuer) -> Play:
    return Play.with_decision(api, issuer)


def asked(play: Play, token: str, kind: str, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    given = {"id": play.case, "kind": kind, **more}
    sent = {"Authorization": f"Bearer {token}", **(PURPOSE if headers is None else headers)}
    assert isinstance(play.api, InProcess)
    return dict(play.api.send("POST", "/graphql", json={"query": QUERY, "variables": given}, headers=sent).json())


def test_it_is_the_paper_between_two_marks_and_leaves_no_trace(play: Play) -> None:
    before = play.api.ask(play.token("lead"), LEFT, id=play.case)["case"]
    for kind, language in (("PROPOSAL", "vi"), ("DECISION", "vi"), ("DECISION_EN", "en")):
        found = asked(play, play.token("lead"), kind)["data"]["previewDocument"]
        lines = found["lines"]
        assert lines[0] == lines[-1] == PREVIEW[language]
        assert found["sourceVersion"] == before["version"]
        assert any(line.startswith(("Điều 1", "Article 1")) for line in lines) == kind.startswith("DECISION")
    assert found["part"] == before["decisions"][0]["publicCode"]
    assert play.api.ask(play.token("lead"), LEFT, id=play.case)["case"] == before


def test_it_is_the_paper_that_an_act_would_lead_to(api: InProcess, issuer: Issuer) -> None:
    """Before the decision is taken; nobody else may look at it so, and nothing of it is kept."""
    play = Play.with_proposal(api, issuer)
    typed = {"measure": "CORRECTION_REQUEST", "number": "12/QĐ", "decidedOn": play.today, "reasons": LONG * 2}
    typed |= {"redressNotice": LONG, "unheard": LONG}
    act: dict[str, Any] = {
        "action": "decideCase",
        "values": [{"name": name, "values": [value]} for name, value in typed.items()],
    }
    before, head = play.shown("version"), play.token("lead.signatory")
    assert refusal(asked(play, head, "DECISION")) == ("BAD_INPUT", "DOCUMENT_NOTHING_THERE")
    lines = asked(play, head, "DECISION", after=act)["data"]["previewDocument"]["lines"]
    assert any(LONG in line for line in lines)
    assert play.shown("version") == before
    assert refusal(asked(play, play.token("lead"), "DECISION", after=act)) == ("FORBIDDEN", "POST_MISSING")
    assert asked(play, play.token("commune.signatory"), "DECISION", after=act)["data"] == {"previewDocument": None}
    changes: tuple[dict[str, list[str]], ...] = ({"number": []}, {"decidedOn": ["x"]}, {"measure": ["x"]})
    for changed in changes:
        values = [one for one in act["values"] if one["name"] not in changed]
        wrong = {**act, "values": [*values, *({"name": name, "values": said} for name, said in changed.items())]}
        assert refusal(asked(play, head, "DECISION", after=wrong)) == ("BAD_INPUT", "FIELD_NEEDED"), changed
    for other in ("reportCase", "approveTakedown", "submitAgencyReport"):
        assert asked(play, head, "DECISION", after={"action": other, "values": []})["data"] == {"previewDocument": None}


def refusal(answer: dict[str, Any]) -> tuple[str, str | None]:
    assert answer["data"] == {"previewDocument": None}
    [error] = answer["errors"]
    return error["extensions"]["code"], error["extensions"]["reason"]


def test_what_the_request_would_refuse_is_refused(play: Play, issuer: Issuer) -> None:
    lead = play.token("lead")
    assert refusal(asked(play, lead, "DECISION", {})) == ("FORBIDDEN", "PURPOSE_MISSING")
    assert refusal(asked(play, lead, "DECISION", part="x")) == ("BAD_INPUT", "DOCUMENT_PART_UNKNOWN")
    assert refusal(asked(play, lead, "MINUTES")) == ("BAD_INPUT", "DOCUMENT_NOTHING_THERE")
    assert refusal(asked(play, lead, "CASE_FILE")) == ("BAD_INPUT", "DOCUMENT_FORMAT_UNKNOWN")
    assert refusal(asked(play, lead, "AGENCY_REPORT"))[0] in ("BAD_INPUT", "FORBIDDEN")
    admin = issuer.token(caller("agency-lead", Post.ADMIN))
    assert refusal(asked(play, admin, "DECISION")) == ("FORBIDDEN", "POST_MISSING")


def test_who_does_not_see_the_case_gets_what_nobody_has(play: Play) -> None:
    other, lead = play.token("commune"), play.token("lead")
    for answer in (
        asked(play, other, "DECISION"),
        asked(play, other, "MINUTES"),
        asked(play, lead, "DECISION", id="case-0"),
    ):
        assert (answer["data"], answer.get("errors")) == ({"previewDocument": None}, None)
