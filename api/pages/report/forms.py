"""Plain HTML forms of the domain's own commands: fields from their specs, what was typed kept, errors beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from starlette.requests import Request

from domain.kernel.fields import Field, Words, check, fields_of, normalised
from domain.kernel.refusals import InvalidInput, Problem
from domain.kernel.spelling import camel
from domain.messages import Language, label

FIELDS_MOST = 30
LONG = 400
"""Characters from which a field is shown as an area of several lines."""
TYPED_DAY = "%d/%m/%Y"
"""How people here type a day, whatever the language of the page."""


class Unreadable(Exception):
    """The body is not a form."""


@dataclass(frozen=True)
class FormField:
    """One field of a form as a page shows it, with what was typed and what is wrong with it."""

    name: str
    kind: str
    value: str
    required: bool
    most: int | None
    choices: Sequence[tuple[str, str]]
    errors: Sequence[str]


async def posted(request: Request) -> Mapping[str, str]:
    """The fields of a posted form, each once. Raises Unreadable for anything else."""
    return dict(await posted_pairs(request, FIELDS_MOST))


async def posted_pairs(request: Request, most: int) -> list[tuple[str, str]]:
    """The names and values of a posted form, at most so many. Raises Unreadable for anything else."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/x-www-form-urlencoded":
        raise Unreadable
    try:
        body = (await request.body()).decode("ascii")
        return parse_qsl(body, keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError:
        raise Unreadable from None


def command_id_of(values: Mapping[str, str]) -> UUID:
    """The id that the form carried, so that a form sent twice is taken in once; a fresh one when it carried none."""
    try:
        return UUID(values.get("command_id", ""))
    except ValueError:
        return uuid4()


def command_of(kind: type, values: Mapping[str, str]) -> tuple[Any | None, list[InvalidInput]]:
    """The command that a form asks for, or the choices that were not made; all else is judged by the domain."""
    given: dict[str, Any] = {}
    faults = []
    for field in fields_of(kind):
        typed = values.get(field.name, "").strip()
        value = _value(field, typed)
        if field.type is date and typed and value is None:
            faults.append(InvalidInput(path=f"input.{camel(field.name)}", code="day-malformed"))
        elif value is not None or field.optional:
            given[field.name] = value
        elif field.default is MISSING:
            faults.append(InvalidInput(path=f"input.{camel(field.name)}", code="field-needed"))
    return (None, [*faults, *_others(kind, given)]) if faults else (kind(**given), [])


def _others(kind: type, given: Mapping[str, Any]) -> Iterator[InvalidInput]:
    """What else is wrong, as far as it can be told without what was not understood: all is named at once."""
    if all(field.optional or field.default is not MISSING or field.name in given for field in fields_of(kind)):
        command = normalised(kind(**given))
        yield from check(command)
        yield from command.joint_faults()


def _value(field: Field, typed: str) -> Any:
    if field.type is bool:
        return typed == "yes"
    if field.type is date:
        return day_of(typed)
    if issubclass(field.type, StrEnum):
        return field.type(typed) if typed in set(field.type) else None
    return typed or (None if field.optional else "")


def day_of(typed: str) -> date | None:
    """A day as a browser sends it or as people here type it: 2026-07-31, 31/07/2026. None for anything else."""
    for form in ("%Y-%m-%d", TYPED_DAY):
        with suppress(ValueError):
            return datetime.strptime(typed, form).replace(tzinfo=UTC).date()
    return None


def form_fields(
    kind: type,
    values: Mapping[str, str],
    problems: Sequence[Problem],
    language: Language,
    words: Callable[[Problem, Language], str],
) -> tuple[list[FormField], list[str]]:
    """The fields with what was typed and what is wrong with each, and the problems of no field."""
    wrong = {problem.path: [] for problem in problems if isinstance(problem, InvalidInput)}  # type: dict[str, list[str]]
    general = []
    for problem in problems:
        said = words(problem, language)
        if isinstance(problem, InvalidInput):
            wrong[problem.path].append(said)
        else:
            general.append(said)
    fields = [
        _form_field(field, values, wrong.pop(f"input.{camel(field.name)}", []), language) for field in fields_of(kind)
    ]
    return fields, [*general, *(said for rest in wrong.values() for said in rest)]


def _form_field(field: Field, values: Mapping[str, str], errors: list[str], language: Language) -> FormField:
    most = field.spec.most if isinstance(field.spec, Words) else None
    choices: list[tuple[str, str]] = []
    kind = "area" if most and most >= LONG and field.name != "url" else "line"
    if field.type is bool:
        kind = "check"
    elif issubclass(field.type, StrEnum):
        kind, choices = "choice", [(value.value, label(value, language)) for value in field.type]
    value = values.get(field.name, "")
    required = not field.optional and field.default is MISSING
    return FormField(field.name, kind, value, required, most, choices, errors)
