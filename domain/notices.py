"""Notices inside the register: who is told of what, as work for later and as an event (Đ3.1, Đ5.1.a).

A notice is an effect: the event that causes it and the order to deliver it are written together, a job
carries the order out by a command whose id derives from that event, so that twice delivered is once told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from domain.action import Action
from domain.activities.directives import DirectiveIssued
from domain.calendar import start_of
from domain.case import Case, CaseState, Notice
from domain.casework.assignment import CaseReassigned
from domain.casework.committee import TakedownRefused, TakedownSent, TakedownSigned
from domain.casework.execution import ExecutionStarted, RemedyOpened
from domain.casework.intake import CaseReported, CaseScreened
from domain.casework.leadership import LeadPassed
from domain.casework.ministry import MinistrySilent, TakedownOutcomeRecorded, TakedownReviewDue
from domain.casework.own_measures import OwnMeasureTaken
from domain.casework.referrals import AllegationRerouted, CaseReferred, ReferralAnswered
from domain.casework.reopening import CaseReopened
from domain.casework.requests import CoordinationRequested, RequestAnswered, RequestOverdue
from domain.casework.rounds import RoundOpened
from domain.casework.takedowns import TakedownSubmitted, TakedownWithdrawn
from domain.casework.transfers import TransferHandedOver, TransferReceived
from domain.data_requests import DataRequested
from domain.documents import DocumentRequested
from domain.facts import ActorKind, Facts
from domain.fields import Ref, Spec
from domain.press.exchanges import AnswerExtended, QuestionReceived
from domain.press.publishing import PublicationApproved
from domain.redress.complaints import RedressAccepted, RedressAppealed, RedressFiled, RedressRejected
from domain.redress.examination import RedressDecided
from domain.redress.terms import Deadline
from domain.refusals import Refused, RuleNotMet
from domain.registrar.agencies import AgencySucceeded, SuccessionConfirmed
from domain.registry import Certainty, Lead, Succession
from domain.reporting.clock import clocks
from domain.reporting.compiling import SETTLING, CompileRestarted, ConsolidatedFrozen, ConsolidatedScheduled
from domain.reporting.consolidated import ConsolidatedType
from domain.reporting.consolidating import ConsolidatedDrafted, ConsolidatedReviewed, ConsolidatedSuperseded
from domain.streams import MATTERS, Event, Kind

NOTIFY, LAPSE, LAPSE_MEASURE = "notify", "lapse", "lapse-own-measure"
OVERDUE = "directive-overdue"
NO_REPLY, REVIEW_DUE, REQUEST_OVERDUE = "ministry-silent", "takedown-review-due", "request-overdue"
TELLS_THE_LEAD = (
    TakedownSigned,
    TakedownRefused,
    MinistrySilent,
    TakedownReviewDue,
    TransferReceived,
    RequestAnswered,
    RequestOverdue,
    ReferralAnswered,
)
"""What others did in a case, and deadlines that ran out: its lead agency is told."""
REGROUP, PASS_LEAD = "regroup", "pass-lead"
REDRESS_OVERDUE, REDRESS_END, DATA_OVERDUE = "redress-overdue", "redress-end", "data-request-overdue"
COMPILE = "compile-document"
ISSUE, ANSWER_OVERDUE = "issue-publication", "answer-overdue"
COMPILE_REPORT, NEW_EDITION, SUBMISSIONS = "compile-report", "new-edition", "note-submissions"
NOTICES_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Work to do after an event: the job's name and what it needs; ids only, never text.

    Work with a `due` moment waits for it: a deadline is an errand of the day it ends.
    """

    job: str
    data: Mapping[str, str]
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AgencyNotified(Event, type="case.agency-notified"):
    """The register told an agency of the case."""

    notice: Notice


@dataclass(frozen=True, kw_only=True)
class NotifyAgency:
    """Tell an agency of the case (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="The agency told.")]
    about: Annotated[str, Spec(doc="Type of the event it is told of.")]


def errands_of(kind: Kind, state: Any, event: Event) -> Iterator[Errand]:
    """What has to be done because of an event of any kind of stream; `state` is the one it left."""
    if kind is Kind.CASE:
        yield from errands(state, event)
    elif kind in MATTERS:
        yield from _clocks(event)
    elif isinstance(event, DocumentRequested):
        yield Errand(job=COMPILE, data={})
    elif kind is Kind.CONSOLIDATED:
        yield from _on_consolidated(state.type, event)
    elif isinstance(event, DirectiveIssued):
        yield Errand(job=OVERDUE, data={}, due=event.due_at)
    elif isinstance(event, PublicationApproved) and event.release_at:
        yield Errand(job=ISSUE, data={}, due=event.release_at)
    elif isinstance(event, QuestionReceived):
        yield Errand(job=ANSWER_OVERDUE, data={}, due=event.due_at)
    elif isinstance(event, AnswerExtended):
        yield Errand(job=ANSWER_OVERDUE, data={}, due=event.extension.due_at)
    elif kind is Kind.REPORT:
        yield from (Errand(job=job, data={}, due=due) for job, due in clocks(state, event))
    elif isinstance(event, AgencySucceeded | SuccessionConfirmed):
        yield from _on_succession(state.id, event.succession)
    elif isinstance(state, Lead) and state.certainty is Certainty.CONFIRMED:
        for day in (state.span.since, state.span.until):
            if day is not None:
                yield Errand(job=PASS_LEAD, data={}, due=start_of(day))


def _on_consolidated(type: ConsolidatedType, event: Event) -> Iterator[Errand]:
    """Counting, once what was being written at the cut-off has settled; and who has reported, until it is signed."""
    match event:
        case ConsolidatedScheduled(as_of=as_of):
            settling = SETTLING if type is ConsolidatedType.PERIODIC else timedelta()
            yield Errand(job=COMPILE_REPORT, data={"run": "1"}, due=as_of + settling)
        case CompileRestarted(run=run):
            yield Errand(job=COMPILE_REPORT, data={"run": str(run)})
        case ConsolidatedSuperseded(edition=edition):
            yield Errand(job=NEW_EDITION, data={"edition": str(edition)})
        case ConsolidatedFrozen() | ConsolidatedDrafted() | ConsolidatedReviewed():
            if type is ConsolidatedType.PERIODIC:
                yield Errand(job=SUBMISSIONS, data={})


def _on_succession(former: str, row: Succession) -> Iterator[Errand]:
    """Who took over whole acts in the other's place; whoever took a part over is concerned where it was (G5)."""
    if row.takes_over(row.on):
        yield Errand(job=REGROUP, data={"former": former, "successor": row.successor}, due=start_of(row.on))
    if row.begun(row.on):
        yield Errand(job=PASS_LEAD, data={}, due=start_of(row.on))


