"""Who may take an action: every agency × post, and each agency's machine, tried on a state."""

from typing import Any

from domain.kernel.actor import Actor
from domain.kernel.roles import Post
from domain.rules.action import Action
from tests.support.facts import facts, machine, person, verdict
from tests.support.world import KINDS

MACHINE = "MACHINE"
Grid = dict[tuple[str, str], str]


def actors() -> dict[tuple[str, str], Actor]:
    """Every officer, and every agency's machine with more scopes than it can have."""
    found: dict[tuple[str, str], Actor] = {}
    for agency in KINDS:
        found |= {(agency, post.value): person(agency, post) for post in Post}
        found[agency, MACHINE] = machine(agency, greedy=True)
    return found


def grid(row: Action, state: Any, command: Any) -> Grid:
    """The verdict on each of them."""
    return {key: verdict(state, command, facts(actor, command), row) for key, actor in actors().items()}


def admitted(row: Action, state: Any, command: Any) -> set[tuple[str, str]]:
    """Those who may."""
    return {key for key, said in grid(row, state, command).items() if said == "ok"}


def pairs(*agencies: str, posts: tuple[Post, ...]) -> set[tuple[str, str]]:
    """Agencies × posts."""
    return {(agency, post.value) for agency in agencies for post in posts}
