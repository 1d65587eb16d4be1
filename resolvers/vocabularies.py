"""Reading what values and codes are called."""

from enum import EnumMeta
from typing import Any

import strawberry

from domain.book import ACTIONS
from domain.messages import action_label, catalogue, label
from domain.messages.history import event_label
from resolvers.recorded import unrecorded
from resolvers.rights import signed_in
from schema.enums import ENUMS, name_of
from schema.record_names import EVENT_TYPES
from schema.vocabularies import CodeMeaning, Label, Vocabulary


def labels_of(kind: Any) -> Vocabulary:
    values = [Label(value=value.name, vi=label(value, "vi"), en=label(value, "en")) for value in kind]
    return Vocabulary(name=name_of(kind), values=values)


def labels_of_actions() -> Vocabulary:
    """The labels of everything that somebody or the register does, by the names that mutations and histories use."""
    names = sorted(action.name for action in ACTIONS)
    values = [Label(value=name, vi=action_label(name, "vi"), en=action_label(name, "en")) for name in names]
    return Vocabulary(name="Action", values=values)


def labels_of_events() -> Vocabulary:
    types = sorted(EVENT_TYPES.items())
    values = [Label(value=name, vi=event_label(type, "vi"), en=event_label(type, "en")) for name, type in types]
    return Vocabulary(name="EventType", values=values)


WORDS = "Words are the same for everybody."
SORTED: tuple[EnumMeta, ...] = tuple(sorted(ENUMS, key=name_of))


@strawberry.type
class VocabularyQuery:
    @strawberry.field(
        description="Labels of the values of every enum, in Vietnamese and English.",
        extensions=[unrecorded(WORDS), signed_in()],
    )
    def vocabularies(self) -> list[Vocabulary]:
        """All vocabularies, by name."""
        found = [*map(labels_of, SORTED), labels_of_actions(), labels_of_events()]
        return sorted(found, key=lambda vocabulary: vocabulary.name)

    @strawberry.field(
        graphql_type=list[CodeMeaning],
        description="Every code that a problem or an error can have: what it means, and whether to try again.",
        extensions=[unrecorded(WORDS), signed_in()],
    )
    def error_catalogue(self) -> list[catalogue.Meaning]:
        return list(catalogue.catalogue())
