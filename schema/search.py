"""What search and comparison find, as clients see it."""

import strawberry

from schema.case import Case


@strawberry.type
class SearchResult:
    """The best matches of a search."""

    cases: list[Case] = strawberry.field(
        description="Cases that contain all the words: those with the same diacritics first, then the newest."
    )
    total: int = strawberry.field(
        description="Number of cases that contain all the words, among those that were searched."
    )
    truncated: bool = strawberry.field(
        description="Whether more than 1,000 cases contain the rarest word, so that only the newest 1,000 were "
        "searched."
    )


@strawberry.type
class SimilarCase:
    """A case that is similar to another. A person decides whether to link the two."""

    same_address: bool = strawberry.field(description="Whether both cases have an address in common.")
    likeness: int | None = strawberry.field(
        description="Similarity of the claims in per cent; null when they are not similar."
    )
    case: Case = strawberry.field(description="The similar case.")
