"""Classified matter: a pointer to paper, by members, and nothing else (Đ2.2)."""

import pytest

from domain.case.evidence import NamePaperFile
from domain.case.state.case import CaseState, PaperFile
from domain.kernel.fields import check
from tests.support.facts import HEALTH, NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import attempt, knowing
from tests.support.handling_past import case_at


def test_what_it_leaves() -> None:
    command = good(NamePaperFile)
    made = attempt(case_at(CaseState.CHECKING), command, knowing(person(HEALTH), command))
    assert made.paper_files == (PaperFile(agency=HEALTH, at=NOW, pointer=sealed(command.pointer)),)


@pytest.mark.parametrize(("length", "codes"), [(2, ["text-too-short"]), (3, []), (200, []), (201, ["text-too-long"])])
def test_a_pointer_has_no_room_for_what_the_paper_says(length: int, codes: list[str]) -> None:
    assert [item.code for item in check(good(NamePaperFile, pointer="x" * length))] == codes
