"""A life of a case on purpose: every state and every action, once at least."""

from datetime import timedelta
from typing import Any

from domain.case.appraisal import AppraiseCase, RecordVerification, WithdrawAppraisal
from domain.case.assignment import NameFocalOfficer, ReassignCase
from domain.case.checks import RecordCheck, StartChecking
from domain.case.closing import CloseCase
from domain.case.concerned import NameConcerned
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal, SuggestHandling, WithdrawProposal
from domain.case.duplicates import LinkDuplicate, UnlinkDuplicate
from domain.case.evidence import AddEvidence
from domain.case.execution import OpenRemedy, ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.intake import ScreenCase
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
from domain.case.state.case import ClosureReason, PublicationChoice
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.measures import Measure
from domain.case.state.round import RoundMethod
from domain.case.takedowns import DraftTakedown, WithdrawTakedown
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
from tests.support.case_acts import good
from tests.support.case_chance import taken_over
from tests.support.case_known import Who, today
from tests.support.case_life import Life, able
from tests.support.case_people import AFTER
from tests.support.case_steps import newest, removal
from tests.support.case_truths import agrees, hangs_together, replays
from tests.support.facts import HEALTH, LAND
from tests.support.handling_facts import (
    COMMUNE,
    DISTRICT,
    LONG,
    WEIGHED,
)
from tests.support.world import a_report, officer


def by(life: Life, command: Any, leave_out: int = 0) -> str:
    """The act of the first who may do it, or of the one after; the state it leaves."""
    found = able(life, command)
    assert found[leave_out:], (life.model.state, command)
    assert life.acts(found[leave_out], command) == ""
    return life.case.state


def to_a_decision(life: Life) -> list[str]:
    """A measure, from checking on, in a meeting and after the signatory once sent it back."""
    harsh = good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, alternatives=WEIGHED)
    decision = good(DecideCase, measure=Measure.TAKEDOWN_PROPOSAL, decided_on=today(life.now), unheard=LONG)
    steps = [
        good(RecordVerification),
        good(ReviewExpression),
        good(OpenRound, invited=(HEALTH, LAND), method=RoundMethod.MEETING),
        good(RecordMeeting, held_on=today(life.now)),
        good(GiveOpinion),
        good(ConcludeRound),
        good(AppraiseCase),
        harsh,
        good(RefuseProposal),
        harsh,
        decision,
    ]
    return [by(life, step) for step in steps]


def to_a_removal(life: Life) -> list[str]:
    """A removal that was proposed, asked for, answered late, and looked at again."""
    seen = []
    for number, wait in zip(range(11), (0, 0, 0, 0, 0, 0, 9, 0, 0, 120, 0), strict=True):
        life.now += timedelta(days=wait)
        seen.append(by(life, removal(life)[10 - number]))
    return seen


def a_whole_life() -> tuple[list[str], list[str]]:
    """Every state and every action, once at least: the states, and the names of what was done."""
    life = Life(Who(officer(LAND, Post.HANDLER), LAND, "HANDLER"), a_report(detected_at=AFTER))
    seen: list[str] = [life.model.state]

    def does(*commands: Any, waiting: int = 0) -> None:
        life.now += timedelta(days=waiting)
        seen.extend(by(life, command) for command in commands)

    does(good(CorrectReport))
    does(good(NotifyAgency), good(NamePaperFile), good(LinkDuplicate), good(UnlinkDuplicate))
    does(good(ScreenCase), good(StartChecking), good(ReassignCase), good(ReassignCase, assigned=HEALTH))
    does(good(StartChecking), good(NameFocalOfficer), good(RecordCheck), good(AddEvidence), good(SuggestHandling))
    does(good(TakeOwnMeasure), good(TakeOwnMeasure), good(TakeOwnMeasure))
    does(good(RequestCoordination), good(RequestCoordination), good(RerouteAllegation))
    first, second, third = (measure.id for measure in life.case.own_measures)
    asked, asked_too = (request.id for request in life.case.requests)
    seen += to_a_decision(life)
    does(good(JustifyOwnMeasure, measure=first), good(EndOwnMeasure, measure=second), good(ReferCase))
    does(good(AnswerReferral, referral=newest(life.case.referrals)), good(AnswerRequest, request=asked))
    does(good(LapseOwnMeasure, measure=third), good(NoteRequestOverdue, request=asked_too), waiting=9)
    does(good(StartExecution, agency=LAND, served_on=today(life.now)))
    seen += to_a_removal(life)
    does(good(DraftTakedown))
    does(good(WithdrawTakedown, takedown=newest(life.case.takedowns)))
    does(good(ReportResult, done_on=today(life.now)))
    does(good(CloseCase, ground=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH))
    does(good(ReopenCase, document_number="10/KN"))
    seen += to_a_decision(life)
    does(good(StartExecution, agency=LAND, served_on=today(life.now)))
    for number in (10, 9, 8, 7, 11):
        does(removal(life)[number])
    seen.append(by(life, good(ReopenByCommittee)))
    does(good(RecordVerification))
    seen.append(by(life, good(ReviewExpression), leave_out=1))
    does(good(AppraiseCase), good(OpenRound, invited=(HEALTH, LAND), due_days=1))
    does(good(ConcludeRound), good(ProposeHandling), good(WithdrawProposal), good(WithdrawAppraisal), waiting=9)
    does(good(ProposeTransfer), good(RefuseTransfer))
    does(good(ProposeTransfer), good(SignTransfer), good(HandOverTransfer), good(ReceiveTransfer))
    does(good(RecordTransferReturn), good(ProposeTransfer), good(SignTransfer), good(HandOverTransfer))
    does(good(ReceiveTransfer), good(RecordPoliceOutcome), good(CloseCase, ground=ClosureReason.POLICE_OUTCOME))
    does(good(ReopenCase))
    does(good(RecordVerification, result=VerificationResult.TRUE), good(ReviewExpression))
    does(good(OpenRound, invited=(HEALTH, COMMUNE)))
    taken_over(life)
    does(good(RegroupCase), good(NameFocalOfficer, focal=officer(DISTRICT, Post.HANDLER)), good(RecuseOfficer))
    does(good(NameConcerned))
    does(good(LapseRound, round=newest(life.case.rounds)), good(ConcludeRound), waiting=9)
    does(good(AppraiseCase, finding=Finding.TRUE_ISSUE), good(OpenRemedy, agency=COMMUNE))
    does(good(ReportResult, done_on=today(life.now)))
    does(good(CloseCase, ground=ClosureReason.REMEDIED, publication=PublicationChoice.NOT_PUBLISH))
    hangs_together(life.case)
    agrees(life)
    replays(life)
    return seen, life.done
