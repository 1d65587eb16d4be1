"""A check and its outcome."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Outcome(StrEnum):
    """What a check found."""

    HOLDS = "holds"
    FAILS = "does not hold"
    UNASKED = "could not be asked"


class DoesNotHold(Exception):
    """The server does something else; the text says what."""


class CannotAsk(Exception):
    """The check needs something that this server or user does not have; the text says what."""


@dataclass(frozen=True)
class Check(Generic[T]):
    """One question to a server. `ask` returns what was seen; it raises DoesNotHold or CannotAsk."""

    name: str
    meaning: str
    ask: Callable[[T], Awaitable[str]]


@dataclass(frozen=True)
class Result:
    """What came of a check."""

    name: str
    outcome: Outcome
    why: str

    def line(self) -> str:
        """For a person."""
        return f"{self.outcome:<18}  {self.name}: {self.why}"


async def result_of(check: Check[T], trial: T) -> Result:
    """Ask one question."""
    try:
        return Result(check.name, Outcome.HOLDS, f"{check.meaning} ({await check.ask(trial)})")
    except DoesNotHold as error:
        return Result(check.name, Outcome.FAILS, str(error))
    except CannotAsk as error:
        return Result(check.name, Outcome.UNASKED, str(error))
