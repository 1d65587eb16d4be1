"""Conditions of queries: what a caller typed is compared as a value, and never becomes part of a query's shape.

Filters are flat: one field, one clause. A planner finds bounds in an index by that. The embedded engine uses no
index at all if a filter has an operator at its top.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from domain.kernel import text

Condition = dict[str, Any]
NOTHING: Condition = {"_id": {"$in": []}}


def all_of(*conditions: Condition) -> Condition:
    """One filter that meets all conditions, in their order: flat, with `$and` only where two clauses of a field cannot
    be one."""
    flat: Condition = {}
    rest: list[Condition] = []
    for condition in conditions:
        if condition == NOTHING:
            return NOTHING
        for field, wanted in condition.items():
            if field == "$and":
                rest += wanted
            elif field not in flat:
                flat[field] = wanted
            elif (both := _merged(flat[field], wanted)) is not None:
                flat[field] = both
            elif flat[field] != wanted:
                rest.append({field: wanted})
    return {**flat, "$and": rest} if rest else flat


def _merged(one: Any, other: Any) -> Condition | None:
    """Two clauses of a field as one; None when they have an operator in common, or are of some other form."""
    first, second = _operators(one), _operators(other)
    if first is None or second is None or first.keys() & second.keys():
        return None
    return {**first, **second}


def _operators(clause: Any) -> Condition | None:
    if isinstance(clause, list):  # branches of `$or`
        return None
    if not isinstance(clause, dict):
        return {"$eq": clause}
    return clause if clause and all(name.startswith("$") for name in clause) else None


def equals(field: str, value: str) -> Condition:
    """That a field is, or holds, a text. One that the register cannot hold (half a surrogate pair) is nowhere.

    The text stands in the filter by itself: `$eq` around it would hide an index from the embedded engine.
    """
    if not isinstance(value, str):  # nothing but a text may stand there by itself
        raise TypeError(f"{field} is compared with a text, not with {type(value).__name__}")
    return {field: value} if text.forbidden(value) is None else NOTHING


def one_of(values: Iterable[str]) -> Any:
    """The clause that a field is, or holds, one of some texts of the register's own."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else {"$in": found}


def within(field: str, since: datetime | None, before: datetime | None) -> list[Condition]:
    """That an instant lies between two, the end exclusive."""
    bounds = (("$gte", since), ("$lt", before))
    return [{field: {operator: stored(moment)}} for operator, moment in bounds if moment is not None]


def stored(moment: datetime) -> datetime:
    """An instant as documents hold it: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
