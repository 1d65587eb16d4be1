"""Accounts, by the operator: open an account with two codes, request a recovery, suspend an account."""

from argparse import Namespace

from domain.administration.users import EnterUser, RecoverUser, SuspendUser
from scripts.cli.acting.act import SHEETS, Sheets, carry_out, row
from scripts.cli.environment import Environ, WrongUse, home
from store.oauth.once import digest
from store.process.settings import Settings
from store.store import Store, opened_store


async def run(options: Namespace, environ: Environ) -> None:
    """Execute the subcommand, and print where the codes are."""
    async with opened_store(Settings.from_env(environ)) as store:
        if options.step == "suspend":
            await carry_out(store, row(SuspendUser, await _user(store, options.account), {}))
            print(f"{options.account}: suspended")
            return
        sheets = Sheets(options.codes or home(environ) / "codes")
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
    """Open an account unless it exists. Return True if the account is new. Raise Refused, WrongUse."""
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
