"""Names of persons that a text seems to contain. The writer rewrites the text, or gives a reason for each name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from api.pages.forms.posted import Typed
from domain.kernel.refusals import camel
from domain.kernel.text import nfc
from domain.kernel.wording import ANSWERABLE, ConfirmedName, Harmless

ANSWER: Final = "name."
"""Prefix of the field with the reason for a name: `name.FIELD.AT`."""


@dataclass(frozen=True, kw_only=True)
class NameFound:
    """Text that looks like a person's name, and the field for the reason to keep it."""

    key: str
    text: str
    value: str = ""


class Located(Protocol):
    """Fault of a part of a text."""

    @property
    def code(self) -> str: ...
    @property
    def at(self) -> int | None: ...
    @property
    def length(self) -> int | None: ...


def names_in(name: str, values: Sequence[str], typed: Typed, wrong: Iterable[Located]) -> Iterable[NameFound]:
    """Yield the names that need a reason. Names that were given a reason before are included."""
    text = nfc(values[0]).strip() if values else ""  # the register counts characters in the same way
    for problem in wrong:
        if problem.code in ANSWERABLE and problem.at and problem.length:
            key = f"{ANSWER}{camel(name)}.{problem.at}"
            yield NameFound(key=key, text=text[problem.at - 1 : problem.at - 1 + problem.length])
    for key, said in typed.items():
        if key.startswith(f"{ANSWER}{camel(name)}.") and said[0]:
            yield NameFound(key=key, text="", value=said[0])


def confirmed_in(typed: Typed) -> tuple[ConfirmedName, ...]:
    found = []
    for key, said in typed.items():
        field_name, _, at = key.removeprefix(ANSWER).rpartition(".")
        if key.startswith(ANSWER) and at.isascii() and at.isdigit() and len(at) <= 6 and said[0] in set(Harmless):
            found.append(ConfirmedName(field=field_name, at=int(at), harmless=Harmless(said[0])))
    return tuple(found)
