"""Honest acts and words, given the truth of a claim."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

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
from domain.case.requests import RerouteAllegation
from domain.case.rounds import ConcludeRound
from domain.case.state.case import Case, ClosureReason, ExpressionConclusion
from domain.case.state.measures import Finding, VerificationResult
from domain.case.state.round import RoundOutcome
from domain.case.transfers import HandOverTransfer, ProposeTransfer, SignTransfer
from domain.rules.facts import Facts


class Truth(StrEnum):
    FALSE = "FALSE"
    TRUE = "TRUE"
    OPINION = "OPINION"
    UNVERIFIABLE = "UNVERIFIABLE"
    HARMFUL = "HARMFUL"


ALWAYS: Final = frozenset(Truth)
"""Every truth of a claim."""
CLAIMED: Final = frozenset(Truth) - {Truth.HARMFUL}
"""Truths of a claim from which nobody asks to be protected."""


class Said(NamedTuple):
    """Honest findings on a claim, and the honest ends of its case."""

    verified: VerificationResult
    reviewed: ExpressionConclusion
    found: Finding
    ends: frozenset[ClosureReason]


OF: Final[Mapping[Truth, Said]] = {
    truth: Said(VerificationResult[verified], ExpressionConclusion[reviewed], Finding[found], frozenset(ends))
    for truth, verified, reviewed, found, *ends in (
        (Truth.FALSE, "FALSE", "NOT_PROTECTED", "FALSE", ClosureReason.COMPLETED),
        (Truth.TRUE, "TRUE", "PROTECTED", "TRUE_ISSUE", ClosureReason.REMEDIED),
        (Truth.OPINION, "UNVERIFIABLE", "PROTECTED", "OPINION", ClosureReason.PROTECTED),
        (
            *(Truth.UNVERIFIABLE, "UNVERIFIABLE", "PROTECTED", "UNVERIFIABLE"),
            *(ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED),
        ),
        (Truth.HARMFUL, "TRUE", "HARMS_PERSON", "HARMS_PERSON", ClosureReason.COMPLETED),
    )
}
Judge = Callable[[Any, Truth, Case, Facts], bool]


def _conclude(command: ConcludeRound, truth: Truth, case: Case, facts: Facts) -> bool:
    """Return True if more evidence is asked for only while the verification is wrong."""
    return command.outcome is not RoundOutcome.MORE_EVIDENCE or not well_verified(truth, case, facts)


def well_verified(truth: Truth, case: Case, facts: Facts) -> bool:
    """Return whether the verification and the review in force are true."""
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
    """Return whether the appraisal is true, and rests on true findings."""
    found = case.appraisal is not None and case.appraisal.finding is OF[truth].found
    return found and well_verified(truth, case, facts)


def _is_false(command: Any, truth: Truth, case: Case, facts: Facts) -> bool:
    """Return whether the content is false, or harms a person as it was found to."""
    return truth is (Truth.HARMFUL if harms_person(case) else Truth.FALSE)


def _tests(command: ReviewHarm, truth: Truth, case: Case, facts: Facts) -> bool:
    """Return True if it calls protected content protected, and nothing else harmful to a person."""
    clear = not (command.criticism or command.public_interest or command.office or command.public_figure)
    return clear if truth is Truth.HARMFUL else not clear and OF[truth].reviewed is ExpressionConclusion.PROTECTED


NEEDLESS: Final = (ProposeTransfer, SignTransfer, NameConcerned, RecuseOfficer)
"""Commands that a way to the end does not need."""
JUDGES: Final[Mapping[type, Judge]] = {
    **dict.fromkeys(NEEDLESS, lambda it, truth, case, facts: False),
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
    HandOverTransfer: _is_false,
    # What the police decided is said as they said it; else the reason is the one that is so.
    CloseCase: lambda it, truth, case, facts: it.ground in OF[truth].ends | {ClosureReason.POLICE_OUTCOME},
    ReviewHarm: _tests,
    FindHarm: lambda it, truth, case, facts: truth is Truth.HARMFUL,
    PassOnProtection: lambda it, truth, case, facts: truth is Truth.HARMFUL,
    RerouteAllegation: lambda it, truth, case, facts: case.alleges_corruption,
}
"""Judge of a command's honesty, by its class; any other command is honest."""


def honest(command: Any, truth: Truth, case: Case, facts: Facts) -> bool:
    """Return whether an actor who knows the truth of the claim may honestly do this."""
    judge = JUDGES.get(type(command))
    return judge is None or judge(command, truth, case, facts)


def truths_of(command: Any, case: Case, facts: Facts) -> frozenset[Truth]:
    """Return the truths in which a command is honest."""
    if type(command) not in JUDGES:
        return ALWAYS
    return frozenset(truth for truth in Truth if honest(command, truth, case, facts))


def ended_well(truth: Truth, case: Case) -> bool:
    """Return whether the case has ended by the truth; nobody is protected who withdrew the request."""
    if truth is Truth.HARMFUL and asked_to_protect(case) is None:
        return case.closure is not None
    return case.closure is not None and case.closure.reason in OF[truth].ends | {ClosureReason.POLICE_OUTCOME}
