"""Checks an installation. Each finding has a remedy."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress

from pymongo.errors import PyMongoError

from scripts.cli.doctoring import ageing, database, files, registry, servers, work
from scripts.cli.doctoring.finding import Finding, Level, finding
from scripts.cli.environment import Environ, counted, home
from store.driver.connection import Clock, connected, wall_clock
from store.erasing.sealed import Trust
from store.keys.master import KeyRefused
from store.process.settings import DevelopmentSettings, Settings, SettingsRefused
from store.queue.signs_of_life import DOCTOR, sign
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> int:
    """Print the findings."""
    return await look(environ, running=not options.stopped)


async def look(environ: Mapping[str, str], *, running: bool, clock: Clock = wall_clock) -> int:
    """Print each finding, and store the findings for the alerts of a running register. Return 1 if a finding is a
    fault, else 0."""
    found = [found async for found in examined(environ, running=running, clock=clock)]
    for one in found:
        print(one.line(), file=sys.stderr if one.level is Level.FAULT else sys.stdout)
    if running:
        await _noted(environ, found)
    count = Counter(one.level for one in found)
    due = f", {count[Level.DUE]} due" if count[Level.DUE] else ""
    print(f"doctor: {counted(count[Level.FAULT], 'fault')}, {counted(count[Level.NOTE], 'note')}{due}")
    return 1 if count[Level.FAULT] else 0


async def _noted(environ: Mapping[str, str], found: Sequence[Finding]) -> None:
    """Store the findings for `/metrics`. If storing fails, print a finding about the failure."""
    with suppress(SettingsRefused, KeyRefused, PyMongoError):
        async with connected(Settings.from_env(environ)) as connection:
            await sign(connection, DOCTOR, {one.code: one.level.value for one in found})


async def examined(environ: Mapping[str, str], *, running: bool, clock: Clock) -> AsyncIterator[Finding]:
    """Yield every finding. A possible cause comes before its effects."""
    try:
        settings = Settings.from_env(environ)
    except SettingsRefused as refused:
        yield finding("setting-wrong", why=refused)
        return
    place = home(environ)
    for found in (*work.packages(), *files.look(settings, place), *ageing.disks(place)):
        yield found
    for found in ageing.unknown_settings(environ):
        yield found
    for found in ageing.certificate(settings, clock()) if running else ():
        yield found
    for look_at in (servers.queue, servers.scanner):
        async for found in look_at(settings):
            yield found
    try:
        async for found in _over_store(environ, settings, running=running, clock=clock):
            yield found
    except KeyRefused as refused:
        yield finding("master-key-old", why=refused)
        return
    for found in work.api(int(DevelopmentSettings.from_env(environ).port)) if running else ():
        yield found


async def _over_store(
    environ: Mapping[str, str], settings: Settings, *, running: bool, clock: Clock
) -> AsyncIterator[Finding]:
    async with opened_store(settings, clock) as store:
        stop = False
        async for found in servers.database(store.connection):
            stop = stop or found.code not in ("clocks-apart", "heads-older")
            yield found
        if stop:
            return
        async for found in servers.master_key(store.connection):
            yield found
            return
        known = await store.registry.current()
        for found in registry.look(known, settings, store.connection.clock(), running=running):
            yield found
        if running:
            async for found in work.look(store):
                yield found
            for look_at in (work.passkeys, ageing.keys):
                async for found in look_at(store, settings):
                    yield found
            for found in ageing.witnessed(await store.history.log_state(), clock()):
                yield found
            async for found in database.look(store.connection, home(environ), environ):
                yield found
        with suppress(SettingsRefused):  # a missing key has a finding above, or was never made
            store.eraser.trust(Trust.of(settings))
            async for found in work.held(store, settings.retention_days):
                yield found
