"""Erasing: who asks, who answers, who approves, and how long data is kept."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest

from domain.book import BY_COMMAND
from domain.case.state.case import HIDDEN_CLOSURES, ClosureReason
from domain.erasure.contact import contact_problem
from domain.erasure.data_requests import AnswerDataRequest, RecordDataRequest, RequestData, RequestDataByAddress
from domain.erasure.data_terms import NoteDataRequestOverdue
from domain.erasure.erasures import ApproveErasure, EndRetention, ProposeErasure, RefuseErasure
from domain.erasure.retention import Kept, retention_on, retentions
from domain.erasure.state import DataRequestKind, Erasure, ErasureGround, ErasureState, ErasureTarget, Word
from domain.kernel.actor import PUBLIC, SYSTEM, Actor
from domain.kernel.calendar import local_date
from domain.kernel.fields import fields_of
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.notification.due import Due, mine
from domain.registry.accounts import Officer
from domain.registry.agency import Succession
from domain.registry.law import NoRow
from domain.registry.registry import NO_REGISTRY, Registry
from domain.rules.duty import DutyKind, duties_in
from tests.domain.redress import CODE, LONG, PPC, about, examiner, knowing
from tests.support.each import each
from tests.support.facts import (
    A_TICKET,
    ALWAYS,
    HEALTH,
    NOW,
    PROVINCE,
    attempt,
    codes,
    person,
    sealed,
    verdict,
    with_agency,
)
from tests.support.world import LEAD, officer

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

    def test_no_field_has_room_for_an_identity(self) -> None:
        assert {field.name for field in fields_of(RecordDataRequest)} == {"target", "kind", "text", "shown_in_person"}


DPO: Final = Post.DATA_PROTECTION_OFFICER
TODAY = local_date(NOW)
ASK_ACCESS = RequestData(decision=CODE, kind=DataRequestKind.ACCESS, text=LONG)
ANSWER = AnswerDataRequest(granted=True, reasons=LONG)
RECORD = RecordDataRequest(target="case-1", kind=DataRequestKind.ACCESS, text=LONG, shown_in_person=True)
ENDED = ErasureTarget(stream="case-1", over=True, redress_runs=False)
ASKED: Erasure = attempt(None, ASK_ACCESS, knowing(PUBLIC, ASK_ACCESS, contested=about()))


def with_officer(agency: str = LEAD, span: Span = ALWAYS, posts: tuple[Post, ...] = (DPO,)) -> Registry:
    """The province, in which one agency appointed somebody for what people ask about their data."""
    row = Officer(
        id=officer(agency, DPO), subject=sealed("s"), agency=agency, posts=posts, span=span, appointment=sealed("QĐ 2")
    )
    return replace(PROVINCE, officers={**PROVINCE.officers, row.id: row})


def refused_by(who: Actor) -> Erasure:
    """A request that somebody refused, and that has to be answered again."""
    word = Word(agency=who.own, officer=who.subject, at=NOW - timedelta(9), reasons=sealed(LONG))
    return replace(ASKED, former=(word,))


def heard(actor: Actor, registry: Registry, state: Erasure | None = ASKED) -> tuple[str, bool]:
    """What is said to somebody who answers (who records, without a request), and whether it is theirs in the inbox."""
    command: Any = RECORD if state is None else ANSWER
    given = replace(knowing(actor, command, contested=about(), erasable=ENDED), registry=registry)
    owed = [duty for duty in duties_in(Kind.ERASURE, state or ASKED) if duty.agency == actor.role]
    [own] = [mine(Due(duty=duty, stream=duty.about), actor, registry, NOW) for duty in owed]
    assert owed[0].kind is DutyKind.ANSWER_DATA_REQUEST
    return verdict(state, command, given), own


HANDLER, SIGNATORY, APPOINTED = person(LEAD), person(LEAD, Post.SIGNATORY), person(LEAD, DPO)
NOBODY = PROVINCE
ONE = with_officer()
NO, YES = ("post-missing", False), ("ok", True)
AGAIN = ("second-person-needed", False)


@each(
    ("registry", "who", "state", "said"),
    [
        (NOBODY, HANDLER, ASKED, YES),
        (NOBODY, SIGNATORY, ASKED, YES),
        (NOBODY, person(LEAD, Post.SPOKESPERSON), ASKED, NO),
        (ONE, HANDLER, ASKED, NO),
        (ONE, SIGNATORY, ASKED, NO),
        (ONE, APPOINTED, ASKED, YES),
        (ONE, replace(HANDLER, posts=frozenset({Post.HANDLER, DPO})), ASKED, YES),
        (ONE, person(PPC), ASKED, YES),
        (with_officer(PPC), person(PPC), ASKED, NO),
        (with_officer(PPC), HANDLER, ASKED, YES),
        (with_officer(span=Span(since=TODAY)), HANDLER, ASKED, NO),
        (with_officer(span=Span(since=TODAY + timedelta(1))), HANDLER, ASKED, YES),
        (with_officer(span=Span(since=date(2021, 7, 4), until=TODAY)), HANDLER, ASKED, YES),
        (with_officer(posts=(Post.HANDLER,)), HANDLER, ASKED, YES),
        (ONE, HANDLER, refused_by(HANDLER), AGAIN),
        (ONE, SIGNATORY, refused_by(HANDLER), NO),
        (ONE, APPOINTED, refused_by(HANDLER), YES),
        (ONE, APPOINTED, refused_by(APPOINTED), AGAIN),
        (ONE, HANDLER, refused_by(APPOINTED), YES),
        (ONE, SIGNATORY, refused_by(APPOINTED), YES),
    ],
)
def test_the_appointed_officer_alone(registry: Registry, who: Actor, state: Erasure, said: tuple[str, bool]) -> None:
    """Each agency by its own officers of the day; what they may not answer again is left to the others (G5)."""
    assert heard(who, registry, state) == said


@pytest.mark.parametrize(
    ("registry", "who", "said"), [(NOBODY, HANDLER, "ok"), (ONE, HANDLER, "post-missing"), (ONE, APPOINTED, "ok")]
)
def test_writes_it_down_at_the_desk(registry: Registry, who: Actor, said: str) -> None:
    assert heard(who, registry, None)[0] == said


def test_an_officer_of_an_agency_that_was_taken_over_counts_for_its_heir() -> None:
    taken = Succession(successor=LEAD, on=TODAY, whole=True, source="test")
    merged = with_agency(HEALTH, successions=(taken,))
    assert heard(HANDLER, replace(merged, officers=with_officer(HEALTH).officers)) == NO


@pytest.mark.parametrize(
    ("registry", "who", "closed"), [(NOBODY, HANDLER, False), (ONE, HANDLER, True), (ONE, APPOINTED, False)]
)
def test_opens_how_to_reach_who_asks(registry: Registry, who: Actor, closed: bool) -> None:
    given = replace(knowing(who, ANSWER), registry=registry)
    assert (contact_problem(ASKED, given) is not None) is closed


RUNS = ["input.target retention-runs"]
DAY = date(2026, 7, 1)
LATER = NOW + timedelta(days=4_000)


def test_every_end_of_a_case_has_a_term() -> None:
    ends = {reason.value for reason in set(ClosureReason) - HIDDEN_CLOSURES}
    assert ends == {kept.value for kept in Kept} - {"COMPLAINT", "CONTACT", "PROTECTION"}, (
        "hidden ones go by the setting"
    )
    for kept in Kept:
        assert retention_on(kept, DAY).kept is kept
        spans = sorted((row.span.since, row.span.until) for row in retentions(NO_REGISTRY) if row.kept is kept)
        assert all(until == since for (_, until), (since, _) in pairwise(spans)), "without gaps"
    with pytest.raises(NoRow):
        retention_on(Kept.CONTACT, date(2021, 7, 3))


def judged(kept: Kept | None, days: int, **order: Any) -> list[str]:
    target = ErasureTarget(
        stream="case-1", over=True, redress_runs=False, ended_at=LATER - timedelta(days=days), kept=kept
    )
    command = EndRetention(target="case-1", **({"kept_days": 0} | order))
    return codes(None, command, knowing(SYSTEM, command, erasable=target, now=LATER))


@pytest.mark.parametrize("kept", [kept for kept in Kept if kept is not Kept.CONTACT])
def test_nothing_goes_before_its_row_says_so(kept: Kept) -> None:
    days = retention_on(kept, DAY).days
    assert judged(kept, days - 1) == RUNS
    assert judged(kept, days) == []
    assert judged(kept, days, kept_days=days + 1) == RUNS


def test_a_contact_goes_by_its_own_row_however_long_the_case_is_kept() -> None:
    days = retention_on(Kept.CONTACT, DAY).days
    assert judged(Kept.COMPLETED, days - 1, contact_only=True) == RUNS
    assert judged(Kept.COMPLETED, days, contact_only=True) == []
    assert judged(Kept.COMPLETED, days) == RUNS


def test_the_order_says_what_goes() -> None:
    target = ErasureTarget(stream="case-1", over=True, redress_runs=False, ended_at=NOW - timedelta(days=100))
    command = EndRetention(target="case-1", kept_days=90, contact_only=True)
    made = attempt(None, command, knowing(SYSTEM, command, erasable=target))
    assert (made.state, made.contact_only) == (ErasureState.ORDERED, True)
    running = replace(target, redress_runs=True)
    assert codes(None, command, knowing(SYSTEM, command, erasable=running)) != []
