"""The schema in words: a page for each kind of type, made from the SDL."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

SCHEMA_FOLDER: Final = "schema"
KINDS: Final[Mapping[str, tuple[str, str, tuple[type, ...]]]] = {
    "objects": ("Objects", "What answers are made of.", (GraphQLObjectType, GraphQLInterfaceType, GraphQLUnionType)),
    "inputs": ("Inputs", "What mutations and filters take.", (GraphQLInputObjectType,)),
    "enums": ("Enums", "Values that are one of a few.", (GraphQLEnumType,)),
    "scalars": ("Scalars", "Values without parts.", (GraphQLScalarType,)),
}
ROOTS: Final = {
    "queries": ("Queries", "What can be read.", "query_type"),
    "mutations": ("Mutations", "What can be done. Each takes one `input`.", "mutation_type"),
    "subscriptions": ("Subscriptions", "What can be followed.", "subscription_type"),
}


def schema_pages(sdl: str) -> dict[str, str]:
    """Return each page by its name, as Markdown of MyST."""
    schema = build_schema(sdl, assume_valid=True, assume_valid_sdl=True)
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    pages = {
        name: _page(title, about, _fields(getattr(schema, root).fields)) for name, (title, about, root) in ROOTS.items()
    }
    for name, (title, about, classes) in KINDS.items():
        types = [item for item in _own(schema) if isinstance(item, classes) and item not in roots]
        pages[name] = _page(title, about, (part for item in types for part in _type(item)))
    return {"index": _index(pages), **pages}


def _index(pages: Mapping[str, str]) -> str:
    listed = "\n".join(pages)
    return f"# The schema\n\nMade from `schema/schema.graphql`.\n\n```{{toctree}}\n{listed}\n```\n"


def _own(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    for _, item in sorted(schema.type_map.items()):
        if not is_introspection_type(item) and not is_specified_scalar_type(item):
            yield item


def _page(title: str, about: str, parts: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", about, "", *parts])


def _type(item: Any) -> Iterator[str]:
    yield f"({_target(item)})=\n## {item.name}\n\n{_words(item.description)}\n"
    if isinstance(item, GraphQLUnionType):
        yield "One of " + ", ".join(f"[{member.name}](#{_target(member)})" for member in item.types) + "\n"
        return
    for name, value in getattr(item, "values", {}).items():
        yield f"- `{name}`: {_words(value.description)}"
    for name, field in getattr(item, "fields", {}).items():
        yield _row(name, field)
        yield from ("  " + _row(*given) for given in getattr(field, "args", {}).items())
    if not isinstance(item, GraphQLScalarType):
        yield ""


def _fields(fields: Mapping[str, GraphQLField]) -> Iterator[str]:
    """Yield the fields of a root type, each under a heading with its arguments."""
    for name, field in fields.items():
        yield f"## {name}\n\nGives {_linked(field)}. {_words(field.description)}\n"
        yield from (_row(*given) for given in field.args.items())
        yield ""


def _row(name: str, field: GraphQLField | GraphQLArgument | GraphQLInputField) -> str:
    return f"- **{name}**, {_linked(field)}: {_words(field.description)}"


def _linked(field: GraphQLField | GraphQLArgument | GraphQLInputField) -> str:
    named = get_named_type(field.type)
    return f"`{field.type}`" if is_specified_scalar_type(named) else f"[`{field.type}`](#{_target(named)})"


def _target(item: GraphQLNamedType) -> str:
    return f"type-{item.name}".lower()


def _words(description: str | None) -> str:
    """Return a description as one paragraph, without markup other than code."""
    said = " ".join((description or "").split())
    return said.replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[")
