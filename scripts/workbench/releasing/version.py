"""The version, which is in `pyproject.toml` alone, its section of the changelog, and the notes of a release."""

import posixpath
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HEADINGS: Final = ("Upgrading", "Security", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Known limits")
"""Headings of Keep a Changelog 1.1.0, and those for the steps of an upgrade and the known limits."""
UNRELEASED: Final = "Unreleased"
SECTION: Final = re.compile(r"^## (.+)$", re.MULTILINE)
NAMED: Final = re.compile(r"(\d+\.\d+\.\d+) – \d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Notes:
    """Newest section of the changelog."""

    title: str
    text: str

    @property
    def version(self) -> str | None:
        """Return the version in the section's title; None before a release."""
        found = NAMED.fullmatch(self.title)
        return found[1] if found else None

    @property
    def headings(self) -> list[str]:
        return re.findall(r"^### (.+)$", self.text, re.MULTILINE)


def version(root: Path) -> str:
    """Return the version of this tree."""
    found: str = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def notes(changelog: str) -> Notes:
    """Return the newest section of a changelog. Raise ValueError if it has none."""
    parts = SECTION.split(changelog)
    if len(parts) < 3:
        raise ValueError("the changelog has no section")
    return Notes(parts[1].strip(), parts[2].strip() + "\n")


LINK: Final = re.compile(r"\[([^\]]*)\]\((?!https?://)([^)\s]+)\)")
FILES: Final = (
    ("{name}.tar.gz", "the source: all that runs, with its tests; begin with its `README.md`"),
    ("{name}-docs.zip", "the documentation as a site: open `index.html` in it"),
    ("{name}-schema.graphql", "the schema for agencies' programs"),
    ("{name}-public.graphql", "the schema for programs without an account"),
    ("casebook_client-*.whl", "the client package for Python: `pip install` it"),
    ("casebook-client-*.tgz", "the client package for TypeScript: `npm install` it"),
    ("{name}-sbom.cdx.json", "what the packages of the register are (CycloneDX), with licences"),
    (
        "casebook_verify.pyz",
        "the verifier of record packs, for Python; `unzip` shows its sources",
    ),
)
"""Description of each file, by its name or a pattern for it."""


def announced(newest: Notes, out: Path, name: str) -> str:
    """Return the newest section of the changelog, its links as paths in the archive, and the descriptions of files."""
    lines = []
    for pattern, what in FILES:
        found = sorted(out.glob(pattern.format(name=name)))
        lines += [f"- `{place.name}`: {what}" for place in found]
        lines += [] if found else [f"- Not made in this build: {what}"]
    return (
        f"# {newest.title}\n\n{freed(newest.text)}\n"
        f"## Files\n\nPaths in these notes are those of `{name}.tar.gz`; the pages are in `{name}-docs.zip` as well.\n"
        "`sha256sum --check SHA256SUMS` says whether what you have is what was made.\n\n" + "\n".join(lines) + "\n"
    )


def freed(text: str, folder: str = "") -> str:
    """Return a text of a folder of the repository, with each link to another file replaced by its path in the
    archive."""

    def place_of(found: re.Match[str]) -> str:
        words, place = found[1], posixpath.normpath(posixpath.join(folder, found[2].partition("#")[0]))
        return f"`{place}`" if words == place else f"{words} [`{place}`]"

    return LINK.sub(place_of, text)
