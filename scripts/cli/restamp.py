"""Renews all time stamps before their algorithm becomes weak: `casebook restamp --to FOLDER --url … --tsa …`."""

from argparse import Namespace

from scripts.cli.environment import Environ, WrongUse
from store.log.stamping.stamps import QUERY_TYPE, ArchiveRefused, Authority, StampRefused, checked, copy_stamps, renew
from store.log.storage import LogStorage
from store.log.witnessing.witness import Exchange, WitnessAway
from store.process.settings import Settings
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> int:
    """Check and copy the stamps, and request a new stamp on the list of them."""
    if (options.url is None) is not (options.tsa is None):
        raise WrongUse("--url and --tsa go together")
    try:
        options.to.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = Authority.from_pem(options.tsa.read_bytes()) if options.tsa else None
        checked(options.to)
        async with opened_store(Settings.from_env(environ)) as store:
            fresh = await copy_stamps(LogStorage.of(store.connection), options.to)
        print(f"{fresh} new stamps in {options.to}")
        if authority:
            print(f"stamped: {renew(options.to, authority, lambda question: _asked(options.url, question))}")
    except ArchiveRefused as refused:
        print(f"fault: {refused}")
        return 1
    except StampRefused as refused:
        raise WrongUse(f"--tsa: {refused}") from None
    except WitnessAway as away:
        raise WrongUse(f"--url: {away}") from None
    return 0


def _asked(url: str, question: bytes) -> bytes:
    status, answer = Exchange(url).post(question, QUERY_TYPE)
    if status != 200:
        raise WitnessAway(f"status {status}")
    return answer
