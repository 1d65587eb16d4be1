"""Advice on whether the same request can succeed later."""

from enum import StrEnum


class Retry(StrEnum):
    """Whether and how to try again."""

    NO = "NO"
    """Not as it is: somebody has to change or do something first."""
    SAME = "SAME"
    """Unchanged, and a mutation under the same command id: it is done once."""
    RELOAD = "RELOAD"
    """After reading the object again and deciding again, under a new command id."""
    LATER = "LATER"
    """Unchanged, after a while."""
