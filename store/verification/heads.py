"""Comparison of heads with the record. Each head must follow from its stream's last version and the vault, and no other
heads may exist."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from bson import encode
from bson.errors import BSONError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo.errors import PyMongoError

from domain.kernel.vocabulary import Kind
from store.driver.conditions import by_id, in_chunks
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.head_texts import commitments, head_of, in_the_clear
from store.heads.rebuilding import rebuilt
from store.log.audit.finding import Finding
from store.record.chain import Version
from store.record.sealing import VaultTampered
from store.verification.vault import Opened


def same_document(one: Any, other: Any) -> bool:
    """Return True if two documents have the same fields with the same values of the same types, in any order."""
    try:
        if encode(one) == encode(other):
            return True  # as the database stores them, which is fastest if the fields are in the same order
    except (BSONError, TypeError, ValueError, OverflowError, RecursionError):
        pass
    return _same(one, other)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return _type(one) is _type(other) and bool(one == other)


def _type(value: Any) -> type:
    """Return the type of a value. The driver's 64-bit numbers and binary values count as plain ones."""
    return next((base for base in (bool, int, bytes, str) if isinstance(value, base)), type(value))


LOOKS = 3
"""Number of comparisons of a head that differs, because another process may be writing it."""


async def heads_findings(
    connection: Connection, last: Iterable[Version], opened: Mapping[str, Opened]
) -> AsyncIterator[Finding]:
    """Compare the heads of streams with their last versions and the texts that can be decrypted."""
    by_kind: dict[Kind, list[Version]] = defaultdict(list)
    for version in last:
        by_kind[Kind(version.revision["kind"])].append(version)
    for kind, versions in by_kind.items():
        async for finding in _of_kind(connection, kind, versions, opened):
            yield finding


async def _of_kind(
    connection: Connection, kind: Kind, versions: Sequence[Version], opened: Mapping[str, Opened]
) -> AsyncIterator[Finding]:
    heads = heads_of(connection, kind)
    stored = await by_id(heads.stored, [version.revision["stream"] for version in versions])
    clear = {name for version in versions if _in_clear(version, stored, opened[name := version.revision["stream"]])}
    try:
        shown = {head["_id"]: head for head in await heads.opened(stored.values())}
    except PyMongoError:
        raise
    except Exception:  # a tampered head breaks the reading of all: then each is read alone
        shown = {}
    for version in versions:
        name = str(version.revision["stream"])
        try:
            differs = not _agrees(connection, kind, version, shown.get(name), opened[name])
            differs = differs and await head_differs(connection, version.revision)
        except PyMongoError:
            raise
        except Exception as error:  # a tampered state can break the reading anywhere
            yield Finding("revision-unreadable", name, f"{type(error).__name__}: {error}")
            continue
        if differs:
            yield Finding("head-differs", name, "is not what the record and the vault give")
        if name in clear:
            yield Finding("head-in-clear", name, "was written before heads were encrypted")


def _agrees(connection: Connection, kind: Kind, version: Version, head: Document | None, opened: Opened) -> bool:
    if opened.altered and opened.altered & commitments(version.state):
        return True  # the text has a finding of its own, and nothing can be compared
    revision, clear = version.revision, opened.texts
    said = revision["n"], revision["at"], clear, connection.master
    return same_document(head, head_of(kind, version.state, *said, sealed=opened.named))


def _in_clear(version: Version, stored: Mapping[str, Document], opened: Opened) -> bool:
    head = stored.get(version.revision["stream"])
    if head is None or not opened.named or head.get("n") != version.revision["n"]:
        return False
    try:
        return in_the_clear(version.state, head)
    except (AttributeError, TypeError, ValueError):
        return False  # it does not fit the state: another finding reports that


async def head_differs(connection: Connection, last: Document) -> bool:
    """Return True if the head of a stream differs from its last revision in every comparison."""
    for _ in range(LOOKS):
        heads = heads_of(connection, Kind(last["kind"]))
        try:
            head = await heads.as_stored(last["stream"])
        except (InvalidTag, InvalidUnwrap):
            return True
        try:
            if same_document(head, await rebuilt(connection, last)):
                return False
        except (VaultTampered, InvalidTag, InvalidUnwrap):
            return False  # the text has a finding of its own, and nothing can be compared
        query = {"stream": {"$eq": last["stream"]}}
        newer = await connection.revisions.find_one(query, sort=[("n", -1)])
        if newer is None or newer["n"] == last["n"]:
            break
        last = newer
    return True


async def stray_heads(connection: Connection) -> AsyncIterator[Finding]:
    for kind in Kind:
        async for heads in in_chunks(heads_of(connection, kind).stored.find({}, {"_id": 1})):
            first = await by_id(connection.revisions, [f"{head['_id']}:1" for head in heads], ("stream",))
            known = {revision.get("stream") for revision in first.values()}
            for head in heads:
                if not isinstance(head["_id"], str) or head["_id"] not in known:
                    yield Finding("head-stray", str(head["_id"]), "no revision 1")
