"""Checks of the sealer beyond an act's bytes: there can be such an act, and its actor might do it.

The rules lie above the log (`store/authority/sealing.py`) and are passed in when a sealer is made.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from store.keys.authors import Admission
from store.log.sealing.state import State
from store.log.storage import LogStorage

Times = tuple[datetime, datetime]
"""Time of the last checkpoint's signature, and now."""


class Bounds(Protocol):
    async def load(self, storage: LogStorage, state: State) -> None:
        """Learn what is sealed of the registry; nothing else is believed."""

    async def learn(self, storage: LogStorage, revisions: Iterable[Mapping[str, Any]]) -> None:
        """Read what else is needed to judge these revisions: the versions before acts that were signed."""

    def fault(
        self, revision: Mapping[str, Any], said: Mapping[str, Any], by: Admission | None, times: Times
    ) -> str | None:
        """Say why a revision, whose envelope is parsed, must not be sealed. None takes it up as sealed next.

        `by` admits its author, where the log says who may write.
        """

    @property
    def held(self) -> Mapping[str, str]:
        """Streams of the registry that are not what was sealed, and why: no act may rest on them."""
