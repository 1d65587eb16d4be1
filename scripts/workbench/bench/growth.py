"""What an answer costs as the register grows: CPU of the API's process, and of the database's.

`python -m scripts.workbench.bench growth SIZE… [NAME…]`: sizes in cases, such as `1000 10000`; names of what is
asked, or parts of them, such as `inbox search`, narrow it to these. Each size has a database and an API of its own,
which are asked in turn, so that whatever else the machine does meets all of them. The embedded database works for
seconds or minutes where a MongoDB reads a page, and the API's process burns meanwhile: what the API burns while
nobody asks is measured first and subtracted. Each row shows how many rows an answer has at each size: only where
these are equal does the last column measure the register's growth. Loading takes long: with CASEBOOK_BENCH_DATA, a
folder, a register is loaded once and used again. CASEBOOK_BENCH_ROUNDS is how often each question is asked TIMES."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from pymongo import AsyncMongoClient

from scripts.local.template import running_database, running_queue
from scripts.workbench import ROOT
from scripts.workbench.bench.filled import fill
from scripts.workbench.bench.graphql import CASE, middle_of, prepared
from scripts.workbench.bench.limits import signed_in
from scripts.workbench.bench.measuring import (
    ANSWER_SECONDS,
    PATIENT,
    Candidate,
    Question,
    TimedOut,
    served,
    spread,
    table,
    whole_cpu_of,
)
from scripts.workbench.bench.press import a_port, connected, settings
from scripts.workbench.bench.register import COMMON, RARE, WORD

ROUNDS, TIMES = 3, 20
IDLE_SECONDS = 10.0
KEPT = "CASEBOOK_BENCH_DATA"
EDGES = f"edges {{ node {{ {CASE} }} }}"
INBOX = "{ inbox { duties { kind count } states { state count } } }"
SEARCH = f"query($words: String!) {{ search(words: $words) {{ total truncated cases {{ {CASE} }} }} }}"
SOUGHT = {
    "search for a word in as many cases": WORD,
    "search for a word in many claims, page of 20": COMMON,
    "search for that and one in few claims": f"{RARE} {COMMON}",
    "search for a phrase": f'"{WORD}"',
}


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
            Question(f"inbox, of which more waits{shown}", INBOX, who=who),
        ]
    found.append(Question("inbox, of which as much waits", INBOX, who="desk"))
    for name, words in SOUGHT.items():
        found.append(Question(name, SEARCH, {"words": words}))
    return found


def rows_in(data: Mapping[str, Any]) -> int:
    """How many rows an answer shows; of an inbox, the duties that it counts."""
    [found] = data.values()
    if "duties" in found:
        return sum(duty["count"] for duty in found["duties"])
    return len(found.get("edges", found.get("cases", [found])))


def loaded(folder: Path, size: int) -> tuple[Path, dict[str, dict[str, Any]], str]:
    """The data of a size, the claims of who may read it, and the id of one case; made where there is none."""
    home, told = folder / str(size) / "data", folder / str(size) / "prepared.json"
    if not told.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with running_database(home, sync=False) as database:
            claims, _ = asyncio.run(prepared(database.uri(), 0))
            database.halt()
        asyncio.run(filled(home, size))
        told.write_text(json.dumps(claims))
    return home, json.loads(told.read_text()), middle_of(size)


async def filled(home: Path, size: int) -> None:
    """Fill a database that is down."""
    async with AsyncMongoClient[dict[str, Any]]("mongodb://localhost.invalid", connect=False) as client:
        fill(home, connected(client), size)


@contextmanager
def candidate_of(folder: Path, size: int, made: Path) -> Iterator[tuple[Candidate, str]]:
    """A database of a size with a patient API, and the id of one case in it."""
    home, claims, one = loaded(folder, size)
    own = made / str(size)
    own.mkdir(parents=True)
    with ExitStack() as running:
        database = running.enter_context(running_database(home, sync=False))
        queue = running.enter_context(running_queue(own / "queue"))
        env = settings(database.uri(), own) | {"CASEBOOK_REDIS_URL": queue.url, "CASEBOOK_CALLER_RATE": "1000000"}
        tokens, port = signed_in(claims, env), a_port()
        process = running.enter_context(served(ROOT, env, port, PATIENT))
        yield Candidate(f"{size:,}", process, port, tokens, database.process.pid, records=True), one


async def measure(candidates: Sequence[Candidate], asked: Sequence[Question], rounds: int) -> list[list[str]]:
    """The table's rows: for each question the CPU of both at each size, and the API's largest size over its first."""
    for candidate in candidates:
        await candidate.ready()
    await asyncio.gather(*(candidate.look_idle(IDLE_SECONDS) for candidate in candidates))
    idle = ", ".join(f"{candidate.burned * 1e3:.1f}" for candidate in candidates)
    print(f"The APIs burn {idle} ms a second while nobody asks.", end="\n\n", flush=True)
    rows = list[list[str]]()
    for question in asked:
        answers = [await first_answer(candidate, question) for candidate in candidates]
        first = [answer[0] if answer else None for answer in answers]
        costs: list[list[float]] = [[] for _ in candidates]
        for number in range(rounds):
            for at in range(len(candidates))[:: -1 if number % 2 else 1]:
                if first[at] is not None:
                    costs[at].append((await candidates[at].cost(question, TIMES))[0])
        shown = " → ".join(str(rows_in(answer[1])) if answer else "-" for answer in answers)
        rows.append(row_of(question.name, shown, first, costs))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


async def first_answer(candidate: Candidate, question: Question) -> tuple[float, Mapping[str, Any]] | None:
    """An answer that the database never gave, and the milliseconds of CPU it takes; None if it takes too long."""
    assert candidate.database is not None
    before = whole_cpu_of(candidate.database)  # its threads end with connections
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as client:
        try:
            data = await candidate.ask(client, question)
        except TimedOut:
            return None
    return (whole_cpu_of(candidate.database) - before) * 1e3, data


def row_of(name: str, shown: str, first: Sequence[float | None], costs: Sequence[Sequence[float]]) -> list[str]:
    """A question's row. The last two cells are the least at the largest size over that at the first, and ratios."""
    cells = [shown]
    for took, own in zip(first, costs, strict=True):
        cells += ["timed out", "timed out"] if took is None else [spread(own, 1), f"{took:,.0f}"]
    ratios = [more / less for more, less in zip(costs[-1], costs[0], strict=False)]
    return [name, *cells, f"{min(costs[-1]) / min(costs[0]):.2f}" if ratios else "-", spread(ratios) if ratios else "-"]


