"""Difficulties: filed in writing about a clause, passed on by the lead, answered by the Committee (Đ8.2)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.activity.difficulties import AnswerDifficulty, FileDifficulty, ForwardDifficulty
from domain.activity.directives import DirectiveClosed
from domain.activity.state.difficulty import Difficulty, DifficultyState
from domain.book import BY_COMMAND
from domain.kernel.clauses import CLAUSE_MOST, CLAUSES
from domain.kernel.event import folded
from domain.kernel.fields import check, normalised, sealed_fields
from domain.kernel.roles import Post
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, POLICE, attempt, codes, facts, person, verdict
from tests.support.table import admitted, pairs
from tests.support.world import KINDS, LEAD

PPC = "agency-ppc"
LONG = "Chưa rõ cơ quan nào tiếp nhận nhiệm vụ này."
BOTH = (Post.HANDLER, Post.SIGNATORY)
FILE = FileDifficulty(clause="Đ5.7.b", document_number="31/BC", text=LONG, proposal="Sửa đổi điểm b khoản 7.")
FORWARD = ForwardDifficulty(document_number="32/TTr", opinion="Đề nghị xem xét sửa đổi.")
ANSWER = AnswerDifficulty(document_number="40/CV", text=LONG, amendment=False)
COMMANDS = {FILE: "file", FORWARD: "forward", ANSWER: "answer"}


def filed(agency: str = HEALTH) -> Difficulty:
    made: Difficulty = attempt(None, FILE, facts(person(agency), FILE))
    return made


def forwarded() -> Difficulty:
    made: Difficulty = attempt(filed(), FORWARD, facts(person(LEAD), FORWARD))
    return made


WHO = (
    (
        FILE,
        None,
        pairs(*(set(KINDS) - {PPC, "agency-inspection", "agency-ministry"}), posts=(Post.HANDLER,)),
    ),
    (FORWARD, filed(), pairs(LEAD, posts=BOTH)),
    (ANSWER, forwarded(), pairs(PPC, posts=(Post.SIGNATORY,))),
)


class TestWho:
    @pytest.mark.parametrize(("command", "state", "expected"), WHO, ids=COMMANDS.values())
    def test_may(self, command: Any, state: Any, expected: set[tuple[str, str]]) -> None:
        assert admitted(BY_COMMAND[type(command)], state, command) == expected

    @each("state", DifficultyState)
    @each(
        ("command", "agency", "post", "admits"),
        [
            (FORWARD, LEAD, Post.HANDLER, DifficultyState.OPEN),
            (ANSWER, PPC, Post.SIGNATORY, DifficultyState.FORWARDED),
        ],
    )
    def test_when(self, state: DifficultyState, command: Any, agency: str, post: Post, admits: DifficultyState) -> None:
        given, it = facts(person(agency, post), command), replace(filed(), state=state)
        assert verdict(it, command, given) == ("ok" if state is admits else "transition-not-allowed")

    def test_the_lead_forwards_its_own_as_well(self) -> None:
        assert verdict(filed(LEAD), FORWARD, facts(person(LEAD), FORWARD)) == "ok"

    @pytest.mark.parametrize("agency", [HEALTH, LAND, POLICE])
    def test_nobody_goes_past_the_lead(self, agency: str) -> None:
        assert verdict(filed(), FORWARD, facts(person(agency), FORWARD)) == "lead-of-today-only"


class TestFiling:
    def test_about_any_clause(self) -> None:
        commands = [normalised(replace(FILE, clause=clause)) for clause in sorted(CLAUSES)]
        assert [(command.clause, *faults) for command in commands if (faults := list(check(command)))] == []
        known = facts(person(HEALTH), commands[0])
        assert [(command.clause, *found) for command in commands if (found := codes(None, command, known))] == []

    @each("clause", ["Đ5.7.g", "Đ9.1", "Đ5", "5.7.b", "D5.7.b", "Đ5.7.B", "Đ5.1.f", "Đ5.7.b.", "x"])
    def test_about_no_other(self, clause: str) -> None:
        command = replace(FILE, clause=clause)
        assert codes(None, command, facts(person(HEALTH), command)) == ["input.clause clause-unknown"]

    def test_a_look_alike_letter_is_read_as_the_vietnamese_one(self) -> None:
        assert normalised(replace(FILE, clause="Ð5.7.b")).clause == "Đ5.7.b"

    def test_clauses_are_those_of_the_regulation(self) -> None:
        assert len(CLAUSES) == 27 + 2 + 2 + 8 + 2 + 2 + 2 + 5
        assert max(map(len, CLAUSES)) <= CLAUSE_MOST

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("document_number", "", "text-empty"),
            ("text", "ngắn", "text-too-short"),
            ("proposal", "ngắn", "text-too-short"),
        ],
    )
    def test_in_writing_and_in_words(self, field: str, value: str, code: str) -> None:
        assert [item.code for item in check(replace(FILE, **{field: value}))] == [code]

    def test_texts_are_sealed_and_the_clause_is_not(self) -> None:
        assert set(sealed_fields(FileDifficulty)) == {"document_number", "text", "proposal"}
        assert set(sealed_fields(ForwardDifficulty)) == {"document_number", "opinion"}
        assert set(sealed_fields(AnswerDifficulty)) == {"document_number", "text"}


class TestCourse:
    @pytest.mark.parametrize(
        ("amendment", "state"), [(False, DifficultyState.ANSWERED), (True, DifficultyState.AMENDMENT_PROPOSED)]
    )
    def test_from_filing_to_answer(self, amendment: bool, state: DifficultyState) -> None:
        command = replace(ANSWER, amendment=amendment)
        made = attempt(forwarded(), command, facts(person(PPC, Post.SIGNATORY), command))
        assert (made.state, made.agency, made.forwarding.agency, made.answer.agency) == (state, HEALTH, LEAD, PPC)
        assert made.readers == (HEALTH,)

    def test_an_event_that_cannot_follow(self) -> None:
        event = DirectiveClosed(closing=None)  # type: ignore[arg-type]
        for state in (None, filed()):
            with pytest.raises(TypeError):
                folded(state, event, "difficulty-1")
