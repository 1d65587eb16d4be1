"""What an answer costs as the register grows: CPU of the API's process and of the database's.

`python -m scripts.bench growth SIZE…`: sizes in cases, growing, such as `1000 10000`. One API serves one database to
which cases are added between two sizes.
"""

import asyncio
import secrets
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient

from scripts.bench.graphql import CASE, prepared
from scripts.bench.limits import signed_in
from scripts.bench.measuring import ROOT, Candidate, Question, in_turn, served, spread, table
from scripts.bench.press import connected, settings
from scripts.bench.register import SYLLABLES, load
from scripts.embedded.template import running_database, running_queue

ROUNDS, TIMES = 2, 2
EDGES = f"edges {{ node {{ {CASE} }} }}"


def questions(one: str) -> Sequence[Question]:
    """Lists, inboxes and search, as the lead agency sees them and as a member does."""
    found = [Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": one})]
    for who in ("lead", "member"):
        shown = "" if who == "lead" else ", a member's"
        found += [
            Question(f"page of 20{shown}", f"{{ cases(first: 20) {{ {EDGES} }} }}", who=who),
            Question(f"page of 100{shown}", f"{{ cases(first: 100) {{ {EDGES} }} }}", who=who),
            Question(
                f"page of 20 by deadline{shown}", f"{{ cases(first: 20, order: DEADLINE) {{ {EDGES} }} }}", who=who
            ),
            Question(
                f"page of 20 in two states{shown}",
                f"{{ cases(first: 20, filter: {{ states: [RECEIVED, CHECKING] }}) {{ {EDGES} }} }}",
                who=who,
            ),
            Question(f"count to 10,000{shown}", "{ cases(first: 1) { totalCount } }", who=who),
            Question(f"inbox{shown}", "{ inbox { duties { kind count } states { state count } } }", who=who),
        ]
    words = {"words": f"{SYLLABLES[-1]} ba"}  # one that few claims have, and one that many have
    found.append(Question("search", "query($words: String!) { search(words: $words) { total truncated } }", words))
    return found


async def grown(uri: str, size: int, since: int) -> None:
    """Add cases up to a size."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await load(connected(client), size, since=since)


async def measure(candidate: Candidate, sizes: Sequence[int], uri: str, database: int, one: str) -> list[list[str]]:
    """The table's rows: for each question the API's and the database's CPU at each size."""
    await candidate.ready()
    asked, rows = questions(one), dict[str, list[str]]()
    for before, size in zip((sizes[0], *sizes), sizes, strict=False):
        if size > before:
            await grown(uri, size, before)
        found = await in_turn([candidate], asked, ROUNDS, TIMES, [database])
        for question in asked:
            costs = found.get((question.name, candidate.name))
            rows.setdefault(question.name, [question.name]).extend(
                spread([cost[which] for cost in costs], 1) if costs else "timed out" for which in (0, 1)
            )
    return list(rows.values())


def main(*given: str) -> None:
    """Start a database, a queue and the API, measure at each size, print."""
    sizes = sorted(map(int, given))
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        database = running.enter_context(running_database(Path(made) / "data", sync=False))
        queue = running.enter_context(running_queue(Path(made) / "queue"))
        claims, one = asyncio.run(prepared(database.uri(), sizes[0]))
        env = settings(database.uri(), Path(made)) | {"CASEBOOK_REDIS_URL": queue.url}
        env |= {"CASEBOOK_CALLER_RATE": "1000000"}
        tokens = signed_in(claims, env)
        port = 20_000 + secrets.randbelow(20_000)
        process = running.enter_context(served(ROOT, env, port))
        candidate = Candidate("this", process, port, tokens)
        rows = asyncio.run(measure(candidate, sizes, database.uri(), database.process.pid, one))
    sides = [f"{side} at {size:,}" for size in sizes for side in ("API", "database")]
    print(table(["CPU of one answer, ms (min / median / max)", *sides], rows))
