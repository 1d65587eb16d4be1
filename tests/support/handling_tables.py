"""Tables of who may take an action: state × post × agency × relation, against lines written by hand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from domain.book import BY_COMMAND
from domain.case.state.case import Case, CaseState
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from tests.support.cuts import unchecked
from tests.support.facts import machine, person
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import LATER, OTHER, knowing, moved, said
from tests.support.handling_past import Cast, case_at
from tests.support.world import KINDS

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
}
MACHINE = "MACHINE"
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
    return Cast(**(everyone | {"police": OTHER} | places))


def relations(default: str, **others: str) -> dict[str, str]:
    """What is said to each relation; an underscore stands for the blank."""
    return dict.fromkeys(RELATIONS, default) | {name.replace("_", " "): line for name, line in others.items()}


def members(inside: str = "ok", **others: str) -> dict[str, str]:
    """What is said where members act: agencies that are only spoken of are none."""
    outside = "G1 members-only"
    return relations(inside, concerned=outside, stranger=outside, **others)


def plainly(state: CaseState, cast: Cast, agency: str) -> Case:
    """The scene of most tables: a case that has reached the state."""
    return case_at(state, cast)


@dataclass(frozen=True, kw_only=True)
class Table:
    """What has to be said of an action, written by hand.

    `holders` are the agencies whose role has the scope, `posts` the posts that act, `said` the line for each
    relation in a state that admits the action, with `exceptions` for a state. `scene` builds a case in which nothing
    but that stands in the way; in the other states any case will do. `machines` is what every machine hears; None
    when a machine may do what a person may. `order` makes the command, where it depends on the case.
    """

    action: type
    scope: Scope
    holders: Collection[str]
    posts: Collection[Post]
    states: Collection[CaseState]
    said: Mapping[str, str]
    scene: Callable[[CaseState, Cast, str], Case] = plainly
    order: Callable[[Case], Any] | None = None
    machines: str | None = "NotAllowed person-needed {scope}"
    exceptions: Mapping[tuple[CaseState, str], str] = field(default_factory=dict)

    @property
    def row(self) -> Action:
        """The action's own row."""
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

    def mismatches(self, state: CaseState, row: Action | None = None) -> list[tuple[str, str, str, str, str]]:
        """Agency, post, relation, what was expected and what was said, wherever the two differ."""
        found = []
        for agency in KINDS:
            for relation in RELATIONS:
                case = self.case(state, relation, agency)
                command = self.order(case) if self.order else good(self.action)
                for post in (*(each.value for each in Post), MACHINE):
                    expected = self.expected(agency, post, state, relation)
                    heard = _heard(case, command, _known(agency, post, command), row)
                    if heard != expected:
                        found.append((agency, post, relation, expected, heard))
        return found

    def noticed(self, check: str) -> bool:
        """Whether the table notices that the row lost one of its checks."""
        return any(self.mismatches(state, unchecked(self.row, check)) for state in CaseState)


def _heard(case: Case, command: Any, known: Facts, row: Action | None) -> str:
    if row is None:
        return said(case, command, known)
    try:
        return said(case, command, known, row)
    except (AssertionError, AttributeError) as broken:  # a rule that relies on the check that was taken away
        return type(broken).__name__


@cache
def _known(agency: str, post: str, command: Any) -> Facts:
    actor = machine(agency, greedy=True) if post == MACHINE else person(agency, Post(post))
    return knowing(actor, command, now=LATER, upload=an_upload(agency))


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
