"""Filter and order of a list of heads, as conditions: values are compared, never spliced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.kernel.kind import MOMENTS, Kind
from domain.report.state.report import OWED
from store.driver.conditions import Condition, equals, one_of, within

Written = Callable[[Any], list[Condition]]


def _owed(*more: Condition) -> Written:
    return lambda wanted: [{"state": one_of(OWED)}, *more] if wanted else []


OF_KIND: Final[Mapping[tuple[Kind, str], Written]] = {
    (Kind.REPORT, "outstanding"): _owed(),
    (Kind.REPORT, "overdue"): _owed({"overdue_at": {"$ne": None}}),
    (Kind.PUBLICATION, "finding"): lambda finding: [equals("result.finding", finding)],
    (Kind.PUBLICATION, "issued_since"): lambda since: within("issued_at", since, None),
    (Kind.PUBLICATION, "issued_before"): lambda before: within("issued_at", None, before),
}
"""Conditions that are more than a field of the head and its value."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Conditions by their names, None for one left open; `reverse` is against the list's own order."""

    given: Mapping[str, Any] = field(default_factory=dict)
    reverse: bool = False

    def conditions(self, kind: Kind) -> list[Condition]:
        """One clause for each condition; `since` and `before` are about the moment that the kind's lists go by."""
        moment = MOMENTS.get(kind)
        found: list[Condition] = []
        for name, value in self.given.items():
            if value is None:
                continue
            if (kind, name) in OF_KIND:
                found += OF_KIND[kind, name](value)
            elif moment and name in ("since", "before"):
                found += within(moment, *((value, None) if name == "since" else (None, value)))
            else:
                found.append(equals(name, value))
        return found

    def narrowed(self, name: str, value: str) -> "Wanted":
        """The same with one more condition."""
        return Wanted(given={**self.given, name: value}, reverse=self.reverse)

    def used(self) -> tuple[str, ...]:
        """The names of the conditions that narrow, for the record of the reading."""
        return tuple(name for name, value in self.given.items() if value)


ALL: Final = Wanted()
