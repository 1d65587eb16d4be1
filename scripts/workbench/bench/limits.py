"""What hostile documents cost the API, refused and admitted, over a fresh page of 20 cases in the same run.

CPU is that of the API's process. Held is the longest stretch of processor time that the loop spent without looking
around (`scripts/workbench/bench/watched.py`); it may not be longer than HELD_MOST, whatever was sent, refused or
admitted. Lag is the longest that `/livez` had to wait while the requests came one after the other, by the wall: how
long everybody else was kept waiting, true on a quiet machine only. Rounds alternate, so that whatever else the
machine does meets all."""

import asyncio
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from scripts.local.template import running_database
from scripts.workbench.bench.dry import MISSED
from scripts.workbench.bench.hostile import (
    aliases,
    bomb,
    deep,
    directives,
    field_bomb,
    grid,
    in_other_words,
    repeated,
    repeated_root,
)
from scripts.workbench.bench.press import HOST, NAMES, a_port, connected, serving, settings
from scripts.workbench.bench.store import Bench
from scripts.workbench.bench.watched import HELD
from store.provisioning.provision import lay_out

ROUNDS, REQUESTS, CASES, SAVED = 3, 8, 20, 100
LOOK_SECONDS = 0.002
HELD_MOST = 0.1
"""Seconds of processor time for which nobody else is served, at most."""
READY_SECONDS = 300
MEGABYTE = 1_000_000
HOSTILE: Mapping[str, str] = {
    **{f"fragment bomb, depth {depth}": bomb(depth) for depth in (10, 20, 30, 50, 100, 200)},
    "fragment bomb with fields, depth 30": field_bomb(30),
    "inline fragments, 30 deep and 30 wide": grid(30, 30),
    "inline fragments, 60 deep": grid(60, 2),
    "10,000 aliases": aliases(10_000),
    "10,000 directives": directives(10_000),
    "20,000 fields": repeated(20_000),
    "16 levels of fields": deep(16),
    "one megabyte": "#" * MEGABYTE,
}
ACTIONS = "allowedActions { action allowed problem { code } }"
ADMITTED: Mapping[str, str] = {
    "every action on 100 cases": f"{{ cases(first: 100) {{ edges {{ node {{ {ACTIONS} }} }} }} }}",
    "the same under two names": f"{{ cases(first: 100) {{ edges {{ node {{ a: {ACTIONS} b: {ACTIONS} }} }} }} }}",
    "all errors under 10 names": repeated_root("errorCatalogue { code vi en }", 10),
    "one field 120 times": "{ me { " + "agency { id } " * 120 + "} }",
    "one field 49 times in other words": in_other_words(49),
    "20 fields of 100 cases": "{ cases(first: 100) { edges { node { " + "id code state claim " * 5 + "} } } }",
}
"""Documents that are within every limit, and as much work as one may be."""
fresh = itertools.count()

Send = Callable[[], Awaitable[None]]


class Api:
    """The API's process, and a caller of it."""

    def __init__(self, client: httpx.AsyncClient, process: int) -> None:
        self._client, self._process = client, process

    def cpu(self) -> float:
        """Seconds that all its threads have run."""
        tasks = Path(f"/proc/{self._process}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    async def page(self) -> None:
        """A page of cases, by a document that was never sent before."""
        rows = "edges { node { id code state claim lead { name } assigned { name } } }"
        await self._ask(f"query Q{next(fresh)} {{ cases(first: {CASES}) {{ totalCount {rows} }} }}", 200)

    async def admitted(self, text: str) -> None:
        """A document that is answered, and was never sent before."""
        await self._ask(f"# {next(fresh)}\n{text}", 200)

    async def hostile(self, text: str) -> None:
        """A document that is refused, by what it is at fault for."""
        await self._ask(f"# {next(fresh)}\n{text}", 413 if len(text) >= MEGABYTE else 400)

    async def _ask(self, query: str, wanted: int) -> None:
        answer = await self._client.post("/graphql", json={"query": query})
        code = answer.json().get("errors", [{}])[0].get("extensions", {}).get("code")
        right = {200: None, 400: "LIMIT_EXCEEDED", 413: "BODY_TOO_LARGE"}[wanted]
        if (answer.status_code, code) != (wanted, right):
            raise AssertionError(answer.text[:500])

    async def held(self) -> float:
        """The longest stretch for which the loop was held since it was asked for, in seconds of processor time."""
        return float((await self._client.get(HELD)).json())

    async def measured(self, send: Send) -> tuple[float, float, float]:
        """CPU of one of REQUESTS requests, how long the loop was held, and the lag in that time, in seconds."""
        await self.held()
        looking, before = asyncio.create_task(self._lag()), self.cpu()
        for _ in range(REQUESTS):
            await send()
        spent = self.cpu() - before
        looking.cancel()
        [lag] = await asyncio.gather(looking, return_exceptions=False)
        return spent / REQUESTS, await self.held(), lag

    async def _lag(self) -> float:
        longest = 0.0
        try:
            while True:
                begun = time.perf_counter()
                await self._client.get("/livez")
                longest = max(longest, time.perf_counter() - begun)
                await asyncio.sleep(LOOK_SECONDS)
        except asyncio.CancelledError:
            return longest


async def fill(uri: str) -> dict[str, Any]:
    """SAVED cases; the claims of a token of who may read them, without its times."""
    from pymongo import AsyncMongoClient

    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, NAMES)
        bench = Bench(connected(client))
        await bench.prepare()
        while len(bench.cases) < SAVED:
            bench.cases.append(await bench.a_case())
        who = bench.who
        return {"sub": who.subject, "client_id": who.client, "agency": who.agency, "scope": " ".join(who.scopes)}


