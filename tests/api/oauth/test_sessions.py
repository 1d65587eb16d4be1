"""Sessions end when nobody uses them, when the person signs out, and all at once; their programs' tokens with them."""

import asyncio
from urllib.parse import urlencode

import pytest

from auth.tokens import Unauthenticated
from store.oauth.once import Leave, Once, digest
from store.oauth.sessions import IDLE, SIGNED_IN
from store.oauth.throttle import FAILURES_MOST
from store.store import Store
from tests.api.oauth.sign_in_pages import HERE, NAME, Pages
from tests.support.clock import TestClock
from tests.support.signing_in import PASSWORD, REDIRECT, WEB


async def usable(pages: Pages, tokens: dict[str, str]) -> bool:
    """Whether the access token is accepted; a refresh token has to be good or not like it."""
    try:
        await pages.authenticator.viewer_of_token(tokens["access_token"])
        accepted = True
    except Unauthenticated:
        accepted = False
    refreshed = await pages.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert ("access_token" in refreshed) is accepted
    return accepted


async def test_an_idle_session_ends_and_a_used_one_goes_on(pages: Pages, clock: TestClock) -> None:
    used, idle = await pages.signed_in(), await pages.signed_in()
    for _ in range(2):
        clock.now += IDLE * 0.9
        assert HERE in (await used.open("/oauth/")).text
    assert HERE not in (await idle.open("/oauth/")).text
    for _ in range(int(SIGNED_IN / IDLE) + 2):
        clock.now += IDLE * 0.9
        await used.open("/oauth/")
    assert HERE not in used.shown.text


async def test_signing_out_ends_the_tokens_of_that_session_only(pages: Pages) -> None:
    one, other = await pages.signed_in(), await pages.signed_in()
    mine, kept = await pages.tokens(one), await pages.tokens(other)
    await one.open("/oauth/")
    await one.send("/oauth/sign-out")
    assert not await usable(pages, mine)
    assert await usable(pages, kept)


@pytest.mark.parametrize("kind", ["seen", "ended"])
async def test_a_person_sees_all_sessions_and_ends_them(pages: Pages, clock: TestClock, kind: str) -> None:
    one, other = await pages.signed_in(), await pages.signed_in()
    mine, theirs = await pages.tokens(one), await pages.tokens(other)
    await one.open("/oauth/")
    assert (one.shown.text.count("<li>"), one.shown.text.count("Trình duyệt này")) == (2, 1)
    if kind == "ended":
        clock.forward(seconds=1)
        await one.send("/oauth/end-all")
        assert HERE not in (await one.open("/oauth/")).text
    assert (HERE in (await other.open("/oauth/")).text) is (kind == "seen")
    assert [await usable(pages, tokens) for tokens in (mine, theirs)] == [kind == "seen"] * 2


async def refreshed(pages: Pages, tokens: dict[str, str]) -> dict[str, str]:
    return await pages.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])


async def test_a_program_that_nobody_uses_ends_and_a_used_one_goes_on(pages: Pages, clock: TestClock) -> None:
    visitor = await pages.signed_in()
    used, idle = await pages.tokens(visitor), await pages.tokens(visitor)
    for _ in range(3):
        clock.now += IDLE * 0.9
        used = await refreshed(pages, used)
        assert "access_token" in used
    assert (await refreshed(pages, idle))["error"] == "invalid_grant"


async def test_a_second_use_is_known_for_one_after_the_idle_time_too(pages: Pages, clock: TestClock) -> None:
    first = await pages.tokens(await pages.signed_in())
    second = await refreshed(pages, first)
    clock.now += IDLE * 0.9
    third = await refreshed(pages, second)
    clock.now += IDLE * 0.5
    assert (await refreshed(pages, first))["error"] == "invalid_grant"
    assert (await refreshed(pages, third))["error"] == "invalid_grant", "two hold what one was given"


async def test_ending_all_forgets_the_known_browsers(store: Store, pages: Pages) -> None:
    one = await pages.signed_in()
    user = (await store.registry.current()).accounts[NAME]
    assert "casebook-device" in one.http.cookies
    await one.open("/oauth/")
    await one.send("/oauth/end-all")
    credential = await pages.services.credentials.of(user)
    assert credential is not None
    assert credential.devices == ()
    assert "casebook-device" not in one.http.cookies


async def test_ending_all_ends_a_code_given_a_moment_later(store: Store, pages: Pages, clock: TestClock) -> None:
    """A page that read the session before it ended gives a code after the tokens of the account were ended."""
    one = await pages.signed_in()
    user = (await store.registry.current()).accounts[NAME]
    (session,) = await pages.services.sessions.of(user)
    await one.open("/oauth/")
    await one.send("/oauth/end-all")
    clock.forward(seconds=5)
    leave = Leave(
        client="c",
        subject=NAME,
        agency="agency-land",
        scope="case:read:own",
        family=f"{session.key}.late",
        begun=clock(),
        until=clock() + IDLE,
        idle=clock() + IDLE,
    )
    assert not await pages.services.server.counts(leave)


