"""The schema as text: `python -m resolvers.sdl > schema/schema.graphql`."""

import sys

import strawberry

from resolvers.root import build


def text() -> str:
    """The SDL, ending in a line feed."""
    return text_of(build())


def text_of(schema: strawberry.Schema) -> str:
    """The SDL of a schema, ending in a line feed."""
    return schema.as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
