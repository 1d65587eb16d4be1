"""What whoever reported a case is told of its next step: one for each state, with the term that the agencies set."""

from datetime import timedelta
from typing import Final

import pytest

from api.pages.report.next_step import report_step
from api.pages.report.page_request import TEXTS
from domain.case.duties import STEPS, awaited
from domain.case.state.case import CaseState
from domain.kernel.calendar import local_date
from domain.messages import Language
from domain.messages.dates import local_day
from domain.registry.working_days import WorkingDays
from domain.rules.duty import RULES
from tests.support.each import each
from tests.support.handling_past import case_at

DAYS = WorkingDays(())
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@each(
    ("state", "step", "days"),
    [
        ("RECEIVED", "SCREEN", 2),
        ("SCREENED", "CHECK", 10),
        ("CHECKING", "APPRAISE", 3),
        ("COORDINATING", "GIVE_OPINION", None),
        ("APPRAISED", "ACT_ON_FINDING", 5),
        ("PROPOSED", "SIGN_DECISION", 5),
        ("DECIDED", "SERVE_DECISION", 3),
        ("EXECUTING", "REPORT_RESULT", 15),
        ("RESULT_REPORTED", "CLOSE", 5),
        ("TRANSFERRED", None, None),
        ("CLOSED", None, None),
    ],
)
def test_each_state_tells_its_step_and_its_day(state: str, step: str | None, days: int | None) -> None:
    case = case_at(CaseState(state))
    found = awaited(case, DAYS)
    assert (found and found.step, found and found.days) == (step, days)
    for language in LANGUAGES:
        now = found.due_at - timedelta(milliseconds=1) if found else case.receipt.received_at
        words = TEXTS[language]["steps"]
        said = report_step(case, found, now, language)
        assert "{" not in said
        if found is None:
            assert said == words["report"][state]
            continue
        last = local_date(now)
        assert (local_day(last, language) in said, words["late"] in said) == (True, False)
        assert (days is None) is (words["working_days"] not in said)
        assert words["late"] in report_step(case, found, found.due_at, language)


def test_nobody_says_how_long_the_police_may_take() -> None:
    assert awaited(case_at(CaseState.TRANSFERRED), DAYS) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sentence_for_each_step_that_is_told(language: Language) -> None:
    assert set(TEXTS[language]["steps"]["awaited"]) == set(STEPS) <= set(RULES)
