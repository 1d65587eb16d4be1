"""GraphQL over HTTP: who is let in, media types, methods, statuses, what is bounded and what an error tells."""

import json
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from api.errors.responses import broken
from domain.kernel.vocabulary import Post
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.node import run
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import caller, machine

INSPECTING = {"Casebook-Purpose": "INSPECTION"}
MYSELF = "{ me { agency { id name isLead } posts isPerson scopes } }"


def test_without_a_token_the_answer_says_nothing_but_401(api: Api) -> None:
    """Nor does the document reach the parser."""
    for token, query in ((None, MYSELF), ("garbage", MYSELF), (None, "{ broken")):
        answer = api.post(token, query)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert {"messageVi", "messageEn"} <= set(error["extensions"])


def test_me_tells_what_the_registry_knows(api: Api, issuer: Issuer) -> None:
    me = api.ask(issuer.officer("agency-lead", Post.SIGNATORY), MYSELF)["me"]
    assert (me["agency"]["id"], me["agency"]["isLead"], me["posts"]) == ("agency-lead", True, ["SIGNATORY"])
    assert me["agency"]["name"] == "Cơ quan agency-lead"
    assert me["isPerson"] is True
    assert api.ask(issuer.token(machine("agency-health")), MYSELF)["me"]["isPerson"] is False


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"agency": "agency-nowhere"}, "AGENCY_INACTIVE"), ({"sub": "stranger@example.invalid"}, "NOT_APPOINTED")],
)
def test_a_good_token_of_nobody_today_is_403(api: Api, issuer: Issuer, changes: dict[str, str], reason: str) -> None:
    answer = api.post(issuer.sign(issuer.claims(caller("agency-lead"), **changes)), MYSELF)
    assert answer.status_code == 403
    extensions = answer.json()["errors"][0]["extensions"]
    assert (extensions["code"], extensions["reason"]) == ("FORBIDDEN", reason)
    assert extensions["messageVi"]
    assert extensions["messageEn"]


def test_a_body_too_large_is_refused_announced_or_not(api: Api, issuer: Issuer) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}", "Content-Type": "application/json"}
    huge = b'{"query": "' + b"x" * 300_000 + b'"}'
    assert web.post(api.url + "/graphql", content=huge, headers=headers).status_code == 413
    chunks = (huge[at : at + 10_000] for at in range(0, len(huge), 10_000))
    assert web.post(api.url + "/graphql", content=chunks, headers=headers).status_code == 413


def test_a_version_a_reader_has_is_not_sent_again_and_its_tag_tells_others_nothing(api: Api, issuer: Issuer) -> None:
    play = Play(api, issuer)
    play.report()
    version = f'{{ case(id: "{play.case}") {{ asOf(moment: {{version: 1}}) {{ claim state }} }} }}'

    def asked(who: str, **held: str) -> httpx.Response:
        sent = {"Authorization": f"Bearer {play.token(who)}", "Casebook-Purpose": "HANDLING", **held}
        return web.get(api.url + "/graphql", params={"query": version}, headers=sent)

    def readings() -> int:
        query = "query($id: ID!) { accessLog(first: 99, filter: {case: $id}) { edges { node { readings { kind } } } } }"
        edges = api.ask(play.token("inspection.inspector"), query, INSPECTING, id=play.case)["accessLog"]["edges"]
        return [reading for edge in edges for reading in edge["node"]["readings"]].count({"kind": "HISTORY"})

    first = asked("land")
    held, before = {"If-None-Match": first.headers["etag"]}, readings()
    again = asked("land", **held)
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    kept = ("etag", "vary", "cache-control")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert readings() == before + 1, "who is told that nothing changed has read it"
    other = asked("health", **held)
    assert (other.status_code, other.json()["data"]) == (200, {"case": None})
    assert web.get(api.url + "/graphql", params={"query": version}, headers=held).status_code == 401
    token = {"Authorization": f"Bearer {play.token('land')}"}
    refused = web.get(api.url + "/graphql", params={"query": "{ nothing }"}, headers={**held, **token})
    assert "etag" not in refused.headers
    assert "etag" not in api.post(play.token("land"), version, INSPECTING).headers


def test_the_schema_is_served_as_text_and_health_needs_no_token(api: Api) -> None:
    assert [web.get(f"{api.url}/{name}").status_code for name in ("livez", "readyz")] == [200, 200]
    answer = web.get(api.url + "/schema.graphql")
    again = web.get(api.url + "/schema.graphql", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (answer.status_code, "type Case implements CaseContent & Node" in answer.text) == (200, True)


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
def test_what_does_not_fit_is_said_exactly_in_both_languages(api: Api, issuer: Issuer, query: str, said: str) -> None:
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
    assert (answer.status_code, [name for name in answer.headers if name.startswith("access-control")]) == (405, [])


def test_a_get_asks_and_never_writes(api: Api, issuer: Issuer) -> None:
    headers = {"Authorization": f"Bearer {issuer.officer('agency-lead')}"}

    def get(**params: str) -> httpx.Response:
        return web.get(api.url + "/graphql", params=params, headers=headers)

    assert get(query="query($n: Int!) { cases(first: $n) { totalCount } }", variables='{"n": 1}').status_code == 200
    wrong = get(query=ME, variables="{'a'}")
    assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]["path"]) == (400, "variables")
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


def test_an_error_of_a_document_or_its_variables_suggests_nothing(api: Api, issuer: Issuer) -> None:
    query = "query($f: CaseFilter) { cases(first: 1, filter: $f) { totalCount } }"
    wrong: list[dict[str, Any]] = [{"stats": []}, {"states": ["CLOSD"]}, {"openedSince": "yesterday"}]
    sent = [{"query": query, "variables": {"f": item}} for item in wrong]
    for body in (*sent, {"query": "{ cse(id: 1) { id } }"}):
        (error,) = post(api, issuer, body).json()["errors"]
        assert (error["extensions"]["code"], "Did you mean" in error["message"]) == ("INVALID_REQUEST", False)


def test_the_page_to_try_things_comes_from_here_alone(api: Api) -> None:
    answer = web.get(api.url + "/graphql", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "//" not in answer.text.replace("<!doctype html>", "")


AUDITS_LEAST = 50


def test_the_server_audits_find_nothing(api: Api, issuer: Issuer) -> None:
    found = run("audit.js", api.url + "/graphql", issuer.officer("agency-lead"))
    assert len(found) >= AUDITS_LEAST
    assert [item for item in found if item["status"] in ("error", "warn")] == []
