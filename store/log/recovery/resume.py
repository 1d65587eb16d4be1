"""Continuing a log after a restore. This is possible only from the newest existing checkpoint, and only if its whole
tree exists.

After a restore the sealer cannot find out whether the state or the database is old. Only a checkpoint kept elsewhere
(by a witness, a mirror, an inspector) can show this. A person presents the newest one. Nothing is signed that was not
signed before: if entries are gone, this log cannot be continued.
"""

from contextlib import closing
from datetime import datetime

from store.log.audit.ledger import Ledger, Noted
from store.log.audit.walk import Walk
from store.log.faults import Forked, ResumeRefused, SealerFault, StateLost, Tampered
from store.log.sealing.directory import SealerDirectory
from store.log.sealing.right_edge import load_right_edge
from store.log.storage import LogStorage
from store.tlog.checkpoint import Checkpoint, Signed
from store.tlog.note import verify
from store.tlog.policy import Policy
from store.tlog.succession import LogKeys

SHOWN = 10
OF_THE_RECORD = ("revision-missing", "revision-differs")


async def resume(storage: LogStorage, directory: SealerDirectory, shown: bytes, at: datetime, policy: Policy) -> Signed:
    """Set the state to the given checkpoint. Raise ResumeRefused, or Forked for two roots of one size.

    After a crash between the two writes at the end, the checkpoint is published and the state is old. Then the sealer
    still refuses to start, and the call must be repeated.
    """
    wanted = _read(directory, shown, at)
    published = await storage.newest()
    stands = _state(directory)
    older = [stands] if stands else []
    older += [directory.read(published.note, published.at)] if published else []
    for state in older:
        _follows(wanted.checkpoint, state.checkpoint)
    await whole(storage, wanted.checkpoint, [state.checkpoint for state in older], directory.keys())
    signed = Signed(directory.sign(wanted.checkpoint), wanted.checkpoint, at)
    if published is None or published.size < wanted.checkpoint.size:
        verified = verify(shown, [*directory.keys().verifiers, *policy.verifiers]).verified
        await storage.publish(signed, shown, policy.satisfied(verified))
    if stands is None:
        directory.state.begin(signed.note, at)
    else:
        directory.state.swap(stands.note, signed, {})  # the next start learns the streams from the log
    await storage.shown_newest()
    return signed


def _read(directory: SealerDirectory, shown: bytes, at: datetime) -> Signed:
    try:
        return directory.read(shown, at)
    except Tampered as wrong:
        raise ResumeRefused(f"what was shown is {wrong}") from wrong


def _state(directory: SealerDirectory) -> Signed | None:
    try:
        return directory.locked()
    except StateLost:
        return None


def _follows(wanted: Checkpoint, known: Checkpoint) -> None:
    if known.size > wanted.size:
        raise ResumeRefused(f"{known.size} entries were signed, the checkpoint shown has {wanted.size}: not the newest")
    if known.size == wanted.size and known.root != wanted.root:
        raise Forked(f"two roots of size {known.size} were signed")


async def whole(storage: LogStorage, wanted: Checkpoint, older: list[Checkpoint], keys: LogKeys) -> None:
    """Raise ResumeRefused unless the database has every entry, tile and row up to the checkpoint.

    Missing revisions are no reason to refuse: the log proves that they existed, and a verification reports them
    missing.
    """
    with closing(Ledger()) as ledger:
        for checkpoint in (wanted, *older):
            ledger.note(Noted(checkpoint.size, False, "", checkpoint.root, "", None, None))
        walk = Walk(storage, wanted.origin, wanted.size, ledger, keys=keys)
        found = [
            f"{finding.code} {finding.place}" async for finding in walk.findings() if finding.code not in OF_THE_RECORD
        ]
        if found:
            named = ", ".join(found[:SHOWN])
            raise ResumeRefused(f"the database does not hold the log of {wanted.size} entries: {named}")
        for checkpoint in (wanted, *older):
            if ledger.root(checkpoint.size) != checkpoint.root:
                raise ResumeRefused(f"the first {checkpoint.size} entries in the database have another root")
    try:
        await load_right_edge(storage, wanted)
    except SealerFault as wrong:
        raise ResumeRefused(str(wrong)) from wrong
