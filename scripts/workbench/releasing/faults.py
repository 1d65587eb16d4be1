"""Finds faults that prevent a release, each in a sentence with its remedy."""

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dockerfile_parse import DockerfileParser

from domain.acts import triples
from resolvers.released import SCHEMAS, released
from resolvers.sdl import text_of
from scripts.workbench.generate.__main__ import stale
from scripts.workbench.releasing.version import HEADINGS, UNRELEASED, notes, version


def faults(root: Path) -> Iterator[str]:
    """Yield faults that count at any time, also between releases."""
    yield from made_files(root)
    yield from build_context(root)


def undone(root: Path) -> Iterator[str]:
    """Yield the tasks that must be done at the time of a release, and are not faults before it."""
    yield from schemas()
    yield from acts(root)
    yield from wording(root)


def wording(root: Path) -> Iterator[str]:
    """Yield faults of the changelog's title, the working tree, and the tag."""
    number, newest = version(root), notes((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if newest.version != number:
        yield f"CHANGELOG.md begins with '{newest.title}': name it '{number} – YYYY-MM-DD', or raise the version."
    for heading in newest.headings:
        if heading not in HEADINGS:
            yield f"CHANGELOG.md has a part '{heading}': use one of {', '.join(HEADINGS)}."
    if newest.title != UNRELEASED and not newest.headings:
        yield "CHANGELOG.md says nothing of this release."
    if _git(root, "status", "--porcelain"):
        yield "There are changes that are not committed: commit them, or put them away."
    if _git(root, "tag", "--list", f"v{number}"):
        yield f"The tag v{number} exists: raise the version in pyproject.toml."


def made_files(root: Path) -> Iterator[str]:
    """Yield files that differ from their generator's output."""
    for path in stale(root):
        yield f"{path} is not current: run scripts/generate."


def schemas() -> Iterator[str]:
    """Yield released schemas that differ from those of this tree."""
    for name, build in SCHEMAS.items():
        if released(name) != text_of(build()):
            yield f"schema/released/{name} is not the schema of this release: copy schema/{name} over it."


def acts(root: Path) -> Iterator[str]:
    """Yield acts of this release that no list contains. A later release could drop unlisted acts unnoticed."""
    path = root / "tests" / "golden" / "acts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        known = {(row["action"], row["type"], row["kind"]) for row in csv.DictReader(file)}
    if missing := sorted(triples() - known):
        named = ", ".join("/".join(triple) for triple in missing[:3])
        yield f"{path.name} lacks {len(missing)} acts of this release ({named} …): add a line for each; change none."


def build_context(root: Path) -> Iterator[str]:
    """Yield files that the image copies and the repository lacks."""
    tracked = set(_git(root, "ls-files").splitlines())
    for line in DockerfileParser(path=str(root / "docker/Dockerfile")).structure:
        words = line["value"].split()
        if line["instruction"] == "COPY" and not words[0].startswith("--from"):
            for source in words[:-1]:
                if source not in tracked and not any(path.startswith(f"{source}/") for path in tracked):
                    yield f"docker/Dockerfile copies {source}, which is not in the repository."


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()
