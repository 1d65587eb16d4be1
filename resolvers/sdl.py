"""The schema as text: `python -m resolvers.sdl > schema/schema.graphql`."""

import sys

from resolvers.root import build


def text() -> str:
    """The SDL, ending in a line feed."""
    return build().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
