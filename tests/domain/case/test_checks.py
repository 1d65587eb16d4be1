from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.checks import CHECKS_MOST, StartChecking
from domain.case.state.case import Case, CaseState, CheckMethod, CheckOutcome
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.kernel.span import Span
from domain.registry.agency import Competence, Task
from domain.registry.certainty import Certainty
from tests.support.each import each
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
from tests.support.table import CHECKERS, Table, relations
from tests.support.world import LEAD, a_check, officer

ENDED = Span(since=date(2021, 7, 4), until=date(2026, 7, 1))
LATER = Span(since=date(2026, 7, 2))


def take_up(case: Case) -> StartChecking:
    return StartChecking(focal=officer(case.assigned or "", Post.HANDLER))


TABLE = Table(
    action=StartChecking,
    scope=Scope.CASE_VERIFY,
    holders=CHECKERS,
    posts={Post.HANDLER},
    states={CaseState.SCREENED},
    said=relations("G1 assigned-agency-only", lead="ok", lead_concerned="ok", assigned="ok", assigned_concerned="ok"),
    order=take_up,
)


def test_who_takes_it_up_in_which_state() -> None:
    assert TABLE.mismatches() == []


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
        assert [check.method for check in case.checks] == list(CheckMethod)

    @pytest.mark.parametrize(("there", "found"), [(CHECKS_MOST - 1, []), (CHECKS_MOST, ["too-many-checks"])])
    def test_limit(self, there: int, found: list[str]) -> None:
        command = a_check()
        one = attempt(a_case(), command, facts(person(HEALTH), command)).checks[0]
        case = a_case(checks=tuple(replace(one, id=str(number)) for number in range(there)))
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

    @each("agency", [HEALTH, LEAD])
    @each("changes", VIOLATIONS)
    def test_an_agency_that_is_not_competent_is_refused(self, agency: str, changes: Any) -> None:
        assert self.recording(agency, changes) == ["agency-not-competent"]

    def test_the_police_check_only_what_they_are_assigned(self) -> None:
        command = a_check()
        assert codes(a_case(), command, facts(person(POLICE), command)) == ["assigned-agency-only"]
        assert codes(a_case(assigned=POLICE), command, facts(person(POLICE), command)) == []
