"""Changes of a schema that break clients, and that graphql-core does not see.

A client relies on more than the shape of its operations: on the scopes of `@needs`, the codes of `@refuses`, the types
of problems, and how many fields of an input it may fill in (`@oneOf`).
"""

from collections.abc import Iterator
from typing import Final

from graphql import (
    DirectiveNode,
    EnumValueNode,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
)

OPEN: Final = frozenset({"Problem"})
"""Interfaces of which clients list all types: a new one is met where nobody expects it."""
Rights = frozenset[frozenset[str]]


def broken_promises(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Return what clients of the old schema may no longer do or rely on under the new one."""
    found = [*_types(old, new)]
    for name, before in _objects(old).items():
        if after := _objects(new).get(name):
            for field in before.fields.keys() & after.fields.keys():
                found += _tightened(f"{name}.{field}", before.fields[field].ast_node, after.fields[field].ast_node)
    return sorted(found)


def surprises(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Return what clients of the old schema may meet without expecting it under the new one."""
    found = [f"PROBLEM_ADDED {name} is a new type of {of}." for of in OPEN for name in _new_types(of, old, new)]
    for name, before in _objects(old).items():
        after = _objects(new).get(name)
        for field in before.fields.keys() & (after.fields.keys() if after else set()):
            assert after is not None
            codes = _codes(after.fields[field].ast_node) - _codes(before.fields[field].ast_node)
            if codes and _refuses(before.fields[field].ast_node):
                found.append(f"CODES_ADDED {name}.{field} may answer {', '.join(sorted(codes))}.")
    return sorted(found)


def _objects(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    return {name: kind for name, kind in schema.type_map.items() if isinstance(kind, GraphQLObjectType)}


def _types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[str]:
    for name, before in old.type_map.items():
        after = new.type_map.get(name)
        if isinstance(before, GraphQLInputObjectType) and after and _one_of(after) and not _one_of(before):
            yield f"ONE_OF_ADDED {name} takes exactly one field from now on."


def _tightened(name: str, before: object, after: object) -> Iterator[str]:
    """The lists of scopes of which one was not needed before."""
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
    """The names in the one list that a directive gives."""
    given = [argument.value for argument in directive.arguments or ()]
    values = (value for each in given if isinstance(each, ListValueNode) for value in each.values)
    return frozenset(value.value for value in values if isinstance(value, EnumValueNode))


def _rights(node: object) -> Rights:
    """Lists of scopes: one of each list is needed."""
    return frozenset(map(_listed, _directives(node, "needs")))


def _refuses(node: object) -> bool:
    return bool(_directives(node, "refuses"))


def _codes(node: object) -> frozenset[str]:
    return frozenset(code for one in _directives(node, "refuses") for code in _listed(one))


def _one_of(kind: GraphQLNamedType) -> bool:
    return bool(_directives(kind.ast_node, "oneOf"))
