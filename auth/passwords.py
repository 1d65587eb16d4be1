"""Passwords of people as argon2id, rules for new ones, and one-time codes as RFC 6238.

Hashing takes memory and time on purpose, so only a few run at once and only a few wait: a flood of sign-ins is turned
away instead of starving everybody else. Browsers that are known to an account have slots of their own:
strangers who try passwords keep nobody out who signed in before. Of each network only a few wait.

The guesses are estimated by zxcvbn (Wheeler, USENIX Security 2016; MIT licence). It has the 30,000 passwords found most
often in leaks and 60,000 names and English words. It knows keyboard rows, dates, repetitions and the usual ways to
disguise a word. Vietnamese is estimated without accents, as people type it.
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
"""The scale's "very unguessable": safe even when hashes that are quick to try have leaked."""
LOOKED_AT = 72
"""Characters that are estimated at most: zxcvbn's own limit, for its time grows with the square."""
KNOWN_HERE: Final = ("casebook", "matkhau", "mat khau", "caobang", "cao bang", "vietnam", "viet nam")
"""Words that somebody would try first at this register."""


def weak(password: str, name: str) -> bool:
    """Return True if a new password is too short, too long, easily guessed, or contains the account's name."""
    if not LEAST <= len(password) <= MOST:
        return True
    plain, told = _plain(password), name.casefold()
    own = told.partition("@")[0]
    if len(own) > 3 and own in plain:
        return True
    parts = own.replace("_", ".").replace("-", ".").split(".")
    from zxcvbn import zxcvbn  # its lists take long to read, and few processes see a new password

    estimate = zxcvbn(plain[:LOOKED_AT], user_inputs=[*KNOWN_HERE, told, own, *parts])
    return int(estimate["guesses"]) < GUESSES_LEAST


def _plain(text: str) -> str:
    """In small letters without accents."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


AT_ONCE, WAITING_MOST, WAITING_OF_ONE = 1, 20, 5
"""Of strangers, and once more of known browsers: how many hash, wait, and wait of one network or account."""
STEP_SECONDS = 30
AROUND = 1
"""Steps before and after the present one whose codes are taken: clocks differ."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)  # above OWASP's floor for argon2id
_FOR_SECRETS = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def nobody(hasher: PasswordHasher) -> str:
    """Return a hash to compare where there is no account: at the usual cost, and no known password fits it."""
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2{hasher.type.name.lower()}$v={ARGON2_VERSION}${cost}${salt}${digest}"


_NOBODY = nobody(_HASHER)  # not hashed here: each process that signs nobody in would pay for it at its start


def secret_hashed(secret: str) -> str:
    """A secret of 128 bits that was made by chance, as it is stored. Nobody guesses it, however little a guess costs:
    for the accounts of samples, never for what a person chose."""
    return _FOR_SECRETS.hash(secret)


class Busy(Exception):
    """Too many sign-ins wait already."""


class HashingSlots:
    """Slots for hashing: few at once, few that wait, and few of these of one caller."""

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
            self._waiting += Counter()  # forgets callers of whom nobody waits


class Passwords:
    """Hashes and compares passwords; one for each process."""

    def __init__(self) -> None:
        self._strangers, self._known = HashingSlots(), HashingSlots()

    async def hashed(self, password: str, account: str = "") -> str:
        """A password as it is stored, for an account that is known to be the caller's. Raises Busy."""
        async with self._known.of(account):
            return await asyncio.to_thread(_HASHER.hash, password)

    async def fits(self, stored: str | None, password: str, *, caller: str, known: bool) -> bool:
        """Check a password; for an account that does not exist it takes as long and fails. Raises Busy.

        `caller` is the network of a stranger, or the account that a browser is `known` to.
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
