"""What a sample signs in with."""

import json
from argparse import Namespace
from datetime import UTC, datetime

import pyotp

from scripts.cli.environment import Environ, settings_outside
from scripts.cli.seed.accounts import MACHINE, REDIRECT, WEB, account, machine_secret
from scripts.cli.seed.samples import known
from store.driver.connection import shifted
from store.keys.master import MasterKey
from store.process.settings import Mode


def run(options: Namespace, environ: Environ) -> None:
    """Print it as JSON, with the sample clients."""
    known(options.name)
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
