"""Attacks on the database by name, and the findings that each must yield."""

from collections.abc import Awaitable, Callable
from typing import Any

from store.tlog.note import Signer
from tests.sealer.damage import (
    A,
    O,
    P,
    _cut,
    _drop,
    _flip,
    _forge,
    _moved,
    _set,
    _swap,
    _unset,
    database,
    double_seal,
    drop_key,
    drop_stream,
    drop_value,
    edit_body,
    edit_envelope,
    edit_key,
    edit_state,
    edit_vault,
    forge_revision,
    insert_between,
    officers,
    rehash_revision,
    rehash_stream_and_index,
    resign,
    rewrite_everything,
    swap_values,
)
from tests.sealer.deeds import (
    edit_command,
    edit_command_time,
    edit_staged,
    first,
    insert_checkpoint,
    insert_old_staging,
    rehash_staged,
    rehash_tile,
    reorder_commands,
    reorder_heads,
    reorder_keys,
    reorder_markers,
    reorder_staged,
    reseal,
    staged,
)
from tests.sealer.site import ORIGIN, Site

JUNK = {"a": 1}
Attack = Callable[[Site], Awaitable[Any]]

BY_COLLECTION: dict[str, list[tuple[str, Attack, set[str]]]] = {
    "revisions": [
        ("edit an envelope", edit_envelope, {"revision-differs"}),
        ("edit a body", edit_body, {"body-differs"}),
        ("edit a body into junk", lambda s: _set(s.connection.revisions, f"{A}:2", body=b"{"), {"revision-unreadable"}),
        ("rehash a body", rehash_revision, {"revision-differs"}),
        ("rehash a stream and the index", rehash_stream_and_index, {"revision-differs", "index-differs"}),
        ("edit a state", edit_state, {"state-differs", "fold-differs"}),
        ("edit a leaf hash", lambda s: _set(s.connection.revisions, f"{A}:4", leaf=b"\0" * 32), {"leaf-differs"}),
        ("edit the agency", lambda s: _set(s.connection.revisions, f"{A}:2", agency="agency-x"), {"field-differs"}),
        ("edit the command", lambda s: _set(s.connection.revisions, f"{A}:2", command="x"), {"field-differs"}),
        ("edit the type", lambda s: _set(s.connection.revisions, f"{A}:2", type="agency.succeeded"), {"field-differs"}),
        ("edit the kind", lambda s: _set(s.connection.revisions, f"{A}:2", kind="case"), {"field-differs"}),
        ("edit the number", lambda s: _set(s.connection.revisions, f"{A}:4", n=9), {"number-differs"}),
        ("edit the salt", lambda s: _set(s.connection.revisions, f"{A}:2", salt=b"\0" * 32), {"body-differs"}),
        ("edit the stream", lambda s: _set(s.connection.revisions, f"{A}:4", stream=P), {"number-differs"}),
        (
            "take the stream away",
            lambda s: _set(s.connection.revisions, f"{A}:4", stream=None),
            {"revision-unreadable"},
        ),
        (
            "delete a revision",
            lambda s: _drop(s.connection.revisions, f"{A}:2"),
            {"revision-missing", "number-differs"},
        ),
        ("cut a stream's end", lambda s: _drop(s.connection.revisions, f"{A}:4"), {"revision-missing", "head-differs"}),
        ("delete a stream and its head", drop_stream, {"revision-missing"}),
        (
            "truncate all revisions",
            lambda s: s.connection.revisions.delete_many({}),
            {"revision-missing", "head-stray"},
        ),
        ("forge a revision", forge_revision, {"revision-unsealed"}),
        ("insert a revision between", insert_between, {"revision-missing", "revision-differs", "number-differs"}),
        (
            "reorder revisions",
            lambda s: _swap(s.connection.revisions, f"{A}:2", f"{A}:3"),
            {"revision-differs", "number-differs"},
        ),
    ],
    "pending": [
        ("delete a marker", lambda s: _drop(s.storage.pending, f"{P}:1"), {"revision-unsealed"}),
        ("edit a marker", lambda s: _set(s.storage.pending, f"{P}:1", leaf=b"\0" * 32), {"pending-differs"}),
        (
            "insert a marker",
            lambda s: s.storage.pending.insert_one({"_id": "agency-x:1", "stream": "agency-x", "n": 1}),
            {"pending-stray"},
        ),
        (
            "delete a pending revision",
            lambda s: _drop(s.connection.revisions, f"{P}:1"),
            {"pending-stray", "head-stray"},
        ),
        ("reorder markers", reorder_markers, {"pending-differs"}),
        ("truncate the markers", lambda s: s.storage.pending.delete_many({}), {"revision-unsealed"}),
    ],
    "heads": [
        ("edit a head", lambda s: _set(database(s), A, source="other"), {"head-differs"}),
        ("write a head's text in the clear", lambda s: _set(officers(s), O, appointment="QĐ 1"), {"head-in-clear"}),
        ("delete a head", lambda s: _drop(database(s), A), {"head-differs"}),
        ("insert a head", lambda s: database(s).insert_one({"_id": "agency-x"}), {"head-stray"}),
        ("reorder heads", reorder_heads, {"head-differs"}),
        ("truncate the heads", lambda s: database(s).delete_many({}), {"head-differs"}),
    ],
    "index": [
        ("edit a row's leaf", lambda s: _set(s.storage.index, 1, leaf=b"\0" * 32), {"index-differs"}),
        ("edit a row's event", lambda s: _set(s.storage.index, 1, event="agency-x:1"), {"index-differs"}),
        ("delete a row", lambda s: _drop(s.storage.index, 1), {"index-missing", "revision-unsealed"}),
        ("insert a row", lambda s: s.storage.index.insert_one({"_id": 99, "event": "x:1"}), {"index-stray"}),
        ("insert a row of junk", lambda s: s.storage.index.insert_one({"_id": "x", "event": "x:1"}), {"index-stray"}),
        ("truncate the index", lambda s: s.storage.index.delete_many({}), {"index-missing"}),
        ("reorder rows", lambda s: _swap(s.storage.index, 1, 2), {"index-differs"}),
        ("rehash a row with its revision", rehash_stream_and_index, {"revision-differs", "index-differs"}),
    ],
    "tiles": [
        ("edit an entry", lambda s: _flip(s, "tile/entries/000.p/5"), {"tile-differs", "root-differs"}),
        ("cut a bundle short", lambda s: _cut(s, "tile/entries/000.p/5"), {"bundle-missing"}),
        ("delete a bundle", lambda s: _drop(s.storage.tiles, "tile/entries/000.p/5"), {"bundle-missing"}),
        ("edit a tile", lambda s: _flip(s, "tile/0/000.p/5"), {"tile-differs"}),
        ("delete a tile", lambda s: _drop(s.storage.tiles, "tile/0/000.p/5"), {"tile-missing"}),
        ("edit an older tile", lambda s: _flip(s, "tile/0/000.p/4"), {"tile-differs"}),
        ("edit an older bundle", lambda s: _flip(s, "tile/entries/000.p/4"), {"tile-differs"}),
        ("insert a tile", lambda s: s.storage.tiles.insert_one({"_id": "tile/0/007", "data": b""}), {"tile-stray"}),
        ("insert junk", lambda s: s.storage.tiles.insert_one({"_id": "tile/../x", "data": b""}), {"tile-stray"}),
        ("truncate the tiles", lambda s: s.storage.tiles.delete_many({}), {"bundle-missing"}),
        ("reorder tiles", lambda s: _swap(s.storage.tiles, "tile/0/000.p/4", "tile/0/000.p/5"), {"tile-differs"}),
        ("rehash an entry and its tile", rehash_tile, {"root-differs", "revision-differs"}),
    ],
    "checkpoints": [
        ("edit a checkpoint", lambda s: _set(s.storage.checkpoints, 4, note=b"x\n\n"), {"checkpoint-unsigned"}),
        ("edit a root", lambda s: _forge(s, 4), {"checkpoint-unsigned"}),
        ("rehash: all signed with another key", lambda s: resign(s, Signer.generate(ORIGIN)), {"checkpoint-unsigned"}),
        ("move a checkpoint", lambda s: _moved(s, 4, 3), {"checkpoint-unreadable", "checkpoint-missing"}),
        (
            "insert junk into checkpoints",
            lambda s: s.storage.checkpoints.insert_one({"_id": "zz"}),
            {"checkpoint-unreadable"},
        ),
        ("delete the newest", lambda s: _drop(s.storage.checkpoints, 5), {"checkpoint-missing", "index-stray"}),
        ("delete one that an event names", lambda s: _drop(s.storage.checkpoints, 4), {"anchor-unknown"}),
        ("delete one", lambda s: _drop(s.storage.checkpoints, 4), {"checkpoint-missing"}),
        ("delete the first", lambda s: _drop(s.storage.checkpoints, 0), {"checkpoint-missing"}),
        ("truncate the checkpoints", lambda s: s.storage.checkpoints.delete_many({}), {"checkpoint-missing"}),
        ("insert a forged checkpoint", insert_checkpoint, {"checkpoint-unsigned"}),
        ("reorder checkpoints", lambda s: _swap(s.storage.checkpoints, 4, 5), {"checkpoint-unreadable"}),
    ],
    "stamps": [
        ("insert a stamp", lambda s: s.storage.stamps.insert_one({"_id": 99, "stamp": b""}), {"stamp-stray"}),
    ],
    "staging": [
        ("edit what is staged", lambda s: staged(s, edit_staged), {"staging-differs"}),
        ("reorder what is staged", lambda s: staged(s, reorder_staged), {"staging-differs"}),
        ("rehash what is staged", lambda s: staged(s, rehash_staged), {"staging-differs"}),
        ("insert what was published already", insert_old_staging, {"staging-left"}),
    ],
    "sealed": [
        ("edit a sealed text", lambda s: edit_vault(s, sealed=b"\0" * 64), {"value-altered"}),
        ("delete a sealed text", drop_value, {"value-missing"}),
        ("reorder sealed texts", swap_values, {"value-altered"}),
        ("move a sealed text to a group without key", lambda s: edit_vault(s, group="0" * 32), {"value-altered"}),
        ("move a sealed text to another stream", lambda s: edit_vault(s, stream=A), {"value-altered"}),
        ("insert a sealed text", lambda s: s.connection.sealed.insert_one({"_id": "x"}), {"value-stray"}),
        ("truncate the vault", lambda s: s.connection.sealed.delete_many({}), {"value-missing"}),
        ("rehash a sealed text", reseal, {"value-missing", "value-stray"}),
    ],
    "wrapped": [
        ("edit a key", edit_key, {"key-altered"}),
        ("reorder keys", reorder_keys, {"value-altered"}),
        ("delete a key", drop_key, {"key-missing"}),
        ("truncate the keys", lambda s: s.connection.wrapped.delete_many({}), {"key-missing"}),
    ],
    "commands": [
        ("edit where a command led", lambda s: edit_command(s, n=9), {"command-stray"}),
        ("edit when a command came", edit_command_time, {"command-differs"}),
        ("rehash from whom a command came", lambda s: edit_command(s, by="subject-other"), {"command-differs"}),
        ("delete a command", lambda s: first(s.connection.commands), {"command-missing"}),
        (
            "insert a command",
            lambda s: s.connection.commands.insert_one({"_id": "x", "stream": A, "n": 1}),
            {"command-stray"},
        ),
        ("reorder commands", reorder_commands, {"command-stray"}),
        ("truncate the commands", lambda s: s.connection.commands.delete_many({}), {"command-missing"}),
    ],
    "junk, which must not end the verification": [
        ("junk in revisions", lambda s: s.connection.revisions.insert_one({"_id": JUNK}), {"revision-unreadable"}),
        (
            "junk in a stream",
            lambda s: s.connection.revisions.insert_one({"_id": "x", "n": 1}),
            {"revision-unreadable"},
        ),
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
        (
            "rewrite all with a key of one's own",
            lambda s: rewrite_everything(s, Signer.generate(ORIGIN)),
            {"checkpoint-unsigned"},
        ),
        ("seal an event twice", double_seal, {"sealed-twice"}),
    ],
}
"""What is done to each collection; the first word of a name says what kind of deed it is."""

