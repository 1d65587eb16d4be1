"""Slots for hashing, and what a new password must be."""

import asyncio

import pytest
from argon2 import extract_parameters
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from auth import passwords
from auth.passwords import LEAST, MOST, WAITING_MOST, WAITING_OF_ONE, Busy, Passwords, weak

NAME = "nguyen.an@land.example"


@pytest.mark.parametrize(
    "password",
    [
        *("một mật khẩu đủ dài 7", "mưa rơi trên mái ngói", "correct horse battery staple", "kL9#vT2$mQ8x"),
        *("§$%&/()=?`*'_:;µ€", "x7đường phố đông người", "z" + "ngõ nhỏ phố nhỏ nhà tôi ở đó" * 7),
    ],
)
def test_good_passwords_are_taken(password: str) -> None:
    assert not weak(password, NAME)


@pytest.mark.parametrize(
    "password",
    [
        *("kL9#vT2$mQ8", "a" * (MOST + 1), "password12345", "P@ssw0rd2021!", "Casebook2021!!", "Mậtkhẩu@123456"),
        *("matkhau@20262026", "Caobang@123456", "Vietnam@2026!!", "qwertyuiop12", "1qaz2wsx3edc", "123456789012"),
        *("a" * 16, "abc" * 5, "iloveyou2021", "19851985198519", "nguyen.an-2026-xyz", "x-Nguyen.An-land-77"),
    ],
)
def test_those_that_are_tried_first_are_not(password: str) -> None:
    assert weak(password, NAME)


def test_thousands_of_common_ones_are_known() -> None:
    common = [word for word in FREQUENCY_LISTS["passwords"] if len(word) <= MOST]
    assert len(common) >= 10_000
    assert all(weak(word.ljust(LEAST, "1"), NAME) for word in common[:300])


async def taken(passwords: Passwords, caller: str, *, known: bool) -> list[asyncio.Task[bool]]:
    """As many tries of one caller as may wait."""
    tries = [passwords.fits(None, "x", caller=caller, known=known) for _ in range(WAITING_OF_ONE)]
    made = [asyncio.create_task(one) for one in tries]
    await asyncio.sleep(0)
    return made


async def test_one_network_cannot_take_the_slots_of_others() -> None:
    passwords = Passwords()
    waiting = await taken(passwords, "203.0.113.0/24", known=False)
    with pytest.raises(Busy):
        await passwords.fits(None, "x", caller="203.0.113.0/24", known=False)
    assert await passwords.fits(None, "x", caller="198.51.100.0/24", known=False) is False
    await asyncio.gather(*waiting)
    assert await passwords.fits(None, "x", caller="203.0.113.0/24", known=False) is False


async def test_strangers_of_many_networks_leave_known_browsers_their_slots() -> None:
    passwords = Passwords()
    stored = await passwords.hashed("một mật khẩu đủ dài 7")
    networks = [f"10.0.{number}.0/24" for number in range(WAITING_MOST // WAITING_OF_ONE)]
    waiting = [one for network in networks for one in await taken(passwords, network, known=False)]
    with pytest.raises(Busy):
        await passwords.fits(stored, "x", caller="192.0.2.0/24", known=False)
    assert await passwords.fits(stored, "một mật khẩu đủ dài 7", caller="an", known=True)
    assert not all(one.done() for one in waiting)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_password_is_kept_at_the_cost_that_was_chosen_and_compared_at_it_where_there_is_no_account() -> None:
    stored = await Passwords().hashed("mưa rơi trên mái ngói")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert extract_parameters(passwords._NOBODY) == extract_parameters(stored)


async def test_an_account_with_a_secret_of_its_own_signs_in_with_it_alone() -> None:
    stored = passwords.secret_hashed("0b" * 16)
    fits = [await Passwords().fits(stored, given, caller="an", known=True) for given in ("0b" * 16, "0a" * 16)]
    assert fits == [True, False]
