"""Succession in what names persons: contact details, accounts, appointments, programs, grants (Đ5, G5)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.administration.grants import ProposeGrant
from domain.complaint.state import SECOND, ContestedDecision
from domain.erasure.contact import contact_problem
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post, Role
from domain.registry.agency import Lead, LeadPart
from domain.registry.registry import Registry
from tests.domain.heirs import HEIR, heir_of, taken_over
from tests.domain.redress import PPC, a_decided_case, about, filed
from tests.support.facts import ALWAYS, HEALTH, LAND, answers, facts, person
from tests.support.handling_facts import REGISTRY, said
from tests.support.world import LEAD, officer

WHOLE_OR_PART = pytest.mark.parametrize("whole", [True, False], ids=["whole", "part"])


def opened(state: Any, actor: Actor, registry: Registry, contested: ContestedDecision | None = None) -> bool:
    """Whether the actor may see how to reach the person."""
    return contact_problem(state, replace(facts(actor, registry=registry), needs=answers(contested))) is None


class TestContact:
    """How to reach somebody is for who acts today, and never for who took over what it is about."""

    def test_of_a_reporter_is_for_who_took_the_lead_over_wholly(self) -> None:
        case = a_decided_case()
        assert opened(case, heir_of(LEAD), taken_over(LEAD))
        assert not opened(case, heir_of(LEAD), taken_over(LEAD, whole=False))
        assert not opened(case, heir_of(LEAD), REGISTRY)

    @WHOLE_OR_PART
    def test_and_not_when_the_claim_is_about_what_it_took_over(self, whole: bool) -> None:
        registry = taken_over(HEALTH, whole=whole)
        assert not opened(a_decided_case(lead=HEIR, concerns=(HEALTH,)), heir_of(LEAD), registry)
        assert opened(a_decided_case(lead=HEIR, concerns=(LAND,), focal=None), heir_of(LEAD), registry)

    @pytest.mark.parametrize("actor", [person(PPC), heir_of(PPC)], ids=["itself", "its heir"])
    def test_of_who_complains_is_for_the_second_level_and_its_heir(self, actor: Actor) -> None:
        second = filed(level=SECOND, examining=PPC)
        registry = taken_over(PPC) if actor.agency == HEIR else REGISTRY
        assert opened(second, actor, registry, contested=about())
        assert not opened(second, actor, registry, contested=about(a_decided_case(concerns=(PPC,))))

    @WHOLE_OR_PART
    def test_and_not_for_who_took_over_the_agency_complained_about(self, whole: bool) -> None:
        second = filed(level=SECOND, examining=HEIR)
        actor = replace(person(PPC), agency=HEIR)
        assert opened(second, actor, REGISTRY, contested=about())
        assert not opened(second, actor, taken_over(LEAD, whole=whole), contested=about())

    def test_nor_for_an_officer_who_also_serves_there(self) -> None:
        second, actor = filed(level=SECOND, examining=PPC), person(PPC)
        both = replace(REGISTRY, subjects={"someone": (actor.subject, officer(LEAD, Post.HANDLER))})
        assert opened(second, actor, REGISTRY, contested=about())
        assert not opened(second, actor, both, contested=about())

    def test_of_a_reporter_against_the_lead_is_for_its_substitute_only(self) -> None:
        row = Lead(id="substitute", agency=LAND, span=ALWAYS, source="QĐ", part=LeadPart.SUBSTITUTE)
        registry = replace(REGISTRY, leads={**REGISTRY.leads, row.id: row})
        deputy = replace(person(LAND), deputy=person(LEAD).scopes)
        case = a_decided_case(lead=LAND, concerns=(LEAD,))
        assert opened(case, deputy, registry)
        assert not opened(case, replace(deputy, deputy=frozenset()), registry)
        assert not opened(case, deputy, REGISTRY), "the assignment gives the right, not the case"
        assert not opened(replace(case, concerns=()), deputy, registry)


class TestGrants:
    def test_nobody_changes_those_of_an_agency_it_acts_for(self) -> None:
        heir = replace(heir_of(LEAD, Post.ADMIN), role=Role.LEAD)
        asking = ProposeGrant(agency=LAND, scopes=(Scope.CASE_REPORT,), source="QĐ 1")
        for registry, says in ((taken_over(LAND), "G5 own-grants"), (taken_over(LAND, whole=False), "ok")):
            assert said(None, asking, facts(heir, asking, registry=registry)) == says
