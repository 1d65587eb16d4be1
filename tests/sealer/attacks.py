"""Attacks on the database by name, and the findings that each must yield."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.sealer.damage import (
    A,
    O,
    P,
    _cut,
    _drop,
    _flip,
    _set,
    _unset,
    database,
    double_seal,
    edit_command,
    edit_envelope,
    edit_key,
    edit_staged,
    edit_vault,
    insert_old_staging,
    officers,
    rehash_staged,
    reorder_markers,
    reorder_staged,
    rewrite_everything,
    staged,
)
from tests.sealer.site import Site

JUNK, MARKER = {"a": 1}, {"_id": "agency-x:1", "stream": "agency-x", "n": 1}
NO_STREAM = {"_id": "x", "n": 1}
Attack = Callable[[Site], Awaitable[Any]]

BY_COLLECTION: dict[str, list[tuple[str, Attack, set[str]]]] = {
    "revisions": [
        ("edit an envelope", edit_envelope, {"revision-differs"}),
        ("edit a leaf hash", lambda s: _set(s.connection.revisions, f"{A}:4", leaf=b"\0" * 32), {"leaf-differs"}),
    ],
    "pending": [
        ("delete a marker", lambda s: _drop(s.storage.pending, f"{P}:1"), {"revision-unsealed"}),
        ("edit a marker", lambda s: _set(s.storage.pending, f"{P}:1", leaf=b"\0" * 32), {"pending-differs"}),
        ("insert a marker", lambda s: s.storage.pending.insert_one(MARKER), {"pending-stray"}),
        (
            "delete a pending revision",
            lambda s: _drop(s.connection.revisions, f"{P}:1"),
            {"pending-stray", "head-stray"},
        ),
        ("reorder markers", reorder_markers, {"pending-differs"}),
    ],
    "heads": [
        ("edit a head", lambda s: _set(database(s), A, source="other"), {"head-differs"}),
        ("write a head's text in the clear", lambda s: _set(officers(s), O, appointment="QĐ 1"), {"head-in-clear"}),
    ],
    "index": [("edit a row's leaf", lambda s: _set(s.storage.index, 1, leaf=b"\0" * 32), {"index-differs"})],
    "tiles": [
        ("edit an entry", lambda s: _flip(s, "tile/entries/000.p/5"), {"tile-differs", "root-differs"}),
        ("cut a bundle short", lambda s: _cut(s, "tile/entries/000.p/5"), {"bundle-missing"}),
        ("delete a bundle", lambda s: _drop(s.storage.tiles, "tile/entries/000.p/5"), {"bundle-missing"}),
        ("delete a tile", lambda s: _drop(s.storage.tiles, "tile/0/000.p/5"), {"tile-missing"}),
        ("truncate the tiles", lambda s: s.storage.tiles.delete_many({}), {"bundle-missing"}),
    ],
    "checkpoints": [
        ("edit a checkpoint", lambda s: _set(s.storage.checkpoints, 4, note=b"x\n\n"), {"checkpoint-unsigned"})
    ],
    "stamps": [("insert a stamp", lambda s: s.storage.stamps.insert_one({"_id": 99, "stamp": b""}), {"stamp-stray"})],
    "staging": [
        ("edit what is staged", lambda s: staged(s, edit_staged), {"staging-differs"}),
        ("reorder what is staged", lambda s: staged(s, reorder_staged), {"staging-differs"}),
        ("rehash what is staged", lambda s: staged(s, rehash_staged), {"staging-differs"}),
        ("insert what was published already", insert_old_staging, {"staging-left"}),
    ],
    "sealed": [("edit a sealed text", lambda s: edit_vault(s, sealed=b"\0" * 64), {"value-altered"})],
    "wrapped": [("edit a key", edit_key, {"key-altered"})],
    "commands": [("edit where a command led", lambda s: edit_command(s, n=9), {"command-stray"})],
    "junk, which must not end the verification": [
        ("junk in revisions", lambda s: s.connection.revisions.insert_one({"_id": JUNK}), {"revision-unreadable"}),
        ("junk in a stream", lambda s: s.connection.revisions.insert_one(NO_STREAM), {"revision-unreadable"}),
        ("junk in pending", lambda s: s.storage.pending.insert_one({"_id": JUNK}), {"pending-stray"}),
        ("junk in the index", lambda s: s.storage.index.insert_one({"_id": JUNK, "event": JUNK}), {"index-stray"}),
        ("junk in tiles", lambda s: s.storage.tiles.insert_one({"_id": JUNK}), {"tile-stray"}),
        ("junk in checkpoints", lambda s: s.storage.checkpoints.insert_one({"_id": JUNK}), {"checkpoint-unreadable"}),
        ("junk in staging", lambda s: s.storage.staging.insert_one({"_id": JUNK}), {"staging-differs"}),
        ("junk in heads", lambda s: database(s).insert_one({"_id": JUNK}), {"head-stray"}),
        ("an envelope unset", lambda s: _unset(s.connection.revisions, f"{A}:2", "envelope"), {"revision-differs"}),
        ("a body unset", lambda s: _unset(s.connection.revisions, f"{A}:2", "body"), {"revision-unreadable"}),
        ("a state unset", lambda s: _unset(s.connection.revisions, f"{A}:4", "state"), {"revision-unreadable"}),
        ("a leaf unset", lambda s: _unset(s.storage.index, 1, "leaf"), {"index-differs"}),
        ("an entry unset", lambda s: _unset(s.storage.tiles, "tile/entries/000.p/5", "data"), {"bundle-missing"}),
        ("an older tile unset", lambda s: _unset(s.storage.tiles, "tile/0/000.p/4", "data"), {"tile-differs"}),
        ("a note unset", lambda s: _unset(s.storage.checkpoints, 4, "note"), {"checkpoint-unreadable"}),
        ("a marker's time unset", lambda s: _unset(s.storage.pending, f"{P}:1", "at"), {"pending-differs"}),
    ],
    "everything": [
        ("rewrite all with a key of one's own", rewrite_everything, {"checkpoint-unsigned"}),
        ("seal an event twice", double_seal, {"sealed-twice"}),
    ],
}
"""What is done to each collection beside what `tests/tamperings` does, and what must be found."""

ATTACKS = [attack for attacks in BY_COLLECTION.values() for attack in attacks]
UNRECORDED = {
    "outbox": "orders are compared (tests/store/verification/test_outside.py); that it was done, a worker says",
    "recosigned": "later cosignatures of checkpoints: signed notes (test_cosigning.py), and any may go",
    "stream_indexes": "follow from the entries; the newest is compared (`test_indexing.py`), and any may go",
    "authors": "signed notes; another key's is named, and the file beside them counts too (test_authors.py)",
    "policies": "signed notes; another key's is named, and without one witnesses count for nothing (test_cosigning.py)",
    "successions": "signed notes; without one no known key signed a checkpoint (test_succession.py)",
    "stream_rows": "what proofs are made from; a proof from changed ones fails at its reader's",
    "counters": "numbers handed out",
    "drafts": "forms of the desk that were not sent: sealed for their writer, and gone after a week",
    "readers": "addresses of those who subscribed by mail: sealed, and gone when they end it",
    "uploads": "whose a file is, before it is used in a case",
    **dict.fromkeys(("arrivals", "arrival_parts"), "files whose bytes are not all there: a day, then they go"),
    "evidence.files": "hashed against the digest in the state (tests/store/verification/test_outside.py)",
    "figures": "hashed against the event of the freeze (tests/store/verification/test_outside.py)",
    "chunks": "hashed against the event of the freeze (tests/store/verification/test_outside.py)",
    "contacts": "how to reach a person: whoever alters one finds that it no longer opens",
    "evidence.chunks": "hashed against the digest in the state (tests/store/verification/test_outside.py)",
}
"""Collections that are not attacked here, and why. docs/log.md says so."""
