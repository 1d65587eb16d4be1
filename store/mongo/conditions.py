"""Conditions of queries: what a caller typed is compared as a value, and never becomes part of a query's shape."""

from datetime import UTC, datetime
from typing import Any

from domain.kernel import text

Condition = dict[str, Any]
NOTHING: Condition = {"_id": {"$in": []}}
"""The condition that no document meets."""


def all_of(*conditions: Condition) -> Condition:
    """One filter that meets all conditions: flat, with `$and` only where two of them speak of one field."""
    flat: Condition = {}
    rest: list[Condition] = []
    for condition in conditions:
        for field, wanted in condition.items():
            if field == "$and":
                rest += wanted
            elif field in flat:
                rest.append({field: wanted})
            else:
                flat[field] = wanted
    return {**flat, "$and": rest} if rest else flat


def equals(field: str, value: str) -> Condition:
    """That a field is, or holds, a text. One that the register cannot hold (half a surrogate pair) is nowhere."""
    return {field: {"$eq": value}} if text.forbidden(value) is None else NOTHING


def within(field: str, since: datetime | None, before: datetime | None) -> list[Condition]:
    """That an instant lies between two, the end exclusive."""
    bounds = (("$gte", since), ("$lt", before))
    return [{field: {operator: stored(moment)}} for operator, moment in bounds if moment is not None]


def stored(moment: datetime) -> datetime:
    """An instant as documents hold it: UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
