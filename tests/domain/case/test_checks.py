from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case import checks
from domain.case.checks import CHECKS_MOST, RecordCheck, StartChecking
from domain.case.state.case import Case, CaseState, CheckMethod, CheckOutcome
from domain.kernel.roles import AgencyKind, Post
from domain.kernel.span import Span
from domain.registry.agency import Competence, Task
from domain.registry.certainty import Certainty
from domain.rules.action import Action
from tests.support.facts import (
    HEALTH,
    LAND,
    NOW,
    POLICE,
    PROVINCE,
    a_case,
    attempt,
    codes,
    facts,
    person,
    sealed,
    with_agency,
)
from tests.support.truth import Rule, mismatches, weakened
from tests.support.world import LEAD, a_check, officer

VERIFY = {
    AgencyKind.DEPARTMENT,
    AgencyKind.DISTRICT,
    AgencyKind.COMMUNE,
    AgencyKind.POLICE,
    AgencyKind.PARTY_INTERNAL_AFFAIRS,
}
INVOLVED = {"lead", "assigned", "both", "concerned lead", "concerned assigned"}
ENDED = Span(since=date(2021, 7, 4), until=date(2026, 7, 1))
LATER = Span(since=date(2026, 7, 2))


def rule(*states: CaseState) -> Rule:
    return Rule(states=states, posts={Post.HANDLER}, kinds=VERIFY, relations=INVOLVED)


def take_up(case: Case) -> StartChecking:
    return StartChecking(focal=officer(case.assigned or "", Post.HANDLER))


class TestTables:
    ROWS = (
        (BY_COMMAND[StartChecking], rule(CaseState.SCREENED), take_up),
        (BY_COMMAND[RecordCheck], rule(CaseState.CHECKING, CaseState.COORDINATING), lambda _: a_check()),
    )

    @pytest.mark.parametrize(("row", "rule", "command"), ROWS)
    def test_lead_and_assigned_agency_only(self, row: Action, rule: Rule, command: Any) -> None:
        assert list(mismatches(row, rule, command)) == []

    @pytest.mark.parametrize("lost", ["scope", "posts", "states", "may"])
    @pytest.mark.parametrize(("row", "rule", "command"), ROWS)
    def test_without_a_check_others_do_it(self, row: Action, rule: Rule, command: Any, lost: str) -> None:
        assert any(mismatches(weakened(row)[lost], rule, command))


class TestStart:
    """S4: the assigned agency's own appointed officer answers for the check."""

    CASE = a_case(CaseState.SCREENED, focal=None)

    def starting(self, focal: str, span: Span | None = None) -> list[str]:
        rows = PROVINCE.officers
        if span is not None:
            rows = {**rows, focal: replace(rows[focal], span=span)}
        command = StartChecking(focal=focal)
        return codes(self.CASE, command, facts(person(LEAD), command, registry=replace(PROVINCE, officers=rows)))

    def test_names_the_officer(self) -> None:
        command = StartChecking(focal=officer(HEALTH, Post.SIGNATORY))
        case = attempt(self.CASE, command, facts(person(HEALTH), command))
        assert (case.state, case.focal) == (CaseState.CHECKING, officer(HEALTH, Post.SIGNATORY))

    @pytest.mark.parametrize(
        ("focal", "span"),
        [
            ("officer-nobody", None),
            (officer(LAND, Post.HANDLER), None),
            (officer(LEAD, Post.HANDLER), None),
            (officer(HEALTH, Post.HANDLER), ENDED),
            (officer(HEALTH, Post.HANDLER), LATER),
        ],
    )
    def test_nobody_else_answers_for_it(self, focal: str, span: Span | None) -> None:
        assert self.starting(focal, span) == ["input.focal officer-not-appointed"]

    def test_an_officer_in_office_answers_for_it(self) -> None:
        assert self.starting(officer(HEALTH, Post.HANDLER)) == []


class TestRecord:
    def test_adds_a_check_and_leaves_the_rest(self) -> None:
        before, command = a_case(cycle=2), a_check()
        case = attempt(before, command, facts(person(HEALTH), command))
        [made] = case.checks
        assert (made.id, made.agency, made.officer, made.at) == ("id-1", HEALTH, officer(HEALTH, Post.HANDLER), NOW)
        assert (made.cycle, made.summary) == (2, sealed(command.summary))
        assert (made.method, made.outcome) == (CheckMethod.OWN_RECORDS, CheckOutcome.AS_REPORTED)
        assert replace(case, checks=()) == before

    def test_keeps_the_order(self) -> None:
        case = a_case()
        for method in CheckMethod:
            command = a_check(method=method)
            case = attempt(case, command, facts(person(HEALTH), command))
        assert [each.method for each in case.checks] == list(CheckMethod)

    @pytest.mark.parametrize(("there", "found"), [(CHECKS_MOST - 1, []), (CHECKS_MOST, ["too-many-checks"])])
    def test_limit(self, there: int, found: list[str]) -> None:
        command = a_check()
        one = attempt(a_case(), command, facts(person(HEALTH), command)).checks[0]
        case = a_case(checks=tuple(replace(one, id=str(each)) for each in range(there)))
        assert codes(case, command, facts(person(HEALTH), command)) == found


class TestCompetence:
    """G1: who checks is competent today in the field and the areas of the case, the lead agency too."""

    VIOLATIONS = (
        {"competences": ()},
        {"competences": (Competence(task=Task.DECIDE, span=Span(since=ENDED.since), source="s"),)},
        {"competences": (Competence(task=Task.VERIFY, span=ENDED, source="s"),)},
        {"competences": (Competence(task=Task.VERIFY, span=Span(since=ENDED.since), source="s", areas=("a",)),)},
        {"span": ENDED},
        {"certainty": Certainty.UNCONFIRMED},
    )

    def recording(self, agency: str, changes: Any) -> list[str]:
        case, command = a_case(areas=("area-north",)), a_check()
        return codes(case, command, facts(person(agency), command, registry=with_agency(agency, **changes)))

    @pytest.mark.parametrize("agency", [HEALTH, LEAD])
    @pytest.mark.parametrize("changes", VIOLATIONS)
    def test_an_agency_that_is_not_competent_is_refused(self, agency: str, changes: Any) -> None:
        assert self.recording(agency, changes) == ["agency-not-competent"]

    @pytest.mark.parametrize("changes", VIOLATIONS)
    def test_and_would_pass_without_the_guard(self, changes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "competent", lambda *_: None)
        assert self.recording(HEALTH, changes) == []

    def test_the_police_check_only_what_they_are_assigned(self) -> None:
        command = a_check()
        assert codes(a_case(), command, facts(person(POLICE), command)) == ["assigned-agency-only"]
        assert codes(a_case(assigned=POLICE), command, facts(person(POLICE), command)) == []
