"""Callers of commands: whether each command's keyed hash of its caller is of the actor that its version names.

The log commits to the actor of a version: officer, program, agency. The command beside it remembers program, agency
and the caller's own name, hashed under a key, so that a repetition is answered to nobody else. An officer's name is
sealed in the registry; where it cannot be opened, nothing is compared. Sessions are committed to nowhere.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from domain.kernel.actor import ActorKind
from store.log.finding import Finding
from store.log.ledger import Ledger, Said
from store.mongo.connection import Connection, Document

AT_ONCE = 500
Names = Mapping[str, str]


class Callers:
    """Compares commands with the acts that a pass over the record kept."""

    def __init__(self, connection: Connection, names: Names, agencies: Mapping[str, frozenset[str]]) -> None:
        """With the names of officers by their ids, and the agencies that each ever had an appointment in."""
        self._connection, self._names = connection, names
        self._held: dict[str, set[str]] = {}
        for officer, name in names.items():
            self._held.setdefault(name, set()).update(agencies.get(officer, ()))
        self._hashes: dict[Said, frozenset[str]] = {}

    async def findings(self, ledger: Ledger) -> AsyncIterator[Finding]:
        """Commands from another caller than their version names."""
        acts: dict[str, Said] = {}
        for _, revision, said in ledger.acts():
            acts[revision] = said
            if len(acts) == AT_ONCE:
                async for finding in self._compared(acts):
                    yield finding
                acts = {}
        async for finding in self._compared(acts):
            yield finding

    async def _compared(self, acts: Mapping[str, Said]) -> AsyncIterator[Finding]:
        revisions = await self._found(self._connection.revisions, [*acts], "command", "stream")
        wanted = [revision["command"] for revision in revisions if revision.get("command")]
        commands = {row["_id"]: row for row in await self._found(self._connection.commands, wanted, "by", "stream")}
        for revision in revisions:
            command = commands.get(revision.get("command"))
            if command is None or command.get("stream") != revision.get("stream"):
                continue  # linked streams are written by the register itself
            hashes = self._expected(acts[revision["_id"]])
            if hashes and command.get("by") not in hashes:
                yield Finding("command-differs", str(revision["_id"]), "its command is from another caller")

    async def _found(self, collection: Any, ids: Sequence[Any], *fields: str) -> list[Document]:
        rows: list[Document] = await collection.find({"_id": {"$in": ids}}, dict.fromkeys(fields, 1)).to_list(None)
        return rows

    def _expected(self, said: Said) -> frozenset[str]:
        if said not in self._hashes:
            self._hashes[said] = frozenset(map(self._connection.master.pseudonym, self._callers(said)))
        return self._hashes[said]

    def _callers(self, said: Said) -> Iterator[str]:
        """How the caller may have been written before it was hashed; a token of before a merger names that agency."""
        kind, subject, client, agency, *_ = said
        if kind == ActorKind.PERSON:
            if name := self._names.get(subject or ""):
                for own in {agency or "", *self._held[name]}:
                    yield "\n".join((client or "", own, name))
        elif kind == ActorKind.CLIENT:
            if self._connection.master.pseudonym(client or "") == subject:
                yield "\n".join((client or "", agency or "", client or ""))
        else:
            yield "\n".join((client or "", agency or "", subject or ""))
