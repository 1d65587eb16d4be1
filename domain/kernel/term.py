"""Sources of terms."""

from enum import StrEnum


class TermSource(StrEnum):
    """Source of a deadline: a law, or the province's own choice."""

    LAW = "LAW"
    INTERNAL = "INTERNAL"
