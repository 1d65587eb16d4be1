"""What the same answers cost: by plans, by graphql-core alone, and by others, at one database, in turn.

`python -m scripts.workbench.bench graphql`. Figures are CPU of the answering process for one answer. Ours has rights,
limits, records and logs, and each round pays for the record of its readings; the others have none. Mercurius is
installed with npm, once for all runs; without npm it is left out. Then: what 16 clients at once wait for, what
compiling a plan costs, and how long the loop is held meanwhile."""

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any, Final

import httpx
from graphql import OperationDefinitionNode
from pymongo import AsyncMongoClient

from domain.kernel.kind import Kind
from resolvers.root import build, executable
from scripts.local.template import running_database, running_queue
from scripts.workbench import ROOT
from scripts.workbench.bench.graphql import prepared
from scripts.workbench.bench.limits import signed_in
from scripts.workbench.bench.measuring import RECORDING, Candidate, Question, in_turn, served, spread, table
from scripts.workbench.bench.peers.rows import COLLECTION, DATABASE, ORDER, URI
from scripts.workbench.bench.press import a_port, connected, serving, settings
from store.heads.collection import heads_of

SIZE, ROUNDS = 200, 4
WARM = 100
"""Answers that every candidate gives before it is timed, however many ask: what compiles as it runs has compiled by
then."""
ROUND_SECONDS = 1.0
"""How long a round of ours lasts, about; all others give as many answers."""
CLIENTS, EACH = 16, 8
PLANS: Final = 100
PEERS: Final = "scripts.workbench.bench.peers"
PACKAGES: Final = ("fastify@5.12.8", "mercurius@16.10.1", "graphql@16.15.0", "mongodb@6.20.0")
INSTALL_SECONDS: Final = 300
OURS: Final = ("plans", "graphql-core alone")
GOALS: Final[Mapping[str, float]] = {
    "stock Strawberry": 0.4,
    "Starlette and orjson": 3.0,
    "Mercurius with its JIT": 0.6,
}
"""What ours may cost of each at most, in every round."""
KEPT: Final = Path(tempfile.gettempdir()) / "casebook-bench-node"
"""Where the packages of Mercurius are kept between runs."""
Shares = dict[str, list[list[float]]]
"""Ours over theirs by question: for each other candidate the rounds."""
CASE = "id code state claim version changedAt lead { id name }"
NESTED = f"{CASE} checks {{ key at outcome summary }} expressionReviews {{ key at conclusion reasons }}"


def page(fields: str) -> str:
    """A page of cases."""
    edges = f"edges {{ node {{ {fields} }} }}"
    return f"query($first: Int!) {{ cases(first: $first) {{ {edges} pageInfo {{ hasNextPage }} }} }}"


def questions(one: str) -> Sequence[Question]:
    """What everybody is asked."""
    return (
        Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": one}),
        Question("page of 20", page(CASE), {"first": 20}),
        Question("page of 100", page(CASE), {"first": 100}),
        Question("page of 100, nested", page(NESTED), {"first": 100}),
    )


async def in_the_clear(uri: str) -> str:
    """Write the cases as peers read them; the name of the database."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        connection = connected(client)
        rows = await heads_of(connection, Kind.CASE).find({}).to_list(None)
        database = heads_of(connection, Kind.CASE).stored.database
        await database[COLLECTION].create_index(ORDER)
        await database[COLLECTION].insert_many([dict(row) for row in rows])
        return str(database.name)


@contextmanager
def mercurius(env: Mapping[str, str], port: int) -> Iterator[int | None]:
    """A Node server: its process; None where its packages cannot be had."""
    if (folder := installed()) is None:
        yield None
        return
    process = subprocess.Popen(["node", "mercurius.mjs", str(port)], cwd=folder, env={"PATH": "/usr/bin:/bin", **env})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def installed() -> Path | None:
    """The folder with Mercurius and its packages, which are fetched when there are none or others."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    KEPT.mkdir(exist_ok=True)
    shutil.copy(ROOT / "scripts" / "workbench" / "bench" / "peers" / "mercurius.mjs", KEPT)
    wanted, told = "\n".join(PACKAGES), KEPT / "installed.txt"
    if told.exists() and told.read_text() == wanted:
        return KEPT
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    done = subprocess.run(install, cwd=KEPT, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    if done.returncode:
        return None
    told.write_text(wanted)
    return KEPT


async def agree(candidates: Sequence[Candidate], asked: Sequence[Question]) -> None:
    """Hold all answers against each other; the names of agencies are ours alone. Raises AssertionError."""
    async with httpx.AsyncClient(timeout=60) as client:
        for question in asked:
            found = [_unnamed(await candidate.ask(client, question)) for candidate in candidates]
            assert all(data == found[0] for data in found), question.name


def _unnamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unnamed(inner) for key, inner in value.items() if key != "name"}
    return [_unnamed(inner) for inner in value] if isinstance(value, list) else value


