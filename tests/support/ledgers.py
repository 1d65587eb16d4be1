"""Four ledgers that must agree: acknowledgements, versions, events and jobs done."""

from collections import Counter
from dataclasses import dataclass
from uuid import uuid5

from store.driver.connection import Connection
from tests.support.record import faults
from workers.commands import COMMAND_IDS

ORDERING = ("case.reported", "case.screened")
"""Events that order a notification."""


@dataclass(frozen=True)
class Acknowledged:
    command: str
    stream: str
    version: int


async def disagreements(connection: Connection, acknowledged: list[Acknowledged]) -> list[str]:
    """Return where the ledgers differ; empty if all four agree."""
    found = await faults(connection)
    commands = {item["_id"]: item async for item in connection.commands.find({})}
    for ack in acknowledged:
        stored = commands.get(connection.master.command_name(ack.command))
        if stored is None:
            found.append(f"acknowledged and lost: {ack}")
        elif (stored["stream"], stored["n"]) != (ack.stream, ack.version):
            found.append(f"acknowledged as another: {ack} is {stored['stream']}:{stored['n']}")
    return found + await _jobs(connection, set(commands))


OF_CASES = {"$regex": "^case-"}
"""Filter for jobs from events of cases; a lead assignment orders one too."""


async def _jobs(connection: Connection, commands: set[str]) -> list[str]:
    types = {item["_id"]: item["type"] async for item in connection.revisions.find({"kind": "case"})}
    ordered = {f"{id}:0" for id, type in types.items() if type in ORDERING}
    rows = {item["_id"]: item["state"] async for item in connection.outbox.find({"_id": OF_CASES})}
    found = [f"event without its job: {id}" for id in ordered - set(rows)]
    found += [f"job without its event: {id}" for id in set(rows) - ordered]
    found += [f"job not done: {id} is {state}" for id, state in rows.items() if state != "DONE"]
    named = {id: connection.master.command_name(str(uuid5(COMMAND_IDS, id))) for id in rows}
    found += [f"done without its command: {id}" for id, name in named.items() if name not in commands]
    told = Counter(types.values())["case.agency-notified"]
    if told != len(rows):
        found.append(f"{told} notices for {len(rows)} jobs")
    return found
