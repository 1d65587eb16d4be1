"""A changelog of a schema: what breaks clients first, then what they may not expect, then what is new."""

from pathlib import Path

import pytest

from resolvers.schema_changes import NOTHING, changelog, main

OLD = "type Query { case(id: ID!): Case } type Case { id: ID! state: State closed: String } enum State { OPEN }"
NEW = "type Query { case(id: ID!): Case } type Case { id: ID! state: State code: String } enum State { OPEN SHUT }"


def test_what_changed_is_told_by_what_it_means_for_clients() -> None:
    told = changelog(OLD, NEW)
    titles = [line for line in told.splitlines() if line.startswith("###")]
    assert titles == ["### Breaking", "### Dangerous", "### Added or described anew"]
    breaking, dangerous, added = told.split("### ")[1:]
    assert "Case.closed was removed" in breaking
    assert "SHUT" in dangerous
    assert "Case.code" in added


def test_nothing_is_told_of_nothing() -> None:
    assert changelog(OLD, OLD) == NOTHING


def test_two_files_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.graphql", tmp_path / "new.graphql"
    old.write_text(OLD)
    new.write_text(NEW)
    assert main([str(old), str(new)]) == 0
    assert capsys.readouterr().out == changelog(OLD, NEW)
    assert main([]) == 2
