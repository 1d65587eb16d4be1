"""Who built on the released schema is not broken by a later one."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from graphql import build_schema

from resolvers.released import SCHEMAS, breaking, dangerous, hasty, intended, lost_codes, main, released, unintended
from resolvers.sdl import text_of
from tests.support.node import LIBRARIES, run

NAMES = list(SCHEMAS)
OLD = """
directive @needs(scopes: [State!]!) repeatable on FIELD_DEFINITION
directive @refuses(codes: [Code!]!) on FIELD_DEFINITION
type Query {
  case(id: ID!): Case
  cases(first: Int!): [Case!]! @needs(scopes: [OPEN, CLOSED])
  found(by: Int! = 20): Found
}
type Case implements Node { id: ID! state: State! closed: String }
interface Node { id: ID! }
type Notice { id: ID! notes: [String!] }
union Found = Case | Notice
enum State { OPEN CLOSED }
input Wanted { state: State }
enum Code { LATE LOCKED }
interface Problem { code: Code! }
type Refused implements Problem { code: Code! }
type Mutation { act(input: Wanted): Case @refuses(codes: [LATE]) }
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
    "a type is removed": ("type Refused implements Problem { code: Code! }", "", "TYPE_REMOVED"),
    "a right is no longer enough": ("[OPEN, CLOSED]", "[OPEN]", "NEEDS_TIGHTENED Query.cases needs OPEN"),
    "another right is needed too": ("CLOSED])", "CLOSED]) @needs(scopes: [CLOSED])", "NEEDS_TIGHTENED Query.cases"),
    "a right is asked for": ("case(id: ID!): Case", "case(id: ID!): Case @needs(scopes: [OPEN])", "NEEDS_TIGHTENED"),
    "an input takes exactly one": ("input Wanted {", "input Wanted @oneOf {", "ONE_OF_ADDED Wanted"),
    "a code is renamed": ("LOCKED", "SHUT", "VALUE_REMOVED_FROM_ENUM"),
    "a field is of another type": ("closed: String", "closed: Int", "FIELD_CHANGED_KIND Field Case.closed"),
    "a field is a list": ("closed: String", "closed: [String]", "FIELD_CHANGED_KIND Field Case.closed"),
    "an item may be null": ("[String!]", "[String]", "FIELD_CHANGED_KIND Field Notice.notes"),
    "a default goes": (" = 20", "", "DEFAULT_LOST Query.found(by:)"),
    "a field of an input is asked for": (
        "Wanted { state: State",
        "Wanted { state: State!",
        "FIELD_CHANGED_KIND Field Wanted.state",
    ),
    "a field of an input is removed": ("state: State }", "why: String }", "FIELD_REMOVED Field Wanted.state"),
    "a union loses a type": ("Case | Notice", "Case", "TYPE_REMOVED_FROM_UNION"),
    "a kind is another": ("union Found = Case | Notice", "type Found { id: ID! }", "TYPE_CHANGED_KIND"),
}
DANGEROUS = {
    "a problem is added": (
        "type Mutation",
        "type Odd implements Problem { code: Code! } type Mutation",
        "PROBLEM_ADDED Odd",
    ),
    "a refusal is added": ("codes: [LATE]", "codes: [LATE LOCKED]", "CODES_ADDED Mutation.act may answer LOCKED"),
    "a value is added": ("OPEN CLOSED", "OPEN CLOSED LOST", "VALUE_ADDED_TO_ENUM"),
    "an input may say more": ("input Wanted {", "input Wanted { reason: String", "OPTIONAL_INPUT_FIELD_ADDED"),
    "an argument may be given": ("case(id: ID!", "case(id: ID! kind: ID", "OPTIONAL_ARG_ADDED"),
    "a default is another": (" = 20", " = 50", "ARG_DEFAULT_VALUE_CHANGE"),
    "a union has one more": ("Case | Notice", "Case | Notice | Refused", "TYPE_ADDED_TO_UNION"),
}
SAFE = {
    "a field is never null": ("closed: String", "closed: String!"),
    "a field is added": ("closed: String", "closed: String opened: String"),
    "a field is deprecated": ("closed: String", 'closed: String @deprecated(reason: "no")'),
    "an argument may be null": ("case(id: ID!)", "case(id: ID)"),
    "a type is added": ("type Mutation", "type Odd { id: ID! } type Mutation"),
    "a right is loosened": ("[OPEN, CLOSED]", "[OPEN, CLOSED, CLOSED]"),
}
INSPECTOR = {
    **dict.fromkeys(BREAKING, "BREAKING"),
    **dict.fromkeys(DANGEROUS, "DANGEROUS"),
    **dict.fromkeys(SAFE, "NON_BREAKING"),
    "a right is no longer enough": "DANGEROUS",
    "another right is needed too": "DANGEROUS",
    "a right is asked for": "DANGEROUS",
    "a default goes": "DANGEROUS",
    "a right is loosened": "DANGEROUS",
    "a problem is added": "NON_BREAKING",
    "an input may say more": "NON_BREAKING",
}
"""What graphql-inspector 8.0.0 says: as we do, but for seven changes. It knows no rights and no open interfaces."""


@pytest.mark.parametrize("name", NAMES)
def test_no_change_breaks_clients_of_the_release(name: str) -> None:
    found = unintended([*breaking(released(name), text_of(SCHEMAS[name]())), *lost_codes()])
    assert found == [], "these break clients of the release; CONTRIBUTING.md, 'Releasing', says what to do"
    early = hasty(build_schema(released(name)), build_schema(text_of(SCHEMAS[name]())), datetime.now(UTC).date())
    assert early == [], "a deprecation lasts a year"


@pytest.mark.parametrize(
    ("reason", "today", "said"),
    [
        ("Since 2026-12-01, until 2027-12-01: use state.", "2027-11-30", "REMOVED_EARLY Case.closed stays until"),
        ("Since 2026-12-01, until 2027-12-01: use state.", "2027-12-01", None),
        ("Since 2026-12-01, until 2027-11-30: use state.", "2026-12-01", "DEPRECATED_SHORTLY Case.closed"),
        ("Use state.", "2026-12-01", "DEPRECATED_SHORTLY Case.closed"),
    ],
)
def test_what_is_deprecated_stays_for_a_year(reason: str, today: str, said: str | None) -> None:
    deprecated = build_schema(OLD.replace("closed: String", f'closed: String @deprecated(reason: "{reason}")'))
    gone, day = build_schema(OLD.replace("closed: String", "")), date.fromisoformat(today)
    found = [*hasty(build_schema(OLD), deprecated, day), *hasty(deprecated, gone, day)]
    assert [item.startswith(said) for item in found] == [True] if said else found == []


def test_every_intended_break_is_one() -> None:
    changes = [change for name in NAMES for change in breaking(released(name), text_of(SCHEMAS[name]()))] + lost_codes()
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


@pytest.mark.slow
def test_graphql_inspector_agrees_or_says_less(tmp_path: Path) -> None:
    planted = [OLD.replace(row[0], row[1]) for row in (*BREAKING.values(), *DANGEROUS.values(), *SAFE.values())]
    (tmp_path / "changes.json").write_text(json.dumps([[OLD, changed] for changed in planted]))
    found = run("inspect.mjs", str(tmp_path / "changes.json"), packages=LIBRARIES)
    assert [row["level"] for row in found] == list(INSPECTOR.values())


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
