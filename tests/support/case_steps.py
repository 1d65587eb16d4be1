"""What leads on in the life of a case, what else may be done, and what is done about removals."""

from typing import Any

from domain.case.appraisal import AppraiseCase, RecordVerification, WithdrawAppraisal
from domain.case.assignment import NameFocalOfficer, ReassignCase
from domain.case.checks import RecordCheck, StartChecking
from domain.case.closing import CloseCase
from domain.case.committee import RefuseTakedown, SendTakedown, SignTakedown
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal, SuggestHandling, WithdrawProposal
from domain.case.duplicates import LinkDuplicate, UnlinkDuplicate
from domain.case.evidence import AddEvidence
from domain.case.execution import OpenRemedy, ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.intake import ScreenCase
from domain.case.ministry import NoteNoReply, NoteReviewDue, RecordMinistryReply, RecordTakedownOutcome, ReviewTakedown
from domain.case.notification import NotifyAgency
from domain.case.own_measures import EndOwnMeasure, JustifyOwnMeasure, LapseOwnMeasure, TakeOwnMeasure
from domain.case.recusal import RecuseOfficer
from domain.case.referrals import AnswerReferral, ReferCase, RerouteAllegation
from domain.case.regrouping import RegroupCase
from domain.case.reopening import ReopenByCommittee, ReopenCase
from domain.case.report_corrections import CorrectReport
from domain.case.requests import AnswerRequest, NoteRequestOverdue, RequestCoordination
from domain.case.round_ends import ConcludeRound, LapseRound
from domain.case.rounds import GiveOpinion, OpenRound, RecordMeeting
from domain.case.secrecy import NamePaperFile
from domain.case.state.case import ClosureReason, ExpressionConclusion, PublicationChoice
from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.case.takedowns import AddTakedownItem, ApproveTakedown, DraftTakedown, SubmitTakedown, WithdrawTakedown
from domain.case.transfers import (
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RecordPoliceOutcome,
    RecordTransferReturn,
    RefuseTransfer,
    SignTransfer,
)
from domain.kernel.roles import Post
from tests.support.case_acts import MAYBE, VERIFIED, good
from tests.support.case_known import today
from tests.support.case_life import Life
from tests.support.case_model import Model
from tests.support.facts import HEALTH, LAND
from tests.support.handling_facts import (
    COMMUNE,
    DISTRICT,
    GROUND,
    LONG,
    WEIGHED,
)
from tests.support.world import officer


def leading(life: Life) -> list[Any]:
    """What leads on from here, good ways first; not all of it may be done by anybody."""
    model, day = life.model, today(life.now)
    match model.state:
        case "RECEIVED":
            return [good(ScreenCase, concerns=(LAND,)), good(ScreenCase), good(ScreenCase, assigned=DISTRICT)]
        case "SCREENED":
            return [good(StartChecking, focal=officer(str(model.assigned), Post.HANDLER))]
        case "CHECKING" | "COORDINATING":
            return towards_an_appraisal(life)
        case "APPRAISED":
            harsh = good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, alternatives=WEIGHED)
            ends = [good(OpenRemedy, agency=LAND), good(CloseCase, ground=fitting(model))]
            if life.number % 7 == 0:
                return [a_round(model, method) for method in RoundMethod] + [good(WithdrawAppraisal)]
            return [harsh, good(ProposeHandling), *(ends if life.number % 4 == 0 or not model.clear else ())]
        case "PROPOSED":
            offered = (model.proposal.measure, *model.proposal.alternatives)
            decisions = [good(DecideCase, measure=item, decided_on=day, unheard=LONG) for item in offered]
            return [*decisions, good(RefuseProposal), good(WithdrawProposal)]
        case "DECIDED":
            return [good(StartExecution, agency=item, served_on=day) for item in (LAND, COMMUNE)]
        case "EXECUTING":
            return [good(ReportResult, done_on=day)]
        case "RESULT_REPORTED":
            return [good(CloseCase, ground=fitting(model), publication=PublicationChoice.PUBLISH)]
        case "TRANSFERRED":
            done = good(CloseCase, ground=ClosureReason.POLICE_OUTCOME)
            return [
                good(HandOverTransfer),
                good(ReceiveTransfer),
                good(RecordPoliceOutcome),
                good(RecordTransferReturn),
                done,
            ]
    return [good(ReopenCase), good(ReopenByCommittee)]


