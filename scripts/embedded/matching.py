"""How SecantusDB compares a document with a filter, at once where both are plain; `engine.py` calls `quicken`.

An index has found a document before it is compared, field by field, through six calls and a list of values each. Here a
field of a plain type is looked up and compared. And it asks of each value whether it is a mapping, through the general
way of abstract classes, where what it reads are dicts.
"""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

COMPARED: Final = (str, int, bytes)
"""Types of which two values are equal exactly if Python says so. `bool` is another one."""
ABSENT: Final = object()


def quicken() -> None:
    """Replace it, before a server is made."""
    import secantus.server  # noqa: F401  # all that compares is imported now
    from secantus import query

    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] == "secantus"]
    plain, quick = query.matches, matching(query.matches, query._match_clause)
    for module in modules:
        if getattr(module, "matches", None) is plain:
            module.matches = quick  # type: ignore[attr-defined]  # checked above
        if getattr(module, "Mapping", None) is Mapping:
            module.Mapping = dict  # type: ignore[attr-defined]  # the same


def matching(plain: Callable[..., bool], clause: Callable[..., bool]) -> Callable[..., bool]:
    """Whether a document matches a filter: its clauses one after another, until one does not."""

    @wraps(plain)
    def matches(doc: Any, query: Any, *, vars: Any = None, collation: Any = None) -> bool:
        if collation is not None or type(doc) is not dict:
            return plain(doc, query, vars=vars, collation=collation)
        for name, wanted in query.items():
            found = _plainly(name, doc.get(name, ABSENT), wanted)
            if found is None:
                found = clause(doc, name, wanted, vars, None)
            if not found:
                return False
        return True

    return matches


def _plainly(name: str, value: Any, wanted: Any) -> bool | None:
    """Whether a field has what is wanted, or one of a list of it; None where that is not plain."""
    kind = type(value)
    if kind not in COMPARED or "." in name or name.startswith("$"):
        return None
    if kind is type(wanted):
        return bool(value == wanted)
    if type(wanted) is dict and len(wanted) == 1 and type(among := wanted.get("$in")) is list:
        return value in among if set(map(type, among)) == {kind} else None
    return None
