"""GraphQL classes derived from the domain's classes. Each derived class is new, because the domain's classes are never
decorated."""

import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Optional, get_args, get_origin, get_type_hints

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition

from domain.case.state.case import Category
from domain.kernel.fields import Field, Fields, Ref, Refs, Signable, Whole, fields_of
from schema.record_names import Action


def description_of(cls: type) -> str | None:
    """Return a class's own docstring without its indentation; None if it has no docstring.

    Python 3.13 removes the indentation itself, earlier versions do not.
    """
    written = vars(cls).get("__doc__")
    return inspect.cleandoc(written) if written else None


def describe(schema: GraphQLSchema) -> None:
    """Give each type without a description the docstring of its class."""
    for kind in schema.type_map.values():
        definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if isinstance(definition, StrawberryObjectDefinition) and kind.description is None:
            kind.description = description_of((definition.concrete_of or definition).origin)


def annotated(members: Mapping[str, tuple[Any, str]], owner: type) -> dict[str, Any]:
    """Return the body of a class with these members, from the GraphQL type and the description of each member."""
    hints = get_type_hints(owner)
    body: dict[str, Any] = {"__annotations__": {}}
    for name, (_, description) in members.items():
        body["__annotations__"][name] = shown(hints[name])
        body[name] = strawberry.field(description=description)
    return body


def class_from(name: str, bases: tuple[type, ...], body: Mapping[str, Any]) -> type:
    return types.new_class(name, bases, {}, lambda namespace: namespace.update(body))


def shown(hint: Any) -> Any:
    """Return the type as GraphQL has it: a tuple becomes a list, any other type is unchanged."""
    if get_origin(hint) is tuple:
        return types.GenericAlias(list, (shown(get_args(hint)[0]),))
    return hint


@dataclass(frozen=True, kw_only=True)
class Given:
    """A field of an input."""

    type: Any
    description: str
    default: Mapping[str, Any]

    def left_out(self, when: str) -> "Given":
        """Return the field as an optional one."""
        return Given(type=Optional[self.type], description=f"{self.description} {when}", default={"default": None})  # noqa: UP045


def given_of(field: Field) -> Given:
    """Return the input field for a field of a command. Its description includes the field's limits."""
    kind = _of_input(field)
    shown = Optional[kind] if field.optional else kind  # noqa: UP045
    return Given(type=shown, description=field.spec.doc + limits(field), default=_default(field))


def input_from(command: type, name: str, *bases: type) -> type:
    """Return the input for a command: the fields of the bases, then the fields of the command. The descriptions of the
    command's fields include their limits."""
    fields = {field.name: given_of(field) for field in fields_of(command)}
    return input_with(fields, name, description_of(command), *bases)


def input_with(fields: Mapping[str, Given], name: str, description: str | None, *bases: type) -> type:
    """Return an input that has the fields of the bases, and then these fields."""
    body: dict[str, Any] = {"__annotations__": {key: field.type for key, field in fields.items()}}
    for key, field in fields.items():
        body[key] = strawberry.field(description=field.description, **field.default)
    return strawberry.input(class_from(name, bases, body), description=description)


def _of_input(field: Field) -> Any:
    if isinstance(field.spec, Refs):
        return list[strawberry.ID]
    if isinstance(field.spec, Fields):
        return list[Category]
    if isinstance(field.spec, Signable):
        return list[Action]
    return strawberry.ID if isinstance(field.spec, Ref) else shown(field.type)


def _default(field: Field) -> dict[str, Any]:
    if field.default == ():
        return {"default_factory": list}
    return {} if _missing(field.default) else {"default": field.default}


def _missing(default: Any) -> bool:
    return not isinstance(default, str | int | bool | date | datetime | Enum | type(None))


def limits(field: Field) -> str:
    least, most = getattr(field.spec, "least", None), getattr(field.spec, "most", None)
    if isinstance(field.spec, Ref) or most is None:
        return ""
    if least is None:
        return f" At most {most}."
    if least == most and not isinstance(field.spec, Whole):
        return f" {most} characters."
    return f" {least} to {most}." if isinstance(field.spec, Whole) else f" {least} to {most} characters."


def command_from(command: type, given: Any) -> Any:
    """Return the command that an input represents. A field that a joint input leaves out has the command's own
    default."""
    values = ((field, getattr(given, field.name)) for field in fields_of(command))
    return command(
        **{
            field.name: _native(field.type, value)
            for field, value in values
            if value is not None or not field.has_default
        }
    )


def _native(kind: Any, value: Any) -> Any:
    """Return the value in the domain's type: a list becomes a tuple, and a text may become an enum."""
    if kind is str and isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list):
        return tuple(_native(get_args(kind)[0], item) for item in value)
    if isinstance(kind, type) and issubclass(kind, Enum) and value is not None:
        return kind(value)
    return value
