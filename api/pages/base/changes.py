"""Changes of an object as GraphQL gives them (`queries/changes.graphql`)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.narrative.differences import Difference
from domain.narrative.words import LeafType


def differences(changes: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    """Read the types of GraphQL."""
    for change in changes:
        type = LeafType(change["__typename"].removesuffix("Change").lower())
        yield Difference(
            field=change["field"],
            type=type,
            before=change[f"{type}Before"],
            after=change[f"{type}After"],
            erased=bool(change.get("erased")),
            erased_by=change.get("erasedBy"),
        )
