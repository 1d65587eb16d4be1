"""The files of trusted documents: one for every program, and one for each, read again when they change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from schema.manifest import ManifestRefused, documents_of

PROGRAMS_MOST: Final = 200
"""Manifests of a folder."""
Stamp = tuple[tuple[str, int, int, int], ...]
"""Name, inode, time and size of each file: a file that was replaced or written has another one."""


@dataclass(frozen=True)
class Manifests:
    """Documents by their ids: those that every program may ask for, and each program's own."""

    shared: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, program: str) -> Mapping[str, str]:
        return {**self.shared, **self.own.get(program, {})}

    @property
    def empty(self) -> bool:
        """Return whether there is no manifest, neither shared nor of a program."""
        return not self.shared and not self.own

    def all(self) -> Iterator[tuple[str, str]]:
        """Each id with its document."""
        for documents in (self.shared, *self.own.values()):
            yield from documents.items()


@dataclass(frozen=True)
class ManifestFiles:
    """Places of the manifests: a file for all programs, and a folder with `ID.json` for the program of that id."""

    file: Path | None = None
    folder: Path | None = None

    def read(self) -> Manifests:
        return Manifests(self.shared(), self.own())

    def shared(self) -> Mapping[str, str]:
        return _documents(self.file) if self.file else {}

    def own(self) -> Mapping[str, Mapping[str, str]]:
        return {path.stem: _documents(path) for path in self._of_programs()}

    def stamp(self) -> Stamp:
        """Return a value that changes when a file does; a missing file adds nothing."""
        return tuple(_stamps([*([self.file] if self.file else []), *self._of_programs()]))

    def _of_programs(self) -> list[Path]:
        found = sorted(self.folder.glob("*.json")) if self.folder else []
        if len(found) > PROGRAMS_MOST:
            raise ManifestRefused(f"{self.folder}: holds more than {PROGRAMS_MOST} manifests")
        return found


def _documents(path: Path) -> Mapping[str, str]:
    try:
        return documents_of(path.read_bytes())
    except OSError as error:
        raise ManifestRefused(f"{path.name}: {error.strerror}") from None
    except ManifestRefused as wrong:
        raise ManifestRefused(f"{path.name}: {wrong}") from None


def _stamps(paths: list[Path]) -> Iterator[tuple[str, int, int, int]]:
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue
        yield path.name, found.st_ino, found.st_mtime_ns, found.st_size
