"""What a hostile program, page or person tries at the authorization server (RFC 9700)."""

from urllib.parse import parse_qsl, quote, urlsplit

import httpx
import pytest

from tests.support import web
from tests.support.installation import Api
from tests.support.signing_in import MACHINE, OTHERS, REDIRECT, SECRET, SITE, Browser, Program, verifier_and_challenge

HOSTS = ("trang.example:443", "trang.example@evil.example", "evil.trang.example")


def asked(server: Api, program: Program, **changes: str | None) -> httpx.Response:
    return web.get(server.url + program.request(**changes)[0])


class TestWhereItReturns:
    """Never anywhere but to an address that was registered, character by character."""

    @pytest.mark.parametrize(
        "address",
        [
            *(REDIRECT + more for more in ("/", "?x=1", "#x")),
            REDIRECT.upper(),
            REDIRECT.replace("https", "http"),
            *(REDIRECT.replace("trang.example", host) for host in HOSTS),
            *(REDIRECT.replace("/ve", path) for path in ("/../ve", "/%76e")),
            "https://evil.example/ve",
            "//trang.example/ve",
            "javascript:alert(1)",
            'https://trang.example/ve"',
            "https://trang.example/ve\n",
            "http://localhost:80@evil.example/",
            None,
        ],
    )
    def test_another_address_gets_a_page_no_redirect(self, server: Api, program: Program, address: str | None) -> None:
        answer = asked(server, program, redirect_uri=address)
        assert (answer.status_code, "location" in answer.headers) == (400, False)
        assert "evil" not in answer.text

    @pytest.mark.parametrize("client", [None, "client-nobody", "client-nobody'\"<x>", "💥", MACHINE])
    def test_an_unknown_program_gets_a_page(self, server: Api, program: Program, client: str | None) -> None:
        answer = asked(server, program, client_id=client)
        assert (answer.status_code, "location" in answer.headers) == (400, False)

    def test_the_same_address_is_asked_for_again_with_the_code(self, program: Program, signed_in: Browser) -> None:
        code, verifier = program.code(signed_in)
        assert program.exchange(code, verifier, redirect_uri=REDIRECT + "x").json()["error"] == "invalid_grant"
        assert program.exchange(code, verifier).json()["error"] == "invalid_grant"  # the wrong try used it up

    def test_signing_in_leads_nowhere_else(self, server: Api) -> None:
        """Whatever stands in the address, the next page is one of ours."""
        for query in ("next=https://evil.example", "//evil.example", quote("\r\nLocation: https://evil.example")):
            answer = web.get(f"{server.url}/oauth/code?{query}")
            assert answer.headers.get("location", "/oauth/").startswith("/oauth/")


class TestPkce:
    """Asked of every program, S256 only."""

    @pytest.mark.parametrize("client", [None, SITE])
    @pytest.mark.parametrize(
        "changes",
        [
            {"code_challenge": None, "code_challenge_method": None},
            {"code_challenge": None},
            {"code_challenge_method": None},
            {"code_challenge_method": "plain"},
            {"code_challenge_method": "s256"},
            {"code_challenge": "short"},
            {"code_challenge": "x" * 43 + "="},
        ],
    )
    def test_a_request_without_it_goes_back_refused(
        self, server: Api, client: str | None, changes: dict[str, str | None]
    ) -> None:
        answer = asked(server, Program(server.url, client or "client-web"), **changes)
        told = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        assert (told["error"], told["iss"]) == ("invalid_request", f"{server.url}/oauth")

    def test_the_verifier_is_needed_and_must_fit(self, program: Program, signed_in: Browser) -> None:
        for wrong in (None, verifier_and_challenge()[0], "short", "x" * 43):
            code, _ = program.code(signed_in)
            assert program.exchange(code, wrong).json()["error"] in ("invalid_grant", "invalid_request")

    def test_the_challenge_itself_is_no_verifier(self, program: Program, signed_in: Browser) -> None:
        """The downgrade to plain, at the other end."""
        verifier, challenge = verifier_and_challenge()
        code, _ = program.code(signed_in, code_challenge=challenge)
        assert program.exchange(code, challenge).json()["error"] == "invalid_grant"
        code, _ = program.code(signed_in, code_challenge=challenge)
        assert program.exchange(code, verifier).status_code == 200


