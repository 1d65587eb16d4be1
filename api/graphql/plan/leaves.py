"""Plain values of an answer, lists and objects: what is of the usual type; graphql-core judges all else."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final, NoReturn

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLID, GraphQLInt, GraphQLScalarType, GraphQLString, Undefined
from graphql.pyutils import is_iterable

from schema.scalars import show_day, show_instant

Leaf = GraphQLScalarType | GraphQLEnumType


class Fault(Exception):
    """A value is not as a plan expects it: graphql-core says what comes of it."""


TEXT: Final = "{v}.__class__ is str"
USUAL: Final = {
    GraphQLString.coerce_output_value: (TEXT, "{v}"),
    GraphQLID.coerce_output_value: (TEXT, "{v}"),
    GraphQLInt.coerce_output_value: ("{v}.__class__ is int and -2147483649 < {v} < 2147483648", "{v}"),
    GraphQLBoolean.coerce_output_value: ("{v}.__class__ is bool", "{v}"),
    show_day: (TEXT, "{v}"),
    # As `iso_millis` spells it; rows hold instants in UTC without saying so.
    show_instant: ("{v}.__class__ is datetime and {v}.tzinfo is None", '{v}.isoformat("T", "milliseconds") + "Z"'),
}
"""By the function that shows a scalar: whether a value is of the usual type, and what is shown of it."""
NAMES: Final = {"datetime": datetime}
"""Objects that these expressions name."""


class EnumNames(dict[Any, str | None]):
    """The names of an enum's values; what is not a value is for graphql-core."""

    def __init__(self, kind: GraphQLEnumType, nullable: bool) -> None:
        super().__init__({value.value: kind.coerce_output_value(value.value) for value in kind.values.values()})
        if nullable:
            self[None] = None
        self._unusual = unusual(kind, nullable)

    def __missing__(self, value: Any) -> Any:
        return self._unusual(value)


def unusual(kind: Leaf, nullable: bool) -> Callable[[Any], Any]:
    """Return the function that shows a value as graphql-core does. It raises Fault where that is an error."""

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
    """The source of what is shown of a variable; `named` gives a name to an object that it needs."""
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
"""Types of lists; others that can be read twice are entered when they are met."""
OBJECTS: Final[set[type]] = set()
"""Types of objects whose fields are attributes, as they were met."""


def check_list(value: Any) -> None:
    """Raises Fault for what is no list, or one that can be read once only."""
    if not isinstance(value, Collection) or not is_iterable(value) or isinstance(value, Exception):
        unfit()
    LISTS.add(type(value))


def check_object(value: Any) -> None:
    """Raises Fault for what is no object, or a row of another kind than the store's, or has to be waited for."""
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