def main(*given: str) -> None:
    """Measure at each size, print."""
    names = [name for name in given if not name.isdecimal()]
    sizes = sorted(int(size) for size in given if size.isdecimal())

    def asked(one: str) -> Sequence[Question]:
        return [question for question in questions(one) if not names or any(name in question.name for name in names)]

    compare(sizes, asked)


def compare(sizes: Sequence[int], asked: Callable[[str], Sequence[Question]]) -> None:
    """Start a database, a queue and an API for each size, ask in turn, print. What is asked may name a case."""
    kept, rounds = os.environ.get(KEPT), int(os.environ.get("CASEBOOK_BENCH_ROUNDS", ROUNDS))
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        folder = Path(kept or made)
        found = [running.enter_context(candidate_of(folder, size, Path(made) / "run")) for size in sizes]
        rows = asyncio.run(measure([candidate for candidate, _ in found], asked(found[0][1]), rounds))
    sides = [f"{side} {size:,}" for size in sizes for side in ("API at", "database for the first at")]
    over = ["API, largest / smallest: of the least", "of each round"]
    heads = ["CPU of one answer, ms (min / median / max)", "rows shown", *sides, *over]
    columns = len(heads) if len(sizes) > 1 else len(heads) - len(over)
    print(table(heads[:columns], [row[:columns] for row in rows]))
