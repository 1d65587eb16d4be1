"""The one language in which tests say who may take an action. Tables are written by hand and cite no code of ours.

A **cell** is one try: an agency, in one of its posts or as its `MACHINE`, on something in a state to which the agency
stands in a **relation** (it leads the case, was invited, is spoken of …). A **line** is what is said to it: `ok`, or
the refusals as `handling_facts.spelled` writes them. A `Table` says the line of every cell: first the right, then the
post, then the state, then the relation. Its **mismatches** are the cells that hear something else.

What has one state and no relations needs less: `admitted` are the agencies and posts that hear `ok`, and `pairs` writes
them down.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from domain.book import BY_COMMAND
from domain.case.state.case import Case, CaseState
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.rules.action import Action, denial
from domain.rules.facts import Facts
from tests.support.facts import facts, machine, person, verdict
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import LATER, OTHER, knowing, moved, said
from tests.support.handling_past import Cast, case_at
from tests.support.world import APPOINTED, KINDS

RELATIONS: Mapping[str, Callable[[str], Cast]] = {
    "lead": lambda it: _others(lead=it),
    "assigned": lambda it: _others(assigned=it),
    "invited": lambda it: _others(invited=(it, OTHER)),
    "executing": lambda it: _others(executing=it),
    "reporter": lambda it: _others(reporter=it),
    "concerned": lambda it: _others(concerns=(it,)),
    "lead concerned": lambda it: _others(lead=it, concerns=(it,)),
    "assigned concerned": lambda it: _others(assigned=it, concerns=(it,)),
    "stranger": lambda it: _others(),
    "committee": lambda it: _others(committee=it),
    "asked": lambda it: _others(asked=it),
    "police": lambda it: _others(police=it),
}
OF_PAPERS = {"committee", "asked", "police"}
"""Where an agency may stand; a table tries those that it has a line for."""
MACHINE = "MACHINE"
POSTS = (*(post.value for post in APPOINTED), MACHINE)
UNHEARD = frozenset({CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.TRANSFERRED})
UNDONE = UNHEARD | {CaseState.COORDINATING, CaseState.APPRAISED, CaseState.PROPOSED, CaseState.DECIDED}
NOT_YET_MEMBERS = frozenset(
    {(state, "invited") for state in UNHEARD}
    | {(state, "executing") for state in UNDONE}
    | {(CaseState.RECEIVED, "assigned"), (CaseState.RECEIVED, "assigned concerned")}
)
"""Who is to take part, but not in this state yet."""


def _others(**places: Any) -> Cast:
    everyone = {"lead": OTHER, "reporter": OTHER, "assigned": OTHER, "invited": (OTHER,), "executing": OTHER}
    return Cast(**(everyone | {"police": OTHER, "committee": OTHER, "asked": OTHER} | places))


def relations(default: str, **others: str) -> dict[str, str]:
    """What is said in each relation but those to papers of a case; an underscore stands for the blank."""
    usual = (relation for relation in RELATIONS if relation not in OF_PAPERS)
    return dict.fromkeys(usual, default) | {name.replace("_", " "): line for name, line in others.items()}


def members(inside: str = "ok", **others: str) -> dict[str, str]:
    """What is said where members act: agencies that are only spoken of are none."""
    outside = "G1 members-only"
    return relations(inside, concerned=outside, stranger=outside, **others)


def plainly(state: CaseState, cast: Cast, agency: str) -> Case:
    """The scene of most tables: a case that has reached the state."""
    return case_at(state, cast)


Place = tuple[str, str]
"""An agency and a post."""
Denials = Mapping[Place, str]


class Mismatch(NamedTuple):
    """A cell, the line that the table has for it, and what it hears."""

    agency: str
    post: str
    state: CaseState
    relation: str
    expected: str
    heard: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """What has to be said of an action on a case, written by hand.

    `holders` are the agencies whose role has the scope, `posts` the posts that act, `said` the line for each
    relation that is tried, in a state that admits the action, with `exceptions` for a state. `scene` builds a case in
    which nothing but that stands in the way; in the other states any case will do. `machines` is what every machine
    hears; None when a machine may do what a person may. `order` makes the command, where it depends on the case.
    """

    action: type
    scope: Scope
    holders: Collection[str]
    posts: Collection[Post]
    states: Collection[CaseState]
    said: Mapping[str, str]
    scene: Callable[[CaseState, Cast, str], Case] = plainly
    order: Callable[[Case], Any] | None = None
    machines: str | None = "NotAllowed person-needed"
    exceptions: Mapping[tuple[CaseState, str], str] = field(default_factory=dict)

    @property
    def row(self) -> Action:
        return BY_COMMAND[self.action]

    def case(self, state: CaseState, relation: str, agency: str) -> Case:
        """The case in which the agency stands in the relation."""
        cast = RELATIONS[relation](agency)
        return self.scene(state, cast, agency) if state in self.states else case_at(state, cast)

    def expected(self, agency: str, post: str, state: CaseState, relation: str) -> str:
        """What the table says: first the right, then the post, then the state, then the relation."""
        if post == MACHINE and self.machines:
            return self.machines.format(scope=self.scope)
        if agency not in self.holders:
            return f"NotAllowed scope-missing {self.scope}"
        if post != MACHINE and post not in self.posts:
            return f"NotAllowed post-missing {', '.join(sorted(self.posts))}"
        if state not in self.states:
            return moved(state, self.states)
        return self.exceptions.get((state, relation), self.said[relation])

    def mismatches(self, row: Action | None = None, states: Iterable[CaseState] = CaseState) -> list[Mismatch]:
        """The cells that hear something else than the table says."""
        denials = _denials(row or self.row)
        return [found for state in states for found in self._mismatches(state, row, denials)]

    def _mismatches(self, state: CaseState, row: Action | None, denials: Denials) -> Iterator[Mismatch]:
        for agency, relation in product(KINDS, self.said):
            heard = {post: denials[agency, post] for post in POSTS}
            if admitted := [post for post, line in heard.items() if not line]:
                heard |= self._tried(self.case(state, relation, agency), agency, admitted, row)
            for post, line in heard.items():
                expected = self.expected(agency, post, state, relation)
                if line != expected:
                    yield Mismatch(agency, post, state, relation, expected, line)

    def _tried(self, case: Case, agency: str, posts: list[str], row: Action | None) -> dict[str, str]:
        """What the posts hear that may act at all."""
        command = self.order(case) if self.order else good(self.action)
        return {post: said(case, command, _known(agency, post, command), row) for post in posts}


@cache
def acting(agency: str, post: str) -> Actor:
    """An officer of an agency in a post, or its machine with more scopes than it can have."""
    return machine(agency, greedy=True) if post == MACHINE else person(agency, Post(post))


def _denials(row: Action) -> Denials:
    """What each agency and post hears that may not do it at all, whatever the case and its state; else nothing."""
    found = {place: denial(row, acting(*place)) for place in product(KINDS, POSTS)}
    return {place: f"NotAllowed {no}" if no else "" for place, no in found.items()}


@cache
def _known(agency: str, post: str, command: Any) -> Facts:
    return knowing(acting(agency, post), command, now=LATER, upload=an_upload(agency))


def admitted(row: Action, state: Any, command: Any) -> set[Place]:
    """The agencies and posts, machines among them, that may do it to what is in one state."""
    heard = {place: verdict(state, command, facts(acting(*place), command), row) for place in product(KINDS, POSTS)}
    return {place for place, line in heard.items() if line == "ok"}


def pairs(*agencies: str, posts: tuple[Post, ...]) -> set[Place]:
    """Agencies × posts."""
    return {(agency, post.value) for agency, post in product(agencies, posts)}


LEADS = frozenset({"agency-lead"})
CHECKERS = frozenset(
    {
        "agency-lead",
        "agency-internal",
        "agency-police",
        "agency-health",
        "agency-land",
        "agency-district",
        "agency-commune",
    }
)
"""Who may check and verify (Đ4.3, Đ5.7.b)."""
