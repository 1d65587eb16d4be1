"""Cases in any state, folded from events; commands that are in order; and what is said of an act, to the letter."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from domain.action import Action, denial, standing
from domain.actions import BY_COMMAND
from domain.appraisal import AppraiseCase, CaseAppraised, RecordVerification, VerificationRecorded
from domain.case import (
    Case,
    CaseState,
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    Closure,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    ExpressionReview,
    Informed,
    Medium,
    PublicationChoice,
    Receipt,
)
from domain.checks import CheckingStarted, RecordCheck
from domain.closing import CaseClosed, CloseCase
from domain.coordination import Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.decisions import CaseDecided, DecideCase, HandlingProposed, ProposeHandling, RefuseProposal, SuggestHandling
from domain.evidence import AddEvidence
from domain.evidence_item import EvidenceKind, SealedFile, Uploaded, Weight
from domain.evolve import EVOLVE, fold
from domain.execution import (
    ExecutionStarted,
    OpenRemedy,
    RemedyOpened,
    ReportResult,
    ResultReported,
    StartExecution,
)
from domain.expression import ExpressionReviewed, ReviewExpression
from domain.facts import Actor, Facts
from domain.findings import MEASURABLE, Appraisal, Finding, Verification, VerificationResult
from domain.intake import REGULATION, CaseReported, CaseScreened
from domain.measures import Decision, Execution, Measure, Proposal, Remedy, Result, Service, ServiceRecord
from domain.own_measure import OwnMeasure, OwnMeasureKind
from domain.own_measures import EndOwnMeasure, JustifyOwnMeasure, LapseOwnMeasure, TakeOwnMeasure
from domain.pathways import PoliceTransfer
from domain.provision import Provision, ProvisionKind, ProvisionStatus
from domain.provisions import ActivateProvision, DraftProvision, EndProvision
from domain.recusal import RecuseOfficer
from domain.refusals import (
    InvalidInput,
    LimitReached,
    NotAllowed,
    Problem,
    Refused,
    SafeguardNotMet,
    TransitionNotAllowed,
)
from domain.registry import Competence, Officer, Registry, Task
from domain.reopened import Reopening, ReopeningGround
from domain.reopening import CaseReopened, ReopenCase
from domain.roles import AgencyKind, Post, Role
from domain.rounds import (
    ConcludeRound,
    GiveOpinion,
    LapseRound,
    OpenRound,
    RecordMeeting,
    RoundConcluded,
    RoundOpened,
)
from domain.secrecy import NamePaperFile
from domain.span import Span
from domain.step import Step
from domain.streams import Event, Kind
from domain.transfers import ProposeTransfer, SignTransfer, TransferProposed, TransferSigned
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, POLICE, PROVINCE, facts, person, sealed
from tests.support.facts import agency as an_agency
from tests.support.world import LEAD

LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
DISTRICT, COMMUNE, PPC, PARTY = "agency-district", "agency-commune", "agency-ppc", "agency-party"
OTHER = "agency-other"
"""A department that no actor of these tables belongs to: it fills the places the actor does not take."""
BOTH = (Post.HANDLER, Post.SIGNATORY)
TODAY = NOW.date()

VERIFIER, REVIEWER, APPRAISER = (
    "officer-of-before-verifier",
    "officer-of-before-reviewer",
    "officer-of-before-appraiser",
)
DRAFTER, SIGNER, CLOSER = "officer-of-before-drafter", "officer-of-before-signer", "officer-of-before-closer"
"""Who did what came before. None of them acts in a table: the rules about persons have plants of their own."""

GROUND, OLD, NEW, DRAFT, PROCEDURE = (f"provision-{name}" for name in ("ground", "old", "new", "draft", "procedure"))
CHANGE_OF_LAW = date(2026, 7, 1)


def provision(id: str, **changes: Any) -> Provision:
    """A ground in force."""
    made = Provision(
        id=id,
        kind=ProvisionKind.GROUND,
        instrument=sealed("instrument"),
        place=sealed("place"),
        wording=sealed("wording"),
        source=sealed("source"),
        span=Span(since=date(2020, 1, 1)),
        drafted_by=DRAFTER,
        drafted_at=NOW,
        status=ProvisionStatus.ACTIVE,
        activated_by=SIGNER,
        activated_at=NOW,
    )
    return replace(made, **changes)


PROVISIONS = {
    each.id: each
    for each in (
        provision(GROUND),
        provision(OLD, span=Span(since=date(2020, 4, 15), until=CHANGE_OF_LAW)),
        provision(NEW, span=Span(since=CHANGE_OF_LAW)),
        provision(DRAFT, status=ProvisionStatus.DRAFT, activated_by=None, activated_at=None),
        provision(PROCEDURE, kind=ProvisionKind.PROCEDURE),
    )
}
COMPETENCES = tuple(Competence(task=task, span=ALWAYS, source="test") for task in Task)


def an_officer(id: str, agency: str, *posts: Post, until: date | None = None) -> Officer:
    """One more officer."""
    span = Span(since=ALWAYS.since, until=until)
    return Officer(id=id, subject=sealed(id), agency=agency, posts=posts, span=span, appointment=sealed("QĐ 2"))


def a_registry(**changes: Any) -> Registry:
    """The small province with grounds, and with every agency competent for everything: G1 has plants of its own."""
    rows = {id: replace(row, competences=COMPETENCES) for id, row in PROVINCE.agencies.items()}
    rows[OTHER] = an_agency(OTHER, AgencyKind.DEPARTMENT, competences=COMPETENCES)
    more = an_officer("officer-other-handler", OTHER, Post.HANDLER)
    officers = {**PROVINCE.officers, more.id: more}
    return replace(replace(PROVINCE, agencies=rows, provisions=PROVISIONS, officers=officers), **changes)


REGISTRY = a_registry()


def without_competence(id: str, task: Task) -> Registry:
    """The registry in which an agency lost one competence yesterday."""
    ended = tuple(
        replace(each, span=replace(ALWAYS, until=TODAY)) if each.task is task else each for each in COMPETENCES
    )
    rows = REGISTRY.agencies
    return a_registry(agencies={**rows, id: replace(rows[id], competences=ended)})


def as_officer(id: str, agency: str = LEAD, post: Post = Post.HANDLER) -> Actor:
    """The agency's actor with another officer's id, such as one of those of before."""
    return replace(person(agency, post), subject=id, officer=id)


def knowing(actor: Actor, command: Any, **changes: Any) -> Facts:
    """Facts of the fully competent province; `changes` are fields of the facts."""
    return replace(facts(actor, command, registry=REGISTRY), **changes)


LATER = NOW + timedelta(days=9)
"""When most acts are tried: every term of what came before is over, save where a scene sets another."""

# What is said of an act.


def spelled(problem: Problem) -> str:
    """A refusal as a line: its type (a safeguard by its number, an input by its path), its code, its numbers."""
    match problem:
        case SafeguardNotMet(guard=guard, code=code):
            return f"{guard.value[:2]} {code}"
        case InvalidInput(path=path, code=code):
            return f"{path} {code}"
        case LimitReached(code=code, limit=limit):
            return f"LimitReached {code} {limit}"
        case TransitionNotAllowed(state=state, allowed=allowed):
            return moved(state, allowed)
    return f"{type(problem).__name__} {problem.code}"


def moved(state: str, allowed: Collection[str]) -> str:
    """How a refusal for the state is spelled."""
    return f"TransitionNotAllowed from {state}, only from {', '.join(sorted(allowed))}"


def attempt(state: Any, command: Any, known: Facts, row: Action | None = None) -> Any:
    """The state after the command, through the checks of the one door in their order. Raises NotAllowed, Refused."""
    row = row or BY_COMMAND[type(command)]
    if denied := denial(row, known.actor):
        raise denied
    if state is not None and (problem := standing(row, state, known)):
        raise Refused(problem)
    for event in row.decide(state, command, known):
        state = EVOLVE[row.stream](state, event, state.id if state else f"{row.stream}-1")
    return state


def said(state: Any, command: Any, known: Facts, row: Action | None = None) -> str:
    """`ok`, or everything that is said against it, as a line."""
    try:
        attempt(state, command, known, row)
    except NotAllowed as denied:
        return f"NotAllowed {denied.code} {denied.missing}".strip()
    except Refused as refused:
        return "; ".join(map(spelled, refused.problems))
    return "ok"


# What came before, as events.


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Which agency stands where."""

    lead: str = LEAD
    reporter: str = LAND
    assigned: str = HEALTH
    invited: tuple[str, ...] = (HEALTH, LAND)
    executing: str = HEALTH
    concerns: tuple[str, ...] = ()
    police: str = POLICE


