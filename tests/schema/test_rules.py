"""Whose eyes every field is for: said by hand in `tests/matrix/rules.txt`, and looked at in `tests/matrix/`."""

from graphql import extend_schema, parse

from tests.support.selections import SCHEMA, reachable
from tests.support.whose import ruled

KINDS = {"case", "record", "registry", "press", "public", "matter", "audit", "open", "problem"}
"""Whose eyes a field is for: who sees the case or the record, the registry's readers, the press office, everybody,
the parties of a complaint, who may audit, any signed-in caller, who was refused."""


def test_every_field_has_a_rule() -> None:
    """A new field shows nothing to anybody until somebody has said whose eyes it is for."""
    found = ruled()
    assert reachable() - set(found) == set(), "say in tests/matrix/rules.txt whose eyes the field is for"
    assert set(found) - reachable() == set()
    assert set(found.values()) <= KINDS


def test_a_new_field_without_a_rule_is_missed() -> None:
    more = "extend type Case { secretNote: Secret } type Secret { words: String } extend type Query { secret: Secret }"
    assert reachable(extend_schema(SCHEMA, parse(more))) - set(ruled()) == {
        "Case.secretNote",
        "Query.secret",
        "Secret.words",
    }
