"""The sealer's process: a user of MongoDB and a folder of its own, no queue, no master key.

    python -m workers.sealer                      seal until SIGINT or SIGTERM, which end it with 0
    python -m workers.sealer --init               set the folder up and print the verifier key
    python -m workers.sealer --resume-from FILE   after a restore: go on from the newest checkpoint there is
Of several on one folder one works and the others wait. Exit codes are those of `store/log/state.py`; 2 is also a
wrong setting. After 3 starting again is right; after 4, 5 and 6 a person must look first.
"""

import argparse
import asyncio
import json
import logging
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from domain.kernel.calendar import iso_millis
from store.log.faults import LogFault
from store.log.policy import Policy, Uncosigned, parse_policy
from store.log.resume import resume
from store.log.sealer import BATCH_MOST, Hook, Sealer, no_hook
from store.log.sealer_directory import Home, create_home, open_home, try_lock
from store.log.stamper import Stamper, Stamping
from store.log.stamps import Authority, StampRefused
from store.log.state import BatchFailed, HomeRefused, SealerFault, Unwitnessed
from store.log.storage import LogStorage, opened_log
from store.mongo.connection import Clock, wall_clock
from store.settings import SettingsRefused
from workers.sealer_metrics import SealerMetrics, read_address

log = logging.getLogger("casebook.sealer")

EVERY_SECONDS = 1.0
WAIT_SECONDS = 0.5
"""How often one that waits for the folder looks again."""
PAUSE_MOST = 10.0
"""The longest pause after failures in a row."""
STOP_SECONDS = 8.0
"""How long a batch under way may take after the wish to end; a batch cut off is finished by the next start."""
FILE_MOST = 1024 * 1024
STAMP_MINUTES_MOST = 10_080
"""A week."""
PRIVATE_FILE = 0o600


@dataclass(frozen=True, kw_only=True)
class SealerSettings:
    """What the sealer reads from the environment."""

    mongo_uri: str
    mongo_prefix: str
    origin: str
    home: Path
    policy: Policy
    uncosigned: Uncosigned
    stamping: Stamping | None
    metrics: tuple[str, int] | None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "SealerSettings":
        """The settings of the environment. Raises SettingsRefused."""
        return cls(
            mongo_uri=_given(environ, "CASEBOOK_MONGO_URI"),
            mongo_prefix=environ.get("CASEBOOK_MONGO_PREFIX", "casebook"),
            origin=environ.get("CASEBOOK_LOG_ORIGIN", "casebook.localhost/log"),
            home=Path(_given(environ, "CASEBOOK_SEALER_HOME")),
            policy=_policy(environ.get("CASEBOOK_WITNESS_POLICY")),
            uncosigned=_uncosigned(environ.get("CASEBOOK_UNCOSIGNED", Uncosigned.REFUSE)),
            stamping=_stamping(environ),
            metrics=_metrics(environ.get("CASEBOOK_SEALER_METRICS")),
        )


def _given(environ: Mapping[str, str], name: str) -> str:
    if not environ.get(name):
        raise SettingsRefused(name, "is not set")
    return environ[name]


def _policy(path: str | None) -> Policy:
    try:
        return parse_policy(read_file(Path(path))) if path else Policy()
    except (OSError, LogFault) as error:
        raise SettingsRefused("CASEBOOK_WITNESS_POLICY", str(error)) from error


def _uncosigned(value: str) -> Uncosigned:
    if value not in set(Uncosigned):
        raise SettingsRefused("CASEBOOK_UNCOSIGNED", f"must be one of {', '.join(Uncosigned)}")
    return Uncosigned(value)


def _stamping(environ: Mapping[str, str]) -> Stamping | None:
    if not (url := environ.get("CASEBOOK_TSA_URL")):
        return None
    path, minutes = _given(environ, "CASEBOOK_TSA_CERTIFICATES"), environ.get("CASEBOOK_TSA_MINUTES", "60")
    try:
        authority = Authority.from_pem(read_file(Path(path)))
    except (OSError, StampRefused) as error:
        raise SettingsRefused("CASEBOOK_TSA_CERTIFICATES", str(error)) from error
    if not re.fullmatch(r"[0-9]{1,5}", minutes) or not 1 <= int(minutes) <= STAMP_MINUTES_MOST:
        raise SettingsRefused("CASEBOOK_TSA_MINUTES", f"must be a whole number from 1 to {STAMP_MINUTES_MOST}")
    return Stamping(url, authority, timedelta(minutes=int(minutes)))


def _metrics(address: str | None) -> tuple[str, int] | None:
    try:
        return read_address(address) if address else None
    except ValueError as error:
        raise SettingsRefused("CASEBOOK_SEALER_METRICS", str(error)) from error


def read_file(path: Path) -> bytes:
    """A small file, cut off where it is too large for what it should be."""
    with path.open("rb") as stream:
        return stream.read(FILE_MOST)


@dataclass(frozen=True, kw_only=True)
class Status:
    """How the sealer is doing; times as text, ages in seconds."""

    at: str
    origin: str
    doing: str
    size: int | None = None
    published: int | None = None
    cosigned: bool | None = None
    last_seal: str | None = None
    oldest_pending_seconds: float | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    witnesses: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
    stamped: int | None = None
    stamp_fault: str | None = None


