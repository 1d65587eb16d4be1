"""The list of erasures, kept outside the databases, so that no backup brings back what was destroyed.

Each line is a whole version from the record that lists destroyed keys. It contains names of keys and streams, and no
person. Its hashes prove the line, with the signature of the process that wrote the version. So the list can be copied
anywhere, and a verification of a restored register accepts the list in place of lost events.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from bson import json_util

from domain.erasure.erasures import TextsDestroyed
from domain.kernel.actor import Process
from store.driver.connection import Connection
from store.keys.author import PURPOSE
from store.keys.authors import Authors
from store.record.revision import RevisionAltered, check_unaltered, event_in
from store.tlog.strict import NoteRefused

LINE_MOST: Final = 64 << 20
"""Most bytes of a line: a version is one document of the database."""


class ListRefused(Exception):
    """The list of erasures was not written by an eraser. The message gives the number of the line."""


@dataclass(frozen=True)
class Erased:
    by: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(self.by)

    @classmethod
    def of(cls, path: Path, authors: Authors | None) -> Self:
        """Read the list in a file, and check its hashes and, where authors are given, their signatures.

        Raise ListRefused, OSError.
        """
        found: dict[str, str] = {}
        for number, document in enumerate(_documents(path), 1):
            try:
                check_unaltered(document)
                said, event = json.loads(bytes(document["envelope"])), event_in(document)
                _signed(document, authors)
            except (RevisionAltered, NoteRefused, LookupError, TypeError, ValueError) as wrong:
                raise ListRefused(f"{path}, line {number}: not a version of an eraser ({wrong})") from None
            if not isinstance(event, TextsDestroyed):
                raise ListRefused(f"{path}, line {number}: destroys nothing")
            found |= dict.fromkeys(event.destruction.groups, f"{said['stream']}:{said['n']}")
        return cls(found)


def _signed(document: Mapping[str, Any], authors: Authors | None) -> None:
    """Raise NoteRefused unless an eraser among the authors signed a version. The version's log index is not known
    here."""
    if authors is None or authors.begin is None:
        return
    signature = bytes(document["signature"])
    authors.check(bytes(document["leaf"]), document.get("author"), signature, PURPOSE, Process.ERASER)


class ErasureList:
    """File to which the eraser adds lines. Only whole lines count: a line that a crash truncated is written again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def follow(self, connection: Connection) -> int:
        """Add the erasures that the record has and the list lacks. Return their number. Raise OSError.

        The list is durable on return. If a crash comes between an erasure and this call, the next run adds the erasure.
        Lines whose versions the record lacks remain in the file: their versions were lost with the databases.
        """
        known = {str(document["_id"]) for document in _documents(self._path)} if self._path.exists() else set()
        found = connection.revisions.find({"type": {"$eq": TextsDestroyed.TYPE}})
        new = [document async for document in found if document["_id"] not in known]
        if new:
            self._add("".join(f"{json_util.dumps(document)}\n" for document in new).encode())
        return len(new)

    def _add(self, lines: bytes) -> None:
        with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            whole = file.read().rfind(b"\n") + 1
            file.seek(whole)
            file.truncate()
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LINE_MOST), b""), 1):
            if not line.endswith(b"\n"):
                return
            try:
                document = json_util.loads(line.decode())
            except (ValueError, TypeError, LookupError) as wrong:
                raise ListRefused(f"{path}, line {number}: {type(wrong).__name__}") from None
            if not isinstance(document, dict):
                raise ListRefused(f"{path}, line {number}: no version")
            yield document | {"at": document["at"].replace(tzinfo=None)} if "at" in document else document
