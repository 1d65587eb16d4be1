"""Strawberry as its manual has it: types, resolvers that make instances of rows, its own ASGI view."""

from datetime import datetime
from typing import Any, NewType

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from scripts.workbench.bench.plain_cases import ORDER, collection, instant

Instant = NewType("Instant", datetime)
SCALARS: dict[object, ScalarDefinition] = {Instant: strawberry.scalar(name="DateTime", serialize=instant)}


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


def case_of(row: dict[str, Any]) -> Case:
    """The instance of a row."""
    return Case(
        id=row["_id"],
        code=row["code"],
        state=row["state"],
        claim=row["claim"],
        version=row["n"],
        changed_at=row["changed_at"],
        lead=Agency(id=row["lead"], name=row["lead"]),
        checks=[
            Check(key=check["id"], at=check["at"], outcome=check["outcome"], summary=check["summary"])
            for check in row["checks"]
        ],
        expression_reviews=[
            Review(key=review["id"], at=review["at"], conclusion=review["conclusion"], reasons=review["reasons"])
            for review in row["expression_reviews"]
        ],
    )


@strawberry.type
class Query:
    """What is asked for."""

    @strawberry.field
    async def case(self, info: strawberry.Info[Any, None], id: strawberry.ID) -> Case | None:
        """One case."""
        row = await of(info).find_one({"_id": str(id)})
        return case_of(row) if row else None

    @strawberry.field
    async def cases(self, info: strawberry.Info[Any, None], first: int) -> Page:
        """The newest."""
        rows = await of(info).find({}).sort(ORDER).limit(first + 1).to_list(first + 1)
        return Page(
            edges=[Edge(node=case_of(row)) for row in rows[:first]], page_info=PageInfo(has_next_page=len(rows) > first)
        )


def of(info: strawberry.Info[Any, None]) -> Any:
    """The cases."""
    return info.context["request"].app.state.cases


def create() -> Starlette:
    """The application."""
    schema = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))
    app = Starlette(routes=[Route("/graphql", GraphQL[Any, None](schema), methods=["POST"])])
    app.state.cases = collection()
    return app
