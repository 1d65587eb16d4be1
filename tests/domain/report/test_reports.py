"""Machine A: who writes, submits, takes and returns a report, in which states, and what must be there (Đ6.2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Post
from domain.report.opening import RequestReport
from domain.report.reports import DraftReport, SubmitReport
from domain.report.state.report import Counting, Report, ReportSection, ReportState, ReportType
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, PROVINCE, attempt, codes, facts, person, verdict
from tests.support.reporting import DUE_AT, H1, a_report
from tests.support.world import KINDS, LEAD

WORDS = "Đã ban hành kế hoạch thực hiện Quy chế."
DRAFT = DraftReport(direction=WORDS, solutions="Đề nghị mở lớp tập huấn.")
SUBMIT = SubmitReport(document_number="15/BC-SYT", signed_on=date(2026, 6, 15))
ASK = RequestReport(
    agency=HEALTH,
    subject="Báo cáo về tin đồn đóng cửa trạm y tế.",
    since=date(2026, 6, 1),
    until=date(2026, 6, 30),
    due_days=5,
)


def may(state: Report, command: Any, agency: str, post: Post, now: datetime = NOW) -> str:
    return verdict(state, command, facts(person(agency, post), command, now=now))


class TestDrafting:
    def test_keeps_the_sections_that_are_not_given(self) -> None:
        first = attempt(a_report(words=()), DRAFT, facts(person(HEALTH), DRAFT))
        again = DraftReport(solutions="Đề nghị khác.", cases="Đã xác minh 3 vụ việc.")
        second = attempt(first, again, facts(person(HEALTH), again))
        assert second.written == {ReportSection.DIRECTION, ReportSection.SOLUTIONS, ReportSection.CASES}
        texts = {word.section: word.text for word in second.words}
        assert texts[ReportSection.DIRECTION] == first.words[0].text
        assert texts[ReportSection.SOLUTIONS] != first.words[1].text

    def test_needs_a_section(self) -> None:
        assert may(a_report(), DraftReport(), HEALTH, Post.HANDLER) == "section-needed"


class TestSubmitting:
    @pytest.mark.parametrize("counting", [None, Counting(at=H1.end, final=False, counts=())])
    def test_only_with_the_registers_final_numbers(self, counting: Counting | None) -> None:
        assert may(a_report(counting=counting), SUBMIT, HEALTH, Post.SIGNATORY) == "figures-not-counted"

    @pytest.mark.parametrize(
        ("signed_on", "said"),
        [
            (date(2026, 6, 14), "date-too-early"),
            (date(2026, 6, 15), "ok"),
            (local_date(NOW), "ok"),
            (local_date(NOW) + timedelta(1), "in-the-future"),
        ],
    )
    def test_signed_after_the_period_and_by_today(self, signed_on: date, said: str) -> None:
        assert may(a_report(), replace(SUBMIT, signed_on=signed_on), HEALTH, Post.SIGNATORY) == said

    @pytest.mark.parametrize(("now", "late"), [(DUE_AT - timedelta(milliseconds=1), False), (DUE_AT, True)])
    def test_late_from_the_moment_it_is_due_and_taken_all_the_same(self, now: datetime, late: bool) -> None:
        made = attempt(a_report(), SUBMIT, facts(person(HEALTH, Post.SIGNATORY), SUBMIT, now=now))
        assert (made.submissions[-1].late, made.state) == (late, ReportState.SUBMITTED)


class TestAsking:
    def test_opens_a_report_with_a_term(self) -> None:
        made: Report = attempt(None, ASK, facts(person(LEAD), ASK))
        assert (made.type, made.state, made.agency, made.period) == (ReportType.AD_HOC, ReportState.DUE, HEALTH, None)
        assert (made.start, made.end) == (datetime(2026, 5, 31, 17, tzinfo=UTC), datetime(2026, 6, 30, 17, tzinfo=UTC))
        assert made.term.due_at == datetime(2026, 7, 8, 17, tzinfo=UTC)
        assert made.request is not None
        assert made.request.agency == LEAD

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"agency": "agency-nowhere"}, "input.agency agency-unknown"),
            ({"agency": LEAD}, "input.agency agency-submits-nothing"),
            ({"agency": "agency-ppc"}, "input.agency agency-submits-nothing"),
            ({"agency": "agency-inspection"}, "input.agency agency-submits-nothing"),
            ({"since": date(2021, 7, 3)}, "input.since date-too-early"),
            ({"until": date(2026, 5, 31)}, "input.until ends-before-it-begins"),
            ({"until": date(2026, 7, 2)}, "input.until in-the-future"),
        ],
    )
    def test_is_refused(self, changes: dict[str, Any], said: str) -> None:
        command = replace(ASK, **changes)
        assert codes(None, command, facts(person(LEAD), command)) == [said]

    @each("agency", sorted(set(KINDS) - {LEAD, "agency-ppc", "agency-inspection", "agency-ministry"}))
    def test_whoever_submits_can_be_asked(self, agency: str) -> None:
        command = replace(ASK, agency=agency)
        assert codes(None, command, facts(person(LEAD), command, registry=PROVINCE)) == []
