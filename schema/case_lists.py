"""Lists of what is about a case: the root list of the same name, narrowed to the case. One line each."""

from collections.abc import Collection
from inspect import Parameter, Signature
from typing import Any

import strawberry

from domain.kernel.policy import Scope
from schema.connection import Connection
from schema.context import ContextInfo, Page, Row
from schema.cost import reads
from schema.lists import asked
from schema.needs import Needs, in_words
from schema.node import StreamNode
from schema.row_keys import of_row

LISTED = reads(2, page=3)
"""A row is read with the key of its texts, and once more where the lists of several cases crowd each other out."""


def about_case(node: type[StreamNode], key: str, description: str, scopes: Collection[Scope]) -> Any:
    """A list of the objects of which `key` is the id of the case; null for who may not read the root list."""
    kind = node.kind_of_stream

    async def resolve(root: Row, info: ContextInfo, **given: Any) -> Page | None:
        return await info.context.about(kind, key, root["_id"], given)

    own = (Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=type) for name, type in OWN.items())
    arguments = (argument for argument in asked(kind, node) if argument.name not in {"last", "before"})
    resolve.__signature__ = Signature([*own, *arguments])  # type: ignore[attr-defined]  # Strawberry reads it
    return strawberry.field(
        resolver=resolve,
        graphql_type=Connection[node] | None,  # type: ignore[valid-type]  # a type by its kind
        description=f"{description} Null without the scope {in_words(scopes)}.",
        directives=[Needs(scopes=list(scopes))],
        metadata=LISTED | of_row(),
    )


OWN: dict[str, Any] = {"root": Row, "info": ContextInfo}
