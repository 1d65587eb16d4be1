"""Bring an installation to this version: `casebook upgrade --file first-day.toml --to DIR --recipient age1…`.

    backup       the register as it is, in the two archives of `casebook backup`
    provision    settings, keys, indexes and rights, as `casebook init` makes them
    migrate      encrypts names in rows of tokens, and rebuilds heads of an older shape
    enter        new rows of this version; after this step there is no way back
Each step is recorded when it is done. An interrupted command resumes when it is run again. `--back` returns to the
previous version, if nothing was written since.
"""

import asyncio
import socket
from argparse import Namespace
from contextlib import suppress
from datetime import timedelta
from typing import Final, get_args

from scripts.cli import backup, doctor, init, migrate
from scripts.cli.acting.act import check_window
from scripts.cli.doctoring.work import HOST
from scripts.cli.environment import CommandError, Environ, WrongUse, counted, home
from scripts.cli.first_day.answers import Answers, from_file
from scripts.cli.first_day.folder import Folder
from store.driver.connection import Connection
from store.log.sealing.directory import try_lock
from store.oauth.once import Once, Shelf
from store.process.settings import Settings
from store.provisioning.upgrading import Upgrade, begin, did, noted, take_back, written_since
from store.queue.signs_of_life import EVERY_SECONDS, last_signs
from store.store import opened_store

BACK = """\
Next, with the version before:
  scripts/casebook rebuild
  start its processes"""


async def _backup(options: Namespace, environ: Environ, folder: Folder) -> None:
    """Take the backup, with the settings of the previous version."""
    await backup.run(Namespace(to=options.to, recipient=options.recipient, keys_recipient=[]), environ)


async def _provision(options: Namespace, environ: Environ, folder: Folder) -> None:
    """Add what is new in this version: settings, keys, indexes, rights."""
    await init.lay_out(folder, environ)


async def _migrate(options: Namespace, environ: Environ, folder: Folder) -> None:
    """Encrypt names in rows of tokens, and rebuild heads of an older shape."""
    async with opened_store(Settings.from_env(environ)) as store:
        sealed = sum([await Once(store.connection, shelf).seal_names() for shelf in get_args(Shelf)])
    print(f"tokens: {sealed} names sealed")
    if code := await migrate.run(Namespace(plan=False), environ):
        raise CommandError(f"some heads could not be rebuilt ({code}): see above")


async def _enter(options: Namespace, environ: Environ, folder: Folder) -> None:
    """Enter the rows that are new in this version."""
    await init.enter(folder)


CONNECT_SECONDS: Final = 2.0
SIGNED_WITHIN: Final = 2 * EVERY_SECONDS
"""Seconds within which a running worker writes a sign of life."""
STEPS: Final = {"backup": _backup, "provision": _provision, "migrate": _migrate, "enter": _enter}


async def run(options: Namespace, environ: Environ) -> int:
    """Execute the remaining steps, then check the installation."""
    if options.back:
        return await _back(Settings.from_env(environ))
    for name in ("file", "to", "recipient"):
        if not getattr(options, name):
            raise WrongUse(f"--{name}: is missing")
    place = home(environ)
    folder = Folder(place, from_file(options.file, place))
    settings = Settings.from_env(environ)
    async with opened_store(settings) as store:
        await check_ended(store.connection, folder)
    done = (await _begun(settings)).done
    for name, step in STEPS.items():
        if name in done:
            print(f"{name}: was done before")
            continue
        await step(options, environ, folder)
        async with opened_store(settings) as store:
            await did(store.connection, name)
    return await doctor.look(folder.settings("cli"), running=False)


async def _begun(settings: Settings) -> Upgrade:
    """Return the interrupted upgrade to this version, or a new one. Raise WrongUse as `check_window` does."""
    async with opened_store(settings) as store:
        await check_window(store)  # before anything is written: the entries at the end would otherwise be held back
        upgrade = await noted(store.connection)
        if upgrade and upgrade.is_of_this_version and set(upgrade.done) != set(STEPS):
            return upgrade
        return await begin(store.connection, store.connection.clock())


async def check_ended(connection: Connection, folder: Folder) -> None:
    """Raise CommandError while the API, the sealer or a worker runs: these processes would write between the steps."""
    at_work = [name for name, works in (("API", _api_answers), ("sealer", _sealer_works)) if works(folder.answers)]
    before = (await last_signs(connection)).get("worker")
    if before and connection.clock() - before < timedelta(seconds=SIGNED_WITHIN):
        print(f"a worker gave a sign of life at {before:%H:%M:%S}Z: waiting for whether it gives another one")
        await asyncio.sleep(SIGNED_WITHIN)
        at_work += ["worker"] if (await last_signs(connection))["worker"] != before else []
    if at_work:
        raise CommandError(f"stop every process first; running: {', '.join(at_work)}")


def _api_answers(answers: Answers) -> bool:
    with suppress(OSError), socket.create_connection((HOST, answers.port), CONNECT_SECONDS):
        return True
    return False


def _sealer_works(answers: Answers) -> bool:
    if not (answers.sealer / "lock").exists():  # the sealer was never set up, or runs on another machine
        return False
    with try_lock(answers.sealer) as mine:
        return not mine


async def _back(settings: Settings) -> int:
    """Allow the previous version to write again. Raise CommandError once anything was written since."""
    async with opened_store(settings) as store:
        if (upgrade := await noted(store.connection)) is None:
            raise CommandError("no upgrade was begun by this command")
        if written := await written_since(store.connection, upgrade):
            raise CommandError(
                f"{counted(written, 'version was', 'versions were')} written since the upgrade began: go forward. "
                "Going back would drop them, and every witness would see two histories (docs/operate/install.md)"
            )
        await take_back(store.connection, upgrade)
    print("the version before may take over: nothing was written since")
    print(BACK)
    return 0
