"""Whom a claim is about: named by who takes part, by who watches and by the reporter, and never taken back (G5)."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.appraisal import AppraiseCase
from domain.case.concerned import ConcernNamed, NameConcerned, NameConcernedByCode
from domain.case.guards import shown_false
from domain.case.intake import ScreenCase
from domain.case.state.case import CaseState, Category
from domain.kernel.actor import holder_of
from domain.kernel.calendar import local_date
from domain.kernel.refusals import SafeguardNotMet
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.agency import Lead, LeadPart
from tests.support.facts import ALWAYS, HEALTH, LAND, POLICE, person
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, LATER, OTHER, REGISTRY, hear, knowing, left
from tests.support.handling_past import Cast, case_at
from tests.support.relations import RELATIONS
from tests.support.world import KINDS, LEAD, officer

ROW = Lead(id="lead-substitute", agency=LAND, span=ALWAYS, source="QĐ 12", part=LeadPart.SUBSTITUTE)
SUBSTITUTED = replace(REGISTRY, leads={**REGISTRY.leads, ROW.id: ROW})
WATCHERS = {"agency-ppc", "agency-inspection"}
MEMBERS = {"lead", "assigned", "reporter", "lead concerned", "assigned concerned"}
"""Relations of who takes part in a case that was screened."""
after = partial(left, registry=SUBSTITUTED, now=LATER)
heard = partial(hear, registry=SUBSTITUTED, now=LATER)
SCREENED = case_at(CaseState.SCREENED, Cast(reporter=COMMUNE, assigned=HEALTH))
REASONS = "Nội dung nói về việc nhận tiền của cơ quan này."


def naming(*agencies: str, corruption: bool = False) -> NameConcerned:
    return NameConcerned(concerns=agencies, corruption=corruption, reasons=REASONS)


def table() -> list[tuple[str, str, str, str]]:
    """Agency, relation, what is expected and what is heard, where they differ; the states do not matter."""
    found = []
    for agency in set(KINDS) - {"agency-paper", "agency-ministry"}:
        for relation in MEMBERS | {"concerned", "stranger"}:
            case = case_at(CaseState.CHECKING, RELATIONS[relation](agency))
            expected = "ok" if relation in MEMBERS or agency in WATCHERS else "G1 members-only"
            line = heard(case, naming(POLICE if agency != POLICE else HEALTH), person(agency), registry=REGISTRY)
            found += [(agency, relation, expected, line)] if line != expected else []
    return found


class TestWho:
    def test_names_who_takes_part_or_watches(self) -> None:
        assert table() == []

    def test_of_an_unknown_agency_is_refused(self) -> None:
        assert heard(SCREENED, naming("agency-nobody"), person(LEAD)) == "input.concerns[0] agency-unknown"

    def test_anybody_with_the_code_says_that_it_is_about_who_handles_it(self) -> None:
        command = NameConcernedByCode(about_lead=True, corruption=True, reasons=REASONS)
        named = after(SCREENED, command, holder_of(SCREENED.id))
        assert (named.concerns, named.lead, named.corruption) == ((LEAD,), LAND, True)


class TestLead:
    """The hole: whether a claim was about the lead agency was the lead's own word."""

    def test_screens_a_claim_about_itself_as_about_nobody_and_another_says_whom_it_is_about(self) -> None:
        named = after(SCREENED, naming(LEAD), person(COMMUNE))
        assert (named.concerns, named.lead) == ((LEAD,), LAND)
        assert LEAD in named.members
        assert heard(named, good(AppraiseCase), person(LEAD)).startswith("TransitionNotAllowed")
        assert heard(replace(named, state=CaseState.CHECKING), good(AppraiseCase), person(LEAD)) == (
            "G1 lead-agency-only"
        )

    def test_cannot_be_taken_off_by_naming_nobody(self) -> None:
        named = after(SCREENED, naming(LEAD), person(COMMUNE))
        screening = ScreenCase(category=Category.HEALTH, assigned=HEALTH)
        received = replace(named, state=CaseState.RECEIVED, lead=LEAD)
        assert after(received, screening, person(LEAD)).concerns == (LEAD,)


