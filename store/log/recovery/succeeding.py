"""Handing over of the log to a new key, from the sealer's folder. This also continues a log whose entries are lost for
good.

    make      a separate key, `key.next`
    sign      the note of succession with both keys
    keep      the note in the folder: from here on the previous key signs nothing more
    settle    the key in its place; after a loss also the older checkpoint in the state (`sealer_directory.settle`)
    show      the note in the database, where verifiers find it; the sealer does so at each start

A crash before `keep` leaves a key that the next attempt uses. After `keep`, the next opening of the folder does the
remaining steps.
"""

from datetime import datetime
from pathlib import Path

from store.log.audit.walk import covers
from store.log.faults import DirectoryRefused, ResumeRefused, StateLost, Tampered
from store.log.recovery.resume import whole
from store.log.sealing.directory import SealerDirectory, keep_succession, next_key, open_directory
from store.log.storage import LogStorage
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.note import Signer, Verifier, verify
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys, Succession
from store.tlog.tiles import parse_path


async def succeed(storage: LogStorage, directory: SealerDirectory, at: datetime) -> Succession:
    """Hand a complete and published log over to a new key. Raise SealerFault."""
    signed, published = directory.locked(), await storage.newest()
    size = published.size if published else 0
    if size != signed.checkpoint.size:
        raise ResumeRefused(f"signed {signed.checkpoint.size} entries, published {size}: let the sealer finish first")
    after = next_key(directory.path, directory.origin)
    made = Succession(directory.verifier, _public(after), at, signed.checkpoint, signed.checkpoint)
    keep_succession(directory.path, directory.origin, made.note(directory.signer, after))
    await storage.keep_successions(open_directory(directory.path, directory.origin).handed_over())
    return made


async def go_on_without(
    storage: LogStorage, path: Path, origin: str, shown: bytes, at: datetime, before: Verifier | None = None
) -> Succession:
    """Hand the log over under the newest checkpoint whose data the database has in full; later entries are lost.

    `shown` is the newest checkpoint that anybody has; `before` is the key that signed this checkpoint, if the folder is
    lost. Raise ResumeRefused if neither entries nor the key are lost, or if the database has part of the lost entries.
    Raise other SealerFaults.
    """
    signer, keys, held = _signers(path, origin, before)
    last = _read(keys, shown, origin, "what was shown")
    if held and held.size > last.size:
        raise ResumeRefused(f"the state has {held.size} entries, the checkpoint shown {last.size}: not the newest")
    published = await storage.newest()
    stored = _read(keys, published.note, origin, "published") if published else Checkpoint(origin, 0, EMPTY_ROOT)
    if stored.size > last.size or (signer and stored.size == last.size):
        raise ResumeRefused(f"nothing is lost: the database has {stored.size} entries, the checkpoint {last.size}")
    await whole(storage, stored, [], keys)
    await _nothing_beyond(storage, stored.size)
    after = next_key(path, origin)
    made = Succession(keys.newest, _public(after), at, stored, last)
    keep_succession(path, origin, made.note(*([signer] if signer else []), after))
    await storage.staging.delete_many({"size": {"$gt": stored.size}})
    await storage.keep_successions(open_directory(path, origin).handed_over())
    await storage.shown_newest()
    return made


def _signers(path: Path, origin: str, before: Verifier | None) -> tuple[Signer | None, LogKeys, Checkpoint | None]:
    """Return three values: the handing-over key, if it exists; the keys that signed so far; and the state's
    checkpoint."""
    if not (path / "key").exists():
        if before is None or before.name != origin:
            raise DirectoryRefused(f"{path} holds no key: say with --before which one signed until now")
        return None, LogKeys.following(before, []), None
    directory = open_directory(path, origin)
    try:
        return directory.signer, directory.keys(), directory.locked().checkpoint
    except StateLost:
        return directory.signer, directory.keys(), None


def _read(keys: LogKeys, note: bytes, origin: str, what: str) -> Checkpoint:
    try:
        opened = verify(note, keys.verifiers)
        checkpoint = parse_checkpoint(opened.text, origin)
    except LogFault as wrong:
        raise ResumeRefused(f"{what}: {wrong}") from wrong
    if not keys.signed(checkpoint.size, opened.verified):
        raise ResumeRefused(f"{what}: signed by a key that might not")
    return checkpoint


async def _nothing_beyond(storage: LogStorage, size: int) -> None:
    """Raise ResumeRefused if the database has objects at the places of the next batch. Objects are never replaced."""
    row = await storage.index.find_one({"_id": {"$gte": size}}, {"_id": 1})
    if row is not None:
        raise ResumeRefused(f"the index has a row {row['_id']}: put a backup back that has the whole batch, or none")
    async for tile in storage.tiles.find({}, {"_id": 1}):
        try:
            beyond = covers(parse_path(str(tile["_id"]))) > size
        except LogFault as wrong:
            raise Tampered(f"tile {tile['_id']}: {wrong}") from wrong
        if beyond:
            raise ResumeRefused(f"{tile['_id']} is there: put a backup back that has the whole batch, or none")


def _public(key: Signer) -> Verifier:
    return Verifier.from_vkey(key.vkey())
