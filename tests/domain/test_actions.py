from dataclasses import replace
from typing import Any

import pytest

from domain import action
from domain.action import denial
from domain.actions import ACTIONS, BY_COMMAND, allowed_actions, public_actions
from domain.case import CaseState, ClosureReason, ExpressionConclusion, ExpressionKind, Informed
from domain.checks import StartChecking
from domain.closing import CloseCase
from domain.expression import ReviewExpression
from domain.facts import ActorKind
from domain.intake import ReportCase
from domain.policy import PERSONAL
from domain.refusals import MissingRight, Problem
from domain.roles import Post
from domain.streams import Kind
from tests.support.facts import HEALTH, a_case, facts, machine, person, verdict
from tests.support.truth import ALL_COMPETENT, Cell, cells
from tests.support.world import KINDS, LEAD, a_check, a_report, a_screening, officer

PUBLIC = ("reportCase", "screenCase", "startChecking", "recordCheck", "reviewExpression", "closeCase")


REVIEW = ReviewExpression(
    expression=ExpressionKind.OPINION,
    conclusion=ExpressionConclusion.PROTECTED,
    reasons="Đây là ý kiến riêng của người viết.",
)
CLOSING = CloseCase(
    reason=ClosureReason.PROTECTED,
    reasons="Nội dung là ý kiến, được bảo vệ.",
    informed=Informed.BY_DOCUMENT,
)
IN_ORDER: dict[str, Any] = {
    "screenCase": a_screening(),
    "recordCheck": a_check(),
    "reviewExpression": REVIEW,
    "closeCase": CLOSING,
}


def in_order(name: str, cell: Cell) -> Any:
    """A command of that name that its rule has nothing against."""
    if name == "startChecking":
        return StartChecking(focal=officer(cell.case().assigned or "", Post.HANDLER))
    return IN_ORDER[name]


class TestRows:
    def test_what_the_api_offers_on_cases(self) -> None:
        assert [row.name for row in public_actions(Kind.CASE)] == list(PUBLIC)

    def test_the_api_offers_nothing_else(self) -> None:
        assert [row.name for row in ACTIONS if row.public and row.name not in PUBLIC] == []

    def test_each_command_has_one_row(self) -> None:
        assert len(BY_COMMAND) == len({row.name for row in ACTIONS}) == len(ACTIONS)

    @pytest.mark.parametrize("row", public_actions(Kind.CASE), ids=lambda row: row.name)
    def test_says_who_may_do_it_and_when(self, row: Any) -> None:
        assert row.scope is not None
        assert row.posts
        assert row.creates or row.states

    def test_only_additions_go_without_a_version(self) -> None:
        assert [row.name for row in ACTIONS if row.additive] == ["recordCheck", "reviewExpression", "notifyAgency"]


class TestMachines:
    @pytest.mark.parametrize("agency", KINDS)
    @pytest.mark.parametrize("row", public_actions(Kind.CASE), ids=lambda row: row.name)
    def test_report_and_never_assess(self, row: Any, agency: str) -> None:
        for actor in (machine(agency), machine(agency, greedy=True)):
            denied = denial(row, actor)
            if row.command is ReportCase:
                assert denied is None or denied.code == "scope-missing"
            else:
                assert denied is not None
                assert (denied.code, denied.missing) == ("person-needed", row.scope)

    def test_would_assess_without_the_rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(action, "PERSONAL", frozenset())
        assert verdict(a_case(), a_check(), facts(machine(HEALTH, greedy=True), a_check())) == "ok"

    def test_screening_checking_reviewing_closing_are_personal(self) -> None:
        assert {row.scope for row in public_actions(Kind.CASE)} - PERSONAL == {BY_COMMAND[ReportCase].scope}


class TestDenial:
    def test_tells_what_the_caller_lacks_and_nothing_of_the_case(self) -> None:
        row = BY_COMMAND[CloseCase]
        lacks_scope, lacks_post = denial(row, person(HEALTH)), denial(row, person(LEAD, Post.AUDITOR))
        assert lacks_scope is not None
        assert lacks_post is not None
        assert (lacks_scope.code, lacks_scope.missing) == ("scope-missing", "case:close")
        assert (lacks_post.code, lacks_post.missing) == ("post-missing", "HANDLER, SIGNATORY")

    def test_one_of_the_posts_is_enough(self) -> None:
        both = replace(person(LEAD), posts=frozenset({Post.AUDITOR, Post.SIGNATORY}))
        assert denial(BY_COMMAND[CloseCase], both) is None

    @pytest.mark.parametrize("kind", [ActorKind.SYSTEM, ActorKind.OPERATOR])
    def test_the_register_and_its_operator_do_nothing_that_officers_do(self, kind: ActorKind) -> None:
        for row in public_actions(Kind.CASE):
            denied = denial(row, replace(person(LEAD), kind=kind))
            assert denied is not None
            assert denied.code == "actor-not-admitted"

    def test_the_state_is_not_told_to_whom_the_action_is_closed(self) -> None:
        said = verdict(a_case(CaseState.CLOSED), a_check(), facts(person("agency-paper"), a_check()))
        assert said == "scope-missing"


class TestAllowedActions:
    def test_is_what_really_happens_when_tried(self) -> None:
        wrong = []
        for cell in cells():
            case = cell.case()
            for each in allowed_actions(case, Kind.CASE, facts(cell.actor, registry=ALL_COMPETENT)):
                command = in_order(each.action, cell)
                said = verdict(case, command, facts(cell.actor, command, registry=ALL_COMPETENT))
                if said != (each.problem.code if each.problem else "ok") or each.allowed is not (said == "ok"):
                    wrong.append((cell, each, said))
        assert wrong == []

    def test_names_every_action_on_a_case_but_the_one_that_creates(self) -> None:
        found = [each.action for each in allowed_actions(a_case(), Kind.CASE, facts(person(HEALTH)))]
        assert found == [name for name in PUBLIC if name != "reportCase"]

    def test_a_missing_right_is_data_here(self) -> None:
        found = {each.action: each.problem for each in allowed_actions(a_case(), Kind.CASE, facts(machine(HEALTH)))}
        expected: Problem = MissingRight(code="person-needed", missing="case:verify")
        assert found["recordCheck"] == expected

    def test_nothing_is_offered_on_registry_rows(self) -> None:
        assert list(allowed_actions(None, Kind.AGENCY, facts(person(LEAD)))) == []


def test_a_report_is_not_tried_on_a_case() -> None:
    command = a_report()
    assert verdict(None, command, facts(person(HEALTH), command)) == "ok"
    with pytest.raises(TypeError, match=r"case\.reported does not follow"):
        verdict(a_case(), command, facts(person(HEALTH), command))
