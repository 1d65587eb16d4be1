"""Forms made from commands: each field by its spec, what was typed kept, what is wrong with it beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from api.pages.report.forms import LONG, day_of
from domain.case.state.case import Category
from domain.kernel.fields import Field, Fields, Items, Refs, Words, fields_of
from domain.kernel.impersonal import ConfirmedName, Harmless
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Problem
from domain.kernel.roles import Post
from domain.kernel.spelling import camel
from domain.messages import Language, label, message

Typed = Mapping[str, Sequence[str]]
Choices = Sequence[tuple[str, str]]
NEEDED: Final = InvalidInput(path="", code="field-needed")
NO_DAY: Final = InvalidInput(path="", code="day-malformed")
NO_NUMBER: Final = InvalidInput(path="", code="number-malformed")
DIGEST: Final = 64
"""Characters of a SHA-256 in hexadecimal."""
LEFT_OUT: Final = frozenset({"certainty"})
"""What a person enters is UNCONFIRMED, whatever a form would say."""
NAMED: Final = "text-name"
"""The refusal that its writer can answer for."""
ANSWER: Final = "name."
"""How the field is called that answers for a name: `name.FIELD.AT`."""


@dataclass(frozen=True, kw_only=True)
class NameFound:
    """What looks like a name of a person in a text, and the field that says why it may stay."""

    key: str
    text: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field as a page shows it."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    values: Sequence[str] = ()
    most: int | None = None
    choices: Choices = ()
    errors: Sequence[str] = ()
    names: Sequence[NameFound] = ()

    @property
    def value(self) -> str:
        """What was typed into a field of one value."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A command's form: its fields, those that the page's address fixes, and the choices that the registry gives."""

    command: type
    fixed: Mapping[str, str]
    choices: Mapping[str, Choices]
    """By field: what there is to choose from."""
    given: Typed = field(default_factory=dict)
    """What the fields begin with."""

    @property
    def fields(self) -> list[Field]:
        """The fields that people fill in."""
        left = LEFT_OUT | set(self.fixed)
        return [one for one in fields_of(self.command) if one.name not in left and not is_made(one)]

    def shown(
        self, typed: Typed, problems: Iterable[Problem], texts: Mapping[str, Any], language: Language
    ) -> tuple[list[FormField], list[str]]:
        """The fields with what was typed and what is wrong with each, and the problems of no field."""
        wrong: dict[str, list[InvalidInput]] = {}
        general = []
        own = {f"input.{camel(one.name)}" for one in self.fields}
        for problem in problems:
            if isinstance(problem, InvalidInput) and problem.path in own:
                wrong.setdefault(problem.path, []).append(problem)
            else:
                general.append(message(problem.code, problem.params, language))
        fields = [
            self._shown(one, typed, wrong.get(f"input.{camel(one.name)}", []), texts, language) for one in self.fields
        ]
        return fields, general

    def _shown(
        self, field: Field, typed: Typed, wrong: Sequence[InvalidInput], texts: Mapping[str, Any], language: Language
    ) -> FormField:
        kind = kind_of_field(field, self.choices)
        values = typed.get(field.name, self.given.get(field.name, ()))
        return FormField(
            name=field.name,
            kind=kind,
            label=_text(texts["fields"], self.command, field.name),
            hint=_text(texts["hints"], self.command, field.name, ""),
            required=not field.optional and field.default is MISSING,
            values=values,
            most=field.spec.most if isinstance(field.spec, Words) else None,
            choices=self.choices.get(field.name) or values_of(field, language),
            errors=[message(problem.code, problem.params, language) for problem in wrong],
            names=list(_names(field.name, values, typed, wrong)),
        )

    def read(self, typed: Typed, made: Mapping[str, Any]) -> tuple[Any | None, list[InvalidInput]]:
        """The command that was typed, or what of it cannot be read; all else is judged by the domain."""
        given: dict[str, Any] = {**made}
        faults = []
        for one in fields_of(self.command):
            if one.name in LEFT_OUT or is_made(one):
                continue
            values = [self.fixed[one.name]] if one.name in self.fixed else typed.get(one.name, ())
            value, fault = value_of(one, [value.strip() for value in values if value.strip()])
            if fault:
                faults.append(replace(fault, path=f"input.{camel(one.name)}"))
            elif value is not None:
                given[one.name] = value
        return (None, faults) if faults else (self.command(**given), [])


