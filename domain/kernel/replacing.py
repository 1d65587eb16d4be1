"""The next of a frozen object: what `dataclasses.replace` does, without asking each field again.

A case has sixty fields and every event of its record changes two or three: one dict is copied, instead of sixty
arguments passed and sixty fields set.
"""

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace as replace  # whose arguments mypy knows by the fields
else:

    def replace(before: Any, /, **changes: Any) -> Any:
        """The same object with other values in some fields. Raises TypeError for a name that is no field."""
        kind = type(before)
        names = _copied(kind)
        if names is None:
            return dataclasses.replace(before, **changes)
        if not changes.keys() <= names:
            raise TypeError(f"{kind.__name__} has no {', '.join(sorted(changes.keys() - names))}")
        kept = before.__dict__
        if len(kept) > len(names):  # beside the fields lies what was worked out from them, which may change
            kept = {name: kept[name] for name in names}
        after = object.__new__(kind)
        after.__dict__.update(kept, **changes)
        return after


@cache
def _copied(kind: type) -> frozenset[str] | None:
    """The fields of a class whose objects are their fields alone; None where one is made in another way."""
    fields = dataclasses.fields(kind)
    if hasattr(kind, "__post_init__") or not kind.__dictoffset__ or not all(field.init for field in fields):
        return None
    return frozenset(field.name for field in fields)
