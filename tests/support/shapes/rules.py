"""Rules of MongoDB for a shape, by the declared indexes alone: equality, then order, then range.

The rules are those of the manual ("The ESR guideline", "Use indexes to sort query results", "Multikey index bounds"):

- fields that are compared by equality and lead an index are its bounds, whatever their order among each other;
- `$in` counts as equality: the scans of its values are merged, in order, while there are few (at most 200);
- an order is given by an index if its fields follow, all in its direction or all against it;
- a range bounds the first field behind the equalities; what follows it bounds nothing;
- on a list (LISTS) only one end of a range is a bound, unless `$elemMatch` asks both of one element;
- any other clause is checked at each document that the bounds let through.

So a shape reads at most N times its limit, where N is the number of values of its `$in`. Any other shape must be named
in `purposes.toml`, with the bound that holds instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from store.provisioning.provision import indexes
from tests.support.shapes.shape import Clause, Compared, Shape

Keys = Sequence[tuple[str, int]]
POINTS: Final = frozenset({Compared.EQUAL, Compared.ONE_OF})
RANGES: Final = frozenset({Compared.RANGE, Compared.BETWEEN})
LISTS: Final = frozenset({"duties", "restorations", "rulings", "takedowns", "versions"})
"""Fields of heads that hold lists of objects, as far as times in them are compared."""

STABLE_COMMANDS: Final = frozenset({"find", "count", "aggregate", "findAndModify", "update", "delete", "bulkWrite"})
"""Commands of version 1 of the Stable API with which the product finds documents. `distinct` is not among them."""
STABLE_STAGES: Final = frozenset(
    {"$match", "$sort", "$limit", "$skip", "$project", "$group", "$unwind", "$count", "$lookup"}
)
"""Stages of the Stable API that the product uses: all except `$currentOp`, `$indexStats`, `$listSessions` and the
like."""


class Verdict(IntEnum):
    """Verdict on the reads of a shape, the best first."""

    POINT = 0
    """Documents by their ids, or by another unique key."""
    BOUNDED = 1
    """At most N times its limit, in the order of an index."""
    RANGE = 2
    """Exactly its result, which has no limit."""
    RESIDUAL = 3
    """More than its result: some clause is checked at each document within the bounds."""
    SORT = 4
    """Documents within the bounds, sorted in memory."""
    SCAN = 5
    """The whole collection."""

    @property
    def proven(self) -> bool:
        """Return whether the shape needs no entry in `purposes.toml`."""
        return self <= Verdict.BOUNDED


@dataclass(frozen=True, order=True)
class Finding:
    """Verdict on a shape, and the index that it uses."""

    verdict: Verdict
    index: str


@dataclass(frozen=True)
class Index:
    name: str
    keys: tuple[tuple[str, int], ...]
    unique: bool = False


ID: Final = Index("_id_", (("_id", 1),), unique=True)


def declared() -> Mapping[tuple[str, str], Sequence[Index]]:
    found: dict[tuple[str, str], list[Index]] = {}
    for part, collection, keys, options in indexes():
        name = "_".join(f"{field}_{direction}" for field, direction in keys)
        made = Index(name, tuple(keys), bool(options.get("unique")))
        found.setdefault((part, collection), []).append(made)
    return found


def judged(shape: Shape, there: Iterable[Index]) -> Finding:
    """Return the best verdict on a shape by the indexes of its collection; only by the named one, if it names one."""
    usable = [index for index in (ID, *there) if shape.hint in (None, index.name)]
    if shape.hint and not usable:
        return Finding(Verdict.SCAN, f"{shape.hint} (not declared)")
    alternatives = next((clause.branches for clause in shape.clauses if clause.branches), ())
    if alternatives:
        rest = tuple(clause for clause in shape.clauses if not clause.branches)
        return max(_best(shape, (*rest, *branch), usable) for branch in alternatives)
    return _best(shape, shape.clauses, usable)


def _best(shape: Shape, clauses: Iterable[Clause], usable: Sequence[Index]) -> Finding:
    how = _strictest(clauses)
    if not how and shape.command == "count":  # the database stores this count
        return Finding(Verdict.POINT, "")
    if not how and shape.limited and not shape.sort:
        return Finding(Verdict.BOUNDED, "")
    return min([Finding(_by(index, how, shape), index.name) for index in usable], default=Finding(Verdict.SCAN, ""))


def _strictest(clauses: Iterable[Clause]) -> dict[str, Compared]:
    """Return how each field is compared. If a field has two clauses, keep the one that bounds more."""
    order = list(Compared)
    found: dict[str, Compared] = {}
    for clause in clauses:
        found[clause.field] = min(clause.how, found.get(clause.field, clause.how), key=order.index)
    return found


def _by(index: Index, how: Mapping[str, Compared], shape: Shape) -> Verdict:
    at = 0
    while at < len(index.keys) and how.get(index.keys[at][0]) in POINTS:
        at += 1
    bounds = {field for field, _ in index.keys[:at]}
    if index.unique and at == len(index.keys):
        return Verdict.POINT
    order = [(field, way) for field, way in shape.sort if how.get(field) is not Compared.EQUAL]
    ordered = _gives(index.keys[at:], order)
    halved = at < len(index.keys) and _halved(index.keys[at][0], how)
    if at < len(index.keys) and how.get(index.keys[at][0]) in RANGES:
        bounds.add(index.keys[at][0])
    if not bounds and not (order and ordered):
        return Verdict.SCAN
    if order and not ordered:
        return Verdict.SORT
    if how.keys() - bounds or halved:
        return Verdict.RESIDUAL if bounds or shape.limited else Verdict.SCAN
    return Verdict.BOUNDED if shape.limited else Verdict.RANGE if bounds else Verdict.SCAN


def _halved(field: str, how: Mapping[str, Compared]) -> bool:
    """Return whether an index over a list bounds one end of a range only."""
    return how.get(field) is Compared.BETWEEN and field.partition(".")[0] in LISTS


def _gives(keys: Keys, order: Keys) -> bool:
    """Return whether the keys after the bounds of an index give an order, forwards or backwards."""
    there = list(keys[: len(order)])
    return there == list(order) or there == [(field, -way) for field, way in order]


def unstable(shape: Shape) -> str | None:
    """Return what a shape uses outside the Stable API; None if nothing."""
    if shape.command not in STABLE_COMMANDS:
        return shape.command
    return next((stage for stage in shape.stages if stage not in STABLE_STAGES), None)
