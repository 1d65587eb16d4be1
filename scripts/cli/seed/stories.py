"""Sample cases, told as data and carried out step by step; again without harm: a step done before is known by name."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from domain.kernel.actor import PUBLIC, Actor, Caller, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind, kind_of
from scripts.cli.seed.accounts import caller
from scripts.cli.seed.ids import SEED, derived_id, entered, patiently
from scripts.cli.seed.registry_row import COMMANDS, row_of
from store.heads.collection import heads_of
from store.store import Store

ANYBODY: Final = "anybody"
"""Name of whoever takes a step without an account."""


@dataclass(frozen=True)
class Step:
    """Step of a sample on the thing named `on`, with the command `do`. `about` names the case of `@decision`."""

    on: str
    about: str
    by: str
    do: str
    fields: Mapping[str, Any]


def stories() -> tuple[Step, ...]:
    """The steps of all stories, in order."""
    told = tomllib.loads(Path(__file__).with_name("stories.toml").read_text("utf-8"))
    return tuple(
        Step(story["on"], story.get("about", ""), step.pop("by"), step.pop("do"), step)
        for story in told["story"]
        for step in _plain(story["steps"], told["stretch"], {})
    )


def _plain(steps: Sequence[Mapping[str, Any]], stretches: Mapping[str, Any], names: Any) -> Iterator[dict[str, Any]]:
    for step in steps:
        filled = {key: value.format(**names) if isinstance(value, str) else value for key, value in step.items()}
        if stretch := filled.pop("as", None):
            yield from _plain(stretches[stretch], stretches, filled)
        else:
            yield filled


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
    today = local_date(now)
    days = {"today": today, "yesterday": today - timedelta(days=1), "month-ago": today - timedelta(days=30)}
    known = {**streams, **days, "now": now, "decision": await _decision(store, streams.get(step.about))}
    command = row_of(step.on, COMMANDS[step.do], {name: _said(value, known) for name, value in step.fields.items()})
    given: dict[str, Any] = {"command_id": id, "target": target, "expected": await _version(store, target)}
    return (await patiently(lambda: store.execute(_who(step, target), command.command, **given))).stream


def _said(value: Any, known: Mapping[str, Any]) -> Any:
    """A value of the file; for one that refers, what it refers to. Raises KeyError for what is not known yet."""
    if isinstance(value, list):
        return [_said(item, known) for item in value]
    return known[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def _who(step: Step, target: str | None) -> Caller | Actor:
    """The sample; or somebody without an account, who shows the code of what they began."""
    if step.by != ANYBODY:
        return caller(step.by)
    return PUBLIC if target is None else holder_of(target)


async def _decision(store: Store, case: str | None) -> str | None:
    """The public code of the newest decision of a case."""
    head = await heads_of(store.connection, Kind.CASE).find_one({"_id": case}, {"decisions": 1}) if case else None
    return head["decisions"][-1]["public_code"] if head else None


async def _version(store: Store, stream: str | None) -> int | None:
    """The version of a stream: a step on another may have moved it."""
    kind = kind_of(stream) if stream else None
    head = await heads_of(store.connection, kind).find_one({"_id": stream}, {"n": 1}) if kind else None
    return head["n"] if head else None
