"""GraphQL field for the case whose id is in a row, if the viewer may see the case."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from schema.context import ContextInfo, Row
from schema.cost import ONE
from schema.row_keys import of_row

if TYPE_CHECKING:
    from schema.case import Case

CaseLater = Annotated["Case", strawberry.lazy("schema.case")]
"""Lazy reference to the type `Case`, for types that the module of `Case` itself imports."""


def case_field(description: str, key: str = "case") -> Any:
    """Return a field `case` for the case whose id is under `key` of a row. The field is null if the viewer may not see
    the case."""

    async def resolve(root: Row | object, info: ContextInfo) -> Row | None:
        id = root[key] if isinstance(root, Mapping) else getattr(root, key)  # a warning is not a row
        return await info.context.cases.one(id) if id else None

    return strawberry.field(
        resolver=resolve,
        name="case",
        graphql_type=CaseLater | None,
        description=f"{description} Null when the caller may not see the case.",
        metadata=ONE | of_row(key),
    )
