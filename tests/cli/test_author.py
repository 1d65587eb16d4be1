"""`casebook keys author`: the key with which a process signs what it writes."""

import stat
from pathlib import Path

import pytest

from scripts.cli.__main__ import main
from store.keys.author import Author, AuthorVerifier
from tests.cli.support import Environ


def test_makes_the_key_once_and_says_its_public_half(
    environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "author"
    assert main(["keys", "author", "--name", "worker", "--to", str(to)], environ) == 0
    said = capsys.readouterr().out
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    origin, _, process = AuthorVerifier.from_vkey(said.strip()).name.partition("/acts/")
    assert process == "worker"
    assert main(["keys", "author", "--to", str(to)], environ) == 0
    assert capsys.readouterr().out == said
    assert Author.from_file(to, origin).vkey() == said.strip()


@pytest.mark.parametrize("words", [[], ["--name", "The API"], ["--name", ""]])
def test_a_process_has_a_plain_name(environ: Environ, tmp_path: Path, words: list[str]) -> None:
    to = tmp_path / "author"
    assert main(["keys", "author", "--to", str(to), *words], environ) == 2
    assert not to.exists()
