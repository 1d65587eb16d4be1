"""`casebook restamp`: copies and checks without an authority, and says what it needs with one."""

from pathlib import Path

import pytest

from scripts.cli.__main__ import main
from scripts.cli.environment import Environ


def test_a_register_without_stamps_has_an_archive_of_none(
    environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "archive"
    assert main(["restamp", "--to", str(folder)], environ) == 0
    assert capsys.readouterr().out == f"0 new stamps in {folder}\n"


def test_an_archive_that_was_changed_ends_it(
    environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list-0001.txt").write_text(f"{'0' * 64}  7.tsr\n")
    assert main(["restamp", "--to", str(tmp_path)], environ) == 1
    assert capsys.readouterr().out == "fault: 7.tsr of list 1 is gone\n"


def test_an_address_needs_certificates(environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restamp", "--to", str(tmp_path), "--url", "https://tsa.example"], environ) == 2
    assert "--url and --tsa go together" in capsys.readouterr().err
