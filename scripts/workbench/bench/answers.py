"""What the same answers cost: by Casebook with and without query plans, and by other servers, at one database.

Figures are CPU of the answering process for one answer. Casebook has rights, limits, access records and logs; the
others have none. Mercurius is installed with npm into a folder that is kept; without npm it is left out.
"""

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import httpx

from scripts.local.template import running_database, running_queue
from scripts.workbench.bench.plain_cases import written
from scripts.workbench.bench.register import MASTER, case_id, fill
from scripts.workbench.bench.serving import (
    API,
    Question,
    Server,
    ports,
    running,
    serving,
    settings,
    signed,
    spread,
    table,
)

SIZE, ROUNDS, TIMES, CLIENTS = 200, 4, 100, 16
PREFIX: Final = "bench"
MERCURIUS: Final = Path(__file__).with_name("mercurius.mjs")
PACKAGES: Final = ("fastify@5.12.8", "mercurius@16.10.1", "graphql@16.15.0", "mongodb@6.20.0")
INSTALL_SECONDS: Final = 300
KEPT: Final = Path(tempfile.gettempdir()) / "casebook-bench-node"
OURS: Final = {"Casebook": "on", "without plans": "off"}
GOALS: Final[Mapping[str, float]] = {
    "stock Strawberry": 0.4,
    "Mercurius with its JIT": 0.6,
}
"""What Casebook may cost of each at most, in every round."""
CASE = "id code state claim version changedAt lead { id name }"
NESTED = f"{CASE} checks {{ key at outcome summary }} expressionReviews {{ key at conclusion reasons }}"
Costs = Mapping[str, Sequence[float]]


def page(fields: str) -> str:
    """Ask for a page of cases."""
    return (
        f"query($first: Int!) {{ cases(first: $first) "
        f"{{ edges {{ node {{ {fields} }} }} pageInfo {{ hasNextPage }} }} }}"
    )


QUESTIONS: Final = (
    Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": case_id(SIZE // 2)}),
    Question("page of 20", page(CASE), {"first": 20}),
    Question("page of 100", page(CASE), {"first": 100}),
    Question("page of 100, nested", page(NESTED), {"first": 100}),
)


def mercurius() -> Path | None:
    """Return the folder of Mercurius, installing what is missing; None without npm."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    KEPT.mkdir(exist_ok=True)
    shutil.copy(MERCURIUS, KEPT)
    wanted, installed = "\n".join(PACKAGES), KEPT / "installed.txt"
    if installed.exists() and installed.read_text() == wanted:
        return KEPT
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    if subprocess.run(install, cwd=KEPT, capture_output=True, timeout=INSTALL_SECONDS, check=False).returncode:
        return None
    installed.write_text(wanted)
    return KEPT


async def agree(servers: Sequence[Server]) -> None:
    """Hold all answers against each other, but for the names of agencies. Raises AssertionError."""
    async with httpx.AsyncClient(timeout=60) as client:
        for question in QUESTIONS:
            found = [_unnamed(await server.ask(client, question)) for server in servers]
            assert all(data == found[0] for data in found), question.name


def _unnamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unnamed(inner) for key, inner in value.items() if key != "name"}
    return [_unnamed(inner) for inner in value] if isinstance(value, list) else value


async def costs(servers: Sequence[Server], question: Question, clients: int) -> Costs:
    """Return the milliseconds of each round by server; the first round warms up and does not count."""
    found: dict[str, list[float]] = {server.name: [] for server in servers}
    for number in range(ROUNDS + 1):
        for server in (servers, servers[::-1])[number % 2]:
            found[server.name].append(await server.cost(question, max(1, TIMES // clients), clients))
    return {name: rounds[1:] for name, rounds in found.items()}


def judged(other: str, ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Write the middle and the most of our share; with a goal, whether every round met it."""
    shares = [own / their for own, their in zip(ours, theirs, strict=True)]
    text, goal = f"{statistics.median(shares):.2f}, at most {max(shares):.2f}", GOALS.get(other)
    return text if goal is None else f"{text}: {'met' if max(shares) <= goal else 'missed'}"


async def measure(servers: Sequence[Server]) -> str:
    """Return the table."""
    for server in servers:
        await server.ready()
    await agree(servers)
    ours, others = servers[0].name, [server.name for server in servers[1:]]
    rows = []
    for clients in (1, CLIENTS):
        for question in QUESTIONS:
            found = await costs(servers, question, clients)
            name = question.name if clients == 1 else f"{question.name}, {clients} clients"
            rows.append([name, spread(found[ours]), *(judged(name, found[ours], found[name]) for name in others)])
    goals = [f"{name} (goal {GOALS[name]:g})" if name in GOALS else name for name in others]
    return table(["CPU of Casebook for one answer, ms", ours, *(f"share of {name}" for name in goals)], rows)


def main() -> None:
    """Start a database, a queue and every server, measure, print."""
    with tempfile.TemporaryDirectory() as made, ExitStack() as started:
        folder, port = Path(made), ports()
        uri = started.enter_context(running_database(folder / "data", sync=False)).uri()
        queue = started.enter_context(running_queue(folder / "queue"))
        env = settings(uri, PREFIX, folder / "api", queue.url)
        tokens = signed(asyncio.run(fill(uri, PREFIX, SIZE)), env)
        plain = asyncio.run(written(uri, PREFIX, MASTER))
        apps = [(name, API, {**env, "CASEBOOK_QUERY_PLANS": switch}) for name, switch in OURS.items()]
        apps += [("stock Strawberry", f"{__package__}.stock:create", plain)]
        servers = []
        for name, app, own in apps:
            process = started.enter_context(serving(app, own, at := next(port)))
            servers.append(Server(name, process, at, tokens, records=name in OURS))
        if node := mercurius():
            process = started.enter_context(running(["node", "mercurius.mjs", str(at := next(port))], plain, node))
            servers.append(Server("Mercurius with its JIT", process, at, tokens))
        else:
            print("Mercurius is left out: npm cannot install it", file=sys.stderr)
        print(asyncio.run(measure(servers)))
