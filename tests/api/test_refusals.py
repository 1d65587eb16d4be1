"""Every refusal that a client can meet comes back as typed data, in both languages, naming its field."""

from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from domain.messages.forms import words_of
from tests.conftest import api as api
from tests.support.acts import A_REPORT, given, mutation
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import machine

SHOWN = """problems { __typename code messageVi messageEn
  ... on InvalidInput { path labelVi labelEn } ... on VersionConflict { currentVersion }
  ... on TransitionNotAllowed { state allowed } ... on SafeguardNotMet { guard }
  ... on MissingRight { scopes posts } }"""


def send(api: Api, token: str, name: str, command_id: str | None = None, **fields: Any) -> dict[str, Any]:
    query = mutation(name, f"case {{ id version state }} replayed {SHOWN}")
    made = given(name, {"commandId": command_id or str(uuid4()), **fields})
    payload: dict[str, Any] = api.ask(token, query, input=made)[name]
    return payload


def problem(payload: dict[str, Any]) -> dict[str, Any]:
    (found,) = payload["problems"]
    assert payload["case"] is None
    assert found["messageVi"] != found["messageEn"]
    result: dict[str, Any] = found
    return result


@pytest.fixture(scope="module")
def case(api: Api, issuer: Issuer) -> dict[str, Any]:
    made: dict[str, Any] = send(api, issuer.officer("agency-land"), "reportCase", **A_REPORT)["case"]
    return made


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"claim": "ngắn"}, "input.claim", "TEXT_TOO_SHORT"),
        ({"claim": "x" * 20_001}, "input.claim", "TEXT_TOO_LONG"),
        ({"claim": "một tin đồn\u0000 xấu"}, "input.claim", "TEXT_CHARACTER"),
        ({"url": "ftp://tin.example/x"}, "input.url", "ADDRESS_SCHEME"),
        ({"url": "javascript:alert(1)"}, "input.url", "ADDRESS_SCHEME"),
        ({"url": None}, "input.url", "WHERE_NEEDED"),
        ({"channel": "PHONE"}, "input.channelNote", "CHANNEL_NOTE_NEEDED"),
        ({"freeOfSecrets": False}, "input.freeOfSecrets", "SECRETS_NOT_ADMITTED"),
        ({"detectedAt": "2199-01-01T00:00:00Z"}, "input.detectedAt", "IN_THE_FUTURE"),
        ({"detectedAt": "1970-01-01T00:00:00Z"}, "input.detectedAt", "TIME_OUT_OF_RANGE"),
        ({"publishedAt": "2026-07-01T10:00:00+07:00"}, "input.publishedAt", "DATE_TOO_LATE"),
        ({"areas": ["area-nowhere"]}, "input.areas[0]", "AREA_UNKNOWN"),
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


def test_a_letter_needs_all_its_details(api: Api, issuer: Issuer) -> None:
    payload = send(api, issuer.officer("agency-land"), "reportCase", **{**A_REPORT, "channel": "POST"})
    paths = {item["path"] for item in payload["problems"]}
    assert paths == {"input.documentNumber", "input.postmarkOn", "input.deliveredOn"}


def test_a_wrong_state_says_which_are_right(api: Api, issuer: Issuer, case: dict[str, Any]) -> None:
    fields = {"method": "OTHER", "outcome": "NOT_FOUND", "summary": "Không tìm thấy bài đăng."}
    found = problem(send(api, issuer.officer("agency-lead"), "recordCheck", caseId=case["id"], **fields))
    assert (found["__typename"], found["state"]) == ("TransitionNotAllowed", "RECEIVED")
    assert found["allowed"] == ["CHECKING", "COORDINATING"]


def test_a_guard_is_named(api: Api, issuer: Issuer) -> None:
    case = send(api, issuer.officer("agency-land"), "reportCase", **A_REPORT)["case"]
    query = "query($id: ID!) { case(id: $id) { version } }"
    version = api.ask(issuer.officer("agency-lead"), query, id=case["id"])["case"]["version"]
    screening = {"caseId": case["id"], "category": "TRADE", "assigned": "agency-ppc"}
    found = problem(send(api, issuer.officer("agency-lead"), "screenCase", expectedVersion=version, **screening))
    while found["__typename"] == "VersionConflict":  # the worker may be telling the lead agency just now
        version = found["currentVersion"]
        found = problem(send(api, issuer.officer("agency-lead"), "screenCase", expectedVersion=version, **screening))
    assert (found["__typename"], found["guard"]) == ("SafeguardNotMet", "G1_COMPETENCE")


