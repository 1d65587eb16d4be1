"""Difficulties: filed in writing about a clause, passed on by the lead, answered by the Committee (Đ8.2)."""

from dataclasses import replace

import pytest

from domain.activity.difficulties import (
    AnswerDifficulty,
    Difficulty,
    DifficultyState,
    FileDifficulty,
    ForwardDifficulty,
)
from domain.kernel.clauses import CLAUSE_MOST, CLAUSES
from domain.kernel.fields import normalised
from domain.kernel.vocabulary import Post
from tests.support.each import each
from tests.support.facts import HEALTH, attempt, codes, facts, person, verdict
from tests.support.world import LEAD

PPC = "agency-ppc"
LONG = "Chưa rõ cơ quan nào tiếp nhận nhiệm vụ này."
FILE = FileDifficulty(clause="Đ5.7.b", document_number="31/BC", text=LONG, proposal="Sửa đổi điểm b khoản 7.")
FORWARD = ForwardDifficulty(document_number="32/TTr", opinion="Đề nghị xem xét sửa đổi.")
ANSWER = AnswerDifficulty(document_number="40/CV", text=LONG, amendment=False)


def filed(agency: str = HEALTH) -> Difficulty:
    made: Difficulty = attempt(None, FILE, facts(person(agency), FILE))
    return made


def forwarded() -> Difficulty:
    made: Difficulty = attempt(filed(), FORWARD, facts(person(LEAD), FORWARD))
    return made


class TestWho:
    def test_the_lead_forwards_its_own_as_well(self) -> None:
        assert verdict(filed(LEAD), FORWARD, facts(person(LEAD), FORWARD)) == "ok"


class TestFiling:
    @each("clause", ["Đ5.7.g", "Đ9.1", "Đ5", "5.7.b", "D5.7.b", "Đ5.7.B", "Đ5.1.f", "Đ5.7.b.", "x"])
    def test_about_no_other(self, clause: str) -> None:
        command = replace(FILE, clause=clause)
        assert codes(None, command, facts(person(HEALTH), command)) == ["input.clause clause-unknown"]

    def test_a_look_alike_letter_is_read_as_the_vietnamese_one(self) -> None:
        assert normalised(replace(FILE, clause="Ð5.7.b")).clause == "Đ5.7.b"

    def test_clauses_are_those_of_the_regulation(self) -> None:
        assert len(CLAUSES) == 27 + 2 + 2 + 8 + 2 + 2 + 2 + 5
        assert max(map(len, CLAUSES)) <= CLAUSE_MOST


class TestCourse:
    @pytest.mark.parametrize(
        ("amendment", "state"), [(False, DifficultyState.ANSWERED), (True, DifficultyState.AMENDMENT_PROPOSED)]
    )
    def test_from_filing_to_answer(self, amendment: bool, state: DifficultyState) -> None:
        command = replace(ANSWER, amendment=amendment)
        made = attempt(forwarded(), command, facts(person(PPC, Post.SIGNATORY), command))
        assert (made.state, made.agency, made.forwarding.agency, made.answer.agency) == (state, HEALTH, LEAD, PPC)
        assert made.readers == (HEALTH,)
