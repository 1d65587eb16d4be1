"""GraphQL fields for the objects whose ids are in a row: areas and provisions, as the viewer may see them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import strawberry

from domain.registry import agency as area_rows
from schema.context import ContextInfo, Row
from schema.cost import ONE, reads
from schema.law import Provision
from schema.node import Node
from schema.registry import Area
from schema.row_keys import of_row

PROVISIONS_MOST: Final = 10
"""Largest number of provisions on which one act can be based."""
IN_LISTS: Final = 2
"""Assumed number of provisions that each row of a list adds to those of earlier rows."""
UNSEEN = "Null without the scope `registry:read`."


def held(root: Row | object, key: str) -> Any:
    """Return the value under a key of a row, or the attribute of a domain object."""
    return root[key] if isinstance(root, Mapping) else getattr(root, key)


def object_field(description: str, key: str, *, name: str, graphql_type: Any = Node) -> Any:
    """Return a field for the object whose id is under `key` of a row. The field is null if the viewer may not see the
    object."""

    async def resolve(root: Row | object, info: ContextInfo) -> Row | None:
        id = held(root, key)
        return await info.context.object(id) if id else None

    return strawberry.field(
        resolver=resolve,
        name=name,
        graphql_type=graphql_type | None,
        description=f"{description} Null when the caller may not see the object.",
        metadata=ONE | of_row(key),
    )


def area_field(description: str, key: str = "area") -> Any:
    def resolve(root: Row, info: ContextInfo) -> area_rows.Area | None:
        found = info.context.areas([root[key]] if root[key] else [])
        return found[0] if found else None

    return strawberry.field(
        resolver=resolve, name="area", graphql_type=Area | None, description=description, metadata=of_row(key)
    )


def areas_field(description: str, key: str = "areas") -> Any:
    def resolve(root: Row | object, info: ContextInfo) -> list[area_rows.Area]:
        return info.context.areas(held(root, key))

    return strawberry.field(
        resolver=resolve, name="areas", graphql_type=list[Area], description=description, metadata=of_row(key)
    )


def provision_field(description: str, key: str = "provision") -> Any:
    async def resolve(root: Row, info: ContextInfo) -> Row | None:
        found = await info.context.provisions([root[key]] if root[key] else [])
        return found[0] if found else None

    return strawberry.field(
        resolver=resolve,
        name="provision",
        graphql_type=Provision | None,
        description=f"{description} {UNSEEN}",
        metadata=ONE | of_row(key),
    )


def provisions_field(description: str, key: str = "provisions", *, documents: int = PROVISIONS_MOST) -> Any:
    """Return a field `provisions` for the provisions whose ids are under `key` of a row.

    `documents` is the assumed number of reads. It is lower for lists whose rows share provisions, because a request
    reads each provision once.
    """

    async def resolve(root: Row, info: ContextInfo) -> Sequence[Row] | None:
        return await info.context.provisions(root[key])

    return strawberry.field(
        resolver=resolve,
        name="provisions",
        graphql_type=list[Provision] | None,
        description=f"{description} {UNSEEN}",
        metadata=reads(documents, rows=documents) | of_row(key),
    )
