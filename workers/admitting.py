"""Changes of authors, the keys that may write to the log. They consist of the sealer's file of authors and of the log
entry that a person signs."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.acts import types_by
from domain.kernel.actor import Process
from store.authority.rules import process_of
from store.authority.sealing import ActBounds
from store.driver.connection import Clock
from store.keys.author import AuthorVerifier
from store.keys.authors import Authors, parse_authors
from store.log.admitted import entered
from store.log.faults import DirectoryRefused
from store.log.sealing.directory import SealerDirectory, open_directory, try_lock
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage, opened_log
from store.process.settings import SealerSettings, SettingsRefused, variable
from store.tlog.note import Verifier
from store.tlog.policy import Policy, parse_policy
from store.tlog.strict import LogFault

log = logging.getLogger("casebook.sealer")
FILE_MOST = 1024 * 1024


async def change_authors(
    settings: SealerSettings,
    admit: Sequence[str],
    dismiss: Sequence[str],
    clock: Clock,
    persons: Sequence[str] = (),
    late: Sequence[str] = (),
    window: Sequence[str] = (),
) -> str:
    """Admit and revoke keys of authors, and set the persons who sign the next change. Return the new content of the
    file.

    `late` are versions that waited or were sealed too late, each as `stream:number`; `window` contains keys of the
    command line that may write at the next log indexes.

    Versions pending before the first admission have no author. They are sealed first, while no process may write. If
    the log already has persons, the entry is left in the folder for one of them to sign. Raise SealerFault.
    """
    directory = open_directory(settings.sealer_home, settings.log_origin)
    authors = directory.authors()
    if not late and _changed(directory, authors, admit, dismiss, persons, window).text() == authors.text():
        return authors.text()  # as at each start after the first: then a running sealer does not matter
    with try_lock(directory.path) as mine:
        if not mine:
            raise DirectoryRefused("a sealer works in this folder: stop it first")
        async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
            if authors.begin is None:
                await seal_all(settings, storage, directory, clock)
            changed = _changed(directory, authors, admit, dismiss, persons, window)
            changed = replace(changed, late=await _waiting(storage, late))
            size = directory.locked().checkpoint.size
            known, _ = await entered(storage, size, directory.origin, directory.keys())
            directory.keep_authors(changed)
            if known.authors.persons:
                log.warning("have %s signed", directory.keep_draft(known.draft(directory.origin, changed)))
    return changed.text()


async def _waiting(storage: LogStorage, events: Sequence[str]) -> tuple[str, ...]:
    """Return the leaf hashes of versions that wait or were sealed late. Raise DirectoryRefused for any other
    version."""
    found = {str(row["_id"]): bytes(row["leaf"]).hex() for row in await storage.markers(events)} if events else {}
    rows = await storage.index_rows(set(events) - found.keys())
    found |= {event: bytes(row["leaf"]).hex() for event, row in rows.items()}
    if missing := sorted(set(events) - found.keys()):
        raise DirectoryRefused(f"{missing[0]} neither waits for the sealer nor is in the log")
    return tuple(found[event] for event in events)


def _admission(text: str) -> dict[str, Any]:
    """Parse a key. If the key's name does not contain the process, the process precedes it: `api=KEY`."""
    name, found, key = text.partition("=")
    if not found or name not in set(Process):
        verifier = AuthorVerifier.from_vkey(text)
        name = str(process_of(verifier.short))
        if name not in set(Process):
            raise DirectoryRefused(f"{verifier.short} is the key of no process: give it as api=KEY, worker=KEY …")
    else:
        verifier = AuthorVerifier.from_vkey(key)
    return {"verifier": verifier, "process": Process(name), "types": types_by(Process(name))}


def _admitted(authors: Authors, place: int, verifier: AuthorVerifier, process: Process, types: Any) -> Authors:
    """Return the authors with a key admitted. A known key of the command line changes nothing, because its windows are
    opened one by one."""
    known = any(one.verifier.vkey() == verifier.vkey() for one in authors.admissions)
    if process is Process.CLI and authors.persons and known:
        return authors
    return authors.admitted(verifier, place, process, types)


def _changed(
    directory: SealerDirectory,
    authors: Authors,
    admit: Sequence[str],
    dismiss: Sequence[str],
    persons: Sequence[str],
    window: Sequence[str],
) -> Authors:
    place = directory.locked().checkpoint.size
    try:
        for key in dismiss:
            authors = authors.dismissed(AuthorVerifier.from_vkey(key), place)
        for key in admit:
            authors = _admitted(authors, place, **_admission(key))
        for key in window:
            authors = authors.admitted(AuthorVerifier.from_vkey(key), place, Process.CLI)
        if persons:
            authors = replace(authors, persons=tuple(map(Verifier.from_vkey, persons)))
        authors = authors.windowed(place)
        return parse_authors(authors.text().encode(), directory.origin)
    except LogFault as wrong:
        raise DirectoryRefused(str(wrong)) from wrong


async def seal_all(settings: SealerSettings, storage: LogStorage, directory: SealerDirectory, clock: Clock) -> None:
    policy = known_policy(settings, directory)
    sealer = Sealer(storage, directory, policy=policy, uncosigned=settings.uncosigned, clock=clock, bounds=ActBounds())
    while await sealer.tick():
        pass


def policy_of(settings: SealerSettings) -> Policy:
    """Return the policy of witnesses in the settings. Raise SettingsRefused."""
    try:
        return parse_policy(read_file(settings.witness_policy)) if settings.witness_policy else Policy()
    except (OSError, LogFault) as error:
        raise SettingsRefused(variable("witness_policy"), str(error)) from error


def known_policy(settings: SealerSettings, directory: SealerDirectory) -> Policy:
    """Return the settings' policy if the folder contains the same one. Raise DirectoryRefused if the policies
    differ."""
    policy, known = policy_of(settings), directory.state.policy()
    if known is None:
        directory.state.keep_policy(policy.text())
    elif known != policy.text():
        raise DirectoryRefused("the witnesses are others than before: if that is right, run it once with --witnesses")
    return policy


def read_file(path: Path) -> bytes:
    """Read a small file. If it is too large, return only its beginning."""
    with path.open("rb") as stream:
        return stream.read(FILE_MOST)
