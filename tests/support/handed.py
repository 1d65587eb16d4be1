"""Checks which fixtures each fixture gets, before a run.

A folder may override a fixture with one of the same name. A session fixture is made once, for the first test that asks:
if it got the override, all other folders of that worker would have it too, in some runs only.
"""

from collections.abc import Iterable
from typing import Any

import pytest


def misled(items: Iterable[pytest.Item]) -> list[str]:
    """Return session fixtures that would get a fixture which only a folder or file below them overrides."""
    seen: set[tuple[int, int]] = set()
    found: list[str] = []
    for item in items:
        of_item = getattr(item, "_fixtureinfo", None)  # doctests have none
        chosen = {name: known[-1] for name, known in of_item.name2fixturedefs.items()} if of_item else {}
        for taker in chosen.values():
            for given in (chosen[name] for name in taker.argnames if name in chosen):
                if (pair := (id(taker), id(given))) not in seen:
                    seen.add(pair)
                    found += [_told(taker, given, item)] if _below(taker, given) else []
    return found


def _below(taker: Any, given: Any) -> bool:
    own, other = taker.baseid, given.baseid
    inside = not own or other.startswith((f"{own}/", f"{own}::"))
    return taker.scope == "session" and own != other and inside


def _told(taker: Any, given: Any, item: pytest.Item) -> str:
    return (
        f"{taker.argname!r} of {taker.baseid or 'a plugin'} would be made of {given.argname!r} of {given.baseid}"
        f" (asked for by {item.nodeid})"
    )
