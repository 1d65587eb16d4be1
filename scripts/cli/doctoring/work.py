"""The processes: whether the API answers, and whether what is due gets done."""

from collections.abc import AsyncIterator
from http.client import HTTPConnection, HTTPException

from scripts.cli.counting import counted
from scripts.cli.doctoring.finding import Finding, Level
from store.queue.signs_of_life import PROCESSES, WITHIN, last_signs
from store.queue.waiting import oldest_waiting
from store.store import Store

SEALED_WITHIN = 60.0
"""Seconds: the sealer seals every second, and a promise says ten minutes."""
DONE_WITHIN = 300.0
"""Seconds: a worker looks twice a second, and a job that takes long is in its hands."""
API_SECONDS = 5.0
HOST = "127.0.0.1"


async def look(store: Store) -> AsyncIterator[Finding]:
    """What is due and not done."""
    log = await store.history.log_state()
    age = log.age(store.connection.clock())
    if age is not None and age > SEALED_WITHIN:
        yield Finding(
            code="sealer-still",
            what=f"{counted(log.pending, 'version waits', 'versions wait')} to be sealed, the oldest for {age:.0f} s",
            cure="start the sealer; if it runs, look into status.json in its folder (docs/operate/sealer.md)",
        )
    elif log.size and not log.cosigned:
        yield Finding(
            code="no-witness",
            what="no witness outside cosigned the newest checkpoint: who has the log's key can write another history",
            cure="ask somebody outside to run a witness (docs/second-witness.md)",
            level=Level.NOTE,
        )
    waiting = await oldest_waiting(store.connection)
    if waiting is not None and waiting.age(store.connection.clock()) > DONE_WITHIN:
        yield Finding(
            code="worker-still",
            what=f"the job {waiting.job} has been waiting since {waiting.since:%Y-%m-%dT%H:%M:%SZ}",
            cure="start the worker; if it runs, look for errors in its log",
        )
    signs = await last_signs(store.connection)
    for process in PROCESSES:
        if process not in signs or store.connection.clock() - signs[process] > WITHIN:
            yield Finding(
                code=f"{process}-not-seen",
                what=f"no {process} has looked for work in the last {WITHIN.seconds // 60} minutes",
                cure=f"scripts/casebook run {process}; its log says what it misses",
            )
    if dead := await store.dead.listed():
        were = counted(len(dead), "job or delivery was", "jobs or deliveries were")
        yield Finding(
            code="jobs-given-up",
            what=f"{were} given up, the first is {dead[0].job}: {dead[0].failure}",
            cure="scripts/casebook jobs lists them; when the cause is gone, jobs --again begins them again",
        )


def api(port: int) -> Finding | None:
    """What is wrong with the API on this machine."""
    connection = HTTPConnection(HOST, port, timeout=API_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        answer.read()
        why = None if answer.status == 200 else f"answers {answer.status} at /readyz"
    except (OSError, HTTPException) as error:
        why = f"does not answer: {type(error).__name__}"
    finally:
        connection.close()
    if why is None:
        return None
    return Finding(
        code="api-not-ready",
        what=f"the API at {HOST}:{port} {why}",
        cure="scripts/casebook run api; its log says what it misses",
    )
