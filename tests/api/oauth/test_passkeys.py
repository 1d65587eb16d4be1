"""Passkeys at the sign-in pages: adding, signing in, ending, and what an attacker tries with each."""

from collections.abc import AsyncIterator
from html import unescape
from re import search

import pytest

from domain.administration.users import AccountLetter
from store.oauth.passkeys import PASSKEYS_MOST
from store.oauth.sessions import CHALLENGE_GOOD
from store.store import Store
from tests.api.oauth.sign_in_pages import HERE, NEW, Pages, Visitor, recovered, sign_in_pages
from tests.support.clock import TestClock
from tests.support.passkey import SoftwareKey
from tests.support.signing_in import PASSWORD, PEOPLE
from tests.support.world import subject

ORIGIN = "http://localhost"
ADDED, WRONG = "Đã thêm khóa.", "Khóa không đúng"


@pytest.fixture
async def pages(store: Store) -> AsyncIterator[Pages]:
    async with sign_in_pages(store, ORIGIN) as made:
        yield made


def options(visitor: Visitor) -> str:
    """What the page asks the browser for."""
    found = search(r'data-passkey="([^"]+)"', visitor.shown.text)
    assert found is not None, visitor.shown.text
    return unescape(found[1])


async def add(visitor: Visitor, key: SoftwareKey, label: str = "USB xanh", password: str = PASSWORD) -> str:
    made = key.make(options(visitor), ORIGIN)
    return (await visitor.send("/oauth/keys", label=label, old=password, credential=made)).text


async def show(visitor: Visitor, key: SoftwareKey) -> str:
    return (await visitor.send("/oauth/key", credential=key.sign(options(visitor), ORIGIN))).text


@pytest.mark.parametrize("kind", ["ES256", "RS256", "EdDSA"])
async def test_a_key_takes_the_place_of_codes_until_it_ends(pages: Pages, clock: TestClock, kind: str) -> None:
    visitor, key = await pages.signed_in(), SoftwareKey(kind)
    assert ADDED in await add(visitor, key)
    assert "USB xanh" in visitor.shown.text
    other = await pages.named()
    assert 'name="code"' not in other.shown.text
    clock.forward(minutes=1)
    place, hidden = "/oauth/code", {"form": search(r'name="form" value="([^"]+)"', other.shown.text)[1]}  # type: ignore[index]
    refused = await other.http.post(place, data={**hidden, "code": pages.code()})
    assert HERE not in refused.text, "a code that was fished for is of no use"
    await other.open("/oauth/code")
    assert HERE in await show(other, key)
    assert "dùng lần cuối" in other.shown.text
    assert "Khóa đã bị hủy." in (await other.send("/oauth/keys/end", old=PASSWORD)).text
    await pages.signed_in()


async def test_each_change_needs_the_password_and_is_written_about(store: Store, pages: Pages) -> None:
    visitor, user = await pages.signed_in(), "user-land"
    await store.account_letters.change(user, "an@mau.example")
    assert "Mật khẩu hiện tại không đúng." in await add(visitor, SoftwareKey(), password="sai")
    assert "Hãy đặt tên" in await add(visitor, SoftwareKey(), label=" ")
    assert ADDED in await add(visitor, SoftwareKey())
    assert "không đúng" in (await visitor.send("/oauth/keys/end", old="sai")).text
    await visitor.send("/oauth/keys/end", old=PASSWORD)
    ordered = [row["data"]["topic"] async for row in store.connection.outbox.find({"target": user})]
    assert {AccountLetter.PASSKEY_ADDED, AccountLetter.PASSKEY_ENDED} <= set(ordered)
    records = [row async for row in store.connection.collection("oauth_credentials").find({})]
    assert b"USB xanh" not in repr(records).encode(), "what a person calls a key lies under the master key"


