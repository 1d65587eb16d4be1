"""Relations of an agency to a case, and its actors: an officer in each post, or its program."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Post
from tests.support.facts import machine, person
from tests.support.handling_facts import OTHER
from tests.support.handling_past import Cast
from tests.support.world import APPOINTED

RELATIONS: Mapping[str, Callable[[str], Cast]] = {
    "lead": lambda it: _others(lead=it),
    "assigned": lambda it: _others(assigned=it),
    "invited": lambda it: _others(invited=(it, OTHER)),
    "executing": lambda it: _others(executing=it),
    "reporter": lambda it: _others(reporter=it),
    "concerned": lambda it: _others(concerns=(it,)),
    "lead concerned": lambda it: _others(lead=it, concerns=(it,)),
    "assigned concerned": lambda it: _others(assigned=it, concerns=(it,)),
    "asked": lambda it: _others(asked=it),
    "police": lambda it: _others(police=it),
    "stranger": lambda it: _others(),
}
MACHINE = "MACHINE"
POSTS = (*(post.value for post in APPOINTED), MACHINE)


def _others(**places: Any) -> Cast:
    everyone = {"lead": OTHER, "reporter": OTHER, "assigned": OTHER, "invited": (OTHER,), "executing": OTHER}
    return Cast(**(everyone | {"police": OTHER, "committee": OTHER, "asked": OTHER} | places))


@cache
def acting(agency: str, post: str) -> Actor:
    """Return an officer of an agency in a post, or its program with more scopes than it can have."""
    return machine(agency, greedy=True) if post == MACHINE else person(agency, Post(post))
