"""Makers of root fields: `one` reads an object of a kind by its id, `listing` a page of a kind, `paged` any page.

The rows of `resolvers/kinds.py` and `schema/kinds.py` give a kind's type, rights and recording.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind, kind_of
from domain.messages import label
from resolvers.kinds import LISTED, HeadsEntry
from resolvers.pages import ListPage, Paging, list_of, open_list_of
from resolvers.recorded import Record, recorded, unrecorded
from resolvers.request import ContextInfo
from resolvers.rights import Right, needs, signed_in
from schema.arguments import PAGE_SIZE, After, Before, Id, Last, Size
from schema.connection import Connection
from schema.cost import ONE, PAGE, Reads
from schema.kinds import KINDS as TYPES

READINGS: Mapping[Reading, Reading] = {Reading.RECORD: Reading.RECORDS}
"""What the access log calls the reading of a list, where it has a name of its own."""
PAGING = (
    Parameter("first", Parameter.KEYWORD_ONLY, annotation=Size, default=PAGE_SIZE),
    Parameter("after", Parameter.KEYWORD_ONLY, annotation=After, default=None),
    Parameter("last", Parameter.KEYWORD_ONLY, annotation=Last, default=None),
    Parameter("before", Parameter.KEYWORD_ONLY, annotation=Before, default=None),
)
"""The arguments of a list that is read in both directions."""


@dataclass(frozen=True)
class Only:
    """A condition of a list: an argument that leaves it open when null. `name` is the argument's, if not the key."""

    type: Any
    description: str
    name: str | None = None

    def parameter(self, key: str) -> Parameter:
        """The argument as Strawberry reads it."""
        said = strawberry.argument(description=self.description, name=self.name)
        return Parameter(key, Parameter.KEYWORD_ONLY, annotation=Annotated[self.type | None, said], default=None)


def paged(function: Callable[..., Awaitable[ListPage]], *more: Parameter) -> Callable[..., Awaitable[ListPage]]:
    """Give a resolver the arguments of a list, which it takes as one `Paging`, and more that it takes by name."""

    @wraps(function)
    async def resolve(*own: Any, first: Any, after: Any, last: Any, before: Any, **given: Any) -> ListPage:
        return await function(*own, paging=Paging.of(first, after, last, before), **given)

    own = (parameter for parameter in signature(function).parameters.values() if parameter.name != "paging")
    named = (parameter for parameter in own if parameter.kind is not Parameter.VAR_KEYWORD)
    resolve.__signature__ = Signature([*named, *PAGING, *more])  # type: ignore[attr-defined]  # Strawberry reads it
    return resolve


def one(kind: Kind, description: str = "") -> Any:
    """A field for an object by its id: null when it is missing, not visible to the caller, or of another kind."""
    entry = LISTED[kind]
    seen = "missing" if entry.open else "missing or not visible to the caller"

    async def resolve(info: ContextInfo, id: Id) -> object | None:
        return await entry.read(info.context, id) if kind_of(id) is kind else None

    return strawberry.field(
        resolver=resolve,
        graphql_type=TYPES[kind].node | None,
        description=description or f"The {label(kind, 'en')} with this id; null when it is {seen}.",
        extensions=[_record(entry), _right(entry)],
        metadata=ONE,
    )


def listing(
    kind: Kind, description: str, *, filter: Only | None = None, cost: dict[str, Reads] = PAGE, **conditions: Only
) -> Any:
    """A field for a page of what the caller may see of a kind. A condition's name is the key of the rows.

    `filter` is an input whose fields are conditions.
    """
    entry, connection = LISTED[kind], Connection[TYPES[kind].node]  # type: ignore[misc]  # a type by its kind
    given = {"filter": filter, **conditions} if filter else conditions

    async def resolve(info: ContextInfo, paging: Paging, **values: Any) -> ListPage:
        heads, chosen = entry.heads(info.context.store), values.pop("filter", None)
        wanted = {**values, **(vars(chosen) if chosen else {})}
        if entry.open:
            return await open_list_of(heads, paging, **wanted)
        return await list_of(info.context, heads, paging, **wanted)

    return strawberry.field(
        resolver=paged(resolve, *(only.parameter(key) for key, only in given.items())),
        graphql_type=connection,
        description=description,
        extensions=[_record(entry, kind), _right(entry)],
        metadata=cost,
    )


def _right(entry: HeadsEntry) -> Right:
    return needs(*entry.scopes) if entry.scopes else signed_in()


def _record(entry: HeadsEntry, *listed: Kind) -> Record:
    if entry.reading is None:
        return unrecorded(entry.why_unrecorded)
    return recorded(READINGS.get(entry.reading, entry.reading) if listed else entry.reading, *listed)
