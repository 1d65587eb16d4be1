"""The rows of the registry that the acts of a pack rest on: whose right it was, by the record itself.

    agency    the actors' agencies, those of the other rows here, and who took them over
    lead      all assignments
    officer   the actors' appointments, all those of one person or none
    grant     what the actors' agencies were granted
    client    the programs by which they acted
Each stream is given from its first version on, so that no moment is left out. Its sealed texts are not opened.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.kernel.actor import ActorKind
from domain.kernel.kind import Kind
from domain.registry.registry import Registry
from store.driver.connection import Connection, Document
from store.facts.registry import registry_of
from store.facts.registry_rows import RegistryRows
from store.pack.readers import Given, Reader, officers

ROWS_MOST: Final = 2_000
"""Versions of the registry in one pack; one that would need more has none, and a verifier says so."""
WHO_HAS_ONE: Final = frozenset({ActorKind.PERSON.value, ActorKind.CLIENT.value})


@dataclass(frozen=True)
class Acts:
    """Who acted in what a reader is given, and which officers it names."""

    agencies: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def note(self, revisions: Sequence[Document], given: Sequence[Given]) -> None:
        """Take up the bodies and states that are given. What cannot be read is passed over: a verifier names it."""
        for revision, told in zip(revisions, given, strict=True):
            for part in ["body"] * told.body + ["state"] * told.state:
                try:
                    self._note(json.loads(bytes(revision[part])))
                except (LookupError, TypeError, ValueError, AttributeError):
                    continue

    def _note(self, value: Any) -> None:
        self.named.update(officers(value))
        actor = value.get("actor")
        if actor and actor["kind"] in WHO_HAS_ONE:
            self.agencies.add(actor["agency"])
            self.clients.add(actor["client"])
            if actor["kind"] == ActorKind.PERSON:
                self.persons.add(actor["subject"])


@dataclass(frozen=True, slots=True)
class Row:
    """A version of the registry in a pack: its revision, what is given of it, and whose appointment it is."""

    revision: Document
    given: Given
    of: str | None


class RegistryPart:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._rows = connection, RegistryRows(connection)

    async def rows(self, acts: Acts, reader: Reader) -> list[Row]:
        """The rows that the reader may be given, by stream and number; their places are not looked at."""
        if not acts.agencies:
            return []
        rows = await self._rows.read(None)
        names = await self._rows.names([*rows[Kind.OFFICER].values(), *rows[Kind.USER].values()], None)
        registry = registry_of(rows, names)
        wanted = dict(_streams(registry, rows, acts, reader))
        found = self._connection.revisions.find({"stream": {"$in": sorted(wanted)}}).limit(ROWS_MOST + 1)
        revisions = sorted(await found.to_list(None), key=lambda row: (row["stream"], row["n"]))
        if len(revisions) > ROWS_MOST:
            return []
        given = reader.registry(revisions, acts.named)
        return [Row(row, told, wanted[row["stream"]]) for row, told in zip(revisions, given, strict=True)]


def _streams(
    registry: Registry, rows: Mapping[Kind, Mapping[str, Any]], acts: Acts, reader: Reader
) -> Iterator[tuple[str, str | None]]:
    """The streams, each appointment with the id of the person."""
    held = [id for id in registry.officers if registry.person(id) in acts.persons]
    hidden = {registry.person(id) for id in held if not reader.appointment(registry.officers[id].agency)}
    shown = [id for id in held if registry.person(id) not in hidden]
    yield from ((id, registry.person(id)) for id in shown)
    known = (registry.clients[id] for id in acts.clients if id in registry.clients)
    programs = [row for row in known if reader.appointment(row.agency)]
    agencies = {*acts.agencies, *(registry.officers[id].agency for id in shown), *(row.agency for row in programs)}
    agencies |= {row.agency for row in registry.leads.values()}
    yield from ((id, None) for id in _successors(registry, agencies))
    yield from ((id, None) for id in rows[Kind.LEAD])
    yield from ((id, None) for id, row in registry.grants.items() if row.agency in acts.agencies)
    yield from ((row.id, None) for row in programs)


def _successors(registry: Registry, agencies: Iterable[str]) -> frozenset[str]:
    """The agencies, and whoever took something of them over, step by step."""
    found, fresh = set[str](), set(agencies) & registry.agencies.keys()
    while fresh:
        found |= fresh
        next_ones = {row.successor for id in fresh for row in registry.agencies[id].successions}
        fresh = (next_ones & registry.agencies.keys()) - found
    return frozenset(found)
