"""Accounts, as the operator: open one with two codes, ask for a recovery, suspend one."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from domain.administration.users import EnterUser, RecoverUser, SuspendUser
from scripts.cli.acting.act import carry_out, row
from scripts.cli.acting.codes import SHEETS, Sheets
from scripts.cli.environment import Environ, home
from scripts.cli.errors import WrongUse
from store.oauth.once import digest
from store.process.settings import Settings
from store.store import Store, opened_store

HELP = "open an account with two codes, ask for its recovery, or suspend it, as the operator"


def arguments(parser: ArgumentParser) -> None:
    """What is done to whose account."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    opened = steps.add_parser("open", help="open an account; its two codes go on two sheets")
    opened.add_argument("account", metavar="ACCOUNT", help="its name: a-z, 0-9 and . _ @ + -")
    opened.add_argument("--agency", required=True, help="the stream of the agency")
    recovered = steps.add_parser("recover", help="ask for a new password; a second officer of the agency approves")
    recovered.add_argument("account", metavar="ACCOUNT", help="its name")
    for step in (opened, recovered):
        step.add_argument("--codes", type=Path, metavar="DIR", help="folder of the sheets (codes, in the home)")
    suspended = steps.add_parser("suspend", help="suspend an account at once, with all that signed in to it")
    suspended.add_argument("account", metavar="ACCOUNT", help="its name")


def run(options: Namespace, environ: Environ) -> int:
    """Do it, and say where the codes are."""
    asyncio.run(_run(options, Settings.from_env(environ), home(environ)))
    return 0


async def _run(options: Namespace, settings: Settings, folder: Path) -> None:
    async with opened_store(settings) as store:
        if options.step == "suspend":
            await carry_out(store, row(SuspendUser, await _user(store, options.account), {}))
            print(f"{options.account}: suspended")
            return
        sheets = Sheets(options.codes or folder / "codes")
        if options.step == "open":
            await open_account(store, options.account, options.agency, sheets)
            print(f"{options.account}: opened. Its codes are in {sheets.folder}: first and second, for two people")
            return
        user = await _user(store, options.account)
        code = digest(sheets.code("first", options.account, fresh=True))
        await carry_out(store, row(RecoverUser, user, {"code": code}))
        print(f"{options.account}: recovery asked for. One code is in {sheets.folder / 'first'};")
        print("a second officer of the agency makes the other one and approves (approveUser)")


async def open_account(store: Store, account: str, agency: str, sheets: Sheets) -> bool:
    """Open an account unless there is one of that name; whether it is new. Raises Refused, WrongUse."""
    if account in (await store.registry.current()).accounts:
        raise WrongUse(f"{account} has an account already: see `user recover`")
    first, second = (digest(sheets.code(sheet, account, fresh=False)) for sheet in SHEETS)
    given = {"subject": account, "agency": agency, "first": first, "second": second}
    await carry_out(store, row(EnterUser, None, given))
    return True


async def _user(store: Store, account: str) -> str:
    found = (await store.registry.current()).accounts.get(account)
    if found is None:
        raise WrongUse(f"{account} has no account")
    return found
