"""A release: what stands against one is named, and its files are what the same commit makes again."""

import re
import tarfile
import zipfile
from pathlib import Path

import pytest

from scripts.workbench.releasing import faults, parts
from scripts.workbench.releasing.version import HEADINGS, UNRELEASED, notes, version
from tests.docs.pages import ROOT

SECTION_WORDS = 1_100

CHANGELOG = """# Changelog

## 0.2.0 – 2027-01-31

### Upgrading

Nothing to do.

### Added

- Something.

## 0.1.0 – 2026-11-28

- The first.
"""


def test_nothing_but_a_made_file_that_differs_stands_against_a_release_of_this_tree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That none differs is what `test_generated.py` finds: to make them takes half a minute."""
    monkeypatch.setattr(faults, "stale", lambda root: {"docs/duties.md": "new"} if root == ROOT else {})
    assert list(faults.faults(ROOT)) == ["docs/duties.md is not current: run scripts/generate."]


def test_what_is_not_released_is_told_in_few_words_under_known_headings() -> None:
    """What was written in between of a first release is no history that anybody lived through."""
    newest = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert set(newest.headings) <= set(HEADINGS)
    assert len(newest.headings) == len(set(newest.headings))
    words = len(newest.text.split())
    assert newest.title != UNRELEASED or words <= SECTION_WORDS, (
        f"Unreleased in CHANGELOG.md has {words} words, and at most {SECTION_WORDS}: shorten the long lines."
    )


def test_a_released_tree_has_the_schemas_that_it_released() -> None:
    """Whoever changes one later says so under a heading of its own, `Unreleased`."""
    newest = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert newest.title == UNRELEASED or list(faults.schemas()) == []


@pytest.mark.slow
def test_the_files_are_the_same_twice_and_hold_what_they_say(tmp_path: Path) -> None:
    """All but the site, which `tests/docs/test_docs.py` builds, and the package that npm makes."""
    made = {name: make for name, make in parts.PARTS.items() if name not in ("documentation", "client for TypeScript")}
    folders = [tmp_path / "first", tmp_path / "second"]
    for out in folders:
        out.mkdir()
        for make in made.values():
            make(ROOT, out, "casebook-x")
    first, second = (parts.sums(out) for out in folders)
    assert first == second
    assert first.count("\n") == 7
    said = (folders[0] / "casebook-x-notes.md").read_text(encoding="utf-8")
    assert "](" not in said.replace("](https://", "")
    assert "`casebook-x.tar.gz`" in said
    assert "Not made in this build: the client package for TypeScript" in said
    with tarfile.open(folders[0] / "casebook-x.tar.gz") as archive:
        led = re.findall(r"\[`([\w./-]+)`\]", said)
        assert led
        assert {f"casebook-x/{place}" for place in led} <= set(archive.getnames())
    number = version(ROOT)
    with zipfile.ZipFile(folders[0] / f"casebook_client-{number}-py3-none-any.whl") as wheel:
        assert {"casebook_client/operations.py", "casebook_client/py.typed"} <= set(wheel.namelist())
        described = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
        assert "](../" not in wheel.read(described).decode()
        assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())
    with tarfile.open(folders[0] / "casebook-x.tar.gz") as archive:
        assert "casebook-x/scripts/dev" in archive.getnames()
