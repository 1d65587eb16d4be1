"""Officers beside what they did: by agency and posts for everybody, by name for those who may know it."""

from typing import Any

import strawberry

from domain.kernel.roles import Post
from domain.registry import agency as agency_rows
from schema.context import ContextInfo, Row
from schema.registry import Agency
from schema.row_keys import of_row


@strawberry.type
class OfficerReference:
    """An officer, with what the caller may know of them. Send `officerId` to `node` to read the `Officer` itself."""

    officer_id: strawberry.ID = strawberry.field(description="Id of the officer's appointment.")
    posts: list[Post] = strawberry.field(description="Posts that the appointment gives.")
    name: str | None = strawberry.field(
        description="Name of the officer's account. Inspectors, officers who keep the appointments of the same agency, "
        "and the officer read it; null for others, and once it is erased."
    )
    agency: agency_rows.Agency = strawberry.field(graphql_type=Agency, description="Agency of the appointment.")


def officer_field(description: str, key: str = "officer", *, name: str = "officer") -> Any:
    def resolve(root: Row, info: ContextInfo) -> OfficerReference | None:
        id = root[key]
        return info.context.officer(id) if id else None

    return strawberry.field(
        resolver=resolve,
        name=name,
        graphql_type=OfficerReference | None,
        description=description,
        metadata=of_row(key),
    )


def officers_field(description: str, key: str, *, name: str) -> Any:
    def resolve(root: Row, info: ContextInfo) -> list[OfficerReference]:
        return [found for id in root[key] if (found := info.context.officer(id))]

    return strawberry.field(
        resolver=resolve,
        name=name,
        graphql_type=list[OfficerReference],
        description=description,
        metadata=of_row(key),
    )
