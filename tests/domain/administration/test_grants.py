"""Who may grant what to whom: every pair of agencies that asks and decides, against the rule written by hand."""

from dataclasses import replace
from typing import Any

import pytest

from domain.administration.grants import ApproveGrant, EnterGrant, ProposeGrant, RefuseGrant
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.policy import Scope, ceiling
from domain.kernel.vocabulary import Post
from domain.registry.accounts import Grant, GrantState
from tests.support.facts import PROVINCE, attempt, facts, person, verdict
from tests.support.world import KINDS, LEAD

PPC, POLICE, HEALTH, LAND = "agency-ppc", "agency-police", "agency-health", "agency-land"


def asking(agency: str) -> ProposeGrant:
    return ProposeGrant(agency=agency, scopes=(Scope.CASE_REPORT,), source="QĐ 1")


def proposed(by: Actor, agency: str) -> Grant:
    state: Grant = attempt(None, asking(agency), facts(by, asking(agency)))
    return state


def settle(state: Grant, by: Actor, command: Any = None) -> str:
    command = command or ApproveGrant()
    return verdict(state, command, facts(by, command))


GRANTED = [agency for agency in KINDS if agency not in ("agency-ministry", "agency-inspection")]


@pytest.mark.parametrize("asker", [LEAD, PPC, None])
@pytest.mark.parametrize("decider", [LEAD, PPC])
def test_an_agency_of_another_kind_decides(asker: str | None, decider: str) -> None:
    def heard(agency: str) -> str:
        scope = min(ceiling(PROVINCE.role_on(agency, PROVINCE.agencies[agency].span.since)))
        by = person(asker, Post.ADMIN) if asker else OPERATOR
        command = ProposeGrant(agency=agency, scopes=(scope,), source="QĐ 1")
        if asker == agency:
            return verdict(None, command, facts(by, command))
        state = attempt(None, command, facts(by, command))
        return settle(state, person(decider, Post.SIGNATORY))

    def expected(agency: str) -> str:
        if agency in (asker, decider):
            return "own-grants"
        same_kind = KINDS[decider] in (KINDS[agency], KINDS.get(asker or ""))
        return "another-kind-needed" if same_kind else "ok"

    assert {agency: heard(agency) for agency in GRANTED} == {agency: expected(agency) for agency in GRANTED}


def test_a_refused_grant_never_counts() -> None:
    state = proposed(person(LEAD, Post.ADMIN), POLICE)
    refusal = RefuseGrant(reasons="Cơ quan đã giải thể theo QĐ 3.")
    state = attempt(state, refusal, facts(person(PPC, Post.ADMIN), refusal))
    assert (state.counts, state.state) == (False, GrantState.REFUSED)


@pytest.mark.parametrize(
    ("scopes", "code"),
    [
        ((), "scope-unknown"),
        ((Scope.CASE_APPRAISE,), "scope-above-ceiling"),
        ((Scope.CASE_REPORT, Scope.POLICE_RECEIVE), "ok"),
    ],
)
def test_within_the_ceiling_only(scopes: tuple[Scope, ...], code: str) -> None:
    command = ProposeGrant(agency=POLICE, scopes=scopes, source="QĐ 1")
    assert verdict(None, command, facts(person(LEAD, Post.ADMIN), command)) == code


def test_first_grants_are_the_operators_and_first_only() -> None:
    command = EnterGrant(agency=LAND, scopes=(Scope.CASE_REPORT,), source="QĐ 1")
    state = attempt(None, command, facts(OPERATOR, command))
    assert state.counts
    for known in (state, replace(state, state=GrantState.ENDED)):
        registry = replace(PROVINCE, grants={"grant-1": known})
        assert verdict(None, command, facts(OPERATOR, command, registry=registry)) == "agency-has-grants"
        assert bool(registry.granted.get(LAND)) is known.counts
