"""Confirmation of a checkpoint of the log by witnesses outside the register."""

from enum import StrEnum


class WitnessState(StrEnum):
    """State of a checkpoint of the log: whether enough witnesses confirmed it."""

    NONE = "NONE"
    """No witness confirmed the checkpoint, whatever the policy requires. Only the log itself vouches for the
    checkpoint."""
    BELOW_QUORUM = "BELOW_QUORUM"
    """Some witnesses confirmed the checkpoint, but fewer than the policy requires."""
    QUORUM = "QUORUM"
    """At least as many witnesses as the policy requires confirmed the checkpoint, and at least one."""
