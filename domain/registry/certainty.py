"""How sure a row is."""

from enum import StrEnum


class Certainty(StrEnum):
    """How sure a row is; an UNCONFIRMED row exists but counts for nothing until a person confirms it."""

    CONFIRMED = "CONFIRMED"
    UNCONFIRMED = "UNCONFIRMED"
