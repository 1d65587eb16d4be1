"""Look whether an installation is well; what is wrong is named with what helps."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from scripts.cli.counting import counted
from scripts.cli.doctoring import erasures, files, packages, registry, servers, work
from scripts.cli.doctoring.finding import Finding, Level
from scripts.cli.environment import Environ, home
from store.driver.connection import Clock, wall_clock
from store.erasing.trust import Trust
from store.keys.master import KeyRefused
from store.process.settings import DevelopmentSettings, Settings, SettingsRefused
from store.store import opened_store

HELP = "look whether the installation is well, and say what helps; exit code 1 when there is a fault"


def arguments(parser: ArgumentParser) -> None:
    """Whether the processes should run already."""
    parser.add_argument("--stopped", action="store_true", help="the processes are not meant to run now")


def run(options: Namespace, environ: Environ) -> int:
    """Say what is wrong."""
    return look(environ, running=not options.stopped)


def look(environ: Mapping[str, str], *, running: bool, clock: Clock = wall_clock) -> int:
    """Print each finding; 1 when one is a fault."""
    found = asyncio.run(_all(environ, running=running, clock=clock))
    for finding in found:
        print(finding.line(), file=sys.stderr if finding.level is Level.FAULT else sys.stdout)
    faults = sum(finding.level is Level.FAULT for finding in found)
    print(f"doctor: {counted(faults, 'fault')}, {counted(len(found) - faults, 'note')}")
    return 1 if faults else 0


async def _all(environ: Mapping[str, str], *, running: bool, clock: Clock) -> list[Finding]:
    return [finding async for finding in examined(environ, running=running, clock=clock)]


async def examined(environ: Mapping[str, str], *, running: bool, clock: Clock) -> AsyncIterator[Finding]:
    """Every finding, in an order in which the first one may be the cause of the next."""
    try:
        settings = Settings.from_env(environ)
    except SettingsRefused as refused:
        cure = "set it in the file `env` of the installation (docs/settings.md)"
        yield Finding(code="setting-wrong", what=str(refused), cure=cure)
        return
    for finding in (*packages.look(), *files.look(settings, home(environ))):
        yield finding
    async for finding in servers.queue(settings):
        yield finding
    try:
        async for finding in _over_store(settings, running=running, clock=clock):
            yield finding
    except KeyRefused as refused:
        cure = "give this process the newest master key (docs/operate/keys.md)"
        yield Finding(code="master-key-old", what=str(refused), cure=cure)
        return
    if running and (found := work.api(int(DevelopmentSettings.from_env(environ).port))):
        yield found


async def _over_store(settings: Settings, *, running: bool, clock: Clock) -> AsyncIterator[Finding]:
    async with opened_store(settings, clock) as store:
        stop = False
        async for finding in servers.database(store.connection):
            stop = stop or finding.code not in ("clocks-apart", "heads-older")
            yield finding
        if stop:
            return
        async for finding in servers.master_key(store.connection):
            yield finding
            return
        for finding in registry.look(await store.registry.current(), settings, store.connection.clock()):
            yield finding
        if running:
            async for finding in work.look(store):
                yield finding
        with suppress(SettingsRefused):  # a missing key is named above, or was never made
            store.eraser.trust(Trust.of(settings))
            async for finding in erasures.look(store, settings.retention_days):
                yield finding
