"""Compares the schemas with the released ones: `python -m resolvers.released` fails for a broken promise.

`schema/released/` contains the schemas of the last release. A breaking change makes valid operations fail. After a
dangerous change operations stay valid, but a client may receive something unexpected, such as a new value of an enum.
An intended break of the next release is a line of `breaks.txt` there.

A client relies on more than the shape of its operations: on the scopes of `@needs`, the codes of `@refuses`, the types
of problems, and how many fields of an input it may fill in (`@oneOf`).
"""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import strawberry
from graphql import (
    DirectiveNode,
    EnumValueNode,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

from domain.messages.catalogue import catalogue
from resolvers.public import build_public
from resolvers.root import build
from resolvers.sdl import text_of

OPEN: Final = frozenset({"Problem"})
"""Interfaces whose types clients list completely, so that a new type would be unexpected."""
DEPRECATED: Final = re.compile(r"Since (\d{4}-\d{2}-\d{2}), until (\d{4}-\d{2}-\d{2}): .+")
"""Form of the reason of `@deprecated`: its first day, the day until which the element is kept, and the replacement."""
YEAR: Final = timedelta(days=365)
Rights = frozenset[frozenset[str]]


def broken_promises(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Return each change that makes clients of the old schema fail under the new one."""
    found = [*_types(old, new), *_defaults(old, new)]
    for name, before in _objects(old).items():
        if after := _objects(new).get(name):
            for field in before.fields.keys() & after.fields.keys():
                found += _tightened(f"{name}.{field}", before.fields[field].ast_node, after.fields[field].ast_node)
    return sorted(found)


def surprises(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Return each change that clients of the old schema may not expect under the new one."""
    found = [f"PROBLEM_ADDED {name} is a new type of {of}." for of in OPEN for name in _new_types(of, old, new)]
    for name, before in _objects(old).items():
        after = _objects(new).get(name)
        for field in before.fields.keys() & (after.fields.keys() if after else set()):
            assert after is not None
            codes = _codes(after.fields[field].ast_node) - _codes(before.fields[field].ast_node)
            if codes and _refuses(before.fields[field].ast_node):
                found.append(f"CODES_ADDED {name}.{field} may answer {', '.join(sorted(codes))}.")
    return sorted(found)


def hasty(old: GraphQLSchema, new: GraphQLSchema, today: date) -> list[str]:
    """Return deprecations shorter than a year, and elements removed before their last day. A release may contain
    neither."""
    short = [f"DEPRECATED_SHORTLY {name} stays for no year." for name, days in _deprecated(new).items() if not days]
    named = {name for name, _ in _elements(new)}
    gone = {name: days[1] for name, days in _deprecated(old).items() if days and name not in named and days[1] > today}
    return sorted([*short, *(f"REMOVED_EARLY {name} stays until {day}." for name, day in gone.items())])


def _deprecated(schema: GraphQLSchema) -> dict[str, tuple[date, date] | None]:
    """Return the deprecated elements with their first and last day; None for a deprecation shorter than a year."""
    found: dict[str, tuple[date, date] | None] = {}
    for name, element in _elements(schema):
        if element.deprecation_reason is not None:
            said = DEPRECATED.fullmatch(element.deprecation_reason)
            days = (date.fromisoformat(said[1]), date.fromisoformat(said[2])) if said else None
            found[name] = days if days and days[1] - days[0] >= YEAR else None
    return found


def _elements(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Yield every field, argument and value by its name."""
    for kind in schema.type_map.values():
        for name, element in {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}.items():
            yield f"{kind.name}.{name}", element
            for argument, given in getattr(element, "args", {}).items():
                yield f"{kind.name}.{name}({argument}:)", given


def _objects(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    return {name: kind for name, kind in schema.type_map.items() if isinstance(kind, GraphQLObjectType)}


def _types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[str]:
    for name, before in old.type_map.items():
        after = new.type_map.get(name)
        if isinstance(before, GraphQLInputObjectType) and after and _one_of(after) and not _one_of(before):
            yield f"ONE_OF_ADDED {name} takes exactly one field from now on."


def _defaults(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[str]:
    """Yield arguments and fields that lost a default."""
    after = dict(_elements(new))
    for name, was in _elements(old):
        had, has = (getattr(getattr(one, "ast_node", None), "default_value", None) for one in (was, after.get(name)))
        if had and not has and name in after and isinstance(was.type, GraphQLNonNull):
            yield f"DEFAULT_LOST {name} has to be given from now on."


def _tightened(name: str, before: object, after: object) -> Iterator[str]:
    """Yield the lists of scopes that require a scope which was not required before."""
    was, now = _rights(before), _rights(after)
    for needed in sorted(map(sorted, now)):
        if not any(enough <= frozenset(needed) for enough in was):
            yield f"NEEDS_TIGHTENED {name} needs {' or '.join(needed)} from now on."


def _new_types(interface: str, old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    names = [_implementing(schema.type_map.get(interface), schema) for schema in (old, new)]
    return sorted(names[1] - names[0]) if names[0] else []


def _implementing(interface: GraphQLNamedType | None, schema: GraphQLSchema) -> set[str]:
    kinds = _objects(schema).values()
    return {kind.name for kind in kinds if interface in kind.interfaces} if interface else set()


def _directives(node: object, name: str) -> list[DirectiveNode]:
    return [one for one in getattr(node, "directives", None) or () if one.name.value == name]


def _listed(directive: DirectiveNode) -> frozenset[str]:
    """Return the names in a directive's only list."""
    given = [argument.value for argument in directive.arguments or ()]
    values = (value for each in given if isinstance(each, ListValueNode) for value in each.values)
    return frozenset(value.value for value in values if isinstance(value, EnumValueNode))


def _rights(node: object) -> Rights:
    """Return lists of scopes. A caller needs one scope from each list."""
    return frozenset(map(_listed, _directives(node, "needs")))


def _refuses(node: object) -> bool:
    return bool(_directives(node, "refuses"))


def _codes(node: object) -> frozenset[str]:
    return frozenset(code for one in _directives(node, "refuses") for code in _listed(one))


def _one_of(kind: GraphQLNamedType) -> bool:
    return bool(_directives(kind.ast_node, "oneOf"))


RELEASED = Path(__file__).resolve().parents[1] / "schema" / "released"
SCHEMAS: dict[str, Callable[[], strawberry.Schema]] = {"schema.graphql": build, "public.graphql": build_public}

CODES = "codes.txt"
"""File of the codes. The SDL contains only the codes of mutations."""


@lru_cache(2 * len(SCHEMAS))
def _built(sdl: str) -> GraphQLSchema:
    """Return the schema of an SDL. It is cached, because building takes half a second and each schema is compared
    several times."""
    return build_schema(sdl)


def breaking(old: str, new: str) -> list[str]:
    """Return the breaking changes between two SDLs."""
    found = find_breaking_changes(_built(old), _built(new))
    return [
        *(f"{change.type.name} {change.description}" for change in found),
        *broken_promises(_built(old), _built(new)),
    ]


def dangerous(old: str, new: str) -> list[str]:
    """Return the dangerous changes between two SDLs."""
    found = find_dangerous_changes(_built(old), _built(new))
    return [*(f"{change.type.name} {change.description}" for change in found), *surprises(_built(old), _built(new))]


def lost_codes() -> list[str]:
    """Return released codes of problems and errors that no longer exist. A renamed code counts as lost."""
    return [
        f"CODE_REMOVED {code} is no code any more." for code in sorted({*released(CODES).split()} - {*known_codes()})
    ]


def known_codes() -> list[str]:
    """Return every code of a problem, an error or a file's error."""
    return sorted(meaning.code for meaning in catalogue())


def intended() -> list[str]:
    """Return the patterns of the breaking changes that the next release intends."""
    lines = released("breaks.txt").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unintended(changes: list[str]) -> list[str]:
    patterns = [re.compile(pattern) for pattern in intended()]
    return [change for change in changes if not any(pattern.fullmatch(change) for pattern in patterns)]


def released(name: str) -> str:
    return (RELEASED / name).read_text(encoding="utf-8")


def main() -> int:
    """Print the changes of each schema. Return 1 if a breaking change matches no intended pattern."""
    broken = len(unintended(lost_codes()))
    for change in lost_codes():
        sys.stdout.write(f"breaking: {CODES}: {change}\n")
    for name, made in SCHEMAS.items():
        old, new = released(name), text_of(made())
        broken_by = breaking(old, new)
        for change in (*broken_by, *dangerous(old, new)):
            sys.stdout.write(f"{'breaking' if change in broken_by else 'dangerous'}: {name}: {change}\n")
        early = hasty(_built(old), _built(new), datetime.now(UTC).date())
        sys.stdout.writelines(f"breaking: {name}: {change}\n" for change in early)
        broken += len(unintended(broken_by)) + len(early)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
