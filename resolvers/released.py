"""Changes since the schemas that clients were last given: `python -m resolvers.released`; exit 1 if they break clients.

`schema/released/` holds those of the last release. A breaking change makes operations fail that were valid; a dangerous
one lets them pass, but a client may meet what it does not expect, such as a new value of an enum. A break that the next
release makes on purpose is a line of `breaks.txt` there.
"""

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import strawberry
from graphql import GraphQLSchema, build_schema, find_breaking_changes, find_dangerous_changes

from domain.messages.catalogue import catalogue
from resolvers.promises import broken_promises, surprises
from resolvers.public import build_public
from resolvers.root import build
from resolvers.sdl import text_of

RELEASED = Path(__file__).resolve().parents[1] / "schema" / "released"
SCHEMAS: dict[str, Callable[[], strawberry.Schema]] = {"schema.graphql": build, "public.graphql": build_public}

CODES = "codes.txt"
"""The codes, which the SDL has of mutations only."""


@lru_cache(2 * len(SCHEMAS))
def _built(sdl: str) -> GraphQLSchema:
    """The schema of a text; making one takes half a second, and each is compared more than once."""
    return build_schema(sdl)


def breaking(old: str, new: str) -> list[str]:
    """Return what fails for clients of the old SDL under the new one."""
    found = find_breaking_changes(_built(old), _built(new))
    return [
        *(f"{change.type.name} {change.description}" for change in found),
        *broken_promises(_built(old), _built(new)),
    ]


def dangerous(old: str, new: str) -> list[str]:
    """Return what clients of the old SDL may not expect of the new one."""
    found = find_dangerous_changes(_built(old), _built(new))
    return [*(f"{change.type.name} {change.description}" for change in found), *surprises(_built(old), _built(new))]


def lost_codes() -> list[str]:
    """Return the codes of problems and errors that clients were given and that are gone: a renamed one is lost."""
    return [
        f"CODE_REMOVED {code} is no code any more." for code in sorted({*released(CODES).split()} - {*known_codes()})
    ]


def known_codes() -> list[str]:
    """Return every code that a problem, an error or a file's error can have."""
    return sorted(meaning.code for meaning in catalogue())


def intended() -> list[str]:
    """Return the patterns of the changes that the next release makes although they break clients."""
    lines = released("breaks.txt").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unintended(changes: list[str]) -> list[str]:
    """Return the changes that no pattern of `intended` matches."""
    patterns = [re.compile(pattern) for pattern in intended()]
    return [change for change in changes if not any(pattern.fullmatch(change) for pattern in patterns)]


def released(name: str) -> str:
    return (RELEASED / name).read_text(encoding="utf-8")


def main() -> int:
    """Print the changes of each schema; 1 when one breaks clients and no pattern says that it is meant."""
    broken = len(unintended(lost_codes()))
    for change in lost_codes():
        sys.stdout.write(f"breaking: {CODES}: {change}\n")
    for name, made in SCHEMAS.items():
        old, new = released(name), text_of(made())
        broken_by = breaking(old, new)
        for change in (*broken_by, *dangerous(old, new)):
            sys.stdout.write(f"{'breaking' if change in broken_by else 'dangerous'}: {name}: {change}\n")
        broken += len(unintended(broken_by))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
