"""The notes of a release, and texts of its packages, for readers who have its files and no repository."""

import posixpath
import re
from pathlib import Path
from typing import Final

from scripts.workbench.releasing.version import Notes

LINK: Final = re.compile(r"\[([^\]]*)\]\((?!https?://)([^)\s]+)\)")
FILES: Final = (
    ("{name}.tar.gz", "the source: all that runs, with its tests; begin with its `README.md`"),
    ("{name}-docs.zip", "the documentation as a site: open `index.html` in it"),
    ("{name}-schema.graphql", "the schema for agencies' programs"),
    ("{name}-public.graphql", "the schema for programs without an account"),
    ("casebook_client-*.whl", "the client package for Python: `pip install` it"),
    ("casebook-client-*.tgz", "the client package for TypeScript: `npm install` it"),
    ("{name}-sbom.cdx.json", "what the packages of the register are (CycloneDX), with licences"),
    ("casebook_verify.py", "the verifier of record packs, for Python"),
    ("casebook_tables.js", "its tables, which lie in the same folder"),
)
"""What each file is, by its name or the pattern of it."""


def announced(newest: Notes, out: Path, name: str) -> str:
    """The newest section of the changelog, its links as paths in the archive, and what the files are."""
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
    """A text of a folder of the repository with the path in the archive in place of each link to another file."""

    def place_of(found: re.Match[str]) -> str:
        words, place = found[1], posixpath.normpath(posixpath.join(folder, found[2].partition("#")[0]))
        return f"`{place}`" if words == place else f"{words} [`{place}`]"

    return LINK.sub(place_of, text)
