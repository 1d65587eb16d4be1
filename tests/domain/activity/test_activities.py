"""Activities, their types and budgets, and difficulties passed on to the Committee (Đ8)."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from typing import Any, get_args, get_type_hints

from domain.activity.difficulties import (
    CLAUSE_MOST,
    CLAUSES,
    AnswerDifficulty,
    DifficultyState,
    FileDifficulty,
    ForwardDifficulty,
)
from domain.activity.recorded import AMOUNT_MOST, UpdateBudgetLine
from domain.activity.state.activity import SIGNED, Activity, ActivityType, BreachKind, Commended, Merit
from domain.book import public_actions
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
from tests.support.facts import HEALTH, LAND, POLICE, done, outcome, person, tried
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


class TestBudget:
    def test_up_to_a_limit(self) -> None:
        over = UpdateBudgetLine(spent=AMOUNT_MOST)
        assert outcome(recorded(BUDGET, HEALTH), over, person(HEALTH)) == "amount-too-large"

    @NAMED
    def test_nothing_else_takes_amounts(self, row: Row) -> None:
        expected = "ok" if row.type is ActivityType.BUDGET else "not-a-budget-line"
        assert outcome(row.state(), SPEND, person(HEALTH)) == expected


A_BODY, NOBODY = Commended.ORGANISATION, Commended.INDIVIDUAL
LONG = "Chưa rõ cơ quan nào tiếp nhận nhiệm vụ này."
FILE = FileDifficulty(clause="Đ5.7.b", document_number="31/BC", text=LONG, proposal="Sửa đổi điểm b khoản 7.")
FORWARD = ForwardDifficulty(document_number="32/TTr", opinion="Đề nghị xem xét sửa đổi.")
ANSWER = AnswerDifficulty(document_number="40/CV", text=LONG, amendment=False)
POSTS = {type(row.command): row.posts[0] for row in TABLE} | {FileDifficulty: Post.HANDLER}
NO_CLAUSES = ("Đ5.7.g", "Đ9.1", "Đ5", "5.7.b", "D5.7.b", "Đ5.7.B", "Đ5.1.f", "Đ5.7.b.", "x")
NOT_GUIDED = (AgencyKind.PRESS, AgencyKind.JOURNALISTS, AgencyKind.MINISTRY)
TRIES: tuple[tuple[Any, dict[str, Any], str, str], ...] = (
    *((FILE, {"clause": clause}, HEALTH, "input.clause clause-unknown") for clause in NO_CLAUSES),
    *((command, {"held_on": TOMORROW}, HEALTH, "input.heldOn in-the-future") for command in (TRAINING, AWARENESS)),
    *((TRAINING, {"co_organiser": other}, HEALTH, "ok") for other in (None, LEAD)),
    (TRAINING, {"co_organiser": HEALTH}, HEALTH, "input.coOrganiser own-agency-named"),
    (TRAINING, {"co_organiser": "agency-none"}, HEALTH, "input.coOrganiser agency-unknown"),
    *((COMMENDATION, {"commended": A_BODY, "organisation": one}, HEALTH, "ok") for one in (COMMUNE, None)),
    (COMMENDATION, {"commended": A_BODY, "organisation": "agency-none"}, HEALTH, "input.organisation agency-unknown"),
    (COMMENDATION, {"commended": NOBODY, "organisation": None}, HEALTH, "ok"),
    (COMMENDATION, {"commended": NOBODY}, HEALTH, "input.organisation individual-without-agency"),
    *((BREACH, {"agency": item}, by, "ok") for by in (PPC, LEAD) for item in sorted({*REPORTING, PPC} - {by})),
    *((BREACH, {"agency": by}, by, "own-breach") for by in (PPC, LEAD)),
    *((BREACH, {"agency": item}, PPC, "input.agency agency-cannot-answer") for item in (INSPECTION, "agency-ministry")),
    (BREACH, {"agency": "agency-none"}, PPC, "input.agency agency-unknown"),
    (BREACH, {"noted_on": TOMORROW}, PPC, "input.notedOn in-the-future"),
    *((TASK_FORCE, changes, PPC, "ok") for changes in ({}, {"until": TOMORROW})),
    (TASK_FORCE, {"until": TODAY}, PPC, "input.until ends-before-it-begins"),
    (TASK_FORCE, {"members": ()}, PPC, "input.members members-needed"),
    (TASK_FORCE, {"members": (LEAD, HEALTH)}, PPC, "input.members[0] head-among-members"),
    (TASK_FORCE, {"members": ("agency-none",)}, PPC, "input.members[0] agency-unknown"),
    (TASK_FORCE, {"head": "agency-none"}, PPC, "input.head agency-unknown"),
    *((GUIDANCE, {"addressees": (kind,)}, LEAD, "ok") for kind in AgencyKind if kind not in NOT_GUIDED),
    *((GUIDANCE, {"addressees": (kind,)}, LEAD, "input.addressees[0] not-guided-here") for kind in NOT_GUIDED),
    (GUIDANCE, {"addressees": ()}, LEAD, "input.addressees addressee-needed"),
)


@each(("command", "changes", "by", "says"), TRIES)
def test_what_is_recorded_is_in_order(command: Any, changes: dict[str, Any], by: str, says: str) -> None:
    assert tried(None, replace(command, **changes), person(by, POSTS[type(command)])) == says


def test_a_clause_is_one_of_the_regulation_and_a_look_alike_letter_is_read_as_the_vietnamese_one() -> None:
    assert normalised(replace(FILE, clause="Ð5.7.b")).clause == "Đ5.7.b"
    assert len(CLAUSES) == 27 + 2 + 2 + 8 + 2 + 2 + 2 + 5
    assert max(map(len, CLAUSES)) <= CLAUSE_MOST


@each(("amendment", "state"), [(False, DifficultyState.ANSWERED), (True, DifficultyState.AMENDMENT_PROPOSED)])
def test_a_difficulty_from_filing_to_answer(amendment: bool, state: DifficultyState) -> None:
    made: Any = None
    for agency, command in ((HEALTH, FILE), (LEAD, FORWARD), (PPC, replace(ANSWER, amendment=amendment))):
        post = Post.SIGNATORY if agency == PPC else Post.HANDLER
        made = done(made, command, person(agency, post))
    assert (made.state, made.agency, made.forwarding.agency, made.answer.agency) == (state, HEALTH, LEAD, PPC)
    assert made.readers == (HEALTH,)
