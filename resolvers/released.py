"""What changed since the schemas that clients were last given: `python -m resolvers.released`; 1 when it breaks them.

`schema/released/` holds those of the last release. A breaking change makes operations fail that were valid; a dangerous
one lets them pass, but a client may meet what it does not expect, such as a new value of an enum.
"""

import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import strawberry
from graphql import GraphQLSchema, build_schema, find_breaking_changes, find_dangerous_changes

from resolvers.public import build_public
from resolvers.root import build
from resolvers.sdl import text_of

RELEASED = Path(__file__).resolve().parents[1] / "schema" / "released"
SCHEMAS: dict[str, Callable[[], strawberry.Schema]] = {"schema.graphql": build, "public.graphql": build_public}


@lru_cache(2 * len(SCHEMAS))
def _built(sdl: str) -> GraphQLSchema:
    """The schema of a text; making one takes half a second, and each is compared more than once."""
    return build_schema(sdl)


def breaking(old: str, new: str) -> list[str]:
    """What fails for clients of the old SDL under the new one."""
    found = find_breaking_changes(_built(old), _built(new))
    return [f"{change.type.name} {change.description}" for change in found]


def dangerous(old: str, new: str) -> list[str]:
    """What clients of the old SDL may not expect of the new one."""
    found = find_dangerous_changes(_built(old), _built(new))
    return [f"{change.type.name} {change.description}" for change in found]


def released(name: str) -> str:
    return (RELEASED / name).read_text(encoding="utf-8")


def main() -> int:
    broken = 0
    for name, made in SCHEMAS.items():
        old, new = released(name), text_of(made())
        for kind, changes in (("breaking", breaking(old, new)), ("dangerous", dangerous(old, new))):
            for change in changes:
                sys.stdout.write(f"{kind}: {name}: {change}\n")
                broken += kind == "breaking"
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