class TestMixUp:
    """A code or token of one program is of no use to another, and each answer names its server (RFC 9207)."""

    def test_anothers_code_and_refresh_token(self, server: Api, program: Program, signed_in: Browser) -> None:
        """A stranger's try costs nothing."""
        thief = Program(server.url, SITE, secret=SECRET)
        code, verifier = program.code(signed_in)
        assert thief.exchange(code, verifier, client_id=None).json()["error"] == "invalid_grant"
        token = program.exchange(code, verifier).json()["refresh_token"]
        assert thief.refresh(token, client_id=None).json()["error"] == "invalid_grant"
        assert program.refresh(token).status_code == 200

    def test_errors_name_the_server_too(self, server: Api, program: Program) -> None:
        for changes in ({"response_type": "token"}, {"resource": "https://other.example"}):
            answer = asked(server, program, **changes)
            told = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
            assert (told["iss"], told["state"]) == (f"{server.url}/oauth", "xyz")
            assert told["error"] in ("unsupported_response_type", "unauthorized_client", "invalid_target")

    def test_another_agencys_program_gets_nothing(self, server: Api, signed_in: Browser) -> None:
        place, _ = Program(server.url, OTHERS).request()
        answer = signed_in.open(place)
        assert (answer.status_code, "decision" in answer.text) == (403, False)


class TestResource:
    """RFC 8707: tokens are for this API."""

    def test_another_resource_is_refused_at_both_ends(self, server: Api, program: Program, signed_in: Browser) -> None:
        code, verifier = program.code(signed_in, resource="https://casebook.example/graphql")
        answer = program.exchange(code, verifier, resource="https://other.example")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")
        assert program.exchange(code, verifier, resource="https://casebook.example/graphql").status_code == 200


class TestStrangeRequests:
    """Each gets an answer of the protocol, and none a 500."""

    @pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
    @pytest.mark.parametrize(
        "sent",
        [
            {"data": {}},
            {"data": {"grant_type": "password", "username": "a", "password": "b"}},
            {"data": {"grant_type": "💥", "token": "\0"}},
            {"data": {"grant_type": 'x"\\', "token": "t", "token_type_hint": "x"}},
            {"content": b"\xff\xfe=1"},
            {"content": b"a=1&a=2"},
            {"content": b"%ff=%fe&token=%ff"},
            {"content": "&".join(f"a{n}=1" for n in range(50)).encode()},
            {"content": b"token=" + b"x" * 5_000},
            {"content": b"a=1", "headers": {"Content-Type": "application/json"}},
            {"data": {"a": "1"}, "headers": {"Authorization": "Basic /////w=="}},
            {"data": {"a": "1"}, "headers": {"Authorization": "Basic 💥".encode()}},
            {"data": {"a": "1"}, "headers": {"Authorization": "Basic YTpi"}},
            {"data": {"a": "1"}, "params": {"grant_type": "client_credentials"}},
        ],
    )
    def test_at_the_endpoints(self, server: Api, path: str, sent: dict[str, object]) -> None:
        given = {"Content-Type": "application/x-www-form-urlencoded"} | dict(sent.pop("headers", {}))  # type: ignore[call-overload]  # headers, if any
        answer = web.post(f"{server.url}/oauth/{path}", headers=given, **sent)  # type: ignore[arg-type]  # what a row says
        assert answer.status_code in (400, 401), answer.text
        assert answer.json()["error"]
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        "query",
        ["", "client_id=a&client_id=b", "response_type=%ff", "scope=" + "x" * 5_000, "a=%00", "response_type=đ"],
    )
    def test_at_the_page(self, server: Api, query: str) -> None:
        assert web.get(f"{server.url}/oauth/authorize?{query}").status_code == 400

    def test_a_password_grant_does_not_exist(self, program: Program) -> None:
        answer = program.token(grant_type="password", username="a", password="b")
        assert answer.json()["error"] == "unsupported_grant_type"


class TestForms:
    """A form is taken only from a page of ours in the same browser."""

    @pytest.mark.parametrize("path", ["sign-in", "code", "decide", "sign-out", "enrol", "enrol/finish"])
    @pytest.mark.parametrize(
        ("headers", "fields"),
        [
            *(({}, fields) for fields in ({}, {"form": "0" * 64})),
            *(({"Origin": origin}, {}) for origin in ("https://evil.example", "null")),
            *(({"Sec-Fetch-Site": site}, {}) for site in ("cross-site", "same-site")),
        ],
    )
    def test_a_foreign_form_is_refused(
        self, server: Api, path: str, headers: dict[str, str], fields: dict[str, str]
    ) -> None:
        with web.Client(base_url=server.url) as http:
            http.get("/oauth/")
            answer = http.post(f"/oauth/{path}", data={"decision": "allow", **fields}, headers=headers)
        assert (answer.status_code, "location" in answer.headers) == (403, False)

    def test_another_browsers_form_is_refused(self, server: Api) -> None:
        one, other = Browser(server.url), Browser(server.url)
        one.open("/oauth/")
        other.open("/oauth/")
        other.http.cookies = one.http.cookies
        assert other.send(name="a", password="b").status_code == 403
        one.http.close()
        other.http.close()

    def test_pages_cannot_be_framed_and_run_nothing(self, server: Api, program: Program, signed_in: Browser) -> None:
        for answer in (web.get(f"{server.url}/oauth/"), signed_in.open(program.request(prompt="consent")[0])):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "script" not in policy
            assert "<script" not in answer.text
            assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "same-origin")
        assert "form-action 'self' https://trang.example;" in policy
