"""The eraser process: `python -m workers.eraser`, or with `--once` for a timer.

Only this process may destroy keys, with a separate database user. It handles texts past retention, then erasures that
two persons approved, then unused files. The process needs no queue. SIGINT and SIGTERM end it with 0. It can be killed
at any time: the next start continues.
"""

import asyncio
import logging
import signal
import sys
from contextlib import suppress

from store.backup.erased import ErasureList
from store.erasing.eraser import Eraser, opened_eraser
from store.erasing.sealed import WAITING, Doubted, Trust
from store.process import logs
from store.process.private_files import close_memory
from store.process.settings import Settings, SettingsRefused
from store.queue import signs_of_life as alive

log = logging.getLogger("casebook.eraser")


async def look(eraser: Eraser, days: int) -> int:
    """Carry out all erasures that are due. Return their number. If some fail, raise the last error after the rest."""
    await eraser.end_retention(days)
    if unused := await eraser.drop_unused():
        log.info("unused files removed: %d", unused)
    done, failure = 0, None
    for erasure in await eraser.ordered():
        try:
            if await eraser.step(erasure, days):
                log.info("erased: %s", erasure)
                done += 1
        except Doubted as doubted:
            if doubted.doubt not in WAITING:
                log.error("%s is not believed, and nothing is destroyed: %s", erasure, doubted)
        except Exception as error:  # the others do not wait for this one
            log.warning("%s failed: %s", erasure, type(error).__name__)
            failure = error
    if failure:
        raise failure
    return done


async def run(
    eraser: Eraser,
    days: int,
    every: float,
    stop: asyncio.Event,
    erasures: ErasureList | None = None,
    trust: Trust | None = None,
    once: bool = False,
) -> None:
    """Work every `every` seconds until stopped; with `once`, until the first success. An outage of the database only
    delays the work.

    Missing lines of the list of erasures are added at the start, and after each run that erased something.
    """
    behind = True
    eraser.trust(trust)
    while not stop.is_set():
        try:
            with logs.correlated():
                try:
                    behind = bool(await look(eraser, days)) or behind
                except Exception:
                    behind = True  # it may have erased before it failed
                    raise
                finally:
                    if erasures and behind:
                        await erasures.follow(eraser.connection)
                        behind = False
                await alive.sign(eraser.connection, "eraser")
            if once:
                return
        except Exception as error:  # the next run may reach the database again
            log.warning("look failed: %s", type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every)


async def main() -> None:
    settings, stop = Settings.from_env(), asyncio.Event()
    trust = Trust.of(settings)
    logs.configure("eraser", human=settings.development)
    if not settings.development:
        close_memory()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened_eraser(settings) as eraser:
        log.info("eraser ready")
        erasures = ErasureList(settings.erasures_file) if settings.erasures_file else None
        once = "--once" in sys.argv[1:]
        await run(eraser, settings.retention_days, settings.eraser_poll, stop, erasures, trust, once)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsRefused as refused:
        sys.exit(str(refused))
