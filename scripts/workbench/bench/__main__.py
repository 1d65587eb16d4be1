"""Runs benchmarks: `python -m scripts.workbench.bench answers [MODULES [ROW…]]`, `… growth SIZE… [ROW…]`.

Ids, times and people vary, so that no question repeats. The peers store Casebook's answers.
"""

import asyncio
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from domain.kernel.vocabulary import Kind
from scripts.workbench import ROOT
from scripts.workbench.bench import stock
from scripts.workbench.bench.site import PREFIX, SIZE, SYLLABLES, Question, Server, Site, case_id, measured, opened_at
from scripts.workbench.bench.writes import acts
from store.driver.connection import Connection, connected
from store.heads.collection import heads_of
from store.process.settings import Settings

API: Final = "scripts.workbench.bench.measured_api:create"
STRIDE: Final = 611  # without a divisor in common with the number of cases, so that each is requested once
LEADS, MIXED = ("lead-handler", "lead-signatory", "inspector"), ("lead-handler", "department-handler", "inspector")
PLAIN = "id code state claim version changedAt lead { id name }"
NESTED = f"{PLAIN} checks {{ key at outcome summary }} expressionReviews {{ key at conclusion reasons }}"
SIDES = " ".join(f"... on {kind.capitalize()}Change {{ {kind}Before {kind}After }}" for kind in stock.CHANGED)
EVENT = f"streamId version type at agency {{ id name }} changes {{ __typename field {SIDES} }}"
DESK: Final = (ROOT / "api/pages/desk/queries/inbox.graphql").read_text()


def listed(name: str, shown: str, root: str = "cases", filter: str = "CaseFilter") -> str:
    page = f"edges {{ node {{ {shown} }} }} pageInfo {{ hasNextPage }}"
    given = f"$first: Int!, $after: String, $filter: {filter}!"
    return f"query {name}({given}) {{ {root}(first: $first, after: $after, filter: $filter) {{ {page} }} }}"


def one_of(number: int) -> Mapping[str, Any]:
    return {"id": case_id(number * STRIDE % SIZE)}


def page_of(first: int) -> Callable[[int], Mapping[str, Any]]:
    def asked(number: int) -> Mapping[str, Any]:
        before = opened_at(SIZE - number * STRIDE % (SIZE - first))
        return {"first": first, "filter": {"openedBefore": f"{before:%FT%T.000Z}"}}

    return asked


def events_of(number: int) -> Mapping[str, Any]:
    return {"first": 50, "filter": {"before": MOMENTS[number * 7 % len(MOMENTS)]}}


MOMENTS = ["2100-01-01T00:00:00.000Z"]  # times of events, once the peers have the events
PAGE, NESTED_PAGE = listed("Page", PLAIN), listed("Nested", NESTED)
INBOX = Question("inbox", "query Inbox { inbox { duties { kind count } states { state count } } }", who=MIXED)
SHARED: Final = (
    Question("one case", f"query One($id: ID!) {{ case(id: $id) {{ {PLAIN} }} }}", one_of, MIXED),
    Question("a node", f"query Node($id: ID!) {{ node(id: $id) {{ ...on Case {{ {PLAIN} }} }} }}", one_of, MIXED),
    Question("page of 20", PAGE, page_of(20), MIXED),
    Question("page of 100", PAGE, page_of(100), LEADS, 16),
    INBOX,
    Question("page of 100, nested", NESTED_PAGE, page_of(100), LEADS, 16),
    Question("history of 50", listed("History", EVENT, "auditEvents", "EventFilter"), events_of, ("inspector",), 10),
)
"""Questions that the peers answer too."""
MAYBE = PLAIN.replace("claim", "claim @include(if: $yes)")
ACTIONS = listed("Actions", "allowedActions { action allowed problem { code } }")
FOUND = f"query($words: String!) {{ search(words: $words) {{ total cases {{ {PLAIN} }} }} }}"
COUNT = "query($first: Int!, $filter: CaseFilter!) { cases(first: $first, filter: $filter) { totalCount } }"
OWN: Final = (
    Question(
        "`@include`, page of 100",
        f"query($yes: Boolean!) {{ cases(first: 100) {{ edges {{ node {{ {MAYBE} }} }} }} }}",
        lambda number: {"yes": number % 2 == 0},
    ),
    Question("actions with problems, 20", ACTIONS, page_of(20), times=8),
    Question("every action on 100 cases", ACTIONS, page_of(100), times=3),
    Question("the officer's page", DESK, who=("lead-handler", "department-handler", "lead-signatory")),
    replace(INBOX, name="an agency's inbox", who=MIXED[1:2]),
    Question("search", FOUND, lambda number: {"words": SYLLABLES[number % len(SYLLABLES)]}, times=8),
    Question("count", COUNT, page_of(1), times=8),
)
"""Questions that only Casebook answers: those of clients and officers, and probes of its limits."""


