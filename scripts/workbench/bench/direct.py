"""The floor: Starlette, the driver and orjson, two questions known beforehand, and only the fields that are shown."""

import json
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scripts.workbench.bench.plain_cases import ORDER, collection, instant

PLAIN = ("code", "state", "claim", "n", "changed_at", "lead")
INNER = {"checks": ("id", "at", "outcome", "summary"), "expression_reviews": ("id", "at", "conclusion", "reasons")}


def shown(row: dict[str, Any], nested: bool) -> dict[str, Any]:
    """A case as it is answered."""
    made = {
        "id": row["_id"],
        "code": row["code"],
        "state": row["state"],
        "claim": row["claim"],
        "version": row["n"],
        "changedAt": instant(row["changed_at"]),
        "lead": {"id": row["lead"], "name": row["lead"]},
    }
    if nested:
        made["checks"] = [_inner(each, "checks") for each in row["checks"]]
        made["expressionReviews"] = [_inner(each, "expression_reviews") for each in row["expression_reviews"]]
    return made


def _inner(item: dict[str, Any], of: str) -> dict[str, Any]:
    named = (("key" if name == "id" else name, item[name]) for name in INNER[of])
    return {name: instant(value) if name == "at" else value for name, value in named}


async def answer(request: Request) -> Response:
    """The answer to one of the questions, told by their variables."""
    asked = json.loads(await request.body())
    nested = "checks" in asked["query"]
    fields = dict.fromkeys((*PLAIN, *(INNER if nested else ())), 1)
    cases, first = request.app.state.cases, asked["variables"].get("first")
    if first is None:
        row = await cases.find_one({"_id": asked["variables"]["id"]}, fields)
        data: Any = {"case": shown(row, nested)}
    else:
        rows = await cases.find({}, fields).sort(ORDER).limit(first + 1).to_list(first + 1)
        edges = [{"node": shown(row, nested)} for row in rows[:first]]
        data = {"cases": {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > first}}}
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def create() -> Starlette:
    """The application."""
    app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
    app.state.cases = collection()
    return app
