"""Words of histories: each event as a sentence, each field of a state by a name, in both languages."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from domain.messages import Language

Rows = Mapping[str, Mapping[Language, str]]


def _read() -> Mapping[str, Rows]:
    return tomllib.loads(files("domain.messages").joinpath("history.toml").read_text(encoding="utf-8"))


_ROWS: Final = _read()
EVENTS: Final = _ROWS["events"]
FIELDS: Final = _ROWS["fields"]
"""The names of fields by the end of their path."""
DIFFERENCES: Final = _ROWS["differences"]
"""Sentences that a thing came, went or changed; `ordinals` in one line, the last one for all further numbers."""


def event_label(type: str, language: Language) -> str:
    """An event as a sentence. Raises KeyError for a type without one, and says where it belongs."""
    if type not in EVENTS:
        raise KeyError(f'domain/messages/history.toml has no text for the event {type}: add "{type}" to [events].')
    return EVENTS[type][language]


def field_label(path: str, language: Language) -> str:
    """The name of a field by its path, as in `rounds.1.opinions.2.text`; the longest end that has a name counts.

    Raises KeyError for a field without one.
    """
    parts = [part for part in path.split(".") if not part.isdigit()]
    for start in range(len(parts)):
        if found := FIELDS.get(".".join(parts[start:])):
            return found[language]
    raise KeyError(path)


def field_name(path: str, language: Language) -> str:
    """Return the name of a field by its path; its own where nobody gave it one."""
    try:
        return field_label(path, language)
    except KeyError:
        return path.rpartition(".")[2]