async def copy(server: Server, connection: Connection) -> None:
    """Store Casebook's answers with the peers."""
    peers, [*_, nested, history] = connection.client[stock.PEERS], SHARED

    async def whole(question: Question, after: str | None = None) -> list[dict[str, Any]]:
        text = question.text.replace("hasNextPage", "hasNextPage endCursor")
        given = {"first": 50, "filter": {}, "after": after}
        every = replace(question, text=text, asked=lambda _: given, who=("inspector",))
        [page] = (await server.ask(every, 0)).values()
        rows, next = [edge["node"] for edge in page["edges"]], page["pageInfo"]
        return rows + (await whole(question, next["endCursor"]) if next["hasNextPage"] else [])

    cases = {row["id"]: row for row in await whole(nested)}
    async for head in heads_of(connection, Kind.CASE).stored.find({}, {"members": 1, "opened_at": 1}):
        opened = f"{head.pop('opened_at'):%FT%T.000Z}"
        cases[head["_id"]] |= {"__typename": "Case", "opened": opened, **head}
    await peers.cases.insert_many(cases.values())
    await peers.cases.create_index([("opened", -1)])
    await peers.cases.create_index([("members", 1), ("opened", -1)])
    events = await whole(history)
    await peers.events.insert_many([{"_id": place, **row} for place, row in enumerate(events)])
    for at, who in enumerate(MIXED):
        for row in (await server.ask(INBOX, at))["inbox"]["duties"]:
            due = {"who": f"{who}@sample.invalid", "kind": row["kind"]}
            await peers.due.insert_many(dict(due) for _ in range(row["count"]))
    await peers.due.create_index("who")
    MOMENTS[:] = [row["at"] for row in events]


async def answers(modules: str = "", *names: str) -> None:
    """Measure beside the peers. `modules` is a folder with fastify, mercurius, mongodb, graphql and graphql-jit."""
    with Site() as site:
        env = await site.register(PREFIX, SIZE)
        peers = {"the tuned stock": f"{stock.__name__}:create", "the limit": f"{stock.__name__}:limit"}
        servers = [site.serve(name, app, env) for name, app in peers.items()]
        if modules:
            module = shutil.copy(Path(__file__).with_name("mercurius.mjs"), modules)  # beside what it imports
            servers.append(site.serve("Mercurius", module, {**env, "BENCH_SDL": stock.SCHEMA.as_str()}))
        plain = site.serve("graphql-core", API, {**env, "CASEBOOK_QUERY_PLANS": "off"})
        casebook = site.serve("Casebook", API, env)
        await asyncio.gather(*(server.ready() for server in (*servers, plain, casebook)))
        async with connected(Settings.from_env(env)) as connection:
            await copy(casebook, connection)
        await measured([*servers, casebook], SHARED, names)
        await measured([plain, casebook], OWN, names)
        if names:
            return
        async with connected(Settings.from_env(env)) as connection:  # a new one: the other was idle for too long
            bare, mutations = await acts(connection, env["CASEBOOK_MONGO_URI"])
        await measured([bare, casebook], mutations, alike=False)


async def growth(*words: str) -> None:
    """For each size make a register and start an API, and measure with the same questions."""
    sizes = [word for word in words if word.isdigit()]
    with Site() as site:
        servers = [site.serve(size, API, await site.register(f"{PREFIX}{size}", int(size))) for size in sizes]
        await asyncio.gather(*(server.ready() for server in servers))
        await measured(servers, (*SHARED, *OWN), words[len(sizes) :], alike=False)


if __name__ == "__main__":
    asyncio.run((growth if sys.argv[1] == "growth" else answers)(*sys.argv[2:]))
