"""Programs on a person's machine: any port there, and schemes of their own (RFC 8252); and pages of other origins."""

import json
from urllib.parse import urlsplit

import httpx
import pytest

from domain.kernel.policy import Scope
from domain.registry.accounts import Client
from tests.support import web
from tests.support.installation import Api
from tests.support.signing_in import LOOPBACK, NATIVE, OWN_SCHEME, REDIRECT, Browser, Program

OURS, OTHER = "https://trang.example", "https://noi-khac.example"
PATHS = ("/graphql", "/oauth/token", "/oauth/revoke", "/.well-known/oauth-authorization-server/oauth", "/evidence/a/b")


def ask_first(server: Api, path: str, origin: str) -> httpx.Response:
    """What a browser asks before it sends a token for a page."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    return web.request("OPTIONS", server.url + path, headers={"Origin": origin, **asked})


@pytest.mark.parametrize("redirect", ["http://127.0.0.1:51004/ve", LOOPBACK, OWN_SCHEME])
def test_a_program_on_the_machine_takes_the_port_that_it_gets(server: Api, signed_in: Browser, redirect: str) -> None:
    program = Program(server.url, client=NATIVE, redirect=redirect)
    token = program.exchange(*program.code(signed_in)).json()
    assert server.ask(token["access_token"], "{ me { isPerson } }")["me"]["isPerson"]


@pytest.mark.parametrize("redirect", ["http://127.0.0.1:51004/khac", "http://[::1]:51004/ve", "http://localhost/ve"])
def test_and_nothing_else_than_another_port(server: Api, signed_in: Browser, redirect: str) -> None:
    answer = signed_in.open(Program(server.url, client=NATIVE, redirect=redirect).request()[0])
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    ("known", "given", "good"),
    [
        ("https://trang.example:444/ve", "https://trang.example:444/ve", True),
        ("https://trang.example:444/ve", "https://trang.example/ve", False),
        ("http://127.0.0.1:80/ve", "http://127.0.0.1:81/ve", True),
        ("http://127.0.0.1/ve", "http://127.0.0.1:81@trang.example/ve", False),
        ("http://[::1]/ve", "http://[::1]:9/ve", True),
    ],
)
def test_which_addresses_are_the_same(known: str, given: str, good: bool) -> None:
    scopes = (Scope.CASE_REPORT,)
    row = Client(id="client-a", agency="agency-a", name="a", redirects=(known,), scopes=scopes, registered_by="o")
    assert row.returns_to(given) is good


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_a_program_s_origin_may_ask(server: Api, path: str) -> None:
    answer = ask_first(server, path, OURS)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, OURS)
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin", [OTHER, "null", "http://trang.example", "https://trang.example:444", "https://[", ""]
)
def test_a_page_of_any_other_origin_may_not(server: Api, origin: str) -> None:
    assert "access-control-allow-origin" not in ask_first(server, "/graphql", origin).headers
    sent = web.post(server.url + "/graphql", json={"query": "{ me { isPerson } }"}, headers={"Origin": origin})
    assert "access-control-allow-origin" not in sent.headers


@pytest.mark.parametrize("path", ["/oauth/authorize", "/oauth/sign-in", "/report/", "/press/"])
def test_pages_for_people_are_for_no_other_page(server: Api, path: str) -> None:
    assert "access-control-allow-origin" not in ask_first(server, path, OURS).headers


def test_answers_say_who_may_read_them_and_by_which_id_they_are_known(server: Api) -> None:
    answer = web.post(server.url + "/graphql", json={"query": "{ me { isPerson } }"}, headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, OURS)
    assert "Origin" in answer.headers["vary"]
    known = answer.headers["casebook-request-id"]
    assert known in json.dumps(answer.json())
    assert "Casebook-Request-Id" in answer.headers["access-control-expose-headers"]
    assert urlsplit(REDIRECT).netloc in OURS
