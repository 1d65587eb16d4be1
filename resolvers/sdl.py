"""A schema as text."""

from functools import cache

import strawberry

from resolvers.root import build


def text() -> str:
    """Return the SDL, ending in a line feed."""
    return text_of(build())


@cache
def text_of(schema: strawberry.Schema) -> str:
    """Return the SDL of a schema, ending in a line feed; cached."""
    return schema.as_str() + "\n"