def is_made(one: Field) -> bool:
    """Whether a field holds digests of what the desk draws and shows once; nobody types them."""
    return one.name == "secrets" or (isinstance(one.spec, Words) and one.spec.least == one.spec.most == DIGEST)


def kind_of_field(field: Field, choices: Mapping[str, Choices]) -> str:
    """How a field is filled in."""
    if isinstance(field.spec, Refs | Fields) or _item(field) in (Post, Scope):
        return "many"
    if field.name in choices or _is_enum(field.type):
        return "choice"
    if isinstance(field.spec, Items):
        return "lines"
    if field.type in (bool, date, int):
        return {bool: "check", date: "day", int: "number"}[field.type]
    return "area" if isinstance(field.spec, Words) and field.spec.most >= LONG else "line"


def _item(field: Field) -> Any:
    """What a list holds; scopes are there by their names."""
    if field.name == "scopes":
        return Scope
    return get_args(field.type)[0] if get_origin(field.type) is tuple else None


def _is_enum(held: Any) -> bool:
    return isinstance(held, type) and issubclass(held, StrEnum)


def values_of(field: Field, language: Language) -> Choices:
    """The values of a vocabulary that a field takes."""
    vocabulary = Category if isinstance(field.spec, Fields) else _item(field) or field.type
    return [(value.value, label(value, language)) for value in vocabulary] if _is_enum(vocabulary) else ()


def value_of(field: Field, typed: Sequence[str]) -> tuple[Any, InvalidInput | None]:
    """The value that was typed, and what is wrong with it, of no field yet; None where a default will do."""
    if field.type is bool:
        return typed == ["yes"], None
    if get_origin(field.type) is tuple:
        return _list_of(field, typed)
    if not typed:
        if field.optional or field.default is not MISSING:
            return None, None
        return ("", None) if isinstance(field.spec, Words) else (None, NEEDED)
    one = typed[0]
    if field.type is date:
        day = day_of(one)
        return day, None if day else NO_DAY
    if field.type is int:
        return (int(one), None) if one.isascii() and one.isdigit() and len(one) <= 9 else (None, NO_NUMBER)
    if _is_enum(field.type):
        return (field.type(one), None) if one in set(field.type) else (None, NEEDED)
    return one, None


def _list_of(field: Field, typed: Sequence[str]) -> tuple[Any, InvalidInput | None]:
    """A list: boxes that were ticked, or an area with one value a line."""
    lines = [line.strip() for text in typed for line in text.splitlines() if line.strip()]
    item = _item(field)
    if item is date:
        days = [day_of(line) for line in lines]
        return (None, NO_DAY) if None in days else (tuple(days), None)
    if item is Post:
        return (tuple(map(Post, lines)), None) if set(lines) <= set(Post) else (None, NEEDED)
    return tuple(lines), None


def _text(texts: Mapping[str, str], command: type, name: str, otherwise: str | None = None) -> str:
    """A field's text: of this very command, else of all commands."""
    own = texts.get(f"{command.__name__}.{name}")
    return own if own is not None else texts[name] if otherwise is None else texts.get(name, otherwise)


def _names(name: str, values: Sequence[str], typed: Typed, wrong: Sequence[InvalidInput]) -> Iterable[NameFound]:
    """The names to be answered for, those that were answered for before among them."""
    text = values[0] if values else ""
    for problem in wrong:
        if problem.code == NAMED and problem.at and problem.length:
            key = f"{ANSWER}{camel(name)}.{problem.at}"
            yield NameFound(key=key, text=text[problem.at - 1 : problem.at - 1 + problem.length])
    for key, said in typed.items():
        if key.startswith(f"{ANSWER}{camel(name)}.") and said[0]:
            yield NameFound(key=key, text="", value=said[0])


def confirmed_in(typed: Typed) -> tuple[ConfirmedName, ...]:
    """The names that a form answers for."""
    found = []
    for key, said in typed.items():
        field_name, _, at = key.removeprefix(ANSWER).rpartition(".")
        if key.startswith(ANSWER) and at.isascii() and at.isdigit() and len(at) <= 6 and said[0] in set(Harmless):
            found.append(ConfirmedName(field=field_name, at=int(at), harmless=Harmless(said[0])))
    return tuple(found)