ATTACKS = [attack for attacks in BY_COLLECTION.values() for attack in attacks]
DEEDS = ("edit", "delete", "insert", "reorder", "rehash", "truncate")

ELSEWHERE: dict[tuple[str, str], str] = {
    ("pending", "rehash"): "test_promises.py::test_a_version_changed_before_it_was_sealed",
    ("staging", "delete"): "test_edges.py::test_what_is_not_what_was_signed_is_not_applied",
    ("staging", "truncate"): "test_edges.py::test_what_is_not_what_was_signed_is_not_applied",
    ("stamps", "edit"): "test_stamps.py::test_an_edited_stamp",
    ("stamps", "reorder"): "test_stamps.py::test_a_stamp_put_to_another_checkpoint",
    ("stamps", "rehash"): "test_stamps.py::test_of_another_authority",
    ("stamps", "delete"): "test_attacks.py::test_stamps_may_go",
    ("stamps", "truncate"): "test_attacks.py::test_stamps_may_go",
    ("wrapped", "insert"): "test_attacks.py::test_a_key_that_opens_nothing",
}
"""Deeds that need a scene of their own, and those that no verification sees: there the test shows that it does not."""

NO_HASHES = {("heads", "rehash"), ("wrapped", "rehash")}
"""Nothing to make anew: a head has no hash, and a key that opens is one that the master key wrapped."""

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
