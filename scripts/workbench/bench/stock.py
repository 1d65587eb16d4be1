"""Peers in Python that answer the same questions, over the database PEERS.

`create` is a stock Strawberry that is tuned: parsed and validated documents are cached, and rows are lean, unencrypted,
and have only what an answer shows and who may see it. `limit` does only the work that every server in Python must do.
It recognises each question, and joins stored answers of rows. Both check the token (once) and the rights, and record
reads once a second, as Casebook does.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
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
from starlette.types import ASGIApp
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types.info import Info

from scripts.workbench.bench.measured_api import measured

PEERS: Final = "peers"
Row = Mapping[str, Any]


class Peer:
    """State that both peers share: the database, the callers and their rights, and the pending records of reads."""

    def __init__(self) -> None:
        client = AsyncMongoClient[dict[str, Any]](os.environ["CASEBOOK_MONGO_URI"], tz_aware=False)
        self.database = client[PEERS]
        keys = json.loads(Path(os.environ["CASEBOOK_JWKS_FILE"]).read_text())
        self._keys, self._tokens, self._read = KeySet.import_key_set(keys), dict[str, Row](), list[dict[str, Any]]()

    def claims(self, request: Any) -> Row:
        """Return the claims of the caller. A token is checked once."""
        token = request.headers["authorization"].removeprefix("Bearer ")
        if token not in self._tokens:
            self._tokens[token] = json.loads(jws.deserialize_compact(token, self._keys, algorithms=["ES256"]).payload)
        claims = self._tokens[token]
        assert claims["exp"] > time.time()
        return claims

    def seen(self, claims: Row) -> dict[str, Any]:
        """Return the filter of the cases that a caller may see."""
        return {} if "case:read:all" in claims["scope"].split() else {"members": claims["agency"]}

    def note(self, claims: Row, *streams: str) -> None:
        """Queue the record of a read."""
        made = {"by": claims["sub"], "agency": claims["agency"], "at": time.time(), "streams": streams}
        self._read.append(made)

    async def flush(self) -> None:
        """Write the queued records of reads."""
        waiting, self._read = self._read, []
        if waiting:
            await self.database.readings.insert_many(waiting)

    async def case(self, claims: Row, id: str) -> Row | None:
        """Return one case that the caller may see."""
        self.note(claims, id)
        return await self.database.cases.find_one({"_id": id, **self.seen(claims)})

    async def cases(self, claims: Row, first: int, before: str) -> dict[str, Any]:
        """Return a page of cases."""
        found = self.database.cases.find({"opened": {"$lt": before}, **self.seen(claims)}).sort("opened", -1)
        rows = await found.limit(first + 1).to_list(None)
        self.note(claims, *(row["_id"] for row in rows[:first]))
        return paged(rows[:first], more=len(rows) > first)

    async def events(self, claims: Row, first: int, before: str) -> dict[str, Any]:
        """Return a page of events, once the read is recorded."""
        assert "audit:read:all" in claims["scope"].split()
        rows = await self.database.events.find({"at": {"$lt": before}}).sort("_id", 1).limit(first).to_list(None)
        self.note(claims, *{row["streamId"] for row in rows})
        await self.flush()
        return paged(rows, more=len(rows) == first)

    async def inbox(self, claims: Row) -> Row:
        """Count the caller's duties by kind, and the cases by state."""

        async def counted(name: str, wanted: Row, by: str) -> list[Row]:
            steps: list[Row] = [{"$match": wanted}, {"$group": {"_id": f"${by}", "count": {"$sum": 1}}}]
            found = await self.database[name].aggregate(steps)
            return [{by: row["_id"], "count": row["count"]} async for row in found]

        self.note(claims)
        duties = await counted("due", {"who": claims["sub"]}, "kind")
        return {"duties": duties, "states": await counted("cases", self.seen(claims), "state")}


def paged(rows: Sequence[Row], *, more: bool) -> dict[str, Any]:
    return {"edges": [{"node": row} for row in rows], "pageInfo": {"hasNextPage": more}}


def shape(name: str, /, *bases: type, make: Any = strawberry.type, **fields: Any) -> Any:
    """Return a type of the stock schema. A row names its concrete type."""

    def is_type_of(cls: Any, row: Any, info: Info) -> bool:
        return bool(row["__typename"] == name)

    body = {"__annotations__": fields, **({"is_type_of": classmethod(is_type_of)} if bases else {})}
    return make(type(name, bases, body))


def change(word: str, of: type = str) -> Any:
    """Return the type for a change of one kind of value."""
    return shape(f"{word.capitalize()}Change", FieldChange, **{f"{word}Before": of | None, f"{word}After": of | None})


