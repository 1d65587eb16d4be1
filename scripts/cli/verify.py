"""Verifies the register: record, chains and heads, and the log against its checkpoints."""

from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from scripts.cli.environment import Environ, WrongUse, counted
from store.backup.erased import Erased, ListRefused
from store.keys.authors import parse_authors
from store.log.stamping.stamps import Authority, StampRefused
from store.process.settings import Settings
from store.store import Store, opened_store
from store.tlog.note import Verifier
from store.tlog.policy import Policy, parse_policy
from store.tlog.strict import LogFault
from store.verification.record import record_findings
from store.verification.register import KNOWN, Finding, Level, log_findings


async def run(options: Namespace, environ: Environ) -> int:
    """Print each finding on its own line."""
    count = await verified(options, Settings.from_env(environ))
    print(counted(count, "finding"))
    return 1 if count else 0


async def verified(options: Namespace, settings: Settings, *, live: bool = False) -> int:
    """Print each finding. Return the number of faults. Raise WrongUse.

    `live` means that the register continued after this copy. A checkpoint stored elsewhere may then be newer than the
    copy.
    """
    async with opened_store(settings) as store:
        key = options.key or (settings.log_key_file.read_text().strip() if settings.log_key_file else None)
        count = 0
        async for finding in _found(store, key, options, settings.authors_file):
            newer = live and finding.code == "log-truncated" and finding.place.startswith(KNOWN)
            level = Level.NOTE if newer else finding.level
            print(f"{level}: {finding.code}: {finding.place}: {finding.detail}")
            count += level is not Level.NOTE
        return count


def _found(store: Store, key: str | None, options: Namespace, authors_file: Path | None) -> AsyncIterator[Finding]:
    file = options.authors or authors_file
    try:
        authors = parse_authors(file.read_bytes(), store.connection.origin) if file else None
        erased = Erased.of(options.erased, authors) if options.erased else Erased()
        if key is None:
            print("no verifier key: the log is not verified")
            return record_findings(store.connection, erased.by)
        verifiers = [Verifier.from_vkey(key), *_promise_key(store, options.promise_key)]
        policy = parse_policy(options.policy.read_bytes()) if options.policy else Policy()
        authority = Authority.from_pem(options.tsa.read_bytes()) if options.tsa else None
    except (LogFault, StampRefused, ListRefused) as fault:
        raise WrongUse(str(fault)) from None
    kept, promised = _read(options.checkpoint), _read(options.promise)
    return log_findings(
        store.connection, verifiers, policy, kept, promised, authority, authors, options.policy_from, erased.by
    )


def _promise_key(store: Store, given: str | None) -> list[Verifier]:
    if given:
        return [Verifier.from_vkey(given)]
    return [store.connection.promising.verifier] if store.connection.promising else []


def _read(paths: Sequence[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]
