"""Four acts on new cases, and the bare driver as their peer.

The driver sends the commands that the store sends for the act, recorded in this process, to its own databases. It does
nothing else: no HTTP, no GraphQL, no rule.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final
from uuid import uuid4

from bson import decode, encode
from pymongo import AsyncMongoClient

from domain.book import BY_COMMAND
from domain.kernel.refusals import camel
from scripts.cli.seed.registry_row import COMMANDS, row_of
from scripts.cli.seed.stories import Step, caller, stories
from scripts.workbench.bench.site import PREFIX, Cost, Question, Server, words
from store.driver.connection import Connection, Names
from store.driver.meter import Timing
from store.provisioning.provision import make_collections
from store.store import Store

BARE: Final = "bared"  # as long as PREFIX, which it replaces in encoded commands
TIMES: Final = 6  # cases of a round; all rounds have fewer than an officer may report on one day
CHANCE: Final = Random(9)
STEPS: Final = [step for step in stories() if step.on == "end-completed"][:4]
Given = dict[str, Any]
HEARD: Final = list[Given]()


def fields(step: Step) -> Given:
    """Return the fields of a step, with another claim and address each time."""
    varied = {"claim": words(CHANCE, 120), "url": f"https://trang.example/{uuid4()}"}
    return {name: varied.get(name, value) for name, value in step.fields.items()}


def act(step: Step, cases: dict[int, Given]) -> Question:
    """Return the mutation of a step as a question. `cases` has the case of each repetition."""
    action = BY_COMMAND[COMMANDS[step.do]]

    def asked(number: int) -> Given:
        given = {camel(name): value for name, value in fields(step).items()} | {"commandId": str(uuid4())}
        if action.creates:
            return {"input": given | {"detectedAt": given["detectedAt"].isoformat()}}
        version = {} if action.additive else {"expectedVersion": cases[number]["version"]}
        return {"input": given | {"caseId": cases[number]["id"]} | version}

    def heard(number: int, data: Any) -> None:
        assert not data[action.name]["problems"], data
        cases[number] = data[action.name]["case"]

    said = f"{action.name}(input: $input) {{ case {{ id version }} problems {{ code }} }}"
    return Question(step.do, f"mutation($input: {step.do}Input!) {{ {said} }}", asked, (step.by,), TIMES, heard)


class Listener(Timing):
    """Appends the commands that a driver sends to HEARD, for databases of the bare driver."""

    def started(self, event: Any) -> None:
        HEARD.append(decode(encode(event.command).replace(PREFIX.encode(), BARE.encode())))
        HEARD[-1].pop("writeConcern", None)  # a transaction refuses it


class Bare(Server):
    """The bare driver in this process, which sends the commands of each act in one transaction. The transaction is
    aborted, so that the same commands can be sent again. This costs the driver as much as a commit."""

    def __init__(self, uri: str, commands: Mapping[str, Sequence[Given]]) -> None:
        super().__init__("the bare driver", 0, AsyncMongoClient[Any](uri), {})
        self._commands = commands

    async def round(self, question: Question, number: int) -> tuple[Cost, Any]:
        """Send the commands of a round. Return their cost."""
        before, begun = time.process_time(), time.monotonic()
        for _ in range(question.times):
            async with self.client.start_session() as session:
                await session.start_transaction()
                for command in self._commands[question.name]:
                    await self.client[command["$db"]].command(dict(command), session=session)
                await session.abort_transaction()
        each = question.times / 1e3
        return ((time.process_time() - before) / each, (time.monotonic() - begun) / each), None


async def acts(connection: Connection, uri: str) -> tuple[Server, Sequence[Question]]:
    """Return the bare driver, and the acts in their order."""
    await connection.counters.delete_many({"_id": {"$regex": "^daily:"}})  # reports made by the stories
    await make_collections(connection.client, Names(BARE))  # a measured transaction cannot create them
    store = Store(replace(connection, client=AsyncMongoClient(uri, tz_aware=False, event_listeners=[Listener()])))
    found, cases = dict[str, Sequence[Given]](), dict[int, Given]()
    for _ in range(2):  # the first time the registry is read
        stream = None
        for version, step in enumerate(STEPS):
            HEARD.clear()
            command = row_of("case", COMMANDS[step.do], fields(step)).command
            expected = None if BY_COMMAND[type(command)].additive else version or None
            done = await store.execute(caller(step.by), command, command_id=uuid4(), target=stream, expected=expected)
            stream, found[step.do] = done.stream, HEARD[:-1]  # the last one ends the transaction
    print("\nCommands to the database:", ", ".join(f"{name} {len(sent) + 1}" for name, sent in found.items()))
    return Bare(uri, found), [act(step, cases) for step in STEPS]
