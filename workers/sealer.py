"""The sealer's process. It has a separate MongoDB user and a separate folder, but neither queue nor master key.

    python -m workers.sealer                      seal until SIGINT or SIGTERM, which end it with 0
    python -m workers.sealer --init               set up the folder and print the verifier key
    python -m workers.sealer --resume-from FILE   after a restore: continue from the newest existing checkpoint
    python -m workers.sealer --succeed            hand the log over to a new key
    python -m workers.sealer --succeed --lost FILE    the same without lost entries; FILE is the newest checkpoint
    python -m workers.sealer --witnesses          store the current policy of witnesses
    python -m workers.sealer --admit KEY …        admit these keys; from then on entries need an author
    python -m workers.sealer --init --admit KEY … do both; the verifier key is the first line printed
    python -m workers.sealer --dismiss KEY …      revoke these keys
    python -m workers.sealer --window KEY …       let the command line write at the next thousand log indexes
    python -m workers.sealer --late ID:N …        allow sealing these versions although they waited too long

A second sealer on the same folder ends with 3. `store/log/faults.py` lists the exit codes; 2 also means a wrong
setting. After 3, restart the sealer; after 4, 5 and 6 a person must investigate first.
"""

import argparse
import asyncio
import errno
import logging
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from store.authority.sealing import ActBounds
from store.driver.connection import Clock, wall_clock
from store.log.faults import BatchFailed, DirectoryRefused, Doubt, FolderTaken, SealerFault, Unwitnessed
from store.log.recovery.resume import resume
from store.log.recovery.succeeding import go_on_without, succeed
from store.log.sealing.directory import SealerDirectory, create_directory, open_directory, try_lock
from store.log.sealing.indexer import Indexer
from store.log.sealing.sealer import BATCH_MOST, Hook, Sealer, no_hook
from store.log.storage import opened_log
from store.process import logs
from store.process.private_files import PRIVATE_FOLDER, close_memory
from store.process.settings import SealerSettings, SettingsRefused, variable
from store.tlog.note import Verifier
from store.tlog.strict import LogFault
from workers.admitting import change_authors, known_policy, policy_of, read_file, seal_all
from workers.sealer_status import SealerParts, report

if TYPE_CHECKING:
    from store.log.stamping.stamps import Stamping

log = logging.getLogger("casebook.sealer")

EVERY_SECONDS = 1.0
"""Seconds from the start of one batch to the start of the next. They count from the start, so that a long batch does
not delay the next one."""
BUSY_SECONDS = 60.0
"""Seconds after a batch in which more work is expected. During this time, new work is sealed at once."""
LOOK_SECONDS = 0.1
"""Seconds between two polls for pending work while more work is expected."""
PAUSE_MOST = 10.0
STOP_SECONDS = 8.0
"""Seconds for a running batch after the sealer is asked to end. The next start finishes an interrupted batch."""
QUIET = timedelta(minutes=1)
"""Longest time for which access records wait to be sealed together with other entries."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Errors of a full disk. They are temporary, so the sealer ends with an exit code after which it is restarted."""


def stamping_of(settings: SealerSettings) -> "Stamping | None":
    """Return the source of time stamps; None if the settings contain none. Raise SettingsRefused."""
    if not settings.tsa_url or settings.tsa_certificates is None:
        return None
    from store.log.stamping.stamps import Authority, Stamping, StampRefused  # imported only where it is used

    try:
        authority = Authority.from_pem(read_file(settings.tsa_certificates))
    except (OSError, StampRefused) as error:
        raise SettingsRefused(variable("tsa_certificates"), str(error)) from error
    return Stamping(settings.tsa_url, authority, timedelta(minutes=settings.tsa_minutes))


async def seal(parts: SealerParts, stop: asyncio.Event) -> None:
    """Seal every EVERY_SECONDS until `stop`. After a full batch, seal again at once. Raise SealerFault."""
    pause, loop = EVERY_SECONDS, asyncio.get_running_loop()
    busy_until, hinted = loop.time(), False
    while not stop.is_set():
        count, fault, began = 0, None, loop.time()
        logs.begin()  # one correlation id for each batch
        try:
            count, pause = await parts.sealer.tick(), EVERY_SECONDS
            if not count:
                await parts.sealer.recosign(parts.recosign_every)
        except (BatchFailed, Unwitnessed) as error:
            fault, pause = error, min(pause * 2, PAUSE_MOST)
            log.warning("%s: %s; again in %.0f s", type(error).__name__, error, pause)
        except SealerFault as error:
            await report(parts, error, 0)
            raise
        await report(parts, fault, count)
        if count or hinted:  # a wrong hint ends the polling, so that no marker can keep it running
            busy_until = began + BUSY_SECONDS if count else began
        if count < BATCH_MOST:
            left = max(pause - (loop.time() - began), 0.0) if fault is None else pause
            looks = fault is None and not count and began < busy_until
            hinted = await (look(parts, stop, left) if looks else rest(stop, left))


