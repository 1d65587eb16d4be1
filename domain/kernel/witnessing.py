"""Confirmation of a checkpoint of the log by witnesses outside the register."""

from enum import StrEnum


class WitnessState(StrEnum):
    """Whether enough witnesses confirmed a checkpoint of the log."""

    NONE = "NONE"
    """No witness confirmed it, whatever the policy requires: only the log itself says so."""
    BELOW_QUORUM = "BELOW_QUORUM"
    """Some witnesses confirmed it, fewer than the policy requires."""
    QUORUM = "QUORUM"
    """At least as many as the policy requires, and at least one."""
