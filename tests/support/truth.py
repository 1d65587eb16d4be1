"""Truth tables of case actions: every state × post × agency × relation, against a rule written by hand."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from domain.case.state.case import Case, CaseState
from domain.kernel.actor import Actor
from domain.kernel.roles import AgencyKind, Post
from domain.registry.agency import Competence, Task
from domain.registry.registry import Registry
from domain.rules.action import Action, anyone
from tests.support.facts import ALWAYS, PROVINCE, a_case, facts, machine, person, verdict
from tests.support.world import KINDS, LEAD

OTHER = "agency-ppc"
RELATIONS = ("lead", "assigned", "both", "reporter", "stranger", "concerned lead", "concerned assigned")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a table should say of an action. `kinds` are the agencies that hold the scope besides the lead."""

    states: Collection[CaseState]
    posts: Collection[Post]
    kinds: Collection[AgencyKind]
    relations: Collection[str]
    machines: bool = False


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One row of a table: who tries it, on which case."""

    state: CaseState
    agency: str
    relation: str
    actor: Actor

    def case(self) -> Case:
        """The case in which the agency stands in that relation."""
        lead = self.agency if self.relation in ("lead", "both", "concerned lead") else OTHER
        assigned = self.agency if self.relation in ("assigned", "both", "concerned assigned") else OTHER
        reporter = self.agency if self.relation == "reporter" else OTHER
        return a_case(
            self.state,
            lead=lead,
            assigned=assigned,
            reporter=reporter,
            members=tuple(dict.fromkeys((lead, assigned, reporter))),
            concerns=(self.agency,) if self.relation.startswith("concerned") else (),
        )


def cells() -> Iterator[Cell]:
    """All of them: persons in each post, and the machine of each agency with more scopes than it can have.

    One agency stands for each kind; the other one in every case is `OTHER`, which is skipped as an actor.
    """
    for agency in (each for each in KINDS if each != OTHER):
        actors = (*(person(agency, post) for post in Post), machine(agency, greedy=True))
        for actor in actors:
            for state in CaseState:
                for relation in RELATIONS:
                    yield Cell(state=state, agency=agency, relation=relation, actor=actor)


def expected(rule: Rule, cell: Cell) -> bool:
    """What the rule says of the cell."""
    holds = cell.agency == LEAD or KINDS[cell.agency] in rule.kinds
    posted = bool(cell.actor.posts & set(rule.posts)) if cell.actor.posts else rule.machines
    return holds and posted and cell.state in rule.states and cell.relation in rule.relations


def mismatches(row: Action, rule: Rule, command: Callable[[Case], Any]) -> Iterator[tuple[Cell, str]]:
    """The cells in which trying a command that is in order goes otherwise than the rule says."""
    for cell in cells():
        case = cell.case()
        given = command(case)
        said = verdict(case, given, facts(cell.actor, given, registry=ALL_COMPETENT), row)
        if (said == "ok") is not expected(rule, cell):
            yield cell, said


def weakened(row: Action) -> dict[str, Action]:
    """The row with one of its checks taken away."""
    return {
        "scope": replace(row, scope=None),
        "posts": replace(row, posts=frozenset()),
        "states": replace(row, states=None),
        "may": replace(row, may=anyone),
    }


def _all_competent() -> Registry:
    everything = Competence(task=Task.VERIFY, span=ALWAYS, source="test")
    rows = {id: replace(each, competences=(everything,)) for id, each in PROVINCE.agencies.items()}
    return replace(PROVINCE, agencies=rows)


ALL_COMPETENT = _all_competent()
"""Competence is a guard of its own, tested with the machines; the tables are about the rest."""
