"""Variables of an operation, read as graphql-core and Strawberry read them. Work that does not depend on values is done
once.

A resolver gets new lists and objects, because it may change them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLSchema,
    GraphQLString,
    Undefined,
    VariableDefinitionNode,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_input_field,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import get_variable_values
from graphql.utilities import coerce_input_value

from api.graphql.plan.declared import Unknown, made_input

INT_MOST: Final = 2**31 - 1
USUAL: Final[Mapping[Any, type]] = {GraphQLString: str, GraphQLID: str, GraphQLInt: int, GraphQLBoolean: bool}
"""Types whose values need no coercion if they are of this class."""
FIXED: Final = (str, int, float, bool, type(None), date, Enum)
"""Classes of values that no resolver can change."""
Convert = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Variable:
    signature: GraphQLVariableSignature
    read: Convert
    """Function that coerces a value. It returns Undefined if graphql-core must report an error."""
    handed: Convert | None
    """Function that makes the resolver's argument from a coerced value; None if the resolver gets the value
    unchanged."""
    absent: Mapping[str, Any]
    """The default under the variable's name, if the variable may be absent and has a default."""
    required: bool


def variable_of(schema: GraphQLSchema, definition: VariableDefinitionNode) -> Variable:
    """Return the reader of a variable. Raise Unknown for other types, which graphql-core reads each time."""
    signature = get_variable_signature(schema, definition)
    if isinstance(signature, GraphQLError):
        raise Unknown("a variable")
    read, handed = _reading(schema, signature.type)
    absent = get_variable_values(schema, [definition], {})
    required = isinstance(absent, list) or not all(isinstance(value, FIXED) for value in absent.coerced.values())
    return Variable(
        signature=signature,
        read=read,
        handed=handed,
        absent={} if isinstance(absent, list) else absent.coerced,
        required=required,
    )


def _reading(schema: GraphQLSchema, type_: Any) -> tuple[Convert, Convert | None]:
    kind, coerced = get_nullable_type(type_), partial(coerce_input_value, type_=type_)
    if is_leaf_type(kind):
        return _plain(kind, coerced), None
    if is_list_type(kind):
        _, item = _reading(schema, kind.of_type)
        return coerced, partial(_each, item) if item else list
    fields = {name: _reading(schema, field.type) for name, field in kind.fields.items()}
    handed = {name: handed for name, (_, handed) in fields.items() if handed}
    return _fields(kind, {name: read for name, (read, _) in fields.items()}, coerced), made_input(schema, kind, handed)


def _each(item: Convert, values: Any) -> list[Any]:
    return [None if value is None else item(value) for value in values]


def _plain(kind: Any, coerced: Convert) -> Convert:
    usual = USUAL.get(kind)

    def read(value: Any) -> Any:
        fits = value.__class__ is usual and (type(value) is not int or -INT_MOST <= value <= INT_MOST)
        return value if fits else coerced(value)

    return read


def _fields(kind: GraphQLInputObjectType, readers: Mapping[str, Convert], coerced: Convert) -> Convert:
    """Return a reader that reads only the given fields. The defaults of the other fields are read once."""
    required = {name for name, field in kind.fields.items() if is_required_input_field(field)}
    optional = {name: field for name, field in kind.fields.items() if name not in required}
    usual = coerce_input_value({}, GraphQLInputObjectType(kind.name, optional))

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not readers.keys() >= value.keys() >= required:
            return coerced(value)
        made = {name: readers[name](given) for name, given in value.items()}
        return Undefined if Undefined in made.values() else {**usual, **made}

    return read
