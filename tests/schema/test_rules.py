"""Whose eyes every field is for: said by hand in `tests/matrix/rules.txt`, and looked at in `tests/matrix/`."""

from tests.support.selections import reachable
from tests.support.told import lines_for
from tests.support.whose import ruled

KINDS = {"case", "record", "registry", "press", "public", "matter", "audit", "open", "problem"}
"""Whose eyes a field is for: who sees the case or the record, the registry's readers, the press office, everybody,
the parties of a complaint, who may audit, any signed-in caller, who was refused."""


def test_every_field_has_a_rule() -> None:
    """A new field shows nothing to anybody until somebody has said whose eyes it is for."""
    found = ruled()
    lines_for(reachable(), found, "tests/matrix/rules.txt", "whose eyes it is for, and its type: {}")
    assert set(found.values()) <= KINDS
