"""Reading what values and codes are called: nothing of it is about a case."""

from enum import EnumMeta
from typing import Any

import strawberry

from domain.messages import catalogue, label
from schema.enums import ENUMS
from schema.vocabularies import Label, Meaning, Vocabulary


def labels_of(kind: Any) -> Vocabulary:
    """The labels of an enum."""
    values = [Label(value=each.value, vi=label(each, "vi"), en=label(each, "en")) for each in kind]
    return Vocabulary(name=kind.__name__, values=values)


SHOWN: tuple[EnumMeta, ...] = tuple(sorted(ENUMS, key=lambda each: each.__name__))


@strawberry.type
class VocabularyQuery:
    """Reading names."""

    @strawberry.field(
        description="The labels of every enum's values, in Vietnamese and English. For any signed-in caller."
    )
    def vocabularies(self) -> list[Vocabulary]:
        """All vocabularies, by name."""
        return [labels_of(each) for each in SHOWN]

    @strawberry.field(
        graphql_type=list[Meaning],
        description="Every code that a problem or an error can carry: what it means, and whether to try again. "
        "For any signed-in caller.",
    )
    def error_catalogue(self) -> list[catalogue.Meaning]:
        """The catalogue."""
        return list(catalogue.catalogue())
