"""Tries are counted by network, and a browser that is known to the account is not held up by strangers."""

import pytest
from argon2 import Parameters, extract_parameters

from api.oauth import sign_in
from api.oauth.enrol import TRIES_MOST
from api.oauth.second_factor import CODES_MOST
from auth import passwords
from store.oauth.throttle import FAILURES_MOST
from tests.api.oauth.sign_in_pages import HERE, NAME, Pages, Visitor
from tests.support.signing_in import PASSWORD

NETWORK = "2001:db8:7:1"
"""A /64; whoever has it has all its addresses."""


async def tried(pages: Pages, address: str, name: str = NAME, password: str = "wrong") -> int:
    return (await pages.named(name, password, address)).shown.status_code


async def test_an_unknown_name_takes_as_long_as_a_known_one(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each one password is compared, at one cost; `tests/auth/test_passwords.py` holds the real cost to it."""
    compared, fits = list[Parameters](), passwords._fits

    def noted(stored: str, password: str) -> bool:
        compared.append(extract_parameters(stored))
        return fits(stored, password)

    monkeypatch.setattr(passwords, "_fits", noted)
    assert [await tried(pages, NETWORK, name) for name in (NAME, "nobody@land.example")] == [401, 401]
    known_name, unknown_name = compared
    assert known_name == unknown_name


async def known(pages: Pages, address: str) -> Visitor:
    """A browser at which the person signed in before and out again."""
    visitor = await pages.signed_in(address=address)
    visitor.http.cookies.delete("casebook-session")
    pages.clock.forward(minutes=1)  # a one-time code is good once
    await visitor.open("/oauth/")
    return visitor


async def test_all_addresses_of_a_network_have_one_count(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "NETWORK_MOST", 4)
    said = [await tried(pages, f"{NETWORK}::{host:x}", f"nobody-{host}") for host in range(6)]
    assert said == [401, 401, 401, 401, 429, 429]
    assert await tried(pages, "2001:db8:8:1::1", "nobody-7") == 401


async def test_network_and_guesses_lock_no_known_browser_out(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "NETWORK_MOST", 4)
    monkeypatch.setattr(sign_in, "ACCOUNT_MOST", FAILURES_MOST)
    owner = await known(pages, "203.0.113.5")
    said = [await tried(pages, f"203.0.113.{host}") for host in range(100, 106)]
    said += [await tried(pages, f"198.51.{host}.1") for host in range(FAILURES_MOST)]
    assert said[-1] == 429
    assert await tried(pages, "192.0.2.1", password=PASSWORD) == 429
    assert "Mã một lần" in (await owner.send(name=NAME, password=PASSWORD)).text


async def test_a_new_browser_is_kept_out_by_tries_of_its_own_network_only(pages: Pages) -> None:
    """Else ten wrong tries a quarter of an hour, from anywhere, would keep it out for ever."""
    said = [await tried(pages, f"198.51.100.{host}") for host in range(FAILURES_MOST + 2)]
    assert said == [401] * FAILURES_MOST + [429] * 2
    assert await tried(pages, "198.51.100.9", password=PASSWORD) == 429
    assert await tried(pages, "203.0.113.5", password=PASSWORD) == 200


async def test_wrong_codes_elsewhere_do_not_use_up_those_of_a_known_browser(pages: Pages) -> None:
    owner = await known(pages, "203.0.113.5")
    thief = await pages.named(address="198.51.100.1")
    said = [(await thief.send(code="000000")).status_code for _ in range(CODES_MOST + 1)]
    assert said[-1] == 429
    await owner.send(name=NAME, password=PASSWORD)
    assert HERE in (await owner.send(code=pages.code())).text


async def test_codes_of_enrolment_are_tried_by_a_network_ten_times(pages: Pages) -> None:
    async def enrolled(address: str) -> int:
        visitor = pages.visitor(address)
        await visitor.open("/oauth/enrol")
        wrong = {"first": "x", "second": "y", "password": PASSWORD, "again": PASSWORD}
        return (await visitor.send(name=NAME, **wrong)).status_code

    said = [await enrolled(f"{NETWORK}::{host:x}") for host in range(TRIES_MOST + 2)]
    assert said == [401] * TRIES_MOST + [429, 429]
    assert await enrolled("203.0.113.5") == 401
