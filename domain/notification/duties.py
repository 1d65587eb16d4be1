"""What waits for whom in a case: derived from its state alone, never stored in the record.

A duty is not a right: whether somebody may act is judged when they do. It says whose inbox a case belongs in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.case.guards import open_round, this_cycle
from domain.case.state.case import Case, CaseState
from domain.case.state.pathways import TakedownStatus, TransferStatus
from domain.registry.agency import Agency, Task


class DutyKind(StrEnum):
    """Kind of duty."""

    SCREEN = "SCREEN"
    CHECK = "CHECK"
    GIVE_OPINION = "GIVE_OPINION"
    SIGN_DECISION = "SIGN_DECISION"
    APPROVE_TAKEDOWN = "APPROVE_TAKEDOWN"
    SIGN_TAKEDOWN = "SIGN_TAKEDOWN"
    SIGN_TRANSFER = "SIGN_TRANSFER"
    RECEIVE_TRANSFER = "RECEIVE_TRANSFER"
    ANSWER_REQUEST = "ANSWER_REQUEST"
    ANSWER_REFERRAL = "ANSWER_REFERRAL"
    JUSTIFY_MEASURE = "JUSTIFY_MEASURE"
    REMEDY = "REMEDY"
    REPORT_RESULT = "REPORT_RESULT"
    CLOSE = "CLOSE"


SIGNATURES = frozenset(
    {
        DutyKind.SIGN_DECISION,
        DutyKind.APPROVE_TAKEDOWN,
        DutyKind.SIGN_TAKEDOWN,
        DutyKind.SIGN_TRANSFER,
        DutyKind.JUSTIFY_MEASURE,
    }
)
"""Duties of a signatory: they wait for a second person's signature."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something an agency owes a case. `officer` is named when one person answers for it; `about` is the round,
    request, transfer … or the case. `lapsed`: the time ran out and that was written down; it can still be done."""

    kind: DutyKind
    agency: str
    about: str
    due_at: datetime | None = None
    officer: str | None = None
    lapsed: bool = False


def waits_for(kind: DutyKind, agency: Agency, category: str | None, areas: Iterable[str], day: date) -> bool:
    """Whether a duty is really the agency's on a day: a decision waits only for who is competent to sign it (G1)."""
    return kind is not DutyKind.SIGN_DECISION or agency.competent(Task.DECIDE, category, areas, day)


def duties(case: Case) -> Iterator[Duty]:
    """Every duty in a case; none once it is closed."""
    if case.state is CaseState.CLOSED:
        return
    yield from _of_state(case)
    yield from _of_round(case)
    yield from _of_pathways(case)


def _of_state(case: Case) -> Iterator[Duty]:
    match case.state:
        case CaseState.RECEIVED:
            yield Duty(kind=DutyKind.SCREEN, agency=case.lead, about=case.id)
        case CaseState.SCREENED | CaseState.CHECKING if case.assigned:
            yield Duty(kind=DutyKind.CHECK, agency=case.assigned, about=case.id, officer=case.focal)
        case CaseState.PROPOSED:
            # Who of them is competent to decide is the registry's to say, when it is asked.
            for agency in case.members:
                if agency not in case.concerns:
                    yield Duty(kind=DutyKind.SIGN_DECISION, agency=agency, about=case.id)
        case CaseState.EXECUTING:
            for execution in this_cycle(case.executions, case)[-1:]:
                yield Duty(kind=DutyKind.REPORT_RESULT, agency=execution.agency, about=case.id)
            for remedy in this_cycle(case.remedies, case)[-1:]:
                yield Duty(kind=DutyKind.REMEDY, agency=remedy.agency, about=case.id, due_at=remedy.due_at)
        case CaseState.RESULT_REPORTED:
            yield Duty(kind=DutyKind.CLOSE, agency=case.lead, about=case.id)


def _of_round(case: Case) -> Iterator[Duty]:
    current = open_round(case)
    if current is None:
        return
    heard = {opinion.agency for opinion in current.opinions if opinion.officer is not None}
    for agency in current.invited:
        if agency not in heard:
            lapsed = agency not in current.silent
            owed = Duty(
                kind=DutyKind.GIVE_OPINION, agency=agency, about=current.id, due_at=current.due_at, lapsed=lapsed
            )
            yield owed


def _of_pathways(case: Case) -> Iterator[Duty]:
    for takedown in this_cycle(case.takedowns, case):
        if takedown.status is TakedownStatus.DRAFT:
            yield Duty(kind=DutyKind.APPROVE_TAKEDOWN, agency=case.lead, about=takedown.id)
        elif takedown.status is TakedownStatus.SUBMITTED_PPC and takedown.committee:
            yield Duty(kind=DutyKind.SIGN_TAKEDOWN, agency=takedown.committee, about=takedown.id)
    for transfer in this_cycle(case.transfers, case):
        if transfer.status is TransferStatus.DRAFT:
            yield Duty(kind=DutyKind.SIGN_TRANSFER, agency=case.lead, about=transfer.id)
        elif transfer.status is TransferStatus.HANDED_OVER:
            yield Duty(kind=DutyKind.RECEIVE_TRANSFER, agency=transfer.police, about=transfer.id)
    for request in case.requests:
        if request.answered is None:
            late = request.overdue_at is not None
            yield Duty(
                kind=DutyKind.ANSWER_REQUEST,
                agency=request.agency,
                about=request.id,
                due_at=request.due_at,
                lapsed=late,
            )
    for referral in case.referrals:
        if referral.answered is None:
            yield Duty(kind=DutyKind.ANSWER_REFERRAL, agency=referral.agency, about=referral.id)
    for measure in this_cycle(case.own_measures, case):
        if measure.ended_at is None and measure.justified_by is None:
            yield Duty(kind=DutyKind.JUSTIFY_MEASURE, agency=measure.agency, about=measure.id, due_at=measure.due_at)
