"""Succession in what names persons: contact details, accounts, appointments, programs, grants (Đ5, G5)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.administration.clients import RegisterClient, StopClient
from domain.administration.grants import ProposeGrant
from domain.administration.officers import DismissOfficer
from domain.administration.users import OpenUser, SuspendUser
from domain.complaint.appeal import AppealRedress
from domain.complaint.state import SECOND, ContestedDecision, RedressState
from domain.erasure.contact import contact_problem
from domain.kernel.actor import Actor, holder_of
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post, Role
from domain.registry.accounts import UserState
from domain.registry.agency import Lead, LeadPart, Succession
from domain.registry.registry import Registry
from tests.domain.heirs import DAY, HEIR, heir_of, taken_over
from tests.domain.redress import LONG, PPC, a_decided_case, about, at, filed
from tests.support.facts import ALWAYS, HEALTH, LAND, answers, facts, person
from tests.support.handling_facts import REGISTRY, attempt, said
from tests.support.world import LEAD, officer

ACCOUNT = OpenUser(subject="an@land.example", code="1" * 64)
PROGRAM = RegisterClient(name="Trang", scopes=(Scope.CASE_REPORT,), redirects=("https://trang.example/ve",))
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


def keeper(*posts: Post) -> Actor:
    """An administrator of the heir."""
    return heir_of(LAND, *posts or (Post.ADMIN,))


class TestKeeping:
    """What the former agency kept, its heir keeps, so that nothing stays that nobody can end."""

    def heard(self, state: Any, command: Any, registry: Registry, actor: Actor | None = None) -> str:
        return said(state, command, facts(actor or keeper(), command, registry=registry))

    def test_appointments(self) -> None:
        row, command = REGISTRY.officers[officer(LAND, Post.HANDLER)], DismissOfficer(on=DAY)
        assert self.heard(row, command, taken_over(LAND)) == "ok"
        assert self.heard(row, command, taken_over(LAND, whole=False)) == "G1 own-agency-only"

    def test_accounts_and_programs(self) -> None:
        admin = person(LAND, Post.ADMIN)
        account = replace(attempt(None, ACCOUNT, facts(admin, ACCOUNT)), state=UserState.ACTIVE)
        program = attempt(None, PROGRAM, facts(admin, PROGRAM))
        for state, command in ((account, SuspendUser()), (program, StopClient())):
            assert self.heard(state, command, taken_over(LAND)) == "ok"
            assert self.heard(state, command, taken_over(LAND, whole=False)) == "G1 own-agency-only"


class TestGrants:
    def test_nobody_changes_those_of_an_agency_it_acts_for(self) -> None:
        heir = replace(heir_of(LEAD, Post.ADMIN), role=Role.LEAD)
        asking = ProposeGrant(agency=LAND, scopes=(Scope.CASE_REPORT,), source="QĐ 1")
        for registry, says in ((taken_over(LAND), "G5 own-grants"), (taken_over(LAND, whole=False), "ok")):
            assert said(None, asking, facts(heir, asking, registry=registry)) == says


class TestSecondLevel:
    def test_none_where_the_committee_took_over_who_decided(self) -> None:
        state, command, holder = at(RedressState.DISMISSED), AppealRedress(text=LONG), holder_of("redress-1")
        for whole, says in ((True, "RuleNotMet no-second-level"), (False, "ok")):
            row = Succession(successor=PPC, on=DAY, whole=whole, source="QĐ", functions=("x",))
            merged = replace(REGISTRY.agencies[LEAD], successions=(row,))
            registry = replace(REGISTRY, agencies={**REGISTRY.agencies, LEAD: merged})
            assert said(state, command, facts(holder, command, registry=registry)) == says
