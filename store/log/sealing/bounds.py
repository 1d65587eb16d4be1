"""What the sealer asks of an act besides its bytes: whether there can be one, and whether its actor might do it.

The rules lie above the log (`store/authority/sealing.py`); whoever starts a sealer hands them in.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from store.log.sealing.state import State
from store.log.storage import LogStorage


class Bounds(Protocol):
    async def load(self, storage: LogStorage, state: State) -> None:
        """Learn what is sealed of the registry; nothing else is believed."""

    def fault(self, revision: Mapping[str, Any], said: Mapping[str, Any], process: str | None) -> str | None:
        """Why a revision, whose envelope is read, must not be sealed; None takes it up as sealed next.

        `process` is the one as which its author was admitted, where somebody said.
        """

    @property
    def held(self) -> Mapping[str, str]:
        """Streams of the registry that are not what was sealed, and why: no act may rest on them."""
