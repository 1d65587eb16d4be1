"""Codes by which people outside the agencies find their part of a case."""

from hashlib import sha256
from typing import Protocol

from domain.case.state.case import Case
from domain.kernel.refusals import Problem, RuleNotMet
from domain.rules.facts import Facts

TICKET_MARK = "s-"
"""Prefix of a ticket whose code was derived from a secret. If the code was derived from a command id, its ticket has no
prefix."""
CODE_LENGTH = 12
"""Number of characters in a public code. The rate limit of the public pages makes it infeasible to guess 48 bits."""
SECRET_LENGTH = 16
"""Number of hexadecimal digits after the code of a hearing. Only the person who received the register's word knows
these digits."""
SIGNS, MISTAKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", str.maketrans("ILO", "110")
"""Letters and digits of a code without look-alikes, and a table that corrects look-alikes."""
WORD_LENGTH = 10
"""Number of characters of the register's word. The last character detects typing errors."""


def public_code(case: Case, new_id: str) -> str:
    return code_of(case.id, new_id)


def code_of(stream: str, new_id: str) -> str:
    """Return a code that the caller cannot choose.

    The code is a hash of the caller's id, because the caller's id may contain a time or repeat another id.
    """
    return sha256(f"{stream}\n{new_id}".encode()).hexdigest()[:CODE_LENGTH].upper()


def may_act(ticket: str | None) -> Problem | None:
    """Return a problem if the act uses a code that was derived from a command id.

    Any reader of the record could derive such a code.
    """
    return None if ticket and ticket.startswith(TICKET_MARK) else RuleNotMet(code="code-only-reads")


class Followed(Protocol):
    """Object whose progress a person can follow with a code."""

    @property
    def ticket(self) -> str | None:
        """Return the keyed hash of the code."""


def code_acts(state: Followed, facts: Facts) -> Problem | None:
    """The person's code was derived from a secret, so that nobody else could obtain the code."""
    return may_act(state.ticket)


def plain_code(code: str) -> str:
    """Return a public code in its recorded form, from any accepted spelling."""
    return code.replace("-", "").replace(" ", "").upper()


def word_of(drawn: int) -> str:
    """Return the register's word, with its check sign, for a random number."""
    signs = "".join(SIGNS[drawn >> 5 * place & 31] for place in range(WORD_LENGTH - 1))
    return signs + _check_sign(signs)


def read_word(typed: str) -> str | None:
    signs = "".join(sign for sign in typed.upper().translate(MISTAKEN) if sign not in "- ")
    sound = len(signs) == WORD_LENGTH and signs[-1] == _check_sign(signs[:-1])
    return signs if sound else None


def of_hearing(typed: str) -> tuple[str, str]:
    """Split a typed hearing code into the public code and its secret; both are empty if it is malformed."""
    plain = plain_code(typed)
    code, secret = plain[:CODE_LENGTH], plain[CODE_LENGTH:]
    return (code, secret) if len(plain) in (CODE_LENGTH, CODE_LENGTH + SECRET_LENGTH) else ("", "")


def _check_sign(signs: str) -> str:
    return SIGNS[sha256(signs.encode()).digest()[0] & 31]
