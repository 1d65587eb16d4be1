"""Coming to the desk and leaving it: nobody sits there by somebody else's doing, and no token reaches the browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pyotp
import pytest

from api.app import DESKS
from api.pages.base.pages import DeskPages
from api.pages.base.sign_in import own_page
from auth.passwords import Passwords
from domain.access.record import Purpose
from domain.administration.clients import EnterClient
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import READING
from domain.kernel.vocabulary import Post
from store.driver.connection import wall_clock
from store.process.settings import Settings
from store.store import opened_store
from tests.api.conftest import Apart
from tests.support.in_process import InProcess, in_process
from tests.support.reader import BASE, CLIENT, SETTINGS, Reader, cookies_of, said
from tests.support.signing_in import PASSWORD, SEED, open_account
from tests.support.world import subject

INSPECTION = "agency-inspection"
NAME = subject(INSPECTION, Post.INSPECTOR)
ENROLLED_BEFORE = timedelta(seconds=2)
"""An enrolment ends all tokens up to its own second: the account is older than the first sign-in by more than that."""


@pytest.fixture(scope="module")
def installation(apart: Apart) -> dict[str, str]:
    return apart.installation


@pytest.fixture(scope="module")
def api(installation: dict[str, str], account: None) -> Iterator[InProcess]:
    with in_process({**installation, **SETTINGS}, BASE) as running:
        yield running


@pytest.fixture(scope="module")
async def account(installation: dict[str, str]) -> None:
    """An inspector who can sign in, and the desk as a client."""
    async with opened_store(Settings.from_env(installation), lambda: wall_clock() - ENROLLED_BEFORE) as store:
        hashed = await Passwords().hashed(PASSWORD)
        await open_account(store, "user-desk", INSPECTION, Post.INSPECTOR, hashed)
        redirects = (f"{BASE}/inspect/back",)
        desk = EnterClient(
            agency="agency-lead", name="Trang thanh tra", scopes=READING, redirects=redirects, shared=True
        )
        await store.execute(OPERATOR, desk, command_id=uuid4(), target=CLIENT)


def test_an_inspector_signs_in_says_why_reads_and_leaves(api: InProcess) -> None:
    reader = Reader(api)
    assert reader.open("/inspect/readings?case=case-1").status_code == 401
    assert "/inspect/sign-in?to=%2Finspect%2Freadings%3Fcase%3Dcase-1" in reader.shown.text
    reader.open("/inspect/sign-in?to=/inspect/readings")
    reader.send(name=NAME, password=PASSWORD)
    consent = reader.send(code=pyotp.TOTP(SEED).now())
    assert "Trang thanh tra" in consent.text
    asked = reader.send(decision="allow")
    assert (asked.url.path, "Bạn đọc để làm gì?" in asked.text) == ("/inspect/readings", True)
    assert reader.send(purpose="CURIOSITY").status_code == 422
    shown = reader.send(purpose="REDRESS")
    assert (shown.status_code, shown.url.path) == (200, "/inspect/readings")
    assert "Giải quyết khiếu nại" in said(shown)

    kept = dict(reader.cookies)
    assert not any("eyJ" in value for value in kept.values()), "no token in the browser"
    reader.shown = reader.open("/inspect/")
    left = api.send("POST", "/inspect/sign-out", headers={"Cookie": f"casebook-desk={kept['casebook-desk']}"})
    assert (left.status_code, left.headers["clear-site-data"]) == (303, '"cache"')
    assert "casebook-desk=" in left.headers["set-cookie"]
    assert Reader(api, kept).open("/inspect/").status_code == 401, "a copy of the cookie is good for nothing"
    again = Reader(api, kept).open("/inspect/sign-in?to=/inspect/")
    assert 'name="password"' in again.text, "the next person at this browser is asked who they are"


@pytest.mark.parametrize("pages", DESKS)
def test_each_desk_is_found_without_its_last_slash(api: InProcess, pages: DeskPages) -> None:
    answer = api.send("GET", f"{pages.home.removesuffix('/')}?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{pages.home}?lang=en")


def test_the_cookie_is_for_this_host_and_for_no_script(api: InProcess, inspector: Reader) -> None:
    answer = inspector.open("/inspect/")
    assert answer.status_code == 200
    given = answer.headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("code=x&state=y", 400), ("", 400), ("state=STATE&error=access_denied", 403), ("state=STATE&code=x", 400)],
)
def test_only_the_answer_to_ones_own_request_is_taken(api: InProcess, query: str, status: int) -> None:
    reader = Reader(api)
    away = api.send("GET", "/inspect/sign-in")
    asked = dict(parse_qsl(urlsplit(away.headers["location"]).query))
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == ("S256", f"{BASE}/inspect/back")
    assert set(asked["scope"].split()) == {scope.value for scope in READING}
    reader.cookies |= cookies_of(away)
    answer = reader.open(f"/inspect/back?{query.replace('STATE', asked['state'])}")
    assert (answer.status_code, "casebook-desk=" in str(answer.headers.get("set-cookie", ""))) == (status, False)


def test_a_state_of_another_browser_is_refused(api: InProcess) -> None:
    theirs = dict(parse_qsl(urlsplit(api.send("GET", "/inspect/sign-in").headers["location"]).query))
    own = Reader(api, cookies_of(api.send("GET", "/inspect/sign-in")))
    assert own.open(f"/inspect/back?state={theirs['state']}&code=x").status_code == 400


@pytest.mark.parametrize(
    "changes", [{"until": timedelta(seconds=-1)}, {"seen": timedelta(minutes=-31)}, {"seen": timedelta(minutes=5)}]
)
def test_a_session_ends(api: InProcess, changes: dict[str, timedelta]) -> None:
    now = datetime.now(UTC)  # not of when tests were collected, which may be long ago
    made: dict[str, Any] = {name: now + away for name, away in changes.items()}
    assert Reader.seated(api, INSPECTION, Post.INSPECTOR, **made).open("/inspect/").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "%C3%A9", "A" * 5_000])
def test_a_cookie_that_is_not_ours_opens_nothing(api: InProcess, cookie: str) -> None:
    assert Reader(api, {"casebook-desk": cookie}).open("/inspect/").status_code == 401


def test_nobody_reads_before_saying_why_but_anybody_leaves(api: InProcess) -> None:
    reader = Reader.seated(api, INSPECTION, Post.INSPECTOR, purpose=None)
    assert "Bạn đọc để làm gì?" in reader.open("/inspect/").text
    cookie = {"Cookie": f"casebook-desk={reader.cookies['casebook-desk']}"}
    assert api.send("POST", "/inspect/sign-out", headers=cookie).status_code == 303
    assert api.send("GET", "/inspect/", headers=cookie).status_code == 401


def test_somebody_without_an_appointment_is_told_so(api: InProcess) -> None:
    session = Reader.seated(api, "agency-ministry", Post.HANDLER)
    answer = session.open("/inspect/")
    assert answer.status_code == 403


def test_the_desk_leads_to_its_own_pages_only() -> None:
    assert own_page("/inspect/", "/inspect/cases/case-1?after=3&lang=en") == "/inspect/cases/case-1?after=3&lang=en"
    for path in ("https://evil.example/", "//evil.example", "/inspect//evil.example", "/oauth/", "/inspect/../x", ""):
        assert own_page("/inspect/", path) == "/inspect/"


def test_every_purpose_can_be_chosen(inspector: Reader) -> None:
    page = inspector.open("/inspect/purpose").text
    assert all(f'value="{purpose.value}"' in page for purpose in Purpose)
