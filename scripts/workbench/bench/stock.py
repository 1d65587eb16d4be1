"""Peers in Python that answer the same questions, over the database PEERS.

`create` is a stock Strawberry that is tuned: parsed and validated documents are cached, and rows are lean, unencrypted,
and have only what an answer shows and who may see it. `limit` does only the work that every server in Python must do.
It recognises each question, and joins stored answers of rows. Both check the token (once) and the rights, and record
reads once a round, as Casebook does.
"""

import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import strawberry
from joserfc import jws
from joserfc.jwk import KeySet
from pymongo import AsyncMongoClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from scripts.workbench.bench.measured_api import RECORDED

PEERS: Final = "peers"
READ: Final = list[dict[str, Any]]()  # records that are not written yet
Row = Mapping[str, Any]


def shape(name: str, /, *bases: type, make: Any = strawberry.type, **fields: Any) -> Any:
    """Return a type of the stock schema. A row names its concrete type."""
    named = {"is_type_of": classmethod(lambda cls, row, info: row["__typename"] == name)} if bases else {}
    return make(type(name, bases, {"__annotations__": fields, **named}))


many: Any = list.__class_getitem__
ID, TEXT = strawberry.ID, str | None
Node = shape("Node", make=strawberry.interface, id=ID)
Agency = shape("Agency", id=ID, name=str)
Check = shape("Check", key=ID, at=str, outcome=str, summary=TEXT)
Review = shape("Review", key=ID, at=str, conclusion=str, reasons=TEXT)
PLAIN = {"id": ID, "code": str, "state": str, "claim": TEXT, "version": int, "changedAt": str, "lead": Agency}
NESTED = PLAIN | {"checks": many(Check), "expressionReviews": many(Review)}
Case = shape("Case", Node, **NESTED)
PageInfo = shape("PageInfo", hasNextPage=bool)
Cases = shape("Cases", edges=many(shape("Edge", node=Case)), pageInfo=PageInfo)
FieldChange = shape("FieldChange", make=strawberry.interface, field=str)
CHANGED = {"text": TEXT, "word": TEXT, "day": TEXT, "instant": TEXT, "flag": bool | None, "number": int | None}
CHANGES = [
    shape(f"{word.capitalize()}Change", FieldChange, **{f"{word}Before": of, f"{word}After": of})
    for word, of in CHANGED.items()
]
EVENT = {"streamId": ID, "version": int, "type": str, "at": str, "agency": Agency | None, "changes": many(FieldChange)}
Events = shape("Events", edges=many(shape("EventEdge", node=shape("Event", **EVENT))), pageInfo=PageInfo)
COUNTS = {"duties": many(shape("Duties", kind=str, count=int)), "states": many(shape("States", state=str, count=int))}
Inbox = shape("Inbox", **COUNTS)
SHOWN = {"Nested": NESTED, "History": EVENT, "Inbox": COUNTS}  # by the question's name; other answers have PLAIN
BEGINNING: Final = re.compile(r"^query (\w+)[^{]*{ (\w+)")  # a question's name and root
FILTERS = {
    "cases": shape("CaseFilter", make=strawberry.input, openedBefore=str),
    "auditEvents": shape("EventFilter", make=strawberry.input, before=str),
}


@cache
def database() -> Any:
    return AsyncMongoClient[dict[str, Any]](os.environ["CASEBOOK_MONGO_URI"], tz_aware=False)[PEERS]


@cache
def claims_of(token: str) -> Any:
    """Return the claims in a token, which is checked once."""
    keys = KeySet.import_key_set(json.loads(Path(os.environ["CASEBOOK_JWKS_FILE"]).read_text()))
    return json.loads(jws.deserialize_compact(token, keys, algorithms=["ES256"]).payload)


async def flush(request: Any = None) -> Response:
    """Write the queued records of reads."""
    waiting = READ.copy()
    READ.clear()
    if waiting:
        await database().readings.insert_many(waiting)
    return Response(status_code=204)


