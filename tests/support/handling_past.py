"""Cases in any state, folded from earlier events."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from domain.case.appraisal import CaseAppraised, VerificationRecorded
from domain.case.checks import CheckingStarted
from domain.case.closing import CaseClosed, CaseReopened
from domain.case.decisions import CaseDecided, HandlingProposed
from domain.case.execution import ExecutionStarted, RemedyOpened, ResultReported
from domain.case.expression import ExpressionReviewed
from domain.case.intake import CaseReported, CaseScreened
from domain.case.rounds import RoundConcluded, RoundOpened
from domain.case.state.case import (
    Case,
    CaseState,
    Category,
    Channel,
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
from domain.case.state.measures import (
    MEASURABLE,
    Appraisal,
    Decision,
    Execution,
    Finding,
    Measure,
    OutsideSource,
    OwnMeasure,
    OwnMeasureKind,
    Proposal,
    Remedy,
    Result,
    Service,
    ServiceRecord,
    SourceKind,
    Verification,
    VerificationResult,
)
from domain.case.state.pathways import PoliceTransfer, Reopening, ReopeningGround
from domain.case.state.round import Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.case.transfers import (
    PoliceOutcomeNoted,
    TransferHandedOver,
    TransferProposed,
    TransferReceived,
    TransferSigned,
)
from domain.kernel.event import Event, Step, fold
from domain.kernel.vocabulary import Role
from domain.registry.regulation import FIRST
from tests.support.facts import A_TICKET, HEALTH, LAND, NOW, POLICE, sealed, stated
from tests.support.handling_facts import APPRAISER, CLOSER, DRAFTER, GROUND, OTHER, REVIEWER, SIGNER, TODAY, VERIFIER
from tests.support.world import LEAD


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Roles of the agencies in a case."""

    lead: str = LEAD
    reporter: str = LAND
    assigned: str = HEALTH
    invited: tuple[str, ...] = (HEALTH, LAND)
    executing: str = HEALTH
    concerns: tuple[str, ...] = ()
    police: str = POLICE
    committee: str = "agency-ppc"
    asked: str = HEALTH


@dataclass(frozen=True, kw_only=True)
class Past:
    """Earlier events of a case, besides the roles of agencies."""

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


OF_CLAIMS = tuple(finding for finding in Finding if finding is not Finding.HARMS_PERSON)
"""Findings on whether a claim is true. Tests of content that harms a person are separate."""
PLAIN = Past()
OUTSIDE = OutsideSource(kind=SourceKind.INSTITUTION, on=TODAY, name=sealed("name"), document_number=sealed("number"))
REMEDY = Past(finding=Finding.TRUE_ISSUE, expression=ExpressionConclusion.PROTECTED, reason=ClosureReason.REMEDIED)


