"""Mint the tokens of all samples, and tell what they sign in with."""

import json
import sys
from argparse import Namespace
from typing import Any

from scripts.cli.environment import Environ, settings_outside
from scripts.cli.minting import DAY, Mint
from scripts.cli.seed.accounts import MACHINE, REDIRECT, WEB, account, machine_secret
from scripts.cli.seed.samples import SAMPLES, caller
from store.keys.master import MasterKey
from store.process.settings import Mode


def run(options: Namespace, environ: Environ) -> None:
    """Print token by name; how long they last goes to stderr, so that the output stays JSON."""
    mint = Mint.of(environ)
    tokens = {name: mint.token(caller(name), DAY, mint.now) for name in SAMPLES}
    print(json.dumps({"tokens": tokens, **_sign_in(environ)} if options.accounts else tokens, indent=2))
    print(f"These tokens are good for {DAY // 60} hours.", file=sys.stderr)


def _sign_in(environ: Environ) -> dict[str, Any]:
    """Name, password and seed of one-time codes of each sample; the sample programs."""
    master = MasterKey.from_file(settings_outside(Mode.PRODUCTION, environ).master_key_file)
    accounts = {name: account(name, master) for name in SAMPLES}
    shown = {
        name: {"name": found.name, "password": found.password, "totp": found.seed} for name, found in accounts.items()
    }
    machine = {"client": MACHINE, "secret": machine_secret(master)}
    return {"accounts": shown, "client": WEB, "redirect": REDIRECT, "machine": machine}
