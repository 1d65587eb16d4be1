"""Classified matter: a pointer to paper, by members, and nothing else (Đ2.2)."""

import pytest

from domain.case.secrecy import NamePaperFile
from domain.case.state.case import CaseState, PaperFile
from domain.kernel.fields import check
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from tests.support.facts import HEALTH, NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import attempt, knowing
from tests.support.handling_past import case_at
from tests.support.table import NOT_YET_MEMBERS, Table, members
from tests.support.world import KINDS

TABLE = Table(
    action=NamePaperFile,
    scope=Scope.CASE_REPORT,
    holders=set(KINDS) - {"agency-paper", "agency-inspection", "agency-ministry"},
    posts={Post.HANDLER},
    states=set(CaseState) - {CaseState.CLOSED},
    said=members(),
    exceptions=dict.fromkeys(NOT_YET_MEMBERS, "G1 members-only"),
    machines="NotAllowed actor-not-admitted",
)


def test_who_may_in_which_state() -> None:
    assert TABLE.mismatches() == []


def test_what_it_leaves() -> None:
    command = good(NamePaperFile)
    made = attempt(case_at(CaseState.CHECKING), command, knowing(person(HEALTH), command))
    assert made.paper_files == (PaperFile(agency=HEALTH, at=NOW, pointer=sealed(command.pointer)),)


@pytest.mark.parametrize(("length", "codes"), [(2, ["text-too-short"]), (3, []), (200, []), (201, ["text-too-long"])])
def test_a_pointer_has_no_room_for_what_the_paper_says(length: int, codes: list[str]) -> None:
    assert [item.code for item in check(good(NamePaperFile, pointer="x" * length))] == codes
