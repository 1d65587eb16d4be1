"""Bring an installation to this version: `casebook upgrade --file first-day.toml --to DIR --recipient age1…`.

    backup       of the register as it is, in the two archives of `casebook backup`
    provision    settings, keys, indexes and rights, as `casebook init` makes them
    migrate      heads of an older shape
    enter        what the record lacks: from here on there is no way back
Each step is noted when it is done. Broken off, the command goes on where it was when it is run again. `--back` says
whether the version before may take over again, and lets it.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.cli import backup, doctor, init, migrate
from scripts.cli.counting import counted
from scripts.cli.environment import Environ, home
from scripts.cli.errors import CommandError, WrongUse
from scripts.cli.first_day.answers import from_file
from scripts.cli.first_day.folder import Folder
from store.process.settings import Settings
from store.provisioning.upgrading import Upgrade, begin, did, noted, take_back, written_since
from store.store import opened_store

HELP = "bring an installation to this version, with a backup first; run again, it goes on where it was broken off"

BACK = """\
Next, with the version before:
  scripts/casebook rebuild
  start its processes"""


def arguments(parser: ArgumentParser) -> None:
    """The answers of the first day and where the backup goes; or the way back."""
    parser.add_argument("--file", type=Path, metavar="FILE", help="the answers of the first day")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder of the backup")
    parser.add_argument("--recipient", action="append", metavar="age1…", help="who may open the backup")
    parser.add_argument("--back", action="store_true", help="let the version before take over again, if it still may")


@dataclass(frozen=True)
class Upgrading:
    """One run."""

    options: Namespace
    variables: Environ
    folder: Folder

    def backup(self) -> None:
        """Take the backup, by the settings of the version before."""
        asked = Namespace(to=self.options.to, recipient=self.options.recipient, keys_recipient=[])
        backup.run(asked, self.variables)

    def provision(self) -> None:
        """Make what this version has more: settings, keys, indexes, rights."""
        init.lay_out(self.folder, self.variables)

    def migrate(self) -> None:
        """Make heads of an older shape again."""
        if code := migrate.run(Namespace(plan=False), self.variables):
            raise CommandError(f"some heads could not be made again ({code}): see above")

    def enter(self) -> None:
        """Enter what is new, and look whether all is well."""
        init.enter(self.folder, self.variables)


STEPS: Final = ("backup", "provision", "migrate", "enter")


def run(options: Namespace, environ: Environ) -> int:
    """Carry out the steps that were not carried out yet; then look."""
    if options.back:
        return asyncio.run(_back(Settings.from_env(environ)))
    for name in ("file", "to", "recipient"):
        if not getattr(options, name):
            raise WrongUse(f"--{name}: is missing")
    place = home(environ)
    upgrading = Upgrading(options, environ, Folder(place, from_file(options.file, place)))
    settings = Settings.from_env(environ)
    done = asyncio.run(_begun(settings)).done
    for name in STEPS:
        if name in done:
            print(f"{name}: was done before")
            continue
        step: Callable[[], None] = getattr(upgrading, name)
        step()
        asyncio.run(_did(settings, name))
    return doctor.look(upgrading.folder.settings("cli"), running=False)


async def _begun(settings: Settings) -> Upgrade:
    """The upgrade to this version that was broken off, or a new one."""
    async with opened_store(settings) as store:
        upgrade = await noted(store.connection)
        if upgrade and upgrade.is_of_this_version and set(upgrade.done) != set(STEPS):
            return upgrade
        return await begin(store.connection, store.connection.clock())


async def _did(settings: Settings, step: str) -> None:
    async with opened_store(settings) as store:
        await did(store.connection, step)


async def _back(settings: Settings) -> int:
    """Let the version before write again. Raises CommandError once anything was written since."""
    async with opened_store(settings) as store:
        if (upgrade := await noted(store.connection)) is None:
            raise CommandError("no upgrade was begun by this command")
        if written := await written_since(store.connection, upgrade):
            raise CommandError(
                f"{counted(written, 'version was', 'versions were')} written since the upgrade began: go forward. "
                "Going back would drop them, and every witness would see two histories (docs/operate/upgrade.md)"
            )
        await take_back(store.connection, upgrade)
    print("the version before may take over: nothing was written since")
    print(BACK)
    return 0
