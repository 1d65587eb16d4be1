"""GraphQL over HTTP: media types, methods, statuses, and what a request must look like."""

import json
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from api.errors.responses import broken
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.tokens import Issuer

ME = "{ me { isPerson } }"
TRUE_JSON = {"Content-Type": "application/json"}


def post(api: Api, issuer: Issuer, content: Any, **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {issuer.officer('agency-lead')}", **TRUE_JSON, **headers}
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return web.post(api.url + "/graphql", content=body, headers={k: v for k, v in sent.items() if v})


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"query": 7}, "query"),
        ({"qeury": ME}, "query"),
        ({"query": ME, "documentId": "sha256:0"}, "query"),
        ({"documentId": 7}, "documentId"),
        ({"query": ME, "variables": "{}"}, "variables"),
        ({"query": ME, "operationName": "A" * 256}, "operationName"),
        ({"query": ME, "extensions": []}, "extensions"),
        ([{"query": ME}], None),
    ],
)
def test_the_parameter_that_is_wrong_is_named(api: Api, issuer: Issuer, body: Any, path: str | None) -> None:
    (error,) = post(api, issuer, body).json()["errors"]
    assert (error["extensions"]["code"], error["extensions"].get("path")) == ("BAD_REQUEST", path)


def test_a_variable_by_get_that_is_no_json_is_named(api: Api, issuer: Issuer) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}"}
    answer = web.get(api.url + "/graphql", params={"query": ME, "variables": "{'a'}"}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["path"]) == (400, "variables")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ me { isPerson }", "Syntax Error"),
        ("{ me { roles } }", "'roles'"),
        ("{ case { code } }", "'Query.case(id:)'"),
        ('{ numbers(since: "yesterday", until: "2026-11-27T00:00:00Z") { key } }', "such as 2026-11-24T23:35:19Z"),
        ("query($x: Int!) { cases(first: $x) { totalCount } }", "'$x'"),
    ],
)
def test_what_does_not_fit_is_said_exactly_and_in_both_languages(
    api: Api, issuer: Issuer, query: str, said: str
) -> None:
    error = post(api, issuer, {"query": query}).json()["errors"][0]
    assert said in error["message"]
    extensions = error["extensions"]
    assert (extensions["code"], extensions["messageVi"][:7]) == ("INVALID_REQUEST", "Truy vấ")
    assert extensions["messageEn"]
    assert extensions["correlationId"]


def test_whoever_is_refused_at_the_door_has_an_id_to_report_it_by(api: Api, issuer: Issuer) -> None:
    refusals = [
        web.post(api.url + "/graphql", json={"query": ME}),
        web.get(api.url + "/evidence/case/item"),
        post(api, issuer, {"query": ME + " " * 300_000}),
        web.put(api.url + "/graphql"),
    ]
    assert [refusal.status_code for refusal in refusals] == [401, 401, 413, 405]
    for refusal in refusals:
        said = refusal.json()["errors"][0]["extensions"]
        assert said["messageVi"] != said["messageEn"]
        assert said["correlationId"]
    assert "POST" in refusals[-1].headers["allow"]


async def test_what_nobody_foresaw_is_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    answer = await broken(Request({"type": "http"}), ValueError("inner words"))
    body = json.loads(bytes(answer.body))
    assert (answer.status_code, body["errors"][0]["extensions"]["code"]) == (500, "INTERNAL")
    assert "inner words" not in bytes(answer.body).decode()
    assert body["errors"][0]["extensions"]["correlationId"] in caplog.text


@pytest.mark.parametrize(
    "media",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=x"],
)
def test_a_body_that_needs_no_preflight_is_not_read(api: Api, issuer: Issuer, media: str) -> None:
    """Forged requests: what a form of another site can send is refused whatever it says."""
    answer = post(api, issuer, {"query": ME}, **{"Content-Type": media})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_preflight_is_not_granted(api: Api) -> None:
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    answer = web.options(api.url + "/graphql", headers=asked)
    assert answer.status_code == 405
    assert [name for name in answer.headers if name.startswith("access-control")] == []


def test_a_get_asks_and_never_writes(api: Api, issuer: Issuer) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}"}

    def get(**params: str) -> httpx.Response:
        return web.get(api.url + "/graphql", params=params, headers=headers)

    assert get(query="query($n: Int!) { cases(first: $n) { totalCount } }", variables='{"n": 1}').status_code == 200
    assert get(query=ME, variables="{").status_code == 400
    answer = get(query="mutation { x: __typename }")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    written = {"query": "mutation { x: __typename }"}
    silent = web.request("HEAD", api.url + "/graphql", json=written, headers=headers)
    assert silent.status_code == 400, "the body of a HEAD is not read"
    assert web.head(api.url + "/graphql", params=written, headers=headers).status_code == 405
    twice = web.get(api.url + "/graphql?query={me{role}}&query={me{role}}", headers=headers)
    assert twice.status_code == 400


def test_answers_are_not_kept_by_anybody_in_between(api: Api, issuer: Issuer) -> None:
    headers = post(api, issuer, {"query": ME}).headers
    told = "private, no-store", "Accept, Authorization, Casebook-Purpose"
    assert (headers["cache-control"], headers["vary"]) == told


def test_an_error_of_the_variables_suggests_nothing(api: Api, issuer: Issuer) -> None:
    query = "query($f: CaseFilter) { cases(first: 1, filter: $f) { totalCount } }"
    wrong: list[dict[str, Any]] = [{"stats": []}, {"states": ["CLOSD"]}, {"openedSince": "yesterday"}]
    for variables in ({"f": item} for item in wrong):
        (error,) = post(api, issuer, {"query": query, "variables": variables}).json()["errors"]
        assert error["extensions"]["code"] == "INVALID_REQUEST"
        assert "Did you mean" not in error["message"]


def test_the_page_to_try_things_comes_from_here_alone(api: Api) -> None:
    answer = web.get(api.url + "/graphql", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "//" not in answer.text.replace("<!doctype html>", "")
