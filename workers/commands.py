"""Commands that the register itself executes. Each is executed once, however often its job runs.

After a crash between the command and the end of its job, the job runs again under the same command id. The record
already contains the id, so the earlier result is returned without a write. If a job that passes cases on is
interrupted, the next attempt continues with the remaining cases.
"""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from domain.activity.directives import OVERDUE, NoteDirectiveOverdue
from domain.activity.inspections import INSPECTION_OVERDUE, NoteInspectionOverdue
from domain.book import BY_COMMAND
from domain.case.at_once import END_AT_ONCE, EndAtOnce
from domain.case.checks import PassCheck
from domain.case.committee import NO_REPLY
from domain.case.leadership import PassLead, RegroupCase
from domain.case.ministry import REVIEW_DUE, NoteNoReply, NoteReviewDue
from domain.case.own_measures import LAPSE_MEASURE, LapseOwnMeasure
from domain.case.requests import REQUEST_OVERDUE, NoteRequestOverdue
from domain.case.rounds import LAPSE, LapseRound
from domain.complaint.command import REDRESS_END, REDRESS_OVERDUE
from domain.complaint.duties import EndRedress, NoteRedressOverdue
from domain.erasure.data_terms import DATA_OVERDUE, DATA_UNDONE, NoteDataRequestOverdue, NoteDataRequestUndone
from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import local_date
from domain.kernel.refusals import (
    CommandReused,
    InvalidInput,
    Problem,
    Refused,
    RuleNotMet,
    SafeguardNotMet,
    TransitionNotAllowed,
    VersionConflict,
)
from domain.press_question.questions import ANSWER_OVERDUE, NoteAnswerOverdue
from domain.publication.publishing import ISSUE, IssueOnTime
from domain.report.opening import FREEZE, LATE, PASS_ON, REMIND
from domain.report.reports import FreezeReport, NoteReportOverdue, PassOnOverdueReport, RemindReport
from store.process import tracing
from store.queue.outbox import Claim
from store.store import Store


@dataclass(frozen=True)
class Later:
    """Result of a job that did part of its work and must continue after a wait."""

    wait: timedelta = field(default=timedelta())


def traced(claim: Claim) -> AbstractContextManager[tracing.Span]:
    """Return a span for the work on a row, in the trace of the request that ordered it."""
    told: tracing.Attributes = {"casebook.job": claim.job, "casebook.attempts": claim.attempts}
    return tracing.span(f"job {claim.job}", tracing.Kind.CONSUMER, told, claim.trace)


log = logging.getLogger("casebook.worker")
COMMAND_IDS: Final = UUID("6f0d2c52-6a2e-5d6b-9f2e-0b1f7c1d4a10")
"""Namespace of the command ids that are derived from jobs. Never change it."""

COMMANDS: Final[Mapping[str, type]] = {
    LAPSE: LapseRound,
    LAPSE_MEASURE: LapseOwnMeasure,
    END_AT_ONCE: EndAtOnce,
    OVERDUE: NoteDirectiveOverdue,
    INSPECTION_OVERDUE: NoteInspectionOverdue,
    NO_REPLY: NoteNoReply,
    REVIEW_DUE: NoteReviewDue,
    REQUEST_OVERDUE: NoteRequestOverdue,
    REDRESS_OVERDUE: NoteRedressOverdue,
    REDRESS_END: EndRedress,
    DATA_OVERDUE: NoteDataRequestOverdue,
    DATA_UNDONE: NoteDataRequestUndone,
    ISSUE: IssueOnTime,
    ANSWER_OVERDUE: NoteAnswerOverdue,
    REMIND: RemindReport,
    LATE: NoteReportOverdue,
    PASS_ON: PassOnOverdueReport,
    FREEZE: FreezeReport,
}
"""Jobs that only execute a command on their own stream. The job's data contain the command's fields."""

COMPUTED_AGAIN: Final = "term-computed-again"
A_DAY: Final = timedelta(days=1)
"""Wait after a job that ran too early. Terms end at midnight, and jobs about them are due at midnight too."""

PERMANENT: Final = (RuleNotMet, TransitionNotAllowed, InvalidInput, SafeguardNotMet, CommandReused)
"""Problems that retrying the same command would not change. If a term was moved, another job has the new time."""


def command_of(claim: Claim) -> Any:
    kind = COMMANDS[claim.job]
    return kind(**{field.name: claim.data[field.name] for field in fields(kind)})


async def give_command(store: Store, claim: Claim) -> Later | None:
    """Execute a job in COMMANDS. Return a Later if the recomputed term has not ended."""
    try:
        await carry_out(store, claim, command_of(claim))
    except Refused as refused:
        if not any(problem.code == COMPUTED_AGAIN for problem in refused.problems):
            raise
        return Later(wait=A_DAY)
    return None


async def carry_out(
    store: Store, claim: Claim, command: object, *, part: str | None = None, target: str | None = None
) -> bool:
    """Execute a job's command.

    Return False if the command needs no execution any more. `part` distinguishes several commands of one job.

    Raise Refused if a retry may succeed.
    """
    key = f"{claim.id}/{part}" if part else claim.id
    return await once(store, command, key, target or claim.stream)


async def once(store: Store, command: object, key: str, target: str) -> bool:
    """Execute a command under an id derived from a key. Return False if the command needs no execution any more. Raise
    Refused."""
    try:
        await store.execute(SYSTEM, command, command_id=uuid5(COMMAND_IDS, key), target=target)
    except Refused as refused:
        if not is_settled(refused, creates=BY_COMMAND[type(command)].creates):
            raise
        log.info("settled already: %s of %s: %s", type(command).__name__, key, refused)
        return False
    return True


def is_settled(refused: Refused, *, creates: bool) -> bool:
    """Return True if no retry of the same command can succeed, because it was executed or its reason is gone.

    One permanent problem is enough: a command succeeds only when every problem is gone.
    """
    return any(_is_permanent(problem, creates=creates) for problem in refused.problems)


def _is_permanent(problem: Problem, *, creates: bool) -> bool:
    if isinstance(problem, VersionConflict):
        # A command's object exists already. Any other conflict is a race that the next try may win.
        return creates and problem.current_version > 0
    return isinstance(problem, PERMANENT) and problem.code != COMPUTED_AGAIN


async def regroup(store: Store, claim: Claim) -> None:
    """Pass the open cases of a former agency, and of agencies that the former agency had taken over, to its current
    successor."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    successor = registry.heir(claim.data["former"], today)
    for former in sorted(registry.taken_over(successor, today)):
        command = RegroupCase(former=former, successor=successor)
        async for case in store.cases.to_regroup(former):
            await carry_out(store, claim, command, part=f"{case}/{former}", target=case)


async def hand_over(store: Store, claim: Claim) -> None:
    """Pass an officer's open checks to the colleague who took over the officer's work."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    agency = registry.heir(registry.officers[claim.stream].agency, today)
    command = PassCheck(former=claim.stream)
    async for case in store.cases.checked_by(claim.stream, {agency, *registry.taken_over(agency, today)}):
        await carry_out(store, claim, command, part=case, target=case)


async def pass_lead(store: Store, claim: Claim) -> None:
    """Make today's lead agency the lead agency of every case."""
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    if lead := registry.lead_on(today):
        async for case in store.cases.to_pass_on(lead):
            await carry_out(store, claim, PassLead(), part=case, target=case)
