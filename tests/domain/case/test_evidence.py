"""Evidence: members add files they uploaded for this very case, each once (Đ4.3)."""

from typing import Any

import pytest

from domain.case.evidence import AddEvidence
from domain.case.state.case import CaseState
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import attempt, knowing, said
from tests.support.handling_past import case_at

CASE = case_at(CaseState.CHECKING)


@pytest.mark.parametrize(
    ("upload", "expected"),
    [
        (an_upload(HEALTH), "ok"),
        (None, "input.upload upload-unknown"),
        (an_upload(LAND), "input.upload upload-unknown"),
        (an_upload(HEALTH, case="case-2"), "input.upload upload-unknown"),
    ],
)
def test_the_file_was_uploaded_by_the_same_agency_for_this_case(upload: Any, expected: str) -> None:
    command = good(AddEvidence)
    assert said(CASE, command, knowing(person(HEALTH), command, upload=upload)) == expected


def test_a_file_is_in_the_case_once() -> None:
    command = good(AddEvidence)
    known = knowing(person(HEALTH), command, upload=an_upload(HEALTH))
    made = attempt(CASE, command, known)
    assert said(made, command, known) == "RuleNotMet evidence-there-already"
