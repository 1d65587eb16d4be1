"""What an answer costs the API's process, for one checkout or for two that take turns at the same database.

`python -m scripts.workbench.bench checkouts [PATH]`: PATH is another checkout, such as the one before a change.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient

from scripts.local.template import running_database, running_queue
from scripts.workbench import ROOT
from scripts.workbench.bench.limits import signed_in
from scripts.workbench.bench.measuring import Candidate, Question, in_turn, served, spread, table
from scripts.workbench.bench.press import NAMES, a_port, connected, settings
from scripts.workbench.bench.register import enter_agencies, load
from scripts.workbench.bench.store import Bench
from store.driver.connection import Connection
from store.provisioning.provision import lay_out

SIZE, ROUNDS, TIMES = 200, 5, 20
CASE = "id code state claim category version lead { name } assigned { name }"
ACTIONS = "allowedActions { action allowed }"
LAID_OUT = (
    "import asyncio, sys; from pymongo import AsyncMongoClient; from store.provisioning.provision import lay_out; "
    "from store.driver.databases import Names; asyncio.run(lay_out(AsyncMongoClient(sys.argv[1]), Names(sys.argv[2])))"
)


def questions(one: str) -> Sequence[Question]:
    """What is asked: from next to nothing to the largest page."""

    def page(first: int, more: str = "") -> str:
        return f"{{ cases(first: {first}) {{ edges {{ node {{ {CASE} {more} }} }} pageInfo {{ endCursor }} }} }}"

    return (
        Question("`{ __typename }`", "{ __typename }"),
        Question("one case", f"query($id: ID!) {{ case(id: $id) {{ {CASE} }} }}", {"id": one}),
        Question("page of 20", page(20)),
        Question("page of 100", page(100)),
        Question("page of 20 with `allowedActions`", page(20, ACTIONS)),
        Question("page of 20, a member's", page(20), who="member"),
    )


async def prepared(uri: str, size: int) -> tuple[dict[str, dict[str, Any]], str]:
    """A register of a size; the claims of tokens of who may read it, and the id of one case."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, NAMES)
        connection: Connection = connected(client)
        bench = Bench(connection)
        await bench.prepare()
        others = await enter_agencies(bench.store)
        await load(connection, size)
    claims = {
        name: {"sub": who.subject, "client_id": who.client, "agency": who.agency, "scope": " ".join(who.scopes)}
        for name, who in {"lead": bench.who, **others}.items()
    }
    return claims, middle_of(size)


def middle_of(size: int) -> str:
    """The id of the case in the middle of a register of a size."""
    return f"case-{size // 2:032x}"


async def measure(candidates: Sequence[Candidate], asked: Sequence[Question]) -> list[list[str]]:
    """The table's rows."""
    for candidate in candidates:
        await candidate.ready()
    found = await in_turn(candidates, asked, ROUNDS, TIMES)
    rows = []
    for question in asked:
        costs = [[cost[0] for cost in found[question.name, candidate.name]] for candidate in candidates]
        ratios = [one / other for one, other in zip(costs[0], costs[-1], strict=True)]
        rows.append([question.name, *map(spread, costs), *([spread(ratios)] if len(candidates) > 1 else [])])
    return rows


def main(*others: str) -> None:
    """Start a database, a queue and an API for each checkout, measure, print."""
    roots = [ROOT, *(Path(other).resolve() for other in others)]
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        database = running.enter_context(running_database(Path(made) / "data"))
        queue = running.enter_context(running_queue(Path(made) / "queue"))
        claims, one = asyncio.run(prepared(database.uri(), SIZE))
        env = settings(database.uri(), Path(made)) | {"CASEBOOK_REDIS_URL": queue.url}
        env |= {"CASEBOOK_CALLER_RATE": "1000000"}
        tokens = signed_in(claims, env)
        candidates = []
        for root in roots:
            if root != ROOT:  # its queries name indexes of its own
                words = [sys.executable, "-c", LAID_OUT, database.uri(), NAMES.prefix]
                subprocess.run(words, cwd=root, env={"PYTHONPATH": str(root)}, check=True)
            port = a_port()
            process = running.enter_context(served(root, env, port))
            candidates.append(Candidate("this" if root == ROOT else "the other", process, port, tokens))
        rows = asyncio.run(measure(candidates, questions(one)))
    names = [f"{candidate.name}, ms" for candidate in candidates]
    print(table(["CPU of the API for one answer", *names, *(["this / the other"] if others else [])], rows))
