"""Fields of commands: their meaning and limits, defined once and checked in one place.

A command is a frozen dataclass whose fields are `Annotated[type, spec]`. These specs generate the API's inputs, the
checks below and the documentation.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from domain.kernel import text
from domain.kernel.calendar import to_millis
from domain.kernel.masking import FINDINGS_MOST, Personal, apart
from domain.kernel.refusals import InvalidInput, Refused, invalid, misfit
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import LABELS, ConfirmedName, Exempt, NameInText, looked_for, looked_through, says_nothing

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
OFFICERS_OWN = frozenset({None, Exempt.MASKED, Exempt.REDRESS})
"""Exemption reasons of texts in an officer's own words: not quotations, names, accounts or laws."""
ITEM_MOST = 200
"""Most characters of one item of a list. Ids are shorter."""


Fits = Callable[[str, Any, Any], object]
Beside = Mapping[str, Sequence[str]]
"""Values of other fields in the same command, by field name."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """Meaning of a field, as a sentence with its clause.

    An optional field may be required by some states and facts (`needed`), or by values of other fields (`needed_with`).
    `fits` checks the value against the state and the facts, and raises Refused.
    """

    doc: str
    fits: Fits | None = None
    needed: Callable[[Any, Any], bool] | None = None
    needed_with: tuple[tuple[str, bool | StrEnum], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Words(Spec):
    """Text of `least` to `most` characters. If `sealed`, the record contains only the text's commitment.

    The text is searched for data that identifies a person (X2), unless `exempt` gives a reason against the search.
    """

    least: int = 1
    most: int
    sealed: bool = True
    exempt: Exempt | None = None


@dataclass(frozen=True, kw_only=True)
class Address(Words):
    """Web address (http or https), stored as text and never fetched."""

    most: int = text.URL_LIMIT
    exempt: Exempt | None = Exempt.REPORTED


@dataclass(frozen=True, kw_only=True)
class ReportedText(Words):
    """Text of a report. The original with its numbers and accounts is sealed in the field that `as_written` names
    (X2)."""

    exempt: Exempt | None = Exempt.REPORTED
    as_written: str


@dataclass(frozen=True, kw_only=True)
class ContactText(Words):
    """Text that enters no head and no case. It is stored separately, encrypted with a key of its own."""

    sealed: bool = False
    exempt: Exempt | None = Exempt.REPORTED


@dataclass(frozen=True, kw_only=True)
class Ref(Spec):
    """Id of a stream, or key of a part of the state.

    `to` is the kind of stream, or the path of the list with the parts; None if several are possible. `fits_beside`
    checks an id together with the values of the fields in `narrowed_by`, and raises Refused.
    """

    most: int = 80
    to: Kind | str | None = None
    narrowed_by: tuple[str, ...] = ()
    fits_beside: Callable[[str, Beside, Any, Any], object] | None = None


@dataclass(frozen=True, kw_only=True)
class Upload(Ref):
    """Id of a file that was uploaded before; the facts describe the file. If `hashed`, the hash of the file's bytes is
    sealed."""

    hashed: bool = False


@dataclass(frozen=True, kw_only=True)
class Whole(Spec):
    """Whole number from `least` to `most`."""

    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Place(Whole):
    """Position of a part in the list `to` of the state, counted from 1."""

    least: int = 1
    to: str


@dataclass(frozen=True, kw_only=True)
class Items(Spec):
    """List of at most `most` distinct ids or values.

    If `sort`, the order means nothing and the items are sorted. A list that is not empty always includes the `always`
    values.
    """

    most: int
    sort: bool = False
    always: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refs(Items):
    """List of at most `most` distinct ids of streams of the kind `to`. `fits` checks each id."""

    to: Kind


@dataclass(frozen=True, kw_only=True)
class Phrases(Items):
    """List of at most `most` short texts, each searched for data that identifies a person (X2)."""


@dataclass(frozen=True, kw_only=True)
class Fields(Items):
    """List of at most `most` fields of administration. The schema accepts only their names."""


@dataclass(frozen=True, kw_only=True)
class Signable(Items):
    """List of at most `most` actions that can be signed. The record and the schema have different names for an
    action."""


@dataclass(frozen=True, kw_only=True)
class Dated(Spec):
    """Date or instant within inclusive bounds. Functions of the command's facts return the bounds.

    Without `since` only the general lower bound of dates applies. Without `until` the value must lie before now.
    """

    since: Callable[[Any], date | datetime | None] | None
    until: Callable[[Any], date | datetime | None] | None = None


@dataclass(frozen=True)
class Field:
    """Field of a command: its name, type and spec."""

    name: str
    type: Any
    spec: Spec
    optional: bool
    default: Any

    @property
    def has_default(self) -> bool:
        return self.default is not dataclasses.MISSING


def _bare(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        left = [part for part in get_args(hint) if part is not type(None)]
        return left[0], True
    return hint, False


@cache
def fields_of(command: Any) -> tuple[Field, ...]:
    """Return the fields of a command class, in their order. Raises TypeError for a field without a spec."""
    hints = get_type_hints(command, include_extras=True)
    found = []
    for attribute in dataclasses.fields(command):
        hint = hints[attribute.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{command.__name__}.{attribute.name} has no spec")
        bare, optional = _bare(get_args(hint)[0])
        found.append(Field(attribute.name, bare, get_args(hint)[1], optional, attribute.default))
    return tuple(found)


def normalised(command: Any) -> Any:
    """Return the command in normal form: texts in NFC, addresses with a scheme, and None for a blank optional text."""
    return replace(
        command, **{field.name: _clean(getattr(command, field.name), field) for field in fields_of(command.__class__)}
    )


def _clean(value: Any, field: Field) -> Any:
    if isinstance(value, str) and isinstance(field.spec, Words):
        value = text.nfc(value).strip()
        value = text.full_address(value) if isinstance(field.spec, Address) else value
        return None if field.optional and not value else value
    if value and isinstance(field.spec, Items) and field.spec.sort:
        return tuple(sorted({*value, *field.spec.always}))
    if isinstance(value, datetime) and value.tzinfo is not None:
        with suppress(OverflowError):  # the first or last hours of all time: left as it is, and refused below
            return to_millis(value)
    return value


def check(command: Any, confirmed: Sequence[ConfirmedName] = ()) -> list[InvalidInput]:
    """Return all errors of a normalised command: at most one for each field, and one for each unconfirmed name."""
    return examined(command, confirmed)[0]


def examined(command: Any, confirmed: Sequence[ConfirmedName]) -> tuple[list[InvalidInput], tuple[NameInText, ...]]:
    """Return the errors of a normalised command's fields, and the names in its texts that the writer confirmed."""
    if len(confirmed) > FINDINGS_MOST:
        return [invalid("confirmed_names", "too-many", most=FINDINGS_MOST)], ()
    faults: list[InvalidInput] = []
    names: list[NameInText] = []
    for field in fields_of(command.__class__):
        value = getattr(command, field.name)
        if value is None and field.optional:
            continue
        if fault := _fault(value, field.spec, field.name):
            faults.append(fault)
        elif isinstance(field.spec, Words):
            wrong, kept = looked_through(field.name, value, field.spec.exempt, confirmed)
            faults += wrong
            names += kept
        elif isinstance(field.spec, Phrases):
            places = ((f"{field.name}[{place}]", item) for place, item in enumerate(value))
            faults += chain.from_iterable(looked_through(name, item, None, ())[0] for name, item in places)
    if len(names) < len(confirmed):
        faults.append(invalid("confirmed_names", "confirmed-name-unknown"))
    return faults, tuple(names)


