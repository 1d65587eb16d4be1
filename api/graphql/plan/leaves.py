"""Tests and conversions of an answer's plain values, lists and objects of the usual types. graphql-core judges all
others."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLID, GraphQLInt, GraphQLScalarType, GraphQLString, Undefined
from graphql.pyutils import is_iterable

from schema.scalars import show_day, show_instant

Leaf = GraphQLScalarType | GraphQLEnumType


class Fault(Exception):
    """A value is not as a plan expects. graphql-core reports the error."""


TEXT: Final = "{v}.__class__ is str"
USUAL: Final = {
    GraphQLString.coerce_output_value: (TEXT, "{v}"),
    GraphQLID.coerce_output_value: (TEXT, "{v}"),
    GraphQLInt.coerce_output_value: ("{v}.__class__ is int and -2147483649 < {v} < 2147483648", "{v}"),
    GraphQLBoolean.coerce_output_value: ("{v}.__class__ is bool", "{v}"),
    show_day: (TEXT, "{v}"),
    # As `iso_millis` spells it; rows hold instants in UTC without saying so.
    show_instant: (
        "{v}.__class__ is datetime and ({v}.tzinfo is None or {v}.tzinfo is UTC)",
        '{v}.isoformat("T", "milliseconds")[:23] + "Z"',
    ),
}
"""For each scalar: the test for its usual Python type, and the expression that shows a value with the scalar's own
function."""
NAMES: Final = {"datetime": datetime, "UTC": UTC}
"""Names that these expressions use."""


class EnumNames(dict[Any, str | None]):
    """Names of an enum's values. graphql-core handles a value outside the enum."""

    def __init__(self, kind: GraphQLEnumType, nullable: bool) -> None:
        super().__init__({value.value: kind.coerce_output_value(value.value) for value in kind.values.values()})
        if nullable:
            self[None] = None
        self._unusual = unusual(kind, nullable)

    def __missing__(self, value: Any) -> Any:
        return self._unusual(value)


def unusual(kind: Leaf, nullable: bool) -> Callable[[Any], Any]:
    """Return the function that shows a value as graphql-core does. The function raises Fault where graphql-core reports
    an error."""

    def shown(value: Any) -> Any:
        if value is None and nullable:
            return None
        if value is None or value is Undefined or isinstance(value, Exception):
            raise Fault(kind)
        made = kind.coerce_output_value(value)
        if made is None or made is Undefined:
            raise Fault(kind)
        return made

    return shown


def expression(kind: Leaf, nullable: bool, value: str, named: Callable[[str, Any], str]) -> str:
    """Return the source code that shows the variable `value`. Call `named` for each object that the code needs a name
    for."""
    if isinstance(kind, GraphQLEnumType):
        return f"{named('names', EnumNames(kind, nullable))}[{value}]"
    other = f"{named('unusual', unusual(kind, nullable))}({value})"
    if kind.coerce_output_value not in USUAL:
        return other
    test, shown = (part.format(v=value) for part in USUAL[kind.coerce_output_value])
    return (
        f"{shown} if {test} else None if {value} is None else {other}"
        if nullable
        else f"{shown} if {test} else {other}"
    )


LISTS: Final[set[type]] = {list, tuple}
"""Known types of lists. Other types that can be iterated twice are added when they occur."""
OBJECTS: Final[set[type]] = set()
"""Types of objects whose fields are attributes. They are added when they occur."""


def check_list(value: Any) -> None:
    """Raise Fault if the value is not a list, or can be iterated only once."""
    if not isinstance(value, Collection) or not is_iterable(value) or isinstance(value, Exception):
        unfit()
    LISTS.add(type(value))


def check_object(value: Any) -> None:
    """Raise Fault if the value is not an object, is awaitable, or is a mapping other than the store's rows."""
    strange = value is None or value is Undefined or isinstance(value, Mapping | Exception)
    if strange or hasattr(type(value), "__await__"):
        unfit()
    OBJECTS.add(type(value))


def unfit() -> NoReturn:
    raise Fault("a value that does not fit")


GUARDS: Final = {
    "LISTS": LISTS,
    "OBJECTS": OBJECTS,
    "check_list": check_list,
    "check_object": check_object,
    "unfit": unfit,
}
