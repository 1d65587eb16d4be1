"""Erasures: two persons who had no word in it before, nothing while a complaint runs, and the clock of answers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.erasure.data_requests import (
    AnswerDataRequest,
    RecordDataRequest,
    RequestData,
    RequestDataByAddress,
)
from domain.erasure.data_terms import NoteDataRequestOverdue
from domain.erasure.erasures import ApproveErasure, EndRetention, ProposeErasure, RefuseErasure
from domain.erasure.state import DataRequestKind, Erasure, ErasureGround, ErasureState, ErasureTarget
from domain.kernel.actor import PUBLIC, SYSTEM, Actor
from domain.kernel.fields import fields_of
from domain.kernel.vocabulary import Post
from tests.domain.redress import CODE, LONG, PPC, about, examiner, knowing
from tests.support.facts import A_TICKET, NOW, attempt, person, verdict
from tests.support.world import LEAD

OVER = ErasureTarget(stream="case-1", over=True, redress_runs=False, ended_at=NOW - timedelta(90))
RUNNING = replace(OVER, redress_runs=True)
OPEN = replace(OVER, over=False)
ASK = RequestData(decision=CODE, kind=DataRequestKind.ERASURE, text=LONG)
BY_ADDRESS = RequestDataByAddress(url="https://tin.example/bai/1", kind=DataRequestKind.ACCESS, text=LONG)
GRANT = AnswerDataRequest(granted=True, reasons=LONG)
PROPOSE = ProposeErasure(target="case-1", reasons=LONG)
APPROVE, REFUSE = ApproveErasure(reasons=LONG), RefuseErasure(reasons=LONG)
RETAIN = EndRetention(target="case-1", kept_days=90)
FIRST, SECOND, THIRD = person(LEAD, Post.SIGNATORY), person(PPC, Post.SIGNATORY), examiner(PPC)


def after(state: Any, *steps: tuple[Actor, Any]) -> Any:
    for actor, command in steps:
        state = attempt(state, command, knowing(actor, command, contested=about(), erasable=OVER))
    return state


def said(state: Erasure | None, command: Any, actor: Actor, **known: Any) -> str:
    given: dict[str, Any] = {"contested": about(), "erasable": OVER} | known
    return verdict(state, command, knowing(actor, command, **given))


class TestTwoApprovers:
    PROPOSED = after(None, (person(LEAD), PROPOSE))

    def test_order_it_together(self) -> None:
        once = after(self.PROPOSED, (FIRST, APPROVE))
        assert once.state is ErasureState.APPROVED_ONCE
        twice = after(once, (SECOND, APPROVE))
        assert (twice.state, len(twice.approvals)) == (ErasureState.ORDERED, 2)

    def test_are_two_persons_who_had_no_word_in_it(self) -> None:
        once = after(self.PROPOSED, (FIRST, APPROVE))
        assert said(once, APPROVE, FIRST) == "second-person-needed"
        by_signatory = after(None, (FIRST, PROPOSE))
        assert said(by_signatory, APPROVE, FIRST) == "second-person-needed"
        answered = after(None, (PUBLIC, ASK), (FIRST, GRANT))
        assert said(answered, APPROVE, FIRST) == "second-person-needed"

    def test_either_may_refuse(self) -> None:
        assert after(self.PROPOSED, (SECOND, REFUSE)).state is ErasureState.REFUSED


class TestNothingIsErasedThatRuns:
    @pytest.mark.parametrize(
        ("known", "code"), [(RUNNING, "redress-runs"), (OPEN, "matter-runs"), (None, "nothing-to-erase")]
    )
    def test_by_any_way(self, known: ErasureTarget | None, code: str) -> None:
        assert said(None, PROPOSE, FIRST, erasable=known) == code
        assert said(after(None, (FIRST, PROPOSE)), APPROVE, SECOND, erasable=known) == code
        assert said(None, RETAIN, SYSTEM, erasable=known) == code
        assert said(after(None, (PUBLIC, ASK)), GRANT, FIRST, erasable=known) == code

    def test_what_is_not_granted_can_be_answered_at_any_time(self) -> None:
        no = replace(GRANT, granted=False)
        assert said(after(None, (PUBLIC, ASK)), no, FIRST, erasable=RUNNING) == "ok"


class TestRetention:
    @pytest.mark.parametrize(("days", "code"), [(89, "retention-runs"), (90, "ok"), (400, "ok")])
    def test_ends_on_its_day(self, days: int, code: str) -> None:
        known = replace(OVER, ended_at=NOW - timedelta(days))
        assert said(None, RETAIN, SYSTEM, erasable=known) == code

    def test_needs_no_approval(self) -> None:
        made = after(None, (SYSTEM, RETAIN))
        assert (made.state, made.ground, made.approvals) == (ErasureState.ORDERED, ErasureGround.RETENTION, ())


class TestRequests:
    def test_are_answered_within_two_working_days(self) -> None:
        made = after(None, (PUBLIC, ASK))
        assert made.state is ErasureState.REQUESTED
        assert made.request.reply_by == NOW.replace(day=3, hour=17)  # Wednesday morning: to the end of Friday there

    @pytest.mark.parametrize(
        ("kind", "granted", "state"),
        [
            (DataRequestKind.ERASURE, True, ErasureState.PROPOSED),
            (DataRequestKind.ERASURE, False, ErasureState.ANSWERED),
            (DataRequestKind.ACCESS, True, ErasureState.ANSWERED),
            (DataRequestKind.CORRECTION, True, ErasureState.ANSWERED),
        ],
    )
    def test_only_granted_erasure_goes_on(self, kind: DataRequestKind, granted: bool, state: ErasureState) -> None:
        made = after(None, (PUBLIC, replace(ASK, kind=kind)), (FIRST, replace(GRANT, granted=granted)))
        assert made.state is state

    def test_late_answers_are_noted_once(self) -> None:
        note, made = NoteDataRequestOverdue(), after(None, (PUBLIC, ASK))
        assert said(made, note, SYSTEM) == "not-yet-due"
        later = NOW + timedelta(5)
        noted = attempt(made, note, knowing(SYSTEM, note, now=later))
        assert noted.overdue_at == later
        assert said(noted, note, SYSTEM, now=later) == "overdue-noted"

    def test_about_no_decision_are_refused(self) -> None:
        assert said(None, ASK, PUBLIC, contested=None) == "decision-unknown"


class TestAskedByAddress:
    """Somebody with an address only is told what belongs to the content, and nothing is changed at their word."""

    def test_it_names_no_case_and_asks_for_none(self) -> None:
        """So that neither the answer nor its time can tell whether anything is held there."""
        made = after(None, (PUBLIC, BY_ADDRESS))
        assert (made.state, made.target, made.by_address) == (ErasureState.REQUESTED, None, True)
        assert made.request.reply_by == after(None, (PUBLIC, ASK)).request.reply_by
        assert BY_COMMAND[RequestDataByAddress].needs == ()

    @pytest.mark.parametrize("kind", DataRequestKind)
    @pytest.mark.parametrize("granted", [True, False])
    def test_nothing_is_corrected_or_erased_without_an_identity(self, kind: DataRequestKind, granted: bool) -> None:
        made, answer = after(None, (PUBLIC, replace(BY_ADDRESS, kind=kind))), replace(GRANT, granted=granted)
        if granted and kind is not DataRequestKind.ACCESS:
            assert said(made, answer, FIRST, erasable=None) == "identity-needed"
            return
        answered = after(made, (FIRST, answer))
        assert (answered.state, answered.public_code) == (ErasureState.ANSWERED, None)


class TestAskedAtADesk:
    """Somebody shows an officer who they are; the register keeps that it was shown, to whom, and no more."""

    ASKED = RecordDataRequest(target="case-1", kind=DataRequestKind.ERASURE, text=LONG, shown_in_person=True)

    def test_it_is_followed_by_a_code_and_answered_in_time(self) -> None:
        made = after(None, (FIRST, self.ASKED))
        assert made.request is not None
        assert (made.state, made.target, made.request.ticket) == (ErasureState.REQUESTED, "case-1", A_TICKET)
        assert (made.request.officer, made.request.contact) == (FIRST.subject, None)
        assert made.request.reply_by == after(None, (PUBLIC, ASK)).request.reply_by

    def test_not_without_having_seen_it_nor_about_what_is_not_there(self) -> None:
        unseen = replace(self.ASKED, shown_in_person=False)
        assert said(None, unseen, FIRST) == "not-shown-in-person"
        assert said(None, self.ASKED, FIRST, erasable=None) == "nothing-to-erase"

    def test_who_wrote_it_down_approves_nothing(self) -> None:
        granted = after(None, (FIRST, self.ASKED), (person(LEAD), GRANT))
        assert said(granted, APPROVE, FIRST) == "second-person-needed"
        assert said(granted, APPROVE, SECOND) == "ok"

    def test_no_field_has_room_for_an_identity(self) -> None:
        assert {field.name for field in fields_of(RecordDataRequest)} == {"target", "kind", "text", "shown_in_person"}
