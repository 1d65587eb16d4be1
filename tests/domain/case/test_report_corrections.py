"""What a report says wrong is put right before it is appraised, and what stood before is kept (Đ3.1, Đ2.2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase
from domain.case.reports import ADDRESSES_MOST, CORRECTIONS_MOST, CorrectReport
from domain.case.state.case import Case, CaseState
from domain.case.transfers import ProposeTransfer
from tests.support.facts import NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG, attempt, knowing, said
from tests.support.handling_past import Cast, a_review, a_verification, case_at
from tests.support.world import LEAD

HANDLER = person(LEAD)
CHECKED = case_at(CaseState.CHECKING)
LATER = NOW + timedelta(hours=1)
WORDS, PLACE = "Trạm y tế xã đã đóng cửa từ hôm qua.", "Bảng tin ở chợ."
ADDRESS = "https://tin.example/bai/2"


def heard(case: Case, **fields: Any) -> str:
    command = CorrectReport(reasons=LONG, **fields)
    return said(case, command, knowing(HANDLER, command, now=LATER))


def corrected(case: Case, **fields: Any) -> Case:
    command = CorrectReport(reasons=LONG, **fields)
    made: Case = attempt(case, command, knowing(HANDLER, command, now=LATER))
    return made


class TestWhatIsCorrected:
    def test_is_something(self) -> None:
        assert heard(CHECKED) == "input.claim report-unchanged"

    def test_has_its_limits(self) -> None:
        full = replace(CHECKED, addresses=(sealed("a"),) * ADDRESSES_MOST)
        assert heard(full, other_url=ADDRESS) == f"LimitReached too-many-case-addresses {ADDRESSES_MOST}"
        often = corrected(CHECKED, place=PLACE)
        often = replace(often, report_corrections=often.report_corrections * CORRECTIONS_MOST)
        assert heard(often, place=PLACE) == f"LimitReached too-many-corrections {CORRECTIONS_MOST}"


class TestAClaimInOtherWords:
    CASE = corrected(CHECKED, claim=WORDS)

    @pytest.mark.parametrize("command", [good(AppraiseCase), good(ProposeTransfer)])
    def test_is_carried_by_nothing_found_of_the_words_before(self, command: Any) -> None:
        known = knowing(HANDLER, command, now=LATER)
        assert said(CHECKED, command, known) == "ok"
        assert said(corrected(CHECKED, place=PLACE), command, known) == "ok"
        assert said(self.CASE, command, known) != "ok"
        reviewed = a_review(Cast(), at=LATER).fold(self.CASE)
        assert said(reviewed, command, known) == "G2 independent-source-needed"
        verified = a_verification(Cast(), at=LATER).fold(self.CASE)
        assert said(verified, command, known) == "G3 expression-review-stale"
        assert said(a_review(Cast(), at=LATER).fold(verified), command, known) == "ok"
