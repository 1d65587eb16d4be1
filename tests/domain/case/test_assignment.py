"""Another agency that checks, or another officer who answers for it: who may say so, and what it leaves."""

from dataclasses import replace

import pytest

from domain.case.checks import CaseReassigned, NameFocalOfficer, ReassignCase, StartChecking
from domain.case.command import NOTIFY
from domain.case.state.case import CaseState
from domain.kernel.vocabulary import Post
from tests.domain.heirs import HEIR, taken_over
from tests.support.facts import HEALTH, LAND, NOW, a_case, attempt, codes, facts, person, sealed, with_agency
from tests.support.world import LEAD, a_check, officer

WHY = "Cơ quan trước đã chuyển chức năng này."
SCREENED, CHECKING, COORDINATING = CaseState.SCREENED, CaseState.CHECKING, CaseState.COORDINATING
TO_LAND = ReassignCase(assigned=LAND, reasons=WHY)


class TestReassigning:
    @pytest.mark.parametrize("state", [SCREENED, CHECKING])
    def test_another_agency_takes_it_up_anew_and_what_was_found_stays(self, state: CaseState) -> None:
        before = attempt(a_case(), a_check(), facts(person(HEALTH), a_check()))
        before = replace(before, state=state, members=(LEAD, HEALTH))
        case = attempt(before, TO_LAND, facts(person(LEAD), TO_LAND))
        assert (case.state, case.assigned, case.focal) == (SCREENED, LAND, None)
        assert (case.members, case.checks) == ((LEAD, HEALTH, LAND), before.checks)
        start = StartChecking(focal=officer(LAND, Post.HANDLER))
        assert attempt(case, start, facts(person(LAND), start)).focal == officer(LAND, Post.HANDLER)
        assert codes(case, start, facts(person(HEALTH), start)) == ["assigned-agency-only"]

    def test_the_new_agency_is_told_and_the_reasons_are_sealed(self) -> None:
        event = TO_LAND.decide(a_case(), facts(person(LEAD), TO_LAND))
        assert event == CaseReassigned(former=HEALTH, assigned=LAND, reasons=sealed(WHY), at=NOW)
        [job] = event.jobs(a_case())
        assert (job.job, job.data) == (NOTIFY, {"agency": LAND, "about": "case.reassigned"})

    @pytest.mark.parametrize(
        ("assigned", "says"),
        [(HEALTH, ["assigned-already"]), ("agency-nobody", ["input.assigned agency-unknown"])],
    )
    def test_not_to_the_same_nor_to_nobody(self, assigned: str, says: list[str]) -> None:
        command = ReassignCase(assigned=assigned, reasons=WHY)
        assert codes(a_case(), command, facts(person(LEAD), command)) == says

    def test_not_to_one_that_is_not_competent(self) -> None:
        known = facts(person(LEAD), TO_LAND, registry=with_agency(LAND, competences=()))
        assert codes(a_case(), TO_LAND, known) == ["agency-not-competent"]

    def test_after_a_part_was_taken_over_its_heir_can_go_on(self) -> None:
        command = ReassignCase(assigned=HEIR, reasons=WHY)
        for whole, says in ((False, []), (True, ["assigned-already"])):
            known = facts(person(LEAD), command, registry=taken_over(HEALTH, whole=whole))
            assert codes(a_case(), command, known) == says


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
        command = NameFocalOfficer(focal=focal, reasons=WHY)
        assert codes(a_case(), command, facts(person(HEALTH), command)) == says
