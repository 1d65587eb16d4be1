"""Doing what the outbox orders, once, however often it is hinted at.

A crash before the effect: the lease ends and another worker does it. A crash between effect and `done`: it
is done again under the same command id, which the record knows and answers without writing.
"""

import logging
from typing import Any
from uuid import UUID, uuid5

from domain.facts import SYSTEM
from domain.notices import NOTIFY, NotifyAgency
from domain.refusals import Refused
from store.outbox import Claim
from store.store import Store

log = logging.getLogger("casebook.worker")
ERRANDS = UUID("6f0d2c52-6a2e-5d6b-9f2e-0b1f7c1d4a10")
"""Namespace of the command ids that derive from errands; never to be changed."""


async def notify(store: Store, claim: Claim) -> None:
    """Tell an agency of a case: an event in the case itself."""
    command = NotifyAgency(agency=claim.data["agency"], about=claim.data["about"])
    await store.execute(SYSTEM, command, command_id=uuid5(ERRANDS, claim.id), target=claim.stream)


JOBS = {NOTIFY: notify}


async def deliver(context: dict[str, Any], id: str) -> str:
    """The arq job: claim a row, do it, finish it; what became of it, for the log."""
    store: Store = context["store"]
    claim = await store.outbox.claim(id)
    if claim is None:
        return "nothing to do"
    try:
        await JOBS[claim.job](store, claim)
    except Exception as error:  # whatever went wrong, the row must be given back
        log.warning("errand %s failed, attempt %d", id, claim.attempts, exc_info=error)
        await store.outbox.failed(claim, _code(error))
        return "failed"
    return "done" if await store.outbox.done(claim) else "lease lost"


def _code(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.problems[0].code
    return type(error).__name__
