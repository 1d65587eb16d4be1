"""Proposals of removal: who takes which step when, on which items and grounds; terms, reviews, who is told.

A case that is opened again takes back what was removed because of it, also where the review was over (Đ5.1.g, Đ2.2);
having it restored: asked for, answered, looked at, told and counted.
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.closing import ReopenCase
from domain.case.command import NOTIFY
from domain.case.committee import NO_REPLY, RefuseTakedown, SendTakedown, SignTakedown
from domain.case.duties import duties
from domain.case.ministry import (
    DONE,
    REVIEW_DUE,
    REVIEW_TERM,
    AskRestoration,
    NoteNoReply,
    NoteReviewDue,
    RecordMinistryReply,
    RecordRestorationOutcome,
    RecordRestorationReply,
    RecordTakedownOutcome,
    ReviewTakedown,
    restoration_status,
    to_restore,
)
from domain.case.state.case import CaseState
from domain.case.state.pathways import (
    OUTCOMES,
    TAKEDOWN_OVER,
    MinistryAnswer,
    ReopeningGround,
    Restoration,
    RestorationOutcome,
    RestorationStatus,
    Takedown,
    TakedownAsk,
    TakedownOutcome,
    TakedownStatus,
)
from domain.case.takedowns import (
    ORDERS,
    AddTakedownItem,
    ApproveTakedown,
    DraftTakedown,
    SubmitTakedown,
    WithdrawTakedown,
)
from domain.complaint.acts import public_decision
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.vocabulary import AgencyKind, Post
from domain.registry.agency import Task
from domain.registry.registry import Registry
from domain.report.counted import of_case
from domain.report.tables import Table as Counts
from domain.rules.duty import DutyKind
from store.record.canonical import to_bytes
from tests.domain.handling import (
    GROUND,
    LONG,
    MINISTRY,
    POLICE,
    PPC,
    WITH_GROUNDS,
    a_decision,
    a_step,
    a_takedown,
    after,
    jobs_of,
    said,
)
from tests.domain.redress import a_decided_case
from tests.support import count_bundle
from tests.support.each import each
from tests.support.facts import NOW, PROVINCE, a_case, person
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, attempt, hear, knowing, left
from tests.support.handling_past import case_at
from tests.support.world import KINDS, LEAD

S = TakedownStatus
ONE = "takedown-1"
ITEM = AddTakedownItem(
    takedown=ONE, url="https://tin.example/bai-1", captured_text="Trạm y tế đóng cửa.", captured_at=NOW
)
DRAFT = DraftTakedown(provisions=(GROUND,), necessity=LONG, alternatives=LONG)
APPROVE = ApproveTakedown(takedown=ONE, one_item=LONG)
SUBMIT = SubmitTakedown(takedown=ONE, committee=PPC, document_number="1/TTr")
SIGN = SignTakedown(takedown=ONE, document_number="2/UBND")
REFUSE = RefuseTakedown(takedown=ONE, reasons=LONG)
SEND = SendTakedown(takedown=ONE, ministry=MINISTRY, document_number="3/UBND", due_days=5)
REPLY = RecordMinistryReply(takedown=ONE, answer=MinistryAnswer.REFUSED, document_number="4/B")
OUTCOME = RecordTakedownOutcome(takedown=ONE, outcome=TakedownOutcome.REMOVED, note="Đã xem lại, không còn.")
REVIEW = ReviewTakedown(takedown=ONE, reasons=LONG)
WITHDRAW = WithdrawTakedown(takedown=ONE, reasons=LONG)

OPEN = set(S) - TAKEDOWN_OVER
HEARD = {S.MINISTRY_ACCEPTED, S.MINISTRY_REFUSED, S.NO_REPLY}
COMMITTEE_STEPS: dict[str, tuple[Any, set[S]]] = {
    "sign": (SIGN, {S.SUBMITTED_PPC}),
    "refuse": (REFUSE, {S.SUBMITTED_PPC}),
    "send": (SEND, {S.PPC_SIGNED}),
}
STEPS: dict[str, tuple[Any, set[S]]] = COMMITTEE_STEPS | {
    "item": (ITEM, {S.DRAFT}),
    "approve": (APPROVE, {S.DRAFT}),
    "submit": (SUBMIT, {S.LEAD_APPROVED}),
    "reply": (REPLY, {S.SENT_MINISTRY, *HEARD}),
    "outcome": (OUTCOME, {*HEARD, S.OUTCOME_RECORDED}),
    "review": (REVIEW, {S.OUTCOME_RECORDED}),
    "withdraw": (WITHDRAW, OPEN),
}
"""A command and the statuses of a proposal that admit it."""


def decided(*proposals: Takedown, **changes: Any) -> Any:
    return a_case(CaseState.EXECUTING, decisions=(a_decision(),), takedowns=proposals, **changes)


def doer(name: str) -> Any:
    return person(PPC if name in COMMITTEE_STEPS else LEAD, Post.SIGNATORY)


class TestWhereItStands:
    @each("name", STEPS)
    def test_each_step_from_its_statuses_only(self, name: str) -> None:
        command, statuses = STEPS[name]
        heard = {status: said(decided(a_takedown(status)), command, doer(name)) for status in S}
        assert heard == {status: "ok" if status in statuses else "no-takedown-there" for status in S}

    @each("name", STEPS)
    def test_one_that_is_not_there(self, name: str) -> None:
        command, statuses = STEPS[name]
        case = decided(a_takedown(min(statuses)))
        assert said(case, replace(command, takedown="takedown-9"), doer(name)) == "takedown-unknown"

    def test_nothing_is_sent_but_what_was_signed(self) -> None:
        case = decided(a_takedown(S.LEAD_APPROVED), a_takedown(S.PPC_SIGNED, id="takedown-2"))
        assert said(case, SEND, doer("send")) == "transition-not-allowed"
        assert said(case, replace(SEND, takedown="takedown-2"), doer("send")) == "ok"


class TestItems:
    def test_one_to_twenty(self) -> None:
        (item,) = a_takedown().items
        assert said(decided(a_takedown(items=())), APPROVE, doer("approve")) == "items-needed"
        assert said(decided(a_takedown(items=(item,) * 19)), ITEM, person(LEAD)) == "ok"
        assert said(decided(a_takedown(items=(item,) * 20)), ITEM, person(LEAD)) == "too-many-items"


class TestWhoMayOrder:
    """Đ2.1: only what a row of competence lets a ministry order is proposed, and goes to it."""

    @pytest.mark.parametrize("asks", TakedownAsk)
    def test_the_letter_goes_to_one_that_may_today(self, asks: TakedownAsk) -> None:
        case = decided(a_takedown(S.PPC_SIGNED, asks=asks, may_order=(MINISTRY,)))
        assert said(case, SEND, doer("send")) == "ok"
        others = ordering(*set(Task) - {ORDERS[asks]})
        assert said(case, SEND, doer("send"), registry=others) == "orders-no-removal"

    def test_no_other_agency_counts(self) -> None:
        """An agency of the province may order a removal by its own law, and is not who the Committee asks (Đ5.1.g)."""
        rows = {**WITH_GROUNDS.agencies, MINISTRY: replace(WITH_GROUNDS.agencies[MINISTRY], competences=())}
        rows[POLICE] = replace(rows[POLICE], competences=WITH_GROUNDS.agencies[MINISTRY].competences)
        registry = replace(WITH_GROUNDS, agencies=rows)
        assert said(decided(), DRAFT, person(LEAD), registry=registry) == "nobody-may-order"


def ordering(*tasks: Task) -> Registry:
    """The province in which the ministry may do these tasks."""
    ministry = WITH_GROUNDS.agencies[MINISTRY]
    kept = tuple(row for row in ministry.competences if row.task in tasks)
    return replace(WITH_GROUNDS, agencies={**WITH_GROUNDS.agencies, MINISTRY: replace(ministry, competences=kept)})


class TestOutcomes:
    @each("asks", TakedownAsk)
    @each("outcome", TakedownOutcome)
    def test_are_of_what_was_asked(self, asks: TakedownAsk, outcome: TakedownOutcome) -> None:
        case = decided(a_takedown(S.MINISTRY_ACCEPTED, asks=asks))
        fits = outcome in (*OUTCOMES[asks], TakedownOutcome.UNKNOWN)
        command = replace(OUTCOME, outcome=outcome)
        assert said(case, command, doer("outcome")) == ("ok" if fits else "outcome-of-another-ask")
        if fits:
            (found,) = after(case, command, doer("outcome")).takedowns
            assert (found.review_due_at is not None) is (outcome in DONE)

    def test_each_is_of_one_ask_or_of_any(self) -> None:
        named = [outcome for outcomes in OUTCOMES.values() for outcome in outcomes]
        assert sorted([*named, TakedownOutcome.UNKNOWN]) == sorted(TakedownOutcome)


class TestAddressees:
    @pytest.mark.parametrize("agency", KINDS)
    @pytest.mark.parametrize(
        ("name", "field", "kind"), [("submit", "committee", AgencyKind.PPC), ("send", "ministry", AgencyKind.MINISTRY)]
    )
    def test_are_of_their_kind(self, name: str, field: str, kind: AgencyKind, agency: str) -> None:
        command, (status,) = STEPS[name]
        command = replace(command, **{field: agency})
        expected = "ok" if KINDS[agency] is kind else "agency-of-another-kind"
        assert said(decided(a_takedown(status)), command, doer(name)) == expected


class TestDeadlines:
    SENT = a_takedown(S.SENT_MINISTRY, reply_due_at=NOW)
    FOUND = a_takedown(S.OUTCOME_RECORDED, review_due_at=NOW)

    @pytest.mark.parametrize(
        ("proposal", "command"), [(SENT, NoteNoReply(takedown=ONE)), (FOUND, NoteReviewDue(takedown=ONE))]
    )
    def test_are_noted_once_they_are_over(self, proposal: Takedown, command: Any) -> None:
        assert said(decided(proposal), command, SYSTEM, now=NOW - timedelta(milliseconds=1)) == "not-yet-due"
        assert said(decided(proposal), command, SYSTEM) == "ok"

    def test_a_review_is_called_for_once(self) -> None:
        noted = after(decided(self.FOUND), NoteReviewDue(takedown=ONE), SYSTEM)
        assert said(noted, NoteReviewDue(takedown=ONE), SYSTEM) == "not-yet-due"


class TestJobs:
    """Who is told, and which terms begin to run."""

    @staticmethod
    def ordered(case: Any, command: Any, actor: Any) -> list[tuple[str, str, Any]]:
        return [
            (item.job, item.data.get("agency") or item.data["takedown"], item.due)
            for item in jobs_of(case, command, actor)
        ]

    def test_the_committee_of_a_submission(self) -> None:
        assert self.ordered(decided(a_takedown(S.LEAD_APPROVED)), SUBMIT, person(LEAD)) == [(NOTIFY, PPC, None)]

    def test_the_ministrys_time_runs(self) -> None:
        due = WITH_GROUNDS.calendar.due(NOW, 5)
        assert self.ordered(decided(a_takedown(S.PPC_SIGNED)), SEND, doer("send")) == [(NO_REPLY, ONE, due)]

    def test_the_time_to_the_review_runs_after_a_removal_only(self) -> None:
        case, due = decided(a_takedown(S.NO_REPLY)), WITH_GROUNDS.calendar.due(NOW, REVIEW_TERM.days)
        assert self.ordered(case, OUTCOME, person(LEAD)) == [(REVIEW_DUE, ONE, due)]
        assert self.ordered(case, replace(OUTCOME, outcome=TakedownOutcome.NOT_REMOVED), person(LEAD)) == []

    @pytest.mark.parametrize(("told", "at"), [([(NOTIFY, PPC, None)], S.SENT_MINISTRY), ([], S.DRAFT)])
    def test_the_committee_of_a_withdrawal(self, told: list[Any], at: S) -> None:
        proposal = a_takedown(at, committee=PPC if told else None)
        assert self.ordered(decided(proposal), WITHDRAW, person(LEAD)) == told
        case = replace(decided(proposal), decisions=(replace(a_decision(), signatory="officer-x"),))
        reopen = ReopenCase(ground=ReopeningGround.REDRESS, document_number="9/QĐ", reasons=LONG)
        assert self.ordered(case, reopen, person(LEAD, Post.SIGNATORY)) == told


UNDONE = dict.fromkeys(S, S.WITHDRAWN) | {S.PPC_REFUSED: S.PPC_REFUSED}


def reopened(status: TakedownStatus) -> Any:
    case = replace(case_at(CaseState.CLOSED), takedowns=(a_takedown(status),))
    return left(case, good(ReopenCase), person(LEAD, Post.SIGNATORY))


@each("status", S)
def test_every_proposal_that_was_not_refused_is_withdrawn(status: TakedownStatus) -> None:
    case = reopened(status)
    [takedown] = case.takedowns
    assert takedown.status is UNDONE[status]
    assert case.reopenings[-1].removals == (("takedown-1",) if status is S.REVIEWED else ())


GONE = a_takedown(
    TakedownStatus.WITHDRAWN, outcome=TakedownOutcome.REMOVED, withdrawn=a_step(), ministry="agency-ministry"
)
ASK = AskRestoration(takedown="takedown-1", document_number="7/CV")
RESTORING = RecordRestorationReply(restoration="restoration-1", answer=MinistryAnswer.REFUSED, document_number="8/CV")
SEEN = RecordRestorationOutcome(restoration="restoration-1", outcome=RestorationOutcome.RESTORED, note=LONG)
ASKED = Restoration(id="restoration-1", takedown="takedown-1", asked=a_step())
REPLIED = replace(ASKED, reply=MinistryAnswer.ACCEPTED, replied=a_step())
FOUND = replace(REPLIED, outcome=RestorationOutcome.NOT_RESTORED, found=a_step())

BACK = replace(FOUND, outcome=RestorationOutcome.RESTORED)


def heard(command: Any, *restorations: Restoration, actor: Actor | None = None, **changes: Any) -> str:
    case = replace(case_at(CaseState.CHECKING), takedowns=(GONE,), restorations=restorations, **changes)
    return hear(case, command, actor or person(LEAD))


@pytest.mark.parametrize(
    ("status", "outcome", "needed"),
    [
        *((TakedownStatus.WITHDRAWN, outcome, outcome in DONE) for outcome in TakedownOutcome),
        (TakedownStatus.WITHDRAWN, None, False),
        (TakedownStatus.OUTCOME_RECORDED, TakedownOutcome.REMOVED, False),
        (TakedownStatus.REVIEWED, TakedownOutcome.REMOVED, False),
    ],
)
def test_what_has_to_be_restored(status: TakedownStatus, outcome: TakedownOutcome | None, needed: bool) -> None:
    withdrawn = a_step() if status is TakedownStatus.WITHDRAWN else None
    case = replace(case_at(CaseState.CHECKING), takedowns=(a_takedown(status, outcome=outcome, withdrawn=withdrawn),))
    assert bool(to_restore(case)) is needed
    owed = [duty.kind for duty in duties(case)]
    assert (DutyKind.ASK_RESTORATION in owed) is needed


@each(
    ("command", "restorations", "expected"),
    [
        (ASK, (), "ok"),
        (ASK, (ASKED,), "RuleNotMet nothing-to-restore"),
        (replace(ASK, takedown="takedown-2"), (), "input.takedown nothing-to-restore"),
        (RESTORING, (), "RuleNotMet no-restoration-there"),
        (RESTORING, (ASKED,), "ok"),
        (RESTORING, (REPLIED,), "ok"),
        (replace(RESTORING, restoration="restoration-2"), (ASKED,), "input.restoration restoration-unknown"),
        (SEEN, (ASKED,), "ok"),
        (SEEN, (REPLIED,), "ok"),
        (SEEN, (FOUND,), "ok"),
        (SEEN, (BACK,), "RuleNotMet no-restoration-there"),
    ],
)
def test_in_which_order(command: Any, restorations: tuple[Restoration, ...], expected: str) -> None:
    assert heard(command, *restorations) == expected


def test_what_it_leaves_and_how_far_it_is() -> None:
    case = replace(case_at(CaseState.CHECKING), takedowns=(GONE,))
    assert restoration_status(case) is RestorationStatus.NEEDED
    seen = []
    for command in (ASK, RESTORING, SEEN):
        known = replace(knowing(person(LEAD), command), new_id="restoration-1")
        case = attempt(case, command, known)
        assert (DutyKind.FIND_RESTORATION in [duty.kind for duty in duties(case)]) is (command is not SEEN)
        seen.append(restoration_status(case))
    assert seen == [RestorationStatus.ASKED, RestorationStatus.REFUSED, RestorationStatus.RESTORED]
    assert case.restorations[0].ministry == "agency-ministry"
    counted = [(item.row, item.column) for item in of_case(case) if item.table is Counts.RESTORATIONS]
    assert counted == [("ASKED", "NUMBER"), ("REFUSED", "NUMBER"), ("RESTORED", "NUMBER")]
    again = [row for table, row, *_ in count_bundle.case(json.loads(to_bytes(case))) if table == "RESTORATIONS"]
    assert again == [row for row, _ in counted], "as it is counted outside, from the file of a report"


def test_what_is_still_gone_is_looked_for_again() -> None:
    """Until somebody saw that it is back; the term runs from the look before."""
    for outcome in RestorationOutcome:
        found = replace(FOUND, outcome=outcome, found=replace(a_step(), at=LATER))
        case = replace(case_at(CaseState.CHECKING), takedowns=(GONE,), restorations=(found,))
        since = [duty.since for duty in duties(case) if duty.kind is DutyKind.FIND_RESTORATION]
        assert since == ([] if outcome is RestorationOutcome.RESTORED else [LATER])


def test_is_told_at_the_address_once_the_decision_was_undone() -> None:
    case = replace(a_decided_case(), takedowns=(GONE,))
    standing, undone = (public_decision(replace(case, cycle=cycle), PROVINCE, NOW.date()) for cycle in (1, 2))
    assert standing is not None
    assert undone is not None
    assert (standing.restoration, undone.restoration) == (None, RestorationStatus.NEEDED)
