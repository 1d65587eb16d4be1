"""Confirmation of a checkpoint of the log by witnesses outside the register."""

from enum import StrEnum


class WitnessState(StrEnum):
    """Whether enough witnesses confirmed a checkpoint of the log."""

    NONE = "NONE"
    """Nobody confirmed it, whatever the policy asks for: only the log itself says so."""
    BELOW_QUORUM = "BELOW_QUORUM"
    """Some did, fewer than the policy asks for."""
    QUORUM = "QUORUM"
    """As many as the policy asks for, and at least one."""
