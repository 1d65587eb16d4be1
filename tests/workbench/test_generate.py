"""Made files hold what their programs make now, and `scripts/generate` makes all of them."""

from pathlib import Path

import pytest

from scripts.workbench import ROOT
from scripts.workbench.generate.__main__ import FILES, main, stale

BY_TESTS = {"docs/case-life.md"}
"""Pages that `tests/domain/every_life/page.py` makes."""


def test_running_it_changes_nothing() -> None:
    assert sorted(stale()) == [], "run: scripts/generate"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository that holds the made files only."""
    for path in FILES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    return tmp_path


def test_a_file_that_differs_is_named_and_left_alone_by_a_check(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "docs/settings.md").write_text("old")
    assert main(["--check"], copy) == 1
    assert capsys.readouterr().out == "differs: docs/settings.md\n"
    assert (copy / "docs/settings.md").read_text() == "old"


def test_what_differs_or_is_missing_is_made_again(copy: Path) -> None:
    (copy / "docs/settings.md").write_text("old")
    (copy / "schema/public.graphql").unlink()
    assert main([], copy) == 0
    assert {path: (copy / path).read_bytes() for path in FILES} == {path: (ROOT / path).read_bytes() for path in FILES}
    assert main(["--check"], copy) == 0


def test_every_file_that_says_it_is_made_is_in_the_table() -> None:
    """A page marks what is made."""
    pages = {
        str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md") if "<!-- made -->" in page.read_text()
    }
    assert pages <= {*FILES, *BY_TESTS}
