"""Questions of the press and who speaks: the times, who may answer, and that each guard is needed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import TermSource
from domain.kernel.vocabulary import Post
from domain.press_question import questions as exchanges
from domain.press_question.duties import duties
from domain.press_question.questions import (
    ANSWER_OVERDUE,
    AnswerQuestion,
    ExtendAnswer,
    Mandate,
    NameSpokesperson,
    NoteAnswerOverdue,
    ReceiveQuestion,
    Spokesperson,
)
from domain.press_question.state import Exchange, ExchangeState, QuestionKind
from domain.registry.registry import Registry
from domain.registry.working_days import DaysCounted, Holidays
from domain.rules.duty import deadline_of
from domain.rules.facts import Facts
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, NOW, PROVINCE, attempt, facts, person, stated, verdict
from tests.support.world import LEAD, officer

DESK, SPEAKER, HEAD = person(LEAD), person(LEAD, Post.SPOKESPERSON), person(LEAD, Post.SIGNATORY)
ANSWER = AnswerQuestion(text="Trạm y tế xã vẫn mở cửa như thường lệ.")
LONGER = ExtendAnswer(days=5, document_number="3/TB", reasons="Phải tập hợp hồ sơ của nhiều xã.")
# NOW is a Wednesday at 9 in Vietnam: working days end with the first instant after the last of them.
DUE: Mapping[QuestionKind, datetime] = {
    QuestionKind.EVENT: NOW + timedelta(hours=24),
    QuestionKind.QUESTION: datetime(2026, 7, 8, 17, tzinfo=UTC),
    QuestionKind.ACCESS_ELECTRONIC: datetime(2026, 7, 6, 17, tzinfo=UTC),
    QuestionKind.ACCESS_POST: datetime(2026, 7, 8, 17, tzinfo=UTC),
    QuestionKind.PETITION: datetime(2026, 7, 31, 17, tzinfo=UTC),
}


def a_row(**changes: Any) -> Spokesperson:
    return stated(
        Spokesperson,
        changes,
        id="spokesperson-1",
        agency=LEAD,
        officer=officer(LEAD, Post.SPOKESPERSON),
        mandate=Mandate.APPOINTED,
        span=ALWAYS,
    )


def speaking(*rows: Spokesperson) -> Registry:
    return replace(PROVINCE, others={Spokesperson: {str(number): row for number, row in enumerate(rows)}})


REGISTRY = speaking(a_row())


def known(actor: Any, command: Any = None, *, now: datetime = NOW, registry: Registry = REGISTRY) -> Facts:
    return facts(actor, command, now=now, registry=registry)


def a_question(kind: QuestionKind = QuestionKind.ACCESS_POST) -> Exchange:
    command = ReceiveQuestion(kind=kind, asked_at=NOW, outlet="Báo Mẫu", question="Trạm y tế có đóng cửa không?")
    made = attempt(None, command, known(DESK, command))
    assert isinstance(made, Exchange)
    return made


class TestTimes:
    @pytest.mark.parametrize("kind", QuestionKind)
    def test_each_kind_has_its_own(self, kind: QuestionKind) -> None:
        made = a_question(kind)
        assert made.due_at == DUE[kind]
        assert made.source is (TermSource.INTERNAL if kind is QuestionKind.QUESTION else TermSource.LAW)

    def test_orders_a_job_for_the_moment_it_ends(self) -> None:
        made = a_question()
        event = exchanges.QuestionReceived(
            **{field.name: getattr(made, field.name) for field in fields(exchanges.QuestionReceived)}
        )
        (job,) = event.jobs(made)
        assert (job.job, job.due) == (ANSWER_OVERDUE, made.due_at)

    def test_may_be_about_a_case_and_keeps_which(self) -> None:
        assert a_question().case is None
        command = ReceiveQuestion(
            kind=QuestionKind.EVENT, asked_at=NOW, outlet="Báo", question="Có việc gì xảy ra?", case="case-asked"
        )
        assert attempt(None, command, known(DESK, command)).case == "case-asked"

    def test_cannot_begin_ahead(self) -> None:
        command = ReceiveQuestion(
            kind=QuestionKind.EVENT, asked_at=NOW + timedelta(seconds=1), outlet="Báo", question="Có việc gì xảy ra?"
        )
        assert verdict(None, command, known(DESK, command)) == "in-the-future"

    @pytest.mark.parametrize("kind", [QuestionKind.EVENT, QuestionKind.QUESTION, QuestionKind.PETITION])
    def test_of_other_kinds_is_fixed(self, kind: QuestionKind) -> None:
        assert verdict(a_question(kind), LONGER, known(DESK, LONGER)) == "term-is-fixed"

    def test_that_ran_out_is_noted_once_and_not_before(self) -> None:
        made, note = a_question(), NoteAnswerOverdue()
        assert verdict(made, note, known(SYSTEM, note)) == "not-yet-due"
        late = attempt(made, note, known(SYSTEM, note, now=made.due_at))
        assert (late.state, late.late) == (ExchangeState.OPEN, made.due_at)
        assert verdict(late, note, known(SYSTEM, note, now=made.due_at)) == "overdue-noted"
        assert verdict(late, ANSWER, known(SPEAKER, ANSWER, now=made.due_at)) == "ok"

    def test_in_working_days_is_late_after_the_days_off_known_now(self) -> None:
        made, note = a_question(), NoteAnswerOverdue()
        off = DaysCounted(days=(date(2026, 7, 6),), since=NOW + timedelta(hours=1))
        row = Holidays(id="h", year=2026, days=off.days, source="TB", counted=(off,))
        now = known(SYSTEM, note, now=made.due_at, registry=replace(REGISTRY, holidays={"h": row}))
        assert verdict(made, note, now) == "term-computed-again"
        (duty,) = duties(made)
        assert deadline_of(duty, now.registry.days) == made.due_at + timedelta(days=1)

    def test_is_extended_from_the_end_known_now(self) -> None:
        """A day off became known, so the question runs a day longer; one more falls into the extension."""
        made = a_question()
        off = DaysCounted(days=(date(2026, 7, 6), date(2026, 7, 14)), since=NOW + timedelta(hours=1))
        row = Holidays(id="h", year=2026, days=off.days, source="TB", counted=(off,))
        now = known(DESK, LONGER, now=made.due_at, registry=replace(REGISTRY, holidays={"h": row}))
        longer = attempt(made, LONGER, now)
        assert longer.due_at == datetime(2026, 7, 17, 17, tzinfo=UTC)
        assert exchanges.ends(longer, now) == longer.due_at, "each day off counts once"
        over = replace(now, now=exchanges.ends(made, now))
        assert verdict(made, LONGER, over) == "term-is-over"

    def test_of_a_petition_ends_with_a_working_day(self) -> None:
        term = exchanges.term_for(QuestionKind.PETITION, NOW, known(DESK))
        thursday = NOW + timedelta(days=1)
        assert term.due(thursday, known(DESK)) == datetime(2026, 8, 3, 17, tzinfo=UTC), "1 August is a Saturday"


class TestAnswers:
    def test_about_a_case_may_come_from_who_speaks_about_it(self) -> None:
        about = replace(a_question(), case="case-1")
        rows = speaking(a_row(mandate=Mandate.ONE_CASE, case="case-1"))
        assert verdict(about, ANSWER, known(SPEAKER, ANSWER, registry=rows)) == "ok"

    @pytest.mark.parametrize(
        "row",
        [
            a_row(agency=HEALTH),
            a_row(officer=officer(HEALTH, Post.SPOKESPERSON)),
            a_row(span=replace(ALWAYS, until=date(2026, 7, 1))),
            a_row(mandate=Mandate.ONE_CASE, case="case-1"),
        ],
    )
    def test_need_a_mandate_for_this_agency_person_day_and_matter(self, row: Spokesperson) -> None:
        assert verdict(a_question(), ANSWER, known(SPEAKER, ANSWER, registry=speaking(row))) == "spokesperson-only"


def a_naming(**changes: Any) -> NameSpokesperson:
    fields: dict[str, Any] = {
        "officer": officer(LEAD, Post.SPOKESPERSON),
        "mandate": Mandate.APPOINTED,
        "name": "Nguyễn Văn Mẫu",
        "office": "Phó Giám đốc",
        "phone": "0206 000 0000",
        "email": "phatngon@mau.example",
        "document_number": "7/QĐ",
        "since": ALWAYS.since,
    }
    return NameSpokesperson(**(fields | changes))


class TestSpokespersons:
    @each(
        ("changes", "said"),
        [
            ({}, "ok"),
            ({"officer": officer(LEAD, Post.HANDLER)}, "officer-is-no-spokesperson"),
            ({"officer": officer(HEALTH, Post.SPOKESPERSON)}, "officer-is-no-spokesperson"),
            ({"officer": "officer-nobody"}, "officer-is-no-spokesperson"),
            ({"mandate": Mandate.ONE_CASE}, "one-case-names-it"),
            ({"case": "case-1"}, "one-case-names-it"),
            ({"mandate": Mandate.ONE_CASE, "case": "case-1"}, "ok"),
            ({"until": ALWAYS.since}, "ends-before-it-begins"),
        ],
    )
    def test_are_named_by_rule(self, changes: dict[str, Any], said: str) -> None:
        command = a_naming(**changes)
        assert verdict(None, command, known(HEAD, command)) == said
