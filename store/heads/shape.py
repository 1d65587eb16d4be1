"""The shape of heads: one number for each kind, which increases when fields are added to its heads.

Fields of a state are only ever added, so their number orders the shapes of a kind, without a version to maintain.
Derived fields have their own number in the kind's entry (`store/kinds/entries.py`).

`casebook migrate` stores the shape of all heads beside the registry's epoch. A process with newer shapes than the
stored ones is not ready; a process with older shapes stops writing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from pymongo.asynchronous.collection import AsyncCollection

from domain.book import STATES
from domain.kernel.event import Sealed
from domain.kernel.vocabulary import Kind
from store.kinds.entries import KINDS
from store.record.epochs import EPOCH

SHAPE: Final = "shape"
"""Field of a head with its shape; the oldest heads have none."""
SHAPES: Final = "shapes"
"""Field of the epoch's row that contains the shape of all heads, by kind."""


class ProcessOutdated(Exception):
    """This process is older than the heads of the register. A newer version must replace it."""


@cache
def shape_of(kind: Kind) -> int:
    return _named(STATES[kind], frozenset()) + KINDS[kind].derived_shape


def shapes() -> dict[str, int]:
    return {kind.value: shape_of(kind) for kind in Kind}


def behind(noted: Mapping[str, int]) -> list[Kind]:
    """Return the kinds that may have heads of an older shape than the shape in this code."""
    return [kind for kind in Kind if noted.get(kind.value, 0) < shape_of(kind)]


def ahead(noted: Mapping[str, int]) -> bool:
    own = shapes()
    return any(number > own.get(kind, 0) for kind, number in noted.items())


async def note_shapes(counters: AsyncCollection[dict[str, Any]], *, back: bool = False) -> None:
    """Store that all heads have the shape of this code; with `back`, even in place of a newer shape."""
    named = {f"{SHAPES}.{kind}": number for kind, number in shapes().items()}
    change: Mapping[str, Any] = {"$set" if back else "$max": named}
    await counters.update_one({"_id": EPOCH}, change, upsert=True)


@cache
def text_fields(kind: Kind) -> frozenset[str]:
    """Return the fields of a head that may contain an encrypted text: those whose field of the state may contain
    something sealed.

    Derived fields, such as duties and the hashes of words, never contain one.
    """
    hints = get_type_hints(STATES[kind])
    return frozenset(field.name for field in fields(STATES[kind]) if _seals(hints[field.name], frozenset()))


@cache
def holds_texts(kind: Kind, path: str) -> bool:
    """Return True if a field of a head, or a field within it (`receipt.delay`), may contain an encrypted text."""
    name, *inner = path.split(".")
    if name not in text_fields(kind):
        return False
    found = [get_type_hints(STATES[kind])[name]]
    for name in inner:
        within = [get_type_hints(part) for hint in found for part in _dataclasses(hint)]
        found = [hints[name] for hints in within if name in hints]
    return any(_seals(hint, frozenset()) for hint in found)


def _seals(hint: Any, within: frozenset[Any]) -> bool:
    """Return True if a value of a type may contain something sealed; True for Any."""
    if hint is Sealed or hint is Any:
        return True
    if is_dataclass(hint) and hint not in within:
        hints = get_type_hints(hint)
        return any(_seals(hints[field.name], within | {hint}) for field in fields(hint))
    return any(_seals(part, within) for part in get_args(hint))


def _named(holder: Any, within: frozenset[Any]) -> int:
    """Count the fields of a dataclass and of the dataclasses in them. A recursive dataclass counts once."""
    if holder in within:
        return 0
    hints = get_type_hints(holder)
    inner = (part for field in fields(holder) for part in _dataclasses(hints[field.name]))
    return len(fields(holder)) + sum(_named(part, within | {holder}) for part in inner)


def _dataclasses(hint: Any) -> Iterator[Any]:
    if is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from _dataclasses(part)
