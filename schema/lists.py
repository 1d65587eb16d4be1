"""Arguments of every list: its page, its order, and the conditions on its objects.

A kind's conditions are made from the fields of its type: a new field whose name is in `NARROWING` adds a condition. A
condition has the name of its key in the row.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from inspect import Parameter
from typing import Annotated, Any, Final

import strawberry
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from domain.case.state.measures import Finding
from domain.kernel.vocabulary import MOMENTS, IdOrder, Kind, ListOrder
from schema.derive import class_from
from schema.row_keys import keys_in

PAGE_SIZE = 20
"""Default number of objects on a page."""
First = Annotated[int, strawberry.argument(description="Number of objects on the page, 1 to 100.")]
Size = Annotated[
    int | None,
    strawberry.argument(
        description=f"Number of objects on the page, 1 to 100; null for {PAGE_SIZE}. Cannot be combined with `last`."
    ),
]
"""Number of objects on a page of a list that can be read in both directions. Relay sends null for the direction that it
does not use."""
After = Annotated[
    str | None,
    strawberry.argument(description="Cursor after which the page begins; null for the first page."),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="Number of objects on a page that is read backward, 1 to 100. The page has the objects before the "
        "cursor `before`, or the last objects of the list. The order of the list is kept."
    ),
]
Before = Annotated[str | None, strawberry.argument(description="Cursor before which the page ends. Requires `last`.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the object.")]
AREAS_MOST = 50
IDS_MOST = 50
Ids = Annotated[list[strawberry.ID], strawberry.argument(description=f"Ids of objects, at most {IDS_MOST}.")]
OnDay = Annotated[date | None, strawberry.argument(description="Day in Vietnam; null for today.")]


Conditions = Mapping[str, tuple[Any, str, str]]
"""Conditions by the key of the row: the type of the value, its name, and its description."""
NARROWING: Final = ("state", "kind", "type", "certainty", "agency", "case", "source", "target")
"""Fields of types that can narrow a list. None concerns an account, a host, a path or a person (X2)."""
PAGING: Final = (
    Parameter("first", Parameter.KEYWORD_ONLY, annotation=Size, default=None),
    Parameter("after", Parameter.KEYWORD_ONLY, annotation=After, default=None),
    Parameter("last", Parameter.KEYWORD_ONLY, annotation=Last, default=None),
    Parameter("before", Parameter.KEYWORD_ONLY, annotation=Before, default=None),
)
"""Arguments that page through a list in both directions."""
FINDING: Final = "Only notices about a result with this finding."
SINCE: Final = "Only notices first issued at or after this moment."
BEFORE: Final = "Only notices first issued before this moment."
MORE: Final[Mapping[Kind, Mapping[str, tuple[Any, str]]]] = {
    Kind.PUBLICATION: {
        "finding": (Finding, FINDING),
        "issued_since": (datetime, SINCE),
        "issued_before": (datetime, BEFORE),
    },
    Kind.REPORT: {
        "period": (str, "Only reports of this period, by its key, such as `2026-H1`."),
        "outstanding": (bool, "True for reports that are not submitted."),
        "overdue": (bool, "True for reports that are not submitted and recorded as late."),
    },
}
"""Conditions that do not compare one field with a value. `store/heads/reader.py` defines their meaning."""


def asked(kind: Kind, node: type) -> tuple[Parameter, ...]:
    """Return the arguments of a list of this kind."""
    narrowed = strawberry.argument(description="Conditions that the objects must meet, all of them.")
    given = Parameter(
        "filter", Parameter.KEYWORD_ONLY, annotation=Annotated[filter_of(kind, node) | None, narrowed], default=None
    )
    return *PAGING, given, ordered(kind)


InTime = Annotated[ListOrder, strawberry.argument(description="The order of the list.")]
"""Argument `orderBy` of a list sorted by time."""
ById = Annotated[IdOrder, strawberry.argument(description="The order of the list.")]


def ordered(kind: Kind) -> Parameter:
    """Return the argument `orderBy` of a list of this kind: newest first, or by id if its objects have no time."""
    if MOMENTS.get(kind) is None:
        return Parameter("order_by", Parameter.KEYWORD_ONLY, annotation=ById, default=IdOrder.ASCENDING)
    return Parameter("order_by", Parameter.KEYWORD_ONLY, annotation=InTime, default=ListOrder.NEWEST)


def is_reverse(order: object) -> bool:
    """Return whether the order is the reverse of the list's own."""
    return order in (ListOrder.OLDEST, IdOrder.DESCENDING)


@cache
def filter_of(kind: Kind, node: type) -> Any:
    """Return the input `…Filter` of a kind. Its fields are the conditions."""
    conditions = conditions_of(kind, node)
    body: dict[str, Any] = {"__annotations__": {key: type | None for key, (type, _, _) in conditions.items()}}
    for key, (_, name, description) in conditions.items():
        body[key] = strawberry.field(default=None, name=name, description=description)
    made = class_from(f"{node.__name__}Filter", (), body)
    return strawberry.input(made, description="Conditions of a list. A condition that is null is ignored.")


def conditions_of(kind: Kind, node: type) -> Conditions:
    fields = {
        field.graphql_name or field.python_name: field for field in get_object_definition(node, strict=True).fields
    }
    found: dict[str, tuple[Any, str, str]] = {}
    for name in NARROWING:
        if name in fields and (condition := _condition(fields[name])):
            key, type = condition
            found[key] = (type, name, f"Only objects whose `{name}` has this value.")
    for key, (type, description) in MORE.get(kind, {}).items():
        found[key] = (type, _camel(key), description)
    moment = MOMENTS.get(kind)
    if moment and moment in fields:
        found["since"] = (datetime, "since", f"Only objects whose `{_camel(moment)}` is at or after this moment.")
        found["before"] = (datetime, "before", f"Only objects whose `{_camel(moment)}` is before this moment.")
    return found


def _condition(field: StrawberryField) -> tuple[str, Any] | None:
    """Return the key and the type of a field's condition. Only an enum or the id of an object can be a condition;
    return None for other fields."""
    shown = field.type.of_type if isinstance(field.type, StrawberryOptional) else field.type
    if isinstance(shown, StrawberryEnumDefinition):
        return None if field.base_resolver else (field.python_name, shown.wrapped_cls)
    keys = keys_in(field.metadata) or ()
    return (next(iter(keys)), strawberry.ID) if len(keys) == 1 else None


def _camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(map(str.capitalize, others))