class TestFound:
    """What was found by an agency before it was named."""

    def test_by_the_lead_is_found_again_by_its_substitute(self) -> None:
        for state in (CaseState.APPRAISED, CaseState.PROPOSED):
            case = case_at(state, Cast(reporter=COMMUNE, assigned=HEALTH))
            named = after(case, naming(LEAD), person(COMMUNE))
            assert (named.state, named.appraisal, named.proposal) == (CaseState.CHECKING, None, None)
            assert named.lead == LAND

    @pytest.mark.parametrize("found", ["verifications", "expression_reviews", "appraisal"])
    def test_by_an_officer_who_serves_what_is_named_is_found_again(self, found: str) -> None:
        case = case_at(CaseState.APPRAISED, Cast(reporter=COMMUNE, assigned=HEALTH))
        served = officer(POLICE, Post.HANDLER)
        row = getattr(case, found)
        changed: Any = (replace(row[0], officer=served),) if isinstance(row, tuple) else replace(row, officer=served)
        case = replace(case, **{found: changed})
        assert after(case, naming(POLICE), person(COMMUNE), registry=REGISTRY).state is CaseState.CHECKING

    @pytest.mark.parametrize(("left", "expected"), [(0, "independent-source-needed"), (-1, "shown")])
    def test_by_an_officer_who_then_served_what_is_named_never_counts(self, left: int, expected: str) -> None:
        """Else an agency ends the post of an officer who verified a claim about it, and the verification counts."""
        case = case_at(CaseState.APPRAISED, Cast(reporter=COMMUNE, assigned=HEALTH, concerns=(POLICE,)))
        [found] = case.verifications
        served = officer(POLICE, Post.HANDLER)
        until = local_date(found.at) + timedelta(days=left + 1)
        row = replace(REGISTRY.officers[served], span=Span(since=date(2020, 1, 1), until=until))
        registry = replace(REGISTRY, officers={**REGISTRY.officers, served: row})
        case = replace(case, verifications=(replace(found, officer=served),))
        later = knowing(person(LEAD), None, registry=registry, now=found.at + timedelta(days=9))
        problem = shown_false(case, later)
        assert (problem.code if isinstance(problem, SafeguardNotMet) else "shown") == expected

    def test_by_an_agency_that_is_not_named_stays(self) -> None:
        case = case_at(CaseState.APPRAISED, Cast(reporter=COMMUNE, assigned=HEALTH))
        named = after(case, naming(POLICE), person(COMMUNE))
        assert (named.state, named.appraisal) == (CaseState.APPRAISED, case.appraisal)

    def test_after_the_decision_stands_until_the_substitute_opens_the_case_again(self) -> None:
        case = case_at(CaseState.DECIDED, Cast(reporter=COMMUNE, assigned=HEALTH))
        named = after(case, naming(LEAD), person(COMMUNE))
        assert (named.state, named.lead, len(named.decisions)) == (CaseState.DECIDED, LAND, 1)


class TestCorruption:
    def test_is_said_once(self) -> None:
        said_so = after(SCREENED, naming(corruption=True), person(COMMUNE))
        assert said_so.alleges_corruption
        again = heard(said_so, naming(corruption=True), person(COMMUNE))
        assert again == "RuleNotMet concern-named-already"

    def test_that_the_report_named_is_not_screened_away(self) -> None:
        received = replace(case_at(CaseState.RECEIVED), category=Category.ANTI_CORRUPTION)
        screening = ScreenCase(category=Category.HEALTH, assigned=HEALTH)
        screened = after(received, screening, person(LEAD), registry=REGISTRY)
        assert (screened.category, screened.alleges_corruption) == (Category.HEALTH, True)
        plain = after(replace(received, category=None), screening, person(LEAD), registry=REGISTRY)
        assert not plain.alleges_corruption


def test_the_event_says_who_named_and_the_code_stands_for_nobody() -> None:
    command = naming(OTHER)
    [event] = BY_COMMAND[NameConcerned].decide(SCREENED, command, knowing(person(COMMUNE), command, now=LATER))
    assert isinstance(event, ConcernNamed)
    assert (event.agency, event.officer) == (COMMUNE, person(COMMUNE).subject)
    by_code = NameConcernedByCode(corruption=True, reasons=REASONS)
    known = knowing(holder_of(SCREENED.id), by_code, now=LATER)
    [event] = BY_COMMAND[NameConcernedByCode].decide(SCREENED, by_code, known)
    assert isinstance(event, ConcernNamed)
    assert (event.agency, event.officer, event.corruption) == (None, None, True)
