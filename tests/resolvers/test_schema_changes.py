"""The changelog between two schemas, as a command prints it."""

from pathlib import Path

import pytest

from resolvers.schema_changes import NOTHING, changelog, main
from resolvers.sdl import text

OLD, NEW = "type Query { case: String old: Int }", "type Query { case: String new: Int }"


def test_changes_that_break_clients_come_first() -> None:
    assert changelog(OLD, OLD) == NOTHING
    titles = [line for line in changelog(OLD, NEW).splitlines() if line.startswith("#")]
    assert titles == ["### Breaking", "### Added or with a new description"]
    assert changelog(OLD, NEW).index("old") < changelog(OLD, NEW).index("new")


def test_one_file_is_compared_with_the_present_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, present = tmp_path / "old.graphql", tmp_path / "present.graphql"
    old.write_text(OLD, encoding="utf-8")
    present.write_text(text(), encoding="utf-8")
    assert main([str(present)]) == 0
    assert capsys.readouterr().out == NOTHING
    assert main([str(old), str(old)]) == 0
    assert capsys.readouterr().out == NOTHING
    assert main([str(old)]) == 0
    assert capsys.readouterr().out.startswith("### Breaking")


def test_without_a_file_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "OLD.graphql" in capsys.readouterr().err