def write_status(home: Path, status: Status) -> None:
    """Replace `status.json` as a whole; a crash leaves the old one."""
    draft = home / "status.json.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w") as stream:
        json.dump(asdict(status), stream, indent=1, sort_keys=True)
    draft.replace(home / "status.json")


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a sealer at work works with."""

    sealer: Sealer
    storage: LogStorage
    home: Home
    clock: Clock
    stamper: Stamper | None = None
    metrics: SealerMetrics = field(default_factory=SealerMetrics)


async def status_of(site: Site, fault: SealerFault | None) -> Status:
    """What the sealer, its stamps and the pending markers say now."""
    sealer, storage, home, clock = site.sealer, site.storage, site.home, site.clock
    oldest, now = None, clock()
    with suppress(Exception):  # the database being away is told by `fault` already
        oldest = await storage.oldest_pending()
    size, cosigned = sealer.published or (None, None)
    return Status(
        at=iso_millis(now),
        origin=home.origin,
        doing="sealing" if fault is None else "failing",
        size=sealer.last.checkpoint.size if sealer.last else None,
        published=size,
        cosigned=cosigned,
        last_seal=iso_millis(sealer.last.at) if sealer.last else None,
        oldest_pending_seconds=(now - oldest).total_seconds() if oldest else None,
        held=sealer.held,
        witnesses=dict(sealer.witnesses.states),
        fault=f"{type(fault).__name__}: {fault}" if fault else None,
        stamped=site.stamper.size if site.stamper else None,
        stamp_fault=site.stamper.fault if site.stamper else None,
    )


async def tell(site: Site, fault: SealerFault | None, sealed: int) -> None:
    """Write down what a batch left, for people and for Prometheus."""
    status = await status_of(site, fault)
    write_status(site.home.path, status)
    site.metrics.show(
        failing=fault is not None,
        size=status.size,
        published=status.published,
        held=len(status.held),
        oldest=status.oldest_pending_seconds,
        witnesses=status.witnesses,
        stamp_fault=status.stamp_fault,
        sealed=sealed,
    )


async def seal(site: Site, stop: asyncio.Event) -> None:
    """Seal every EVERY_SECONDS, at once again after a full batch, until `stop`. Raises SealerFault."""
    pause = EVERY_SECONDS
    while not stop.is_set():
        count, fault = 0, None
        try:
            count, pause = await site.sealer.tick(), EVERY_SECONDS
        except (BatchFailed, Unwitnessed) as error:
            fault, pause = error, min(pause * 2, PAUSE_MOST)
            log.warning("%s: %s; again in %.0f s", type(error).__name__, error, pause)
        except SealerFault as error:
            await tell(site, error, 0)
            raise
        await tell(site, fault, count)
        if count < BATCH_MOST:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


async def work(settings: SealerSettings, stop: asyncio.Event, clock: Clock, hook: Hook) -> None:
    """Wait for the folder, then seal until `stop`."""
    home = open_home(settings.home, settings.origin)
    while not stop.is_set():
        with try_lock(home.path) as mine:
            if mine:
                return await _work_alone(settings, home, stop, clock, hook)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), WAIT_SECONDS)


async def _work_alone(settings: SealerSettings, home: Home, stop: asyncio.Event, clock: Clock, hook: Hook) -> None:
    async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
        sealer = Sealer(storage, home, policy=settings.policy, uncosigned=settings.uncosigned, clock=clock, hook=hook)
        stamper = Stamper(storage, settings.stamping, clock) if settings.stamping else None
        site = Site(sealer=sealer, storage=storage, home=home, clock=clock, stamper=stamper)
        if settings.metrics:
            site.metrics.serve(settings.metrics)
        stamping = asyncio.create_task(stamper.run()) if stamper else None
        task, told = asyncio.create_task(seal(site, stop)), asyncio.create_task(stop.wait())
        log.info("sealer of %s ready", home.origin)
        await asyncio.wait([task, told], return_when=asyncio.FIRST_COMPLETED)
        for each in (told, stamping):
            if each:
                each.cancel()
        await asyncio.wait([task], timeout=STOP_SECONDS)
        if task.cancel():
            await asyncio.wait([task])
        else:
            task.result()


async def init(settings: SealerSettings, clock: Clock) -> str:
    """Set the folder up; the verifier key. Raises HomeRefused when the database holds a log of another folder."""
    async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
        if not (settings.home / "key").exists() and not await storage.empty():
            raise HomeRefused("the database holds a log already, and its folder is another one")
        return create_home(settings.home, settings.origin, clock()).signer.vkey()


async def resume_from(settings: SealerSettings, path: Path, clock: Clock) -> str:
    """Go on from the checkpoint in a file; what the state holds now. Raises SealerFault."""
    home = open_home(settings.home, settings.origin)
    with try_lock(home.path) as mine:
        if not mine:
            raise HomeRefused("a sealer works in this folder: stop it first")
        async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
            signed = await resume(storage, home, read_file(path), clock(), settings.policy)
    return f"going on from {signed.checkpoint.size} entries, root {signed.checkpoint.root.hex()}"


async def main(arguments: argparse.Namespace, hook: Hook, clock: Clock) -> None:
    """Do what the command line asks."""
    settings, stop = SealerSettings.from_env(), asyncio.Event()
    if arguments.init:
        sys.stdout.write(await init(settings, clock) + "\n")
        return
    if arguments.resume_from:
        sys.stdout.write(await resume_from(settings, arguments.resume_from, clock) + "\n")
        return
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await work(settings, stop, clock, hook)


def run(given: Sequence[str] | None = None, *, hook: Hook = no_hook, clock: Clock = wall_clock) -> int:
    """The exit code of one run."""
    parser = argparse.ArgumentParser(prog="python -m workers.sealer", description="Seals the register's log.")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--init", action="store_true", help="set the folder up and print the verifier key")
    what.add_argument("--resume-from", type=Path, metavar="FILE", help="the newest checkpoint, after a restore")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(main(parser.parse_args(given), hook, clock))
    except SealerFault as fault:
        log.error("%s: %s", type(fault).__name__, fault)
        return fault.exit_code
    except (SettingsRefused, OSError) as error:
        log.error("%s", error)
        return HomeRefused.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(run())
