"""Known advisories of what is shipped: `python -m scripts.workbench.releasing.advisories EXPORT [LOCK]`, before each
release.

EXPORT is the file `all.zip` that OSV (osv.dev) publishes for PyPI, fetched where there is a network; here nothing is
asked of one. Each package of the lock is held against it, by name and version. Exit code 1 when an advisory fits, or
nothing was read. The lines are kept with the release: they say of which day the advisories are.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scripts.workbench.releasing.sbom import LOCK, pinned

RECORD_MOST: Final = 4 << 20
"""Bytes of one record."""
ENDS: Final = ("fixed", "last_affected", "limit")


@dataclass(frozen=True)
class Advisory:
    """One that fits a package of the lock."""

    id: str
    package: str
    version: str
    summary: str

    def line(self) -> str:
        """For a person."""
        return f"{self.package} {self.version}: {self.id}: {self.summary}"


def fitting(record: Mapping[str, Any], locked: Mapping[str, str]) -> Iterator[Advisory]:
    """The packages of the lock that a record is about, in their versions; a record that was withdrawn fits nothing."""
    if record.get("withdrawn"):
        return
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        name = canonicalize_name(package.get("name", ""))
        version = locked.get(name)
        if package.get("ecosystem") == "PyPI" and version and _affects(affected, version):
            yield Advisory(record["id"], name, version, record.get("summary") or "no summary")


def _affects(affected: Mapping[str, Any], version: str) -> bool:
    if version in affected.get("versions", ()):
        return True
    ranges = (item["events"] for item in affected.get("ranges", ()) if item.get("type") == "ECOSYSTEM")
    return any(_within(events, Version(version)) for events in ranges)


def _within(events: list[Mapping[str, str]], version: Version) -> bool:
    """Whether a version is between an introduction and the end after it, as OSV evaluates events in their order."""
    inside = False
    for event in sorted(events, key=_place):
        if "introduced" in event and version >= _version(event["introduced"]):
            inside = True
        elif ("fixed" in event and version >= _version(event["fixed"])) or (
            "last_affected" in event and version > _version(event["last_affected"])
        ):
            inside = False
    return inside


def _place(event: Mapping[str, str]) -> Version:
    return _version(next(event[key] for key in ("introduced", *ENDS) if key in event))


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:  # of before PEP 440: older than anything in a lock
        return Version("0")


def search(export: Path, lock: str) -> tuple[list[Advisory], int, str]:
    """What fits a lock, how many records were read, and when the newest was changed. Raises OSError, ValueError."""
    locked = {str(canonicalize_name(name)): version for name, version, *_ in pinned(lock)}
    found, count, newest = list[Advisory](), 0, ""
    with ZipFile(export) as records:
        for entry in records.infolist():
            if not entry.filename.endswith(".json") or entry.file_size > RECORD_MOST:
                continue
            record = json.loads(records.read(entry))
            count, newest = count + 1, max(newest, record.get("modified", ""))
            found += fitting(record, locked)
    return sorted(set(found), key=Advisory.line), count, newest


def main(export: Path, lock: Path) -> int:
    """Print what fits; the exit code."""
    found, count, newest = search(export, lock.read_text(encoding="utf-8"))
    print(f"{lock.name}: {len(found)} advisories fit, of {count} records, the newest of {newest or 'no day'}")
    for advisory in found:
        print(advisory.line())
    return 1 if found or not count else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else LOCK))
