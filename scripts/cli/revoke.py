"""Deny tokens before they expire: our server's, or a foreign issuer's that cannot be asked to."""

import asyncio
from argparse import ArgumentParser, Namespace

from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.oauth.revocations import Marked, mark
from store.process.settings import Settings
from store.store import opened_store

HELP = "deny a token by its id (jti), or all issued up to now for a subject, a client or a family (sid)"
KINDS = {kind.lower(): kind for kind in Marked}


def arguments(parser: ArgumentParser) -> None:
    """What is denied."""
    parser.add_argument("--issuer", help="the issuer (default: the embedded server, or the only one)")
    for kind in KINDS:
        parser.add_argument(f"--{kind}", metavar="NAME", help=f"the {kind}")


def run(options: Namespace, environ: Environ) -> int:
    """Deny it, within a second in every process."""
    settings = Settings.from_env(environ)
    known = [*([settings.sign_in_url] if settings.sign_in_url else []), *settings.issuers]
    issuer = options.issuer or (known[0] if settings.sign_in_url or len(known) == 1 else None)
    if issuer not in known:
        raise WrongUse(f"--issuer must be one of {', '.join(known)}")
    marks = [mark(kind, issuer, name) for option, kind in KINDS.items() if (name := getattr(options, option))]
    if not marks:
        raise WrongUse("give --token, --subject, --client or --family")
    asyncio.run(_revoke(settings, marks))
    print(f"denied: {len(marks)}")
    return 0


async def _revoke(settings: Settings, marks: list[str]) -> None:
    async with opened_store(settings) as store:
        await store.revocations.revoke(*marks)
