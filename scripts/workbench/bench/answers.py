"""What the same answers cost: by Casebook with and without query plans, and by stock Strawberry, at one database.

Figures are CPU of the answering process for one answer. Casebook has rights, limits, access records and logs; stock
Strawberry has none.
"""

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from scripts.workbench.bench.register import case_id
from scripts.workbench.bench.serving import API, Question, Server, Site, spread, table
from scripts.workbench.bench.stock import written

SIZE, ROUNDS, TIMES, CLIENTS = 200, 4, 100, 16
PREFIX: Final = "bench"
STOCK: Final = "stock Strawberry"
GOALS: Final[Mapping[str, float]] = {STOCK: 0.4}
"""What Casebook may cost of each at most, in every round."""
CASE = "id code state claim version changedAt lead { id name }"
NESTED = f"{CASE} checks {{ key at outcome summary }} expressionReviews {{ key at conclusion reasons }}"
PAGE = "query($first: Int!) {{ cases(first: $first) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage }} }} }}"
QUESTIONS: Final = (
    Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": case_id(SIZE // 2)}),
    Question("page of 20", PAGE.format(CASE), {"first": 20}),
    Question("page of 100", PAGE.format(CASE), {"first": 100}),
    Question("page of 100, nested", PAGE.format(NESTED), {"first": 100}),
)


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


async def costs(servers: Sequence[Server], question: Question, clients: int) -> Mapping[str, Sequence[float]]:
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
    with Site() as site:
        env, tokens = site.register(PREFIX, SIZE)
        servers = [
            site.server(name, API, {**env, "CASEBOOK_QUERY_PLANS": switch}, tokens, records=True)
            for name, switch in (("Casebook", "on"), ("without plans", "off"))
        ]
        plain = asyncio.run(written(site.uri, PREFIX))
        servers.append(site.server(STOCK, f"{__package__}.stock:create", plain, tokens))
        print(asyncio.run(measure(servers)))
