"""Proposals of removal after their signature: terms, reviews, what a reopening leaves of them, who is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.committee import NO_REPLY
from domain.case.ministry import REVIEW_DUE, REVIEW_TERM, NoteNoReply, NoteReviewDue
from domain.case.notification import NOTIFY
from domain.case.reopening import ReopenCase
from domain.case.state.case import CaseState
from domain.case.state.pathways import OUTCOMES, MinistryAnswer, Takedown, TakedownAsk, TakedownOutcome
from domain.case.state.reopening import ReopeningGround
from domain.kernel.actor import SYSTEM
from domain.kernel.fields import check
from domain.kernel.roles import AgencyKind, Post
from tests.domain.case.test_takedowns import (
    APPROVE,
    DRAFT,
    ITEM,
    ONE,
    OUTCOME,
    REFUSE,
    REPLY,
    REVIEW,
    SEND,
    SIGN,
    STEPS,
    SUBMIT,
    WITHDRAW,
    S,
    decided,
    doer,
)
from tests.domain.handling import (
    DRAFTER,
    LONG,
    MINISTRY,
    PPC,
    SECOND,
    WITH_GROUNDS,
    a_decision,
    a_takedown,
    after,
    said,
)
from tests.support.each import each
from tests.support.facts import NOW, a_case, facts, person
from tests.support.world import KINDS, LEAD


class TestAddressees:
    @pytest.mark.parametrize("agency", KINDS)
    @pytest.mark.parametrize(
        ("name", "field", "kind"), [("submit", "committee", AgencyKind.PPC), ("send", "ministry", AgencyKind.MINISTRY)]
    )
    def test_are_of_their_kind(self, name: str, field: str, kind: AgencyKind, agency: str) -> None:
        command, (status,), _ = STEPS[name]
        command = replace(command, **{field: agency})
        expected = "ok" if KINDS[agency] is kind else "agency-of-another-kind"
        assert said(decided(a_takedown(status)), command, doer(name)) == expected

    def test_exist(self) -> None:
        nobody = replace(SUBMIT, committee="agency-nobody")
        assert said(decided(a_takedown(S.LEAD_APPROVED)), nobody, person(LEAD)) == "agency-unknown"

    def test_the_committee_may_read_the_case_from_then_on(self) -> None:
        made = after(decided(a_takedown(S.LEAD_APPROVED, committee=None)), SUBMIT, person(LEAD))
        assert (made.members[-1], made.takedowns[0].committee) == (PPC, PPC)


class TestDeadlines:
    SENT = a_takedown(S.SENT_MINISTRY, reply_due_at=NOW)
    FOUND = a_takedown(S.OUTCOME_RECORDED, review_due_at=NOW)

    @pytest.mark.parametrize(
        ("proposal", "command"), [(SENT, NoteNoReply(takedown=ONE)), (FOUND, NoteReviewDue(takedown=ONE))]
    )
    def test_are_noted_once_they_are_over(self, proposal: Takedown, command: Any) -> None:
        assert said(decided(proposal), command, SYSTEM, now=NOW - timedelta(milliseconds=1)) == "not-yet-due"
        assert said(decided(proposal), command, SYSTEM) == "ok"

    @each("status", S)
    def test_only_while_something_is_awaited(self, status: S) -> None:
        proposal = a_takedown(status, reply_due_at=NOW, review_due_at=NOW)
        silent, due = NoteNoReply(takedown=ONE), NoteReviewDue(takedown=ONE)
        assert (said(decided(proposal), silent, SYSTEM) == "ok") is (status is S.SENT_MINISTRY)
        assert (said(decided(proposal), due, SYSTEM) == "ok") is (status is S.OUTCOME_RECORDED)

    def test_a_review_is_called_for_once(self) -> None:
        noted = after(decided(self.FOUND), NoteReviewDue(takedown=ONE), SYSTEM)
        assert said(noted, NoteReviewDue(takedown=ONE), SYSTEM) == "not-yet-due"

    def test_silence_is_no_answer_and_a_late_answer_counts(self) -> None:
        silent = after(decided(self.SENT), NoteNoReply(takedown=ONE), SYSTEM)
        assert (silent.takedowns[0].status, silent.takedowns[0].no_reply_at) == (S.NO_REPLY, NOW)
        assert after(silent, REPLY, person(LEAD)).takedowns[0].status is S.MINISTRY_REFUSED

    @pytest.mark.parametrize("outcome", TakedownOutcome)
    def test_a_removal_or_a_label_is_reviewed_later(self, outcome: TakedownOutcome) -> None:
        asks = next((asks for asks, outcomes in OUTCOMES.items() if outcome in outcomes), TakedownAsk.REMOVAL)
        case = after(decided(a_takedown(S.NO_REPLY, asks=asks)), replace(OUTCOME, outcome=outcome), person(LEAD))
        removed = not outcome.startswith("NOT_") and outcome is not TakedownOutcome.UNKNOWN
        expected = WITH_GROUNDS.calendar.due(NOW, REVIEW_TERM.days) if removed else None
        assert (case.takedowns[0].review_due_at, case.takedowns[0].outcome) == (expected, outcome)

    def test_the_term_of_the_answer_has_limits(self) -> None:
        assert [fault.code for fault in check(replace(SEND, due_days=0))] == ["number-out-of-range"]


class TestTheWholeWay:
    def test_from_the_draft_to_the_review(self) -> None:
        lead, signatory, ppc = person(LEAD), person(LEAD, Post.SIGNATORY), person(PPC, Post.SIGNATORY)
        case = after(a_case(CaseState.EXECUTING, decisions=(a_decision(),)), DRAFT, lead)
        given = {"takedown": case.takedowns[0].id}
        steps: list[tuple[Any, Any, S]] = [
            (ITEM, lead, S.DRAFT),
            (APPROVE, signatory, S.LEAD_APPROVED),
            (SUBMIT, lead, S.SUBMITTED_PPC),
            (SIGN, ppc, S.PPC_SIGNED),
            (SEND, ppc, S.SENT_MINISTRY),
            (replace(REPLY, answer=MinistryAnswer.ACCEPTED), lead, S.MINISTRY_ACCEPTED),
            (OUTCOME, lead, S.OUTCOME_RECORDED),
            (REVIEW, signatory, S.REVIEWED),
        ]
        for command, who, status in steps:
            case = after(case, replace(command, **given), who)
            assert (case.takedowns[0].status, case.state) == (status, CaseState.EXECUTING)
        made = case.takedowns[0]
        assert (made.drafted.officer, made.approved and made.approved.officer) == (DRAFTER, SECOND)
        assert (made.answered and made.answered.agency, made.ministry) == (PPC, MINISTRY)
        assert made.reply_due_at == WITH_GROUNDS.calendar.due(NOW, 5)
        assert not made.open

    def test_a_refusal_is_an_end(self) -> None:
        case = after(decided(a_takedown(S.SUBMITTED_PPC)), REFUSE, doer("refuse"))
        assert case.takedowns[0].status is S.PPC_REFUSED
        assert said(case, DRAFT, person(LEAD)) == "ok"


class TestReopening:
    REOPEN = ReopenCase(ground=ReopeningGround.REDRESS, document_number="9/QĐ", reasons=LONG)
    WHO = person(LEAD, Post.SIGNATORY)

    def reopened(self, *proposals: Takedown) -> Any:
        decision = replace(a_decision(), signatory="officer-x")
        return after(a_case(CaseState.DECIDED, decisions=(decision,), takedowns=proposals), self.REOPEN, self.WHO)

    @each("status", S)
    def test_withdraws_all_but_what_was_refused_or_withdrawn(self, status: S) -> None:
        (made,) = self.reopened(a_takedown(status)).takedowns
        kept = status in (S.PPC_REFUSED, S.WITHDRAWN)
        assert made.status is (status if kept else S.WITHDRAWN)
        assert (made.withdrawn is not None) is not kept

    def test_with_the_reopenings_own_document(self) -> None:
        case = self.reopened(a_takedown(S.SENT_MINISTRY))
        (made,), (reopened,) = case.takedowns, case.reopenings
        assert made.withdrawn is not None
        assert (made.withdrawn.document_number, made.withdrawn.note) == (reopened.document_number, reopened.reasons)
        assert (made.withdrawn.officer, made.withdrawn.agency) == (SECOND, LEAD)


class TestJobs:
    """Who is told, and which terms begin to run."""

    @staticmethod
    def ordered(case: Any, command: Any, actor: Any) -> list[tuple[str, str, Any]]:
        given = facts(actor, command, registry=WITH_GROUNDS)
        events = BY_COMMAND[type(command)].decide(case, command, given)
        left = after(case, command, actor)
        found = [job for event in events for job in event.jobs(left)]
        return [(item.job, item.data.get("agency") or item.data["takedown"], item.due) for item in found]

    def test_the_committee_of_a_submission(self) -> None:
        assert self.ordered(decided(a_takedown(S.LEAD_APPROVED)), SUBMIT, person(LEAD)) == [(NOTIFY, PPC, None)]

    @pytest.mark.parametrize("command", [SIGN, REFUSE])
    def test_the_lead_of_the_committees_word(self, command: Any) -> None:
        assert self.ordered(decided(a_takedown(S.SUBMITTED_PPC)), command, doer("sign")) == [(NOTIFY, LEAD, None)]

    def test_the_ministrys_time_runs(self) -> None:
        due = WITH_GROUNDS.calendar.due(NOW, 5)
        assert self.ordered(decided(a_takedown(S.PPC_SIGNED)), SEND, doer("send")) == [(NO_REPLY, ONE, due)]

    def test_the_time_to_the_review_runs_after_a_removal_only(self) -> None:
        case, due = decided(a_takedown(S.NO_REPLY)), WITH_GROUNDS.calendar.due(NOW, REVIEW_TERM.days)
        assert self.ordered(case, OUTCOME, person(LEAD)) == [(REVIEW_DUE, ONE, due)]
        assert self.ordered(case, replace(OUTCOME, outcome=TakedownOutcome.NOT_REMOVED), person(LEAD)) == []

    @pytest.mark.parametrize(
        ("proposal", "command"),
        [(TestDeadlines.SENT, NoteNoReply(takedown=ONE)), (TestDeadlines.FOUND, NoteReviewDue(takedown=ONE))],
    )
    def test_the_lead_of_terms_that_ran_out(self, proposal: Takedown, command: Any) -> None:
        assert self.ordered(decided(proposal), command, SYSTEM) == [(NOTIFY, LEAD, None)]

    @pytest.mark.parametrize(("told", "at"), [([(NOTIFY, PPC, None)], S.SENT_MINISTRY), ([], S.DRAFT)])
    def test_the_committee_of_a_withdrawal(self, told: list[Any], at: S) -> None:
        proposal = a_takedown(at, committee=PPC if told else None)
        assert self.ordered(decided(proposal), WITHDRAW, person(LEAD)) == told
        case = replace(decided(proposal), decisions=(replace(a_decision(), signatory="officer-x"),))
        assert self.ordered(case, TestReopening.REOPEN, TestReopening.WHO) == told
