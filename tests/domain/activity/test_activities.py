"""Activities, their types and budgets, and difficulties passed on to the Committee (Đ8)."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from typing import Any, get_args, get_type_hints

import pytest

from domain.activity.difficulties import (
    AnswerDifficulty,
    Difficulty,
    DifficultyState,
    FileDifficulty,
    ForwardDifficulty,
)
from domain.activity.recorded import AMOUNT_MOST, UpdateBudgetLine
from domain.activity.state.activity import SIGNED, Activity, ActivityType, BreachKind, Commended, Merit
from domain.book import public_actions
from domain.kernel.clauses import CLAUSE_MOST, CLAUSES
from domain.kernel.fields import fields_of, normalised
from domain.kernel.vocabulary import AgencyKind, Kind, Post
from tests.support.activities import (
    AWARENESS,
    BREACH,
    BUDGET,
    COMMENDATION,
    GUIDANCE,
    INSPECTION,
    JOURNALISTS,
    NAMED,
    REPORTING,
    SIGNATORY,
    SPEND,
    TABLE,
    TASK_FORCE,
    TODAY,
    TOMORROW,
    TRAINING,
    Row,
    recorded,
)
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, POLICE, attempt, codes, facts, person, verdict
from tests.support.handling_facts import COMMUNE, DISTRICT, PPC
from tests.support.world import LEAD


class TestRecording:
    def test_types_that_a_head_signs_are_recorded_by_signatories_only(self) -> None:
        assert {row.type for row in TABLE if row.posts == SIGNATORY} == SIGNED
        assert {row.type for row in TABLE} == set(ActivityType)


def dataclasses_in(hint: Any) -> Iterator[Any]:
    """The records a type names, also inside tuples and options."""
    if is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from dataclasses_in(part)


class TestWhatIsNotThere:
    """X2, X3, Đ7.1: counts and references, nobody's name, and nothing earned by removals."""

    def names(self, kind: Any = Activity) -> set[str]:
        found: set[str] = set()
        for name, hint in get_type_hints(kind).items():
            found.add(name)
            for part in dataclasses_in(hint):
                found |= self.names(part)
        return found

    def test_the_walk_sees_the_records(self) -> None:
        assert {"headcount", "co_organiser", "merit", "measure", "spent"} <= self.names()

    def test_no_list_of_who_took_part_and_no_name(self) -> None:
        commands = {field.name for action in public_actions(Kind.ACTIVITY) for field in fields_of(action.command)}
        wrong = r"attend|participant|name|person|author|account|url|post(?!s)|case|claim"
        assert [item for item in self.names() | commands if re.search(wrong, item)] == []

    def test_no_merit_is_counted_in_removals(self) -> None:
        wrong = r"REMOV|TAKE_?DOWN|DELET|BLOCK|NUMBER|COUNT|REPORTS|VOLUME|OTHER"
        assert [item for item in Merit if re.search(wrong, item.value)] == []

    def test_no_breach_is_about_speech(self) -> None:
        assert [kind for kind in BreachKind if re.search(r"POST|SPEECH|CONTENT|CITIZEN|OPINION", kind.value)] == []


class TestReaders:
    def test_by_type(self) -> None:
        found = {row.type: row.state().readers for row in TABLE}
        assert found == {
            ActivityType.TRAINING: (HEALTH, DISTRICT),
            ActivityType.AWARENESS: (JOURNALISTS,),
            ActivityType.DISCIPLINE: (HEALTH,),
            ActivityType.COMMENDATION: (HEALTH,),
            ActivityType.BREACH: (PPC, LAND),
            ActivityType.BUDGET: (HEALTH,),
            ActivityType.TASK_FORCE: (PPC, LEAD, HEALTH, POLICE),
            ActivityType.GUIDANCE: (LEAD,),
        }

    def test_guidance_by_kind(self) -> None:
        assert {row.type: row.state().reader_kinds for row in TABLE if row.state().reader_kinds} == {
            ActivityType.GUIDANCE: (AgencyKind.DEPARTMENT, AgencyKind.COMMUNE)
        }


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


