"""Certainty of registry rows."""

from enum import StrEnum


class Certainty(StrEnum):
    """Whether an entry is confirmed. An UNCONFIRMED entry does not count until a person confirms it."""

    CONFIRMED = "CONFIRMED"
    UNCONFIRMED = "UNCONFIRMED"
