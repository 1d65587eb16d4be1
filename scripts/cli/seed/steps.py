"""Steps of samples, carried out one after another and again without harm: what was done before is known by its name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.actor import PUBLIC, Actor, Caller, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind, kind_of
from scripts.cli.seed.ids import SEED, derived_id, entered
from scripts.cli.seed.patience import patiently
from scripts.cli.seed.samples import caller
from store.heads.collection import heads_of
from store.store import Store

PUBLIC_STEP: Final = "anybody"
"""Who takes a step without an account."""


@dataclass(frozen=True)
class Known:
    """What a step may refer to: the streams begun before it, by the names of their things, and the day."""

    streams: Mapping[str, str]
    today: date
    now: datetime
    decision: str = ""
    """The public code of the newest decision of the case that the step is about."""


@dataclass(frozen=True)
class Step:
    """What a sample does on a thing of that name; the first step begins the thing."""

    on: str
    by: str
    command: Callable[[Known], Any]
    about: str = ""
    """The case whose decision the step must know."""


def plain(on: str, by: str, command: object) -> Step:
    """A step that refers to nothing before it."""
    return Step(on, by, lambda known: command)


async def carry_out(store: Store, steps: Sequence[Step]) -> int:
    """Carry out the steps that were not carried out before; how many these were.

    Steps are known by name and not by content: those of a thing belong together, also after its words were improved.
    """
    ids = _ids(store, steps)
    before = await entered(store.connection, ids)
    streams: dict[str, str] = {}
    for id, step in zip(ids, steps, strict=True):
        streams[step.on] = before[id].stream if id in before else await _taken(store, id, step, streams)
    return len(steps) - len(before)


def _ids(store: Store, steps: Sequence[Step]) -> list[UUID]:
    numbers, ids = Counter[str](), list[UUID]()
    for step in steps:
        ids.append(derived_id(SEED, f"case {step.on} {numbers[step.on]}", store.connection.master))
        numbers[step.on] += 1
    return ids


async def _taken(store: Store, id: UUID, step: Step, streams: Mapping[str, str]) -> str:
    target, now = streams.get(step.on), store.connection.clock()
    decision = await _decision(store, streams[step.about]) if step.about else ""
    known = Known(streams, local_date(now), now, decision)
    given: dict[str, Any] = {"command_id": id, "target": target, "expected": await _version(store, target)}
    return (await patiently(lambda: store.execute(_who(step, target), step.command(known), **given))).stream


def _who(step: Step, target: str | None) -> Caller | Actor:
    """The sample; or somebody without an account, who shows the code of what they began."""
    if step.by != PUBLIC_STEP:
        return caller(step.by)
    return PUBLIC if target is None else holder_of(target)


async def _decision(store: Store, case: str) -> str:
    head = await heads_of(store.connection, Kind.CASE).find_one({"_id": case}, {"decisions": 1})
    assert head is not None  # a step before began it
    code: str = head["decisions"][-1]["public_code"]
    return code


async def _version(store: Store, stream: str | None) -> int | None:
    """The version of a stream: a step on another may have moved it."""
    kind = kind_of(stream) if stream else None
    if kind is None:
        return None
    head = await heads_of(store.connection, kind).find_one({"_id": stream}, {"n": 1})
    assert head is not None  # a step before began it
    n: int = head["n"]
    return n
