"""Reading what values and codes are called."""

from enum import EnumMeta
from typing import Any

import strawberry

from domain.messages import catalogue, label
from resolvers.recorded import unrecorded
from resolvers.rights import signed_in
from schema.enums import ENUMS, name_of
from schema.vocabularies import CodeMeaning, Label, Vocabulary


def labels_of(kind: Any) -> Vocabulary:
    """The labels of an enum."""
    values = [Label(value=value.name, vi=label(value, "vi"), en=label(value, "en")) for value in kind]
    return Vocabulary(name=name_of(kind), values=values)


WORDS = "Words are the same for everybody."
SORTED: tuple[EnumMeta, ...] = tuple(sorted(ENUMS, key=name_of))


@strawberry.type
class VocabularyQuery:
    """Reading names."""

    @strawberry.field(
        description="Labels of the values of every enum, in Vietnamese and English.",
        extensions=[unrecorded(WORDS), signed_in()],
    )
    def vocabularies(self) -> list[Vocabulary]:
        """All vocabularies, by name."""
        return [labels_of(kind) for kind in SORTED]

    @strawberry.field(
        graphql_type=list[CodeMeaning],
        description="Every code that a problem or an error can have: what it means, and whether to try again.",
        extensions=[unrecorded(WORDS), signed_in()],
    )
    def error_catalogue(self) -> list[catalogue.Meaning]:
        """The catalogue."""
        return list(catalogue.catalogue())
