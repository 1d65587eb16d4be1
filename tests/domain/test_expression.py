from dataclasses import replace
from typing import Any

import pytest

from domain import expression
from domain.actions import BY_COMMAND
from domain.case import CaseState, ExpressionConclusion, ExpressionKind
from domain.expression import REVIEWS_MOST, ReviewExpression, may_review
from domain.refusals import Guard, Refused, SafeguardNotMet
from domain.roles import AgencyKind, Post, Role
from tests.support.facts import HEALTH, LAND, NOW, POLICE, a_case, attempt, codes, facts, person, sealed, verdict
from tests.support.truth import Rule, mismatches, weakened
from tests.support.world import LEAD, officer

ROW = BY_COMMAND[ReviewExpression]
RULE = Rule(
    states={CaseState.CHECKING},
    posts={Post.HANDLER, Post.SIGNATORY},
    kinds={AgencyKind.DEPARTMENT, AgencyKind.DISTRICT, AgencyKind.COMMUNE},
    relations={"lead", "assigned", "both"},
)


def a_review(**changes: Any) -> ReviewExpression:
    fields: dict[str, Any] = {
        "expression": ExpressionKind.CRITICISM,
        "conclusion": ExpressionConclusion.PROTECTED,
        "reasons": "Người viết phê bình cách làm, không nêu sự việc sai.",
    }
    return ReviewExpression(**(fields | changes))


def reviewing(agency: str = HEALTH, **changes: Any) -> list[str]:
    command = a_review(**changes)
    return codes(a_case(), command, facts(person(agency), command))


class TestTable:
    def test_lead_and_assigned_agency_never_about_itself(self) -> None:
        assert mismatches(ROW, RULE, lambda _: a_review()) == []

    @pytest.mark.parametrize("lost", ["scope", "posts", "states", "may"])
    def test_without_a_check_others_review(self, lost: str) -> None:
        assert mismatches(weakened(ROW)[lost], RULE, lambda _: a_review())

    @pytest.mark.parametrize(
        "agency", [POLICE, "agency-party", "agency-internal", "agency-paper", "agency-journalists"]
    )
    def test_police_party_and_press_never_review_even_where_assigned(self, agency: str) -> None:
        case, command = a_case(assigned=agency, lead=agency), a_review()
        assert verdict(case, command, facts(person(agency), command)) == "scope-missing"


class TestConflictOfInterest:
    """G5: nobody judges a claim about their own agency."""

    @pytest.mark.parametrize("agency", [LEAD, HEALTH])
    def test_a_concerned_agency_is_refused(self, agency: str) -> None:
        problem = may_review(a_case(concerns=(LAND, agency)), facts(person(agency)))
        assert isinstance(problem, SafeguardNotMet)
        assert (problem.guard, problem.code) == (Guard.G5_TWO_PERSONS, "agency-concerned")

    def test_the_other_agency_can_do_it(self) -> None:
        assert may_review(a_case(concerns=(HEALTH,)), facts(person(LEAD))) is None

    def test_and_it_would_pass_without_the_guard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(expression, "not_concerned", lambda *_: None)
        assert may_review(a_case(concerns=(HEALTH,)), facts(person(HEALTH))) is None


class TestReview:
    def test_adds_a_review_and_leaves_the_rest(self) -> None:
        before, command = a_case(cycle=3), a_review(false_fact="Trạm y tế đã đóng cửa.", provision="provision-1")
        case = attempt(before, command, facts(person(LEAD, Post.SIGNATORY), command))
        [made] = case.expression_reviews
        assert (made.id, made.agency, made.role, made.cycle, made.at) == ("id-1", LEAD, Role.LEAD, 3, NOW)
        assert made.officer == officer(LEAD, Post.SIGNATORY)
        assert (made.expression, made.conclusion) == (command.expression, command.conclusion)
        assert (made.reasons, made.false_fact) == (sealed(command.reasons), sealed("Trạm y tế đã đóng cửa."))
        assert made.provision == "provision-1"
        assert replace(case, expression_reviews=()) == before

    @pytest.mark.parametrize(("there", "found"), [(REVIEWS_MOST - 1, []), (REVIEWS_MOST, ["too-many-reviews"])])
    def test_limit(self, there: int, found: list[str]) -> None:
        command = a_review()
        one = attempt(a_case(), command, facts(person(HEALTH), command)).expression_reviews[0]
        case = a_case(expression_reviews=tuple(replace(one, id=str(each)) for each in range(there)))
        assert codes(case, command, facts(person(HEALTH), command)) == found


class TestUnprotected:
    """G3: nothing is unprotected without one false fact and a provision in force that forbids saying it."""

    @pytest.mark.parametrize("kind", ExpressionKind)
    @pytest.mark.parametrize("agency", [LEAD, HEALTH])
    def test_needs_a_false_fact_whatever_kind_of_utterance(self, kind: ExpressionKind, agency: str) -> None:
        found = reviewing(agency, expression=kind, conclusion=ExpressionConclusion.NOT_PROTECTED)
        assert found == ["input.falseFact false-fact-needed"]

    @pytest.mark.parametrize("kind", ExpressionKind)
    @pytest.mark.parametrize("provision", [None, "provision-1", "14/2021/QĐ-UBND"])
    def test_needs_a_provision_and_none_is_in_force_yet(self, kind: ExpressionKind, provision: str | None) -> None:
        found = reviewing(
            expression=kind,
            conclusion=ExpressionConclusion.NOT_PROTECTED,
            false_fact="Trạm y tế đã đóng cửa từ tuần trước.",
            provision=provision,
        )
        assert found == ["provision-needed"]

    def test_is_a_safeguard(self) -> None:
        command = a_review(conclusion=ExpressionConclusion.NOT_PROTECTED, false_fact="Trạm y tế đã đóng cửa.")
        with pytest.raises(Refused) as caught:
            attempt(a_case(), command, facts(person(HEALTH), command))
        [problem] = caught.value.problems
        assert isinstance(problem, SafeguardNotMet)
        assert problem.guard is Guard.G3_EXPRESSION

    def test_would_pass_without_the_guard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(expression, "_shown", lambda _: None)
        assert reviewing(conclusion=ExpressionConclusion.NOT_PROTECTED) == []

    @pytest.mark.parametrize("kind", ExpressionKind)
    def test_protected_needs_neither(self, kind: ExpressionKind) -> None:
        assert reviewing(expression=kind) == []
