"""Proposals of removal after their signature: terms, reviews, what a reopening leaves of them, who is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.closing import ReopenCase
from domain.case.command import NOTIFY
from domain.case.committee import NO_REPLY
from domain.case.ministry import REVIEW_DUE, REVIEW_TERM, NoteNoReply, NoteReviewDue
from domain.case.state.pathways import ReopeningGround, Takedown, TakedownOutcome
from domain.kernel.actor import SYSTEM
from domain.kernel.roles import AgencyKind, Post
from tests.domain.case.test_takedowns import (
    ONE,
    OUTCOME,
    SEND,
    STEPS,
    SUBMIT,
    WITHDRAW,
    S,
    decided,
    doer,
)
from tests.domain.handling import (
    LONG,
    PPC,
    WITH_GROUNDS,
    a_decision,
    a_takedown,
    after,
    said,
)
from tests.support.facts import NOW, facts, person
from tests.support.world import KINDS, LEAD


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

    def test_exist(self) -> None:
        nobody = replace(SUBMIT, committee="agency-nobody")
        assert said(decided(a_takedown(S.LEAD_APPROVED)), nobody, person(LEAD)) == "agency-unknown"


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


class TestReopening:
    REOPEN = ReopenCase(ground=ReopeningGround.REDRESS, document_number="9/QĐ", reasons=LONG)
    WHO = person(LEAD, Post.SIGNATORY)


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
        assert self.ordered(case, TestReopening.REOPEN, TestReopening.WHO) == told
