"""What search and comparison find, as clients see it."""

import strawberry

from schema.case import Case
from schema.described import output


@output
class SearchResult:
    """The best cases of a search."""

    cases: list[Case] = strawberry.field(
        description="Cases with all the words: those with the same diacritics first, then the newest."
    )
    total: int = strawberry.field(description="How many cases have all the words, among the candidates looked at.")
    truncated: bool = strawberry.field(
        description="Whether the rarest word has more than 1,000 cases, of which only the newest were looked at."
    )


@output
class SimilarCase:
    """A case like another; linking the two stays a person's decision."""

    same_address: bool = strawberry.field(description="Whether it is about the same address.")
    likeness: int | None = strawberry.field(
        description="How alike the claims are, in per cent, when they are near the same; null when they are not."
    )
    case: Case = strawberry.field(description="The case.")