class Root:
    """Roots of the schema, for one caller. Each returns what the caller may see, and queues the record of the read."""

    def __init__(self, request: Any) -> None:
        self.claims = claims_of(request.headers["authorization"].removeprefix("Bearer "))
        assert self.claims["exp"] > time.time()
        self.scopes = self.claims["scope"].split()
        self.seen = {} if "case:read:all" in self.scopes else {"members": self.claims["agency"]}

    def note(self, *streams: str) -> None:
        made = {"by": self.claims["sub"], "agency": self.claims["agency"], "at": time.time(), "streams": streams}
        READ.append(made)

    async def case(self, id: strawberry.ID) -> Any:
        self.note(id)
        return await database().cases.find_one({"_id": id, **self.seen})

    node = case

    async def cases(self, first: int, filter: Any, after: str | None = None) -> Any:
        found = database().cases.find({"opened": {"$lt": filter.openedBefore}, **self.seen}).sort("opened", -1)
        rows = await found.limit(first + 1).to_list(None)
        self.note(*(row["_id"] for row in rows[:first]))
        return paged(rows[:first], more=len(rows) > first)

    async def auditEvents(self, first: int, filter: Any, after: str | None = None) -> Any:
        """Return a page of events, once the read is recorded."""
        assert "audit:read:all" in self.scopes
        rows = await database().events.find({"at": {"$lt": filter.before}}).sort("_id", 1).limit(first).to_list(None)
        self.note(*{row["streamId"] for row in rows})
        await flush()
        return paged(rows, more=len(rows) == first)

    async def inbox(self) -> Any:
        """Count the caller's duties by kind, and the cases by state."""
        self.note()
        duties = await counted("due", {"who": self.claims["sub"]}, "kind")
        return {"duties": duties, "states": await counted("cases", self.seen, "state")}


async def counted(name: str, wanted: Row, by: str) -> list[Row]:
    steps: list[Row] = [{"$match": wanted}, {"$group": {"_id": f"${by}", "count": {"$sum": 1}}}]
    return [{by: row["_id"], "count": row["count"]} async for row in await database()[name].aggregate(steps)]


def paged(rows: Sequence[Row], *, more: bool) -> Row:
    return {"edges": [{"node": row} for row in rows], "pageInfo": {"hasNextPage": more}}


for root, filter in FILTERS.items():
    getattr(Root, root).__annotations__["filter"] = filter
OF = {"case": Case | None, "node": Node | None, "cases": Cases, "auditEvents": Events, "inbox": Inbox}
ROOTS = {name: strawberry.field(getattr(Root, name), graphql_type=of) for name, of in OF.items()}
SCHEMA: Final = strawberry.Schema(
    strawberry.type(type("Query", (), ROOTS)),
    types=[Case, *CHANGES],
    config=StrawberryConfig(auto_camel_case=False, default_resolver=lambda row, name: row[name]),
    extensions=[lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)],
)


class Stock(GraphQL[Any, Any]):
    async def get_root_value(self, request: Any) -> Any:
        return Root(request)


def served(answer: Any) -> Starlette:
    return Starlette(routes=[Route(at, to, methods=["POST"]) for at, to in (("/graphql", answer), (RECORDED, flush))])


def cut(found: Row | None, keys: Row) -> Row | None:
    """Return a row, or all rows of a page, with only these keys."""
    if found and "edges" in found:
        return {**found, "edges": [{"node": cut(edge["node"], keys)} for edge in found["edges"]]}
    return found and {key: found[key] for key in keys}


async def known(request: Request) -> Response:
    """Answer a question, recognised by its name and root."""
    body = json.loads(await request.body())
    [(name, root)] = BEGINNING.findall(body["query"])
    given = body["variables"]
    if "filter" in given:
        given["filter"] = FILTERS[root](**given["filter"])
    found = await getattr(Root(request), root)(**given)
    return JSONResponse({"data": {root: cut(found, SHOWN.get(name, PLAIN))}})


create, limit = partial(served, Stock(SCHEMA, graphql_ide=None)), partial(served, known)
