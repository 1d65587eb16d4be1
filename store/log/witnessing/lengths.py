"""Cosigning an index of streams. A witness refuses an index in which a stream of the public register is shorter or
gone.

A witness remembers the length of each stream of statements, and the leaf hash of its last version. For a longer stream
it receives the envelopes in between, each of which contains the hash of the previous one. It learns the streams from
the list of streams, whose lines it receives too. It accepts the first index that it receives, as it accepts a first
checkpoint.

    POST /add-index    {"note": …, "streams": [{"stream", "since", "n", "leaf", "path", "envelopes", "lines"}, …]}
    200 a cosignature · 409 {"<stream>": <number of versions the witness knows>, …} · 422 shorter, gone or forked
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from domain.statement.state import LIST
from store.record.canonical import canonical, read
from store.tlog.merkle import leaf_hash
from store.tlog.stream_index import Row, key_of, root_of
from store.tlog.strict import ProofRefused, base64, digest, to_base64

STREAMS_MOST: Final = 10_000
ENVELOPES_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Length:
    """Number of versions of a stream, and the leaf hash of the last one."""

    n: int
    leaf: bytes


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Stream as shown to a witness: its end with the path in the index, and its versions after the last one that the
    witness knows."""

    stream: str
    since: int
    end: Length
    path: Sequence[bytes]
    envelopes: Sequence[bytes] = ()
    lines: Sequence[bytes] = ()
    """Public lines that belong to these envelopes; only for the list of streams."""


def request_of(note: bytes, shown: Sequence[Shown]) -> bytes:
    rows = [
        {
            "stream": row.stream,
            "since": row.since,
            "n": row.end.n,
            "leaf": row.end.leaf.hex(),
            "path": list(map(to_base64, row.path)),
            "envelopes": [envelope.decode() for envelope in row.envelopes],
            "lines": [line.decode() for line in row.lines],
        }
        for row in shown
    ]
    return canonical({"note": note.decode(), "streams": rows})


def read_request(body: bytes) -> tuple[bytes, list[Shown]]:
    """Parse the note and the streams shown. Raise ProofRefused for a malformed request."""
    try:
        said = read(body)
        rows = [_shown(row) for row in said["streams"]]
        if len(rows) > STREAMS_MOST or sum(len(row.envelopes) for row in rows) > ENVELOPES_MOST:
            raise ProofRefused("too many streams or envelopes")
        return said["note"].encode(), rows
    except (AttributeError, LookupError, TypeError, ValueError, StopIteration, RecursionError) as error:
        raise ProofRefused("not a request to cosign an index") from error


def _shown(row: Mapping[str, Any]) -> Shown:
    n, since = row["n"], row["since"]
    if type(n) is not int or type(since) is not int or not isinstance(row["stream"], str) or not 0 <= since <= n:
        raise ProofRefused("not what is shown of a stream")
    return Shown(
        stream=row["stream"],
        since=since,
        end=Length(n, digest(bytes.fromhex(row["leaf"]), ProofRefused)),
        path=[digest(base64(hash, ProofRefused), ProofRefused) for hash in row["path"]],
        envelopes=[envelope.encode() for envelope in row["envelopes"]],
        lines=[line.encode() for line in row["lines"]],
    )


def behind(known: Mapping[str, Length], shown: Sequence[Shown]) -> dict[str, int]:
    """Return the lengths that a witness knows if any of them differs from the `since` of its stream; otherwise
    nothing."""
    if all(row.since == known[row.stream].n for row in shown if row.stream in known):
        return {}
    return {stream: length.n for stream, length in known.items()}


def followed(root: bytes, known: Mapping[str, Length], shown: Sequence[Shown]) -> dict[str, Length]:
    """Return the lengths of the streams in an index. Raise ProofRefused for an index that a witness must not cosign."""
    by_name = {row.stream: row for row in shown}
    for row in shown:
        if root_of(Row(key_of(row.stream), row.end.n, row.end.leaf), row.path) != root:
            raise ProofRefused(f"{row.stream} is not in the index so")
        _follow(known.get(row.stream), row)
    listed = _listed(by_name[LIST]) if LIST in by_name else []
    if missing := sorted({*known, *listed} - by_name.keys()):
        raise ProofRefused(f"{missing[0]} is not shown")
    if unlisted := sorted(by_name.keys() - {*known, *listed, LIST}):
        raise ProofRefused(f"{unlisted[0]} is not in the list")
    return {row.stream: row.end for row in shown}


def _follow(known: Length | None, row: Shown) -> None:
    """Raise ProofRefused unless a stream continues from its known length."""
    if known is None and row.stream != LIST:
        return
    last = known or Length(0, b"")
    if row.end.n < last.n:
        raise ProofRefused(f"{row.stream} has {row.end.n} versions, it had {last.n}")
    if len(row.envelopes) != row.end.n - last.n:
        raise ProofRefused(f"{row.stream} lacks envelopes from {last.n + 1} on")
    for n, envelope in enumerate(row.envelopes, start=last.n + 1):
        said = read(envelope)
        prev = last.leaf.hex() if n > 1 else None
        if (said.get("stream"), said.get("n"), said.get("prev")) != (row.stream, n, prev):
            raise ProofRefused(f"{row.stream}:{n} does not follow")
        last = Length(n, leaf_hash(envelope))
    if last.leaf != row.end.leaf:
        raise ProofRefused(f"{row.stream} has another version {row.end.n}")


def _listed(row: Shown) -> list[str]:
    """Return the streams named by new lines of the list.

    Raise ProofRefused for a line to which no envelope commits.
    """
    if len(row.lines) != len(row.envelopes):
        raise ProofRefused("the list lacks lines")
    found = []
    for envelope, line in zip(row.envelopes, row.lines, strict=True):
        if read(envelope).get("shown") != sha256(line).hexdigest():
            raise ProofRefused("a line of the list is another")
        if stream := json.loads(line).get("stream"):
            found.append(str(stream))
    return found
