"""The way of a token from the browser to the API, and what ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from domain.kernel.policy import PERSONAL
from store.oauth.once import Leave, Once, Used, secret
from store.store import Store
from tests.support import web
from tests.support.clock import TestClock
from tests.support.installation import Api
from tests.support.signing_in import LOOPBACK, MACHINE, NATIVE, SCOPES, SECRET, SITE, Browser, Program

ME = "{ me { agency { id } isPerson scopes } }"


def test_a_person_signs_in_and_a_program_acts_for_them(server: Api, program: Program, signed_in: Browser) -> None:
    place, verifier = program.request(prompt="consent")
    shown = signed_in.open(place)
    assert "Chương trình client-web" in shown.text
    back = program.returned(signed_in.send(decision="allow"))
    assert (back["iss"], back["state"]) == (f"{server.url}/oauth", "xyz")
    answer = program.exchange(back["code"], verifier)
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 600)
    me = server.ask(token["access_token"], ME)["me"]
    assert (me["agency"]["id"], me["isPerson"]) == ("agency-lead", True)
    assert {name.lower().replace("_", ":") for name in me["scopes"]} == set(SCOPES.split())


def test_what_was_allowed_is_not_asked_again_in_this_session(server: Api, program: Program, signed_in: Browser) -> None:
    program.code(signed_in)
    again, narrower = program.request()[0], program.request(scope="case:report")[0]
    for place in (again, narrower):
        assert program.returned(signed_in.open(place)).keys() >= {"code", "iss", "state"}
    for place in (
        program.request(prompt="consent")[0],
        program.request(scope=f"{SCOPES} case:close")[0],
        Program(server.url, SITE, secret=SECRET).request()[0],
    ):
        assert "location" not in signed_in.open(place).headers
    assert "location" not in signed_in.open(place).headers, "a page that was shown allows nothing"


def test_a_program_on_the_persons_machine_asks_each_time(server: Api, signed_in: Browser) -> None:
    native = Program(server.url, NATIVE, redirect=LOOPBACK)
    native.code(signed_in)
    assert "location" not in signed_in.open(native.request()[0]).headers


def test_refusing_gives_nothing(program: Program, signed_in: Browser) -> None:
    signed_in.open(program.request(prompt="consent")[0])
    back = program.returned(signed_in.send(decision="deny"))
    assert (back["error"], "code" in back, "iss" in back) == ("access_denied", False, True)


def test_a_refresh_token_is_good_once_and_narrowing_keeps_what_was_agreed(program: Program, signed_in: Browser) -> None:
    first = program.exchange(*program.code(signed_in)).json()
    narrow = program.refresh(first["refresh_token"], scope="case:report").json()
    assert narrow["scope"] == "case:report"
    wide = program.refresh(narrow["refresh_token"]).json()
    assert sorted(wide["scope"].split()) == sorted(SCOPES.split())
    assert program.refresh(wide["refresh_token"], scope="case:close").json()["error"] == "invalid_scope"


def test_reuse_ends_the_family(server: Api, program: Program, signed_in: Browser) -> None:
    first = program.exchange(*program.code(signed_in)).json()
    second = program.refresh(first["refresh_token"]).json()
    third = program.refresh(second["refresh_token"]).json()
    server.ask(third["access_token"], ME)
    assert program.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert program.refresh(third["refresh_token"]).json()["error"] == "invalid_grant"
    for token in (first, second, third):
        assert server.post(token["access_token"], ME).status_code == 401


def test_a_renewal_whose_answer_was_lost_gives_the_same_follower(program: Program, signed_in: Browser) -> None:
    """Also to eight tabs that renew at the same time; the chain stays one."""
    first = program.exchange(*program.code(signed_in)).json()
    with ThreadPoolExecutor(8) as pool:
        answers = [item.json() for item in pool.map(lambda _: program.refresh(first["refresh_token"]), range(8))]
    [follower] = {answer["refresh_token"] for answer in answers}
    assert program.refresh(follower).status_code == 200
    assert program.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"


async def test_a_renewal_is_repeated_for_ten_seconds_only(store: Store, clock: TestClock) -> None:
    shelf, now = Once(store.connection, "oauth_refresh"), clock()
    later = now + timedelta(hours=1)
    leave = Leave(client="a", subject="b", agency="c", scope="d", family="e", begun=now, until=later, idle=later)
    for seconds, used in ((9, leave), (11, Used(leave))):
        token = secret()
        await shelf.keep(token, leave)
        assert await shelf.use(token, "a") == leave
        assert await shelf.use(token, "other") is None
        clock.forward(seconds=seconds)
        assert await shelf.use(token, "a") == used


def test_a_code_is_good_once_and_another_use_ends_its_tokens(server: Api, program: Program, signed_in: Browser) -> None:
    code, verifier = program.code(signed_in)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: program.exchange(code, verifier), range(8)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) <= 1
    assert {answer.status_code for answer in answers} <= {200, 400}
    for item in good:
        assert server.post(item["access_token"], ME).status_code == 401


@pytest.mark.parametrize("client", [SITE])
def test_a_program_with_a_secret_has_to_show_it(server: Api, signed_in: Browser, client: str) -> None:
    program = Program(server.url, client)
    code, verifier = program.code(signed_in)
    assert program.exchange(code, verifier).json()["error"] == "invalid_client"
    assert program.exchange(code, verifier, client_secret="wrong").json()["error"] == "invalid_client"
    assert program.exchange(code, verifier, client_secret=SECRET).status_code == 200
    program.secret = SECRET
    code, verifier = program.code(signed_in)
    assert program.exchange(code, verifier).status_code == 200


class TestMachines:
    """Client credentials."""

    def test_act_for_their_agency_and_need_no_person(self, server: Api) -> None:
        answer = Program(server.url, MACHINE, secret=SECRET).token(grant_type="client_credentials")
        token = answer.json()
        assert "refresh_token" not in token
        assert not set(token["scope"].split()) & {item.value for item in PERSONAL}
        me = server.ask(token["access_token"], ME)["me"]
        assert (me["agency"]["id"], me["isPerson"]) == ("agency-land", False)

    def test_get_nothing_that_needs_one(self, server: Api) -> None:
        program = Program(server.url, MACHINE, secret=SECRET)
        assert program.token(grant_type="client_credentials", scope="case:close").json()["error"] == "invalid_scope"

    def test_are_not_signed_in_for(self, server: Api) -> None:
        program = Program(server.url, MACHINE, secret=SECRET)
        assert web.get(server.url + program.request()[0]).status_code == 400

    def test_others_may_not(self, server: Api) -> None:
        for item in (Program(server.url), Program(server.url, SITE, secret=SECRET)):
            answer = item.token(grant_type="client_credentials")
            assert answer.json()["error"] in ("invalid_client", "unauthorized_client")


class TestRevocation:
    """RFC 7009 and RFC 7662."""

    def post(self, server: Api, path: str, client: str, secret: str | None, token: str) -> httpx.Response:
        auth = (client, secret) if secret else None
        return web.post(f"{server.url}/oauth/{path}", data={"token": token, "client_id": client}, auth=auth)

    def test_an_access_token_ends_at_the_next_request(self, server: Api, program: Program, signed_in: Browser) -> None:
        token = program.exchange(*program.code(signed_in)).json()["access_token"]
        server.ask(token, ME)
        assert self.post(server, "revoke", program.client, None, token).status_code == 200
        assert server.post(token, ME).status_code == 401

    def test_a_refresh_token_takes_the_family_along(self, server: Api, program: Program, signed_in: Browser) -> None:
        token = program.exchange(*program.code(signed_in)).json()
        assert self.post(server, "revoke", program.client, None, token["refresh_token"]).status_code == 200
        assert server.post(token["access_token"], ME).status_code == 401
        assert program.refresh(token["refresh_token"]).json()["error"] == "invalid_grant"

    def test_a_refresh_token_that_was_just_renewed_takes_what_followed_along(
        self, server: Api, program: Program, signed_in: Browser
    ) -> None:
        """The answer to the renewal was lost, or somebody signs out while it is on its way."""
        token = program.exchange(*program.code(signed_in)).json()["refresh_token"]
        followed = program.refresh(token).json()
        assert self.post(server, "introspect", SITE, SECRET, token).json() == {"active": False}
        assert self.post(server, "revoke", program.client, None, token).status_code == 200
        assert server.post(followed["access_token"], ME).status_code == 401
        for ended in (followed["refresh_token"], token):
            assert program.refresh(ended).json()["error"] == "invalid_grant"

    def test_nobody_ends_anothers_and_an_unknown_one_is_no_error(
        self, server: Api, program: Program, signed_in: Browser
    ) -> None:
        token = program.exchange(*program.code(signed_in)).json()["access_token"]
        assert self.post(server, "revoke", SITE, SECRET, token).json()["error"] == "invalid_grant"
        server.ask(token, ME)
        assert self.post(server, "revoke", SITE, SECRET, "nothing").status_code == 200

    def test_introspection_tells_those_who_may_know(self, server: Api, program: Program, signed_in: Browser) -> None:
        tokens = program.exchange(*program.code(signed_in)).json()
        told = self.post(server, "introspect", SITE, SECRET, tokens["access_token"]).json()
        assert (told["active"], told["agency"], told["client_id"]) == (True, "agency-lead", program.client)
        assert self.post(server, "introspect", SITE, SECRET, tokens["refresh_token"]).json()["active"] is True
        for stranger in (tokens["access_token"], tokens["refresh_token"], "garbage"):
            assert self.post(server, "introspect", MACHINE, SECRET, stranger).json() == {"active": False}
        assert self.post(server, "introspect", program.client, None, tokens["access_token"]).status_code in (400, 401)
        self.post(server, "revoke", program.client, None, tokens["refresh_token"])
        for ended in ("access_token", "refresh_token"):
            assert self.post(server, "introspect", SITE, SECRET, tokens[ended]).json() == {"active": False}