@dataclass(frozen=True, kw_only=True)
class Past:
    """What came before, beyond who stood where."""

    finding: Finding = Finding.FALSE
    measure: Measure = Measure.CORRECTION_REQUEST
    alternatives: tuple[Measure, ...] = ()
    method: RoundMethod = RoundMethod.WRITTEN_OPINION
    outcome: RoundOutcome = RoundOutcome.AGREED
    expression: ExpressionConclusion = ExpressionConclusion.NOT_PROTECTED
    reason: ClosureReason = ClosureReason.COMPLETED
    cycle: int = 1
    provisions: tuple[str, ...] = (GROUND,)
    published_at: Any = None


PLAIN = Past()
REMEDY = Past(finding=Finding.TRUE_ISSUE, expression=ExpressionConclusion.PROTECTED, reason=ClosureReason.REMEDIED)


def a_report(cast: Cast, past: Past = PLAIN) -> Event:
    """The case comes in."""
    return CaseReported(
        code="CB-2026-000001",
        regulation=REGULATION,
        claim=sealed("claim"),
        receipt=Receipt(received_at=NOW, channel=Channel.E_DOCUMENT, detected_at=NOW),
        reporter=cast.reporter,
        lead=cast.lead,
        medium=Medium.SOCIAL_NETWORK,
        url=sealed("url"),
        published_at=past.published_at,
        concerns=cast.concerns,
    )