def may_name(command: type) -> bool:
    specs = (field.spec for field in fields_of(command))
    return any(isinstance(spec, Words) and Personal.NAME in looked_for(spec.exempt) for spec in specs)


def _fault(value: Any, spec: Spec, name: str) -> InvalidInput | None:
    match spec:
        case Words():
            return _words_fault(value, name, spec)
        case Ref() if len(value) > spec.most or not value.isascii():
            return invalid(name, "reference-malformed")
        case Whole() if not spec.least <= value <= spec.most:
            return invalid(name, "number-out-of-range", least=spec.least, most=spec.most)
        case Items() if len(value) > spec.most:
            return invalid(name, "too-many", most=spec.most)
        case Items():
            return _items_fault(value, name)
    if isinstance(value, datetime):
        return _instant_fault(value, name)
    return None


def _items_fault(value: Sequence[Any], name: str) -> InvalidInput | None:
    """Return the error of the first item that is repeated or malformed."""
    twice = misfit(name, "repeated", range(len(value)), lambda place: value[place] not in value[:place])
    return next(iter(twice or misfit(name, "reference-malformed", value, _fits_item)), None)


def _fits_item(item: Any) -> bool:
    return not isinstance(item, str) or (len(item) <= ITEM_MOST and text.forbidden(item) is None)


