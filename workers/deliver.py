"""Doing what the outbox orders, once, however often it is hinted at.

A crash before the effect: the lease ends and another worker does it. A crash between effect and `done`: it
is done again under the same command id, which the record knows and answers without writing.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid5

from domain.activity.directives import NoteDirectiveOverdue
from domain.case.leadership import PassLead
from domain.case.ministry import NoteNoReply, NoteReviewDue
from domain.case.notification import NOTIFY, NotifyAgency
from domain.case.own_measures import LapseOwnMeasure
from domain.case.regrouping import RegroupCase
from domain.case.requests import NoteRequestOverdue
from domain.case.rounds import LapseRound
from domain.complaint.examination import EndRedress, NoteRedressOverdue
from domain.erasure.data_requests import NoteDataRequestOverdue
from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import local_date
from domain.kernel.refusals import (
    CommandReused,
    InvalidInput,
    Refused,
    RuleNotMet,
    SafeguardNotMet,
    TransitionNotAllowed,
)
from domain.notification.announcements import ANNOUNCE, REDELIVER, REDELIVER_SINCE, TRY
from domain.notification.digests import DIGEST
from domain.outbox_rules import (
    ANSWER_OVERDUE,
    COMPILE,
    COMPILE_REPORT,
    DATA_OVERDUE,
    ISSUE,
    LAPSE,
    LAPSE_MEASURE,
    NEW_EDITION,
    NO_REPLY,
    OVERDUE,
    PASS_LEAD,
    REDRESS_END,
    REDRESS_OVERDUE,
    REGROUP,
    REQUEST_OVERDUE,
    REVIEW_DUE,
    SUBMISSIONS,
)
from domain.press_question.questions import NoteAnswerOverdue
from domain.publication.publishing import IssueOnTime
from domain.report.clock import (
    COUNT,
    FREEZE,
    LATE,
    PASS_ON,
    REMIND,
    CountReport,
    FreezeReport,
    NoteReportOverdue,
    PassOnOverdueReport,
    RemindReport,
)
from store.store import Store
from store.write.outbox import Claim
from workers.announce import announce, order_digest, order_trial, redeliver, redeliver_since
from workers.compile import compile_document
from workers.consolidate import compile_report, new_edition, note_submissions
from workers.jobs import ERRANDS, Later

log = logging.getLogger("casebook.worker")


async def notify(store: Store, claim: Claim) -> None:
    """Tell an agency of a case: an event in the case itself."""
    command = NotifyAgency(agency=claim.data["agency"], about=claim.data["about"])
    await store.execute(SYSTEM, command, command_id=uuid5(ERRANDS, claim.id), target=claim.stream)


async def lapse(store: Store, claim: Claim) -> None:
    """Note that a round's time ran out; a round that ended before is left as it is."""
    await _unless_settled(store, claim, LapseRound(round=claim.data["round"]))


async def lapse_measure(store: Store, claim: Claim) -> None:
    """Note that nobody justified a self-measure; one justified or undone is left as it is."""
    await _unless_settled(store, claim, LapseOwnMeasure(measure=claim.data["measure"]))


async def overdue(store: Store, claim: Claim) -> None:
    """Note who is late with a directive; one answered or closed is left as it is."""
    await _unless_settled(store, claim, NoteDirectiveOverdue())


async def no_reply(store: Store, claim: Claim) -> None:
    """Note that the ministry was silent; a proposal answered or withdrawn is left as it is."""
    await _unless_settled(store, claim, NoteNoReply(takedown=claim.data["takedown"]))


async def review_due(store: Store, claim: Claim) -> None:
    """Note that a removal is due for review; one reviewed or withdrawn is left as it is."""
    await _unless_settled(store, claim, NoteReviewDue(takedown=claim.data["takedown"]))


async def request_overdue(store: Store, claim: Claim) -> None:
    """Note that a request was not answered in time; one answered is left as it is."""
    await _unless_settled(store, claim, NoteRequestOverdue(request=claim.data["request"]))


async def redress_overdue(store: Store, claim: Claim) -> None:
    """Note that a term of a complaint passed; one answered is left as it is."""
    await _unless_settled(store, claim, NoteRedressOverdue())


async def redress_end(store: Store, claim: Claim) -> None:
    """Note that an answer is final; one carried to the second level is left as it is."""
    await _unless_settled(store, claim, EndRedress())


async def data_overdue(store: Store, claim: Claim) -> None:
    """Note that a request about data was not answered in time; one answered is left as it is."""
    await _unless_settled(store, claim, NoteDataRequestOverdue())


async def issue(store: Store, claim: Claim) -> None:
    """Issue a notice at its moment; one withdrawn, postponed or issued by hand is left as it is.

    One whose case no longer has the result that was approved stays where it is, for its office to look at.
    """
    await _unless_settled(store, claim, IssueOnTime())