def towards_an_appraisal(life: Life) -> list[Any]:
    """One thing after the other until the case can be appraised, or transferred."""
    model, here = life.model, life.model.open
    if here and here.meeting and not here.minutes:
        return [good(RecordMeeting, held_on=here.since)]
    if here:
        answers = [good(GiveOpinion, position=item) for item in (Position.AGREE, Position.AGREE, Position.DISAGREE)]
        ends = [good(ConcludeRound, dissent=LONG, outcome=item) for item in RoundOutcome]
        return [*(answers if here.silent else ()), good(LapseRound, round=here.id), *ends]
    if not model.verified:
        return [good(RecordVerification, result=item) for item in VERIFIED]
    if model.review is None or any(item.at > model.review.at for item in model.verified):
        protected = good(ReviewExpression, conclusion=ExpressionConclusion.PROTECTED)
        return [good(ReviewExpression), *(good(ReviewExpression, provision=GROUND),) * 6, protected]
    if not any(item.cycle == model.cycle and not item.more for item in model.rounds) and life.number % 5:
        return [a_round(model, method) for method in RoundMethod]
    drafted = model.transfer is not None and model.transfer.status == "DRAFT"
    if drafted and life.number % 3:
        return [good(SignTransfer), good(SignTransfer, document_number="2/CV"), good(RefuseTransfer)]
    findings = (*(Finding.FALSE,) * 4, *Finding)
    appraisals = (good(AppraiseCase, finding=finding, deviation=why) for finding in findings for why in MAYBE)
    return [*appraisals, good(ProposeTransfer)]


def a_round(model: Model, method: RoundMethod) -> Any:
    """A round of everybody it is about, and two more."""
    asked = tuple(dict.fromkeys((*sorted(model.concerns), HEALTH, COMMUNE)))
    return good(OpenRound, invited=asked, method=method)


def newest(records: Any) -> str:
    """The id of the newest record."""
    return records[-1].id if records else "id-none"


def aside(life: Life) -> list[Any]:
    """What else may be done, in one state or another."""
    case = life.case
    measure, asked = {"measure": newest(case.own_measures)}, {"request": newest(case.requests)}
    return [
        good(TakeOwnMeasure, taken_at=life.now, served_on=today(life.now)),
        good(JustifyOwnMeasure, **measure),
        good(EndOwnMeasure, **measure),
        good(LapseOwnMeasure, **measure),
        good(AddEvidence),
        good(CorrectReport),
        good(NamePaperFile),
        good(SuggestHandling),
        good(RecordCheck),
        good(RecuseOfficer),
        good(ReassignCase),
        good(NameFocalOfficer, focal=officer(str(life.model.assigned), Post.SIGNATORY)),
        good(RequestCoordination),
        good(AnswerRequest, **asked),
        good(NoteRequestOverdue, **asked),
        good(ReferCase),
        good(AnswerReferral, referral=newest(case.referrals)),
        good(RerouteAllegation),
        good(LinkDuplicate),
        good(UnlinkDuplicate),
        good(NotifyAgency),
        good(RegroupCase),
        good(ReviewExpression),
    ]


def removal(life: Life) -> list[Any]:
    """A proposal of removal, from its last step to its first, and the ways out."""
    it = {"takedown": newest(life.case.takedowns)}
    return [
        good(ReviewTakedown, **it),
        good(NoteReviewDue, **it),
        good(RecordTakedownOutcome, **it),
        good(RecordMinistryReply, **it),
        good(NoteNoReply, **it),
        good(SendTakedown, **it),
        good(SignTakedown, **it),
        good(SubmitTakedown, **it),
        good(ApproveTakedown, **it),
        good(AddTakedownItem, **it),
        good(DraftTakedown),
        good(RefuseTakedown, **it),
        good(WithdrawTakedown, **it),
    ]


def fitting(model: Model) -> ClosureReason:
    """The reason that fits."""
    if model.state == "RESULT_REPORTED":
        true = model.appraisal and model.appraisal[0] == "TRUE_ISSUE"
        return ClosureReason.REMEDIED if true else ClosureReason.COMPLETED
    return ClosureReason.PROTECTED
