"""`casebook keys rewrap`: the verb, its file, and what the other verbs say afterwards."""

import stat
from pathlib import Path

import pytest

from scripts.cli.__main__ import main
from scripts.cli.seed import PROVINCE
from store.record.keys import MasterKey
from tests.cli.support import Environ


@pytest.fixture
def seeded_environ(environ: Environ) -> Environ:
    """An installation with a registry, whose officers' texts lie under keys."""
    assert main(["seed", "--file", str(PROVINCE)], environ) == 0
    return environ


def test_changes_the_key_and_the_old_one_is_refused(
    seeded_environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "next.key"
    assert main(["keys", "rewrap", "--to", str(to)], seeded_environ) == 0
    assert "keys wrapped anew" in capsys.readouterr().out
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.glob("*.part")] == []
    assert main(["seed", "--file", str(PROVINCE)], dict(seeded_environ)) == 2
    assert "master key" in capsys.readouterr().err
    assert main(["keys", "rewrap", "--to", str(to)], seeded_environ) == 0, "again is once"
    assert capsys.readouterr().out.startswith("0 keys wrapped anew")
    next_one = {**seeded_environ, "CASEBOOK_MASTER_KEY_FILE": str(to)}
    assert main(["seed", "--file", str(PROVINCE)], next_one) == 0
    capsys.readouterr()
    assert main(["verify"], next_one) == 0, capsys.readouterr().out


def test_a_file_that_is_no_successor_is_left_as_it_is(
    environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "other.key"
    to.write_text("08" * 32)
    assert main(["keys", "rewrap", "--to", str(to)], environ) == 2
    assert "no successor" in capsys.readouterr().err
    assert to.read_text() == "08" * 32
    MasterKey.from_file(to)


@pytest.mark.parametrize("words", ["keys rewrap", "keys --to x.key", "keys rewrap --to /none/x"])
def test_wrong_use_changes_nothing(words: str, environ: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words.split(), environ) == 2
    assert "--to" in capsys.readouterr().err