def signed_in(claims: Mapping[str, Mapping[str, Any]], env: Mapping[str, str]) -> dict[str, str]:
    """Tokens of the bench's own issuer, by the names of their claims; the API is told the issuer's key."""
    key, now = ECKey.generate_key("P-256", {"kid": "bench", "alg": "ES256", "use": "sig"}), int(time.time())
    Path(env["CASEBOOK_JWKS_FILE"]).write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    issued = {"iss": env["CASEBOOK_ISSUER"], "aud": env["CASEBOOK_AUDIENCE"], "iat": now, "exp": now + 3600}
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "bench"}
    return {
        name: jws.serialize_compact(header, json.dumps({**own, **issued, "jti": str(uuid4())}).encode(), key)
        for name, own in claims.items()
    }


@asynccontextmanager
async def calling(port: int, process: int, token: str) -> AsyncIterator[Api]:
    """The API once it serves."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", headers=headers, timeout=60) as client:
        for _ in range(READY_SECONDS * 10):
            try:
                await client.get("/livez")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        yield Api(client, process)


async def measure(port: int, process: int, token: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The table's rows, and the names of the documents that held the loop for too long."""
    ratios: dict[str, list[tuple[float, ...]]] = {name: [] for name in names}
    pages: list[tuple[float, ...]] = []
    async with calling(port, process, token) as api:
        for _ in range(ROUNDS + 1):
            pages.append(await api.measured(api.page))
            for name, found in ratios.items():
                cpu, held, lag = await api.measured(sending(api, name))
                found.append((cpu / pages[-1][0], held * 1e3, lag * 1e3))
    cpu, held, lag = (statistics.median(page[which] for page in pages[1:]) * 1e3 for which in range(3))
    rows = [f"| a fresh page of {CASES} cases ({cpu:.1f} ms of CPU) | 1 | {held:.0f} | {lag:.0f} |"]
    rows += [
        f"| {name} | {_spread(found, 0)} | {_spread(found, 1, 0)} | {_spread(found, 2, 0)} |"
        for name, found in ratios.items()
    ]
    too_long = [name for name, found in ratios.items() if max(row[1] for row in found[1:]) > HELD_MOST * 1e3]
    return rows, too_long


def sending(api: Api, name: str) -> Send:
    """What sends a document of one of the tables."""
    if name in HOSTILE:
        return lambda: api.hostile(HOSTILE[name])
    return lambda: api.admitted(ADMITTED[name])


def _spread(rows: list[tuple[float, ...]], which: int, places: int = 2) -> str:
    found = sorted(row[which] for row in rows[1:])
    return f"{found[0]:.{places}f} / {statistics.median(found):.{places}f} / {found[-1]:.{places}f}"


def main(names: Sequence[str] = (*HOSTILE, *ADMITTED)) -> None:
    """Start a database and the API, measure, print. Raises SystemExit when one held the loop too long."""
    port = a_port()
    with tempfile.TemporaryDirectory() as made, running_database(Path(made) / "data") as database:
        claims, env = asyncio.run(fill(database.uri())), settings(database.uri(), Path(made))
        [token] = signed_in({"lead": claims}, env).values()
        with serving(
            "scripts.workbench.bench.watched:create", env | {"CASEBOOK_CALLER_RATE": "1000000"}, port
        ) as process:
            rows, too_long = asyncio.run(measure(port, process, token, names))
    print("| request (min / median / max) | CPU / page | loop held, ms of CPU | longest wait of others, ms of wall |")
    print("|---|---|---|---|")
    print("\n".join(rows))
    if too_long:
        print(f"\n**Missed:** the loop was held for more than {HELD_MOST:g} s of CPU by {', '.join(too_long)}.")
        sys.exit(MISSED)