def test_a_command_id_is_for_one_command(api: Api, issuer: Issuer) -> None:
    token, id = issuer.officer("agency-land"), str(uuid4())
    first = send(api, token, "reportCase", id, **A_REPORT)
    again = send(api, token, "reportCase", id, **A_REPORT)
    assert (again["case"]["id"], again["replayed"]) == (first["case"]["id"], True)
    other = send(api, token, "reportCase", id, **{**A_REPORT, "claim": "Một tin khác hẳn tin trước."})
    assert problem(other)["__typename"] == "CommandReused"


def test_what_a_machine_or_a_post_may_not_is_a_problem_that_names_it(api: Api, issuer: Issuer) -> None:
    fields: dict[str, Any] = {
        "caseId": "case-0",
        "expectedVersion": 1,
        "ground": "NO_GROUNDS",
        "reasons": "Không đủ căn cứ để xử lý tiếp.",
        "informed": "BY_PHONE",
    }
    tokens = {
        "PERSON_NEEDED": issuer.token(machine("agency-lead")),
        "POST_MISSING": issuer.officer("agency-lead", Post.AUDITOR),
    }
    for reason, token in tokens.items():
        found = problem(send(api, token, "closeCase", **fields))
        assert (found["__typename"], found["code"]) == ("MissingRight", reason)
        assert found["posts"] == ([] if reason == "PERSON_NEEDED" else ["HANDLER", "SIGNATORY"])
        assert found["messageVi"] != found["messageEn"]


def test_what_was_done_stays_in_the_answer_when_the_next_act_is_refused(api: Api, issuer: Issuer) -> None:
    query = f"""mutation($report: ReportCaseInput!, $close: CloseCaseInput!) {{
      reportCase(input: $report) {{ case {{ id }} }}
      closeCase(input: $close) {{ case {{ id }} {SHOWN} }}
      again: reportCase(input: $report) {{ case {{ id }} replayed }} }}"""
    report, closing = {"commandId": str(uuid4()), **A_REPORT}, {"ground": "NO_GROUNDS", "informed": "BY_PHONE"}
    close = {
        "commandId": str(uuid4()),
        "caseId": "case-0",
        "expectedVersion": 1,
        "reasons": "Không đủ căn cứ để xử lý tiếp.",
        **closing,
    }
    done = api.ask(issuer.officer("agency-land"), query, report=report, close=close)
    assert problem(done["closeCase"]).get("scopes") == ["CASE_CLOSE"], done
    assert done["again"] == {"case": done["reportCase"]["case"], "replayed": True}


def test_allowed_actions_say_why_not(api: Api, issuer: Issuer, case: dict[str, Any]) -> None:
    query = """query($id: ID!) { case(id: $id) { allowedActions { action allowed
      problem { __typename code messageVi ... on MissingRight { scopes posts } } } } }"""
    rows = {
        action["action"]: action
        for action in api.ask(issuer.officer("agency-lead"), query, id=case["id"])["case"]["allowedActions"]
    }
    assert rows["screenCase"]["allowed"] is True
    assert rows["recordCheck"]["problem"]["__typename"] == "TransitionNotAllowed"
    rows = {
        action["action"]: action
        for action in api.ask(issuer.officer("agency-land"), query, id=case["id"])["case"]["allowedActions"]
    }
    assert rows["screenCase"]["problem"] | {"messageVi": ""} == {
        "__typename": "MissingRight",
        "code": "SCOPE_MISSING",
        "messageVi": "",
        "scopes": ["CASE_INTAKE"],
        "posts": [],
    }


def test_allowed_actions_are_asked_for_by_name_and_by_answer(api: Api, issuer: Issuer, case: dict[str, Any]) -> None:
    query = """query($id: ID!, $only: [Action!], $allowed: Boolean) { case(id: $id) {
      allowedActions(only: $only, allowed: $allowed) { action allowed labelVi labelEn } } }"""

    def asked(**given: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = api.ask(issuer.officer("agency-lead"), query, id=case["id"], **given)["case"][
            "allowedActions"
        ]
        return rows

    two = ["screenCase", "recordCheck"]
    assert [row["action"] for row in asked(only=two, allowed=True)] == ["screenCase"]
    assert [row["action"] for row in asked(only=two, allowed=False)] == ["recordCheck"]
    assert {row["allowed"] for row in asked(allowed=True)} == {True}
    assert len(asked()) == len(asked(allowed=True)) + len(asked(allowed=False))
    (screening,) = asked(only=["screenCase"])
    assert (screening["labelVi"], screening["labelEn"]) == ("Sàng lọc phản ánh", "Screen the report")
    answer = api.post(issuer.officer("agency-lead"), query, id=case["id"], only=["noSuchAction"]).json()
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
    assert asked(only=["submitAgencyReport", "screenCase"]) == asked(only=["screenCase"]), (
        "one of another kind is left out"
    )
