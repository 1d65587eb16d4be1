"""Measures four mutations over HTTP. For comparison it sends the database commands of the same acts through the bare
driver.

The driver sends the commands that the store sends for the act, recorded in this process, with other ids and in its own
databases. It does nothing else: no HTTP, no GraphQL, no rule.
"""

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx
from bson import decode, encode
from pymongo import AsyncMongoClient
from pymongo.monitoring import CommandListener

from domain.book import BY_COMMAND
from scripts.cli.seed.registry_row import row_of
from scripts.cli.seed.stories import caller, officer
from scripts.workbench.bench.register import words
from scripts.workbench.bench.site import HEAD, PREFIX, ROUNDS, Cost, Question, Server, Site, costs_of, line, share
from store.store import Store

BARE: Final = "bare"
TIMES: Final = 7
"""Cases of a round. With the warm-up round they are fewer than an officer may report on one day."""
CHANCE: Final = Random(9)
NAMED: Final = {command.__name__: command for command in BY_COMMAND}
Given = Mapping[str, Any]
Commands = Sequence[tuple[str, Given]]
"""Commands to the database, each with the name of its database."""


def acts() -> Iterator[tuple[str, str, Given]]:
    """Yield the acts on one case: person, command, and fields."""
    detected, url = datetime(2025, 9, 15, 2, tzinfo=UTC), f"https://trang.example/{uuid4()}"
    said = {"claim": words(CHANCE, 120), "url": url, "medium": "SOCIAL_NETWORK", "channel": "E_DOCUMENT"}
    yield "commune-handler", "ReportCase", {**said, "detected_at": detected, "free_of_secrets": True}
    yield "lead-handler", "ScreenCase", {"category": "HEALTH", "assigned": "agency-sample-health"}
    yield "department-handler", "StartChecking", {"focal": officer("department-handler")}
    found = {"method": "OWN_RECORDS", "outcome": "AS_REPORTED", "summary": "Bài đăng còn đó."}
    yield "department-handler", "RecordCheck", found


def variables(command: str, given: Given, case: Given | None) -> Given:
    """Return the input of an act's mutation."""

    def camel(name: str) -> str:
        first, *others = name.split("_")
        return first + "".join(map(str.capitalize, others))

    made = {camel(name): value.isoformat() if isinstance(value, datetime) else value for name, value in given.items()}
    made |= {"commandId": str(uuid4())} | ({"caseId": case["id"]} if case else {})
    if case and not BY_COMMAND[NAMED[command]].additive:
        made["expectedVersion"] = case["version"]
    return {"input": made}


async def lived(server: Server, client: httpx.AsyncClient, times: int = TIMES) -> AsyncIterator[tuple[str, Cost]]:
    """Execute all acts on this many new cases over HTTP. Yield each act with its cost."""
    cases: list[Given | None] = [None] * times
    for each in zip(*(acts() for _ in range(times)), strict=True):
        who, command, _ = each[0]
        given = [variables(command, one, case) for (_, _, one), case in zip(each, cases, strict=True)]
        said = f"{command[0].lower()}{command[1:]}(input: $input) {{ case {{ id version }} problems {{ code }} }}"
        asked = Question(command, f"mutation($input: {command}Input!) {{ {said} }}", given.__getitem__, (who,))
        cost, answers = await server.round(client, asked, range(times))
        payloads = [payload for answer in answers for payload in answer.values()]
        assert not any(payload["problems"] for payload in payloads), payloads
        cases = [payload["case"] for payload in payloads]
        yield command, cost


async def ours(server: Server) -> tuple[dict[str, list[Cost]], dict[str, float]]:
    """Execute all acts on new cases, over HTTP. The first round warms up and does not count."""
    found, held = dict[str, list[Cost]](), dict[str, float]()
    async with httpx.AsyncClient(timeout=60) as client:
        for _ in range(ROUNDS + 1):
            async for name, cost in lived(server, client):
                found.setdefault(name, []).append(cost)
        life = lived(server, client, 1)
        for name in found:
            async with server.holding(client) as longest:
                await anext(life)
            held[name] = longest[0]
    return {name: costs[1:] for name, costs in found.items()}, held


