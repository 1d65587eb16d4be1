"""Rules for new passwords: long enough, and many guesses away for an attacker who tries common passwords first.

The guesses are estimated by zxcvbn (Wheeler, USENIX Security 2016; MIT licence). It has the 30,000 passwords found most
often in leaks and 60,000 names and English words. It knows keyboard rows, dates, repetitions and the usual ways to
disguise a word. Vietnamese is estimated without accents, as people type it.
"""

import unicodedata
from typing import Final

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
