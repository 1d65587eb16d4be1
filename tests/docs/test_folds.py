"""The rules of `docs/record-folds.md` are what the code does, over every stream that was once written."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

from domain.acts import ACTS
from domain.book import STATES
from domain.kernel.event import EVENTS, Begins, folded
from domain.kernel.vocabulary import Kind
from scripts.workbench.generate.verifier_rules import folds, rights
from store.record.canonical import event_of, to_bytes
from tests.support.golden import OLD
from tests.support.told import lines_for
from tests.support.verifiers import verifier

RULES = verifier.read_rules(folds())
PACKED = frozenset({Kind.CASE, Kind.PUBLICATION, Kind.REDRESS, Kind.ERASURE, Kind.REPORT})
RIGHTS = frozenset({Kind.AGENCY, Kind.LEAD, Kind.OFFICER, Kind.GRANT, Kind.CLIENT, Kind.REGULATION})
KINDS = PACKED | RIGHTS
"""Kinds of streams of which every type has a rule: those that packs hold, and the rows that their acts rest on."""


def steps() -> Iterator[tuple[str, str, Any, Any, str]]:
    """Stream, type, state before, data and state after of each event that was once written."""
    for stream, (events, _) in OLD.items():
        state, before = None, {"id": stream}
        for type, data in events if stream.partition("-")[0] in KINDS else ():
            state = folded(state, event_of(type, json.loads(data)), stream)
            after = to_bytes(state).decode()
            yield stream, type, before, json.loads(data), after
            before = json.loads(after)


def test_each_event_leads_to_the_state_that_the_code_gives() -> None:
    wrong = []
    for stream, type, before, data, after in steps():
        if type not in RULES[2]:
            continue  # the test below names it
        made = verifier.Fold(RULES, stream.partition("-")[0], before, data).run(type)
        if verifier.canonical(made) != after:
            wrong.append((stream, type))
    assert wrong == []


def test_every_type_of_these_kinds_has_a_rule_and_an_example() -> None:
    """A new event of these kinds needs a line in `docs/record-folds.md`, then `scripts/generate`."""
    types = {name for name in EVENTS if name.partition(".")[0] in KINDS}
    named = {name for name in RULES[2] if "." in name}
    lines_for(types, named, "docs/record-folds.md", "{}: … (what its fold does), then run scripts/generate")
    lines_for(types, {type for _, type, *_ in steps()}, "tests/golden/", "an event of type {}")
    assert RULES[1] == {name for name in types if issubclass(EVENTS[name], Begins)}


def test_what_has_no_default_is_there_also_when_it_is_empty() -> None:
    found = {
        f"{kind}.{field.name}"
        for kind in RIGHTS
        for field in fields(STATES[kind])
        if field.default is field.default_factory is MISSING and str(field.type).startswith("tuple")
    }
    assert RULES[3] == found


def test_the_table_of_rights_names_every_action_once() -> None:
    table = verifier.read_rights(rights())
    names = [
        word for line in rights().replace("\n    ", " ").split("\n") if line[:4] == "act " for word in line.split()[4:]
    ]
    assert sorted(names) == sorted(table["act"]) == sorted(ACTS)
