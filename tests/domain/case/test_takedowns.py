"""Proposals of removal: who takes which step when, on which items and grounds; and that each guard is needed."""

from dataclasses import replace
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case import committee, takedowns
from domain.case.committee import RefuseTakedown, SendTakedown, SignTakedown
from domain.case.ministry import NoteNoReply, NoteReviewDue, RecordMinistryReply, RecordTakedownOutcome, ReviewTakedown
from domain.case.state.case import CaseState
from domain.case.state.measures import Measure
from domain.case.state.pathways import TAKEDOWN_OVER, MinistryAnswer, Takedown, TakedownOutcome, TakedownStatus
from domain.case.takedowns import AddTakedownItem, ApproveTakedown, DraftTakedown, SubmitTakedown, WithdrawTakedown
from domain.kernel.fields import check
from domain.kernel.roles import Post
from tests.support.facts import NOW, a_case, person
from tests.support.handling import (
    BAD_GROUNDS,
    BOTH,
    DRAFTER,
    GROUND,
    LONG,
    MINISTRY,
    PPC,
    SECOND,
    Rule,
    a_decision,
    a_step,
    a_takedown,
    after,
    led_by,
    mismatches,
    said,
)
from tests.support.truth import weakened
from tests.support.world import KINDS, LEAD

S = TakedownStatus
ONE = "takedown-1"
ITEM = AddTakedownItem(
    takedown=ONE, url="https://tin.example/bai-1", captured_text="Trạm y tế đóng cửa.", captured_at=NOW
)
DRAFT = DraftTakedown(provisions=(GROUND,), necessity=LONG, alternatives=LONG)
APPROVE = ApproveTakedown(takedown=ONE)
SUBMIT = SubmitTakedown(takedown=ONE, committee=PPC, document_number="1/TTr")
SIGN = SignTakedown(takedown=ONE, document_number="2/UBND")
REFUSE = RefuseTakedown(takedown=ONE, reasons=LONG)
SEND = SendTakedown(takedown=ONE, ministry=MINISTRY, document_number="3/UBND", due_days=5)
REPLY = RecordMinistryReply(takedown=ONE, answer=MinistryAnswer.REFUSED, document_number="4/B")
OUTCOME = RecordTakedownOutcome(takedown=ONE, outcome=TakedownOutcome.REMOVED, note="Đã xem lại, không còn.")
REVIEW = ReviewTakedown(takedown=ONE, reasons=LONG)
WITHDRAW = WithdrawTakedown(takedown=ONE, reasons=LONG)

IN_FORCE = {CaseState.DECIDED, CaseState.EXECUTING}
SERVED = {CaseState.EXECUTING}
LATER = IN_FORCE | {CaseState.RESULT_REPORTED, CaseState.CLOSED}
OPEN = set(S) - TAKEDOWN_OVER
HEARD = {S.MINISTRY_ACCEPTED, S.MINISTRY_REFUSED, S.NO_REPLY}
SIGNING = (Post.SIGNATORY,)

LEAD_STEPS: dict[str, tuple[Any, set[S], Rule]] = {
    "item": (ITEM, {S.DRAFT}, Rule(agencies={LEAD}, posts=BOTH, states=IN_FORCE)),
    "approve": (APPROVE, {S.DRAFT}, Rule(agencies={LEAD}, posts=SIGNING, states=IN_FORCE)),
    "submit": (SUBMIT, {S.LEAD_APPROVED}, Rule(agencies={LEAD}, posts=BOTH, states=SERVED)),
    "reply": (REPLY, {S.SENT_MINISTRY, S.NO_REPLY}, Rule(agencies={LEAD}, posts=BOTH, states=LATER)),
    "outcome": (OUTCOME, HEARD, Rule(agencies={LEAD}, posts=BOTH, states=LATER)),
    "review": (REVIEW, {S.OUTCOME_RECORDED}, Rule(agencies={LEAD}, posts=BOTH, states=LATER)),
    "withdraw": (WITHDRAW, OPEN, Rule(agencies={LEAD}, posts=BOTH, states=LATER)),
}
COMMITTEE_STEPS: dict[str, tuple[Any, set[S], Rule]] = {
    "sign": (SIGN, {S.SUBMITTED_PPC}, Rule(agencies={PPC}, posts=SIGNING, states=SERVED)),
    "refuse": (REFUSE, {S.SUBMITTED_PPC}, Rule(agencies={PPC}, posts=SIGNING, states=IN_FORCE)),
    "send": (SEND, {S.PPC_SIGNED}, Rule(agencies={PPC}, posts=BOTH, states=SERVED)),
}
STEPS = LEAD_STEPS | COMMITTEE_STEPS


def decided(*proposals: Takedown, **changes: Any) -> Any:
    return a_case(CaseState.EXECUTING, decisions=(a_decision(),), takedowns=proposals, **changes)


def doer(name: str) -> Any:
    return person(PPC if name in COMMITTEE_STEPS else LEAD, Post.SIGNATORY)


def led_with(status: S) -> Any:
    return lambda case, agency, party: replace(led_by(case, agency, party), takedowns=(a_takedown(status),))


