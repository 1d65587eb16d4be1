"""What a sample signs in with."""

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

import pyotp

from scripts.cli.environment import Environ, settings_outside
from scripts.cli.seed.accounts import MACHINE, REDIRECT, WEB, account, machine_secret
from scripts.cli.seed.samples import SAMPLES
from store.driver.connection import shifted
from store.keys.master import MasterKey
from store.process.settings import Mode

HELP = "print the account of a sample with a one-time code of this moment (not in production)"


def arguments(parser: ArgumentParser) -> None:
    """A sample's name."""
    parser.add_argument("--name", choices=SAMPLES, metavar="NAME", default="lead-handler", help="the sample")


def run(options: Namespace, environ: Environ) -> int:
    """Print it as JSON, with the sample clients."""
    settings = settings_outside(Mode.PRODUCTION, environ)
    master = MasterKey.from_file(settings.master_key_file)
    found = account(options.name, master)
    now = shifted(lambda: datetime.now(UTC), settings.clock_offset)()
    shown = {
        "name": found.name,
        "password": found.password,
        "totp": found.seed,
        "code": pyotp.TOTP(found.seed).at(now),
        "sign_in": settings.sign_in_url,
        "client": WEB,
        "redirect": REDIRECT,
        "machine": {"client": MACHINE, "secret": machine_secret(master)},
    }
    print(json.dumps(shown, indent=2))
    return 0
