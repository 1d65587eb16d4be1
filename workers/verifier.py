"""The verifier process: `python -m workers.verifier`, or with `--once` for a timer. It does the same checks as
`casebook verify`.

Its database user may read everything, but add only findings. The findings are a record for inspectors
(`access.verified`). GraphQL and the gauges at /metrics read the state of the log from this record. The process logs
each fault as an error line. It stores the newest checkpoint that it saw in a separate folder, so that it detects a
restored database without a witness. An interrupted verification leaves no results and is repeated. SIGINT and SIGTERM
end it with 0.
"""

import asyncio
import logging
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from domain.access.record import FindingCount, Verification
from store.access.records import Verifications
from store.backup.erased import Erased, ListRefused
from store.driver.connection import Connection, connected
from store.keys.authors import Authors, parse_authors
from store.log.stamping.stamps import Authority, StampRefused
from store.log.storage import LogStorage
from store.process import logs
from store.process.private_files import close_memory
from store.process.settings import SettingsRefused, VerifierSettings, variable
from store.tlog.note import Verifier
from store.tlog.policy import Policy, parse_policy
from store.tlog.strict import LogFault
from store.verification.register import Finding, Level, log_findings

log = logging.getLogger("casebook.verifier")

AGAIN_SECONDS = 60.0
LINES_MOST = 1_000
"""Most faults of one verification that are logged one by one. The record counts all faults."""
CHECKPOINT = "checkpoint"


@dataclass(frozen=True, kw_only=True)
class Trusted:
    """Data against which findings are judged. The data come from the operator, not from the database."""

    verifiers: tuple[Verifier, ...]
    policy: Policy
    policy_from: int
    authority: Authority | None
    authors: Authors | None
    erased: Mapping[str, str] = field(default_factory=dict)
    home: Path

    @classmethod
    def of(cls, settings: VerifierSettings, connection: Connection) -> "Trusted":
        """Read the files whose paths are in the settings. Raise SettingsRefused for an invalid file."""
        name = "log_key_file"
        try:
            assert settings.log_key_file is not None
            keys = [Verifier.from_vkey(settings.log_key_file.read_text().strip())]
            name = "witness_policy"
            policy = parse_policy(settings.witness_policy.read_bytes()) if settings.witness_policy else Policy()
            name = "tsa_certificates"
            pem = settings.tsa_certificates.read_bytes() if settings.tsa_certificates else b""
            authority = Authority.from_pem(pem) if pem.strip() else None
            name = "authors_file"
            origin, file = connection.origin, settings.authors_file
            authors = parse_authors(file.read_bytes(), origin) if file else None
            name, listed = "erasures_file", settings.erasures_file
            erased = Erased.of(listed, authors) if listed and listed.exists() else Erased()
        except (LogFault, StampRefused, ListRefused, OSError, ValueError) as error:
            raise SettingsRefused(variable(name), str(error)) from error
        promising = connection.promising
        return cls(
            verifiers=(*keys, *([promising.verifier] if promising else [])),
            policy=policy,
            policy_from=settings.witness_policy_from,
            authority=authority,
            authors=authors,
            erased=erased.by,
            home=settings.verifier_home,
        )

    def kept(self) -> list[bytes]:
        file = self.home / CHECKPOINT
        return [file.read_bytes()] if file.exists() else []

    def keep(self, note: bytes) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.home / f"{CHECKPOINT}.new"
        draft.write_bytes(note)
        draft.replace(self.home / CHECKPOINT)


async def verify(connection: Connection, trusted: Trusted) -> Verification:
    storage, began = LogStorage.of(connection), connection.clock()
    newest, notes = await storage.newest(), await storage.handed_over()
    counted: Counter[str] = Counter()
    lines = 0
    async for finding in log_findings(
        connection,
        trusted.verifiers,
        trusted.policy,
        trusted.kept(),
        authority=trusted.authority,
        authors=trusted.authors,
        policy_from=trusted.policy_from,
        erased=trusted.erased,
    ):
        counted[finding.code] += 1
        if finding.level is Level.FAULT and (lines := lines + 1) <= LINES_MOST:
            log.error("fault: %s: %s: %s", finding.code, finding.place, finding.detail)
    faults = sum(count for code, count in counted.items() if Finding(code, "", "").level is Level.FAULT)
    made = Verification(
        began=began,
        ended=connection.clock(),
        size=newest.size if newest else 0,
        faults=faults,
        notes=counted.total() - faults,
        findings=tuple(FindingCount(code=code, count=counted[code]) for code in sorted(counted)),
        successions=tuple(sorted(sha256(note).hexdigest() for note in notes)),
    )
    await Verifications(connection).record(made)
    if newest and not faults:
        trusted.keep(newest.note)
    log.log(logging.ERROR if faults else logging.INFO, "verified %d entries: %d faults", made.size, faults)
    return made


async def run(connection: Connection, trusted: Trusted, every: timedelta, stop: asyncio.Event) -> None:
    """Verify whenever the newest verification is older than `every`, until stopped."""
    while not stop.is_set():
        wait = AGAIN_SECONDS
        try:
            with logs.correlated():
                last = await Verifications(connection).last_ended()
                left = (last + every - connection.clock()).total_seconds() if last else 0.0
                if left > 0:
                    wait = min(left, AGAIN_SECONDS)
                elif await sealed(connection):
                    await verify(connection, trusted)
        except Exception as error:  # the next try may reach the database again
            log.error("verification failed: %s: %s", type(error).__name__, error)
        await pause(stop, wait)


async def sealed(connection: Connection) -> bool:
    """Return True if the log has an entry. Before the first entry the record cannot be compared with the log."""
    newest = await LogStorage.of(connection).newest()
    return newest is not None and newest.size > 0


async def pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def main() -> None:
    settings, stop = VerifierSettings.from_env(), asyncio.Event()
    logs.configure("verifier", human=settings.development)
    if not settings.development:
        close_memory()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with connected(settings) as connection:
        trusted = Trusted.of(settings, connection)
        log.info("verifier ready")
        if "--once" in sys.argv[1:]:
            if await sealed(connection):
                await verify(connection, trusted)
            return
        work = asyncio.create_task(run(connection, trusted, timedelta(minutes=settings.verify_minutes), stop))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
        work.cancel()  # a running verification writes nothing before its end
        await asyncio.gather(work, stopped, return_exceptions=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsRefused as refused:
        sys.exit(str(refused))
