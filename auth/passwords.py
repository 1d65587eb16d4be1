"""Passwords of people as argon2id, one-time codes as RFC 6238, and what a password must be.

Hashing takes memory and time on purpose, so only a few run at once and only a few wait: a flood of sign-ins is turned
away instead of starving everybody else.
"""

import asyncio
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

LEAST, MOST = 12, 200
AT_ONCE, WAITING_MOST = 2, 20
STEP_SECONDS = 30
AROUND = 1
"""Steps before and after the present one whose codes are taken: clocks differ."""
COMMON: Final = frozenset({"password", "matkhau", "123456", "qwerty", "abcdef", "casebook", "caobang"})

_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)  # above OWASP's floor for argon2id
_NOBODY = _HASHER.hash("a password that nobody has")


class Busy(Exception):
    """Too many sign-ins wait already."""


class Passwords:
    """Hashes and compares passwords; one for each process."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hashed(self, password: str) -> str:
        """A password as it is stored. Raises Busy."""
        return str(await self._in_turn(_HASHER.hash, password))

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; for an account that is not there it takes as long. Raises Busy."""
        return bool(await self._in_turn(_fits, stored or _NOBODY, password)) and stored is not None

    async def _in_turn(self, work: object, *args: str) -> object:
        if self._waiting >= WAITING_MOST:
            raise Busy
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *args)  # type: ignore[arg-type]  # hashers differ in their arguments
        finally:
            self._waiting -= 1


def _fits(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password[:MOST])
    except (Argon2Error, InvalidHashError):
        return False


def weak(password: str, name: str) -> bool:
    """Whether a new password is too short, too long, of few letters, or says the account's name or a common word."""
    plain = password.casefold()
    few = len(set(plain)) < 5
    told = name.partition("@")[0].casefold()
    common = any(plain.strip("0123456789!@#.") == word or plain.startswith(word) for word in COMMON)
    return not LEAST <= len(password) <= MOST or few or common or (len(told) > 3 and told in plain)


def fresh_seed() -> str:
    """A secret for one-time codes."""
    return pyotp.random_base32()


def step_of(seed: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, or None."""
    given, present = "".join(code.split()), int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(seed)
    if not given.isascii() or len(given) != totp.digits:
        return None
    steps = range(present - AROUND, present + AROUND + 1)
    found = [step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), given)]
    return found[-1] if found else None


def address_of(seed: str, name: str) -> str:
    """The otpauth address that authenticator programs read."""
    return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name="Casebook")
