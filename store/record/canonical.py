"""Canonical bytes (RFC 8785) and the two converters between domain objects and plain data.

`JSON` is for the record: fields that equal their default are left out, so that a class may gain a field with a
default and every older state still folds to the same bytes. `PLAIN` is for heads: complete, with native times.
BSON is never hashed; what is hashed is stored verbatim as bytes.
"""

import json
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

import rfc8785
from cattrs import Converter

from domain.kernel.calendar import from_iso_millis, iso_millis
from domain.kernel.event import EVENTS, Event, Sealed

T = TypeVar("T")


NUMBER_MOST = (1 << 53) - 1
"""The largest number that every reader of JSON takes for the same one (RFC 8785, section 3.2.2.3)."""


def _whole(value: int) -> int:
    if not isinstance(value, int) or abs(value) > NUMBER_MOST:
        raise ValueError("a number that not every reader takes for the same one")
    return value


def _fraction(value: float | str) -> Any:
    raise ValueError("the record has whole numbers only")


READER = json.JSONDecoder(parse_int=lambda text: _whole(int(text)), parse_float=_fraction, parse_constant=_fraction)
"""Reads what the record may hold. Raises ValueError for anything else."""


def _record_converter() -> Converter:
    made = Converter(omit_if_default=True, forbid_extra_keys=True, detailed_validation=False)
    made.register_unstructure_hook(datetime, iso_millis)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(int, _whole)
    made.register_unstructure_hook(float, _fraction)
    made.register_structure_hook(datetime, lambda value, _: from_iso_millis(value))
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return made


def _naive(value: datetime) -> datetime:
    return value.replace(tzinfo=None)


def _plain_converter() -> Converter:
    made = Converter(detailed_validation=False)
    made.register_unstructure_hook(datetime, _naive)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(Sealed, lambda value: value)
    return made


JSON = _record_converter()
PLAIN = _plain_converter()
QUICK = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
"""The standard library's encoder, ten times as fast as that of RFC 8785. Of what domain objects consist of (names of
fields, texts, whole numbers of 53 bits) both make the same bytes."""


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of plain data. Raises rfc8785.CanonicalizationError for what has no canonical form."""
    return rfc8785.dumps(value)


def to_bytes(value: Any) -> bytes:
    """Canonical bytes of a domain object. Raises ValueError for a fraction or a number beyond 53 bits."""
    return QUICK.encode(JSON.unstructure(value)).encode()


class Successive:
    """Canonical bytes of states that follow each other: a part that two of them share is written once.

    What folds leave unchanged is the same object in the next state, so that of a long history only what is new is
    written for each version. The bytes are those of `to_bytes`.
    """

    def __init__(self) -> None:
        self._of: type | None = None
        self._values: tuple[Any, ...] = ()
        self._members: list[str] = []
        self._written: dict[int, tuple[Any, str]] = {}
        """By the identity of a part, which is kept here so that no other object gets it."""

    def to_bytes(self, state: Any) -> bytes:
        """The bytes of one state. Raises what `to_bytes` raises."""
        members = _members(type(state))  # type: ignore[arg-type]  # a class can be hashed
        if self._of is not type(state):
            self._of, self._values, self._members = type(state), (_NOTHING,) * len(members), [""] * len(members)
        values = tuple([getattr(state, name) for name, _ in members])
        for at, value in enumerate(values):
            if value is not self._values[at]:
                name, default = members[at]
                self._members[at] = "" if value == default else f'"{name}":{self._text(value)}'
        self._values = values
        return f"{{{','.join(filter(None, self._members))}}}".encode()

    def _text(self, value: Any) -> str:
        if type(value) is tuple:
            parts = [known[1] if (known := self._written.get(id(part))) else self._text(part) for part in value]
            return f"[{','.join(parts)}]"
        if type(value) is str:
            return QUICK.encode(value)
        known = self._written[id(value)] = value, QUICK.encode(JSON.unstructure(value))
        return known[1]


_NOTHING = object()


@cache
def _members(of: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a state in the order of their names, each with its default."""
    return tuple((field.name, _default(field)) for field in sorted(fields(of), key=lambda field: field.name))


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return _NOTHING if field.default is MISSING else field.default


def from_bytes(kind: type[T], data: bytes) -> T:
    """The domain object of canonical bytes. Raises ClassValidationError or KeyError when they do not fit."""
    return JSON.structure(json.loads(data), kind)


def event_of(name: str, data: Any) -> Event:
    """The event of a name in the record and its data. Raises KeyError for a name that is not known."""
    return JSON.structure(data, EVENTS[name])


def plain(value: Any) -> Any:
    """Plain data of a domain object, complete, with `Sealed` left as it is."""
    return PLAIN.unstructure(value)
