"""Everything in the registry that waits for a second person, so that an administrator sees it each day."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from domain.administration.agency_parts import gains
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, GivesNothing, waiting
from domain.registry.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Unconfirmed:
    """A row, or a part of one; `gives` are the agencies to which it gives a right, which do not confirm it."""

    stream: str
    entry: Entry | None
    gives: tuple[str, ...] = ()


def unconfirmed(registry: Registry) -> Iterator[Unconfirmed]:
    """Rows that wait, and parts and corrections that wait in rows that count."""
    above = [rows for type, rows in registry.others.items() if issubclass(type, GivesNothing)]
    kinds = (registry.agencies, registry.leads, registry.areas, registry.holidays, *above)
    for row in chain.from_iterable(waiting(rows.values()) for rows in kinds):
        yield Unconfirmed(stream=row.id, entry=row.entry, gives=row.gives)
    yield from _parts(registry)
    for row in chain.from_iterable(rows.values() for rows in (registry.holidays, *above)):
        if row.changing:
            yield Unconfirmed(stream=row.id, entry=row.changing)


def _parts(registry: Registry) -> Iterator[Unconfirmed]:
    for agency in registry.agencies.values():
        for part in agency.proposed:
            yield Unconfirmed(stream=agency.id, entry=part.entry, gives=gains(agency.id, part))
        for row in agency.successions:
            if row.certainty is Certainty.UNCONFIRMED:
                yield Unconfirmed(stream=agency.id, entry=None, gives=(row.successor,))
