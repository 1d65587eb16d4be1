"""Make documents from the schema: every field of every type by every root, in pieces within the limits."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)

from resolvers.root import build, executable

SCHEMA = executable(build())
ROOTS = tuple(SCHEMA.query_type.fields) if SCHEMA.query_type else ()
DEPTH = 3
"""Depth of nested objects in a piece; a nearer root reaches deeper ones."""
PIECE = 500
"""Most characters of fields in one document whose cost is limited. A costly field gets a document of its own."""
AT_ONCE = 10
"""Most objects in one document: the limit on its roots."""
DEAR = {"verifyStream"}
"""Roots so costly that a document can hold only one."""
EACH = {"registryRows"}
"""Roots that return a different type for each value: every piece is asked for each value."""
PLAIN = {"caseByCode", "casesAt", "node"}
"""Roots whose types other roots show whole: only plain fields are asked."""
MANY = {"casesAt"}
"""Roots that return many objects."""
INNER: Mapping[str, str] = {"first": "20", "older": "0", "newer": "1", "moment": '{at: "2030-01-01T00:00:00+07:00"}'}
"""Values of arguments inside a document, by argument name."""
STOPS: Mapping[str, str] = {"Case": "id claim", "CaseVersion": "caseId claim", "Agency": "id name"}
"""Types with roots of their own, and the fields asked of them inside others."""

WITHIN: Mapping[str, str] = {"Case": "asOf"}
"""Types without a root, by the type and the field that give them."""
SPREAD = {"FieldChange", "RegistryRow"}
"""Interfaces whose types have no roots: fields of the types are asked in fragments."""


class NoRule(AssertionError):
    """Missing rule for a field or an argument: the table does not say how to query it."""


def composite(field: GraphQLField) -> GraphQLObjectType | GraphQLInterfaceType | None:
    """Return the object type of a field; None for a plain value."""
    named = get_named_type(field.type)
    return named if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) else None


def is_said(name: str, argument: GraphQLArgument) -> bool:
    """Return whether a document states an argument: a required one, or the page size, which decides the cost."""
    return is_required_argument(argument) or name == "first"


def arguments(owner: str, name: str, field: GraphQLField) -> str:
    """Return the arguments of an inner field. Raise NoRule for a required one without a value."""
    given = []
    for key, argument in field.args.items():
        if is_said(key, argument):
            if key not in INNER:
                raise NoRule(f"{owner}.{name}({key}:)")
            given.append(f"{key}: {INNER[key]}")
    return f"({', '.join(given)})" if given else ""


def selected(type: GraphQLObjectType | GraphQLInterfaceType, name: str, depth: int) -> str | None:
    """Return a field with its whole selection; None beyond the depth."""
    field = type.fields[name]
    inner = composite(field)
    head = name + arguments(type.name, name, field)
    if inner is None:
        return head
    if inner.name in STOPS:
        return f"{head} {{ {STOPS[inner.name]} }}"
    if isinstance(inner, GraphQLInterfaceType):
        return f"{head} {{ {everything(inner, 0)} }}"
    if depth == 0:
        return None
    return f"{head} {{ {everything(inner, depth - 1)} }}"


def everything(type: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
    """Return all fields of a type. Of an interface, return its own fields only, unless it is in SPREAD."""
    own = ["__typename", *filter(None, (selected(type, name, depth) for name in type.fields))]
    if isinstance(type, GraphQLInterfaceType) and type.name in SPREAD:
        own += [f"... on {type_.name} {{ {' '.join(_besides(type, type_, 0))} }}" for type_ in _types_of(type)]
    return " ".join(own)


def _types_of(type: GraphQLInterfaceType) -> Sequence[GraphQLObjectType]:
    return SCHEMA.get_possible_types(type)


def _besides(type: GraphQLInterfaceType, type_: GraphQLObjectType, depth: int) -> Iterator[str]:
    yield from filter(None, (selected(type_, name, depth) for name in type_.fields if name not in type.fields))


def pieces(field: GraphQLField, size: int) -> Iterator[str]:
    """Yield selections that together hold every field of a root."""
    type = composite(field)
    if type is None:
        yield ""
        return
    edges = type.fields.get("edges")
    if edges is not None:
        edge = composite(edges)
        assert edge is not None
        beside = " ".join(filter(None, (selected(type, name, 1) for name in type.fields if name != "edges")))
        yield f"{{ __typename {beside} }}"
        inner = pieces(edge.fields["node"], size)
        yield from (f"{{ __typename edges {{ __typename cursor node {item} }} }}" for item in inner)
        return
    if isinstance(type, GraphQLInterfaceType):
        yield from _packed([made for name in type.fields if (made := selected(type, name, 1))], size)
        yield from _by_type(type, size)
        return
    yield from _packed([made for name in type.fields if (made := selected(type, name, DEPTH))], size)
    if type.name in WITHIN:
        yield from _within(type, WITHIN[type.name], size)


def _by_type(type: GraphQLInterfaceType, size: int) -> Iterator[str]:
    """Yield selections that together hold all fields that the types of an interface add. A selection never has two
    fields of the same name and different shapes."""
    depth, waiting = 2 if type.name in SPREAD else 1, [*_types_of(type)]
    while waiting:
        shapes = dict[str, str]()
        fitting = [type_ for type_ in waiting if _fits(type_, shapes)]
        inner = ((type_, piece) for type_ in fitting for piece in _packed([*_besides(type, type_, depth)], size))
        yield from _packed([f"... on {type_.name} {piece}" for type_, piece in inner], size)
        waiting = [type_ for type_ in waiting if type_ not in fitting]


def _fits(type: GraphQLObjectType, shapes: dict[str, str]) -> bool:
    """Return whether a type's fields fit the shapes of those with the same names. If so, add its fields to `shapes`."""
    own = {name: str(field.type) for name, field in type.fields.items()}
    fits = all(shapes.get(name, shape) == shape for name, shape in own.items())
    if fits:
        shapes |= own
    return fits


