"""Stock Strawberry to compare with: types, resolvers that make instances of rows, its own ASGI view.

It reads the cases of the register in the clear, from a collection that `written` fills.
"""

import os
from datetime import datetime
from typing import Any, Final, NewType

import strawberry
from pymongo import DESCENDING, AsyncMongoClient
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from domain.kernel.kind import Kind
from scripts.workbench.bench.register import opened
from store.heads.collection import heads_of

COLLECTION: Final = "plain_cases"
ORDER: Final = [("opened_at", DESCENDING), ("_id", DESCENDING)]
URI, DATABASE = "BENCH_URI", "BENCH_DATABASE"
Instant = NewType("Instant", datetime)
SCALARS: dict[object, ScalarDefinition] = {
    Instant: strawberry.scalar(name="DateTime", serialize=lambda value: f"{value.isoformat(timespec='milliseconds')}Z")
}


async def written(uri: str, prefix: str) -> dict[str, str]:
    """Write the cases of a register in the clear; return the settings of a server that reads them."""
    async with opened(uri, prefix) as connection:
        heads = heads_of(connection, Kind.CASE)
        database = heads.stored.database
        await database[COLLECTION].create_index(ORDER)
        await database[COLLECTION].insert_many([dict(row) for row in await heads.find({}).to_list(None)])
        return {URI: uri, DATABASE: str(database.name)}


@strawberry.type
class Agency:
    """An agency, by its id alone."""

    id: strawberry.ID
    name: str


@strawberry.type
class Check:
    """A check."""

    key: strawberry.ID
    at: Instant
    outcome: str
    summary: str | None


@strawberry.type
class Review:
    """A review of expression."""

    key: strawberry.ID
    at: Instant
    conclusion: str
    reasons: str | None


@strawberry.type
class Case:
    """A case."""

    id: strawberry.ID
    code: str
    state: str
    claim: str | None
    version: int
    changed_at: Instant
    lead: Agency
    checks: list[Check]
    expression_reviews: list[Review]

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Case":
        """Make the instance of a row."""
        checks = [
            Check(key=it["id"], at=it["at"], outcome=it["outcome"], summary=it["summary"]) for it in row["checks"]
        ]
        reviews = [
            Review(key=it["id"], at=it["at"], conclusion=it["conclusion"], reasons=it["reasons"])
            for it in row["expression_reviews"]
        ]
        plain = {name: row[name] for name in ("code", "state", "claim", "changed_at")}
        lead = Agency(id=row["lead"], name=row["lead"])
        return cls(id=row["_id"], version=row["n"], lead=lead, checks=checks, expression_reviews=reviews, **plain)


@strawberry.type
class Edge:
    """A row of a page."""

    node: Case


@strawberry.type
class PageInfo:
    """Whether there is more."""

    has_next_page: bool


@strawberry.type
class Page:
    """A page of cases."""

    edges: list[Edge]
    page_info: PageInfo


@strawberry.type
class Query:
    """What is asked for."""

    @strawberry.field
    async def case(self, info: strawberry.Info[Any, None], id: strawberry.ID) -> Case | None:
        """One case."""
        row = await info.context["request"].app.state.cases.find_one({"_id": str(id)})
        return Case.of(row) if row else None

    @strawberry.field
    async def cases(self, info: strawberry.Info[Any, None], first: int) -> Page:
        """The newest."""
        found = info.context["request"].app.state.cases.find({}).sort(ORDER).limit(first + 1)
        rows = await found.to_list(first + 1)
        edges = [Edge(node=Case.of(row)) for row in rows[:first]]
        return Page(edges=edges, page_info=PageInfo(has_next_page=len(rows) > first))


def create() -> Starlette:
    """Make the application."""
    schema = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))
    app = Starlette(routes=[Route("/graphql", GraphQL[Any, None](schema), methods=["POST"])])
    app.state.cases = AsyncMongoClient[dict[str, Any]](os.environ[URI])[os.environ[DATABASE]][COLLECTION]
    return app
