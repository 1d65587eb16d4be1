"""The lead's substitute in cases about the lead agency (Đ5.1, G5); another agency or officer that checks."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from domain.administration.grants import EnterGrant
from domain.administration.province import PASS_LEAD, AssignLead
from domain.book import allowed_actions
from domain.case.appraisal import AppraiseCase
from domain.case.checks import CaseReassigned, NameFocalOfficer, PassCheck, ReassignCase, StartChecking
from domain.case.command import NOTIFY
from domain.case.intake import ReportCase
from domain.case.leadership import PassLead, RegroupCase
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import OPERATOR, SYSTEM, Actor
from domain.kernel.policy import Scope, ceiling
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Kind, Post, Role
from domain.registry.accounts import Officer
from domain.registry.agency import Lead, LeadPart, Succession
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from tests.domain.heirs import HEIR, taken_over
from tests.support.facts import (
    ALWAYS,
    HEALTH,
    LAND,
    NOW,
    a_case,
    attempt,
    codes,
    done,
    facts,
    faults,
    person,
    sealed,
    with_agency,
)
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, LATER, REGISTRY, an_officer, hear, knowing
from tests.support.handling_past import Cast, case_at
from tests.support.world import KINDS, LEAD, a_check, a_report, officer

DAY = date(2026, 7, 1)
BEFORE, LATE = date(2026, 6, 1), date(2027, 1, 1)


def row(id: str, agency: str, **changes: Any) -> Lead:
    made = Lead(id=id, agency=agency, span=ALWAYS, source="QĐ 5", part=LeadPart.SUBSTITUTE)
    return replace(made, **changes)


def known(*rows: Lead, **changes: Any) -> Registry:
    return replace(REGISTRY, leads={**REGISTRY.leads, **{item.id: item for item in rows}}, **changes)


SUBSTITUTED = known(row("lead-substitute", LAND))
heard = partial(hear, registry=SUBSTITUTED, now=LATER)


def deputy(agency: str = LAND, post: Post = Post.HANDLER) -> Actor:
    return replace(person(agency, post), deputy=ceiling(Role.LEAD))


ABOUT_LEAD = case_at(CaseState.CHECKING, Cast(lead=LAND, reporter=COMMUNE, concerns=(LEAD,)))
OTHERS = case_at(CaseState.CHECKING, Cast(lead=LAND, reporter=COMMUNE, concerns=(COMMUNE,)))
APPRAISE = good(AppraiseCase)


class TestLeadFor:
    @pytest.mark.parametrize(
        ("concerns", "led_by"),
        [((), LEAD), ((HEALTH,), LEAD), ((LEAD,), LAND), ((HEALTH, LEAD), LAND), ((LEAD, LAND), LEAD)],
    )
    def test_the_lead_but_for_what_is_about_it(self, concerns: tuple[str, ...], led_by: str) -> None:
        found = SUBSTITUTED.lead_for(concerns, DAY)
        assert found is not None
        assert found.agency == led_by

    def test_the_newest_substitute_it_is_not_about(self) -> None:
        registry = known(row("lead-a", LAND), row("lead-b", HEALTH, span=Span(since=BEFORE)))
        assert [registry.lead_for(about, DAY).agency for about in ((LEAD,), (LEAD, HEALTH))] == [HEALTH, LAND]  # type: ignore[union-attr]

    def test_a_substitute_is_no_lead(self) -> None:
        assert SUBSTITUTED.lead_on(DAY) == LEAD
        assert SUBSTITUTED.role_on(LAND, DAY) is Role.DEPT
        assert SUBSTITUTED.substitutes_on(DAY) == (LAND,)

    def test_who_took_the_lead_over_leads(self) -> None:
        taken = Succession(successor=HEALTH, on=BEFORE, whole=True, source="QĐ")
        rows = {**REGISTRY.agencies, LEAD: replace(REGISTRY.agencies[LEAD], successions=(taken,))}
        registry = known(agencies=rows)
        assert registry.lead_on(DAY) == HEALTH
        assert registry.role_on(HEALTH, DAY) is Role.LEAD


class TestRights:
    def test_in_the_cases_it_leads_as_such(self) -> None:
        assert heard(ABOUT_LEAD, APPRAISE, deputy()) == "ok"

    @pytest.mark.parametrize(
        ("case", "actor", "registry"),
        [
            (OTHERS, deputy(), SUBSTITUTED),
            (case_at(CaseState.CHECKING, Cast(concerns=(LEAD,))), deputy(), SUBSTITUTED),
            (ABOUT_LEAD, deputy(), REGISTRY),
            (ABOUT_LEAD, deputy(HEALTH), SUBSTITUTED),
        ],
        ids=["about another", "led by another", "no longer assigned", "not the substitute"],
    )
    def test_in_no_other(self, case: Case, actor: Actor, registry: Registry) -> None:
        assert heard(case, APPRAISE, actor, registry=registry) == "MissingRight scope-missing"
        shown = {
            item.action: item for item in allowed_actions(case, Kind.CASE, knowing(actor, None, registry=registry))
        }
        assert not shown["appraiseCase"].allowed

    def test_not_beyond_cases(self) -> None:
        command = EnterGrant(agency=LAND, scopes=(Scope.CASE_REPORT,), source="QĐ")
        assert heard(None, command, deputy()).startswith("NotAllowed")


class TestPassing:
    def report(self, registry: Registry, *concerns: str) -> Case:
        command = a_report(concerns=concerns)
        assert isinstance(command, ReportCase)
        made = attempt(None, command, replace(facts(person(HEALTH), command, registry=registry), code="CB-1"))
        assert isinstance(made, Case)
        return made

    def test_at_the_report(self) -> None:
        case = self.report(SUBSTITUTED, LEAD)
        assert (case.lead, case.members) == (LAND, (LEAD, HEALTH, LAND))
        assert self.report(SUBSTITUTED, HEALTH).lead == self.report(REGISTRY, LEAD).lead == LEAD

    def test_by_the_register_once(self) -> None:
        case = case_at(CaseState.CLOSED, Cast(concerns=(LEAD,)))
        after = attempt(case, PassLead(), knowing(SYSTEM, None, registry=SUBSTITUTED))
        assert (after.lead, after.state) == (LAND, CaseState.CLOSED)
        assert heard(after, PassLead(), SYSTEM) == "RuleNotMet lead-stands"

    def test_to_a_new_lead_agency(self) -> None:
        newer = row("lead-2026", HEALTH, span=Span(since=BEFORE), part=LeadPart.LEAD)
        after = attempt(case_at(CaseState.CHECKING), PassLead(), knowing(SYSTEM, None, registry=known(newer)))
        assert after.lead == HEALTH

    def test_when_the_lead_takes_over_whom_the_case_is_about(self) -> None:
        taken = Succession(successor=LEAD, on=BEFORE, whole=True, source="QĐ")
        rows = {**REGISTRY.agencies, COMMUNE: replace(REGISTRY.agencies[COMMUNE], successions=(taken,))}
        registry = known(row("lead-a", LAND), agencies=rows)
        command = RegroupCase(former=COMMUNE, successor=LEAD)
        case = case_at(CaseState.CHECKING, Cast(concerns=(COMMUNE,), reporter=COMMUNE))
        after = attempt(case, command, knowing(SYSTEM, command, registry=registry))
        assert (after.concerns, after.lead) == ((LEAD,), LAND)


class TestAssignment:
    def assign(self, agency: str, part: LeadPart) -> str:
        command = AssignLead(agency=agency, since=DAY, source="QĐ 5", part=part)
        return heard(None, command, OPERATOR)

    @pytest.mark.parametrize("agency", KINDS)
    def test_only_a_department_substitutes(self, agency: str) -> None:
        department = KINDS[agency] is AgencyKind.DEPARTMENT
        says = self.assign(agency, LeadPart.SUBSTITUTE)
        assert says == ("ok" if department else "input.agency agency-cannot-lead")

    def test_grants_may_hold_the_leads_scopes_for_a_substitute(self) -> None:
        command = EnterGrant(agency=LAND, scopes=(Scope.CASE_APPRAISE,), source="QĐ")
        assert heard(None, command, OPERATOR) == "ok"
        assert heard(None, command, OPERATOR, registry=REGISTRY) == "input.scopes[0] scope-above-ceiling"
        assert heard(None, replace(command, scopes=(Scope.DIRECTIVE_ISSUE,)), OPERATOR).endswith("scope-above-ceiling")

    @pytest.mark.parametrize(
        ("certainty", "until", "jobs"),
        [
            (Certainty.CONFIRMED, None, [PASS_LEAD]),
            (Certainty.CONFIRMED, date(2027, 1, 1), [PASS_LEAD, PASS_LEAD]),
            (Certainty.UNCONFIRMED, None, []),
        ],
    )
    def test_orders_that_cases_are_passed_on(self, certainty: Certainty, until: date | None, jobs: list[str]) -> None:
        command = AssignLead(agency=LAND, since=DAY, until=until, source="QĐ", certainty=certainty)
        event = command.decide(None, knowing(OPERATOR, command))
        assert [job.job for job in event.jobs(event.begin("lead-1"))] == jobs


WHY = "Cơ quan trước đã chuyển chức năng này."
SCREENED, CHECKING, COORDINATING = CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING
TO_LAND = ReassignCase(assigned=LAND, reasons=WHY)


class TestReassigning:
    @pytest.mark.parametrize("state", [SCREENED, CHECKING])
    def test_another_agency_takes_it_up_anew_and_what_was_found_stays(self, state: CaseState) -> None:
        before = done(a_case(), a_check(), person(HEALTH))
        before = replace(before, state=state, members=(LEAD, HEALTH))
        case = done(before, TO_LAND, person(LEAD))
        assert (case.state, case.assigned, case.focal) == (SCREENED, LAND, None)
        assert (case.members, case.checks) == ((LEAD, HEALTH, LAND), before.checks)
        start = StartChecking(focal=officer(LAND, Post.HANDLER))
        assert done(case, start, person(LAND)).focal == officer(LAND, Post.HANDLER)
        assert faults(case, start, person(HEALTH)) == ["assigned-agency-only"]

    def test_the_new_agency_is_told_and_the_reasons_are_sealed(self) -> None:
        event = TO_LAND.decide(a_case(), facts(person(LEAD), TO_LAND))
        assert event == CaseReassigned(former=HEALTH, assigned=LAND, reasons=sealed(WHY), at=NOW)
        [job] = event.jobs(a_case())
        assert (job.job, job.data) == (NOTIFY, {"agency": LAND, "about": "case.reassigned"})

    @pytest.mark.parametrize(
        ("assigned", "says"), [(HEALTH, ["assigned-already"]), ("agency-nobody", ["input.assigned agency-unknown"])]
    )
    def test_not_to_the_same_nor_to_nobody(self, assigned: str, says: list[str]) -> None:
        assert faults(a_case(), ReassignCase(assigned=assigned, reasons=WHY), person(LEAD)) == says

    def test_not_to_one_that_is_not_competent(self) -> None:
        known = facts(person(LEAD), TO_LAND, registry=with_agency(LAND, competences=()))
        assert codes(a_case(), TO_LAND, known) == ["agency-not-competent"]

    def test_after_a_part_was_taken_over_its_heir_can_go_on(self) -> None:
        command = ReassignCase(assigned=HEIR, reasons=WHY)
        for whole, says in ((False, []), (True, ["assigned-already"])):
            known = facts(person(LEAD), command, registry=taken_over(HEALTH, whole=whole))
            assert codes(a_case(), command, known) == says


class TestHandingOver:
    """The work of an officer who leaves: as the registry says, to who can do it, and to nobody else."""

    OWN, SECOND = officer(HEALTH, Post.HANDLER), an_officer("officer-second", HEALTH, Post.HANDLER)

    def passed(self, case: Case, second: Officer = SECOND, to: str | None = "officer-second") -> tuple[str | None, ...]:
        """Who answers for the check after it, or what is refused."""
        left = replace(REGISTRY.officers[self.OWN], handed_to=to)
        registry = replace(REGISTRY, officers={**REGISTRY.officers, self.OWN: left, second.id: second})
        known = facts(SYSTEM, PassCheck(former=self.OWN), registry=registry)
        refused = codes(case, PassCheck(former=self.OWN), known)
        return tuple(refused) or (attempt(case, PassCheck(former=self.OWN), known).focal,)

    def test_goes_to_the_colleague_that_the_registry_names(self) -> None:
        case = a_case()
        assert self.passed(case) == ("officer-second",)
        assert self.passed(case, to=None) == ("nothing-handed-over",)
        assert self.passed(replace(case, focal=officer(LAND, Post.HANDLER))) == ("nothing-handed-over",)

    def test_to_nobody_where_the_colleague_cannot_act(self) -> None:
        """So no mark of a conflict of interest is lost, and all handlers are asked."""
        case, auditor = a_case(), replace(self.SECOND, posts=(Post.AUDITOR,))
        gone = replace(self.SECOND, span=Span(since=ALWAYS.since, until=NOW.date()))
        for state, second in (
            (replace(case, recused=("officer-second",)), self.SECOND),
            (replace(case, concerns=(HEALTH,)), self.SECOND),
            (replace(case, assigned=LAND), self.SECOND),
            (case, auditor),
            (case, gone),
        ):
            assert self.passed(state, second) == (None,)


class TestNaming:
    @pytest.mark.parametrize(
        ("focal", "says"),
        [
            (officer(HEALTH, Post.SIGNATORY), []),
            (officer(HEALTH, Post.HANDLER), ["focal-already"]),
            (officer(LAND, Post.HANDLER), ["input.focal officer-not-appointed"]),
            ("officer-nobody", ["input.focal officer-not-appointed"]),
        ],
    )
    def test_another_officer_of_the_agency_that_checks(self, focal: str, says: list[str]) -> None:
        assert faults(a_case(), NameFocalOfficer(focal=focal, reasons=WHY), person(HEALTH)) == says
