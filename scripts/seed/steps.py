"""Steps of samples, carried out one after another and again without harm: what was done before is known by its name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.kernel.calendar import local_date
from domain.kernel.kind import kind_of
from scripts.seed.ids import SEED, derived_id, entered
from scripts.seed.patience import patiently
from scripts.seed.samples import caller
from store.store import Store


@dataclass(frozen=True)
class Known:
    """What a step may refer to: the streams begun before it, by the names of their things, and the day."""

    streams: Mapping[str, str]
    today: date


@dataclass(frozen=True)
class Step:
    """What a sample does on a thing of that name; the first step begins the thing."""

    on: str
    by: str
    command: Callable[[Known], Any]


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
    target = streams.get(step.on)
    known = Known(streams, local_date(store.connection.clock()))
    given: dict[str, Any] = {"command_id": id, "target": target, "expected": await _version(store, target)}
    return (await patiently(lambda: store.execute(caller(step.by), step.command(known), **given))).stream


async def _version(store: Store, stream: str | None) -> int | None:
    """The version of a stream: a step on another may have moved it."""
    kind = kind_of(stream) if stream else None
    if kind is None:
        return None
    head = await store.connection.heads(kind).find_one({"_id": stream}, {"n": 1})
    assert head is not None  # a step before began it
    n: int = head["n"]
    return n
