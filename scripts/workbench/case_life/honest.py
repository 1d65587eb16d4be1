"""What is honest to do and to say, when it is known how a claim really is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.case.appraisal import AppraiseCase, RecordVerification, WithdrawAppraisal
from domain.case.closing import CloseCase
from domain.case.concerned import NameConcerned
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal
from domain.case.execution import OpenRemedy, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.guards import asked_to_protect, counting, found_to_harm, harms_person, this_cycle
from domain.case.harm import FindHarm, ReviewHarm
from domain.case.protection import PassOnProtection
from domain.case.recusal import RecuseOfficer
from domain.case.referrals import RerouteAllegation
from domain.case.round_ends import ConcludeRound
from domain.case.state.case import Case, ClosureReason, ExpressionConclusion
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.round import RoundOutcome
from domain.case.transfers import HandOverTransfer, ProposeTransfer, SignTransfer
from domain.rules.facts import Facts


class Truth(StrEnum):
    """How a claim really is."""

    FALSE = "FALSE"
    TRUE = "TRUE"
    OPINION = "OPINION"
    UNVERIFIABLE = "UNVERIFIABLE"
    HARMFUL = "HARMFUL"


ALWAYS: Final = frozenset(Truth)
"""However the claim is."""
CLAIMED: Final = frozenset(Truth) - {Truth.HARMFUL}
"""How a claim may be where nobody asks to be protected from it."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a claim by who says how it is, and how its case ends."""

    verified: VerificationResult
    reviewed: ExpressionConclusion
    found: Finding
    ends: frozenset[ClosureReason]


OF: Final[Mapping[Truth, Said]] = {
    Truth.FALSE: Said(
        verified=VerificationResult.FALSE,
        reviewed=ExpressionConclusion.NOT_PROTECTED,
        found=Finding.FALSE,
        ends=frozenset({ClosureReason.COMPLETED}),
    ),
    Truth.TRUE: Said(
        verified=VerificationResult.TRUE,
        reviewed=ExpressionConclusion.PROTECTED,
        found=Finding.TRUE_ISSUE,
        ends=frozenset({ClosureReason.REMEDIED}),
    ),
    Truth.OPINION: Said(
        verified=VerificationResult.UNVERIFIABLE,
        reviewed=ExpressionConclusion.PROTECTED,
        found=Finding.OPINION,
        ends=frozenset({ClosureReason.PROTECTED}),
    ),
    Truth.UNVERIFIABLE: Said(
        verified=VerificationResult.UNVERIFIABLE,
        reviewed=ExpressionConclusion.PROTECTED,
        found=Finding.UNVERIFIABLE,
        ends=frozenset({ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED}),
    ),
    Truth.HARMFUL: Said(
        verified=VerificationResult.TRUE,
        reviewed=ExpressionConclusion.HARMS_PERSON,
        found=Finding.HARMS_PERSON,
        ends=frozenset({ClosureReason.COMPLETED}),
    ),
}
Judge = Callable[[Any, Truth, Case, Facts], bool]


def _end(command: CloseCase, truth: Truth, case: Case, facts: Facts) -> bool:
    """What the police decided is said as they said it; else the reason is the one that is so."""
    return command.ground in OF[truth].ends | {ClosureReason.POLICE_OUTCOME}


def _conclude(command: ConcludeRound, truth: Truth, case: Case, facts: Facts) -> bool:
    """More evidence is asked for only while what was verified is not what is so."""
    return command.outcome is not RoundOutcome.MORE_EVIDENCE or not well_verified(truth, case, facts)


def well_verified(truth: Truth, case: Case, facts: Facts) -> bool:
    """Whether the verification and the review that count say what is so."""
    said, newest, review = OF[truth], counting(case, facts), this_cycle(case.expression_reviews, case)[-1:]
    if truth is Truth.HARMFUL:  # whether it is true is not asked
        return found_to_harm(case, facts) is None
    return (
        newest is not None
        and newest.result is said.verified
        and bool(review)
        and review[0].conclusion is said.reviewed
        and review[0].at > newest.at
    )


def well_found(truth: Truth, case: Case, facts: Facts) -> bool:
    """Whether the appraisal says what is so, and rests on what is."""
    found = case.appraisal is not None and case.appraisal.finding is OF[truth].found
    return found and well_verified(truth, case, facts)


def _is_false(command: Any, truth: Truth, case: Case, facts: Facts) -> bool:
    """A step against content that is false, or that was found to harm a person and does."""
    return truth is (Truth.HARMFUL if harms_person(case) else Truth.FALSE)


def _tests(command: ReviewHarm, truth: Truth, case: Case, facts: Facts) -> bool:
    """It says of what is protected that it is, and of nothing else that it harms a person."""
    clear = not (command.criticism or command.public_interest or command.office or command.public_figure)
    return clear if truth is Truth.HARMFUL else not clear and OF[truth].reviewed is ExpressionConclusion.PROTECTED


def _harms(command: Any, truth: Truth, case: Case, facts: Facts) -> bool:
    """A step because the content harms a person."""
    return truth is Truth.HARMFUL


def _never(command: Any, truth: Truth, case: Case, facts: Facts) -> bool:
    """What a way to the end does not need."""
    return False


JUDGES: Final[Mapping[type, Judge]] = {
    RecordVerification: lambda it, truth, case, facts: it.result is OF[truth].verified,
    ReviewExpression: lambda it, truth, case, facts: it.conclusion is OF[truth].reviewed,
    AppraiseCase: lambda it, truth, case, facts: it.finding is OF[truth].found,
    WithdrawAppraisal: lambda it, truth, case, facts: not well_found(truth, case, facts),
    ConcludeRound: _conclude,
    ProposeHandling: _is_false,
    DecideCase: _is_false,
    RefuseProposal: lambda it, truth, case, facts: not _is_false(it, truth, case, facts),
    StartExecution: _is_false,
    OpenRemedy: lambda it, truth, case, facts: truth is Truth.TRUE,
    ProposeTransfer: _never,
    SignTransfer: _never,
    HandOverTransfer: _is_false,
    CloseCase: _end,
    NameConcerned: _never,
    ReviewHarm: _tests,
    FindHarm: _harms,
    PassOnProtection: _harms,
    RecuseOfficer: _never,
    RerouteAllegation: lambda it, truth, case, facts: case.alleges_corruption,
}
"""What of a command is honest, by its class; of any other, all is."""


def honest(command: Any, truth: Truth, case: Case, facts: Facts) -> bool:
    """Whether somebody who knows how the claim is may do this and mean what they say."""
    judge = JUDGES.get(type(command))
    return judge is None or judge(command, truth, case, facts)


def truths_of(command: Any, case: Case, facts: Facts) -> frozenset[Truth]:
    """The truths in which a command is honest."""
    if type(command) not in JUDGES:
        return ALWAYS
    return frozenset(truth for truth in Truth if honest(command, truth, case, facts))


def ended_well(truth: Truth, case: Case) -> bool:
    """Whether the case has ended by what is so; nobody is protected who does not ask for it any more."""
    if truth is Truth.HARMFUL and asked_to_protect(case) is None:
        return case.closure is not None
    return case.closure is not None and case.closure.reason in OF[truth].ends | {ClosureReason.POLICE_OUTCOME}
