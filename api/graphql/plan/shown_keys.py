"""Keys of rows that an operation shows below each of its roots."""

from collections.abc import Iterable, Mapping

from api.graphql.plan.slots import Slot, Way
from schema.row_keys import keys_in

Keys = frozenset[str] | None
"""Keys of a row; None for the whole row."""
Path = tuple[str, ...]
"""Names of fields that lead to a value, as in the schema."""


def keys_below(root: Slot) -> Mapping[Path, Keys]:
    """Return the keys that are shown of the objects at each path below a root. The root's own path is `()`. Aliases are
    merged.

    For objects of an interface or union all keys are returned, and no paths below. A path that ends with a type's name
    has the keys for that type.
    """
    found: dict[Path, Keys] = {}
    waiting: list[tuple[Path, Slot]] = [((), root)]
    while waiting:
        path, slot = waiting.pop()
        _add(found, path, None if slot.types else _keys(slot.below))
        for name, of_type in slot.types.items():
            _add(found, (*path, name), _keys(of_type))
        waiting += [((*path, below.nodes[0].name.value), below) for below in slot.below if below.inside]
    return found


def _add(found: dict[Path, Keys], path: Path, keys: Keys) -> None:
    before = found.get(path, frozenset())
    found[path] = None if keys is None or before is None else keys | before


def _keys(slots: Iterable[Slot]) -> Keys:
    keys: set[str] = set()
    for slot in slots:
        if slot.definition is None:
            continue
        own = frozenset({slot.definition.python_name}) if slot.way is Way.PLAIN else keys_in(slot.definition.metadata)
        if own is None:
            return None
        keys |= own
    return frozenset(keys)