class TestTraining:
    @pytest.mark.parametrize("command", [TRAINING, AWARENESS])
    def test_not_before_it_was_held(self, command: Any) -> None:
        early = replace(command, held_on=TOMORROW)
        given = facts(person(HEALTH), early)
        assert codes(None, early, given) == ["input.heldOn in-the-future"]

    @pytest.mark.parametrize(
        ("other", "expected"),
        [(None, []), (LEAD, []), (HEALTH, ["own-agency-named"]), ("agency-none", ["agency-unknown"])],
    )
    def test_co_organiser(self, other: str | None, expected: list[str]) -> None:
        command = replace(TRAINING, co_organiser=other)
        assert codes(None, command, facts(person(HEALTH), command)) == [
            f"input.coOrganiser {item}" for item in expected
        ]


class TestCommendation:
    @pytest.mark.parametrize(
        ("commended", "organisation", "expected"),
        [
            (Commended.ORGANISATION, COMMUNE, []),
            (Commended.ORGANISATION, None, []),
            (Commended.ORGANISATION, "agency-none", ["input.organisation agency-unknown"]),
            (Commended.INDIVIDUAL, None, []),
            (Commended.INDIVIDUAL, COMMUNE, ["input.organisation individual-without-agency"]),
        ],
    )
    def test_an_individual_is_nobody_here(
        self, commended: Commended, organisation: str | None, expected: list[str]
    ) -> None:
        command = replace(COMMENDATION, commended=commended, organisation=organisation)
        assert codes(None, command, facts(person(HEALTH), command)) == expected


class TestBreach:
    @each(
        ("by", "agency", "expected"),
        [
            *((PPC, item, []) for item in sorted(REPORTING)),
            *((LEAD, item, []) for item in sorted(REPORTING - {LEAD})),
            (LEAD, PPC, []),
            (PPC, PPC, ["own-breach"]),
            (LEAD, LEAD, ["own-breach"]),
            (PPC, INSPECTION, ["input.agency agency-cannot-answer"]),
            (PPC, "agency-ministry", ["input.agency agency-cannot-answer"]),
            (PPC, "agency-none", ["input.agency agency-unknown"]),
        ],
    )
    def test_about_whom(self, by: str, agency: str, expected: list[str]) -> None:
        command = replace(BREACH, agency=agency)
        assert codes(None, command, facts(person(by, Post.SIGNATORY), command)) == expected

    def test_not_before_it_was_noted(self) -> None:
        command = replace(BREACH, noted_on=TOMORROW)
        assert codes(None, command, facts(person(PPC, Post.SIGNATORY), command)) == ["input.notedOn in-the-future"]


class TestBudget:
    def test_up_to_a_limit(self) -> None:
        over = UpdateBudgetLine(spent=AMOUNT_MOST)
        assert verdict(recorded(BUDGET, HEALTH), over, facts(person(HEALTH), over)) == "amount-too-large"

    @NAMED
    def test_nothing_else_takes_amounts(self, row: Row) -> None:
        expected = "ok" if row.type is ActivityType.BUDGET else "not-a-budget-line"
        assert verdict(row.state(), SPEND, facts(person(HEALTH), SPEND)) == expected


class TestTaskForce:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, []),
            ({"until": TOMORROW}, []),
            ({"until": TODAY}, ["input.until ends-before-it-begins"]),
            ({"members": ()}, ["input.members members-needed"]),
            ({"members": (LEAD, HEALTH)}, ["input.members[0] head-among-members"]),
            ({"members": ("agency-none",)}, ["input.members[0] agency-unknown"]),
            ({"head": "agency-none"}, ["input.head agency-unknown"]),
        ],
    )
    def test_is_whole(self, changes: dict[str, Any], expected: list[str]) -> None:
        command = replace(TASK_FORCE, **changes)
        assert codes(None, command, facts(person(PPC, Post.SIGNATORY), command)) == expected

    def test_its_agencies_may_see_it(self) -> None:
        assert recorded(TASK_FORCE, PPC, Post.SIGNATORY).readers == (PPC, LEAD, HEALTH, POLICE)


class TestGuidance:
    @pytest.mark.parametrize("kind", AgencyKind)
    def test_never_to_the_press(self, kind: AgencyKind) -> None:
        command = replace(GUIDANCE, addressees=(kind,))
        given = facts(person(LEAD, Post.SIGNATORY), command)
        refused = kind in (AgencyKind.PRESS, AgencyKind.JOURNALISTS, AgencyKind.MINISTRY)
        assert codes(None, command, given) == (["input.addressees[0] not-guided-here"] if refused else [])

    def test_to_somebody(self) -> None:
        command = replace(GUIDANCE, addressees=())
        assert codes(None, command, facts(person(LEAD, Post.SIGNATORY), command)) == [
            "input.addressees addressee-needed"
        ]
