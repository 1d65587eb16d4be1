"""Reading of posted forms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID, uuid4

from starlette.requests import Request

from auth.form_encoding import form_pairs

Typed = Mapping[str, Sequence[str]]
"""Values typed in a form: the values of each field, in the order of the form."""
FIELDS_MOST: Final = 30


class Unreadable(Exception):
    """The body is not a form."""


async def posted(request: Request) -> Mapping[str, str]:
    """Return the fields of a posted form, each once. Raise Unreadable for any other body."""
    return dict(await posted_pairs(request, FIELDS_MOST))


async def posted_pairs(request: Request, most: int) -> list[tuple[str, str]]:
    """Return the names and values of a posted form, at most `most` of them. Raise Unreadable for any other body."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/x-www-form-urlencoded":
        raise Unreadable
    try:
        return form_pairs((await request.body()).decode("ascii"), most)
    except ValueError:
        raise Unreadable from None


async def readable_pairs(request: Request, most: int = FIELDS_MOST) -> list[tuple[str, str]]:
    """Return the names and values of a posted form. Return none for any other body."""
    try:
        return await posted_pairs(request, most)
    except Unreadable:
        return []


def by_name(pairs: Iterable[tuple[str, str]]) -> Typed:
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    return typed


def command_id_of(values: Mapping[str, str]) -> UUID:
    """Return the form's command id, so that a form sent twice is executed once. Return a new id if the form has
    none."""
    try:
        return UUID(values.get("command_id", ""))
    except ValueError:
        return uuid4()