def _within(type: GraphQLObjectType, name: str, size: int) -> Iterator[str]:
    """Yield selections that together hold every field of an object that only a field of this type returns."""
    field = type.fields[name]
    inner = composite(field)
    assert inner is not None
    fields = [made for own in inner.fields if (made := selected(inner, own, DEPTH - 1))]
    head = name + arguments(type.name, name, field)
    yield from (f"{{ id {head} {piece} }}" for piece in _packed(fields, size))


def _packed(fields: Sequence[str], size: int) -> Iterator[str]:
    piece: list[str] = []
    for field in fields:
        if piece and sum(map(len, piece)) + len(field) > size:
            yield f"{{ __typename {' '.join(piece)} }}"
            piece = []
        piece.append(field)
    yield f"{{ __typename {' '.join(piece)} }}"


def plainly(field: GraphQLField) -> str:
    """Return the plain fields of a type, and its objects that have roots of their own."""
    type = composite(field)
    if type is None:
        return ""
    own = {name: composite(item) for name, item in type.fields.items() if not item.args}
    shown = [
        name if inner is None else f"{name} {{ {STOPS[inner.name]} }}" for name, inner in own.items() if reached(inner)
    ]
    return f"{{ __typename {' '.join(shown)} }}"


def reached(inner: GraphQLObjectType | GraphQLInterfaceType | None) -> bool:
    """Return whether a field is plain, or an object with a root of its own."""
    return inner is None or inner.name in STOPS


class Document(NamedTuple):
    """Query with variables. The API parses and validates an equal query once."""

    text: str
    variables: Mapping[str, Any]


def documents(root: str, known: Mapping[str, Sequence[str]], size: int = PIECE) -> Iterator[Document]:
    """Yield the documents of a root. The first values of its required arguments get every piece; other values get their
    plain fields, several objects in a document. Raise NoRule for an argument without values."""
    assert SCHEMA.query_type is not None
    field = SCHEMA.query_type.fields[root]
    needed = [key for key, argument in field.args.items() if is_said(key, argument)]
    if missing := [key for key in needed if key not in known]:
        raise NoRule(f"{root}({missing[0]}:)")
    first, *others = product(*(map(json.loads, known[key]) for key in needed))
    most, plain = 1 if root in DEAR | MANY else AT_ONCE, plainly(field)
    whole = [plain] if root in PLAIN else pieces(field, size)
    wholly = [first, *others] if root in EACH else [first]
    yield from (
        _document(field, [f"{_call(root, needed, 0)} {piece}"], [values]) for piece, values in product(whole, wholly)
    )
    if root in EACH:
        return
    for since in range(0, len(others), most):
        some = others[since : since + most]
        calls = [f"o{place}: {_call(root, needed, place)} {plain and '{ ...Plain }'}" for place in range(len(some))]
        yield _document(field, calls, some, f" fragment Plain on {get_named_type(field.type)} {plain}" if plain else "")


def _call(root: str, needed: Sequence[str], place: int) -> str:
    return f"{root}({', '.join(f'{key}: ${key}{place}' for key in needed)})" if needed else root


def _document(
    field: GraphQLField, calls: Sequence[str], values: Sequence[Sequence[Any]], fragment: str = ""
) -> Document:
    needed = {key: argument.type for key, argument in field.args.items() if is_said(key, argument)}
    declared = [f"${key}{place}: {type}" for place in range(len(values)) for key, type in needed.items()]
    variables = {
        f"{key}{place}": value for place, row in enumerate(values) for key, value in zip(needed, row, strict=True)
    }
    head = f"query({', '.join(declared)})" if declared else "query"
    return Document(f"{head} {{ {' '.join(calls)} }}{fragment}", variables)


def reachable(schema: GraphQLSchema = SCHEMA) -> set[str]:
    """Return every `Type.field` that can be read."""
    assert schema.query_type is not None
    found: set[str] = set()
    todo: list[GraphQLObjectType | GraphQLInterfaceType] = [schema.query_type]
    seen = set()
    while todo:
        type = todo.pop()
        if type.name in seen:
            continue
        seen.add(type.name)
        found |= {f"{type.name}.{name}" for name in type.fields}
        todo += [inner for field in type.fields.values() if (inner := composite(field))]
        if isinstance(type, GraphQLInterfaceType):
            todo += schema.get_possible_types(type)
    return found
