"""What a caller learns of an officer: the name is for inspectors, for who keeps the agency's officers, for oneself."""

from dataclasses import replace

import pytest

from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from resolvers.history import without_officer
from resolvers.related import officer_of
from store.store import Store
from tests.resolvers.test_roots import with_scopes
from tests.support.facts import PROVINCE, person
from tests.support.world import LEAD, officer, subject

LAND = "agency-land"
SHOWN = officer(LAND, Post.HANDLER)
NAME = subject(LAND, Post.HANDLER)
NAMED = replace(PROVINCE, people={NAME: (SHOWN,)})
KEEPS = frozenset({Scope.FOCAL_MANAGE})
EVERYTHING_ELSE = frozenset(Scope) - {Scope.AUDIT_READ_ALL, Scope.FOCAL_MANAGE}


@pytest.mark.parametrize(
    ("actor", "named"),
    [
        (replace(person("agency-inspection", Post.INSPECTOR), scopes=frozenset({Scope.AUDIT_READ_ALL})), True),
        (replace(person(LAND, Post.SIGNATORY), scopes=KEEPS), True),
        (replace(person(LAND), scopes=frozenset()), True),
        (replace(person(LAND, Post.SIGNATORY), scopes=EVERYTHING_ELSE), False),
        (replace(person("agency-health"), scopes=KEEPS | EVERYTHING_ELSE), False),
        (replace(person(LEAD), scopes=KEEPS | EVERYTHING_ELSE), False),
        (replace(person("agency-health"), scopes=KEEPS, former=frozenset({LAND})), True),
    ],
    ids=["inspector", "keeper", "oneself", "colleague", "keeper of another", "lead", "keeper of the heir"],
)
def test_a_name_is_shown_to(actor: Actor, named: bool) -> None:
    found = officer_of(NAMED, actor, SHOWN)
    assert found is not None
    assert (found.officer_id, found.agency.id, found.posts) == (SHOWN, LAND, [Post.HANDLER])
    assert found.name == (NAME if named else None)


@pytest.mark.parametrize(
    ("scope", "agency", "shown"),
    [(Scope.AUDIT_READ, LEAD, True), (Scope.AUDIT_READ, LAND, False), (Scope.AUDIT_READ_ALL, LAND, True)],
)
async def test_the_own_agency_and_inspectors_see_who_acted(
    store: Store, scope: Scope, agency: str, shown: bool
) -> None:
    row = without_officer(await with_scopes(store, scope), {"agency": agency, "officer": SHOWN})
    assert row == {"agency": agency, "officer": SHOWN if shown else None}
