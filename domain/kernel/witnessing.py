"""Confirmation of a checkpoint of the log by witnesses outside the register."""

from enum import StrEnum


class WitnessState(StrEnum):
    """State of a checkpoint of the log: confirmed by enough witnesses or not."""

    NONE = "NONE"
    """No witness confirmed the checkpoint, whatever the policy requires: only the log itself vouches for it."""
    BELOW_QUORUM = "BELOW_QUORUM"
    """Some witnesses confirmed the checkpoint, fewer than the policy requires."""
    QUORUM = "QUORUM"
    """At least as many witnesses as the policy requires, and at least one, confirmed the checkpoint."""
