"""What authorization costs of a list query, in one process, on and off in turn.

On: the token is checked, the deny list is asked, and the registry says who that is today, as at every request. Off: the
same query for a caller and an actor that were made beforehand. Rounds alternate, so that whatever else the machine does
meets both sides.
"""

import asyncio
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, execute, parse
from joserfc.jwk import KeySet
from pymongo import AsyncMongoClient

from auth.authenticator import Authenticator
from auth.issuers import Issuers
from auth.keyring import KeyRing, add_key
from auth.server.minting import minted
from auth.tokens import Verifier
from domain.kernel.actor import Actor, Caller
from resolvers.context import RequestContext
from resolvers.root import build, executable
from scripts.local.template import running_database
from scripts.workbench.bench.store import Bench
from store.driver.connection import Connection
from store.driver.databases import Names
from store.keys.master import MasterKey
from store.oauth.keys import SigningKeys
from store.provisioning.provision import lay_out
from store.store import Store

ROUNDS, REQUESTS = 7, 40
ISSUER, AUDIENCE = "https://bench.example/oauth", "https://bench.example/graphql"
DOCUMENT = parse("{ cases(first: 10) { totalCount edges { node { id code state claim } } } }")


Ask = Callable[[], Awaitable[tuple[Caller, Actor]]]


@dataclass(frozen=True)
class Side:
    """One way to know who asks, and the query that follows."""

    store: Store
    schema: GraphQLSchema
    who: Ask

    async def request(self) -> None:
        """One request, as `/graphql` carries it out once the document is in its cache."""
        store = self.store
        caller, actor = await self.who()
        context = RequestContext(
            store=store,
            caller=caller,
            actor=actor,
            registry=await store.registry.current(),
            now=store.connection.clock(),
            correlation="bench",
            purpose=None,
        )
        answer: Any = execute(self.schema, DOCUMENT, context_value=context)
        result = await answer
        assert not result.errors, result.errors

    async def timed(self) -> float:
        """Seconds a request, over a round."""
        begun = time.perf_counter()
        for _ in range(REQUESTS):
            await self.request()
        return (time.perf_counter() - begun) / REQUESTS


async def measure(bench: Bench) -> None:
    """Rounds of both sides, and the table."""
    store, clock = bench.store, bench.connection.clock
    keys = SigningKeys(bench.connection)
    await add_key(keys, clock())
    key = await KeyRing(keys, clock).signer()
    issuers = Issuers.of(Verifier(keys=KeySet([key]), issuer=ISSUER, audience=AUDIENCE, clock=clock))
    who = bench.who
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": who.subject, "client_id": who.client, "agency": who.agency}
    token = minted(key, {**claims, "scope": " ".join(who.scopes), "sid": "bench"}, clock())
    authenticator, schema = Authenticator(issuers, store), executable(build())

    async def asked() -> tuple[Caller, Actor]:
        viewer = await authenticator.viewer_of_token(token)
        return viewer.caller, await store.actor(viewer.caller)

    known = await asked()

    async def told() -> tuple[Caller, Actor]:
        return known

    on, off = Side(store, schema, asked), Side(store, schema, told)
    pairs = [(await on.timed(), await off.timed()) for _ in range(ROUNDS + 1)][1:]
    ratios = [one / other for one, other in pairs]
    share = statistics.median((one - other) / one for one, other in pairs)
    print("| list query of 10 cases | ms a request, on | off | on / off (least / median / most) | share |")
    print("|---|---|---|---|---|")
    on_ms, off_ms = (1000 * statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    spread = f"{min(ratios):.2f} / {statistics.median(ratios):.2f} / {max(ratios):.2f}"
    print(f"| authorization | {on_ms:.2f} | {off_ms:.2f} | {spread} | {share:.0%} |")


async def run(uri: str) -> None:
    """A store of its own, filled, measured."""
    names = Names(f"b{secrets.token_hex(6)}")
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, names)
        master = MasterKey(secrets.token_bytes(32))
        bench = Bench(Connection(client=client, names=names, master=master, origin="bench.localhost/log"))
        await bench.prepare()
        await measure(bench)


def main() -> None:
    """Measure on a database of its own and print the table."""
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder) / "data") as database:
        asyncio.run(run(database.uri()))
