"""What leads on in the life of a case, what else may be done, and what is done about removals."""

from typing import Any

from domain.case.state.findings import Finding
from domain.case.state.round import RoundMethod, RoundOutcome
from domain.kernel.roles import Post
from tests.domain.life.acts import MAYBE, VERIFIED, act
from tests.domain.life.course import Life
from tests.domain.life.known import today
from tests.domain.life.model import Model
from tests.support.facts import HEALTH, LAND
from tests.support.handling_facts import COMMUNE, DISTRICT, GROUND, LONG, WEIGHED
from tests.support.world import officer


def leading(life: Life) -> list[Any]:
    """What leads on from here, good ways first; not all of it may be done by anybody."""
    model, day = life.model, today(life.now)
    match model.state:
        case "RECEIVED":
            return [act("screenCase", concerns=(LAND,)), act("screenCase"), act("screenCase", assigned=DISTRICT)]
        case "SCREENED":
            return [act("startChecking", focal=officer(str(model.assigned), Post.HANDLER))]
        case "CHECKING" | "COORDINATING":
            return towards_an_appraisal(life)
        case "APPRAISED":
            harsh = act("proposeHandling", measure="TAKEDOWN_PROPOSAL", alternatives=WEIGHED)
            ends = [act("openRemedy", agency=LAND), act("closeCase", ground=fitting(model))]
            if life.number % 7 == 0:
                return [a_round(model, method) for method in RoundMethod] + [act("withdrawAppraisal")]
            return [harsh, act("proposeHandling"), *(ends if life.number % 4 == 0 or not model.clear else ())]
        case "PROPOSED":
            offered = (model.proposal.measure, *model.proposal.alternatives)
            decisions = [act("decideCase", measure=item, decided_on=day, unheard=LONG) for item in offered]
            return [*decisions, act("refuseProposal"), act("withdrawProposal")]
        case "DECIDED":
            return [act("startExecution", agency=item, served_on=day) for item in (LAND, COMMUNE)]
        case "EXECUTING":
            return [act("reportResult", done_on=day)]
        case "RESULT_REPORTED":
            return [act("closeCase", ground=fitting(model), publication="PUBLISH")]
        case "TRANSFERRED":
            names = ("handOverTransfer", "receiveTransfer", "recordPoliceOutcome", "recordTransferReturn")
            return [*map(act, names), act("closeCase", ground="POLICE_OUTCOME")]
    return [act("reopenCase"), act("reopenByCommittee")]


def towards_an_appraisal(life: Life) -> list[Any]:
    """One thing after the other until the case can be appraised, or transferred."""
    model, here = life.model, life.model.open
    if here and here.meeting and not here.minutes:
        return [act("recordMeeting", held_on=here.since)]
    if here:
        answers = [act("giveOpinion", position=item) for item in ("AGREE", "AGREE", "DISAGREE")]
        ends = [act("concludeRound", dissent=LONG, outcome=item) for item in RoundOutcome]
        return [*(answers if here.silent else ()), act("lapseRound", round=here.id), *ends]
    if not model.verified:
        return [act("recordVerification", result=item) for item in VERIFIED]
    if model.review is None or any(item.at > model.review.at for item in model.verified):
        protected = act("reviewExpression", conclusion="PROTECTED")
        return [act("reviewExpression"), *(act("reviewExpression", provision=GROUND),) * 6, protected]
    if not any(item.cycle == model.cycle and not item.more for item in model.rounds) and life.number % 5:
        return [a_round(model, method) for method in RoundMethod]
    drafted = model.transfer is not None and model.transfer.status == "DRAFT"
    if drafted and life.number % 3:
        return [act("signTransfer"), act("signTransfer", document_number="2/CV"), act("refuseTransfer")]
    findings = (*(Finding.FALSE,) * 4, *Finding)
    appraisals = (act("appraiseCase", finding=finding, deviation=why) for finding in findings for why in MAYBE)
    return [*appraisals, act("proposeTransfer")]


def a_round(model: Model, method: RoundMethod) -> Any:
    """A round of everybody it is about, and two more."""
    asked = tuple(dict.fromkeys((*sorted(model.concerns), HEALTH, COMMUNE)))
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
        "takeOwnMeasure": {"taken_at": life.now, "served_on": today(life.now)},
        **dict.fromkeys(("justifyOwnMeasure", "endOwnMeasure", "lapseOwnMeasure"), measure),
        **dict.fromkeys(("answerRequest", "noteRequestOverdue"), request),
        "nameFocalOfficer": {"focal": officer(str(life.model.assigned), Post.SIGNATORY)},
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


def fitting(model: Model) -> str:
    if model.state == "RESULT_REPORTED":
        true = model.appraisal and model.appraisal[0] == "TRUE_ISSUE"
        return "REMEDIED" if true else "COMPLETED"
    return "PROTECTED"
