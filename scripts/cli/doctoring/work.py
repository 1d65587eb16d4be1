"""Checks that the API answers, and that the processes complete due work."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPException

from auth.passkeys import Ceremony
from resolvers.plan_versions import unproven
from scripts.cli.doctoring.finding import Finding, finding
from scripts.cli.environment import counted
from store.log.admitted import entered
from store.log.storage import LogStorage
from store.oauth.passkeys import Passkeys
from store.process.settings import Settings, variable
from store.queue.outbox import oldest_waiting
from store.queue.overdue import vanished
from store.queue.signs_of_life import DOCTOR, WITHIN, last_signs
from store.store import Store
from store.tlog.note import Verifier
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys

SEALED_WITHIN = 60.0
"""Seconds within which a version must be sealed. The sealer seals every second, and a receipt promises ten minutes."""
HELD_SHOWN = 5
DONE_WITHIN = 300.0
"""Seconds within which a due job must be claimed. A worker polls twice a second, and a long job is claimed when it
begins."""
API_SECONDS, ANSWER_SHOWN = 5.0, 400
HOST = "127.0.0.1"


async def look(store: Store) -> AsyncIterator[Finding]:
    """Yield findings about overdue work."""
    log, storage = await store.history.log_state(), LogStorage.of(store.connection)
    age = log.age(store.connection.clock())
    if held := await storage.passed_over(timedelta(seconds=SEALED_WITHIN), HELD_SHOWN):
        yield finding("streams-held", streams=", ".join(held))
    elif age is not None and age > SEALED_WITHIN:
        yield finding("sealer-still", waiting=counted(log.pending, "version waits", "versions wait"), age=age)
    elif log.size and not log.cosigned:
        yield finding("no-witness")
    if log.size and (key := store.connection.log_key) and not await _names_persons(storage, log.size, key):
        yield finding("no-second-person")
    waiting = await oldest_waiting(store.connection)
    if waiting is not None and waiting.age(store.connection.clock()) > DONE_WITHIN:
        yield finding("worker-still", job=waiting.job, since=waiting.since)
    deleted = await vanished(store.connection, timedelta(seconds=DONE_WITHIN))
    for slug, jobs in (("jobs-gone", deleted.gone), ("jobs-put-back", deleted.back)):
        if jobs:
            yield finding(slug, were=counted(len(jobs), "job was", "jobs were"), job=jobs[0])
    signs = await last_signs(store.connection)
    for process, within in WITHIN.items():
        if process != DOCTOR and (process not in signs or store.connection.clock() - signs[process] > within):
            yield finding(f"{process}-not-seen", within=_span(within))
    if dead := await store.dead.listed():
        were = counted(len(dead), "job or delivery was", "jobs or deliveries were")
        yield finding("jobs-given-up", were=were, job=dead[0].job, failure=dead[0].failure)


def _span(within: timedelta) -> str:
    """Return a duration in words."""
    hours = within // timedelta(hours=1)
    return counted(within.days, "day") if within.days > 1 else counted(hours, "hour") if hours else "10 minutes"


async def _names_persons(storage: LogStorage, size: int, key: Verifier) -> bool:
    """Return whether the log names persons. Return False if its notes cannot be read, because `verify` reports that."""
    try:
        keys = LogKeys.following(key, await storage.handed_over())
    except LogFault:
        return False
    known, _ = await entered(storage, size, key.name, keys)
    return bool(known.authors.persons)


async def passkeys(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """Yield findings if people cannot use passkeys, or if existing passkeys are not valid."""
    if not settings.sign_in_url:
        return
    ceremony = Ceremony.at(settings.sign_in_url)
    if ceremony is None:
        yield finding("passkeys-need-a-name", name=variable("sign_in_url"))
    host = ceremony.host if ceremony else ""
    if other := await Passkeys(store.connection).accounts_elsewhere(host):
        yield finding("passkeys-of-another-name", accounts=counted(other, "account"), host=host or "none")


async def held(store: Store, days: int) -> AsyncIterator[Finding]:
    """Yield ordered erasures that the eraser rejects. `days` is the retention setting."""
    for erasure, doubted in await store.eraser.held(days):
        yield finding("erasure-held", erasure=erasure, doubted=doubted)


def packages() -> Iterator[Finding]:
    """Yield installed packages whose version differs from the one that this release was tested with."""
    if others := unproven():
        yield finding("plans-off", others=others)


def api(port: int) -> Iterator[Finding]:
    """Yield faults of the API on this machine."""
    if why := unready(port):
        yield finding("api-not-ready", place=f"{HOST}:{port}", why=why)


def unready(port: int) -> str | None:
    """Return the reason why an API on this machine is not ready; None if it is ready. The environment's proxy is not
    used."""
    connection = HTTPConnection(HOST, port, timeout=API_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        text = answer.read(ANSWER_SHOWN).decode(errors="replace")
    except (OSError, HTTPException) as error:
        return f"does not answer: {type(error).__name__}"
    finally:
        connection.close()
    return None if answer.status == 200 else f"answers {answer.status} at /readyz: {text}"
