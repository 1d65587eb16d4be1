"""First day of an installation for production: `casebook init --file first-day.toml`, or with questions."""

from argparse import Namespace
from pathlib import Path

from scripts.cli import doctor
from scripts.cli.acting.act import Sheets
from scripts.cli.environment import Environ, WrongUse, home
from scripts.cli.first_day.answers import Answers, asked, from_file
from scripts.cli.first_day.entries import enter_all, rows_of
from scripts.cli.first_day.folder import Folder
from store.process.settings import DevelopmentSettings, Settings, one, variable
from store.provisioning.provision import SERVICES, provision
from store.store import opened_store
from store.write.stating import begin_duty

NEXT = """\
Next:
  scripts/casebook run sealer, api, worker, eraser and verifier, each under your service manager
  scripts/casebook doctor, once they run
  docs/operate/first-day.md, from "Hand the codes over" on"""


async def run(options: Namespace, environ: Environ) -> int:
    """Do every step, check the installation, and print the next steps."""
    place = home(environ)
    folder = Folder(place, from_file(options.file, place) if options.file else _asked(place))
    await lay_out(folder, environ)
    await enter(folder)
    code = await doctor.look(folder.settings("cli"), running=False)
    print(NEXT)
    return code


async def lay_out(folder: Folder, environ: Environ) -> None:
    """Create keys, settings, databases, rights and the log's key. Existing ones are unchanged. Raise WrongUse."""
    admin = DevelopmentSettings.from_env(environ).admin_uri
    if not admin:
        raise WrongUse(f"{variable('admin_uri')}: is not set: the address of MongoDB with its administrator")
    rows_of(folder.answers)  # values that the register would refuse are reported before anything is made
    folder.make()
    # Read the settings as the processes will: a wrong value is reported before the database is touched.
    Settings.from_env(folder.settings("api"))
    print(f"keys, passwords and settings: {folder.home}")
    await provision(admin, one("mongo_prefix", environ), {user: folder.password(user) for user in SERVICES})
    print("database: collections, indexes, roles and users")
    folder.start_log()
    folder.write_settings()
    print(f"log: {folder.answers.log}")


async def enter(folder: Folder) -> None:
    """Enter the rows that the record lacks."""
    sheets = Sheets(folder.home / "codes")
    async with opened_store(Settings.from_env(folder.settings("cli"))) as store:
        for line in await enter_all(store, folder.answers, sheets):
            print(line)
        if await begin_duty(store.connection):
            print("public register: the duty to leave lines begins")
    if folder.answers.own_sign_in:
        print(f"codes: {sheets.folder}, on two sheets, first and second, for two people")


def _asked(place: Path) -> Answers:
    try:
        return Answers.of(asked(input), place)
    except EOFError:
        raise WrongUse("the answers ended before the questions: give them all, or --file") from None
