"""Versions in the answer to a version conflict. The read of the history is recorded first."""

from collections.abc import Collection

from strawberry.types import get_object_definition

from domain.access.record import Reading
from domain.kernel.refusals import VersionConflict, camel
from domain.kernel.vocabulary import kind_of
from resolvers.history import without_officer
from resolvers.pages import Row
from resolvers.request import Request
from schema.kinds import KINDS


async def newer_versions(context: Request, conflict: VersionConflict) -> list[Row]:
    """Return the versions after the expected one; an empty list if the caller may no longer see the object.

    The sender of a command had a right to decide on the object, so no purpose is required, but a given purpose is
    recorded.
    """
    stream, expected = conflict.stream, conflict.expected
    if stream is None or expected is None or expected >= conflict.current_version:
        return []
    if await context.store.history.visible(context.actor, stream) is None:
        return []
    await context.store.access.open(context.actor, Reading.HISTORY, stream, context.purpose)
    found = await context.store.newer_versions.between(context.actor, stream, expected, conflict.current_version)
    return [{**without_officer(context, row), "fields": shown(stream, row["changed"])} for row in found]


def shown(stream: str, keys: Collection[str]) -> list[str]:
    """Return the names of the GraphQL fields for these keys of an object, in the order of its type."""
    kind = kind_of(stream)
    if kind is None or kind not in KINDS:
        return []
    fields = get_object_definition(KINDS[kind].node, strict=True).fields
    return [field.graphql_name or camel(field.python_name) for field in fields if field.python_name in keys]
