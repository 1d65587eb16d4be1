"""Query for any object by its id, with the scopes of its kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import strawberry
from strawberry.types.field import StrawberryField

from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Kind
from domain.messages import label
from resolvers.context import ContextInfo, RequestContext
from resolvers.kinds import KINDS, PUBLISHED, KindEntry, entry_of
from resolvers.recorded import note, opened, recorded_inside
from resolvers.request import Right, add_directive, require
from schema.cost import ONE, reads
from schema.lists import Id, Ids
from schema.needs import in_words
from schema.node import Node

BY_KIND = "Each object is noted as its own list notes it."


class NeedsOfKind(Right):
    """Right that describes the scopes of each kind of object. The resolver checks them once it knows the kind."""

    def __init__(self, entries: Mapping[str, KindEntry]) -> None:
        self._scopes = dict.fromkeys(scope for entry in entries.values() for scope in entry.scopes)
        super().__init__(f"Needs the scope of the object's kind: {in_words_by_scope(entries)}.")

    def apply(self, field: StrawberryField) -> None:
        """Add the scopes of all kinds to a field, as a sentence and as a directive."""
        super().apply(field)
        add_directive(field, self._scopes)


def in_words_by_scope(entries: Mapping[str, KindEntry]) -> str:
    """Return each kind with its scopes in words; kinds with the same scopes are combined."""
    by_scopes: dict[str, list[str]] = {}
    for name, entry in entries.items():
        by_scopes.setdefault(in_words(entry.scopes) if entry.scopes else "none", []).append(name)
    return "; ".join(f"{', '.join(names)}: {scopes}" for scopes, names in by_scopes.items())


def needs_kind(*kinds: Kind) -> Right:
    """Return the right to a field that requires a scope of the object's kind."""
    return NeedsOfKind({label(kind, "en"): KINDS[kind] for kind in kinds})


ANY_OBJECT = NeedsOfKind({**{label(kind, "en"): entry for kind, entry in KINDS.items()}, "publication": PUBLISHED})
"""Right to read an object of any kind, by the scopes of the kind."""


async def read_node(context: RequestContext, id: str, field: str) -> object | None:
    """Return an object by its id, recorded as read; None if it is missing or not visible.

    Raise NotAllowed if the caller has no scope of the object's kind. The kind is part of the id, so this reveals
    nothing about the object.
    """
    entry = entry_of(id)
    if entry is None:
        return None
    await require(context, entry.scopes, f"read:{field}", id)
    found = await entry.read(context, id)
    if isinstance(found, Mapping) and entry.reading:
        note(context, entry.reading, opened(id))
    return found


async def read_some(context: RequestContext, ids: Iterable[str]) -> Mapping[str, object]:
    """Return several objects by their ids. The reads are recorded. A refused object is an error at its place in the
    list."""
    found, wanted = dict[str, object](), defaultdict[KindEntry, list[str]](list)
    for id in dict.fromkeys(ids):
        if entry := entry_of(id):
            try:
                await require(context, entry.scopes, "read:nodes", id)
                wanted[entry].append(id)
            except NotAllowed as denied:
                found[id] = denied
    for entry, of_kind in wanted.items():
        read = await entry.some(context, of_kind)
        if entry.reading:
            for id in read:
                note(context, entry.reading, opened(id))
        found |= read
    return found


@strawberry.type
class NodeQuery:
    @strawberry.field(
        graphql_type=Node | None,
        description="Any object by its id; null when it is missing or not visible to the caller.",
        extensions=[recorded_inside(None, BY_KIND), ANY_OBJECT],
        metadata=ONE,
    )
    async def node(self, info: ContextInfo, id: Id) -> object | None:
        return await read_node(info.context, id, "node")

    @strawberry.field(
        graphql_type=list[Node | None],
        description="Objects by their ids, in the order of the ids; null in place of an object that is missing or not "
        "visible to the caller.",
        extensions=[recorded_inside(None, BY_KIND), ANY_OBJECT],
        metadata=reads(page=1),
    )
    async def nodes(self, info: ContextInfo, ids: Ids) -> list[object | None]:
        found = await read_some(info.context, ids)
        return [found.get(id) for id in ids]
