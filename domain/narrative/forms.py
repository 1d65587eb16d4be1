"""Form of a command: its fields in order, how each is filled in, and within which bounds.

Everything comes from the command's own row of fields, so a form never asks for a value that a rule refuses.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from inspect import cleandoc
from typing import Any, Final, get_args, get_origin

from domain.book import BY_COMMAND
from domain.case.dates import days_of
from domain.case.state.case import Case, Category
from domain.kernel.fields import (
    Address,
    Dated,
    Field,
    FieldKind,
    Fields,
    Items,
    Place,
    Ref,
    Refs,
    Signable,
    Spec,
    Upload,
    Whole,
    Words,
    fields_of,
)
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind
from domain.messages import Language, label
from domain.messages.forms import EXAMPLE, FieldWords, acts_of, words_of
from domain.rules.command import Action
from domain.rules.facts import Facts

LONG: Final = 400
"""Length in characters from which a text gets a field of several lines."""
DIGEST: Final = 64
"""Characters of a SHA-256 in hexadecimal."""
_BY_SPEC: Final[Sequence[tuple[type[Spec], FieldKind]]] = (
    (Upload, FieldKind.FILE),
    (Ref, FieldKind.REFERENCE),
    (Refs, FieldKind.REFERENCE),
    (Place, FieldKind.REFERENCE),
    (Address, FieldKind.ADDRESS),
)
_BY_TYPE: Final = {
    bool: FieldKind.YES_NO,
    int: FieldKind.NUMBER,
    date: FieldKind.DATE,
    datetime: FieldKind.INSTANT,
}


@dataclass(frozen=True, kw_only=True)
class FormField:
    """Field as a form shows it.

    `least` and `most` bound the characters of a text or the value of a number, `items` the length of a list.
    """

    field: Field
    name: str
    kind: FieldKind
    many: bool
    required: bool
    vocabulary: type[StrEnum] | None
    words: FieldWords

    @property
    def path(self) -> str:
        return f"input.{self.name}"

    @property
    def least(self) -> int | None:
        return self.field.spec.least if isinstance(self.field.spec, Words | Whole) else None

    @property
    def most(self) -> int | None:
        return self.field.spec.most if isinstance(self.field.spec, Words | Whole) else None

    @property
    def items(self) -> int | None:
        return self.field.spec.most if isinstance(self.field.spec, Items) else None

    @property
    def to(self) -> Kind | str | None:
        """Return the kind of object that a reference points to."""
        return getattr(self.field.spec, "to", None)

    def required_of(self, state: Any, facts: Facts) -> bool:
        """Return whether the action always needs the field on this object, whatever the other fields are."""
        needed = self.field.spec.needed
        return self.required or bool(needed and state is not None and needed(state, facts))

    @property
    def default(self) -> Any:
        return self.field.default if self.field.has_default else None

    def days(self, state: Any, facts: Facts) -> tuple[date | None, date | None]:
        """Return the first and the last day that the rules accept for this object; None without a bound."""
        if not isinstance(self.field.spec, Dated):
            return None, None
        return days_of(self.field.spec, state if isinstance(state, Case) else None, facts)

    def label(self, language: Language) -> str:
        return self.words.label[language]

    def hint(self, language: Language) -> str:
        return self.words.hint.get(language) or (self.field.spec.doc if language == "en" else "")

    def shown_hint(self, language: Language) -> str:
        """Return the hint, followed by the example."""
        example = self.words.example
        return (
            f"{self.hint(language)} {EXAMPLE[language]}: {example.removesuffix('.')}."
            if example
            else self.hint(language)
        )


def sentence_of(action: Action, language: Language) -> str:
    """Return the sentence of an action; in English the command's docstring, unless the messages have one."""
    return acts_of(action.name).get(language) or cleandoc(action.command.__doc__ or "")


def words_in(action: Action, name: str) -> FieldWords | None:
    """Return the words for an input name of an action, as clients spell it; None for an unknown name.

    An input has two fields beside the command's own: the object to act on (`caseId`), and how it is sent.
    """
    with suppress(KeyError):
        return words_of(action.name, name)
    if not name.endswith("Id"):
        return None
    return replace(words_of(action.name, "objectId"), label={one: label(action.stream, one) for one in ("vi", "en")})


@cache
def form_of(command: type) -> tuple[FormField, ...]:
    """Return the fields of a command's form. Raises KeyError for a field without a label."""
    return tuple(_form_field(BY_COMMAND[command], field) for field in fields_of(command))


def _form_field(action: Action, field: Field) -> FormField:
    vocabulary = vocabulary_of(field)
    return FormField(
        field=field,
        name=camel(field.name),
        kind=FieldKind.CHOICE if vocabulary else _kind(field),
        many=get_origin(field.type) is tuple,
        required=not field.optional and not field.has_default,
        vocabulary=vocabulary,
        words=words_of(action.name, camel(field.name)),
    )


def _held(field: Field) -> Any:
    return get_args(field.type)[0] if get_origin(field.type) is tuple else field.type


@cache
def signed_actions() -> type[StrEnum]:
    """Return the actions that can be signed, as a vocabulary with the record's names for values."""
    enum: Any = StrEnum  # its functional form, of which mypy admits literals only
    made: type[StrEnum] = enum("Action", [(row.name, row.name) for row in BY_COMMAND.values() if row.signed])
    return made


def vocabulary_of(field: Field) -> type[StrEnum] | None:
    """Return the values to choose from; None if the field has no closed set."""
    if isinstance(field.spec, Signable):
        return signed_actions()
    held = Category if isinstance(field.spec, Fields) else _held(field)
    return held if isinstance(held, type) and issubclass(held, StrEnum) else None


def _kind(field: Field) -> FieldKind:
    if is_made(field):
        return FieldKind.MADE
    if kind := next((kind for spec, kind in _BY_SPEC if isinstance(field.spec, spec)), None):
        return kind
    if isinstance(field.spec, Words) and field.spec.most >= LONG:
        return FieldKind.LONG_TEXT
    return _BY_TYPE.get(_held(field), FieldKind.TEXT)


def is_made(field: Field) -> bool:
    """Return whether a program makes the field's value, such as the digest of a secret: nobody types it."""
    return field.name == "secrets" or (isinstance(field.spec, Words) and field.spec.least == field.spec.most == DIGEST)
