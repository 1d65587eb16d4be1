"""A revision whose parts are parsed once, however many lines and rules of a pack need them."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from store.driver.connection import Document
from store.record.canonical import newest_public

OFFICER: Final = "officer-"
REFERENCE: Final = {"commitment", "group"}


@dataclass(frozen=True, slots=True)
class Part:
    """Body or state of a revision: its value, and the officers and sealed texts in it. An altered part that cannot be
    parsed has the value None; a verifier reports it."""

    value: Any
    officers: Set[str]
    texts: Mapping[str, str]
    """Groups of the sealed texts by commitment."""

    @classmethod
    def of(cls, data: Any) -> "Part":
        try:
            value = json.loads(bytes(data))
            return cls(value, *_named(value))
        except (TypeError, ValueError):
            return NOTHING


NOTHING: Final = Part(None, frozenset(), {})


class Parsed:
    def __init__(self, revision: Document) -> None:
        self.revision = revision

    @classmethod
    def now(cls, revision: Document) -> "Parsed":
        """Return a revision whose body and state are parsed already, not only at their first use."""
        made = cls(revision)
        _ = made.body, made.state
        return made

    @cached_property
    def body(self) -> Part:
        return Part.of(self.revision.get("body"))

    @cached_property
    def state(self) -> Part:
        return Part.of(self.revision.get("state"))

    @cached_property
    def shown(self) -> bytes | None:
        """Return the public part if the entry commits to it; None for an altered part."""
        try:
            if "shown" not in json.loads(bytes(self.revision["envelope"])):
                return None
            return newest_public(self.state.value)
        except (LookupError, TypeError, ValueError, AttributeError):
            return None


def _named(value: Any) -> tuple[Set[str], Mapping[str, str]]:
    """Return the officers and the sealed texts in a parsed value."""
    officers, texts = set[str](), dict[str, str]()
    rest: list[Iterable[Any]] = [[value]]
    while rest:  # a loop, because recursion takes most of a pack's time
        for part in rest.pop():
            kind = type(part)
            if kind is str:
                if part.startswith(OFFICER):
                    officers.add(part)
            elif kind is list:
                rest.append(part)
            elif kind is dict:
                rest.append(part.values())
                if len(part) == len(REFERENCE) and part.keys() == REFERENCE:
                    texts[part["commitment"]] = part["group"]
    return officers, texts