async def test_what_adds_no_key(pages: Pages, clock: TestClock) -> None:
    visitor, key = await pages.signed_in(), SoftwareKey()
    old = key.make(options(visitor), ORIGIN)
    await visitor.open("/oauth/")
    no = "Không thêm được khóa này"
    assert no in (await visitor.send("/oauth/keys", label="a", old=PASSWORD, credential=old)).text, "another page"
    late = key.make(options(visitor), ORIGIN)
    clock.forward(seconds=CHALLENGE_GOOD.total_seconds() + 1)
    assert no in (await visitor.send("/oauth/keys", label="a", old=PASSWORD, credential=late)).text
    assert no in await add(visitor, SoftwareKey(origin="https://other.example"))
    assert no in await add(visitor, SoftwareKey(flags=1))
    assert no in (await visitor.send("/oauth/keys", label="a", old=PASSWORD, credential="")).text
    assert ADDED in await add(visitor, key)
    assert no in await add(visitor, key), "a key twice"
    for _ in range(PASSKEYS_MOST - 1):
        assert ADDED in await add(visitor, SoftwareKey())
    assert no in await add(visitor, SoftwareKey())


async def test_what_signs_nobody_in(pages: Pages, clock: TestClock) -> None:
    key, others = SoftwareKey(), SoftwareKey()
    assert ADDED in await add(await pages.signed_in(), key)
    district = subject(*PEOPLE["district"])
    assert ADDED in await add(await pages.signed_in(district), others)
    visitor = await pages.named()
    used = key.sign(options(visitor), ORIGIN)
    assert HERE in (await visitor.send("/oauth/key", credential=used)).text
    again = await pages.named()
    assert WRONG in (await again.send("/oauth/key", credential=used)).text, "an answer is good once"
    assert WRONG in await show(again, others), "a key of another person"
    late = key.sign(options(again), ORIGIN)
    clock.forward(seconds=CHALLENGE_GOOD.total_seconds() + 1)
    assert WRONG in (await again.send("/oauth/key", credential=late)).text
    thief = await pages.named()
    lured = SoftwareKey(id=key.id, origin="https://casebook-dang-nhap.example", count=key.count)
    lured.private = key.private
    assert WRONG in await show(thief, lured), "what another page got out of the person"
    assert WRONG in (await thief.send("/oauth/key", credential="{}")).text
    assert "Đã thử quá nhiều lần" in await show(thief, key)


async def test_who_lost_the_last_key_returns_by_two_codes(store: Store, pages: Pages, clock: TestClock) -> None:
    key = SoftwareKey()
    assert ADDED in await add(await pages.signed_in(), key)
    assert not await pages.services.passkeys.of("user-land", "casebook.example"), "keys are of one name"
    finder = await pages.named()
    await recovered(store, "eins", "zwei")
    owner, seed = await pages.enrolling("eins", "zwei")
    assert "Đã đặt mật khẩu" in (await owner.send(code=pages.code(seed))).text
    assert HERE not in await show(finder, key)
    assert await pages.services.passkeys.of("user-land", "localhost") == ()
    clock.forward(minutes=1)
    back = await pages.named(password=NEW)
    assert HERE in (await back.send(code=pages.code(seed))).text


async def test_an_address_of_numbers_offers_none(store: Store) -> None:
    async with sign_in_pages(store) as pages:
        visitor = await pages.signed_in()
        assert "passkey" not in visitor.shown.text.lower()
        assert "script" not in visitor.shown.headers["content-security-policy"]
        sent = await visitor.send("/oauth/password", old="x", password="y", again="y")
        assert "passkey" not in sent.text.lower()


async def test_one_script_of_these_pages_runs_and_no_other(pages: Pages) -> None:
    visitor = await pages.signed_in()
    assert f"script-src {ORIGIN}/oauth/passkey.js;" in visitor.shown.headers["content-security-policy"]
    assert "unsafe" not in visitor.shown.headers["content-security-policy"]
    script = await visitor.http.get("/oauth/passkey.js")
    assert script.headers["content-type"].startswith("text/javascript")
