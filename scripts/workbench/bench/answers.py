"""Questions that peers answer too, questions that only Casebook answers, and costs as the register grows.

Ids, times and people vary, so that no question repeats. The peers store Casebook's answers.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx

from domain.kernel.vocabulary import Kind
from scripts.workbench import ROOT
from scripts.workbench.bench import stock, writes
from scripts.workbench.bench.register import SEED, SYLLABLES, case_id, opened_at
from scripts.workbench.bench.site import HEAD, PREFIX, Question, Server, Site, costs_of, line, rounds, share
from store.driver.connection import Connection
from store.heads.collection import heads_of

API: Final = "scripts.workbench.bench.measured_api:create"
SIZE, PAGE = 1_000, 100
LEADS, MIXED = ("lead-handler", "lead-signatory", "inspector"), ("lead-handler", "department-handler", "inspector")
PLAIN = "id code state claim version changedAt lead { id name }"
NESTED = f"{PLAIN} checks {{ key at outcome summary }} expressionReviews {{ key at conclusion reasons }}"
LIST = "(first: $first, after: $after, filter: $filter) {{ edges {{ node {{ {} }} }} pageInfo {{ hasNextPage }} }}"
KINDS = ("text", "word", "day", "flag", "instant", "number")
SIDES = " ".join(f"... on {kind.capitalize()}Change {{ {kind}Before {kind}After }}" for kind in KINDS)
EVENT = f"streamId version type at agency {{ id name }} changes {{ __typename field {SIDES} }}"
ACTIONS = "allowedActions { action allowed problem { code } }"
DESK: Final = (ROOT / "api/pages/desk/queries/inbox.graphql").read_text()


def one_of(size: int) -> Callable[[int], Mapping[str, Any]]:
    """Return variables that request one case after another, in random order."""
    order = [*range(size)]
    Random(SEED).shuffle(order)
    return lambda number: {"id": case_id(order[number % size])}


def page_of(first: int, size: int) -> Callable[[int], Mapping[str, Any]]:
    """Return variables that request one page after another, from the newest to the oldest."""

    def asked(number: int) -> Mapping[str, Any]:
        before = opened_at(size - number * first % max(size - first, 1))
        return {"first": first, "filter": {"openedBefore": f"{before:%Y-%m-%dT%H:%M:%S.000Z}"}}

    return asked


def shared(size: int, moments: Sequence[str] = ("2100-01-01T00:00:00.000Z",)) -> Sequence[Question]:
    """Return the questions that the peers answer too. `moments` are times of events, newest first."""

    def listed(name: str, root: str, shown: str) -> str:
        kind = "EventFilter" if root == "auditEvents" else "CaseFilter"
        return f"query {name}($first: Int!, $after: String, $filter: {kind}!) {{ {root}{LIST.format(shown)} }}"

    page, inbox = listed("Page", "cases", PLAIN), "inbox { duties { kind count } states { state count } }"

    def event(number: int) -> Mapping[str, Any]:
        return {"first": 50, "filter": {"before": moments[number * 7 % len(moments)]}}

    return (
        Question("one case", f"query One($id: ID!) {{ case(id: $id) {{ {PLAIN} }} }}", one_of(size), MIXED),
        Question(
            "a node", f"query Node($id: ID!) {{ node(id: $id) {{ ...on Case {{ {PLAIN} }} }} }}", one_of(size), MIXED
        ),
        Question("page of 20", page, page_of(20, size), MIXED),
        Question("page of 100", page, page_of(PAGE, size), LEADS, 16),
        Question("inbox", f"query Inbox {{ {inbox} }}", who=MIXED),
        Question("page of 100, nested", listed("Nested", "cases", NESTED), page_of(PAGE, size), LEADS, 16),
        Question("history of 50", listed("History", "auditEvents", EVENT), event, ("inspector",), 10),
    )


def own(size: int) -> Sequence[Question]:
    """Return the questions that only Casebook answers: those of clients and officers, and probes of its limits."""
    cases = f"query($first: Int!, $after: String, $filter: CaseFilter) {{ cases{LIST.format(ACTIONS)} }}"
    maybe = PLAIN.replace("claim", "claim @include(if: $yes)")
    choice = f"query($yes: Boolean!) {{ cases(first: 100) {{ edges {{ node {{ {maybe} }} }} }} }}"
    search = f"query($words: String!) {{ search(words: $words) {{ total cases {{ {PLAIN} }} }} }}"
    return (
        Question("`@include`, page of 100", choice, lambda number: {"yes": number % 2 == 0}),
        Question("actions with problems, 20", cases, page_of(20, size), times=8),
        Question("every action on 100 cases", cases, page_of(PAGE, size), times=3),
        Question("the officer's page", DESK, who=("lead-handler", "department-handler", "lead-signatory")),
        Question("search", search, lambda number: {"words": SYLLABLES[number % len(SYLLABLES)]}, times=8),
        Question("count", "{ cases(first: 1) { totalCount } }", times=8),
    )


async def copied(server: Server, connection: Connection) -> list[str]:
    """Store Casebook's answers with the peers. Return the times of events."""
    peers, asked = connection.client[stock.PEERS], {question.name: question for question in shared(1)}
    found = heads_of(connection, Kind.CASE).stored.find({}, {"members": 1, "opened_at": 1})
    whose = {row["_id"]: (row["members"], row["opened_at"]) async for row in found}

    async def whole(client: httpx.AsyncClient, name: str, filter: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows, given = list[dict[str, Any]](), {"first": 50, "filter": filter, "after": None}
        text = asked[name].text.replace("hasNextPage", "hasNextPage endCursor")
        while True:
            [page] = (await server.ask(client, Question(name, text, lambda _: given, ("inspector",)), 0)).values()
            rows += (edge["node"] for edge in page["edges"])
            if not page["pageInfo"]["hasNextPage"]:
                return rows
            given["after"] = page["pageInfo"]["endCursor"]

    async with httpx.AsyncClient(timeout=60) as client:
        cases = await whole(client, "page of 100, nested", {})
        for row in cases:
            members, opened = whose[row["id"]]
            row |= {"_id": row["id"], "__typename": "Case", "members": members, "opened": f"{opened:%FT%T.000Z}"}
        events = await whole(client, "history of 50", {})
        await peers.cases.insert_many(cases)
        await peers.cases.create_index([("opened", -1)])
        await peers.cases.create_index([("members", 1), ("opened", -1)])
        await peers.events.insert_many([{"_id": place, **row} for place, row in enumerate(events)])
        for at, who in enumerate(MIXED):
            given = (await server.ask(client, asked["inbox"], at))["inbox"]["duties"]
            due = [{"who": f"{who}@sample.invalid", "kind": row["kind"]} for row in given for _ in range(row["count"])]
            await peers.due.insert_many(due or [{}])
        await peers.due.create_index("who")
    return [row["at"] for row in events]


async def measured(servers: Sequence[Server], questions: Sequence[Question], *, alike: bool = True) -> None:
    """Print the costs of the last server, and the ratios of these costs to the costs of the other servers."""
    print("", line(HEAD + [f"of {server.name}" for server in servers[:-1]]), line(["---"]), sep="\n", flush=True)
    for question in questions:
        [*others, costs], held = await rounds(servers, question, alike=alike)
        print(line([question.name, *costs_of(costs, held), *(share(costs, other) for other in others)]), flush=True)


async def beside(site: Site, servers: Sequence[Server], plain: Server, names: Sequence[str]) -> None:
    """Print all tables about one register."""

    def chosen(questions: Sequence[Question]) -> Sequence[Question]:
        return [question for question in questions if question.name in names] if names else questions

    await asyncio.gather(*(server.ready() for server in (*servers, plain)))
    moments = await copied(servers[-1], site.connection(PREFIX))
    await measured(servers, chosen(shared(SIZE, moments)))
    await measured([plain, servers[-1]], chosen(own(SIZE)))
    if not names:
        await writes.measured(site, servers[-1])


def answers(modules: str = "", *names: str) -> None:
    """Measure beside the peers. `modules` is a folder with fastify, mercurius, mongodb, graphql and graphql-jit."""
    with Site() as site:
        env, tokens = site.register(PREFIX, SIZE)
        peers = {"the tuned stock": f"{stock.__name__}:create", "the limit": f"{stock.__name__}:limit"}
        servers = [site.serve(name, app, env, tokens) for name, app in peers.items()]
        if modules:
            module = shutil.copy(Path(__file__).with_name("mercurius.mjs"), modules)  # beside what it imports
            servers.append(site.serve("Mercurius", module, {**env, "BENCH_SDL": stock.schema().as_str()}, tokens))
        plain = site.serve("graphql-core", API, {**env, "CASEBOOK_QUERY_PLANS": "off"}, tokens)
        servers.append(site.serve("Casebook", API, env, tokens))
        asyncio.run(beside(site, servers, plain, names))


def growth(*sizes: str) -> None:
    """For each size make a register and start an API, and measure without repeating a question."""
    with Site(os.environ.get("BENCH_MONGO_URI")) as site:
        made = [(size, *site.register(f"{PREFIX}{size}", int(size))) for size in sizes]
        servers = [site.serve(size, API, env, tokens) for size, env, tokens in made]

        async def measure() -> None:
            await asyncio.gather(*(server.ready() for server in servers))
            await measured(servers, (*shared(int(sizes[0])), *own(int(sizes[0]))), alike=False)

        asyncio.run(measure())
