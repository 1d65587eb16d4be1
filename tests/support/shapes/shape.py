"""Shape of a command: its compared fields and comparisons, its order and its limit, without values."""

import base64
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from store.provisioning.provision import COLLECTIONS

READS: Final = frozenset({"find", "count", "aggregate", "findAndModify", "update", "delete", "bulkWrite", "distinct"})
"""Commands that find documents."""
LOWER, UPPER = frozenset({"$gt", "$gte"}), frozenset({"$lt", "$lte"})
RANGE: Final = LOWER | UPPER
TRAVERSED: Final = frozenset({"$sort", "$limit", "$project", "$group", "$skip"})
"""Stages that do not change the documents read before them."""


class Compared(StrEnum):
    EQUAL = "="
    ONE_OF = "in"
    RANGE = "range"
    BETWEEN = "between"
    """Range with two ends, outside `$elemMatch`: in a list another element may meet each end."""
    OTHER = "other"
    """Comparison that gives no bounds in an index, as `$ne`."""


@dataclass(frozen=True, order=True)
class Clause:
    """Comparison of one field; `branches` are those of an `$or`, whose field is `$or`."""

    field: str
    how: Compared
    branches: tuple[tuple["Clause", ...], ...] = ()

    def __str__(self) -> str:
        if self.branches:
            return "(" + " or ".join(", ".join(map(str, branch)) for branch in self.branches) + ")"
        return f"{self.field} {self.how}"


@dataclass(frozen=True, order=True, kw_only=True)
class Shape:
    """A command without its values."""

    part: str
    collection: str
    command: str
    clauses: tuple[Clause, ...]
    sort: tuple[tuple[str, int], ...] = ()
    limited: bool = False
    """True if it limits the number of documents."""
    hint: str | None = None
    stages: tuple[str, ...] = ()
    site: str = ""
    """File and function of the product that sent it."""

    def __str__(self) -> str:
        order = ", ".join(f"{field} {way:+}" for field, way in self.sort)
        parts = (f"{{{', '.join(map(str, self.clauses))}}}", order and f"by {order}", "limited" if self.limited else "")
        what = " ".join(filter(None, parts))
        return f"{self.command} {self.collection} {what} from {self.site}"


def dumped(found: Iterable[Shape]) -> str:
    """Return shapes as one line, for another process of the same run."""
    return base64.b64encode(pickle.dumps(sorted(found, key=str))).decode()


def loaded(text: str) -> list[Shape]:
    found: list[Shape] = pickle.loads(base64.b64decode(text))
    return found


def shapes(command: Mapping[str, Any], name: str, database: str, site: str) -> Iterator[Shape]:
    """Yield the shapes of one command of the driver; none for one that reads no documents, or other databases."""
    part = part_of(database)
    if name == "bulkWrite":
        yield from _bulk(command, site)
        return
    collection = command.get(name)
    if name not in READS or part is None or collection not in COLLECTIONS[part]:
        return
    base = Shape(part=part, collection=collection, command=name, clauses=(), site=site)
    if name == "aggregate":
        yield _aggregate(base, command["pipeline"], command.get("hint"))
        looked_up = (step["$lookup"] for step in command["pipeline"] if "$lookup" in step)
        yield from (_lookup(replace(base, collection=one["from"]), one) for one in looked_up)
    elif name in ("update", "delete"):
        yield from (_statement(base, one) for one in command[f"{name}s"])
    else:
        yield replace(
            base,
            clauses=clauses_of(command.get("filter", command.get("query", {}))),
            sort=_sort(command.get("sort")),
            limited=name == "findAndModify" or bool(command.get("limit")),
            hint=command.get("hint"),
        )


def part_of(database: str) -> str | None:
    """Return the part of an installation for a database's name; None for MongoDB's own."""
    if database in ("admin", "config", "local"):
        return None
    end = database.rpartition("_")[2]
    return end if end in COLLECTIONS and "_" in database else "main"


def _bulk(command: Mapping[str, Any], site: str) -> Iterator[Shape]:
    spaces = [each["ns"].partition(".") for each in command["nsInfo"]]
    for one in command.get("ops", ()):
        name = next(iter(one))
        database, _, collection = spaces[one[name]]
        part = part_of(database)
        if name != "insert" and part and collection in COLLECTIONS[part]:
            base = Shape(part=part, collection=collection, command=name, clauses=(), site=site)
            yield _statement(base, {"q": one["filter"], "multi": one.get("multi")})


def _statement(base: Shape, statement: Mapping[str, Any]) -> Shape:
    one = statement.get("limit") == 1 if base.command == "delete" else not statement.get("multi")
    return replace(base, clauses=clauses_of(statement["q"]), limited=one, hint=statement.get("hint"))


def _lookup(base: Shape, lookup: Mapping[str, Any]) -> Shape:
    """Return the shape of the reads for one row: its foreign field is compared with one of some values."""
    found = _aggregate(base, lookup["pipeline"])
    field = (Clause(name, Compared.ONE_OF) for name in [lookup.get("foreignField")] if name)
    return replace(found, clauses=tuple(sorted((*found.clauses, *field))))


def _aggregate(base: Shape, pipeline: Sequence[Mapping[str, Any]], hint: str | None = None) -> Shape:
    """Return the shape with the first stages' reads: a match, an order, a limit, up to any other stage."""
    found = replace(base, hint=hint, stages=tuple(next(iter(step)) for step in pipeline))
    for step in pipeline:
        [(stage, content)] = step.items()
        if stage == "$match" and not found.limited:
            found = replace(found, clauses=tuple(sorted((*found.clauses, *clauses_of(content)))))
        elif stage == "$sort" and not found.limited:
            found = replace(found, sort=_sort(content))
        elif stage == "$limit":
            found = replace(found, limited=True)
        elif stage == "$group" or stage not in TRAVERSED:
            break
    return found


def _sort(sort: Mapping[str, Any] | None) -> tuple[tuple[str, int], ...]:
    return tuple((field, int(direction)) for field, direction in (sort or {}).items())


def clauses_of(wanted: Mapping[str, Any]) -> tuple[Clause, ...]:
    """Return the clauses of a filter, with `$and` flattened."""
    return tuple(sorted(_clauses(wanted)))


def _clauses(wanted: Mapping[str, Any], inside: str = "") -> Iterator[Clause]:
    for field, value in wanted.items():
        if field == "$and":
            for one in value:
                yield from _clauses(one, inside)
        elif field == "$or":
            yield Clause(field, Compared.OTHER, tuple(sorted(tuple(sorted(_clauses(one, inside))) for one in value)))
        elif field.startswith("$"):
            yield Clause(field, Compared.OTHER)
        else:
            yield from _compared(inside + field, value, bool(inside))


def _compared(field: str, value: Any, of_one: bool) -> Iterator[Clause]:
    names = frozenset(value) if isinstance(value, Mapping) else frozenset[str]()
    if not names or not all(name.startswith("$") for name in names):
        yield Clause(field, Compared.EQUAL)
    elif "$elemMatch" in names:
        yield from _clauses(value["$elemMatch"], f"{field}.")
    elif of_one:
        yield Clause(field, _how(names))
    else:
        ends = names & RANGE
        yield Clause(field, Compared.BETWEEN if ends & LOWER and ends & UPPER else _how(names))


def _how(names: Iterable[str]) -> Compared:
    found = frozenset(names)
    if found & {"$eq", "$all"}:
        return Compared.EQUAL
    if "$in" in found:
        return Compared.ONE_OF
    return Compared.RANGE if found & RANGE or "$type" in found else Compared.OTHER