def _words_fault(value: str, name: str, spec: Words) -> InvalidInput | None:
    if len(value) < spec.least:
        return invalid(name, "text-too-short", least=spec.least) if spec.least > 1 else invalid(name, "text-empty")
    if len(value) > spec.most:
        return invalid(name, "text-too-long", most=spec.most)
    if (at := text.forbidden(value)) is not None:
        return invalid(name, "text-character", at=at + 1)
    if spec.exempt in OFFICERS_OWN and says_nothing(value, spec.least):
        return invalid(name, "text-says-nothing")
    if spec.exempt in OFFICERS_OWN and LABELS.within(value):
        return invalid(name, "text-label-of-persons")
    if isinstance(spec, Address) and (fault := text.url_fault(value)):
        return invalid(name, f"address-{fault}")
    return None


def checked_address(given: str, name: str) -> str:
    """Return an address in the normal form of commands, for a lookup. Raises Refused for a malformed address."""
    address = text.full_address(text.nfc(given).strip())
    if len(address) > text.URL_LIMIT:
        raise Refused(invalid(name, "text-too-long", most=text.URL_LIMIT))
    if fault := text.url_fault(address):
        raise Refused(invalid(name, f"address-{fault}"))
    return address


def _instant_fault(value: datetime, name: str) -> InvalidInput | None:
    if value.tzinfo is None:
        return invalid(name, "time-without-zone")
    return None if EARLIEST <= value < LATEST else invalid(name, "time-out-of-range")


def sealed_fields(command: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(command) if isinstance(field.spec, Words) and field.spec.sealed)


def texts_to_seal(command: Any) -> dict[str, str]:
    """Return the texts that a command seals, by field name.

    A text with numbers or accounts is masked, and its original is sealed in a separate field.
    """
    found = {name: value for name in sealed_fields(type(command)) if (value := getattr(command, name)) is not None}
    for field in fields_of(command.__class__):
        if isinstance(field.spec, ReportedText) and (masked := apart(found[field.name])) != found[field.name]:
            found |= {field.spec.as_written: found[field.name], field.name: masked}
    return found


def hashed_uploads(command: type) -> tuple[str, ...]:
    """Return the names of upload fields whose file hash is sealed together with the texts."""
    return tuple(field.name for field in fields_of(command) if isinstance(field.spec, Upload) and field.spec.hashed)


def contact_fields(command: type) -> tuple[str, ...]:
    """Return the names of fields whose text is stored separately (`ContactText`)."""
    return tuple(field.name for field in fields_of(command) if isinstance(field.spec, ContactText))


class FieldKind(StrEnum):
    """Way in which a person fills in a field."""

    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    ADDRESS = "ADDRESS"
    CHOICE = "CHOICE"
    YES_NO = "YES_NO"
    NUMBER = "NUMBER"
    DATE = "DATE"
    INSTANT = "INSTANT"
    FILE = "FILE"
    REFERENCE = "REFERENCE"
    MADE = "MADE"
    """A digest that a program computes and no person types."""
