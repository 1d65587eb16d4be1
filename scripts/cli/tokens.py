"""Prints access tokens and accounts of sample people, and tokens for any person. They are for development and
migration."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pyotp

from domain.kernel.actor import Caller
from scripts.cli.environment import Environ, WrongUse, settings_outside
from scripts.cli.issuer import DAY, Mint
from scripts.cli.seed.stories import MACHINE, REDIRECT, SAMPLES, WEB, account_of, caller, known, machine_secret
from store.driver.connection import shifted
from store.keys.master import MasterKey
from store.process.setting_values import Mode

CLIENT = "casebook-cli"
OWN = ("subject", "agency", "scopes", "client")


def token(options: Namespace, environ: Environ) -> None:
    """Print the token."""
    if not 1 <= options.minutes <= DAY:
        raise WrongUse(f"--minutes must be from 1 to {DAY}")
    who = _who(options)
    mint = Mint.of(environ)
    print(mint.token(who, options.minutes, mint.now))


def _who(options: Namespace) -> Caller:
    given = [option for option in OWN if getattr(options, option) is not None]
    if options.name is not None:
        if given or options.machine:
            raise WrongUse("--name says everything but --minutes")
        return caller(known(options.name))
    if options.subject is None or options.agency is None or options.scopes is None:
        raise WrongUse("give --name, or --subject, --agency and --scopes")
    client = options.client or (options.subject if options.machine else CLIENT)
    if (client == options.subject) is not options.machine:
        raise WrongUse("a machine is its own client, and a person is not: see --machine and --client")
    return Caller(
        subject=options.subject,
        client=client,
        agency=options.agency,
        scopes=frozenset(options.scopes.split()),
        person=not options.machine,
    )


def tokens(options: Namespace, environ: Environ) -> None:
    """Print the tokens by name as JSON. Their lifetime is printed to stderr."""
    made = cards(environ)
    print(json.dumps(made if options.accounts else made["tokens"], indent=2))
    print(f"These tokens are good for {DAY // 60} hours.", file=sys.stderr)


def cards(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return token and account of each sample, and the sample programs."""
    mint = Mint.of(environ)
    master = MasterKey.from_file(settings_outside(Mode.PRODUCTION, environ).master_key_file)
    made = {name: mint.token(caller(name), DAY, mint.now) for name in SAMPLES}
    return {"tokens": made, "accounts": {name: _account(name, master) for name in SAMPLES}, **_programs(master)}


def _account(sample: str, master: MasterKey) -> dict[str, str]:
    """Return name, password and seed of one-time codes."""
    found = account_of(sample, master)
    return {"name": found.name, "password": found.password, "totp": found.seed}


def _programs(master: MasterKey) -> dict[str, Any]:
    return {"client": WEB, "redirect": REDIRECT, "machine": {"client": MACHINE, "secret": machine_secret(master)}}


def account(options: Namespace, environ: Environ) -> None:
    """Print the account as JSON, with the sample programs."""
    known(options.name)
    settings = settings_outside(Mode.PRODUCTION, environ)
    master = MasterKey.from_file(settings.master_key_file)
    found = _account(options.name, master)
    now = shifted(lambda: datetime.now(UTC), settings.clock_offset)()
    code = {"code": pyotp.TOTP(found["totp"]).at(now), "sign_in": settings.sign_in_url}
    print(json.dumps({**found, **code, **_programs(master)}, indent=2))
