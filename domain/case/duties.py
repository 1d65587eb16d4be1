"""Duties of agencies in a case, and the next step that the reporter waits for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.case.at_once import to_release
from domain.case.concerned import WATCHING
from domain.case.guards import (
    HARM_AGENCIES,
    asked_to_protect,
    found_protected,
    harm_tests,
    open_round,
    standing_verifications,
    this_cycle,
    true_issue,
)
from domain.case.hearing import OPEN, answerable
from domain.case.ministry import UNRESTORED, to_restore
from domain.case.protection import tested_on
from domain.case.recusal import pending
from domain.case.rescreening import SCREENED, waiting_rescreening
from domain.case.state.case import Case, CaseState, ExpressionConclusion
from domain.case.state.pathways import TakedownStatus, TransferStatus
from domain.case.state.protection import Asker, ProtectionRequest
from domain.case.takedowns import IN_FORCE, asked_for
from domain.case.timely import owed
from domain.case.withdrawal import waiting_paper
from domain.kernel.event import Step
from domain.kernel.vocabulary import Kind, Role
from domain.registry.working_days import WorkingDays
from domain.rules.duty import RULES, Duty, DutyKind, deadline_of, owes
from domain.rules.guards import required

UNFOUND = frozenset({CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING})
HEARD = frozenset({TakedownStatus.MINISTRY_ACCEPTED, TakedownStatus.MINISTRY_REFUSED, TakedownStatus.NO_REPLY})


@owes(Kind.CASE)
def duties(case: Case) -> Iterator[Duty]:
    """Yield every duty in a case. In a closed case, yield only duties about removed content and recusals (Đ2.2)."""
    yield from _of_inspectors(case)
    yield from _of_removals(case)
    yield from _of_restorations(case)
    yield from _of_recusals(case)
    yield from owed(case)
    if case.state is CaseState.CLOSED:
        return
    yield from _of_state(case)
    yield from _of_round(case)
    yield from _of_takedowns(case)
    yield from _of_transfers(case)
    yield from _of_hearing(case)
    yield from _of_others(case)
    yield from _of_withdrawal(case)
    yield from _of_rescreening(case)


def _of_state(case: Case) -> Iterator[Duty]:
    if (asked := asked_to_protect(case)) and case.state in UNFOUND:
        yield from _of_request(case, asked)
        return
    match case.state:
        case CaseState.RECEIVED if case.imported is None:  # no step is due in an imported file
            yield _of_lead(case, DutyKind.SCREEN, case.receipt.received_at)
        case CaseState.SCREENED | CaseState.CHECKING | CaseState.COORDINATING:
            yield from _of_checking(case)
        case CaseState.APPRAISED if case.appraisal and open_round(case) is None:
            hearings = this_cycle(case.hearings, case)
            answers = (row.answer_by for row in hearings if row.answer_by)
            looks = (row.look_held.due_at for row in hearings if row.look_held)
            ends = found_protected(case) and not true_issue(case)  # then no measure is possible
            kind = DutyKind.CLOSE if ends else DutyKind.ACT_ON_FINDING
            yield _of_lead(case, kind, max((case.appraisal.at, *answers, *looks)))
        case CaseState.PROPOSED if case.proposal:
            yield from _of_proposal(case)
        case CaseState.DECIDED:
            for decision in this_cycle(case.decisions, case)[-1:]:
                yield _of_lead(case, DutyKind.SERVE_DECISION, decision.at)
        case CaseState.EXECUTING:
            yield from _of_execution(case)
        case CaseState.RESULT_REPORTED:
            reported = [result.at for result in this_cycle(case.results, case)[-1:]]
            yield _of_lead(case, DutyKind.CLOSE, *reported)


def _of_request(case: Case, asked: ProtectionRequest) -> Iterator[Duty]:
    """Yield the next step on a request for protection.

    Two agencies test the content, and another agency verifies the requester. The lead agency then finds that the
    content harms a person. If a test finds protected speech, the next step is to close the case.
    """
    newest = [row for row in this_cycle(case.expression_reviews, case)[-1:] if row.at >= asked.at]
    if newest and newest[0].conclusion is not ExpressionConclusion.HARMS_PERSON:
        yield _of_lead(case, DutyKind.CLOSE, newest[0].at)
        return
    agencies = tuple(dict.fromkeys((case.assigned or case.lead, *asked.protectors, case.lead)))
    tested = {test.agency for test in harm_tests(case)}
    missing = HARM_AGENCIES - len(tested)
    untested = [agency for agency in agencies if agency not in tested][: max(missing, 0)]
    others = [agency for agency in agencies if agency not in (case.lead, asked.agency)]
    for agency in untested or ([] if others else [case.lead]):  # alone, the lead agency brings another one in
        yield Duty(kind=DutyKind.PROTECT_PERSON, agency=agency, about=case.id, since=asked.at)
    if asked.confirmed is None and asked.asker is not Asker.CHILD_PROTECTION:
        for agency in others:
            yield Duty(kind=DutyKind.CONFIRM_PROTECTION, agency=agency, about=case.id, since=asked.at)
    elif missing <= 0:
        yield _of_lead(case, DutyKind.APPRAISE, newest[0].at if newest else asked.at)


def _of_inspectors(case: Case) -> Iterator[Duty]:
    """Yield the inspectors' duty to inspect tests of harmful content. Also yield the lead agency's duty to check that
    hidden content is visible again."""
    for request in case.protections:
        since = tested_on(case, request)
        if since and request.inspected is None:
            yield Duty(kind=DutyKind.INSPECT_PROTECTION, agency=Role.INSPECTOR, about=request.id, since=since)
    if over := to_release(case):
        yield Duty(
            kind=DutyKind.RELEASE_CONTENT, agency=case.lead, about=over.id, since=required(over.at_once).ended_at
        )


def _of_lead(case: Case, kind: DutyKind, since: datetime | None = None) -> Duty:
    return Duty(kind=kind, agency=case.lead, about=case.id, since=since)


def _of_checking(case: Case) -> Iterator[Duty]:
    """Yield the assigned agency's duty to check. After the check, yield the lead agency's duties to review and
    appraise."""
    verified = standing_verifications(case)[-1:]
    reviews = this_cycle(case.expression_reviews, case)[-1:]
    if not verified and case.assigned and open_round(case) is None:
        fields = (row.done.at for row in case.rescreenings if row.done and row.leaves_field)
        words = (row.step.at for row in case.report_corrections if row.claim)
        reopened = (row.at for row in case.reopenings[-1:])
        began = (case.receipt.received_at, case.assigned_at, *reopened, *fields, *words)
        since = max(filter(None, began))
        yield Duty(
            kind=DutyKind.CHECK,
            agency=case.assigned,
            about=case.id,
            officer=case.focal,
            since=since,
            barred=case.recused,
        )
    for verification in verified if open_round(case) is None else ():
        known = any(review.at >= verification.at for review in reviews)
        yield _of_lead(case, DutyKind.APPRAISE if known else DutyKind.REVIEW_EXPRESSION, verification.at)


def _of_proposal(case: Case) -> Iterator[Duty]:
    """Yield the signature of the proposal for each member.

    The registry determines which member is competent to decide.
    """
    assert case.proposal is not None
    drafted_at, barred = case.proposal.drafted_at, (case.proposal.drafted_by,)
    for agency in case.members:
        if agency not in case.concerns:
            yield Duty(kind=DutyKind.SIGN_DECISION, agency=agency, about=case.id, since=drafted_at, barred=barred)


def _of_execution(case: Case) -> Iterator[Duty]:
    for execution in this_cycle(case.executions, case)[-1:]:
        yield Duty(kind=DutyKind.REPORT_RESULT, agency=execution.agency, about=case.id, since=execution.begun_at)
    for remedy in this_cycle(case.remedies, case)[-1:]:
        yield Duty(
            kind=DutyKind.REMEDY, agency=remedy.agency, about=case.id, since=remedy.begun_at, due_at=remedy.due_at
        )


def _of_round(case: Case) -> Iterator[Duty]:
    current = open_round(case)
    if current is None:
        return
    heard = {opinion.agency for opinion in current.opinions if opinion.officer is not None}
    for agency in current.invited:
        if agency not in heard:
            lapsed = agency not in current.silent
            yield Duty(
                kind=DutyKind.GIVE_OPINION,
                agency=agency,
                about=current.id,
                since=current.opened_at,
                due_at=current.due_at,
                lapsed=lapsed,
            )
    if not current.silent:
        since = max((opinion.at for opinion in current.opinions), default=current.opened_at)
        yield Duty(kind=DutyKind.CONCLUDE_ROUND, agency=case.lead, about=current.id, since=since)


def _of_hearing(case: Case) -> Iterator[Duty]:
    """Yield the duty of other agencies to check for the register's word. Without other agencies it is the lead agency's
    duty.

    Once the term of the check has expired, the People's Committee and inspecting bodies also have this duty.
    """
    hearing = answerable(case)
    look = hearing.look if hearing and case.state in OPEN else None
    if hearing is None or look is None or look.done is not None:
        return
    others = [agency for agency in case.members if agency not in (case.lead, hearing.asked.agency, *case.concerns)]
    for agency in others or [case.lead]:
        yield Duty(
            kind=DutyKind.LOOK_FOR_WORD, agency=agency, about=hearing.id, since=look.asked_at, due_at=look.due_at
        )
    for role in sorted(WATCHING):
        yield Duty(kind=DutyKind.LOOK_AFTER_TERM, agency=role, about=hearing.id, since=look.due_at)


def _of_takedowns(case: Case) -> Iterator[Duty]:
    """Yield the next step of each proposal of removal. Yield the duty to draft if a decision has no proposal yet."""
    made = this_cycle(case.takedowns, case)
    if case.state in IN_FORCE and asked_for(case) and all(row.status is TakedownStatus.WITHDRAWN for row in made):
        withdrawn = (row.withdrawn.at for row in made if row.withdrawn)
        yield _of_lead(case, DutyKind.DRAFT_TAKEDOWN, max((case.decisions[-1].at, *withdrawn)))
    for takedown in made:
        match takedown.status:
            case TakedownStatus.DRAFT:
                barred = tuple(sorted(takedown.drafters))
                yield _after(DutyKind.APPROVE_TAKEDOWN, case.lead, takedown.id, takedown.drafted, barred)
            case TakedownStatus.LEAD_APPROVED:
                yield _after(DutyKind.SUBMIT_TAKEDOWN, case.lead, takedown.id, takedown.approved)
            case TakedownStatus.SUBMITTED_PPC if takedown.committee:
                yield _after(DutyKind.SIGN_TAKEDOWN, takedown.committee, takedown.id, takedown.submitted)
            case TakedownStatus.PPC_SIGNED if takedown.committee:
                yield _after(DutyKind.SEND_TAKEDOWN, takedown.committee, takedown.id, takedown.answered)
            case status if status in HEARD:
                silent = takedown.no_reply_at
                since = takedown.replied.at if takedown.replied else silent
                yield Duty(kind=DutyKind.FIND_OUTCOME, agency=case.lead, about=takedown.id, since=since)


def _after(kind: DutyKind, agency: str, about: str, step: Step | None, barred: tuple[str, ...] = ()) -> Duty:
    """Return a duty whose start is the time of the previous step."""
    return Duty(kind=kind, agency=agency, about=about, since=step.at if step else None, barred=barred)


def _of_removals(case: Case) -> Iterator[Duty]:
    for takedown in this_cycle(case.takedowns, case):
        if takedown.status is TakedownStatus.OUTCOME_RECORDED and takedown.review_due_at is not None:
            yield Duty(
                kind=DutyKind.REVIEW_REMOVAL,
                agency=case.lead,
                about=takedown.id,
                due_at=takedown.review_due_at,
                lapsed=takedown.review_noted_at is not None,
                barred=tuple(sorted(takedown.drafters)),
            )


def _of_restorations(case: Case) -> Iterator[Duty]:
    """Yield the duties to request restorations, and to check whether the items are back."""
    for takedown in to_restore(case):
        yield _after(DutyKind.ASK_RESTORATION, case.lead, takedown.id, takedown.withdrawn)
    for row in case.restorations:
        if row.status in UNRESTORED:
            yield _after(DutyKind.FIND_RESTORATION, case.lead, row.id, row.found or row.replied or row.asked)


def _of_recusals(case: Case) -> Iterator[Duty]:
    """Yield the duties about motions to recuse.

    These duties continue after the case has ended, because a recusal also applies to notices and complaints.
    """
    for motion in pending(case):
        if motion.answered is None:
            yield Duty(
                kind=DutyKind.ANSWER_RECUSAL,
                agency=motion.agency,
                about=motion.id,
                due_at=motion.answer_by,
                officer=motion.officer,
                since=motion.moved.at,
            )
        yield Duty(
            kind=DutyKind.DECIDE_RECUSAL,
            agency=Role.PPC,
            about=motion.id,
            due_at=motion.decide_by,
            since=motion.moved.at,
            barred=(motion.officer, motion.moved.officer),
        )


def _of_withdrawal(case: Case) -> Iterator[Duty]:
    """Yield the duty to confirm a paper of withdrawal. Another agency of the case has the duty, or else the People's
    Committee."""
    waiting = waiting_paper(case)
    if waiting is None or waiting.paper is None:
        return
    others = [agency for agency in case.members if agency not in (waiting.paper.agency, *case.concerns)]
    for agency in others or (Role.PPC,):
        yield _after(DutyKind.CONFIRM_WITHDRAWAL, agency, waiting.id, waiting.paper, (waiting.paper.officer,))


def _of_rescreening(case: Case) -> Iterator[Duty]:
    open_to_it = case.state in SCREENED and case.appraisal is None
    if open_to_it and (row := waiting_rescreening(case)) and row.loses:
        yield _after(DutyKind.CONFIRM_RESCREENING, row.loses, row.id, row.asked, (row.asked.officer,))


def _of_transfers(case: Case) -> Iterator[Duty]:
    for transfer in this_cycle(case.transfers, case):
        match transfer.status:
            case TransferStatus.DRAFT:
                barred = (transfer.drafted.officer,)
                yield _after(DutyKind.SIGN_TRANSFER, case.lead, transfer.id, transfer.drafted, barred)
            case TransferStatus.SIGNED:
                yield _after(DutyKind.HAND_OVER_TRANSFER, case.lead, transfer.id, transfer.signed)
            case TransferStatus.HANDED_OVER:
                yield _after(DutyKind.RECEIVE_TRANSFER, transfer.police, transfer.id, transfer.handed_over)
            case TransferStatus.RECEIVED:
                yield _after(DutyKind.ANSWER_TRANSFER, transfer.police, transfer.id, transfer.received)
            case TransferStatus.OUTCOME_NOTED if transfer.outcome:
                yield _of_lead(case, DutyKind.CLOSE, transfer.outcome.at)


def _of_others(case: Case) -> Iterator[Duty]:
    for request in case.requests:
        if request.answered is None:
            yield Duty(
                kind=DutyKind.ANSWER_REQUEST,
                agency=request.agency,
                about=request.id,
                since=request.asked.at,
                due_at=request.due_at,
                lapsed=request.overdue_at is not None,
            )
    for referral in case.referrals:
        if referral.answered is None:
            yield Duty(kind=DutyKind.ANSWER_REFERRAL, agency=referral.agency, about=referral.id, since=referral.sent.at)
    for measure in this_cycle(case.own_measures, case):
        if measure.ended_at is None and measure.justified_by is None:
            yield Duty(kind=DutyKind.JUSTIFY_MEASURE, agency=measure.agency, about=measure.id, due_at=measure.due_at)


STEPS: Final = (
    DutyKind.SCREEN,
    DutyKind.CHECK,
    DutyKind.PROTECT_PERSON,
    DutyKind.CONFIRM_PROTECTION,
    DutyKind.GIVE_OPINION,
    DutyKind.CONCLUDE_ROUND,
    DutyKind.REVIEW_EXPRESSION,
    DutyKind.APPRAISE,
    DutyKind.ACT_ON_FINDING,
    DutyKind.SIGN_DECISION,
    DutyKind.SERVE_DECISION,
    DutyKind.REMEDY,
    DutyKind.REPORT_RESULT,
    DutyKind.CLOSE,
)
"""Duties that a reporter waits for, in display order."""
ASIDE: Final = frozenset({DutyKind.ANSWER_REQUEST, DutyKind.ANSWER_REFERRAL, DutyKind.EXPLAIN_DELAY})
"""Duties that do not advance the case: answers to requests between agencies, and the explanation of a late report."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """Awaited step. `due_at` is the exclusive end of its term, and `days` the length of the term in working days."""

    step: DutyKind
    due_at: datetime
    days: int | None
    provisional: bool = False
    """True if the term includes days of a year whose days off are not confirmed yet."""


def taken_back(case: Case) -> bool:
    """Return whether the person withdrew their request for protection, which ends all work on it."""
    own = [request for request in case.protections if request.agency is None]
    return bool(own) and own[-1].withdrawn_at is not None


def awaited(case: Case, days: WorkingDays) -> Awaited | None:
    """Return the next step that has a term; None if no step has a term, as for a file with the police."""
    if taken_back(case):
        return None
    terms = [(duty.kind, deadline_of(duty, days)) for duty in duties(case)]
    for step in STEPS:
        if found := [due for kind, due in terms if kind is step and due]:
            last = max(found)
            return Awaited(step=step, due_at=last, days=RULES[step].days, provisional=days.provisional(None, last))
    return None