async def waits(candidate: Candidate, question: Question) -> list[float]:
    """Seconds that each of CLIENTS clients at once waits for its answers, in order."""
    found: list[float] = []

    async def client() -> None:
        async with httpx.AsyncClient(timeout=60) as connection:
            await candidate.ask(connection, question)
            for _ in range(EACH):
                begun = time.perf_counter()
                await candidate.ask(connection, question)
                found.append(time.perf_counter() - begun)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return sorted(found)


async def measure(candidates: Sequence[Candidate], asked: Sequence[Question]) -> None:
    """Print the tables."""
    for candidate in candidates:
        await candidate.ready()
    await agree(candidates, asked)
    alone = await compared(candidates, asked, 1)
    print_summary(candidates, {"one client": alone, f"{CLIENTS} at once": await compared(candidates, asked, CLIENTS)})
    rows = []
    for candidate in candidates:
        waited = await waits(candidate, asked[1])
        middle, late = waited[len(waited) // 2], waited[int(len(waited) * 0.99)]
        rows.append([candidate.name, f"{late / middle:.1f}"])
    print(table([f"{asked[1].name}, {CLIENTS} clients at once", "p99 / p50 of what they wait for"], rows), end="\n\n")


async def answers_a_round(candidates: Sequence[Candidate], question: Question, clients: int) -> int:
    """How many answers each client is given in a round, by what ours takes. It warms all candidates."""
    each, took = max(1, WARM // clients), list[float]()
    for candidate in candidates:
        async with AsyncExitStack() as open:
            connected = [await open.enter_async_context(httpx.AsyncClient(timeout=60)) for _ in range(clients)]
            begun = time.perf_counter()
            await asyncio.gather(*(_several(candidate, client, question, each) for client in connected))
            took.append((time.perf_counter() - begun) / each)
    return max(1, ceil(ROUND_SECONDS / took[0]))


async def _several(candidate: Candidate, client: httpx.AsyncClient, question: Question, times: int) -> None:
    for _ in range(times):
        await candidate.ask(client, question)


async def compared(candidates: Sequence[Candidate], asked: Sequence[Question], clients: int) -> Shares:
    """Print what answers cost with so many clients at once, and the share of others that ours is."""
    found: dict[tuple[str, str], list[list[float]]] = {}
    for question in asked:
        times = await answers_a_round(candidates, question, clients)
        found |= await in_turn(candidates, [question], ROUNDS, times, clients=clients)
    costs, shares = [], Shares()
    for question in asked:
        by_name = {each.name: [cost[0] for cost in found[question.name, each.name]] for each in candidates}
        costs.append([question.name, *(spread(by_name[each.name]) for each in candidates)])
        ours, *others = by_name.values()
        shares[question.name] = [[own / other for own, other in zip(ours, theirs, strict=True)] for theirs in others]
    names = [each.name for each in candidates]
    at_once = "one client" if clients == 1 else f"{clients} clients at once"
    print(table([f"CPU for one answer, ms, {at_once}", *names], costs), end="\n\n")
    rows = [[name, *map(spread, found)] for name, found in shares.items()]
    print(table([f"ours / theirs, {at_once}", *names[1:]], rows), end="\n\n", flush=True)
    return shares


def print_summary(candidates: Sequence[Candidate], found: Mapping[str, Shares]) -> None:
    """Print the middle and the most of all shares, and which are within the goals."""
    others = [candidate.name for candidate in candidates[1:]]
    rows = [
        [f"{question}, {at_once}", *map(judged, others, of_others)]
        for at_once, shares in found.items()
        for question, of_others in shares.items()
    ]
    goals = [f"{name} (goal {GOALS[name]:g})" if name in GOALS else name for name in others]
    print(table(["ours / theirs: the middle, and the most of all rounds", *goals], rows), end="\n\n", flush=True)


def judged(other: str, rounds: Sequence[float]) -> str:
    """The middle and the most; whether the most is within the goal, where there is one."""
    said, goal = f"{statistics.median(rounds):.2f}, at most {max(rounds):.2f}", GOALS.get(other)
    return said if goal is None else f"{said}: {'met' if max(rounds) <= goal else 'missed'}"


async def compiling() -> None:
    """Print what compiling costs the thread that does it, and for how long the loop is held meanwhile.

    That is CPU of the process between two steps of the loop, which does nothing else.
    """
    schema = executable(build())
    made = import_module("api.graphql.plan.plans")  # by name, as uvicorn is told of the API: scripts do not import it
    documents = import_module("api.graphql.prepare").Documents(schema, introspection=False)
    plans, spent = made.Plans(schema), list[float]()
    compile_one = plans._compile

    def timed(*what: Any) -> None:
        begun = time.thread_time()
        compile_one(*what)
        spent.append((time.thread_time() - begun) * 1e3)

    plans._compile = timed
    texts = [page(NESTED).replace("id code", f"a{number}: id code") for number in range(PLANS)]
    prepared = [documents.prepared(text) for text in texts]
    for document in prepared:
        operation: OperationDefinitionNode = document.operation(None)
        for _ in range(made.SEEN_LEAST):
            plans.plan(document, operation)
    steps, before = [], time.process_time()
    while not plans.idle:
        await asyncio.sleep(0)
        now = time.process_time()
        steps.append((now - before) * 1e3)
        before = now
    assert len(spent) == len(texts)
    rows = [[f"{len(spent)} plans of pages of cases, nested", spread(spent), f"{max(steps):.1f}"]]
    print(table(["compiled", "CPU of the compiling thread for one, ms", "longest step of the loop, ms of CPU"], rows))


def main() -> None:
    """Start a database, a queue and every candidate, measure, print."""
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        folder = Path(made)
        database = running.enter_context(running_database(folder / "data"))
        queue = running.enter_context(running_queue(folder / "queue"))
        claims, one = asyncio.run(prepared(database.uri(), SIZE))
        env = settings(database.uri(), folder) | {"CASEBOOK_REDIS_URL": queue.url, "CASEBOOK_CALLER_RATE": "1000000"}
        tokens = signed_in(claims, env)
        peers = {URI: database.uri(), DATABASE: asyncio.run(in_the_clear(database.uri()))}
        ports = iter(range(start := a_port(), start + 5))

        def candidate(name: str, process: int, port: int) -> Candidate:
            return Candidate(name, process, port, tokens, records=name in OURS)

        candidates = []
        for name, switch in zip(OURS, ("on", "off"), strict=True):
            port = next(ports)
            process = running.enter_context(served(ROOT, env | {"CASEBOOK_QUERY_PLANS": switch}, port, RECORDING))
            candidates.append(candidate(name, process, port))
        for name, module in (("stock Strawberry", "stock"), ("Starlette and orjson", "direct")):
            port = next(ports)
            process = running.enter_context(serving(f"{PEERS}.{module}:create", peers, port))
            candidates.append(candidate(name, process, port))
        port = next(ports)
        if (found := running.enter_context(mercurius(peers, port))) is not None:
            candidates.append(candidate("Mercurius with its JIT", found, port))
        else:
            print("Mercurius is left out: npm cannot install it", file=sys.stderr)
        asyncio.run(measure(candidates, questions(one)))
    asyncio.run(compiling())
