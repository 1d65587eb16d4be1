"""Passwords of people as argon2id, rules for new ones, and one-time codes as RFC 6238.

Hashing takes memory and time on purpose, so only a few hashes run at once and only a few wait: a flood of sign-ins is
refused instead of starving everybody. Browsers known to an account have slots of their own, so that strangers who try
passwords lock nobody out. Only a few requests of each network may wait.

zxcvbn estimates the number of guesses (Wheeler, USENIX Security 2016; MIT licence). It contains the 30,000 passwords
found most often in leaks and 60,000 names and English words. It recognises keyboard rows, dates, repetitions and the
usual disguises of a word. Vietnamese is estimated without accents, as people type it.
"""

import asyncio
import unicodedata
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import ARGON2_VERSION

LEAST, MOST = 12, 200
GUESSES_LEAST: Final = 10**10
"""Least estimated guesses of a new password. zxcvbn calls this level "very unguessable"; it is safe even after a leak
of fast hashes."""
LOOKED_AT = 72
"""Most characters that are estimated. This is zxcvbn's own limit, because its time grows with the square of the
length."""
KNOWN_HERE: Final = ("casebook", "matkhau", "mat khau", "caobang", "cao bang", "vietnam", "viet nam")
"""Words that an attacker would try first at this register."""


def weak(password: str, name: str) -> bool:
    """Return True if a new password is too short, too long, easily guessed, or contains the account's name."""
    if not LEAST <= len(password) <= MOST:
        return True
    plain, told = _plain(password), name.casefold()
    own = told.partition("@")[0]
    if len(own) > 3 and own in plain:
        return True
    parts = own.replace("_", ".").replace("-", ".").split(".")
    from zxcvbn import zxcvbn  # imported here: its lists load slowly, and few processes need them

    estimate = zxcvbn(plain[:LOOKED_AT], user_inputs=[*KNOWN_HERE, told, own, *parts])
    return int(estimate["guesses"]) < GUESSES_LEAST


def _plain(text: str) -> str:
    """Return the text in lower case without accents."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


AT_ONCE, WAITING_MOST, WAITING_OF_ONE = 1, 20, 5
"""Limits for strangers, and separately for known browsers: hashes at once, waiting requests, and waiting requests of
one network or account."""
STEP_SECONDS = 30
AROUND = 1
"""Time steps before and after the current one in which a code is accepted, for clock skew."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)  # above OWASP's minimum for argon2id
_FOR_SECRETS = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def nobody(hasher: PasswordHasher) -> str:
    """Return a hash for accounts that do not exist. Checking it takes the same time, and no known password matches
    it."""
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2{hasher.type.name.lower()}$v={ARGON2_VERSION}${cost}${salt}${digest}"


_NOBODY = nobody(_HASHER)  # computed when first needed: a process that signs nobody in never pays for it


def secret_hashed(secret: str) -> str:
    """Hash a random secret of 128 bits for storage. It cannot be guessed, even at a low cost of hashing.

    Use it for sample accounts, never for passwords that a person chose.
    """
    return _FOR_SECRETS.hash(secret)


class Busy(Exception):
    """Too many sign-ins are waiting."""


class HashingSlots:
    """Slots for hashing. They limit how many hashes run at once, how many wait, and how many of one caller wait."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = Counter[str]()

    @asynccontextmanager
    async def of(self, caller: str) -> AsyncIterator[None]:
        if self._waiting.total() >= WAITING_MOST or self._waiting[caller] >= WAITING_OF_ONE:
            raise Busy
        self._waiting[caller] += 1
        try:
            async with self._slots:
                yield
        finally:
            self._waiting[caller] -= 1
            self._waiting += Counter()  # removes callers without waiting requests


class Passwords:
    """Hashes and checks of passwords; one instance for each process."""

    def __init__(self) -> None:
        self._strangers, self._known = HashingSlots(), HashingSlots()

    async def hashed(self, password: str, account: str = "") -> str:
        """Hash a password for storage. Give the `account` only if it is verified as the caller's. Raise Busy."""
        async with self._known.of(account):
            return await asyncio.to_thread(_HASHER.hash, password)

    async def fits(self, stored: str | None, password: str, *, caller: str, known: bool) -> bool:
        """Return whether a password is right. For a missing account the check takes the same time and fails. Raise
        Busy.

        `caller` is the network of a stranger, or the account to which a browser is `known`.
        """
        async with (self._known if known else self._strangers).of(caller):
            return await asyncio.to_thread(_fits, stored or _NOBODY, password) and stored is not None


def _fits(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password[:MOST])
    except (Argon2Error, InvalidHashError):
        return False


def fresh_seed() -> str:
    return pyotp.random_base32()


def step_of(seed: str, code: str, now: datetime) -> int | None:
    """Return the time step of a one-time code; None for a wrong code."""
    given, present = "".join(code.split()), int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(seed)
    if not given.isascii() or len(given) != totp.digits:
        return None
    steps = range(present - AROUND, present + AROUND + 1)
    found = [step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), given)]
    return found[-1] if found else None


def address_of(seed: str, name: str) -> str:
    """Return the otpauth URI for authenticator programs."""
    return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name="Casebook")
