"""A witness's memory of the lengths of the public register's streams (`store/log/witnessing/lengths.py`)."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from store.log.witnessing.lengths import Length, behind, followed, read_request
from store.tlog.note import Verifier, split, verify
from store.tlog.policy import Cosigner
from store.tlog.stream_index import read_index
from store.tlog.strict import LogFault, NoteRefused

INDEX_MOST: Final = 4 * 1024 * 1024
"""Most bytes of a request. It has space for the envelopes of some thousand new lines."""
LENGTHS: Final = """CREATE TABLE IF NOT EXISTS length (
    origin TEXT NOT NULL, stream TEXT NOT NULL, n INTEGER NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (origin, stream)
) STRICT;
CREATE TABLE IF NOT EXISTS indexed (origin TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT;"""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    media_type: str = "text/plain; charset=utf-8"


def index_answer(
    db: sqlite3.Connection, logs: Mapping[str, Sequence[Verifier]], cosigner: Cosigner, now: int, body: bytes
) -> Answer:
    try:
        note, shown = read_request(body)
        text, _ = split(note)
        origin = (*text.split("\n"), "")[1]
        size, root = read_index(text, origin)
    except LogFault as wrong:
        return Answer(400, f"{wrong}\n".encode())
    if origin not in logs:
        return Answer(404, b"unknown log\n")
    try:
        verify(note, logs[origin])
    except NoteRefused as wrong:
        return Answer(403, f"{wrong}\n".encode())
    rows = db.execute("SELECT stream, n, leaf FROM length WHERE origin = ?", (origin,))
    known = {stream: Length(n, leaf) for stream, n, leaf in rows}
    if lengths := behind(known, shown):
        return Answer(409, json.dumps(lengths).encode(), "application/json")
    before = db.execute("SELECT size FROM indexed WHERE origin = ?", (origin,)).fetchone()
    if before and size < before[0]:
        return Answer(422, f"the index is of {size} entries, one of {before[0]} was cosigned\n".encode())
    try:
        after = followed(root, known, shown)
    except (LogFault, ValueError) as wrong:
        return Answer(422, f"{wrong}\n".encode())
    kept = [(origin, stream, length.n, length.leaf) for stream, length in after.items()]
    db.executemany("INSERT OR REPLACE INTO length VALUES (?, ?, ?, ?)", kept)
    db.execute("INSERT OR REPLACE INTO indexed VALUES (?, ?)", (origin, size))
    return Answer(200, cosigner.sign_note(text, now))


def forget(db: sqlite3.Connection, origin: str) -> None:
    """Forget the lengths of a log, because the log continues without its lost entries."""
    db.execute("DELETE FROM length WHERE origin = ?", (origin,))
    db.execute("DELETE FROM indexed WHERE origin = ?", (origin,))