async def answer_overdue(store: Store, claim: Claim) -> None:
    """Note that the press waits for an answer; one answered, refused or prolonged is left as it is."""
    await _unless_settled(store, claim, NoteAnswerOverdue())


async def remind(store: Store, claim: Claim) -> None:
    """Remind an agency of a report; one that is submitted, late or reminded of is left as it is."""
    await _unless_settled(store, claim, RemindReport())


async def report_late(store: Store, claim: Claim) -> None:
    """Note that a report is late; one that is submitted is left as it is."""
    await _unless_settled(store, claim, NoteReportOverdue())


async def pass_on(store: Store, claim: Claim) -> None:
    """Note that a report is missing in the consolidated one; one that is submitted is left as it is."""
    await _unless_settled(store, claim, PassOnOverdueReport())


async def freeze(store: Store, claim: Claim) -> None:
    """Freeze a report; one that is still owed, or came late and was not accepted, is left as it is."""
    await _unless_settled(store, claim, FreezeReport())


async def count(store: Store, claim: Claim) -> None:
    """Count for a report. Done again after a crash the numbers may differ: then those written first stand."""
    counts = await store.report_counts.of(claim.stream, await store.registry.current())
    await _unless_settled(store, claim, CountReport(counts=counts))


async def regroup(store: Store, claim: Claim) -> None:
    """Pass the open cases of a former agency, and of those that it took over before, to the heir of today, one by one.

    Cut off, the next try goes on with the rest.
    """
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    successor = registry.heir(claim.data["former"], today)
    for former in sorted(registry.taken_over(successor, today)):
        command = RegroupCase(former=former, successor=successor)
        async for case in store.cases.to_regroup(former):
            await _unless_settled(store, claim, command, f"{case}/{former}", case)


SETTLED = RuleNotMet | TransitionNotAllowed | InvalidInput | SafeguardNotMet | CommandReused
"""Refusals that trying again would not change."""


async def pass_lead(store: Store, claim: Claim) -> None:
    """Have every case led by the agency that leads it today; one that it leads already is left as it is."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    if lead := registry.lead_on(today):
        async for case in store.cases.to_pass_on(lead):
            await _unless_settled(store, claim, PassLead(), case, case)


async def _unless_settled(
    store: Store, claim: Claim, command: Any, part: str | None = None, case: str | None = None
) -> None:
    id, target = (f"{claim.id}/{part}", case) if case else (claim.id, claim.stream)
    try:
        await store.execute(SYSTEM, command, command_id=uuid5(ERRANDS, id), target=target)
    except Refused as refused:
        if not any(isinstance(each, SETTLED) for each in refused.problems):
            raise


JOBS: Mapping[str, Callable[[Store, Claim], Awaitable[Later | None]]] = {
    NOTIFY: notify,
    LAPSE: lapse,
    LAPSE_MEASURE: lapse_measure,
    OVERDUE: overdue,
    NO_REPLY: no_reply,
    REVIEW_DUE: review_due,
    REQUEST_OVERDUE: request_overdue,
    REGROUP: regroup,
    PASS_LEAD: pass_lead,
    REDRESS_OVERDUE: redress_overdue,
    REDRESS_END: redress_end,
    DATA_OVERDUE: data_overdue,
    ISSUE: issue,
    ANSWER_OVERDUE: answer_overdue,
    REMIND: remind,
    LATE: report_late,
    PASS_ON: pass_on,
    FREEZE: freeze,
    COUNT: count,
    ANNOUNCE: announce,
    TRY: order_trial,
    REDELIVER: redeliver,
    REDELIVER_SINCE: redeliver_since,
    COMPILE: compile_document,
    DIGEST: order_digest,
    COMPILE_REPORT: compile_report,
    NEW_EDITION: new_edition,
    SUBMISSIONS: note_submissions,
}


async def deliver(context: dict[str, Any], id: str) -> str:
    """The arq job: claim a row, do it, finish it; what became of it, for the log."""
    store: Store = context["store"]
    claim = await store.outbox.claim(id)
    if claim is None:
        return "nothing to do"
    try:
        more = await JOBS[claim.job](store, claim)
    except Exception as error:  # whatever went wrong, the row must be given back
        log.warning("job %s failed, attempt %d", id, claim.attempts, exc_info=error)
        await store.outbox.failed(claim, _code(error))
        return "failed"
    if more is not None:
        return "more to do" if await store.outbox.again(claim, more.wait) else "lease lost"
    return "done" if await store.outbox.done(claim) else "lease lost"


def _code(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.problems[0].code
    return type(error).__name__
