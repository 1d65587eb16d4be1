"""Trusted documents: files of documents by id. If a setting requires it, only trusted documents are admitted.

Every limit and right applies to a trusted document as to any other. The only effect of trust is that it narrows which
documents a client may send. A caller with the scope `query:adhoc` may send other documents.

A new release of a client is admitted without a restart. The files are checked every other second, and reloaded when
they changed. If a file is not a manifest, this is logged and the previous documents stay in use.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.errors.responses import RequestRefused
from api.graphql.parameters import Parameters
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from schema.manifest import PREFIX, ManifestRefused, documents_of
from store.process.settings import Settings, SettingsRefused, variable

PROGRAMS_MOST: Final = 200
"""Most manifests of a folder."""
Stamp = tuple[tuple[str, int, int, int], ...]
"""Name, inode, time and size of each file. The stamp changes if a file is replaced or written."""


@dataclass(frozen=True)
class Manifests:
    """Documents by their ids: those that all programs share, and each program's own."""

    shared: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, program: str) -> Mapping[str, str]:
        return {**self.shared, **self.own.get(program, {})}

    @property
    def empty(self) -> bool:
        """Return whether there is no manifest, neither a shared one nor one of a program."""
        return not self.shared and not self.own

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield each id with its document."""
        for documents in (self.shared, *self.own.values()):
            yield from documents.items()


@dataclass(frozen=True)
class ManifestFiles:
    """Paths of the manifests: a file for all programs, and a folder with `ID.json` for the program of that id."""

    file: Path | None = None
    folder: Path | None = None

    def read(self) -> Manifests:
        return Manifests(self.shared(), self.own())

    def shared(self) -> Mapping[str, str]:
        return _documents(self.file) if self.file else {}

    def own(self) -> Mapping[str, Mapping[str, str]]:
        return {path.stem: _documents(path) for path in self._of_programs()}

    def stamp(self) -> Stamp:
        """Return a value that changes when a file does. A missing file adds nothing to it."""
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


LOOK_SECONDS = 2.0
log = logging.getLogger("casebook.graphql")


class Trusted:
    """Documents of manifests. If `only` is set, a caller needs the scope for any other document."""

    def __init__(self, files: ManifestFiles | None = None, *, only: bool = False) -> None:
        """Read the manifests. Raise ManifestRefused."""
        self._files, self._only = files or ManifestFiles(), only
        self._stamp = self._files.stamp()  # before reading: a file that changes meanwhile is read again
        self.manifests = self._files.read()

    async def text(self, context: RequestContext, parameters: Parameters) -> str:
        """Return the requested document. Raise RequestRefused (DOCUMENT_UNKNOWN). Raise NotAllowed, and record the
        refusal."""
        if parameters.query is not None and not self._only:
            return parameters.query
        if self.manifests.empty:  # public callers are not programs with documents of their own
            known: Mapping[str, str] = {}
        else:
            known = self.manifests.of(context.caller.client)
        if parameters.query is None:
            found = known.get((parameters.document_id or "").removeprefix(PREFIX))
            if found is None:
                raise RequestRefused(code="DOCUMENT_UNKNOWN")
            return found
        if Scope.QUERY_ADHOC not in context.actor.scopes and parameters.query not in known.values():
            denied = NotAllowed("scope-missing", scopes=(Scope.QUERY_ADHOC,))
            await context.store.access.refused(context.caller, "query", denied, None)
            raise denied
        return parameters.query

    async def changed(self) -> Manifests | None:
        """Return the documents if their files changed since the last check. Return None if they did not change, or
        cannot be read."""
        try:
            stamp = await asyncio.to_thread(self._files.stamp)
            if stamp == self._stamp:
                return None
            self._stamp = stamp
            self.manifests = await asyncio.to_thread(self._files.read)
        except ManifestRefused as wrong:
            log.error("trusted documents are not read again: %s", wrong)
            return None
        return self.manifests


def trusted(settings: Settings) -> Trusted:
    """Load the documents that the settings name. Raise SettingsRefused for a file that is not a manifest."""
    files = ManifestFiles(settings.documents_file, settings.documents_folder)
    for name, read in (("documents_file", files.shared), ("documents_folder", files.own)):
        try:
            read()
        except ManifestRefused as wrong:
            raise SettingsRefused(variable(name), str(wrong)) from None
    return Trusted(files, only=settings.documents_only)
