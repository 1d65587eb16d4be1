"""`casebook keys rewrap`: the verb, its file, and what the other verbs say afterwards."""

import stat
from pathlib import Path

import pytest

from scripts.cli.__main__ import main
from tests.cli.support import LEAD, Environ, file


@pytest.fixture
def registry(tmp_path: Path) -> str:
    """A registry of one agency."""
    return str(file(tmp_path, LEAD, "one.toml"))


@pytest.fixture
def seeded_environ(of_one_agency: Environ) -> Environ:
    """An installation with an officer, whose texts lie under keys."""
    of_one_agency["CASEBOOK_MODE"] = "migration"
    appoint = ["officer", "appoint", "--subject", "an", "--agency", "agency-one", "--posts", "HANDLER"]
    assert main([*appoint, "--since", "2026-01-01", "--appointment", "QĐ 1"], of_one_agency) == 0
    return of_one_agency


def test_changes_the_key_and_the_old_one_is_refused(
    seeded_environ: Environ, registry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "next.key"
    assert main(["keys", "rewrap", "--to", str(to)], seeded_environ) == 0
    count, _, said = capsys.readouterr().out.partition(" ")
    assert int(count) > 0
    assert said.startswith("keys rewrapped")
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.glob("*.part")] == []
    assert main(["seed", "--file", registry], dict(seeded_environ)) == 2
    assert "master key" in capsys.readouterr().err
    assert main(["keys", "rewrap", "--to", str(to)], seeded_environ) == 0, "again is once"
    assert capsys.readouterr().out.startswith("0 keys rewrapped")
    next_one = {**seeded_environ, "CASEBOOK_MASTER_KEY_FILE": str(to)}
    assert main(["seed", "--file", registry], next_one) == 0
    capsys.readouterr()
    assert main(["verify"], next_one) == 0, capsys.readouterr().out
