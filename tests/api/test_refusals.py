"""Every refusal that a client can meet comes back as typed data, in both languages, naming its field."""

from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from domain.messages.forms import words_of
from tests.conftest import api as api
from tests.support.acts import A_REPORT, given, mutation
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import machine

SHOWN = """problems { __typename code messageVi messageEn
  ... on InvalidInput { path labelVi labelEn } ... on VersionConflict { currentVersion }
  ... on TransitionNotAllowed { state allowed } ... on SafeguardNotMet { guard }
  ... on MissingRight { scopes posts } }"""
CLOSING: dict[str, Any] = {
    **{"caseId": "case-0", "expectedVersion": 1, "ground": "NO_GROUNDS", "informed": "BY_PHONE"},
    "reasons": "Không đủ căn cứ để xử lý tiếp.",
}


def send(api: Api, token: str, name: str, command_id: str | None = None, **fields: Any) -> dict[str, Any]:
    query = mutation(name, f"case {{ id version state }} replayed {SHOWN}")
    made = given(name, {"commandId": command_id or str(uuid4()), **fields})
    return dict(api.ask(token, query, input=made)[name])


def problem(payload: dict[str, Any]) -> dict[str, Any]:
    (found,) = payload["problems"]
    assert payload["case"] is None
    assert found["messageVi"] != found["messageEn"]
    return dict(found)


@pytest.fixture(scope="module")
def case(api: Api, issuer: Issuer) -> dict[str, Any]:
    return dict(send(api, issuer.officer("agency-land"), "reportCase", **A_REPORT)["case"])


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"claim": "ngắn"}, "input.claim", "TEXT_TOO_SHORT"),
        ({"url": "javascript:alert(1)"}, "input.url", "ADDRESS_SCHEME"),
        ({"channel": "PHONE"}, "input.channelNote", "CHANNEL_NOTE_NEEDED"),
        ({"detectedAt": "1970-01-01T00:00:00Z"}, "input.detectedAt", "TIME_OUT_OF_RANGE"),
        ({"areas": ["area-north", "area-north"]}, "input.areas[1]", "REPEATED"),
        ({"concerns": ["agency-nowhere"]}, "input.concerns[0]", "AGENCY_UNKNOWN"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_field_is_named(api: Api, issuer: Issuer, changes: dict[str, Any], path: str, code: str) -> None:
    found = problem(send(api, issuer.officer("agency-land"), "reportCase", **{**A_REPORT, **changes}))
    assert (found["__typename"], found["path"], found["code"]) == ("InvalidInput", path, code)
    words = words_of("reportCase", path.removeprefix("input.").partition("[")[0])
    assert (found["labelVi"], found["labelEn"]) == (words.label["vi"], words.label["en"])


def test_a_wrong_state_says_which_are_right(api: Api, issuer: Issuer, case: dict[str, Any]) -> None:
    fields = {"method": "OTHER", "outcome": "NOT_FOUND", "summary": "Không tìm thấy bài đăng."}
    found = problem(send(api, issuer.officer("agency-lead"), "recordCheck", caseId=case["id"], **fields))
    assert (found["__typename"], found["state"]) == ("TransitionNotAllowed", "RECEIVED")
    assert found["allowed"] == ["CHECKING", "COORDINATING"]


def test_a_guard_is_named(api: Api, issuer: Issuer) -> None:
    play = Play(api, issuer)
    play.report()
    [found] = play.sent("lead", "screenCase", category="TRADE", assigned="agency-ppc")["problems"]
    assert (found["__typename"], found["guard"]) == ("SafeguardNotMet", "G1_COMPETENCE")


def test_what_a_machine_or_a_post_may_not_is_a_problem_that_names_it(api: Api, issuer: Issuer) -> None:
    tokens = {
        "PERSON_NEEDED": issuer.token(machine("agency-lead")),
        "POST_MISSING": issuer.officer("agency-lead", Post.AUDITOR),
    }
    for reason, token in tokens.items():
        found = problem(send(api, token, "closeCase", **CLOSING))
        assert (found["__typename"], found["code"]) == ("MissingRight", reason)
        assert found["posts"] == ([] if reason == "PERSON_NEEDED" else ["HANDLER", "SIGNATORY"])
        assert found["messageVi"] != found["messageEn"]


def test_what_was_done_stays_in_the_answer_when_the_next_act_is_refused(api: Api, issuer: Issuer) -> None:
    query = f"""mutation($report: ReportCaseInput!, $close: CloseCaseInput!) {{
      reportCase(input: $report) {{ case {{ id }} }}
      closeCase(input: $close) {{ case {{ id }} {SHOWN} }}
      again: reportCase(input: $report) {{ case {{ id }} replayed }} }}"""
    report, close = ({"commandId": str(uuid4()), **fields} for fields in (A_REPORT, CLOSING))
    done = api.ask(issuer.officer("agency-land"), query, report=report, close=close)
    assert problem(done["closeCase"]).get("scopes") == ["CASE_CLOSE"], done
    assert done["again"] == {"case": done["reportCase"]["case"], "replayed": True}


def test_allowed_actions_say_why_not(api: Api, issuer: Issuer, case: dict[str, Any]) -> None:
    query = """query($id: ID!) { case(id: $id) { allowedActions { action allowed
      problem { __typename code messageVi ... on MissingRight { scopes posts } } } } }"""
    lead, land = (
        {action["action"]: action for action in api.ask(token, query, id=case["id"])["case"]["allowedActions"]}
        for token in (issuer.officer("agency-lead"), issuer.officer("agency-land"))
    )
    assert lead["screenCase"]["allowed"] is True
    assert lead["recordCheck"]["problem"]["__typename"] == "TransitionNotAllowed"
    problem = land["screenCase"]["problem"]
    assert (problem["__typename"], problem["code"]) == ("MissingRight", "SCOPE_MISSING")
    assert (problem["scopes"], problem["posts"]) == (["CASE_INTAKE"], [])


def test_allowed_actions_are_asked_for_by_name_and_by_answer(api: Api, issuer: Issuer, case: dict[str, Any]) -> None:
    query = """query($id: ID!, $only: [Action!], $allowed: Boolean) { case(id: $id) {
      allowedActions(only: $only, allowed: $allowed) { action allowed labelVi labelEn } } }"""

    id = case["id"]

    def asked(**given: Any) -> list[dict[str, Any]]:
        case = api.ask(issuer.officer("agency-lead"), query, id=id, **given)["case"]
        return list(case["allowedActions"])

    two = ["screenCase", "recordCheck"]
    assert [row["action"] for row in asked(only=two, allowed=True)] == ["screenCase"]
    assert [row["action"] for row in asked(only=two, allowed=False)] == ["recordCheck"]
    assert {row["allowed"] for row in asked(allowed=True)} == {True}
    assert len(asked()) == len(asked(allowed=True)) + len(asked(allowed=False))
    (screening,) = asked(only=["screenCase"])
    assert (screening["labelVi"], screening["labelEn"]) == ("Sàng lọc phản ánh", "Screen the report")
    answer = api.post(issuer.officer("agency-lead"), query, id=case["id"], only=["noSuchAction"]).json()
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
    assert asked(only=["submitAgencyReport", "screenCase"]) == [screening], "one of another kind is left out"
