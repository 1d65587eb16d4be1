"""What no name of Casebook may hold: the things it refuses to be, each as a pattern over snake-case names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_type_hints

from domain.kernel.event import EVENTS
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from workers.deliver import JOBS

FORBIDDEN = {
    "X1 watching": r"crawl|scrap|feed_?read|keyword|watch|monitor|screenshot|fetch",
    "X2 identity": r"author|identity|(^|_)handle(_|$)|account|username|profile|device|phone_?number|follower"
    r"|(^|_)ip(_|$)",
    "X3 staff": r"employee|staff",
    "X4 political label": r"hostile|reactionary|enemy|extrem|political|loyal|sentiment|stance",
    "X5 steering": r"rebut|propagand|amplif|steer|instruct",
    "X6 blocking": r"block|ban\b|mass_?report|platform",
    "X7 vague grounds": r"harmful|xau_?doc|buc_?xuc|development_?obstruct",
}
ALLOWED = {"PARTY_PROPAGANDA"}
"""The name of a kind of agency, which the Regulation binds."""


def snake(name: str) -> str:
    """A name of the schema, of an event or of a job in snake case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_").replace(".", "_")


def refused(rule: str, names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name not in ALLOWED and re.search(FORBIDDEN[rule], snake(name))})


def recorded() -> set[str]:
    """Every name the record, the jobs and the rights know: events, their fields all the way down, values, jobs."""
    found = {*JOBS, *(item.value for item in Kind), *(item.value for item in Scope)}
    seen: set[Any] = set()
    for name, event in EVENTS.items():
        if event.__module__.startswith("domain."):
            found |= {name, *_names(event, seen)}
    return found


def _names(kind: Any, seen: set[Any]) -> Iterator[str]:
    for arg in get_args(kind):
        yield from _names(arg, seen)
    if not isinstance(kind, type) or kind in seen:
        return
    seen.add(kind)
    if issubclass(kind, Enum):
        yield from (item.name for item in kind)
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for field in fields(kind):
            yield field.name
            yield from _names(hints[field.name], seen)