def a_report(cast: Cast, past: Past = PLAIN) -> Event:
    return CaseReported(
        ticket=A_TICKET,
        code="CB-2026-000001",
        regulation=FIRST.number,
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
    return CaseScreened(category=Category.HEALTH, areas=(), assigned=cast.assigned, concerns=cast.concerns)


def a_verification(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    """Return a verification by an agency that the claim is not about."""
    who = {"id": "verification-1", "agency": OTHER, "officer": VERIFIER, "cycle": past.cycle}
    said = {"result": VerificationResult.FALSE, "independent": True, "source": OUTSIDE}
    return VerificationRecorded(verification=stated(Verification, changes, **who, **said))


def a_review(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    who = {"id": "review-1", "agency": cast.assigned, "role": Role.DEPT, "officer": REVIEWER, "cycle": past.cycle}
    said = {"expression": ExpressionKind.FACT, "conclusion": past.expression, "provision": GROUND}
    return ExpressionReviewed(review=stated(ExpressionReview, changes, **who, **said))


def opinions(**positions: str) -> tuple[Opinion, ...]:
    return tuple(
        Opinion(agency=f"agency-{name}", position=Position(position), at=NOW, officer="officer-x")
        for name, position in positions.items()
    )


def a_round(cast: Cast, past: Past = PLAIN, **changes: Any) -> Round:
    asked = {"invited": cast.invited, "opened_by": APPRAISER, "due_at": NOW + timedelta(days=3)}
    return stated(Round, changes, id=f"round-{past.cycle}", cycle=past.cycle, method=past.method, **asked)


def a_conclusion(cast: Cast, past: Past = PLAIN) -> Event:
    opinions = tuple(Opinion(agency=item, position=Position.AGREE, at=NOW, officer=VERIFIER) for item in cast.invited)
    return RoundConcluded(round=a_round(cast, past, opinions=opinions, concluded_at=NOW, outcome=past.outcome))


def an_appraisal(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    who = {"agency": cast.lead, "officer": APPRAISER, "cycle": past.cycle}
    return CaseAppraised(appraisal=stated(Appraisal, changes, finding=past.finding, reasons=sealed("why"), **who))


def a_proposal(past: Past = PLAIN, **changes: Any) -> Event:
    measures = {"measure": past.measure, "alternatives": past.alternatives, "provisions": past.provisions}
    return HandlingProposed(proposal=stated(Proposal, changes, drafted_by=DRAFTER, cycle=past.cycle, **measures))


def a_decision(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    said = {"measure": past.measure, "provisions": past.provisions, "reasons": sealed("why"), "public_code": "ABC"}
    who = {"agency": cast.lead, "signatory": SIGNER, "cycle": past.cycle}
    return CaseDecided(decision=stated(Decision, changes, redress_notice=sealed("redress"), **said, **who))


def an_execution(cast: Cast, past: Past = PLAIN) -> Event:
    """Return the execution of a decision, or the remedy of a true problem."""
    if past.finding is Finding.TRUE_ISSUE:
        return RemedyOpened(remedy=stated(Remedy, agency=cast.executing, cycle=past.cycle))
    served = ServiceRecord(service=Service.PUBLISHER_NOTIFIED, note=sealed("note"), on=TODAY)
    return ExecutionStarted(execution=stated(Execution, agency=cast.executing, served=served, cycle=past.cycle))


def a_result(cast: Cast, past: Past = PLAIN) -> Event:
    return ResultReported(result=stated(Result, agency=cast.executing, officer=VERIFIER, cycle=past.cycle))


def a_closure(cast: Cast, past: Past = PLAIN, **changes: Any) -> Event:
    who = {"reason": past.reason, "agency": cast.lead, "officer": CLOSER}
    told = {"informed": Informed.BY_DOCUMENT, "publication": PublicationChoice.PUBLISH, "reasons": sealed("why")}
    return CaseClosed(closure=stated(Closure, changes, **who, **told))


def a_reopening(**changes: Any) -> Event:
    said = {"document_number": sealed("9/KN"), "reasons": sealed("why"), "from_state": "CLOSED"}
    return CaseReopened(reopening=stated(Reopening, changes, ground=ReopeningGround.REDRESS, officer=CLOSER, **said))


def an_own_measure(agency: str, **changes: Any) -> OwnMeasure:
    """Return a measure on an agency's own page that another person of the agency took."""
    kind, due = OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN, NOW + timedelta(days=2)
    who = {"agency": agency, "officer": DRAFTER}
    return stated(OwnMeasure, changes, id="measure-1", kind=kind, due_at=due, cycle=1, **who)


def a_transfer(cast: Cast, past: Past = PLAIN, drafter: str = DRAFTER) -> Event:
    drafted = Step(agency=cast.lead, officer=drafter, at=NOW)
    given = {"police": cast.police, "provisions": past.provisions, "drafted": drafted}
    return TransferProposed(transfer=stated(PoliceTransfer, id=f"transfer-{past.cycle}", cycle=past.cycle, **given))


def _transferred(cast: Cast, past: Past) -> tuple[Event, ...]:
    return a_transfer(cast, past), TransferSigned(step=Step(agency=cast.lead, officer=SIGNER, at=NOW))


def until(state: CaseState, cast: Cast = Cast(), past: Past = PLAIN) -> tuple[Event, ...]:
    """Return the events of a case that has just reached the state."""
    order = [
        (CaseState.RECEIVED, (a_report(cast, past),)),
        (CaseState.SCREENED, (a_screening(cast),)),
        (CaseState.CHECKING, (CheckingStarted(focal=VERIFIER), a_verification(cast, past), a_review(cast, past))),
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


_POLICE = Step(agency=POLICE, officer="officer-x", at=NOW)
POLICE_OUTCOME = (
    TransferHandedOver(police=POLICE, step=_POLICE),
    TransferReceived(step=_POLICE),
    PoliceOutcomeNoted(step=_POLICE),
)
"""Events that end a transfer."""


def case_of(*events: Event) -> Case:
    made = fold("case-1", events)
    assert isinstance(made, Case)
    return made


@cache
def case_at(state: CaseState, cast: Cast = Cast(), past: Past = PLAIN, *then: Event) -> Case:
    """Return a case that reached the state, with further events."""
    return case_of(*until(state, cast, past), *then)
