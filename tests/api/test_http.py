"""Requests from the network: who is let in, what is bounded, what an error tells."""

import httpx
import pytest

from domain.kernel.vocabulary import Post
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer
from tests.support.world import caller, machine

INSPECTING = {"Casebook-Purpose": "INSPECTION"}
ME = "{ me { agency { id name isLead } posts isPerson scopes } }"


def test_without_a_token_the_answer_says_nothing_but_401(api: Api) -> None:
    for token in (None, "garbage"):
        answer = api.post(token, ME)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert {"messageVi", "messageEn"} <= set(error["extensions"])


def test_nobody_without_a_token_reaches_the_parser(api: Api) -> None:
    assert api.post(None, "{ broken").status_code == 401


def test_me_tells_what_the_registry_knows(api: Api, issuer: Issuer) -> None:
    me = api.ask(issuer.officer("agency-lead", Post.SIGNATORY), ME)["me"]
    assert (me["agency"]["id"], me["agency"]["isLead"], me["posts"]) == ("agency-lead", True, ["SIGNATORY"])
    assert me["agency"]["name"] == "Cơ quan agency-lead"
    assert me["isPerson"] is True
    assert api.ask(issuer.token(machine("agency-health")), ME)["me"]["isPerson"] is False


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"agency": "agency-nowhere"}, "AGENCY_INACTIVE"), ({"sub": "stranger@example.invalid"}, "NOT_APPOINTED")],
)
def test_a_good_token_of_nobody_today_is_403(api: Api, issuer: Issuer, changes: dict[str, str], reason: str) -> None:
    answer = api.post(issuer.sign(issuer.claims(caller("agency-lead"), **changes)), ME)
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


def test_an_error_of_the_document_suggests_nothing(api: Api, issuer: Issuer) -> None:
    (error,) = api.post(issuer.officer("agency-lead"), "{ cse(id: 1) { id } }").json()["errors"]
    assert "Did you mean" not in error["message"]


def test_a_version_that_a_reader_has_is_not_sent_again_and_its_tag_tells_nobody_else_anything(
    api: Api, issuer: Issuer
) -> None:
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
    refused = web.get(
        api.url + "/graphql",
        params={"query": "{ nothing }"},
        headers={**held, "Authorization": f"Bearer {play.token('land')}"},
    )
    assert "etag" not in refused.headers
    assert "etag" not in api.post(play.token("land"), version, INSPECTING).headers


def test_health_needs_no_token(api: Api) -> None:
    assert web.get(api.url + "/livez").status_code == 200
    assert web.get(api.url + "/readyz").status_code == 200


def test_the_schema_is_served_as_text(api: Api) -> None:
    answer = web.get(api.url + "/schema.graphql")
    again = web.get(api.url + "/schema.graphql", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert answer.status_code == 200
    assert "type Case implements CaseContent & Node" in answer.text
