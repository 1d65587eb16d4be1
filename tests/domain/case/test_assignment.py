"""Another agency that checks, or another officer who answers for it: who may say so, and what it leaves."""

from dataclasses import replace

import pytest

from domain.case.checks import CaseReassigned, NameFocalOfficer, PassCheck, ReassignCase, StartChecking
from domain.case.command import NOTIFY
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import SYSTEM
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.accounts import Officer
from tests.domain.heirs import HEIR, taken_over
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, a_case, attempt, codes, facts, person, sealed, with_agency
from tests.support.handling_facts import REGISTRY, an_officer
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
        command = NameFocalOfficer(focal=focal, reasons=WHY)
        assert codes(a_case(), command, facts(person(HEALTH), command)) == says
