"""Verifies the register: record, chains and heads, and the log against its checkpoints."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from scripts.cli.environment import Environ, WrongUse, counted
from store.backup.erased import Erased, ListRefused
from store.heads.rebuilding import findings
from store.keys.authors import parse_authors
from store.log.stamping.stamps import Authority, StampRefused
from store.process.settings import Settings
from store.store import Store, opened_store
from store.tlog.note import Verifier
from store.tlog.policy import Policy, parse_policy
from store.tlog.strict import LogFault
from store.verification.register import KNOWN, Level, log_findings


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
        if key is None:
            print("no verifier key: the log is not verified")
            return await _record(store)
        return await _log(store, key, options, settings.authors_file, live)


async def _record(store: Store) -> int:
    count = 0
    async for finding in findings(store.connection):
        print(finding)
        count += 1
    return count


async def _log(store: Store, key: str, options: Namespace, authors_file: Path | None, live: bool) -> int:
    try:
        verifiers = [Verifier.from_vkey(key), *_promise_key(store, options.promise_key)]
        policy = parse_policy(options.policy.read_bytes()) if options.policy else Policy()
        file = options.authors or authors_file
        authors = parse_authors(file.read_bytes(), store.connection.origin) if file else None
        authority = Authority.from_pem(options.tsa.read_bytes()) if options.tsa else None
        erased = Erased.of(options.erased, authors) if options.erased else Erased()
    except (LogFault, StampRefused, ListRefused) as fault:
        raise WrongUse(str(fault)) from None
    count = 0
    kept, promised = _read(options.checkpoint), _read(options.promise)
    async for finding in log_findings(
        store.connection, verifiers, policy, kept, promised, authority, authors, options.policy_from, erased.by
    ):
        newer = live and finding.code == "log-truncated" and finding.place.startswith(KNOWN)
        level = Level.NOTE if newer else finding.level
        print(f"{level}: {finding.code}: {finding.place}: {finding.detail}")
        count += level is not Level.NOTE
    return count


def _promise_key(store: Store, given: str | None) -> list[Verifier]:
    if given:
        return [Verifier.from_vkey(given)]
    return [store.connection.promising.verifier] if store.connection.promising else []


def _read(paths: Sequence[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]
