"""Cost of an answer as the register grows: CPU of the API's process at each size, asked in turn.

The registers lie in one database, an embedded one or that of BENCH_MONGO_URI, under prefixes of their own. What the API
takes while nobody asks is not counted. The rows that an answer shows are printed for each size: where they are as many,
the ratio is about the register's growth.
"""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from scripts.workbench.bench.measured_api import PATIENCE
from scripts.workbench.bench.register import COMMON, RARE, WORD, case_id
from scripts.workbench.bench.serving import ANSWER_SECONDS, API, Question, Server, Site, TimedOut, spread, table

ROUNDS, TIMES, IDLE_SECONDS = 3, 5, 10.0
DATABASE: Final = "BENCH_MONGO_URI"
CASE = "id code state claim category version lead { name } assigned { name }"
EDGES = f"edges {{ node {{ {CASE} }} }}"
INBOX = "{ inbox { duties { kind count } states { state count } } }"
SEARCH = f"query($words: String!) {{ search(words: $words) {{ total truncated cases {{ {CASE} }} }} }}"
LISTS: Final[Mapping[str, str]] = {
    "page of 20": f"{{ cases(first: 20) {{ {EDGES} }} }}",
    "page of 100": f"{{ cases(first: 100) {{ {EDGES} }} }}",
    "page of 20 by deadline": f"{{ cases(first: 20, orderBy: DEADLINE) {{ {EDGES} }} }}",
    "page of 20 in two states": f"{{ cases(first: 20, filter: {{ states: [RECEIVED, CHECKING] }}) {{ {EDGES} }} }}",
    "count to 10,000": "{ cases(first: 1) { totalCount } }",
    "inbox": INBOX,
}
SOUGHT: Final[Mapping[str, str]] = {
    "search for a word in as many cases": WORD,
    "search for a word in many claims": COMMON,
    "search for that and one in few claims": f"{RARE} {COMMON}",
    "search for a phrase": f'"{WORD}"',
}


def questions(one: str) -> Sequence[Question]:
    """Return what is asked: lists as the lead agency and as a member sees them, inboxes and search."""
    return (
        Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": one}),
        *(Question(f"{name}, {who}'s", text, who=who) for name, text in LISTS.items() for who in ("lead", "member")),
        Question("inbox of which as much waits", INBOX, who="desk"),
        *(Question(name, SEARCH, {"words": words}) for name, words in SOUGHT.items()),
    )


def shown(data: Mapping[str, Any]) -> int:
    """Count the rows of an answer; of an inbox, its duties."""
    [found] = data.values()
    if "duties" in found:
        return sum(duty["count"] for duty in found["duties"])
    return len(found.get("edges", found.get("cases", [found])))


async def row(servers: Sequence[Server], question: Question) -> list[str]:
    """Ask every server in turn; return the table's row."""
    rows, costs = list[str](), [list[float]() for _ in servers]
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as client:
        try:
            for server in servers:
                rows.append(str(shown(await server.ask(client, question))))
            for number in range(ROUNDS):
                for at in range(len(servers))[:: -1 if number % 2 else 1]:
                    costs[at].append(await servers[at].cost(question, TIMES))
        except TimedOut:
            return [question.name, *["timed out"] * (len(servers) + 2)]
    ratio = f"{min(costs[-1]) / min(costs[0]):.2f}"
    return [question.name, " → ".join(rows), *(spread(own, 1) for own in costs), ratio]


async def measure(servers: Sequence[Server]) -> list[list[str]]:
    """Return the table's rows, and print each as it is found."""
    for server in servers:
        await server.ready()
    await asyncio.gather(*(server.idle(IDLE_SECONDS) for server in servers))
    rows = []
    for question in questions(case_id(0)):
        rows.append(await row(servers, question))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


def main(*sizes: int) -> None:
    """Make a register and start an API for each size, measure, print."""
    with Site(os.environ.get(DATABASE)) as site:
        servers = []
        for size in sorted(sizes):
            env, tokens = site.register(f"bench{size}", size)
            servers.append(site.server(f"{size:,}", API, {**env, PATIENCE: "600"}, tokens))
        rows = asyncio.run(measure(servers))
    heads = [f"{server.name} cases" for server in servers]
    print(table(["CPU of one answer, ms", "rows shown", *heads, "largest / smallest"], rows))
