"""Whether somebody outside the register confirmed a checkpoint of its log."""

from enum import StrEnum


class WitnessState(StrEnum):
    """What witnesses a checkpoint has."""

    NONE = "NONE"
    """Nobody confirmed it, whatever the policy asks for: only the log itself says so."""
    BELOW_QUORUM = "BELOW_QUORUM"
    """Some did, fewer than the policy asks for."""
    QUORUM = "QUORUM"
    """As many as the policy asks for, and at least one."""