def many(of: Any) -> Any:
    return list[of]


ID, TEXT = strawberry.ID, str | None
Node = shape("Node", make=strawberry.interface, id=ID)
Agency = shape("Agency", id=ID, name=str)
Check = shape("Check", key=ID, at=str, outcome=str, summary=TEXT)
Review = shape("Review", key=ID, at=str, conclusion=str, reasons=TEXT)
LISTS = {"checks": many(Check), "expressionReviews": many(Review)}
Case = shape("Case", Node, code=str, state=str, claim=TEXT, version=int, changedAt=str, lead=Agency, **LISTS)
PageInfo = shape("PageInfo", hasNextPage=bool)
Cases = shape("Cases", edges=many(shape("Edge", node=Case)), pageInfo=PageInfo)
FieldChange = shape("FieldChange", make=strawberry.interface, field=str)
CHANGES = [*map(change, ("text", "word", "day", "instant")), change("flag", bool), change("number", int)]
HEAD = {"streamId": ID, "version": int, "type": str, "at": str, "agency": Agency | None}
Event = shape("Event", **HEAD, changes=many(FieldChange))
Events = shape("Events", edges=many(shape("EventEdge", node=Event)), pageInfo=PageInfo)
Counts = {by: many(shape(f"{by}Count", **{by: str, "count": int})) for by in ("kind", "state")}
Inbox = shape("Inbox", duties=Counts["kind"], states=Counts["state"])


@strawberry.input
class CaseFilter:
    openedBefore: str


@strawberry.input
class EventFilter:
    before: str


async def asked(info: Info, root: str, *given: Any) -> Any:
    """Return the peer's answer to the caller."""
    request = info.context["request"]
    peer = request.app.state.peer
    return await getattr(peer, root)(peer.claims(request), *given)


async def one(info: Info, id: strawberry.ID) -> Any:
    return await asked(info, "case", id)


async def cases(info: Info, first: int, filter: CaseFilter, after: str | None = None) -> Any:
    return await asked(info, "cases", first, filter.openedBefore)


async def events(info: Info, first: int, filter: EventFilter, after: str | None = None) -> Any:
    return await asked(info, "events", first, filter.before)


async def inbox(info: Info) -> Any:
    return await asked(info, "inbox")


OF: Final = {"case": Case | None, "node": Node | None, "cases": Cases, "auditEvents": Events, "inbox": Inbox}
BY: Final[Mapping[str, Any]] = {"case": one, "node": one, "cases": cases, "auditEvents": events, "inbox": inbox}
ROOTS: Final = {name: strawberry.field(BY[name], graphql_type=of) for name, of in OF.items()}
Query: Final = strawberry.type(type("Query", (), ROOTS))


def schema() -> strawberry.Schema:
    config = StrawberryConfig(auto_camel_case=False, default_resolver=lambda row, name: row[name])
    tuned = [lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)]
    return strawberry.Schema(Query, types=[Case, *CHANGES], config=config, extensions=tuned)


def served(route: Route) -> ASGIApp:
    peer = Peer()

    app = Starlette(routes=[route])
    app.state.peer = peer
    return measured(app, peer.flush)


def create() -> ASGIApp:
    return served(Route("/graphql", GraphQL(schema(), graphql_ide=None)))


PLAIN: Final = ("id", "code", "state", "claim", "version", "changedAt", "lead")
LISTED: Final = {"Page": PLAIN, "Nested": (*PLAIN, *LISTS), "History": (*HEAD, "changes")}
"""Fields of a row in the answer to a question, by its name."""


async def known(peer: Peer, claims: Row, name: str, given: Row) -> Row:
    """Return the fields of the answer to a question, given by its name."""
    if name in ("One", "Node"):
        return {"case" if name == "One" else "node": cut(await peer.case(claims, given["id"]), PLAIN)}
    if name == "Inbox":
        return {"inbox": await peer.inbox(claims)}
    root, found = ("auditEvents", peer.events) if name == "History" else ("cases", peer.cases)
    page = await found(claims, given["first"], *given["filter"].values())
    return {root: page | {"edges": [{"node": cut(edge["node"], LISTED[name])} for edge in page["edges"]]}}


def cut(row: Row | None, keys: Sequence[str]) -> Row | None:
    """Return a row with only these keys."""
    return row and {key: row[key] for key in keys}


def limit() -> ASGIApp:
    async def answer(request: Request) -> Response:
        peer, body = request.app.state.peer, json.loads(await request.body())
        name = body["query"].split(" ", 2)[1].partition("(")[0]
        return JSONResponse({"data": await known(peer, peer.claims(request), name, body.get("variables", {}))})

    return served(Route("/graphql", answer, methods=["POST"]))