async def test_of_browsers_that_send_one_code_at_once_one_signs_in(pages: Pages, clock: TestClock) -> None:
    clock.forward(minutes=1)
    visitors = [await pages.named() for _ in range(3)]
    answers = await asyncio.gather(*(visitor.send(code=pages.code()) for visitor in visitors))
    assert sorted(HERE in answer.text for answer in answers) == [False, False, True]


async def test_a_program_asks_to_sign_out_and_the_person_decides(pages: Pages) -> None:
    visitor = await pages.signed_in()
    tokens = await pages.tokens(visitor)
    asked = {"client_id": WEB, "post_logout_redirect_uri": REDIRECT, "state": "a&b"}
    await visitor.open(f"/oauth/end-session?{urlencode(asked)}")
    assert await usable(pages, tokens), "an address alone ends nothing"
    tokens = await pages.tokens(visitor)
    await visitor.open(f"/oauth/end-session?{urlencode(asked)}")
    await visitor.send("/oauth/sign-out")
    assert visitor.shown.headers["location"] == f"{REDIRECT}?state=a%26b"
    assert not await usable(pages, tokens)
    assert HERE not in (await visitor.open("/oauth/")).text


@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", f"{REDIRECT}/", f"{REDIRECT}?to=1", "javascript:1", "//x"]
)
async def test_signing_out_leads_only_where_a_program_registered(pages: Pages, foreign: str) -> None:
    for client in (WEB, "nobody"):
        visitor = await pages.signed_in()
        to = foreign if client == WEB else REDIRECT
        await visitor.open(f"/oauth/end-session?{urlencode({'client_id': client, 'post_logout_redirect_uri': to})}")
        await visitor.send("/oauth/sign-out")
        assert visitor.shown.url.path == "/oauth/"


NEW = "mua-roi-tren-mai-ngoi-cu-2031"


async def test_a_new_password_asks_for_the_old_one_and_ends_other_sessions(pages: Pages, clock: TestClock) -> None:
    one, other = await pages.signed_in(), await pages.signed_in()
    mine, theirs = await pages.tokens(one), await pages.tokens(other)
    for typed, status in (
        ({"old": "wrong", "password": NEW, "again": NEW}, 401),
        ({"old": PASSWORD, "password": "Matkhau2031", "again": "Matkhau2031"}, 400),
        ({"old": PASSWORD, "password": NEW, "again": "another"}, 400),
        ({"old": PASSWORD, "password": PASSWORD, "again": PASSWORD}, 400),
        ({"password": NEW, "again": NEW}, 401),
    ):
        await one.open("/oauth/")
        assert (await one.send("/oauth/password", **typed)).status_code == status
    assert HERE in (await other.open("/oauth/")).text
    await one.open("/oauth/")
    done = await one.send("/oauth/password", old=PASSWORD, password=NEW, again=NEW)
    assert (done.status_code, "Đã đổi mật khẩu" in done.text) == (200, True)
    assert HERE in (await one.open("/oauth/")).text
    assert HERE not in (await other.open("/oauth/")).text
    assert [await usable(pages, tokens) for tokens in (mine, theirs)] == [True, False]
    clock.forward(minutes=1)
    again = await pages.named()
    assert again.shown.status_code == 401
    await again.send(name=NAME, password=NEW)
    assert HERE in (await again.send(code=pages.code())).text


async def test_guessing_the_old_password_at_an_open_session_is_stopped(pages: Pages) -> None:
    visitor = await pages.signed_in()
    for _ in range(FAILURES_MOST + 1):
        await visitor.open("/oauth/")
        await visitor.send("/oauth/password", old="wrong", password=NEW, again=NEW)
    assert visitor.shown.status_code == 429
    await visitor.open("/oauth/")
    assert (await visitor.send("/oauth/password", old=PASSWORD, password=NEW, again=NEW)).status_code == 429


async def test_no_row_of_a_token_names_its_person_and_older_ones_are_sealed(store: Store, pages: Pages) -> None:
    tokens = await pages.tokens(await pages.signed_in())
    rows = store.connection.collection("oauth_refresh")
    kept = await rows.find({}).to_list(None)
    assert kept
    assert NAME.encode() not in b"".join(str(row).encode() for row in kept)
    swapped = {"_id": digest(tokens["refresh_token"])}
    await rows.update_one(swapped, {"$set": {"subject": store.connection.master.close(NAME.encode(), "subject x")}})
    assert "access_token" not in await refreshed(pages, tokens), "sealed for another row"
    await rows.update_one(swapped, {"$set": {"subject": NAME, "used": False}})
    assert "access_token" not in await refreshed(pages, tokens), "whoever writes to the database names nobody"
    await rows.update_one(swapped, {"$set": {"used": False}})
    assert await Once(store.connection, "oauth_refresh").seal_names() == 1
    assert "access_token" in await refreshed(pages, tokens)
