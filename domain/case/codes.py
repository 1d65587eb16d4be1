"""Codes by which people outside the agencies find what is theirs in a case."""

from hashlib import sha256

from domain.case.state.case import Case

CODE_LENGTH = 12
"""Characters of a public code: 48 bits, which nobody guesses at the rate that the public pages allow."""


def public_code(case: Case, new_id: str) -> str:
    """The code of an act in a case."""
    return code_of(case.id, new_id)


def code_of(stream: str, new_id: str) -> str:
    """A code that nobody can choose: the fresh id is the caller's, and may be a time or another decision's again."""
    return sha256(f"{stream}\n{new_id}".encode()).hexdigest()[:CODE_LENGTH].upper()


def plain_code(code: str) -> str:
    """A public code as the record has it, however it was typed."""
    return code.replace("-", "").replace(" ", "").upper()
