"""Who built on the released schema is not broken by a later one."""

import re

import pytest

from resolvers.released import SCHEMAS, breaking, dangerous, intended, main, released, unintended
from resolvers.sdl import text_of

NAMES = list(SCHEMAS)
OLD = """
type Query { case(id: ID!): Case cases(first: Int!): [Case!]! }
type Case implements Node { id: ID! state: State! closed: String }
interface Node { id: ID! }
enum State { OPEN CLOSED }
input Wanted { state: State }
type Mutation { act(input: Wanted): Case }
"""
BREAKING = {
    "a field is removed": (" closed: String", "", "FIELD_REMOVED Field Case.closed was removed."),
    "a field is renamed": ("closed", "closedAt", "FIELD_REMOVED Field Case.closed was removed."),
    "a field may be null": ("state: State!", "state: State", "FIELD_CHANGED_KIND Field Case.state"),
    "an argument is asked for": ("cases(first: Int!", "cases(first: Int! kind: ID!", "REQUIRED_ARG_ADDED"),
    "an argument is removed": ("cases(first: Int!)", "cases", "ARG_REMOVED"),
    "an input asks for more": ("input Wanted {", "input Wanted { reason: String!", "REQUIRED_INPUT_FIELD_ADDED"),
    "a value is removed": ("OPEN CLOSED", "OPEN", "VALUE_REMOVED_FROM_ENUM"),
    "an interface is left": (" implements Node", "", "IMPLEMENTED_INTERFACE_REMOVED"),
    "a type is removed": ("type Mutation { act(input: Wanted): Case }", "", "TYPE_REMOVED"),
}
DANGEROUS = {
    "a value is added": ("OPEN CLOSED", "OPEN CLOSED LOST", "VALUE_ADDED_TO_ENUM"),
    "an input may say more": ("input Wanted {", "input Wanted { reason: String", "OPTIONAL_INPUT_FIELD_ADDED"),
}


@pytest.mark.parametrize("name", NAMES)
def test_no_change_breaks_clients_of_the_release(name: str) -> None:
    found = unintended(breaking(released(name), text_of(SCHEMAS[name]())))
    assert found == [], "these break clients of the release; CONTRIBUTING.md, 'Releasing', says what to do"


def test_every_intended_break_is_one() -> None:
    changes = [change for name in NAMES for change in breaking(released(name), text_of(SCHEMAS[name]()))]
    assert [pattern for pattern in intended() if not any(re.fullmatch(pattern, change) for change in changes)] == []


@pytest.mark.parametrize(("old", "new", "said"), BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_found(old: str, new: str, said: str) -> None:
    changed = OLD.replace(old, new)
    assert changed != OLD
    assert any(item.startswith(said) for item in breaking(OLD, changed)), breaking(OLD, changed)


@pytest.mark.parametrize(("old", "new", "said"), DANGEROUS.values(), ids=DANGEROUS)
def test_a_dangerous_change_is_listed_and_breaks_nobody(old: str, new: str, said: str) -> None:
    changed = OLD.replace(old, new)
    assert breaking(OLD, changed) == []
    assert any(item.startswith(said) for item in dangerous(OLD, changed))


def test_what_is_only_added_is_neither() -> None:
    more = OLD.replace("type Case implements Node {", "type Case implements Node { more(first: Int): String")
    assert (breaking(OLD, more), dangerous(OLD, more)) == ([], [])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("schema.graphql", "\n  inbox(", "\n  inboxes("),
        ("schema.graphql", "\n  POLICE_OUTCOME\n", "\n  POLICE_END\n"),
        ("public.graphql", "\n  decisionFor(", "\n  decisionOf("),
    ],
)
def test_a_breaking_change_planted_in_ours_fails(
    name: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = text_of(SCHEMAS[name]()).replace(old, new)
    assert unintended(breaking(released(name), planted))
    monkeypatch.setattr("resolvers.released.text_of", lambda made: planted)
    monkeypatch.setattr("resolvers.released.SCHEMAS", {name: SCHEMAS[name]})
    assert main() == 1
    assert f"breaking: {name}: " in capsys.readouterr().out
