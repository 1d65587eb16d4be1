"""Makes root fields: `one` reads an object of a kind by its id, `listing` a list. The root fields that need nothing
else are made here.

The rows of `resolvers/kinds.py` and `schema/kinds.py` give a kind's type, rights and recording.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any

import strawberry

from domain.access.record import Reading
from domain.kernel.vocabulary import Kind, kind_of
from domain.messages import label
from resolvers.kinds import LISTED, HeadsEntry
from resolvers.pages import ListPage, Paging, list_of, open_list_of, wanted_of
from resolvers.recorded import Record, recorded, unrecorded
from resolvers.request import ContextInfo, Right, needs, signed_in
from schema.connection import Connection
from schema.cost import ONE, PAGE, SEALED_PAGE, Reads
from schema.kinds import KINDS as TYPES
from schema.lists import PAGING, Id, asked

Check = Callable[[Mapping[str, Any]], None]
READINGS: Mapping[Reading, Reading] = {Reading.RECORD: Reading.RECORDS}
"""Name in the access log for reading a list of a kind, if it differs from reading one object."""


def paged(function: Callable[..., Awaitable[ListPage]], *more: Parameter) -> Callable[..., Awaitable[ListPage]]:
    """Return a resolver with the arguments of a list, combined in one `Paging`, and with further arguments by name."""

    @wraps(function)
    async def resolve(*own: Any, first: Any, after: Any, last: Any, before: Any, **given: Any) -> ListPage:
        return await function(*own, paging=Paging.of(first, after, last, before), **given)

    given = {parameter.name: parameter for parameter in (*PAGING, *more)}
    own = signature(function).parameters.values()
    named = [parameter for parameter in own if parameter.name not in {"paging", *given}]
    resolve.__signature__ = Signature([*named, *given.values()])  # type: ignore[attr-defined]  # Strawberry reads it
    return resolve


def no_check(given: Mapping[str, Any]) -> None:
    """Accept any conditions."""


def one(kind: Kind, description: str = "") -> Any:
    """Return a field for an object by its id. The field is null if the object is missing, not visible to the caller, or
    of another kind."""
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


def listing(kind: Kind, description: str, *, cost: dict[str, Reads] = PAGE, check: Check = no_check) -> Any:
    """Return a field for a page of the objects of a kind that the caller may see. `check` gets the conditions by name,
    and raises Refused for invalid ones."""
    entry, node = LISTED[kind], TYPES[kind].node

    async def resolve(info: ContextInfo, paging: Paging, filter: Any, order_by: Any) -> ListPage:
        wanted = wanted_of(filter, order_by)
        check(wanted.given)
        heads = info.context.store.heads[kind]
        if entry.open:
            return await open_list_of(heads, paging, wanted)
        return await list_of(info.context, heads, paging, wanted)

    return strawberry.field(
        resolver=paged(resolve, *asked(kind, node)),
        graphql_type=Connection[node],  # type: ignore[valid-type]  # a type by its kind
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


ALL = "The People's Committee, the lead agency and inspectors see all."
SOURCE = "The caller sees a document only with the scope that its source needs."


@strawberry.type
class KindQuery:
    directive = one(Kind.DIRECTIVE)
    directives = listing(
        Kind.DIRECTIVE,
        f"Directives to the caller's agency, newest first. {ALL}",
    )
    activity = one(Kind.ACTIVITY)
    activities = listing(
        Kind.ACTIVITY,
        f"Activities that the caller's agency recorded, or that name the agency, newest first. {ALL}",
    )
    difficulty = one(Kind.DIFFICULTY)
    difficulties = listing(
        Kind.DIFFICULTY,
        f"Difficulties that the caller's agency filed, newest first. {ALL}",
    )
    inspection = one(Kind.INSPECTION)
    inspections = listing(
        Kind.INSPECTION,
        f"Findings of inspections about the caller's agency, newest first. {ALL}",
    )
    officers = listing(Kind.OFFICER, "Appointments of officers of the caller's own agency.", cost=SEALED_PAGE)
    users = listing(Kind.USER, "Accounts of persons of the caller's own agency.")
    clients = listing(Kind.CLIENT, "Programs of the caller's own agency.")
    grants = listing(
        Kind.GRANT,
        "Grants of all agencies, or of one agency.",
    )
    press_question = one(Kind.EXCHANGE)
    press_questions = listing(
        Kind.EXCHANGE,
        "Questions of the press to the caller's own agency, newest first; inspectors see all.",
    )
    spokesperson = one(Kind.SPOKESPERSON)
    spokespersons = listing(
        Kind.SPOKESPERSON,
        "Persons who may speak to the press, with their agencies and authorising documents.",
    )
    official_document = one(
        Kind.DOCUMENT,
        "The document with this id, if the caller's agency requested it; null when it is missing or not visible to the "
        f"caller. {SOURCE}",
    )
    official_documents = listing(
        Kind.DOCUMENT, f"Documents that the caller's agency requested, newest first; inspectors see all. {SOURCE}"
    )
    complaint_levels = listing(
        Kind.LEVEL, "Rules on the body that hears a second complaint, as officers entered them, including drafts."
    )
    terms = listing(Kind.TERM, "The lengths of terms that officers entered, including drafts.")
    provision = one(Kind.PROVISION)
    provisions = listing(Kind.PROVISION, "The catalogue of provisions, including drafts.")