def before(status: S) -> Any:
    return lambda case, agency, party: replace(
        case, takedowns=(a_takedown(status, committee=agency if party else "agency-other"),)
    )


class TestWhoDrafts:
    row = BY_COMMAND[DraftTakedown]
    rule = Rule(agencies={LEAD}, posts=BOTH, states=IN_FORCE)

    @staticmethod
    def dressed(case: Any, agency: str, party: bool) -> Any:
        return replace(led_by(case, agency, party), decisions=(a_decision(),))

    def test_the_lead_of_a_decided_case(self) -> None:
        assert list(mismatches(self.row, self.rule, DRAFT, self.dressed)) == []

    @pytest.mark.parametrize("lost", ["scope", "posts", "states", "may"])
    def test_without_a_check_others_draft(self, lost: str) -> None:
        assert any(mismatches(weakened(self.row)[lost], self.rule, DRAFT, self.dressed))


class TestWhoGoesOn:
    @pytest.mark.parametrize("name", LEAD_STEPS)
    def test_the_lead(self, name: str) -> None:
        command, statuses, rule = LEAD_STEPS[name]
        for status in statuses:
            assert list(mismatches(BY_COMMAND[type(command)], rule, command, led_with(status))) == []

    @pytest.mark.parametrize("lost", ["scope", "posts", "states", "may"])
    @pytest.mark.parametrize("name", LEAD_STEPS)
    def test_without_a_check_others_do(self, name: str, lost: str) -> None:
        command, statuses, rule = LEAD_STEPS[name]
        row = weakened(BY_COMMAND[type(command)])[lost]
        assert any(mismatches(row, rule, command, led_with(min(statuses))))

    @pytest.mark.parametrize("name", COMMITTEE_STEPS)
    def test_the_committee_it_was_submitted_to(self, name: str) -> None:
        command, (status,), rule = COMMITTEE_STEPS[name]
        assert list(mismatches(BY_COMMAND[type(command)], rule, command, before(status))) == []

    @pytest.mark.parametrize("lost", ["scope", "posts", "states"])
    @pytest.mark.parametrize("name", COMMITTEE_STEPS)
    def test_without_a_check_not_only_the_committee(self, name: str, lost: str) -> None:
        command, (status,), rule = COMMITTEE_STEPS[name]
        assert any(mismatches(weakened(BY_COMMAND[type(command)])[lost], rule, command, before(status)))

    @pytest.mark.parametrize("name", COMMITTEE_STEPS)
    def test_without_both_looks_another_committee(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        command, (status,), rule = COMMITTEE_STEPS[name]
        monkeypatch.setattr(committee, "_submitted_to_actor", lambda *_: None)
        assert any(mismatches(weakened(BY_COMMAND[type(command)])["may"], rule, command, before(status)))

    @pytest.mark.parametrize("command", [NoteNoReply(takedown=ONE), NoteReviewDue(takedown=ONE)])
    def test_deadlines_are_the_registers_own(self, command: Any) -> None:
        assert {said(decided(), command, person(each)) for each in KINDS} == {"actor-not-admitted"}


class TestWhereItStands:
    @pytest.mark.parametrize("name", STEPS)
    def test_each_step_from_its_statuses_only(self, name: str) -> None:
        command, statuses, _ = STEPS[name]
        heard = {status: said(decided(a_takedown(status)), command, doer(name)) for status in S}
        assert heard == {status: "ok" if status in statuses else "no-takedown-there" for status in S}

    @pytest.mark.parametrize("name", STEPS)
    def test_whatever_the_other_proposals_do(self, name: str) -> None:
        command, statuses, _ = STEPS[name]
        other = a_takedown(min(statuses), id="takedown-2")
        heard = {status: said(decided(a_takedown(status), other), command, doer(name)) for status in S}
        assert heard == {status: "ok" if status in statuses else "transition-not-allowed" for status in S}

    @pytest.mark.parametrize("name", STEPS)
    def test_one_that_is_not_there(self, name: str) -> None:
        command, statuses, _ = STEPS[name]
        case = decided(a_takedown(min(statuses)))
        assert said(case, replace(command, takedown="takedown-9"), doer(name)) == "takedown-unknown"

    def test_nothing_is_sent_but_what_was_signed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unsigned, row = decided(a_takedown(S.LEAD_APPROVED)), weakened(BY_COMMAND[SendTakedown])["may"]
        assert said(unsigned, SEND, doer("send"), row) == "transition-not-allowed"
        monkeypatch.setattr(committee, "takedown_at", lambda case, *_: case.takedowns[0])
        assert said(unsigned, SEND, doer("send"), row) == "ok"


class TestDecision:
    @pytest.mark.parametrize("measure", Measure)
    def test_of_this_cycle_for_removal(self, measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = "ok" if measure is Measure.TAKEDOWN_PROPOSAL else "takedown-not-decided"
        case = a_case(CaseState.DECIDED, decisions=(a_decision(measure),))
        assert said(case, DRAFT, person(LEAD)) == expected
        monkeypatch.setattr(takedowns, "this_cycle", lambda *_: [a_decision()])
        assert said(case, DRAFT, person(LEAD)) == "ok"

    def test_an_earlier_one_counts_no_more(self) -> None:
        case = a_case(
            CaseState.DECIDED, cycle=2, decisions=(a_decision(cycle=1), a_decision(Measure.WARNING_LETTER, 2))
        )
        assert said(case, DRAFT, person(LEAD)) == "takedown-not-decided"


class TestGrounds:
    """G4 at the draft, the approval, the submission, the signature and the letter."""

    @pytest.mark.parametrize("ground", BAD_GROUNDS)
    @pytest.mark.parametrize("name", ["draft", "approve", "submit", "sign", "send"])
    def test_are_in_force_on_the_day_of_the_act(self, name: str, ground: str, monkeypatch: pytest.MonkeyPatch) -> None:
        status = S.WITHDRAWN if name == "draft" else min(STEPS[name][1])
        case = decided(a_takedown(status, provisions=(ground,)))
        command = replace(DRAFT, provisions=(ground,)) if name == "draft" else STEPS[name][0]
        assert said(case, command, doer(name)) == BAD_GROUNDS[ground][1]
        for module in (takedowns, committee):
            monkeypatch.setattr(module, "grounds_in_force", lambda *_: None)
        assert said(case, command, doer(name)) == "ok"

    def test_one_at_least(self) -> None:
        assert said(decided(), replace(DRAFT, provisions=()), person(LEAD)) == "ground-needed"


class TestPersons:
    """G5: who wrote it neither approves nor reviews it, and nobody judges a claim about their own agency."""

    @pytest.mark.parametrize(("name", "code"), [("approve", "drafter-cannot-sign"), ("review", "second-person-needed")])
    def test_the_writers_do_not(self, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        command, (status,), _ = LEAD_STEPS[name]
        drafted = a_takedown(status, drafted=a_step(by=SECOND))
        (item,) = drafted.items
        added = a_takedown(status, items=(item, replace(item, officer=SECOND)))
        for proposal in (drafted, added):
            assert said(decided(proposal), command, person(LEAD, Post.SIGNATORY)) == code
        monkeypatch.setattr(Takedown, "drafters", property(lambda _: frozenset()))
        for proposal in (drafted, added):
            assert said(decided(proposal), command, person(LEAD, Post.SIGNATORY)) == "ok"

    @pytest.mark.parametrize("name", ["draft", "approve", "sign"])
    def test_nobody_about_their_own_agency(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        status = {"draft": S.WITHDRAWN, "approve": S.DRAFT, "sign": S.SUBMITTED_PPC}[name]
        command = DRAFT if name == "draft" else STEPS[name][0]
        case = decided(a_takedown(status), concerns=(LEAD, PPC))
        assert said(case, command, doer(name)) == "agency-concerned"
        for module in (takedowns, committee):
            monkeypatch.setattr(module, "not_concerned", lambda *_: None)
        assert said(case, command, doer(name)) == "ok"

    def test_but_a_committee_may_always_refuse(self) -> None:
        case = decided(a_takedown(S.SUBMITTED_PPC), concerns=(PPC,))
        assert said(case, REFUSE, doer("refuse")) == "ok"


class TestItems:
    @pytest.mark.parametrize(
        "url",
        [
            "https://tin.example",
            "https://tin.example/",
            "http://www.tin.example//",
            "https://tin.example/#bai-1",
            "https://tin.example/?utm_source=a",
            "https://tin.example:8443",
            "https://video.example/@ai-do",
            "https://video.example/@ai-do/",
        ],
    )
    def test_no_account_and_no_site(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        command = replace(ITEM, url=url)
        assert list(check(command)) == []
        assert said(decided(a_takedown()), command, person(LEAD)) == "account-or-site"
        monkeypatch.setattr(takedowns, "_single", lambda _: True)
        assert said(decided(a_takedown()), command, person(LEAD)) == "ok"

    @pytest.mark.parametrize(
        "url",
        ["https://tin.example/bai-1", "https://tin.example/?p=12", "https://video.example/@ai-do/video/7"],
    )
    def test_a_single_item(self, url: str) -> None:
        assert said(decided(a_takedown()), replace(ITEM, url=url), person(LEAD)) == "ok"

    def test_one_to_twenty(self) -> None:
        (item,) = a_takedown().items
        assert said(decided(a_takedown(items=())), APPROVE, doer("approve")) == "items-needed"
        assert said(decided(a_takedown(items=(item,) * 19)), ITEM, person(LEAD)) == "ok"
        assert said(decided(a_takedown(items=(item,) * 20)), ITEM, person(LEAD)) == "too-many-items"

    def test_are_kept_with_who_captured_them(self) -> None:
        (first,) = a_takedown().items
        (made,) = after(decided(a_takedown()), ITEM, person(LEAD)).takedowns
        assert made.items[0] == first
        assert (made.items[1].officer, made.items[1].captured_at) == (DRAFTER, NOW)

    def test_at_most_twenty_proposals(self) -> None:
        assert said(decided(*(a_takedown(),) * 20), DRAFT, person(LEAD)) == "too-many-takedowns"
