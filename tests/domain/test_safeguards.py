"""The safeguards in one place: of each, what it forbids is planted, refused, and passes once nothing but it is gone.

G1 to G8, and the rights that no setting can take away: each line names the violations planted for it, or the tests that
hold it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.case.state import case
from domain.case.state.case import CaseState, ClosureReason
from domain.kernel.refusals import Guard
from tests.domain.life.chance import walk
from tests.domain.life.truths import replays
from tests.domain.plants.all_plants import PLANTS
from tests.domain.plants.plant import Plant
from tests.support.handling_past import Cast, Past, case_at

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How a safeguard is shown: beginnings of the names of plants, and tests elsewhere."""

    plants: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


SAFEGUARDS: dict[str, Shown] = {
    "G1_COMPETENCE": Shown(
        plants=("an agency that is not competent",),
        tests=("tests/domain/case/test_appraisal.py::test_who_may_in_which_state",),
    ),
    "G2_EVIDENCE": Shown(
        plants=("a measure without an independent source",),
        tests=(
            "tests/domain/case/test_appraisal.py::TestAppraisal::test_whatever_is_found_needs_an_independent_source_and_the_expression_check",
        ),
    ),
    "G3_EXPRESSION": Shown(
        plants=("protected speech is found",),
        tests=(
            "tests/domain/case/test_appraisal.py::TestAppraisal::test_whatever_is_found_needs_an_independent_source_and_the_expression_check",
        ),
    ),
    "G4_LEGAL_BASIS": Shown(
        plants=(
            "a draft counts as a ground",
            "vague words as a",
        ),
        tests=("tests/domain/case/test_decisions.py::TestProposing::test_needs_grounds_in_force",),
    ),
    "G5_TWO_PERSONS": Shown(
        plants=("one person under two appointments",),
        tests=(
            "tests/domain/case/test_decisions.py::TestPersons::test_every_way_they_can_fall_together",
            "tests/domain/case/test_recusal.py::TestItsDecision::test_keeps_the_officer_out_or_not",
        ),
    ),
    "G6_PUBLICATION": Shown(
        plants=(
            "closed as COMPLETED without a choice",
            "closed unpublished while a notice",
        )
    ),
    "G7_AUDIT": Shown(
        tests=(
            "tests/domain/test_safeguards.py::TestTheRecord::test_every_change_is_an_event",
            "tests/domain/test_safeguards.py::TestTheRecord::test_a_change_without_one_would_be_noticed",
        )
    ),
    "G8_NO_BULK": Shown(
        tests=(
            "tests/domain/test_guards_matter.py::TestNoBulk::test_no_command_on_a_case_holds_several",
            "tests/domain/test_guards_matter.py::TestNoBulk::test_one_that_did_would_be_noticed",
        )
    ),
    "a transfer passes the guards of a decision": Shown(
        plants=(
            "a measure without an independent source: ProposeTransfer",
            "a measure without an independent source: SignTransfer",
            "one person under two appointments: drafts and signs a transfer",
            "who holds a post in the agency concerned judges for another: ProposeTransfer",
        ),
        tests=(
            "tests/domain/test_requirements.py::test_each_requirement_is_missed_when_it_goes",
            "tests/domain/case/test_transfers.py::TestGrounds::test_are_in_force",
        ),
    ),
    "a self-measure passes the guards of a decision": Shown(
        plants=(
            "a measure without an independent source: JustifyOwnMeasure",
            "a draft counts as a ground: JustifyOwnMeasure",
        ),
        tests=(
            "tests/domain/test_requirements.py::test_each_requirement_is_missed_when_it_goes",
            "tests/domain/administration/test_clients.py::TestNewSecrets::test_are_approved_by_a_second_officer_of_the_agency",
        ),
    ),
    "what is protected, true, an opinion or beyond proof never goes to the police": Shown(
        plants=(
            "PROTECTED goes to the police",
            "OPINION goes to the police",
            "UNVERIFIABLE goes to the police",
            "TRUE_ISSUE goes to the police",
        )
    ),
    "a self-measure touches the agency's own page only": Shown(plants=("a self-measure on a page that is not",)),
    "a self-measure lapses unless justified within two working days": Shown(
        plants=("a self-measure lapses before its time",),
        tests=("tests/domain/case/test_own_measures.py::TestTaking::test_recorded_after_its_time_it_can_only_lapse",),
    ),
    "appraiser, reviewer, drafter and signatory are three persons at least": Shown(
        plants=("one person under two appointments: signs, reviews",),
        tests=(
            "tests/domain/case/test_decisions.py::TestPersons::test_every_way_they_can_fall_together",
            "tests/domain/case/test_appraisal.py::TestAppraisal::test_the_newest_review_counts_and_its_author_does_not_appraise",
        ),
    ),
    "the reviewer is never of the police, a Party body or an agency concerned": Shown(
        plants=("the agency concerned judges what is about itself: ReviewExpression",),
        tests=("tests/domain/test_requirements.py::test_each_requirement_is_missed_when_it_goes",),
    ),
    "who holds a post that the case concerns does not appraise, sign or rule on a complaint": Shown(
        plants=(
            "who holds a post in the agency concerned judges for another: AppraiseCase",
            "who holds a post in the agency concerned judges for another: DecideCase",
            "who holds a post in the agency concerned judges for another: ProposeTransfer",
        ),
        tests=(
            "tests/domain/complaint/test_filing.py::TestExamining::test_nobody_who_touched_the_case",
            "tests/domain/complaint/test_filing.py::TestExamining::test_the_guard_is_what_keeps_them_out",
        ),
    ),
    "the police never appraise": Shown(
        tests=("tests/domain/test_requirements.py::test_each_requirement_is_missed_when_it_goes",)
    ),
    "what was closed as protected or without grounds leaves search at once": Shown(
        tests=(
            "tests/domain/case/test_closing.py::TestHidden::test_no_grounds_and_protected_leave_search",
            "tests/domain/test_safeguards.py::TestHidden::test_a_case_would_stay_in_search_without_it",
        )
    ),
    "its sealed values are erased, unless a complaint runs": Shown(
        tests=("tests/domain/erasure/test_erasures.py::TestNothingIsErasedThatRuns::test_by_any_way",)
    ),
    "nothing filters or counts by account, host, path or person": Shown(
        tests=(
            "tests/schema/test_sdl.py::test_no_name_could_hold_what_the_register_refuses",
            "tests/schema/test_sdl.py::test_the_rule_against_names_can_fail",
        )
    ),
    "nothing is carried out before the person concerned was told": Shown(
        tests=("tests/domain/case/test_execution.py::test_who_may_in_which_state",)
    ),
    "silence is nobody's consent": Shown(
        tests=(
            "tests/domain/case/test_round_ends.py::TestConcluding::test_agreed_only_with_somebody_who_agreed",
            "tests/domain/case/test_rounds.py::TestAnswering::test_no_reply_is_never_given",
            "tests/domain/test_guards_matter.py::TestSilence::test_is_noted",
        )
    ),
    "nobody is ranked by removals; protected speech and upheld complaints are told first": Shown(
        tests=(
            "tests/schema/test_rankings.py::test_no_name_and_no_order_ranks_by_removals",
            "tests/schema/test_rankings.py::test_a_ranking_would_be_noticed",
            "tests/schema/test_rankings.py::test_counts_tell_of_protected_speech_and_upheld_complaints_first",
            "tests/schema/test_rankings.py::test_a_count_of_removals_told_first_would_be_noticed",
        )
    ),
    "a decision carries a public code, and is found by its address without an account": Shown(
        tests=(
            "tests/domain/complaint/test_public_decisions.py::TestTheCode::test_is_given_with_every_decision",
            "tests/domain/complaint/test_public_decisions.py::TestTheCode::test_a_decision_without_one_would_be_noticed",
            "tests/journeys/test_person_concerned.py::TestToldAndRestored::test_from_the_decision_to_its_correction",
            "tests/api/test_report_guessing.py::TestTheSameAnswer::test_over_graphql",
        )
    ),
    "a finding never goes further against whoever spoke than what was verified": Shown(
        plants=(
            "what was verified as TRUE is found FALSE",
            "a finding differs from what was verified",
        )
    ),
}
"""Each safeguard, and where it is shown."""


