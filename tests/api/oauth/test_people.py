"""Passwords, one-time codes, throttling, enrolment and recovery, at the pages."""

import re
import secrets
import time
from collections.abc import Iterator

import pyotp
import pytest

from domain.kernel.vocabulary import Post
from tests.api.office import Office
from tests.conftest import api as api
from tests.support import web
from tests.support.installation import Api
from tests.support.signing_in import PASSWORD, PEOPLE, Browser, Program, let_the_second_pass
from tests.support.tokens import Issuer
from tests.support.world import subject

pytestmark = pytest.mark.slow

LAND, PAPER = (subject(*PEOPLE[item]) for item in ("land", "paper"))


@pytest.fixture
def browser(server: Api) -> Browser:
    made = Browser(server.url)
    made.open("/oauth/")
    return made


@pytest.fixture(autouse=True)
def closed(browser: Browser) -> Iterator[None]:
    yield
    browser.http.close()


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(browser: Browser) -> None:
    known = browser.send(name=LAND, password="not this one")
    unknown = browser.send(name="nobody@land.example", password="not this one")
    assert known.status_code == unknown.status_code == 401
    strip = re.compile(r"value=\"[^\"]*\"")
    assert strip.sub("", known.text) == strip.sub("", unknown.text)


def test_a_session_begins_anew_at_each_step(browser: Browser) -> None:
    browser.http.cookies.set("casebook-session", "planted", domain="127.0.0.1", path="/")
    browser.send(name=PAPER, password=PASSWORD)
    first = browser.http.cookies.get("casebook-session", domain="127.0.0.1")
    assert first != "planted"


def test_cookies_are_closed_to_scripts_and_other_sites(server: Api) -> None:
    for cookie in web.get(f"{server.url}/oauth/").headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie


def enrolled(browser: Browser, office: Office, password: str) -> str:
    """Set a password with the two codes; the seed of the one-time codes."""
    browser.open("/oauth/enrol")
    first, second = office.codes
    browser.send(name=office.name, first=first, second=second, password=password, again=password)
    found = re.search(r'<p class="seed">([A-Z2-7 ]+)</p>', browser.shown.text)
    assert found, browser.shown.text
    seed = found[1].replace(" ", "")
    answer = browser.send(code=pyotp.TOTP(seed).now())
    assert "Đã đặt mật khẩu" in answer.text
    let_the_second_pass()
    return seed


def test_an_account_from_opening_to_recovery(server: Api, browser: Browser, issuer: Issuer, program: Program) -> None:
    office = Office(server, issuer)
    office.appoint()
    office.give("openUser", subject=office.name)
    seed = enrolled(browser, office, "mật khẩu đầu tiên 1")
    browser.open("/oauth/")
    browser.send(name=office.name, password="mật khẩu đầu tiên 1")
    browser.send(code=pyotp.TOTP(seed).at(time.time() + 30))
    token = program.exchange(*program.code(browser)).json()
    server.ask(token["access_token"], "{ me { scopes } }")

    office.codes = (secrets.token_hex(16), secrets.token_hex(16))
    office.rows["user"]["version"] = version(server, issuer, office.rows["user"]["id"])
    office.give("recoverUser")
    other = Browser(server.url)
    time.sleep(1.1)  # the account's tokens end by the second they were issued in
    enrolled(other, office, "mật khẩu thứ hai 2")
    assert server.post(token["access_token"], "{ me { scopes } }").status_code == 401
    assert program.refresh(token["refresh_token"]).json()["error"] == "invalid_grant"
    assert "Bạn đã đăng nhập" not in browser.open("/oauth/").text
    assert browser.send(name=office.name, password="mật khẩu đầu tiên 1").status_code == 401
    other.open("/oauth/")
    assert "Mã một lần" in other.send(name=office.name, password="mật khẩu thứ hai 2").text
    other.http.close()


def version(server: Api, issuer: Issuer, user: str) -> int:
    query = "{ users(first: 100) { edges { node { id version } } } }"
    rows = server.ask(issuer.officer("agency-land", Post.ADMIN), query)["users"]["edges"]
    return int(next(row["node"]["version"] for row in rows if row["node"]["id"] == user))


def test_one_code_is_not_enough_and_both_are_good_once(server: Api, browser: Browser, issuer: Issuer) -> None:
    office = Office(server, issuer)
    office.give("openUser", subject=office.name)
    first, second = office.codes
    password = "một mật khẩu khác 3"
    for one, two in ((first, first), (second, first), (first, "x"), ("", "")):
        browser.open("/oauth/enrol")
        fields = {"first": one or "-", "second": two or "-", "password": password, "again": password}
        assert browser.send(name=office.name, **fields).status_code == 401
    enrolled(browser, office, password)
    browser.open("/oauth/enrol")
    again = browser.send(name=office.name, first=first, second=second, password=password, again=password)
    assert again.status_code == 401


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "password12345", "Casebook2021!!", "{name}-xyz-123"])
def test_a_weak_password_is_refused(server: Api, browser: Browser, issuer: Issuer, password: str) -> None:
    office = Office(server, issuer)
    office.give("openUser", subject=office.name)
    chosen = password.format(name=office.name.partition("@")[0])
    browser.open("/oauth/enrol")
    first, second = office.codes
    answer = browser.send(name=office.name, first=first, second=second, password=chosen, again=chosen)
    assert (answer.status_code, "12" in answer.text) == (400, True)
