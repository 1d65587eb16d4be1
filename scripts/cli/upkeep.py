"""Upkeep by an operator: first grants, failed jobs, tokens to revoke, heads to rebuild."""

from argparse import Namespace

from scripts.cli.environment import CommandError, Environ, WrongUse, counted
from scripts.cli.seed.grants import grant_new, propose_for_leads
from store.heads.rebuilding import rebuild as rebuilt
from store.oauth.revocations import Marked, mark
from store.process.settings import Settings
from store.provisioning.upgrading import forward_only
from store.queue.outbox import DEAD_A_LOOK
from store.store import opened_store


async def grants(options: Namespace, environ: Environ) -> None:
    """Show the grants, or enter the first ones."""
    async with opened_store(Settings.from_env(environ)) as store:
        if options.new:
            given = await grant_new(store)
            print(f"first grants: {counted(len(given), 'agency', 'agencies')}")
            for agency in await propose_for_leads(store):
                print(f"{agency}: proposed what it needs to lead; an administrator of another agency approves")
        registry = await store.registry.current()
        for agency in sorted(registry.agencies):
            print(f"{agency}: {' '.join(sorted(registry.granted.get(agency, ()))) or 'nothing'}")


async def jobs(options: Namespace, environ: Environ) -> int:
    """Print a line for each failed job. The line has the job's last due time, name, failure, number of attempts, and
    id."""
    if options.again and not (options.ids or options.job):
        raise WrongUse("--again needs an ID or --job")
    async with opened_store(Settings.from_env(environ)) as store:
        rows = await store.dead.listed(options.ids, options.job)
        for row in rows:
            print(f"{row.due_at:%Y-%m-%dT%H:%M:%SZ} {row.job} {row.failure} attempts={row.attempts} {row.id}")
        if options.again:
            begun = await store.dead.revive([row.id for row in rows])
            print(f"{begun} begun anew")
            return 1 if begun < len(options.ids) else 0
    print(f"{len(rows)} given up" + (", or more" if len(rows) == DEAD_A_LOOK else ""))
    return 1 if rows else 0


KINDS = {kind.lower(): kind for kind in Marked}


async def revoke(options: Namespace, environ: Environ) -> None:
    """Revoke the token. The revocation takes effect in every process within a second."""
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


async def rebuild(options: Namespace, environ: Environ) -> None:
    """Rebuild the heads, and print their number. Raise CommandError once a newer version has written."""
    async with opened_store(Settings.from_env(environ)) as store:
        if await forward_only(store.connection):
            raise CommandError(
                "a newer version has written to the record: start that one. Going back would drop what every witness "
                "has seen (docs/operate/install.md)"
            )
        print(f"{counted(await rebuilt(store.connection), 'head')} rebuilt")
