"""Cost of hostile documents to the API, refused and admitted, over a fresh page of 20 cases each.

Held is the longest stretch of CPU that the loop spent on one turn (`measured_api.py`); it may not be longer than
HELD_MOST, whatever was sent.
"""

import asyncio
import itertools
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import httpx

from scripts.workbench.bench.measured_api import HELD
from scripts.workbench.bench.serving import API, Server, Site, spread, table


def bomb(lines: int, spreads: int = 2) -> str:
    """Fragments that each spread the next one several times: 2^lines selections."""
    body = [f"fragment F{n} on Query {{ {f'...F{n + 1} ' * spreads}}}" for n in range(lines)]
    return "{ ...F0 } " + " ".join(body) + f" fragment F{lines} on Query {{ __typename }}"


def field_bomb(lines: int) -> str:
    """The same with fields in between, which all have to be resolved."""
    twice = "... on Case {{ duplicates {{ case {{ ...F{n} ...F{n} }} }} }}"
    body = [f"fragment F{n} on Node {{ {twice.format(n=n + 1)} }}" for n in range(lines)]
    return '{ node(id: "x") { ...F0 } } ' + " ".join(body) + f" fragment F{lines} on Node {{ id }}"


def grid(rows: int, columns: int) -> str:
    """Inline fragments within and after each other."""
    cell = "... on Query { " * rows + "__typename" + " }" * rows
    return "{ " + f"{cell} " * columns + "}"


def aliases(count: int) -> str:
    """One field under many names."""
    return "{ " + " ".join(f"a{n}: __typename" for n in range(count)) + " }"


def directives(count: int) -> str:
    """One field under many conditions."""
    return "{ me { isPerson " + "@include(if: true) " * count + "} }"


def repeated(count: int) -> str:
    """One field again and again."""
    return "{ " + "__typename " * count + "}"


def in_other_words(count: int) -> str:
    """One field again and again, each time in other words."""
    return "{ me { " + " ".join(f"agency {{{' ' * n}id }}" for n in range(count)) + " } }"


def repeated_root(field: str, count: int) -> str:
    """One root field under many names."""
    return "{ " + " ".join(f"a{n}: {field}" for n in range(count)) + " }"


def deep(levels: int) -> str:
    """Fields within fields."""
    return '{ node(id: "x") { ... on Case ' + "{ duplicates " * levels + "{ id }" + " }" * levels + " } }"


def cycle(length: int) -> str:
    """Fragments that end in themselves."""
    body = [f"fragment F{n} on Query {{ ...F{(n + 1) % length} }}" for n in range(length)]
    return "{ ...F0 } " + " ".join(body)


ROUNDS, REQUESTS, CASES, SAVED = 3, 8, 20, 100
HELD_MOST = 0.1
"""Seconds of CPU for which nobody else is served, at most."""
MISSED: Final = 3
"""The exit code when the loop was held for too long."""
PREFIX: Final = "bench"
MEGABYTE: Final = 1_000_000
ACTIONS = "allowedActions { action allowed problem { code } }"
PAGE = f"{{ cases(first: {CASES}) {{ totalCount edges {{ node {{ id code state claim lead {{ name }} }} }} }} }}"
HOSTILE: Final[Mapping[str, str]] = {
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
ADMITTED: Final[Mapping[str, str]] = {
    "every action on 100 cases": f"{{ cases(first: 100) {{ edges {{ node {{ {ACTIONS} }} }} }} }}",
    "the same under two names": f"{{ cases(first: 100) {{ edges {{ node {{ a: {ACTIONS} b: {ACTIONS} }} }} }} }}",
    "all errors under 10 names": repeated_root("errorCatalogue { code vi en }", 10),
    "one field 120 times": "{ me { " + "agency { id } " * 120 + "} }",
    "one field 49 times in other words": in_other_words(49),
    "20 fields of 100 cases": "{ cases(first: 100) { edges { node { " + "id code state claim " * 5 + "} } } }",
}
"""Documents within every limit, and as much work as one may be."""
ANSWERS: Final = {200: None, 400: "LIMIT_EXCEEDED", 413: "BODY_TOO_LARGE"}
Found = tuple[float, float]
"""Seconds of CPU of one request, and the longest stretch for which the loop was held."""


class Sender:
    """Sends documents that were never sent before."""

    def __init__(self, client: httpx.AsyncClient, server: Server) -> None:
        self._client, self._server, self._fresh = client, server, itertools.count()

    async def measured(self, text: str, status: int) -> Found:
        """Send a document REQUESTS times. Raises AssertionError for another answer than is expected."""
        await self._held()
        before = self._server.cpu()
        for _ in range(REQUESTS):
            answer = await self._client.post("/graphql", json={"query": f"# {next(self._fresh)}\n{text}"})
            code = answer.json().get("errors", [{}])[0].get("extensions", {}).get("code")
            assert (answer.status_code, code) == (status, ANSWERS[status]), answer.text[:500]
        return (self._server.cpu() - before) / REQUESTS, await self._held()

    async def _held(self) -> float:
        return float((await self._client.get(HELD)).json())


def expected(name: str, text: str) -> int:
    """Return the status with which a document is answered."""
    if name in ADMITTED:
        return 200
    return 413 if len(text) >= MEGABYTE else 400


async def measure(server: Server) -> tuple[list[list[str]], Sequence[str]]:
    """Return the table's rows, and the names of what held the loop for too long; the first round warms up."""
    await server.ready()
    documents = {**HOSTILE, **ADMITTED}
    pages, found = list[Found](), {name: list[Found]() for name in documents}
    headers = {"Authorization": f"Bearer {server.tokens['lead']}", "Accept": "application/graphql-response+json"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as client:
        sender = Sender(client, server)
        for _ in range(ROUNDS + 1):
            pages.append(await sender.measured(PAGE, 200))
            for name, text in documents.items():
                found[name].append(await sender.measured(text, expected(name, text)))
    rows = [[f"a fresh page of {CASES} cases, ms", spread([cpu * 1e3 for cpu, _ in pages[1:]]), _held_ms(pages)]]
    for name, rounds in found.items():
        shares = [cpu / page[0] for (cpu, _), page in zip(rounds, pages, strict=True)][1:]
        rows.append([name, spread(shares), _held_ms(rounds)])
    return rows, [name for name, rounds in found.items() if max(held for _, held in rounds[1:]) > HELD_MOST]


def _held_ms(rounds: Sequence[Found]) -> str:
    return spread([held * 1e3 for _, held in rounds[1:]], 0)


def main() -> None:
    """Start a database and the API, measure, print. Raises SystemExit when the loop was held for too long."""
    with Site() as site:
        env, tokens = site.register(PREFIX, SAVED)
        rows, too_long = asyncio.run(measure(site.server("API", API, env, tokens)))
    print(table(["document", "CPU / page", "loop held, ms of CPU"], rows))
    if too_long:
        print(f"\n**Missed:** the loop was held for more than {HELD_MOST:g} s of CPU by {', '.join(too_long)}.")
        sys.exit(MISSED)
