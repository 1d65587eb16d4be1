"""A case travels over HTTP with the tokens of three agencies, and ends as protected speech."""

from typing import Any
from uuid import uuid4

from domain.kernel.roles import Post
from tests.support.installation import Api, Process
from tests.support.patience import until
from tests.support.tokens import Issuer
from tests.support.world import officer

PROBLEMS = "problems { __typename code messageVi messageEn }"
CASE = "case { id code version state hidden claim assigned { id } checks { summary agency { id } } }"
REPORT = f"mutation($input: ReportCaseInput!) {{ reportCase(input: $input) {{ {CASE} {PROBLEMS} replayed }} }}"
SCREEN = f"mutation($input: ScreenCaseInput!) {{ screenCase(input: $input) {{ {CASE} {PROBLEMS} }} }}"
START = f"mutation($input: StartCheckingInput!) {{ startChecking(input: $input) {{ {CASE} {PROBLEMS} }} }}"
CHECK = f"mutation($input: RecordCheckInput!) {{ recordCheck(input: $input) {{ {CASE} {PROBLEMS} }} }}"
REVIEW = f"mutation($input: ReviewExpressionInput!) {{ reviewExpression(input: $input) {{ {CASE} {PROBLEMS} }} }}"
CLOSE = f"mutation($input: CloseCaseInput!) {{ closeCase(input: $input) {{ {CASE} {PROBLEMS} }} }}"
SEARCH = "query($q: String!) { cases(first: 10, filter: {search: $q}) { totalCount edges { node { id } } } }"


def act(api: Api, token: str, mutation: str, **fields: object) -> dict[str, Any]:
    data = api.ask(token, mutation, input={"commandId": str(uuid4()), **fields})
    (payload,) = data.values()
    assert payload["problems"] == []
    case: dict[str, Any] = payload["case"]
    return case


def found(api: Api, token: str, words: str) -> list[str]:
    return [
        edge["node"]["id"]
        for edge in api.ask(token, SEARCH, {"Casebook-Purpose": "HANDLING"}, q=words)["cases"]["edges"]
    ]


def test_reported_screened_checked_reviewed_and_closed_as_protected(api: Api, worker: Process, issuer: Issuer) -> None:
    land, lead, health = (issuer.officer(f"agency-{name}") for name in ("land", "lead", "health"))
    case = act(
        api,
        land,
        REPORT,
        claim="Người dân cho rằng quy hoạch Nà Cáp là một sai lầm của chính quyền.",
        channel="EMAIL",
        detectedAt="2026-06-30T10:00:00+07:00",
        freeOfSecrets=True,
        medium="SOCIAL_NETWORK",
        url="https://dien-dan.example/bai/7",
    )
    assert (case["version"], case["state"]) == (1, "RECEIVED")
    assert found(api, lead, "quy hoach na cap") == [case["id"]]
    assert found(api, health, "quy hoach na cap") == [], "not a member yet"

    case = wait_for_notice(api, lead, case["id"], "agency-lead")
    case = act(
        api,
        lead,
        SCREEN,
        caseId=case["id"],
        expectedVersion=case["version"],
        category="LAND",
        assigned="agency-health",
    )
    case = wait_for_notice(api, health, case["id"], "agency-health")
    focal = officer("agency-health", Post.HANDLER)
    case = act(api, health, START, caseId=case["id"], expectedVersion=case["version"], focal=focal)
    case = act(
        api,
        health,
        CHECK,
        caseId=case["id"],
        method="VIEWED_CONTENT",
        outcome="AS_REPORTED",
        summary="Bài viết nêu ý kiến về quy hoạch.",
    )
    case = act(
        api,
        lead,
        REVIEW,
        caseId=case["id"],
        expression="OPINION",
        conclusion="PROTECTED",
        reasons="Đây là ý kiến phê bình chính sách, không có tuyên bố sai về sự thật.",
    )
    assert found(api, health, "quy hoạch Nà Cáp") == [case["id"]]
    case = act(
        api,
        lead,
        CLOSE,
        caseId=case["id"],
        expectedVersion=case["version"],
        ground="PROTECTED",
        reasons="Thuộc quyền tự do ngôn luận theo Điều 25 Hiến pháp.",
        informed="BY_MESSAGE",
    )
    assert (case["state"], case["hidden"]) == ("CLOSED", True)
    assert found(api, lead, "quy hoach na cap") == [], "a protected case leaves search at once"


def wait_for_notice(api: Api, token: str, id: str, agency: str) -> dict[str, Any]:
    query = "query($id: ID!) { case(id: $id) { id version state notifications { agency { id } } } }"

    def look() -> dict[str, Any]:
        case: dict[str, Any] = api.ask(token, query, id=id)["case"]
        return case

    told = {"agency": {"id": agency}}
    return until(look, "no notice came", wanted=lambda case: told in case["notifications"])
