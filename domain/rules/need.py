"""What a rule must know that is neither in the state nor in the registry.

A command names its needs (`needs=(RelatedCases,)`); the store has one loader for each and runs it in the snapshot of
the transaction. A rule asks `facts.known(RelatedCases)`. No loader runs for a command that does not name its need.
"""

from typing import ClassVar


class Need:
    """One thing that rules ask for. Subclasses are frozen dataclasses that hold the answer."""

    OF_STATE: ClassVar[bool] = False
    """Whether the state alone says what to load: then guards that `allowedActions` asks are told too."""