def a_screening(cast: Cast) -> Event:
    """It is given to an agency."""
    return CaseScreened(category=Category.HEALTH, areas=(), assigned=cast.assigned, concerns=cast.concerns)


def a_verification(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    """Whether it is true; by an agency that it is not about."""
    made = Verification(
        id="verification-1",
        agency=OTHER,
        officer=VERIFIER,
        at=NOW,
        cycle=past.cycle,
        result=VerificationResult.FALSE,
        independent=True,
        sources=sealed("sources"),
        contrary=sealed("contrary"),
    )
    return VerificationRecorded(verification=replace(made, **changes))


def a_review(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    """Whether it is protected."""
    made = ExpressionReview(
        id="review-1",
        agency=cast.assigned,
        role=Role.DEPT,
        officer=REVIEWER,
        at=NOW,
        cycle=past.cycle,
        expression=ExpressionKind.FACT,
        conclusion=past.expression,
        reasons=sealed("reasons"),
        provision=GROUND,
    )
    return ExpressionReviewed(review=replace(made, **changes))


def a_round(cast: Cast, past: Past = PLAIN, **changes: Any) -> Round:
    """The agencies are asked."""
    made = Round(
        id=f"round-{past.cycle}",
        cycle=past.cycle,
        method=past.method,
        method_reason=sealed("method"),
        question=sealed("question"),
        invited=cast.invited,
        opened_at=NOW,
        opened_by=APPRAISER,
        due_at=NOW + timedelta(days=3),
    )
    return replace(made, **changes)


def a_conclusion(cast: Cast, past: Past = PLAIN) -> Event:
    """They were heard."""
    opinions = tuple(Opinion(agency=each, position=Position.AGREE, at=NOW, officer=VERIFIER) for each in cast.invited)
    return RoundConcluded(round=a_round(cast, past, opinions=opinions, concluded_at=NOW, outcome=past.outcome))


def an_appraisal(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    """The lead agency concludes."""
    made = Appraisal(
        finding=past.finding, agency=cast.lead, officer=APPRAISER, at=NOW, cycle=past.cycle, reasons=sealed("why")
    )
    return CaseAppraised(appraisal=replace(made, **changes))


def a_proposal(past: Past = PLAIN, **changes: Any) -> Event:
    """A measure is proposed."""
    made = Proposal(
        measure=past.measure,
        alternatives=past.alternatives,
        provisions=past.provisions,
        weighing=sealed("weighing"),
        necessity=sealed("necessity"),
        drafted_by=DRAFTER,
        drafted_at=NOW,
        cycle=past.cycle,
    )
    return HandlingProposed(proposal=replace(made, **changes))


def a_decision(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    """It is decided."""
    made = Decision(
        public_code="ABC",
        measure=past.measure,
        provisions=past.provisions,
        number=sealed("number"),
        decided_on=TODAY,
        reasons=sealed("why"),
        redress_notice=sealed("redress"),
        agency=cast.lead,
        signatory=SIGNER,
        at=NOW,
        cycle=past.cycle,
    )
    return CaseDecided(decision=replace(made, **changes))


def an_execution(cast: Cast, past: Past = PLAIN) -> Event:
    """It is carried out, or a true problem is put right."""
    if past.finding is Finding.TRUE_ISSUE:
        given = Remedy(agency=cast.executing, problem=sealed("p"), due_at=NOW, begun_at=NOW, cycle=past.cycle)
        return RemedyOpened(remedy=given)
    served = ServiceRecord(service=Service.PUBLISHER_NOTIFIED, note=sealed("note"), on=TODAY)
    return ExecutionStarted(execution=Execution(agency=cast.executing, begun_at=NOW, served=served, cycle=past.cycle))


def a_result(cast: Cast, past: Past = PLAIN) -> Event:
    """What came of it."""
    made = Result(
        agency=cast.executing,
        officer=VERIFIER,
        at=NOW,
        done_on=TODAY,
        document_number=sealed("5/BC"),
        summary=sealed("summary"),
        cycle=past.cycle,
    )
    return ResultReported(result=made)


def a_closure(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    """The end."""
    made = Closure(
        reason=past.reason,
        at=NOW,
        agency=cast.lead,
        officer=CLOSER,
        reasons=sealed("why"),
        informed=Informed.BY_DOCUMENT,
        publication=PublicationChoice.PUBLISH,
    )
    return CaseClosed(closure=replace(made, **changes))


def a_reopening(**changes: Any) -> Event:
    """Back again."""
    made = Reopening(
        ground=ReopeningGround.REDRESS,
        officer=CLOSER,
        at=NOW,
        from_state="CLOSED",
        document_number=sealed("9/KN"),
        reasons=sealed("why"),
    )
    return CaseReopened(reopening=replace(made, **changes))


def an_own_measure(agency: str, **changes: Any) -> OwnMeasure:
    """A self-measure that somebody else of the agency took."""
    made = OwnMeasure(
        id="measure-1",
        kind=OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN,
        agency=agency,
        officer=DRAFTER,
        taken_at=NOW,
        recorded_at=NOW,
        due_at=NOW + timedelta(days=2),
        cycle=1,
        proportionality=sealed("proportionality"),
    )
    return replace(made, **changes)


def a_transfer(cast: Cast, past: Past = PLAIN, drafter: str = DRAFTER) -> Event:
    """A transfer to the police is drafted."""
    made = PoliceTransfer(
        id=f"transfer-{past.cycle}",
        cycle=past.cycle,
        police=cast.police,
        provisions=past.provisions,
        reason=sealed("reason"),
        file_index=sealed("index"),
        drafted=Step(agency=cast.lead, officer=drafter, at=NOW),
    )
    return TransferProposed(transfer=made)


def _transferred(cast: Cast, past: Past) -> tuple[Event, ...]:
    return a_transfer(cast, past), TransferSigned(step=Step(agency=cast.lead, officer=SIGNER, at=NOW))


def until(state: CaseState, cast: Cast = Cast(), past: Past = PLAIN) -> tuple[Event, ...]:
    """The events of a case that has just reached the state."""
    order = [
        (CaseState.RECEIVED, (a_report(cast, past),)),
        (CaseState.SCREENED, (a_screening(cast),)),
        (
            CaseState.CHECKING,
            (CheckingStarted(focal=VERIFIER), a_verification(cast, past), a_review(cast, past)),
        ),
        (CaseState.COORDINATING, (RoundOpened(round=a_round(cast, past)),)),
        (CaseState.APPRAISED, (a_conclusion(cast, past), an_appraisal(cast, past))),
        (CaseState.PROPOSED, (a_proposal(past),)),
        (CaseState.DECIDED, (a_decision(cast, past),)),
        (CaseState.EXECUTING, (an_execution(cast, past),)),
        (CaseState.RESULT_REPORTED, (a_result(cast, past),)),
        (CaseState.CLOSED, (a_closure(cast, past),)),
    ]
    if state is CaseState.TRANSFERRED:
        return (*until(CaseState.CHECKING, cast, past), *_transferred(cast, past))
    remedied = past.finding not in MEASURABLE
    made: tuple[Event, ...] = ()
    for at, events in order:
        if not (remedied and at in (CaseState.PROPOSED, CaseState.DECIDED)):
            made += events
        if at is state:
            break
    return made


def case_of(*events: Event) -> Case:
    """The case that the events leave."""
    made = fold(Kind.CASE, "case-1", events)
    assert isinstance(made, Case)
    return made


@cache
def case_at(state: CaseState, cast: Cast = Cast(), past: Past = PLAIN, *then: Event) -> Case:
    """A case that has reached the state, and to which something more happened."""
    return case_of(*until(state, cast, past), *then)


# Commands that are in order.

GOOD: dict[type, dict[str, Any]] = {
    RecordCheck: {"method": CheckMethod.OWN_RECORDS, "outcome": CheckOutcome.AS_REPORTED, "summary": LONG},
    RecordVerification: {
        "result": VerificationResult.FALSE,
        "independent": True,
        "sources": "Sổ khám bệnh của trạm y tế.",
        "contrary": "Không có.",
    },
    ReviewExpression: {
        "expression": ExpressionKind.FACT,
        "conclusion": ExpressionConclusion.NOT_PROTECTED,
        "reasons": LONG,
        "false_fact": "Trạm y tế đóng cửa là sai.",
        "provision": GROUND,
    },
    AppraiseCase: {"finding": Finding.FALSE, "reasons": LONG},
    OpenRound: {
        "method": RoundMethod.WRITTEN_OPINION,
        "method_reason": "Việc đơn giản, không cần họp.",
        "question": "Đề nghị cho ý kiến về phương án xử lý.",
        "invited": (OTHER, COMMUNE),
        "due_days": 3,
    },
    GiveOpinion: {"position": Position.AGREE, "text": "Đồng ý với phương án."},
    RecordMeeting: {"held_on": TODAY, "attended": (), "minutes": LONG},
    ConcludeRound: {"outcome": RoundOutcome.NOT_AGREED},
    SuggestHandling: {"measure": Measure.CORRECTION_REQUEST, "provision": GROUND, "reasons": LONG},
    ProposeHandling: {
        "measure": Measure.CORRECTION_REQUEST,
        "provisions": (GROUND,),
        "alternatives": (),
        "weighing": LONG,
        "necessity": LONG,
    },
    RefuseProposal: {"reasons": LONG},
    DecideCase: {
        "measure": Measure.CORRECTION_REQUEST,
        "number": "12/QĐ",
        "decided_on": TODAY,
        "reasons": LONG,
        "redress_notice": LONG,
    },
    StartExecution: {
        "agency": OTHER,
        "service": Service.PUBLISHER_NOTIFIED,
        "service_note": "Đã gửi văn bản.",
        "served_on": TODAY,
    },
    OpenRemedy: {"agency": OTHER, "problem": "Trạm y tế thiếu thuốc.", "due_days": 10},
    ReportResult: {"document_number": "5/BC", "done_on": TODAY, "summary": LONG},
    CloseCase: {"reason": ClosureReason.NO_GROUNDS, "reasons": LONG, "informed": Informed.BY_DOCUMENT},
    ReopenCase: {"ground": ReopeningGround.REDRESS, "document_number": "9/KN", "reasons": LONG},
    DraftProvision: {
        "kind": ProvisionKind.GROUND,
        "instrument": "Nghị định 174/2026/NĐ-CP ngày 15/5/2026",
        "place": "Điều 95 khoản 1 điểm a",
        "wording": "Cung cấp, chia sẻ thông tin sai sự thật.",
        "source": "Công báo",
        "since": CHANGE_OF_LAW,
    },
    ActivateProvision: {},
    EndProvision: {"until": date(2027, 1, 1), "reason": "Bị thay thế."},
    TakeOwnMeasure: {
        "kind": OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN,
        "page": "https://trang.example/bai-1#binh-luan-2",
        "own_page": True,
        "taken_at": NOW,
        "service": Service.NOT_POSSIBLE,
        "service_note": "Người bình luận không để lại cách liên hệ.",
        "served_on": TODAY,
        "proportionality": "Bình luận lộ số điện thoại của người khác.",
    },
    JustifyOwnMeasure: {"measure": "measure-1", "provision": GROUND, "reasons": LONG},
    EndOwnMeasure: {"measure": "measure-1"},
    LapseOwnMeasure: {"measure": "measure-1"},
    LapseRound: {"round": "round-1"},
    AddEvidence: {
        "upload": "upload-1",
        "kind": EvidenceKind.CAPTURE,
        "weight": Weight.CONTRADICTS,
        "source": "Ảnh chụp màn hình.",
        "redacted": True,
    },
    RecuseOfficer: {"officer": "officer-other-handler", "reasons": "Người thân liên quan đến vụ việc."},
    ProposeTransfer: {"police": POLICE, "provisions": (GROUND,), "reason": LONG, "file_index": LONG},
    SignTransfer: {"document_number": "1/CV"},
    NamePaperFile: {"pointer": "Tủ 3, hồ sơ 12/M"},
}


def good(command: type, **changes: Any) -> Any:
    """A command that is in order, with changes."""
    return command(**(GOOD[command] | changes))


def an_upload(agency: str, **changes: Any) -> Uploaded:
    """A file that the agency uploaded for the case of these tests."""
    file = SealedFile(group="a" * 32, digest="b" * 64, size=1_000, media_type="image/png")
    return replace(Uploaded(case="case-1", agency=agency, file=file), **changes)