def _clocks(event: Event) -> Iterator[Errand]:
    """The terms that begin to run for agencies, and for people."""
    match event:
        case RedressFiled(accept_by=due) | RedressAppealed(accept_by=due) | RedressAccepted(decide_by=due):
            yield Errand(job=REDRESS_OVERDUE, data={}, due=due.due_at)
        case RedressRejected(appeal_by=Deadline(due_at=due)) | RedressDecided(appeal_by=Deadline(due_at=due)):
            yield Errand(job=REDRESS_END, data={}, due=due)
        case DataRequested(request=asked):
            yield Errand(job=DATA_OVERDUE, data={}, due=asked.reply_by)


def errands(case: Case, event: Event) -> Iterator[Errand]:
    """What has to be done because of the event: who is told, and which deadline begins to run."""
    match event:
        case CaseReported(lead=lead) if lead != case.reporter or case.ticket:
            yield told(lead, event)
        case LeadPassed(successor=successor):
            yield told(successor, event)
        case CaseScreened(assigned=assigned) | CaseReassigned(assigned=assigned):
            yield told(assigned, event)
        case RoundOpened(round=made):
            for agency in made.invited:
                yield told(agency, event)
            yield Errand(job=LAPSE, data={"round": made.id}, due=made.due_at)
        case OwnMeasureTaken(measure=taken):
            yield Errand(job=LAPSE_MEASURE, data={"measure": taken.id}, due=taken.due_at)
        case ExecutionStarted(execution=made):
            yield told(made.agency, event)
        case RemedyOpened(remedy=given):
            yield told(given.agency, event)
        case _:
            yield from _on_pathways(case, event)


def _on_pathways(case: Case, event: Event) -> Iterator[Errand]:
    match event:
        case TakedownSubmitted(committee=agency) | TransferHandedOver(police=agency):
            yield told(agency, event)
        case TakedownSent(takedown=id, reply_due_at=due):
            yield Errand(job=NO_REPLY, data={"takedown": id}, due=due)
        case TakedownOutcomeRecorded(takedown=id, review_due_at=datetime() as due):
            yield Errand(job=REVIEW_DUE, data={"takedown": id}, due=due)
        case CoordinationRequested(request=asked):
            yield told(asked.agency, event)
            yield Errand(job=REQUEST_OVERDUE, data={"request": asked.id}, due=asked.due_at)
        case CaseReferred(referral=made):
            yield told(made.agency, event)
        case AllegationRerouted(rerouting=passed):
            yield told(passed.agency, event)
        case TakedownWithdrawn(step=step):
            yield from _taken_back(case, event, step.at)
        case CaseReopened(reopening=reopening):
            yield from _taken_back(case, event, reopening.at)
            for transfer in case.transfers:
                if transfer.cycle == case.cycle - 1 and transfer.handed_over and not transfer.over:
                    yield told(transfer.police, event)
        case _ if isinstance(event, TELLS_THE_LEAD):
            yield told(case.lead, event)


def _taken_back(case: Case, event: Event, at: datetime) -> Iterator[Errand]:
    """Telling the People's Committee of proposals before it that were withdrawn just now."""
    withdrawn = [each for each in case.takedowns if each.withdrawn and each.withdrawn.at == at]
    for agency in dict.fromkeys(each.committee for each in withdrawn if each.committee):
        yield told(agency, event)


def told(agency: str, event: Event) -> Errand:
    """Telling an agency of an event."""
    return Errand(job=NOTIFY, data={"agency": agency, "about": event.TYPE})


def notify(case: Case, command: NotifyAgency, facts: Facts) -> tuple[Event, ...]:
    """Note that the agency was told. Raises Refused for an agency that is not a member."""
    if facts.heir(command.agency) not in facts.heirs(case.members):
        raise Refused(RuleNotMet(code="not-a-member"))
    notice = Notice(agency=facts.heir(command.agency), at=facts.now, about=command.about)
    return (AgencyNotified(notice=notice),)


def notified(case: Case, event: AgencyNotified) -> Case:
    """The case with the notice; only the newest ones are kept in the state, all are in the history."""
    return replace(case, notices=(*case.notices, event.notice)[-NOTICES_MOST:])


ACTIONS = (
    Action(
        command=NotifyAgency,
        stream=Kind.CASE,
        decide=notify,
        states=frozenset(CaseState),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
