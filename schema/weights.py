"""Weights of a schema's fields, and the directives `@cost` and `@listSize`, which Apollo's router reads.

The cost of a field is its weight plus the cost of the fields below it, times the assumed length of its list. Types have
no weight. The weight of a field includes the object that the field returns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from strawberry.schema_directive import Location

from schema.cost import LIST, MUTATION, UNKNOWN, Reads, reads_in
from schema.lists import IDS_MOST, PAGE_SIZE

PAGED: Final = ("first", "last")
"""Arguments for the length of a page."""
SIZED: Final = ("edges", "cases")
"""Fields of a page with as many items as the page."""


@strawberry.schema_directive(
    locations=[
        *(Location.ARGUMENT_DEFINITION, Location.ENUM, Location.FIELD_DEFINITION),
        *(Location.INPUT_FIELD_DEFINITION, Location.OBJECT, Location.SCALAR),
    ],
    name="cost",
    description="Cost of a field for each call or for each item of its list, in documents of the database. "
    "`docs/api.md` explains how costs add up.",
)
class Cost:
    weight: int = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="Assumed number of items in a list, for the cost of the list: the largest of its slicing arguments, "
    "else the assumed size. With `sizedFields`, the number applies to these fields of the object.",
)
class ListSize:
    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=strawberry.UNSET)
    slicing_arguments: list[str] | None = strawberry.directive_field(name="slicingArguments", default=strawberry.UNSET)
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=strawberry.UNSET)
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=True
    )


@dataclass(frozen=True, slots=True)
class Weight:
    """Cost of a field. `each` is the cost per call or item. `once` is the cost per list, shared by all items.

    `size` is the assumed length of a list. `sized` is the field below a page with as many items as the page. `page` is
    the cost of each row of the page, even if a query requests only other fields of the page.
    """

    each: int = 0
    once: int = 0
    size: int | None = None
    sized: str | None = None
    page: int = 0
    known: bool = False
    """True if the field itself declares the most rows of its list."""
    work: int = 0


Weights = Mapping[tuple[str, str], Weight]


def weights_of(schema: GraphQLSchema) -> Weights:
    """Return the weight of each field of a schema, by the name of its type and its own name."""
    found: dict[tuple[str, str], Weight] = {}
    rows: dict[tuple[str, str], int] = {}
    pages: dict[tuple[str, str], tuple[str, str]] = {}
    for parent, name, field in _fields(schema):
        said = COMMAND if parent is schema.mutation_type else reads_of(field) or (UNKNOWN if waits(field) else Reads())
        weight = _weight(field, said)
        found[parent.name, name] = weight
        if weight.sized:
            pages[parent.name, name] = place = get_named_type(field.type).name, weight.sized
            rows[place] = max(rows.get(place, 0), said.page)
    for place, each in rows.items():
        found[place] = replace(found[place], each=each, size=None)
    for page, place in pages.items():
        found[page] = replace(found[page], page=rows[place])
    return found


COMMAND: Final = Reads(documents=MUTATION)


def _weight(field: GraphQLField, said: Reads) -> Weight:
    if not is_list(field):
        sized = next((name for name in SIZED if name in getattr(get_named_type(field.type), "fields", ())), None)
        paged = any(name in field.args for name in PAGED)
        return Weight(
            each=said.documents, size=PAGE_SIZE if paged else None, sized=sized if paged else None, work=said.work
        )
    if "ids" in field.args:
        return Weight(each=said.page, size=IDS_MOST, known=True, work=said.work)
    if is_leaf_type(get_named_type(field.type)) and not said.documents:
        return Weight(work=said.work)
    size = LIST if said.rows is None else said.rows
    each, once = divmod(said.documents, size)
    return Weight(each=each, once=once, size=size, known=said.rows is not None, work=said.work)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[Any, str, GraphQLField]]:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                yield kind, name, field


def mark_costs(schema: GraphQLSchema) -> None:
    """Write the weights into a schema as directives of its SDL, once."""
    weights, roots = weights_of(schema), (schema.query_type, schema.mutation_type, schema.subscription_type)
    for kind in schema.type_map.values():
        known = kind.extensions.get("strawberry-definition")
        if known and isinstance(kind, GraphQLObjectType) and kind not in roots:
            _add(known, Cost(weight=0))
    for parent, name, field in _fields(schema):
        if known := field.extensions.get("strawberry-definition"):
            for directive in _directives(field, weights[parent.name, name]):
                _add(known, directive)


def _directives(field: GraphQLField, weight: Weight) -> Iterator[Cost | ListSize]:
    shown = get_named_type(field.type)
    if weight.each or not (is_leaf_type(shown) or isinstance(shown, GraphQLObjectType)):
        yield Cost(weight=weight.each)
    if weight.sized:
        slicing: list[str] = [name for name in PAGED if name in field.args]
        yield ListSize(
            assumed_size=weight.size,
            slicing_arguments=slicing,
            sized_fields=[weight.sized],
            require_one_slicing_argument=False,
        )
    elif weight.size is not None:
        yield ListSize(assumed_size=weight.size, require_one_slicing_argument=strawberry.UNSET)


def _add(definition: Any, directive: Cost | ListSize) -> None:
    """Set a directive on a definition, replacing one of the same class."""
    kept = [one for one in definition.directives or () if type(one) is not type(directive)]
    definition.directives = [*kept, directive]


def reads_of(field: GraphQLField) -> Reads | None:
    known = field.extensions.get("strawberry-definition")
    return reads_in(known.metadata) if known else None


def waits(field: GraphQLField) -> bool:
    """Return whether a field's resolver is asynchronous: it may query the database."""
    known = field.extensions.get("strawberry-definition")
    return bool(known and known.base_resolver and known.base_resolver.is_async)


def is_list(field: GraphQLField) -> bool:
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(kind, GraphQLList)
