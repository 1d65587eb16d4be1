"""What leads on in the life of a case, what else may be done, and what is done about removals."""

from typing import Any

from domain.case.guards import this_cycle
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Finding
from domain.case.state.pathways import TransferStatus
from domain.case.state.round import RoundMethod, RoundOutcome
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Post
from tests.domain.life.acts import MAYBE, VERIFIED, act
from tests.domain.life.course import Life
from tests.support.facts import HEALTH, LAND
from tests.support.handling_facts import COMMUNE, DISTRICT, GROUND, LONG, WEIGHED
from tests.support.world import officer


def leading(life: Life) -> list[Any]:
    """What leads on from here, good ways first; not all of it may be done by anybody."""
    case, day = life.case, local_date(life.now)
    match case.state:
        case CaseState.RECEIVED:
            return [act("screenCase", concerns=(LAND,)), act("screenCase"), act("screenCase", assigned=DISTRICT)]
        case CaseState.SCREENED:
            return [act("startChecking", focal=officer(str(case.assigned), Post.HANDLER))]
        case CaseState.CHECKING | CaseState.COORDINATING:
            return towards_an_appraisal(life)
        case CaseState.APPRAISED:
            return from_an_appraisal(life)
        case CaseState.PROPOSED:
            assert case.proposal
            offered = (case.proposal.measure, *case.proposal.alternatives)
            decisions = [act("decideCase", measure=item, decided_on=day, unheard=LONG) for item in offered]
            return [*decisions, act("refuseProposal"), act("withdrawProposal")]
        case CaseState.DECIDED:
            return [act("startExecution", agency=item, served_on=day) for item in (LAND, COMMUNE)]
        case CaseState.EXECUTING:
            return [act("reportResult", done_on=day)]
        case CaseState.RESULT_REPORTED:
            return [act("closeCase", ground=fitting(case), publication="PUBLISH")]
        case CaseState.TRANSFERRED:
            names = ("handOverTransfer", "receiveTransfer", "recordPoliceOutcome", "recordTransferReturn")
            return [*map(act, names), act("closeCase", ground="POLICE_OUTCOME")]
    return [act("reopenCase"), act("reopenByCommittee")]


def from_an_appraisal(life: Life) -> list[Any]:
    """A proposal, another round, or the end of what allows no measure."""
    case = life.case
    if life.number % 7 == 0:
        return [a_round(case, method) for method in RoundMethod] + [act("withdrawAppraisal")]
    harsh = act("proposeHandling", measure="TAKEDOWN_PROPOSAL", alternatives=WEIGHED)
    false = case.appraisal and case.appraisal.finding in (Finding.FALSE, Finding.PARTLY_FALSE)
    ends = [act("openRemedy", agency=LAND), act("closeCase", ground=fitting(case))]
    return [harsh, act("proposeHandling"), *(ends if life.number % 4 == 0 or not false else ())]


def towards_an_appraisal(life: Life) -> list[Any]:
    """One thing after the other until the case can be appraised, or transferred."""
    case = life.case
    here = next((item for item in case.rounds if item.open), None)
    if here and here.unheld:
        return [act("recordMeeting", held_on=local_date(here.opened_at))]
    if here:
        answers = [act("giveOpinion", position=("AGREE", "AGREE", "DISAGREE")[life.number % 3])]
        ends = [act("concludeRound", dissent=LONG, outcome=item) for item in RoundOutcome]
        return [*(answers if here.silent else ()), act("lapseRound", round=here.id), *ends]
    verified, reviews = this_cycle(case.verifications, case), this_cycle(case.expression_reviews, case)
    if not verified:
        return [act("recordVerification", result=item) for item in VERIFIED]
    if not reviews or any(item.at > reviews[-1].at for item in verified):
        protected = act("reviewExpression", conclusion="PROTECTED")
        return [act("reviewExpression"), *(act("reviewExpression", provision=GROUND),) * 6, protected]
    if all(item.outcome is RoundOutcome.MORE_EVIDENCE for item in this_cycle(case.rounds, case)) and life.number % 5:
        return [a_round(case, method) for method in RoundMethod]
    transfers = this_cycle(case.transfers, case)
    if transfers and transfers[-1].status is TransferStatus.DRAFT and life.number % 3:
        return [act("signTransfer"), act("signTransfer", document_number="2/CV"), act("refuseTransfer")]
    findings = (*(Finding.FALSE,) * 4, *Finding)
    appraisals = (act("appraiseCase", finding=finding, deviation=why) for finding in findings for why in MAYBE)
    return [*appraisals, act("proposeTransfer")]


def a_round(case: Case, method: RoundMethod) -> Any:
    """A round of everybody it is about, and two more."""
    asked = tuple(dict.fromkeys((*sorted(case.concerns), HEALTH, COMMUNE)))
    return act("openRound", invited=asked, method=method)


def newest(records: Any) -> str:
    return records[-1].id if records else "id-none"


ASIDE = (
    *("takeOwnMeasure", "justifyOwnMeasure", "endOwnMeasure", "lapseOwnMeasure", "addEvidence", "correctReport"),
    *("namePaperFile", "suggestHandling", "recordCheck", "recuseOfficer", "reassignCase", "nameFocalOfficer"),
    *("requestCoordination", "answerRequest", "noteRequestOverdue", "referCase", "answerReferral", "rerouteAllegation"),
    *("linkDuplicate", "unlinkDuplicate", "notifyAgency", "regroupCase", "reviewExpression"),
)


def aside(life: Life) -> list[Any]:
    """What else may be done, in one state or another."""
    case = life.case
    measure, request = {"measure": newest(case.own_measures)}, {"request": newest(case.requests)}
    about: dict[str, dict[str, Any]] = {
        "takeOwnMeasure": {"taken_at": life.now, "served_on": local_date(life.now)},
        **dict.fromkeys(("justifyOwnMeasure", "endOwnMeasure", "lapseOwnMeasure"), measure),
        **dict.fromkeys(("answerRequest", "noteRequestOverdue"), request),
        "nameFocalOfficer": {"focal": officer(str(life.case.assigned), Post.SIGNATORY)},
        "answerReferral": {"referral": newest(case.referrals)},
    }
    return [act(name, **about.get(name, {})) for name in ASIDE]


REMOVAL = (
    *("reviewTakedown", "noteReviewDue", "recordTakedownOutcome", "recordMinistryReply", "noteNoReply", "sendTakedown"),
    *("signTakedown", "submitTakedown", "approveTakedown", "addTakedownItem", "draftTakedown", "refuseTakedown"),
    "withdrawTakedown",
)


def removal(life: Life) -> list[Any]:
    """A proposal of removal, from its last step to its first, and the ways out."""
    it = {"takedown": newest(life.case.takedowns)}
    return [act(name, **({} if name == "draftTakedown" else it)) for name in REMOVAL]


def fitting(case: Case) -> str:
    """The ground on which the case is closed here."""
    if case.state is CaseState.RESULT_REPORTED:
        true = case.appraisal and case.appraisal.finding is Finding.TRUE_ISSUE
        return "REMEDIED" if true else "COMPLETED"
    return "PROTECTED"
