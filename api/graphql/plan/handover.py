"""Handover to graphql-core of what was resolved before a plan stopped: nothing is asked for, or noted as read, twice.

Functions that are called at once are called again: types do no I/O (`schema/context.py`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLResolveInfo
from graphql.pyutils import Path

CANCELLED_SECONDS: Final = 60.0
"""Seconds that a cancelled task waits to be cancelled again; longer than any answer may take."""
Info = GraphQLResolveInfo[Any]
Place = tuple[tuple[str, ...], tuple[int, ...]]
"""Place of a value in an answer: the names that lead to it, and its places in the lists around it."""


@dataclass(slots=True)
class Outcome:
    """Value that a resolver gave, or error that it raised. Not changed once made; frozen it would take three times as
    long to make."""

    value: Any = None
    error: Exception | None = None
    waited: bool = False
    cancelled: bool = False
    """Another's error left nothing of the answer before it gave anything; the same error ends what waits for it."""

    def given(self) -> Any:
        """The same again, in the way it was given first."""
        return self._later() if self.waited else self._now()

    def _now(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value

    async def _later(self) -> Any:
        if self.cancelled:
            await asyncio.sleep(CANCELLED_SECONDS)
        return self._now()


def place_of(path: Path) -> Place:
    steps = path.as_list()
    return tuple(step for step in steps if isinstance(step, str)), tuple(
        step for step in steps if isinstance(step, int)
    )


class Handover:
    """Gives each outcome once, in place of the resolver; a middleware of graphql-core."""

    def __init__(self) -> None:
        self._outcomes: dict[Place, Outcome] = {}

    def note(self, place: Place, outcome: Outcome) -> None:
        self._outcomes[place] = outcome

    def resolve(
        self, resolver: Callable[..., Any], source: Any, info: GraphQLResolveInfo[Any], **arguments: Any
    ) -> Any:
        """Return what was given at this place, or what the resolver gives now. The name is what a middleware has to
        have."""
        outcome = self._outcomes.pop(place_of(info.path), None)
        return outcome.given() if outcome else resolver(source, info, **arguments)
