"""Bytes that lie outside revisions and that a state names by hash: files under seal, figures and batches of reports."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from gridfs.errors import GridFSError, NoFile

from domain.case.state.evidence import SealedFile
from domain.report.state.consolidated import Consolidated, Frozen
from store.driver.connection import Connection
from store.driver.transaction import settled
from store.files.stored_bytes import BUCKET
from store.log.audit.finding import Finding
from store.record.chain import Version
from store.reports.batches import Batches

DIGEST = b'"digest":'
"""In the bytes of every state that names a file: most name none, and are not searched."""


def names_files(last: Version) -> bool:
    """Return True if a stream with this last version names any bytes outside it."""
    return DIGEST in last.revision["state"] or isinstance(last.state, Consolidated)


async def file_findings(
    connection: Connection, versions: Sequence[Version], destroyed: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """Files and figures that the states of one stream name, and that are gone or are not what was named.

    A file whose key was destroyed may be gone, and is not looked at.
    """
    last, states = versions[-1], [version.state for version in versions]
    files = {file.group: file for file in _files(last.state)} if DIGEST in last.revision["state"] else {}
    for group in sorted(files.keys() - destroyed.keys()):
        async for finding in _file(connection, last.state.id, files[group]):
            yield finding
    if isinstance(last.state, Consolidated):
        frozen = {state.frozen.run: state.frozen for state in states if state.frozen}
        for run in sorted(frozen):
            async for finding in _figures(connection, last.state.id, frozen[run]):
                yield finding


def _files(value: Any) -> Iterator[SealedFile]:
    if isinstance(value, SealedFile):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _files(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _files(getattr(value, field.name))


async def _file(connection: Connection, stream: str, file: SealedFile) -> AsyncIterator[Finding]:
    place, found = f"{stream} {file.group}", sha256()
    bucket = connection.bucket(connection.client[connection.names.main], BUCKET)
    try:
        stored = await settled(bucket.open_download_stream_by_name(file.group))
        while part := await stored.readchunk():
            found.update(part)
    except GridFSError as error:
        code = "file-missing" if isinstance(error, NoFile) else "file-altered"
        yield Finding(code, place, type(error).__name__)
        return
    if found.hexdigest() != file.digest:
        yield Finding("file-altered", place, "other bytes than the record names")


async def _figures(connection: Connection, report: str, frozen: Frozen) -> AsyncIterator[Finding]:
    place = f"{report}:{frozen.run}"
    row = await connection.figures.find_one({"_id": {"$eq": place}})
    for part in ("data", "public"):
        value = (row or {}).get(part)
        if not isinstance(value, bytes):
            yield Finding("figures-missing", place, part)
        elif sha256(value).hexdigest() != getattr(frozen, part):
            yield Finding("figures-altered", place, f"{part} is not what was frozen")
    manifest, batches = sha256(), 0
    try:
        async for batch in Batches(connection).all(report, frozen.run):
            manifest.update(batch.sha256.encode())
            batches += 1
            if sha256(batch.entries).hexdigest() != batch.sha256:
                yield Finding("figures-altered", f"{place} batch {batch.seq}", "its versions are not those counted")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        yield Finding("figures-altered", place, f"a batch cannot be read: {type(error).__name__}")
        return
    if (manifest.hexdigest(), batches) != (frozen.manifest, frozen.chunks):
        yield Finding("figures-altered", place, f"{batches} batches, not the {frozen.chunks} that were frozen")