def planted(shown: Shown) -> Iterator[Plant]:
    """The plants of a safeguard; each beginning names one at least."""
    for beginning in shown.plants:
        found = [plant for plant in PLANTS if plant.name.startswith(beginning)]
        assert found, beginning
        yield from found


OF_TESTS = [(name, test) for name, shown in SAFEGUARDS.items() for test in shown.tests]


def there_is(test: str) -> bool:
    """Whether a test of that name is written."""
    path, *names = test.split("::")
    body: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    for name in names:
        kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        found = next((item for item in body if isinstance(item, kinds) and item.name == name), None)
        if found is None:
            return False
        body = found.body
    return True


class TestSafeguards:
    def test_are_all_guards_and_the_rights_beside_them(self) -> None:
        assert {item.value for item in Guard} == {name for name in SAFEGUARDS if name.isupper()}
        assert len(SAFEGUARDS) == 8 + 17

    def test_are_each_shown_by_plants_or_by_tests(self) -> None:
        """`test_guards_matter.py` shows that each plant is refused, and passes once nothing but the guard is gone."""
        assert [name for name, shown in SAFEGUARDS.items() if not list(planted(shown)) and not shown.tests] == []

    def test_are_shown_where_it_is_said(self) -> None:
        assert [(name, test) for name, test in OF_TESTS if not there_is(test)] == []

    def test_one_that_is_not_shown_would_be_noticed(self) -> None:
        with pytest.raises(AssertionError, match="no such plant"):
            list(planted(Shown(plants=("no such plant",))))
        assert not there_is("tests/domain/test_safeguards.py::TestSafeguards::test_nothing")


class TestTheRecord:
    """G7: a case is what its events say, and nothing else can change it."""

    @pytest.mark.parametrize("seed", range(3))
    def test_every_change_is_an_event(self, seed: int) -> None:
        life = walk(seed, 30)
        assert len(life.written) >= len(life.done) > 1
        replays(life)

    def test_a_change_without_one_would_be_noticed(self) -> None:
        life = walk(0, 30)
        life.case = replace(life.case, recused=(*life.case.recused, "officer-nobody"))
        with pytest.raises(AssertionError):
            replays(life)


class TestHidden:
    @pytest.mark.parametrize("reason", [ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS])
    def test_a_case_would_stay_in_search_without_it(
        self, reason: ClosureReason, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = case_at(CaseState.CLOSED, Cast(), Past(reason=reason))
        assert closed.hidden
        monkeypatch.setattr(case, "HIDDEN_CLOSURES", frozenset())
        assert not closed.hidden
