"""Canonical bytes (RFC 8785), conversion between domain objects and plain data, and an event's public part.

`JSON` converts for the record: fields equal to their default are left out. So a class may gain a field with a default,
and every older state still folds to the same bytes. `PLAIN` converts for heads: with all fields and native times. BSON
is never hashed; hashed data are stored verbatim as bytes.

A body contains ids of the case and officers, and is not public. The public part comes from the state: the newest
version of a notice, as canonical bytes, without the members of the result that are not public. Its texts are sealed, so
that the commitment reveals nothing and the texts can still be destroyed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date, datetime
from functools import cache
from json import encoder
from operator import attrgetter
from typing import Any, TypeVar

import rfc8785
from cattrs import Converter

from domain.book import EVENTS
from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.event import Event, Sealed
from domain.publication.state import Publication
from domain.statement.state import StatementStream

T = TypeVar("T")


NUMBER_MOST = (1 << 53) - 1
"""Largest number that every JSON parser reads without loss (RFC 8785, section 3.2.2.3)."""


def _whole(value: int) -> int:
    if not isinstance(value, int) or abs(value) > NUMBER_MOST:
        raise ValueError("a number that not every reader takes for the same one")
    return value


def _fraction(value: float | str) -> Any:
    raise ValueError("the record has whole numbers only")


class _Numbers(dict[str, int]):
    """Cache of whole numbers by their texts. Frequent small numbers need no Python call."""

    def __missing__(self, text: str) -> int:
        return _whole(int(text))


FOUND = _Numbers({str(number): number for number in range(1_000)})
READER = json.JSONDecoder(parse_int=FOUND.__getitem__, parse_float=_fraction, parse_constant=_fraction)
"""JSON decoder for the record. Raises ValueError for values that the record cannot contain."""
SCAN: Callable[[str, int], tuple[Any, int]] = READER.scan_once  # type: ignore[attr-defined]  # not in the stubs
"""Function that reads a value at an offset of a text, without skipping white space."""


def read(data: bytes) -> Any:
    """Parse JSON without surrounding white space, as the record contains it. Raise ValueError or StopIteration."""
    text = str(data, "utf-8")
    value, end = SCAN(text, 0)
    if end != len(text):
        raise ValueError("something follows")
    return value


def _record_converter() -> Converter:
    made = Converter(omit_if_default=True, forbid_extra_keys=True, detailed_validation=False)
    made.register_unstructure_hook(datetime, iso_millis)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(int, _whole)
    made.register_unstructure_hook(float, _fraction)
    made.register_structure_hook(datetime, lambda value, _: from_iso_millis(value))
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return made


def _plain_converter() -> Converter:
    made = Converter(detailed_validation=False)
    made.register_unstructure_hook(datetime, lambda value: value.replace(tzinfo=None))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(Sealed, lambda value: value)
    return made


JSON = _record_converter()
PLAIN = _plain_converter()
WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
"""Encoder of the standard library, which is ten times as fast as an encoder for RFC 8785.

For the values in domain objects (field names, texts, whole numbers of 53 bits) both produce the same bytes.
"""

encode_basestring: Callable[[str], str] = encoder.encode_basestring


def canonical(value: Any) -> bytes:
    return rfc8785.dumps(value)


def quick_bytes(value: Any) -> bytes:
    """Return the canonical bytes of a domain object's plain data. This is fast, because numbers are not checked."""
    return WRITE(value).encode()


def to_bytes(value: Any) -> bytes:
    """Return the canonical bytes of a domain object. Raise ValueError for a fraction or a number beyond 53 bits."""
    return quick_bytes(JSON.unstructure(value))


class Successive:
    """Canonical bytes of consecutive states. A part that two states share is encoded only once.

    After a fold the unchanged parts are the same objects in the next state, so only the new parts of each version are
    encoded. The bytes equal those of the function `to_bytes`.
    """

    def __init__(self) -> None:
        self._of: type | None = None
        self._members = _NO_MEMBERS
        self._values: tuple[Any, ...] = ()
        self._texts: list[str] = []
        """Each member of the previous state as text. A member that is left out has an empty text."""
        self._written: dict[int, tuple[Any, str]] = {}
        """Text of each part, by the part's identity. The cache also references the part, so that its identity is not
        reused."""

    def to_bytes(self, state: Any) -> bytes:
        """Return the bytes of one state. Raise the errors of `to_bytes`."""
        if self._of is not type(state):
            self._of, self._members = type(state), _members(type(state))  # type: ignore[arg-type]  # a class can be hashed
            self._values, self._texts = (_NOTHING,) * len(self._members.names), [""] * len(self._members.names)
        before, self._values = self._values, self._members.values(state)
        for at, (value, old) in enumerate(zip(self._values, before, strict=True)):
            if value is not old:
                default = value == self._members.defaults[at]
                self._texts[at] = "" if default else f'"{self._members.names[at]}":{self._text(value)}'
        return f"{{{','.join(filter(None, self._texts))}}}".encode()

    def _text(self, value: Any) -> str:
        if type(value) is tuple:
            parts = [known[1] if (known := self._written.get(id(part))) else self._text(part) for part in value]
            return f"[{','.join(parts)}]"
        if type(value) is str:
            return encode_basestring(value)
        known = self._written[id(value)] = value, WRITE(JSON.unstructure(value))
        return known[1]


_NOTHING = object()


@dataclass(frozen=True, slots=True)
class _Members:
    """Fields of a state in the order of their names, each with its default."""

    names: tuple[str, ...]
    defaults: tuple[Any, ...]
    values: Callable[[Any], tuple[Any, ...]]


_NO_MEMBERS = _Members((), (), lambda _: ())


@cache
def _members(of: type) -> _Members:
    ordered = sorted(fields(of), key=lambda field: field.name)
    names = tuple(field.name for field in ordered)
    values = attrgetter(*names) if len(names) > 1 else lambda state: tuple(getattr(state, name) for name in names)
    return _Members(names, tuple(map(_default, ordered)), values)


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return _NOTHING if field.default is MISSING else field.default


def from_bytes(kind: type[T], data: bytes) -> T:
    """Return the domain object that canonical bytes encode. Raise ClassValidationError or KeyError if they do not match
    its class."""
    return JSON.structure(json.loads(data), kind)


def event_of(name: str, data: Any) -> Event:
    """Return the event with a type's name in the record, made from its data. Raise KeyError for an unknown name."""
    read, of = _reader(name)
    return read(data, of)


@cache
def _reader(name: str) -> tuple[Callable[[Any, type[Event]], Event], type[Event]]:
    """Return the cached parser for events of a name, and their class."""
    return JSON.get_structure_hook(EVENTS[name]), EVENTS[name]


def plain(value: Any) -> Any:
    """Return the complete plain data of a domain object, with `Sealed` unchanged."""
    return PLAIN.unstructure(value)


UNTOLD = ("cycle", "redress")
"""Members of a result that are never public."""


def public_part(before: Any, state: Any) -> bytes | None:
    """Return the part that a step between two states made public, as bytes; None if the step made nothing public."""
    if isinstance(state, StatementStream):
        return to_bytes(state.newest)
    if not isinstance(state, Publication):
        return None
    known = len(before.versions) if isinstance(before, Publication) else 0
    return newest_public(JSON.unstructure(state)) if len(state.versions) > known else None


def newest_public(state: Mapping[str, Any]) -> bytes:
    """Return the bytes of the newest public version in a state. Raise LookupError if there is none, and TypeError for
    an invalid state."""
    version = state["versions"][-1]
    result = {name: value for name, value in version["result"].items() if name not in UNTOLD}
    return canonical({**version, "result": result})
