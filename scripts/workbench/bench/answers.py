"""Gain by query plans: the same answers by the API with and without them, at one database.

Figures are CPU of the answering process for one answer.
"""

import asyncio
import statistics
from collections.abc import Sequence
from typing import Final

import httpx

from scripts.workbench.bench.register import case_id
from scripts.workbench.bench.serving import API, Question, Server, Site, spread, table

SIZE, ROUNDS, TIMES, CLIENTS = 200, 4, 100, 16
PREFIX: Final = "bench"
CASE = "id code state claim version changedAt lead { id name }"
NESTED = f"{CASE} checks {{ key at outcome summary }} expressionReviews {{ key at conclusion reasons }}"
PAGE = "query($first: Int!) {{ cases(first: $first) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage }} }} }}"
QUESTIONS: Final = (
    Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": case_id(SIZE // 2)}),
    Question("page of 20", PAGE.format(CASE), {"first": 20}),
    Question("page of 100", PAGE.format(CASE), {"first": 100}),
    Question("page of 100, nested", PAGE.format(NESTED), {"first": 100}),
)


async def costs(servers: Sequence[Server], question: Question, clients: int) -> Sequence[Sequence[float]]:
    """Return the milliseconds of each round for each server; the first round warms up and does not count."""
    found: list[list[float]] = [[] for _ in servers]
    for number in range(ROUNDS + 1):
        for at in range(len(servers))[:: -1 if number % 2 else 1]:
            found[at].append(await servers[at].cost(question, max(1, TIMES // clients), clients))
    return [rounds[1:] for rounds in found]


def share(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Write the middle and the most of our share."""
    shares = [own / their for own, their in zip(ours, theirs, strict=True)]
    return f"{statistics.median(shares):.2f}, at most {max(shares):.2f}"


async def measure(servers: Sequence[Server]) -> str:
    """Return the table. Raises AssertionError where the answers differ."""
    for server in servers:
        await server.ready()
    rows = []
    for question in QUESTIONS:
        async with httpx.AsyncClient(timeout=60) as client:
            first, second = [await server.ask(client, question) for server in servers]
        assert first == second, question.name
        for clients in (1, CLIENTS):
            ours, theirs = await costs(servers, question, clients)
            rows.append([f"{question.name}, {clients} at once", spread(ours), share(ours, theirs)])
    return table(["CPU of one answer, ms", "with plans", "share of without"], rows)


def main() -> None:
    """Start a database, a queue and both servers, measure, print."""
    with Site() as site:
        env, tokens = site.register(PREFIX, SIZE)
        switched = [{**env, "CASEBOOK_QUERY_PLANS": switch} for switch in ("on", "off")]
        servers = [site.server("API", API, own, tokens) for own in switched]
        print(asyncio.run(measure(servers)))
