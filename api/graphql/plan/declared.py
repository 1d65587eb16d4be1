"""Private names of Strawberry that a plan uses. Check this module for each new version of Strawberry."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from functools import partial, reduce
from typing import Any, Final

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.extensions.field_extension import FieldExtension, build_field_extension_resolvers
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryMaybe, StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from resolvers.root import read

INFO: Final = "info"
"""Name of an extension's parameter for the request."""


class Unknown(Exception):
    """No plan is possible for a document, or for a part of the schema. graphql-core answers the operation instead."""


@dataclass(frozen=True)
class Resolver:
    """A field's own function, and its parameters for the parent object and the request."""

    function: Callable[..., Any]
    source: str | None
    """Parameter for the parent object; None if the function has none."""
    takes_self: bool
    """True if the parent object is the first positional argument."""
    info: str | None
    waits: bool


def declared(field: GraphQLField) -> StrawberryField:
    """Return the field's declaration. Raise Unknown if Strawberry did not make the field, or reads the field in another
    way."""
    found = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if type(found) is not StrawberryField or (found.is_basic_field and found.default_resolver is not read):
        raise Unknown(f"field {found!r}")
    return found


def resolver_of(field: StrawberryField) -> Resolver | None:
    """Return the function of a field without extensions. Return None if the field has extensions, because a plan must
    not skip them."""
    return None if field.extensions else _bare(field)


def chained(field: StrawberryField) -> Resolver | None:
    """Return the function of an awaited root field, wrapped in its extensions in Strawberry's order.

    Return None if Strawberry does more, because Strawberry must then call the root itself.
    """
    inner = _bare(field)
    if inner is None or not inner.waits or inner.source or inner.info not in (None, INFO):
        return None
    if any(type(extension).map_arguments is not FieldExtension.map_arguments for extension in field.extensions):
        return None
    given: Callable[..., Any] = partial(_inner, inner)
    around = build_field_extension_resolvers(field)  # the innermost first
    call = reduce(lambda within, extension: partial(extension, within), around, given)
    return Resolver(function=call, source=None, takes_self=True, info=INFO, waits=True)


def _inner(resolver: Resolver, source: Any, info: Any, **arguments: Any) -> Any:
    if resolver.info:
        arguments[INFO] = info
    return resolver.function(source, **arguments) if resolver.takes_self else resolver.function(**arguments)


def _bare(field: StrawberryField) -> Resolver | None:
    found = field.base_resolver
    if found is None or isinstance(found.wrapped_func, staticmethod | classmethod):
        return None
    source = found.parent_parameter or found.root_parameter
    return Resolver(
        function=found.wrapped_func,
        source=source.name if source else None,
        takes_self=found.self_parameter is not None,
        info=found.info_parameter.name if found.info_parameter else None,
        waits=found.is_async,
    )


def info_of(schema: GraphQLSchema, field: StrawberryField, raw: GraphQLResolveInfo[Any]) -> Any:
    """Return the `info` that Strawberry passes to a resolver."""
    return _config(schema).info_class(_raw_info=raw, _field=field)


def arguments_of(schema: GraphQLSchema, field: StrawberryField, info: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a resolver, from those that graphql-core read."""
    registry = _strawberry(schema).schema_converter.scalar_registry
    return convert_arguments(dict(given), field.arguments, registry, _config(schema), info)


def argument_names(schema: GraphQLSchema, field: StrawberryField) -> Mapping[str, str]:
    """Return the Python names of a resolver's arguments, by their names in the schema. Arguments of the type `Maybe`
    are left out."""
    named = _config(schema).name_converter.from_argument
    plain = (argument for argument in field.arguments if not isinstance(argument.type, StrawberryMaybe))
    return {named(argument): argument.python_name or "" for argument in plain}


def made_input(
    schema: GraphQLSchema, kind: GraphQLInputObjectType, handed: Mapping[str, Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    """Return the function that makes an input object from its coerced fields. `handed` converts values other than null
    of fields by their names in the schema.

    Raise Unknown for a type that Strawberry reads in another way.
    """
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if type(definition) is not StrawberryObjectDefinition or definition.from_input is not None or definition.is_one_of:
        raise Unknown(f"input {kind.name}")
    if any(isinstance(field.type, StrawberryMaybe) for field in definition.fields):
        raise Unknown(f"input {kind.name}")
    make: Callable[..., Any] = definition.origin
    empty = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
    names = {_config(schema).name_converter.from_field(field): field.python_name for field in definition.fields}

    def made(given: Any) -> Any:
        fields = {
            names[name]: value if value is None or name not in handed else handed[name](value)
            for name, value in given.items()
        }
        return make(**{**empty, **fields})

    return made


def _config(schema: GraphQLSchema) -> Any:
    return _strawberry(schema).config


def _strawberry(schema: GraphQLSchema) -> Any:
    """Return Strawberry's schema, to which graphql-core's schema has a private reference."""
    return schema._strawberry_schema  # type: ignore[attr-defined]  # Strawberry sets it
