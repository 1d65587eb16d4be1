"""A kind of dated row is in every list of such kinds: one that is missing in a list waits where nobody looks."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest

from api.pages.administer.proposals import SETTLING, proposals
from api.pages.administer.reading import Known, Row
from api.pages.administer.sections import SECTIONS
from domain.administration.agency_parts import unconfirmed
from domain.administration.dated_rows import ConfirmRow, EnteringCommand, RefuseRow
from domain.book import ACTIONS
from domain.kernel.event import fold
from domain.kernel.vocabulary import REGISTRY, Kind, kind_of
from domain.registry.entry import RegistryRowKind, waits
from domain.rules.duty import RULES, DutyKind
from schema.mutations import MUTATIONS
from store.facts.registry import registry_of
from store.record.canonical import event_of
from tests.support.golden import OLD
from tests.support.told import nothing_missing

KINDS: Final = sorted({action.stream for action in ACTIONS if issubclass(action.command, EnteringCommand)})
SETTLE_ROW: Final = {member.action.name for one in MUTATIONS if one.name == "settleRow" for member in one.members}


def waiting(kind: Kind) -> Any:
    """A row of the kind that waits for a second person, as the first old line leaves it; None without such a line."""
    begun = ((id, events[0]) for id, (events, _) in OLD.items() if kind_of(id) is kind)
    rows = (fold(id, [event_of(type, json.loads(data))]) for id, (type, data) in begun)
    return next((row for row in rows if waits(row)), None)


def settling(kind: Kind) -> list[str]:
    """The actions of the kind that are those of any dated row."""
    return [row.name for row in ACTIONS if row.stream is kind and issubclass(row.command, ConfirmRow | RefuseRow)]


def missing(kind: Kind) -> Iterator[str]:
    if kind not in REGISTRY:
        yield "REGISTRY in domain/kernel/vocabulary.py"
    if kind.name not in RegistryRowKind.__members__:
        yield "RegistryRowKind in domain/registry/entry.py"
    section = next((one for one in SECTIONS.values() if one.kind is kind), None)
    if section is None:
        yield "SECTIONS in api/pages/administer/sections.py"
    if kind not in SETTLING:
        yield "SETTLING in api/pages/administer/proposals.py"
    for name in SETTLING.get(kind, settling(kind)):
        if name not in SETTLE_ROW:
            yield f"[together.settleRow.actions] in schema/mutations.toml, with {name}"
    if not {*SETTLING.get(kind, settling(kind))} & {*RULES[DutyKind.CONFIRM_ROW].actions}:
        yield "CONFIRM_ROW in domain/rules/duty.py, with the action that confirms it"
    row = waiting(kind)
    if row is None:
        yield "tests/golden/, with a row that waits for a second person"
    elif kind in REGISTRY and section is not None and kind in SETTLING:
        registry = registry_of({one: {row.id: row} if one is kind else {} for one in REGISTRY}, {})
        if [one.stream for one in unconfirmed(registry)] != [row.id]:
            yield "unconfirmed in domain/administration/agency_parts.py (GivesNothing)"
        known = Known(registry=registry, today=date(2026, 7, 1))
        if not proposals(Row(section=section, id=row.id, version=1, state=row), known):
            yield "proposals in api/pages/administer/proposals.py"


@pytest.mark.parametrize("kind", KINDS)
def test_each_place_knows_the_kind(kind: Kind) -> None:
    nothing_missing(f"{kind.value} is missing in {place}." for place in missing(kind))