async def rest(stop: asyncio.Event, seconds: float) -> bool:
    """Wait until `stop`, but at most `seconds`. Always return False, because no work was looked for."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return False


async def look(parts: SealerParts, stop: asyncio.Event, seconds: float) -> bool:
    """Wait until `stop`, until there is work to seal, or at most `seconds`. Return True if there is work."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not stop.is_set() and (left := end - loop.time()) > 0:
        await rest(stop, min(LOOK_SECONDS, left))
        try:
            if await parts.sealer.due():
                return True
        except Exception:  # the next batch meets the same error, and reports it
            return await rest(stop, max(end - loop.time(), 0.0))
    return False


async def work(settings: SealerSettings, stop: asyncio.Event, clock: Clock, hook: Hook) -> None:
    """Seal until `stop`. Raise FolderTaken while another sealer works in the folder."""
    directory = open_directory(settings.sealer_home, settings.log_origin)
    with try_lock(directory.path) as mine:
        if not mine:
            raise FolderTaken(f"another sealer works in {directory.path}")
        await _work_alone(settings, directory, stop, clock, hook)


async def _work_alone(
    settings: SealerSettings, directory: SealerDirectory, stop: asyncio.Event, clock: Clock, hook: Hook
) -> None:
    async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
        policy, stamping = known_policy(settings, directory), stamping_of(settings)
        sealer = Sealer(
            storage,
            directory,
            policy=policy,
            uncosigned=settings.uncosigned,
            clock=clock,
            hook=hook,
            quiet=QUIET,
            bounds=ActBounds(),
        )
        stamper = stamping.stamper(storage, clock) if stamping else None
        parts = SealerParts(
            sealer=sealer,
            storage=storage,
            directory=directory,
            clock=clock,
            stamper=stamper,
            recosign_every=timedelta(minutes=settings.recosign_minutes),
        )
        if settings.sealer_metrics:
            _serve(parts, settings.sealer_metrics)
        stamps = asyncio.create_task(stamper.run()) if stamper else None
        indexes = asyncio.create_task(Indexer(storage, directory, clock, policy).run())
        task, stopped = asyncio.create_task(seal(parts, stop)), asyncio.create_task(stop.wait())
        log.info("sealer of %s ready", directory.origin)
        await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
        for waiting in (stopped, stamps, indexes):
            if waiting:
                waiting.cancel()
        await asyncio.wait([task], timeout=STOP_SECONDS)
        if task.cancel():
            await asyncio.wait([task])
        else:
            task.result()


def _serve(parts: SealerParts, address: tuple[str, int]) -> None:
    """Serve the metrics. If that fails, sealing continues, and an alert reports that the metrics are missing."""
    try:
        parts.metrics.serve(address)
    except OSError as error:
        log.error("no numbers at %s:%d: %s", *address, error.strerror)


async def init(settings: SealerSettings, clock: Clock) -> str:
    """Set up the folder. Return the verifier key. Raise DirectoryRefused if the database belongs to another folder's
    log."""
    async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
        if not (settings.sealer_home / "key").exists() and not await storage.empty():
            raise DirectoryRefused("the database holds a log already, and its folder is another one")
        return create_directory(settings.sealer_home, settings.log_origin, clock()).signer.vkey()


async def resume_from(settings: SealerSettings, path: Path, clock: Clock) -> str:
    """Continue from the checkpoint in a file. Return the new state, for people. Raise SealerFault."""
    directory = open_directory(settings.sealer_home, settings.log_origin)
    with try_lock(directory.path) as mine:
        if not mine:
            raise DirectoryRefused("a sealer works in this folder: stop it first")
        async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
            signed = await resume(storage, directory, read_file(path), clock(), policy_of(settings))
    return f"continuing from {signed.checkpoint.size} entries, root {signed.checkpoint.root.hex()}"


