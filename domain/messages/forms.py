"""Words of forms: each action and each field of its input, in both languages.

A field has one label for all actions, or one for an action in which it means something else. English words that
`forms.toml` lacks come from the command's docstring and the field's `doc`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from domain.messages import Language, texts_of

Said = Mapping[Language, str]
Rows = Mapping[str, Said]
T = TypeVar("T")

_ROWS: Final = texts_of("forms")
EXAMPLE: Final[Said] = _ROWS["shown"]["example"]
"""Word that introduces an example."""
ACTS: Final[Rows] = _ROWS["acts"]
"""Sentences that say what an action does."""
LASTING: Final[Rows] = _ROWS["lasting"]
"""Sentences that say which effect of an action cannot be undone."""
FIELDS: Final[Rows] = _ROWS["fields"]
HINTS: Final[Rows] = _ROWS["hints"]
EXAMPLES: Final[Mapping[str, str]] = _ROWS["examples"]
PAPERS: Final[Mapping[str, Sequence[str]]] = _ROWS["papers"]
"""Kinds of document that can be made from the result of an action."""


@dataclass(frozen=True, kw_only=True)
class FieldWords:
    """Words of a form about one field. An empty English hint means the field's own description."""

    label: Said
    hint: Said
    example: str | None


def words_of(action: str, field: str) -> FieldWords:
    """Return the words for a field of an action, both named as clients spell them. Raises KeyError without a label."""
    own = f"{action}.{field}"
    label = _own(FIELDS, action, field)
    if label is None:
        raise KeyError(f"add a label for {field} or {own} to [fields] of domain/messages/forms.toml")
    return FieldWords(
        label=label,
        hint=_own(HINTS, action, field) or {},
        example=EXAMPLES.get(field if own not in FIELDS else own),
    )


def acts_of(action: str) -> Said:
    return ACTS.get(action, {})


def lasting_of(action: str) -> Said:
    return LASTING.get(action, {})


def papers_of(action: str) -> Sequence[str]:
    return PAPERS.get(action, ())


def _own(rows: Mapping[str, T], action: str, field: str) -> T | None:
    return rows.get(f"{action}.{field}", rows.get(field))
