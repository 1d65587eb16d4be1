"""The shape of heads: one number for each kind, which grows with what its heads hold.

Fields of a state are only ever added, so their number orders the shapes of a kind. Nobody has to remember to
count it up. Derived fields have a number of their own at the kind's entry (`store/kinds/entries.py`).

The register notes beside the registry's epoch that all its heads have a shape (`casebook migrate`). A process whose
shapes are newer than those noted is not ready; one whose shapes are older writes nothing any more.
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
"""The field of a head that holds its shape; a head of before there were shapes has none."""
SHAPES: Final = "shapes"
"""The field of the epoch's row that holds the shape of all heads of each kind."""


class ProcessOutdated(Exception):
    """This process is older than the heads of the register: a newer version has to take its place."""


@cache
def shape_of(kind: Kind) -> int:
    return _named(STATES[kind], frozenset()) + KINDS[kind].derived_shape


def shapes() -> dict[str, int]:
    return {kind.value: shape_of(kind) for kind in Kind}


def behind(noted: Mapping[str, int]) -> list[Kind]:
    """The kinds of which the register may have heads of an older shape than this code gives."""
    return [kind for kind in Kind if noted.get(kind.value, 0) < shape_of(kind)]


def ahead(noted: Mapping[str, int]) -> bool:
    own = shapes()
    return any(number > own.get(kind, 0) for kind, number in noted.items())


async def note_shapes(counters: AsyncCollection[dict[str, Any]], *, back: bool = False) -> None:
    """Note that all heads have the shape of this code; `back` also where the register had a newer one."""
    named = {f"{SHAPES}.{kind}": number for kind, number in shapes().items()}
    change: Mapping[str, Any] = {"$set" if back else "$max": named}
    await counters.update_one({"_id": EPOCH}, change, upsert=True)


@cache
def text_fields(kind: Kind) -> frozenset[str]:
    """The fields of a head that may hold an encrypted text: those of the state with something sealed in them.

    Derived fields, such as duties and the hashes of words, never hold one.
    """
    hints = get_type_hints(STATES[kind])
    return frozenset(field.name for field in fields(STATES[kind]) if _seals(hints[field.name], frozenset()))


def _seals(hint: Any, within: frozenset[Any]) -> bool:
    """Return True if a value of a type may have something sealed in it; True for Any."""
    if hint is Sealed or hint is Any:
        return True
    if is_dataclass(hint) and hint not in within:
        hints = get_type_hints(hint)
        return any(_seals(hints[field.name], within | {hint}) for field in fields(hint))
    return any(_seals(part, within) for part in get_args(hint))


def _named(holder: Any, within: frozenset[Any]) -> int:
    """Count the fields of a dataclass, with those of the dataclasses in them; one inside itself counts once."""
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