class Heard(CommandListener):
    """Records the commands that the driver sends."""

    def __init__(self) -> None:
        self.commands = list[tuple[str, Given]]()

    def started(self, event: Any) -> None:
        """Record a copy of the command."""
        self.commands.append((event.database_name, decode(encode(event.command))))

    def succeeded(self, event: Any) -> None:
        """Ignore an answer."""

    def failed(self, event: Any) -> None:
        """Ignore a failure."""


async def heard(site: Site) -> dict[str, Commands]:
    """Execute the acts in this process. Return the commands of each."""
    listener, found = Heard(), dict[str, Commands]()
    store, stream = Store(site.connection(PREFIX, event_listeners=[listener])), ""
    for _ in range(2):  # the first time the registry is read
        for version, (who, name, given) in enumerate(acts()):
            listener.commands.clear()
            command = row_of(stream or "case", NAMED[name], given).command
            expected = None if BY_COMMAND[NAMED[name]].additive else version
            target: Any = {"target": stream, "expected": expected} if version else {}
            done = await store.execute(caller(who), command, command_id=uuid4(), **target)
            stream, found[name] = done.stream, tuple(listener.commands)
        stream = ""
    return found


SENT: Final = {"lsid", "txnNumber", "$clusterTime", "$db", "$readPreference", "autocommit", "startTransaction"}
"""Members that the driver adds to every command that it sends."""


def renewed(value: Any, mark: str) -> Any:
    """Return a command for the bare driver's databases, with other ids."""
    if isinstance(value, dict):
        return {
            key: inner + mark if key == "_id" and isinstance(inner, str) else renewed(inner, mark)
            for key, inner in value.items()
            if key not in SENT
        } | ({"ns": value["ns"].replace(PREFIX, BARE, 1)} if isinstance(value.get("ns"), str) else {})
    return [renewed(inner, mark) for inner in value] if isinstance(value, list) else value


async def sent(client: AsyncMongoClient[Any], commands: Commands, mark: str) -> float:
    """Send commands by the bare driver. Return the milliseconds of CPU."""
    made = [(name.replace(PREFIX, BARE, 1), renewed(given, mark), given) for name, given in commands]
    begun = time.process_time()
    async with client.start_session() as session:
        for name, command, given in made:
            if given.get("startTransaction"):
                await session.start_transaction()
            if "commitTransaction" in given:
                await session.commit_transaction()
            else:
                within: Any = {"session": session} if "autocommit" in given else {}
                await client[name].command(command, **within)
    return (time.process_time() - begun) * 1e3


async def laid_out(client: AsyncMongoClient[Any]) -> None:
    """Make the databases of the bare driver: the measured transactions cannot create collections."""
    for name in await client.list_database_names():
        if name.startswith(PREFIX):
            for collection in await client[name].list_collection_names():
                await client[name.replace(PREFIX, BARE, 1)].create_collection(collection)


async def measured(site: Site, server: Server) -> None:
    """Print the costs of mutations, and their ratios to those of the bare driver."""
    await site.connection(PREFIX).counters.delete_many({"_id": {"$regex": "^daily:"}})  # reports made by the stories
    (costs, held), commands = await ours(server), await heard(site)
    print("", line([*HEAD, "of the bare driver", "commands"]), line(["---"]), sep="\n", flush=True)
    async with AsyncMongoClient[Any](site.uri) as client:
        await laid_out(client)
        for name, own in costs.items():
            bare = list[Cost]()
            for _ in range(ROUNDS):
                took = [await sent(client, commands[name], f"-{uuid4()}") for _ in range(TIMES)]
                bare.append(Cost(sum(took) / TIMES, 0.0))
            print(line([name, *costs_of(own, held[name]), share(own, bare), str(len(commands[name]))]), flush=True)
