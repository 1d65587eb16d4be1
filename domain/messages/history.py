"""Words of histories: each event as a sentence, each field of a state by a name, in both languages."""

from collections.abc import Mapping
from typing import Final

from domain.messages import Language, texts_of
from domain.messages.forms import FIELDS as LABELS

Rows = Mapping[str, Mapping[Language, str]]

_ROWS: Final[Mapping[str, Rows]] = texts_of("history")
EVENTS: Final = _ROWS["events"]
FIELDS: Final = _ROWS["fields"]
"""Names of fields, by the end of their path."""
DIFFERENCES: Final = _ROWS["differences"]
"""Sentences for a part added, removed or changed. `ordinals` is one line; its last form serves all further numbers."""


def event_label(type: str, language: Language) -> str:
    """Return an event as a sentence. Raises KeyError for a type without one, and says where to add it."""
    if type not in EVENTS:
        raise KeyError(f'domain/messages/history.toml has no text for the event {type}: add "{type}" to [events].')
    return EVENTS[type][language]


def field_label(path: str, language: Language) -> str:
    """Return the name of a field by its path, such as `rounds.1.opinions.2.text`; the longest named end counts.

    Raises KeyError for a field without a name.
    """
    parts = [part for part in path.split(".") if not part.isdigit()]
    for start in range(len(parts)):
        if found := FIELDS.get(".".join(parts[start:])):
            return found[language]
    raise KeyError(path)


def field_name(path: str, language: Language) -> str:
    """Return the name of a field by its path; without one, its label in forms, or its own name."""
    try:
        return field_label(path, language)
    except KeyError:
        name = path.rpartition(".")[2]
        return LABELS.get(name, {}).get(language, name)
