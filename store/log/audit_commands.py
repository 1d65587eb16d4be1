"""Commands against revisions: each revision that somebody ordered has its command, and each command its revision.

Who a command was from and what it said are keyed hashes that cannot be made again from the record: changing those is
not found here. It makes a repetition be refused, and nothing else.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from domain.kernel.kind import Kind
from store.log.finding import Finding
from store.mongo.connection import Connection, Document

AT_ONCE = 500
UNORDERED = frozenset({Kind.ACCESS.value})
"""Kinds that the register writes by itself, without a command."""


async def missing_commands(connection: Connection, revisions: Sequence[Document]) -> AsyncIterator[Finding]:
    """Revisions whose command is gone."""
    ordered = [each for each in revisions if each.get("kind") not in UNORDERED]
    wanted = [each.get("command") for each in ordered]
    found = connection.commands.find({"_id": {"$in": wanted}}, {"_id": 1})
    known = {each["_id"] async for each in found}
    for each in ordered:
        if each.get("command") not in known:
            yield Finding("command-missing", str(each["_id"]), f"no command {each.get('command')}")


async def stray_commands(connection: Connection) -> AsyncIterator[Finding]:
    """Commands that led nowhere, or elsewhere."""
    chunk: list[Document] = []
    async for each in connection.commands.find({}, {"stream": 1, "n": 1, "at": 1}):
        chunk.append(each)
        if len(chunk) == AT_ONCE:
            async for finding in _compared(connection, chunk):
                yield finding
            chunk = []
    async for finding in _compared(connection, chunk):
        yield finding


async def _compared(connection: Connection, commands: Sequence[Document]) -> AsyncIterator[Finding]:
    places = [f"{each.get('stream')}:{each.get('n')}" for each in commands]
    found = connection.revisions.find({"_id": {"$in": places}}, {"command": 1, "at": 1})
    revisions: dict[Any, Document] = {each["_id"]: each async for each in found}
    for each, place in zip(commands, places, strict=True):
        revision = revisions.get(place)
        if revision is None or revision.get("command") != each["_id"]:
            yield Finding("command-stray", f"command {each['_id']}", f"{place} is not its revision")
        elif revision.get("at") != each.get("at"):
            yield Finding("command-differs", f"command {each['_id']}", f"another time than {place}")
