"""Values that a plan takes for a list or an object; graphql-core judges everything else."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NoReturn

from graphql import Undefined
from graphql.pyutils import is_iterable

from api.graphql.plan.leaves import Fault

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
