"""The version, which stands in `pyproject.toml` alone, and what the changelog says of it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HEADINGS: Final = ("Upgrading", "Security", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Known limits")
"""Those of Keep a Changelog 1.1.0, the steps of an upgrade, and what a release does not do or was not tried on."""
UNRELEASED: Final = "Unreleased"
SECTION: Final = re.compile(r"^## (.+)$", re.MULTILINE)
NAMED: Final = re.compile(r"(\d+\.\d+\.\d+) – \d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Notes:
    """The newest section of the changelog."""

    title: str
    text: str

    @property
    def version(self) -> str | None:
        """The version that its title names; None before a release."""
        found = NAMED.fullmatch(self.title)
        return found[1] if found else None

    @property
    def headings(self) -> list[str]:
        """Its parts."""
        return re.findall(r"^### (.+)$", self.text, re.MULTILINE)


def version(root: Path) -> str:
    """The version of this tree."""
    found: str = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def notes(changelog: str) -> Notes:
    """The newest section of a changelog. Raises ValueError if it has none."""
    parts = SECTION.split(changelog)
    if len(parts) < 3:
        raise ValueError("the changelog has no section")
    return Notes(parts[1].strip(), parts[2].strip() + "\n")
