"""A province in which one agency took others over, and its officers."""

from dataclasses import replace
from datetime import date

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Post
from domain.registry.agency import Succession
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from tests.support.facts import agency, person
from tests.support.handling_facts import BOTH, COMPETENCES, REGISTRY, an_officer
from tests.support.world import KINDS

HEIR = "agency-heir"
DAY = date(2026, 7, 1)


def taken_over(*former: str, whole: bool = True, on: date = DAY, sure: bool = True) -> Registry:
    """The province in which an heir took some agencies over."""
    certainty = Certainty.CONFIRMED if sure else Certainty.UNCONFIRMED
    row = Succession(successor=HEIR, on=on, whole=whole, source="QĐ 9", functions=("x",), certainty=certainty)
    kind = KINDS[former[0]]
    heir = agency(HEIR, kind, competences=COMPETENCES)
    rows = {item: replace(REGISTRY.agencies[item], successions=(row,)) for item in former}
    people = {item: an_officer(item, HEIR, *BOTH) for item in ("officer-heir", "officer-heir-2")}
    return replace(
        REGISTRY, agencies={**REGISTRY.agencies, **rows, HEIR: heir}, officers={**REGISTRY.officers, **people}
    )


def heir_of(former: str, *posts: Post) -> Actor:
    """An officer of the heir, with what the former agency's officers held."""
    made = person(former)
    return replace(made, agency=HEIR, subject="officer-heir", officer="officer-heir", posts=frozenset(posts or BOTH))
