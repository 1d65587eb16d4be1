"""Hearing the person concerned: who asks, who answers, what waits for it, and what a decision without it says."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.hearing import HEARINGS_MOST, AnswerHearing, OpenHearing, newest_hearing, open_by_address
from domain.case.state.case import Case, CaseState, Closure, ClosureReason, Informed, ReportCorrection
from domain.case.state.hearing import Hearing, HearingAnswer, HearingWay
from domain.case.state.measures import MILD, Measure
from domain.kernel.actor import PUBLIC, Actor, holder_of
from domain.kernel.event import Step
from domain.kernel.vocabulary import Post
from tests.support.each import each
from tests.support.facts import NOW, person, sealed, stated
from tests.support.handling_commands import good
from tests.support.handling_facts import DRAFTER, LATER, LONG, hear, left
from tests.support.handling_past import Cast, Past, case_at
from tests.support.world import LEAD

CODE = "0123456789AB"
HOLDER = holder_of("case-1", CODE)
ANSWER = AnswerHearing(text="Trạm y tế đóng cửa thật vào hôm đó, tôi có ảnh.")
IN_TIME = NOW + timedelta(days=5)
HARSH = Past(measure=Measure.SANCTION_FILE, alternatives=(Measure.CORRECTION_REQUEST,))


def a_hearing(*answered: datetime, mark: str | None = None, **changes: Any) -> Hearing:
    """A question in a letter."""
    made = Hearing(
        id="hearing-1",
        cycle=1,
        way=HearingWay.LETTER,
        asked=Step(agency=LEAD, officer=DRAFTER, at=NOW, note=sealed("n")),
        question=sealed("q"),
        code=CODE,
        answer_by=IN_TIME,
        answers=tuple(HearingAnswer(at=at, text=sealed("a"), mark=mark) for at in answered),
    )
    return replace(made, **changes)


def heard_case(*hearings: Hearing, state: CaseState = CaseState.APPRAISED, past: Past | None = None) -> Case:
    return replace(case_at(state, Cast(), past or Past()), hearings=hearings)


def heard(case: Case, command: Any, actor: Actor | None = None, now: datetime = LATER) -> str:
    return hear(case, command, actor or person(LEAD), now=now)


class TestAsking:
    @pytest.mark.parametrize("way", HearingWay)
    def test_gives_a_code_and_a_term_to_whoever_is_asked(self, way: HearingWay) -> None:
        made = left(heard_case(), good(OpenHearing, way=way), person(LEAD))
        (hearing,) = made.hearings
        asked = way is not HearingWay.NOT_POSSIBLE
        assert (hearing.code is not None, hearing.answer_by is not None) == (asked, asked)
        assert (hearing.way, hearing.cycle, hearing.answers) == (way, 1, ())

    def test_at_an_address_only_where_there_is_one(self) -> None:
        nowhere = replace(heard_case(), url=None)
        assert heard(nowhere, good(OpenHearing)) == "input.way no-address-to-ask-at"
        assert heard(nowhere, good(OpenHearing, way=HearingWay.LETTER)) == "ok"

    def test_once_at_a_time_and_so_often(self) -> None:
        assert heard(heard_case(a_hearing()), good(OpenHearing), now=NOW) == "RuleNotMet hearing-runs"
        assert heard(heard_case(a_hearing(NOW)), good(OpenHearing), now=NOW) == "ok"
        over = [a_hearing(NOW)] * HEARINGS_MOST
        assert heard(heard_case(*over), good(OpenHearing)).startswith("LimitReached too-many-hearings")


class TestAnswering:
    @each("state", CaseState)
    def test_as_long_as_it_changes_what_is_decided(self, state: CaseState) -> None:
        ok = heard(heard_case(a_hearing(), state=state), ANSWER, HOLDER) == "ok"
        assert ok is (state in (CaseState.APPRAISED, CaseState.PROPOSED))

    def test_keeps_the_words_and_nobody(self) -> None:
        made = left(heard_case(a_hearing()), ANSWER, HOLDER)
        assert made.hearings[0].statements == (HearingAnswer(at=NOW, text=sealed(ANSWER.text), mark=CODE),)

    def test_late_counts_too(self) -> None:
        assert heard(heard_case(a_hearing()), ANSWER, HOLDER, now=IN_TIME + timedelta(days=30)) == "ok"

    @pytest.mark.parametrize("actor", [person(LEAD), person(LEAD, Post.SIGNATORY)])
    def test_not_by_agencies(self, actor: Actor) -> None:
        assert heard(heard_case(a_hearing()), ANSWER, actor).startswith("NotAllowed actor-not-admitted")
        assert PUBLIC.kind is HOLDER.kind


class TestProposing:
    @pytest.mark.parametrize(
        ("hearings", "now", "expected"),
        [
            ((), NOW, "ok"),
            ((a_hearing(),), IN_TIME - timedelta(milliseconds=1), "RuleNotMet hearing-runs"),
            ((a_hearing(),), IN_TIME, "ok"),
            ((a_hearing(cycle=2),), NOW, "ok"),
            ((a_hearing(NOW),), NOW, "input.reply reply-needed"),
            ((a_hearing(NOW, way=HearingWay.ADDRESS),), NOW, "RuleNotMet hearing-runs"),
            ((a_hearing(NOW, way=HearingWay.ADDRESS),), IN_TIME, "ok"),
        ],
    )
    def test_waits_for_the_answer_and_deals_with_it(
        self, hearings: tuple[Hearing, ...], now: datetime, expected: str
    ) -> None:
        assert heard(heard_case(*hearings), good(ProposeHandling), now=now) == expected

    def test_says_what_it_makes_of_an_answer_to_any_question_of_the_cycle(self) -> None:
        case = heard_case(a_hearing(NOW), a_hearing(id="hearing-2", code=None, answer_by=None))
        assert heard(case, good(ProposeHandling)) == "input.reply reply-needed"
        made = left(case, good(ProposeHandling, reply=LONG), person(LEAD))
        assert made.proposal.reply == sealed(LONG)


class TestDeciding:
    @pytest.mark.parametrize("measure", Measure)
    def test_a_restriction_without_asking_needs_a_reason_that_stands_in_it(self, measure: Measure) -> None:
        past = Past(measure=measure, alternatives=())
        case = heard_case(state=CaseState.PROPOSED, past=past)
        signatory = person(LEAD, Post.SIGNATORY)
        plain, reasoned = (good(DecideCase, measure=measure, unheard=unheard) for unheard in (None, LONG))
        assert heard(case, plain, signatory) == ("ok" if measure in MILD else "input.unheard hearing-needed")
        made = left(case, reasoned, signatory)
        assert made.decisions[-1].unheard == sealed(LONG)

    @pytest.mark.parametrize(
        ("hearing", "expected"),
        [
            (a_hearing(), "ok"),
            (a_hearing(code=None, answer_by=None, way=HearingWay.NOT_POSSIBLE), "ok"),
            (a_hearing(cycle=2), "input.unheard hearing-needed"),
            (a_hearing(LATER + timedelta(days=1)), "RuleNotMet answered-since"),
            (a_hearing(LATER + timedelta(days=1), way=HearingWay.ADDRESS), "ok"),
        ],
    )
    def test_after_a_question_of_this_cycle(self, hearing: Hearing, expected: str) -> None:
        command = good(DecideCase, measure=Measure.SANCTION_FILE)
        case = heard_case(hearing, state=CaseState.PROPOSED, past=HARSH)
        assert heard(case, command, person(LEAD, Post.SIGNATORY)) == expected

    def test_a_question_about_other_words_counts_no_more(self) -> None:
        changed = ReportCorrection(step=Step(agency=LEAD, officer=DRAFTER, at=LATER), claim=sealed("before"))
        case = replace(heard_case(a_hearing(NOW)), report_corrections=(changed,))
        assert newest_hearing(case) is None


class TestAtTheAddress:
    @each("state", CaseState)
    def test_shown_while_an_answer_still_changes_something(self, state: CaseState) -> None:
        shown = open_by_address(heard_case(a_hearing(way=HearingWay.ADDRESS), state=state)) is not None
        assert shown is (state in (CaseState.APPRAISED, CaseState.PROPOSED))

    @pytest.mark.parametrize("way", HearingWay)
    def test_only_when_the_agency_chose_it(self, way: HearingWay) -> None:
        shown = open_by_address(heard_case(a_hearing(way=way))) is not None
        assert shown is (way is HearingWay.ADDRESS)

    def test_nothing_of_a_case_that_hides(self) -> None:
        over = stated(Closure, reason=ClosureReason.PROTECTED, informed=Informed.BY_PHONE, agency=LEAD, officer="o")
        assert open_by_address(replace(heard_case(a_hearing(way=HearingWay.ADDRESS)), closure=over)) is None
