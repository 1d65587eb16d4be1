"""Invisible is missing: on every path, for every agency, whatever its relation to the case."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.checks import StartChecking
from domain.case.state.case import Category
from domain.kernel.actor import OPERATOR, SYSTEM, Actor, ActorKind
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotFound
from domain.kernel.vocabulary import Kind, Post, Role
from store.driver.conditions import NOTHING
from store.heads.reader import sees, visible_to
from store.kinds.sight import seen_by
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.record import denied, done, problem
from tests.support.world import KINDS, LEAD, a_check, a_report, a_screening, caller, officer

ALL_CASES = {"agency-lead", "agency-ppc", "agency-inspection"}
MEMBERS_ONLY = set(KINDS) - ALL_CASES - {"agency-paper"}
INTERNAL = (Category.INTERNAL_AFFAIRS, Category.JUDICIAL_REFORM, Category.ANTI_CORRUPTION)


async def case_of(store: Store, reporter: str, category: Category = Category.HEALTH) -> Outcome:
    made = await done(store, caller(reporter), a_report())
    return await done(store, caller(LEAD), a_screening(category=category), made)


def may_see(agency: str, members: set[str], category: Category) -> bool:
    if agency in ALL_CASES:
        return True
    if agency == "agency-internal" and category in INTERNAL:
        return True
    return agency in MEMBERS_ONLY and agency in members


class TestWrites:
    @pytest.mark.parametrize("agency", [kind for kind in KINDS if kind not in ("agency-health", LEAD)])
    async def test_invisible_answers_as_missing_does(self, shared: Store, agency: str) -> None:
        made = await case_of(shared, "agency-land")
        there, missing = replace(made), replace(made, stream="case-00000000000000000000000000000000")
        start = StartChecking(focal=officer(agency, Post.HANDLER))
        for command in (start, a_check()):
            answers = []
            for target in (there, missing):
                try:
                    await done(shared, caller(agency), command, target)
                except Exception as error:
                    answers.append((type(error), str(error)))
            if not may_see(agency, set(made.document["members"]), Category.HEALTH):
                assert answers[0] == answers[1]

    async def test_and_says_not_found_not_forbidden(self, shared: Store) -> None:
        made = await case_of(shared, "agency-land")
        for version in (1, 2, 99):
            found = await problem(done(shared, caller("agency-district"), a_check(), made, expected=version))
            assert found == NotFound()

    async def test_who_may_not_at_all_learns_nothing_of_the_case(self, shared: Store) -> None:
        made = await case_of(shared, "agency-land")
        for target in (made, replace(made, stream="case-missing")):
            assert await denied(done(shared, caller("agency-paper"), a_check(), target)) == "scope-missing"


scopes = st.frozensets(st.sampled_from(Scope))
heads = st.builds(
    lambda members, field: {"seen_by": seen_by(members, fields=[str(field)] if field else [])},
    st.lists(st.sampled_from(sorted(KINDS)), max_size=3),
    st.sampled_from([None, *Category]),
)


def matches(query: dict[str, Any], head: dict[str, Any]) -> bool:
    """What a database makes of the filters that `visible_to` gives."""
    if query == NOTHING:
        return False
    for key, wanted in query.items():
        if head[key] and not {*head[key]}.isdisjoint(wanted["$in"] if isinstance(wanted, dict) else [wanted]):
            continue
        return False
    return True


class TestFilter:
    @given(st.sampled_from(sorted(KINDS)), st.sampled_from([None, *Role]), scopes, heads)
    def test_the_filter_and_the_look_at_a_head_agree(
        self, agency: str, role: Role | None, scopes: frozenset[Scope], head: dict[str, Any]
    ) -> None:
        actor = Actor(kind=ActorKind.PERSON, subject="s", client="c", agency=agency, role=role, scopes=scopes)
        assert matches(visible_to(actor), head) == sees(actor, Kind.CASE, head)

    @pytest.mark.parametrize("actor", [OPERATOR, SYSTEM])
    def test_the_register_itself_sees_everything(self, actor: Actor) -> None:
        assert visible_to(actor) == {}
        assert sees(actor, Kind.CASE, {"seen_by": []})

    @pytest.mark.parametrize("kind", [Kind.OFFICER, Kind.USER, Kind.CLIENT])
    def test_accounts_are_for_their_agency_and_its_heir(self, kind: Kind) -> None:
        keeper = Actor(kind=ActorKind.PERSON, subject="s", client="c", agency="agency-land", role=Role.DEPT)
        keeper = replace(keeper, scopes=frozenset({Scope.FOCAL_MANAGE}), former=frozenset({"agency-old"}))
        for agency, seen in {"agency-land": True, "agency-old": True, "agency-health": False}.items():
            assert sees(keeper, kind, {"agency": agency}) is seen
        assert not sees(replace(keeper, former=frozenset()), kind, {"agency": "agency-old"})
        assert visible_to(keeper, kind) == {"agency": {"$in": ["agency-land", "agency-old"]}}
