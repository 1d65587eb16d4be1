"""Where a term comes from."""

from enum import StrEnum


class TermSource(StrEnum):
    """Where a deadline comes from: a law, or the house's own choice."""

    LAW = "LAW"
    INTERNAL = "INTERNAL"
