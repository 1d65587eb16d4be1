"""What waits for whom while content may harm a person, and how long it is kept."""

from typing import Any

import pytest

from domain.case.duties import duties
from domain.case.harm import ReviewHarm
from domain.case.state.case import CaseState
from domain.erasure.retention import Kept, kept_as
from domain.rules.duty import DutyKind
from tests.domain.harmful import INSPECTED, TAKEN_BACK, a_request, done, harmful
from tests.support.facts import HEALTH
from tests.support.handling_commands import good
from tests.support.handling_past import Cast, a_closure, case_at
from tests.support.world import LEAD


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            (CaseState.RECEIVED, {(DutyKind.PROTECT_PERSON, LEAD)}),
            (CaseState.SCREENED, {(DutyKind.PROTECT_PERSON, HEALTH), (DutyKind.PROTECT_PERSON, LEAD)}),
            (CaseState.CHECKING, {(DutyKind.APPRAISE, LEAD), INSPECTED}),
            (CaseState.APPRAISED, {(DutyKind.ACT_ON_FINDING, LEAD), INSPECTED}),
        ],
    )
    def test_in_each_state(self, state: CaseState, expected: set[tuple[DutyKind, str]]) -> None:
        assert {(duty.kind, duty.agency) for duty in duties(harmful(state))} == expected

    def test_protected_content_waits_to_be_closed(self) -> None:
        protected = done(harmful(CaseState.CHECKING), good(ReviewHarm, criticism=True))
        assert {duty.kind for duty in duties(protected)} == {DutyKind.CLOSE, DutyKind.INSPECT_PROTECTION}


class TestKeeping:
    @pytest.mark.parametrize(
        ("requests", "expected"), [((a_request(),), Kept.PROTECTION), ((TAKEN_BACK,), Kept.PROTECTION)]
    )
    def test_is_short_once_somebody_asked(self, requests: Any, expected: Kept) -> None:
        assert kept_as(harmful(CaseState.RESULT_REPORTED, a_closure(Cast()), requests=requests)) is expected

    def test_is_as_before_where_nobody_asked(self) -> None:
        assert kept_as(case_at(CaseState.CLOSED)) is Kept.COMPLETED
        assert kept_as(case_at(CaseState.CHECKING)) is None
