"""Registry rows on which the acts of a pack depend, so that the record itself proves the actors' rights.

  - agency    the actors' agencies, the agencies of the other rows here, and their successors
  - lead      all assignments
  - officer   the actors' appointments, all or none of each person
  - grant     the grants of the actors' agencies
  - client    the programs by which they acted
  - regulation  those with rules on signing

Each stream begins with its first version, so that no period is left out. Its sealed texts are not opened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final

from domain.kernel.actor import ActorKind
from domain.kernel.vocabulary import Kind
from domain.registry.registry import Registry
from store.driver.connection import Connection, Document
from store.driver.paced import paced
from store.facts.registry import RegistryRows, registry_of
from store.pack.parsed import Parsed
from store.pack.readers import Given, Reader

ROWS_MOST: Final = 2_000
"""Most versions of the registry in one pack. A pack that needs more contains none, and a verifier reports it."""
WHO_HAS_ONE: Final = frozenset({ActorKind.PERSON.value, ActorKind.CLIENT.value})


@dataclass(frozen=True)
class Acts:
    agencies: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def note(self, versions: Sequence[Parsed], given: Sequence[Given]) -> None:
        """Collect actors and officers from the bodies and states that are given. Unreadable ones are skipped: a
        verifier reports them."""
        for version, told in zip(versions, given, strict=True):
            for part in [version.body] * told.body + [version.state] * told.state:
                self.named.update(part.officers)
                try:
                    self._note(part.value)
                except (LookupError, TypeError, AttributeError):
                    continue

    def _note(self, value: Any) -> None:
        actor = value.get("actor")
        if actor and actor["kind"] in WHO_HAS_ONE:
            self.agencies.add(actor["agency"])
            self.clients.add(actor["client"])
            if actor["kind"] == ActorKind.PERSON:
                self.persons.add(actor["subject"])


@dataclass(frozen=True, slots=True)
class Owned:
    """Owner of a registry stream: the person of the appointment, and the agency of the shared part."""

    person: str | None
    agency: str | None
    """Agency of the shared part; None for assignments of the lead, which are not in any shared part."""


@dataclass(frozen=True, slots=True)
class Row:
    """Version of the registry in a pack: its revision, the parts given, and its owner."""

    version: Parsed
    given: Given
    owned: Owned

    @property
    def revision(self) -> Document:
        return self.version.revision


class RegistryPart:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._rows = connection, RegistryRows(connection)
        self._writes = -1
        self._read: tuple[Registry, Mapping[Kind, Mapping[str, Any]]]

    async def rows(self, acts: Acts, reader: Reader, writes: int) -> list[Row]:
        """Return the rows that the reader may get, by stream and number, after so many writes to the registry. They
        include rows that are not yet in the log."""
        if not acts.agencies:
            return []
        registry, rows = await self._registry(writes)
        return await self._given(dict(_streams(registry, rows, acts, reader)), reader, acts.named)

    async def of_agency(self, agency: str, reader: Reader, writes: int) -> list[Row]:
        """Return the rows of one agency that the reader may get, whatever acts the agency did; empty for an unknown
        agency."""
        registry, _ = await self._registry(writes)
        if agency not in registry.agencies:
            return []
        shown = reader.appointment(agency)
        held = {id for id, row in registry.officers.items() if row.agency == agency} if shown else set()
        programs = [row.id for row in registry.clients.values() if row.agency == agency] if shown else []
        grants = [id for id, row in registry.grants.items() if row.agency == agency]
        wanted = {id: Owned(None, agency) for id in (agency, *programs, *grants)}
        persons = {registry.person(id) for id in held}
        appointments = _appointments(registry, persons, reader)
        wanted |= {id: owned for id, owned in appointments if id in held}
        return await self._given(wanted, reader, frozenset())

    async def _registry(self, writes: int) -> tuple[Registry, Mapping[Kind, Mapping[str, Any]]]:
        """Return the registry. It is read again if it was written to since the last read: `writes` was counted before
        this call."""
        if writes != self._writes:
            rows = await self._rows.read(None)
            names = await self._rows.names([*rows[Kind.OFFICER].values(), *rows[Kind.USER].values()], None)
            self._read, self._writes = (registry_of(rows, names), rows), writes
        return self._read

    async def _given(self, wanted: Mapping[str, Owned], reader: Reader, named: Set[str]) -> list[Row]:
        found = self._connection.revisions.find({"stream": {"$in": sorted(wanted)}}).limit(ROWS_MOST + 1)
        revisions = sorted(await found.to_list(None), key=lambda row: (row["stream"], row["n"]))
        if len(revisions) > ROWS_MOST:
            return []
        versions = map(Parsed, revisions)
        return [
            Row(version, reader.row(version, named), wanted[version.revision["stream"]])
            async for version in paced(versions)
        ]


def _streams(
    registry: Registry, rows: Mapping[Kind, Mapping[str, Any]], acts: Acts, reader: Reader
) -> Iterator[tuple[str, Owned]]:
    shown = dict(_appointments(registry, acts.persons, reader))
    yield from shown.items()
    known = (registry.clients[id] for id in acts.clients if id in registry.clients)
    programs = [row for row in known if reader.appointment(row.agency)]
    agencies = {*acts.agencies, *(registry.officers[id].agency for id in shown), *(row.agency for row in programs)}
    agencies |= {row.agency for row in registry.leads.values()}
    yield from ((id, Owned(None, id)) for id in _successors(registry, agencies))
    yield from ((id, Owned(None, None)) for id in rows[Kind.LEAD])
    yield from ((id, Owned(None, row.agency)) for id, row in registry.grants.items() if row.agency in acts.agencies)
    yield from ((row.id, Owned(None, row.agency)) for row in programs)
    yield from ((id, Owned(None, None)) for id, row in rows[Kind.REGULATION].items() if row.signing)


def _appointments(registry: Registry, persons: Set[str], reader: Reader) -> Iterator[tuple[str, Owned]]:
    """Yield the appointments of these persons: all or none of each person."""
    held = [id for id in registry.officers if registry.person(id) in persons]
    hidden = {registry.person(id) for id in held if not reader.appointment(registry.officers[id].agency)}
    for id in held:
        if (person := registry.person(id)) not in hidden:
            yield id, Owned(person, registry.officers[id].agency)


def _successors(registry: Registry, agencies: Iterable[str]) -> frozenset[str]:
    found, fresh = set[str](), set(agencies) & registry.agencies.keys()
    while fresh:
        found |= fresh
        next_ones = {row.successor for id in fresh for row in registry.agencies[id].successions}
        fresh = (next_ones & registry.agencies.keys()) - found
    return frozenset(found)
