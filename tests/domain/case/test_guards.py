"""Shared guards of a case look at every record and every person, not at the first or the plainest one."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase
from domain.case.checks import CheckingStarted
from domain.case.committee import SignTakedown
from domain.case.state.case import Case, CaseState
from domain.case.state.pathways import TakedownStatus
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Post
from domain.registry.registry import Registry
from tests.domain.handling import a_step, a_takedown
from tests.domain.scenes import also_serving
from tests.support.facts import LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    COMMUNE,
    GROUND,
    OTHER,
    PPC,
    REGISTRY,
    a_registry,
    as_officer,
    knowing,
    said,
)
from tests.support.handling_past import Cast, a_review, a_verification, case_at, case_of, until
from tests.support.world import LEAD, officer

VERIFIER = officer(LAND, Post.HANDLER)
ABOUT_A_COMMUNE = Cast(concerns=(COMMUNE,))
VERIFIED = case_of(
    *until(CaseState.SCREENED, ABOUT_A_COMMUNE),
    CheckingStarted(focal=VERIFIER),
    a_verification(ABOUT_A_COMMUNE, agency=LAND, officer=VERIFIER),
    a_review(ABOUT_A_COMMUNE),
)


def heard(state: Case, command: Any, actor: Actor, registry: Registry = REGISTRY) -> str:
    return said(state, command, knowing(actor, command, registry=registry))


class TestWhatCountsAsIndependent:
    """Who holds a post in the agency concerned is no independent source, whichever agency the finding names (G2)."""

    @pytest.mark.parametrize(
        ("agency", "says"), [(COMMUNE, "G2 independent-source-needed"), (OTHER, "ok")], ids=["concerned", "another"]
    )
    def test_a_verifier_who_also_serves_elsewhere(self, agency: str, says: str) -> None:
        registry = also_serving(VERIFIER, agency)
        assert heard(VERIFIED, good(AppraiseCase), person(LEAD), registry) == says

    def test_an_earlier_one_counts_when_the_newest_does_not(self) -> None:
        (first,) = VERIFIED.verifications
        newest = replace(first, agency=COMMUNE)
        for verifications, says in (((first, newest), "ok"), ((newest,), "G2 independent-source-needed")):
            case = replace(VERIFIED, verifications=verifications)
            assert heard(case, good(AppraiseCase), person(LEAD)) == says


class TestCommittee:
    """Who drafted, captured or approved a proposal of removal for the lead does not sign it for the committee (G5)."""

    SIGN = SignTakedown(takedown="takedown-1", document_number="2/UBND")
    SIGNER = person(PPC, Post.SIGNATORY)

    def signed(self, registry: Registry = REGISTRY, by: Actor = SIGNER, **changes: Any) -> str:
        proposal = a_takedown(TakedownStatus.SUBMITTED_PPC, provisions=(GROUND,), **changes)
        case = replace(case_at(CaseState.EXECUTING), takedowns=(proposal,))
        return heard(case, self.SIGN, by, registry)

    def parts(self, by: str) -> list[dict[str, Any]]:
        (item,) = a_takedown().items
        step = a_step(by=by)
        return [{"drafted": step}, {"approved": step}, {"items": (item, replace(item, officer=by))}]

    def test_signs_what_others_prepared(self) -> None:
        assert [self.signed(**part) for part in self.parts("officer-y")] == ["ok"] * 3

    def test_nor_what_the_same_person_prepared_under_another_appointment(self) -> None:
        before = officer(LEAD, Post.HANDLER)
        one_person = a_registry(subjects={"one account": (before, self.SIGNER.subject)})
        assert [self.signed(one_person, **part) for part in self.parts(before)] == ["G5 drafter-cannot-sign"] * 3
        assert [self.signed(**part) for part in self.parts(before)] == ["ok"] * 3
        assert self.signed(one_person, as_officer("officer-z", PPC, Post.SIGNATORY), drafted=a_step(by=before)) == "ok"
