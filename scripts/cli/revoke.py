"""Deny tokens before they expire: our server's, or a foreign issuer's that cannot be asked to."""

from argparse import Namespace

from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.oauth.revocations import Marked, mark
from store.process.settings import Settings
from store.store import opened_store

KINDS = {kind.lower(): kind for kind in Marked}


async def run(options: Namespace, environ: Environ) -> None:
    """Deny it, within a second in every process."""
    settings = Settings.from_env(environ)
    known = [*([settings.sign_in_url] if settings.sign_in_url else []), *settings.issuers]
    issuer = options.issuer or (known[0] if settings.sign_in_url or len(known) == 1 else None)
    if issuer not in known:
        raise WrongUse(f"--issuer must be one of {', '.join(known)}")
    marks = [mark(kind, issuer, name) for option, kind in KINDS.items() if (name := getattr(options, option))]
    if not marks:
        raise WrongUse("give --token, --subject, --client or --family")
    async with opened_store(settings) as store:
        await store.revocations.revoke(*marks)
    print(f"denied: {len(marks)}")
