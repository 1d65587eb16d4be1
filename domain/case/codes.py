"""Codes by which people outside the agencies find what is theirs in a case."""

from hashlib import sha256

from domain.case.state.case import Case

CODE_LENGTH = 12
"""Characters of a public code: 48 bits, which nobody guesses at the rate that the public pages allow."""


def public_code(case: Case, new_id: str) -> str:
    """A code that nobody can choose: the fresh id is the caller's, and may be a time or another decision's again."""
    return sha256(f"{case.id}\n{new_id}".encode()).hexdigest()[:CODE_LENGTH].upper()
