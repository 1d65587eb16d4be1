"""Canonical bytes (RFC 8785) and the two converters between domain objects and plain data.

`JSON` is for the record: fields that equal their default are left out, so that a class may gain a field with a
default and every older state still folds to the same bytes. `PLAIN` is for heads: complete, with native times.
BSON is never hashed; what is hashed is stored verbatim as bytes.
"""

import json
from datetime import date, datetime
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


def from_bytes(kind: type[T], data: bytes) -> T:
    """The domain object of canonical bytes. Raises ClassValidationError or KeyError when they do not fit."""
    return JSON.structure(json.loads(data), kind)


def event_of(name: str, data: Any) -> Event:
    """The event of a name in the record and its data. Raises KeyError for a name that is not known."""
    return JSON.structure(data, EVENTS[name])


def plain(value: Any) -> Any:
    """Plain data of a domain object, complete, with `Sealed` left as it is."""
    return PLAIN.unstructure(value)
