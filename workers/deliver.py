"""Executes the outbox's jobs, each once, however often a hint for a job arrives.

After a crash before the effect, the lease ends and another worker does the job. After a crash between effect and
`done`, the command is repeated under the same id. The record already contains the id, so the earlier result is returned
without a write.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import uuid5

from domain.administration.agency_parts import REGROUP
from domain.administration.officers import HAND_OVER
from domain.administration.province import PASS_LEAD
from domain.administration.users import WRITE_TO_PERSON
from domain.case.command import NOTIFY, NotifyAgency
from domain.document.requests import COMPILE, VERIFY
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused
from domain.notification.announcements import ANNOUNCE
from domain.notification.digests import DIGEST
from domain.notification.mailings import REDELIVER, REDELIVER_SINCE, TRY
from domain.report.command import SUBMISSIONS
from domain.report.compiling import COMPILE_REPORT
from domain.report.consolidating import NEW_EDITION
from domain.report.opening import COUNT
from store.process import logs
from store.process.public_origin import public_origin
from store.process.settings import Settings
from store.queue.outbox import Claim
from store.store import Store
from workers.announce import announce, order_digest, order_trial, redeliver, redeliver_since, write_to_person
from workers.commands import COMMAND_IDS, COMMANDS, Later, give_command, hand_over, pass_lead, regroup, traced
from workers.compile import compile_document
from workers.reports import compile_report, count, new_edition, note_submissions
from workers.verify_signed import configured_trust, verify_signed_copy

log = logging.getLogger("casebook.worker")


async def notify(store: Store, claim: Claim) -> None:
    """Notify an agency of a case, by an event in the case itself.

    Every refusal is an error: an agency that cannot be notified needs an investigation.
    """
    command = NotifyAgency(agency=claim.data["agency"], about=claim.data["about"])
    await store.execute(SYSTEM, command, command_id=uuid5(COMMAND_IDS, claim.id), target=claim.stream)


Jobs = Mapping[str, Callable[[Store, Claim], Awaitable[Later | None]]]
JOBS: Jobs = {
    **dict.fromkeys(COMMANDS, give_command),
    NOTIFY: notify,
    REGROUP: regroup,
    HAND_OVER: hand_over,
    PASS_LEAD: pass_lead,
    COUNT: count,
    ANNOUNCE: announce,
    TRY: order_trial,
    REDELIVER: redeliver,
    REDELIVER_SINCE: redeliver_since,
    COMPILE: compile_document,
    VERIFY: verify_signed_copy,
    DIGEST: order_digest,
    WRITE_TO_PERSON: write_to_person,
    COMPILE_REPORT: compile_report,
    NEW_EDITION: new_edition,
    SUBMISSIONS: note_submissions,
}
"""Function of each job. If it returns a `Later`, the job continues after a wait."""


def jobs_of(settings: Settings) -> Jobs:
    """Return JOBS with the operator's settings. Raise ValueError for a file without certificates."""
    return {
        **JOBS,
        COMPILE: partial(compile_document, origin=public_origin(settings)),
        VERIFY: partial(verify_signed_copy, trust=configured_trust(settings)),
    }


async def deliver(context: dict[str, Any], id: str) -> str:
    """Claim a row, do its job and finish it, as an arq task. Return the result, for the log."""
    store: Store = context["store"]
    claim = await store.outbox.claim(id)
    if claim is None:
        return "nothing to do"
    with logs.correlated(claim.correlation), traced(claim):
        return await _do(store, claim, context.get("jobs", JOBS))


async def _do(store: Store, claim: Claim, jobs: Jobs) -> str:
    try:
        more = await jobs[claim.job](store, claim)
    except Exception as error:  # after any error the row must be released
        log.warning("job %s failed, attempt %d", claim.id, claim.attempts, exc_info=error)
        await store.outbox.failed(claim, _code(error))
        return "failed"
    if more is not None:
        return "more to do" if await store.outbox.retry(claim, more.wait) else "lease lost"
    return "done" if await store.outbox.complete(claim) else "lease lost"


def _code(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.problems[0].code
    return type(error).__name__