async def succeed_key(settings: SealerSettings, lost: Path | None, before: str | None, clock: Clock) -> str:
    """Hand over the log to a new key. Return instructions for the use of this key. Raise SealerFault."""
    home, origin = settings.sealer_home, settings.log_origin
    home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    with try_lock(home) as mine:
        if not mine:
            raise DirectoryRefused("a sealer works in this folder: stop it first")
        async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
            if lost:
                made = await go_on_without(storage, home, origin, read_file(lost), clock(), _known(before))
            else:
                directory = open_directory(home, origin)
                await seal_all(settings, storage, directory, clock)
                made = await succeed(storage, directory, clock())
    told = f"{made.after.vkey()}\nsigns from {made.goes_on.size} entries on"
    return f"{told}; {made.lost} entries are lost" if made.lost else told


def _known(before: str | None) -> Verifier | None:
    try:
        return Verifier.from_vkey(before) if before else None
    except LogFault as wrong:
        raise DirectoryRefused(f"--before: {wrong}") from wrong


def take_policy(settings: SealerSettings) -> str:
    """Store the witnesses of the settings in the folder. Return these witnesses. Raise DirectoryRefused."""
    directory, policy = open_directory(settings.sealer_home, settings.log_origin), policy_of(settings)
    with try_lock(directory.path) as mine:
        if not mine:
            raise DirectoryRefused("a sealer works in this folder: stop it first")
        directory.state.keep_policy(policy.text())
    return policy.text()


async def main(arguments: argparse.Namespace, hook: Hook, clock: Clock) -> None:
    settings, stop = SealerSettings.from_env(), asyncio.Event()
    logs.configure("sealer", human=settings.development)
    if not settings.development:
        close_memory()
    stamping_of(settings)  # a wrong setting ends the process now, and not once it holds the folder
    policy_of(settings)
    if arguments.init:
        sys.stdout.write(await init(settings, clock) + "\n")
        if not arguments.admit:
            return
    if arguments.resume_from:
        sys.stdout.write(await resume_from(settings, arguments.resume_from, clock) + "\n")
        return
    if arguments.succeed:
        sys.stdout.write(await succeed_key(settings, arguments.lost, arguments.before, clock) + "\n")
        return
    if arguments.witnesses:
        sys.stdout.write(take_policy(settings))
        return
    more = arguments.persons, arguments.late, arguments.window
    if arguments.admit or arguments.dismiss or any(more):
        changes = arguments.admit, arguments.dismiss, clock, *more
        sys.stdout.write(await change_authors(settings, *changes))
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work(settings, stop, clock, hook)


def run(given: Sequence[str] | None = None, *, hook: Hook = no_hook, clock: Clock = wall_clock) -> int:
    parser = argparse.ArgumentParser(prog="python -m workers.sealer", description="Seals the register's log.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--init", action="store_true", help="set the folder up and print the verifier key")
    what.add_argument("--resume-from", type=Path, metavar="FILE", help="the newest checkpoint, after a restore")
    what.add_argument("--witnesses", action="store_true", help="store the current policy of witnesses")
    what.add_argument("--succeed", action="store_true", help="hand the log over to a new key")
    parser.add_argument(
        "--lost", type=Path, metavar="FILE", help="with --succeed: the newest checkpoint, of lost entries"
    )
    parser.add_argument("--before", metavar="KEY", help="with --lost: the key until now, where the folder is lost too")
    parser.add_argument("--admit", nargs="+", default=[], metavar="KEY", help="keys of processes that may write")
    parser.add_argument("--dismiss", nargs="+", default=[], metavar="KEY", help="keys that may not write any more")
    parser.add_argument("--window", nargs="+", default=[], metavar="KEY", help="keys of the command line, for a while")
    parser.add_argument("--late", nargs="+", default=[], metavar="ID:N", help="versions that waited too long")
    named = "keys of persons, of whom one signs each later change of who may write"
    parser.add_argument("--persons", nargs="+", default=[], metavar="KEY", help=named)
    logs.configure("sealer", human=False)
    try:
        asyncio.run(main(parser.parse_args(given), hook, clock))
    except SealerFault as fault:
        log.error("%s: %s", type(fault).__name__, fault)
        return fault.exit_code
    except (SettingsRefused, OSError) as error:
        log.error("%s", error)
        full = isinstance(error, OSError) and error.errno in FULL
        return Doubt.exit_code if full else DirectoryRefused.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(run())
