"""The book of actions, and which of them are offered."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from domain.book import ACTIONS, BY_COMMAND, EVENTS, allowed_actions, opening_actions, public_actions
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.expression import ReviewExpression
from domain.case.state.case import (
    Case,
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
    PublicationChoice,
)
from domain.case.state.related import CaseRef
from domain.document.state import SourceRef
from domain.kernel.fields import Upload, fields_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import MissingRight, Problem, Refused
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import Action, denial, standing
from domain.rules.facts import needs_of_fields
from tests.domain.objects import LATE, MOMENTS, PEOPLE, acts, facts_of, objects
from tests.domain.well_formed import inputs
from tests.support.facts import HEALTH, a_case, facts, machine, outcome, person, verdict
from tests.support.handling_facts import LATER, knowing
from tests.support.handling_past import POLICE_OUTCOME, Past, case_at
from tests.support.house import ROOT
from tests.support.relations import POSTS, RELATIONS, acting
from tests.support.told import lines_for
from tests.support.world import KINDS, LEAD, a_check, a_report, a_screening, officer

REVIEW = ReviewExpression(
    expression=ExpressionKind.OPINION,
    conclusion=ExpressionConclusion.PROTECTED,
    reasons="Đây là ý kiến riêng của người viết.",
)
CLOSING = CloseCase(
    ground=ClosureReason.PROTECTED, reasons="Nội dung là ý kiến, được bảo vệ.", informed=Informed.BY_DOCUMENT
)
IN_ORDER: dict[str, Any] = {
    "screenCase": a_screening(),
    "recordCheck": a_check(),
    "reviewExpression": REVIEW,
    "closeCase": CLOSING,
}


ADDITIVE = (Path(__file__).parent / "additive.txt").read_text(encoding="utf-8").splitlines()[1:]
INVOLVED = ("lead", "assigned", "reporter", "stranger", "lead concerned", "assigned concerned")
FIRST = {*IN_ORDER, "startChecking"}
ENDINGS = {
    CaseState.RESULT_REPORTED: replace(
        CLOSING, ground=ClosureReason.COMPLETED, publication=PublicationChoice.NOT_PUBLISH
    ),
    CaseState.TRANSFERRED: replace(CLOSING, ground=ClosureReason.POLICE_OUTCOME),
}


def in_order(name: str, case: Case) -> Any:
    """A command of that name, one of the first, that its rule has nothing against."""
    if name == "startChecking":
        return StartChecking(focal=officer(case.assigned or "", Post.HANDLER))
    if name == "closeCase":
        return ENDINGS.get(case.state, CLOSING)
    return IN_ORDER[name]


class TestRows:
    """What agencies are offered, `test_who_may.py` holds against a table."""

    def test_each_command_has_one_row(self) -> None:
        assert len(BY_COMMAND) == len({row.name for row in ACTIONS}) == len(ACTIONS)

    def test_say_who_may_do_it_and_when(self) -> None:
        rows = public_actions(Kind.CASE)
        assert [row.name for row in rows if row.scope is None or not row.posts] == []
        free = [row.name for row in rows if not row.creates and not row.states and not row.requires]
        assert free == ["recuseOfficer"], "oneself, whenever that is"

    def test_only_additions_go_without_a_version(self) -> None:
        there = (row.name for row in ACTIONS if row.additive)
        lines_for(there, ADDITIVE, "tests/domain/additive.txt", "{}")
        assert sorted(ADDITIVE) == ADDITIVE


class TestDenial:
    def test_tells_what_the_caller_lacks_and_nothing_of_the_case(self) -> None:
        row = BY_COMMAND[CloseCase]
        lacks_scope, lacks_post = denial(row, person(HEALTH)), denial(row, person(LEAD, Post.AUDITOR))
        assert lacks_scope is not None
        assert lacks_post is not None
        assert lacks_scope.problem == MissingRight(code="scope-missing", scopes=(Scope.CASE_CLOSE,))
        assert lacks_post.problem == MissingRight(code="post-missing", posts=(Post.HANDLER, Post.SIGNATORY))

    def test_one_of_the_posts_is_enough(self) -> None:
        both = replace(person(LEAD), posts=frozenset({Post.AUDITOR, Post.SIGNATORY}))
        assert denial(BY_COMMAND[CloseCase], both) is None

    def test_the_state_is_not_told_to_whom_the_action_is_closed(self) -> None:
        said = outcome(a_case(CaseState.CLOSED), a_check(), person("agency-paper"))
        assert said == "scope-missing"


class TestAllowedActions:
    def test_is_what_really_happens_when_one_of_the_first_is_tried(self) -> None:
        """Screening, taking up, checking, reviewing, closing; the machines after them have tables of their own."""
        wrong, tried = [], set()
        for agency, post, state, relation in product(KINDS, POSTS, CaseState, INVOLVED):
            then = POLICE_OUTCOME if state is CaseState.TRANSFERRED else ()
            case, actor = case_at(state, RELATIONS[relation](agency), Past(), *then), acting(agency, post)
            for offered in allowed_actions(case, Kind.CASE, knowing(actor, None, now=LATER)):
                if offered.action not in FIRST:
                    continue
                tried.add(offered.action)
                command = in_order(offered.action, case)
                said = verdict(case, command, knowing(actor, command, now=LATER))
                if said != (offered.problem.code if offered.problem else "ok") or offered.allowed is not (said == "ok"):
                    wrong.append((agency, post, state, relation, offered, said))
        assert wrong == []
        assert tried == FIRST

    def test_names_every_action_on_a_case_but_the_one_that_creates(self) -> None:
        found = [item.action for item in allowed_actions(a_case(), Kind.CASE, facts(person(HEALTH)))]
        assert sorted(found) == sorted(row.name for row in public_actions(Kind.CASE) if not row.creates)

    def test_a_missing_right_is_data_here(self) -> None:
        found = {item.action: item.problem for item in allowed_actions(a_case(), Kind.CASE, facts(machine(HEALTH)))}
        expected: Problem = MissingRight(code="person-needed")
        assert found["recordCheck"] == expected

    def test_nothing_is_offered_on_what_the_register_writes_alone(self) -> None:
        assert list(allowed_actions(None, Kind.ACCESS, facts(person(LEAD)))) == []


def test_a_report_is_not_tried_on_a_case() -> None:
    command = a_report()
    assert outcome(None, command, person(HEALTH)) == "ok"
    with pytest.raises(TypeError, match=r"case\.reported does not follow"):
        outcome(a_case(), command, person(HEALTH))


def test_what_a_field_refers_to_is_asked_for() -> None:
    """The loader of the need answers NotFound for what the actor may not see: a field without it would tell."""
    referring = (CaseRef, SourceRef, Upload)
    silent = [
        (action.name, field.name)
        for action in ACTIONS
        for field in fields_of(action.command)
        if isinstance(field.spec, referring) and not action.asks
    ]
    assert silent == []
    assert sum(bool(list(needs_of_fields(action.command))) for action in ACTIONS) >= 6


def test_every_event_is_still_made() -> None:
    """A field of the schema that only an event of before fills would be empty in every new object."""
    made = set[str]()
    for folder in ("domain", "store", "workers"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                made |= {part.id for part in _makers(node) if isinstance(part, ast.Name)}
    assert sorted(event.__name__ for event in EVENTS.values() if event.__name__ not in made) == []


def _makers(node: ast.AST) -> Iterator[ast.AST]:
    """What an expression makes something of: a class that is called, handed on, or chosen."""
    if isinstance(node, ast.Call):
        yield from (node.func, *node.args, *(given.value for given in node.keywords))
    if isinstance(node, ast.keyword):  # the row of a command: `writes=`
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)


def empty(state: Any, kind: Kind, action: Action, tried: list[str]) -> Iterator[str]:
    """Offers of an action that no well-formed input serves, with what is said instead."""
    for actor in PEOPLE:
        if denial(action, actor):
            continue
        for moment in range(kind in LATE, len(MOMENTS)):
            if standing(action, state, facts_of(actor, state, kind, moment)):
                continue
            tried.append(action.name)
            facts = facts_of(actor, state, kind, moment, action.command)
            said = set()
            for command in inputs(action.command, state, facts):
                try:
                    action.decide(state, command, facts)
                except Refused as refused:
                    said |= {problem.code for problem in refused.problems}
                else:
                    break
            else:
                yield f"{action.name} to {actor.subject} of {state.id}: {', '.join(sorted(said))}"


def empty_offers(kind: Kind, tried: list[str]) -> list[str]:
    return [fault for state in objects(kind) for action in acts(kind) for fault in empty(state, kind, action, tried)]


WITH_ACTIONS: Final = [kind for kind in Kind if kind is not Kind.CASE and acts(kind)]


@pytest.mark.parametrize("kind", WITH_ACTIONS)
def test_every_offer_is_served_by_some_input(kind: Kind) -> None:
    tried: list[str] = []
    assert empty_offers(kind, tried) == []
    assert {action.name for action in acts(kind)} == set(tried), "an action that no state here is open to"


def offered_on(kind: Kind) -> set[str]:
    """Everything that somebody is answered about on an object of a kind."""
    state = next(iter(objects(kind)))
    facts = facts_of(PEOPLE[0], state, kind, 0)
    return {offer.action for offer in allowed_actions(state, kind, facts)}


def test_everything_that_may_be_done_is_offered_once() -> None:
    """On an object of its kind, or to oneself if it begins one: no mutation is left to be found in the schema alone."""
    on_objects = {name for kind in WITH_ACTIONS for name in offered_on(kind)}
    on_objects |= {action.name for action in acts(Kind.CASE)}
    to_oneself = {offer.action for offer in opening_actions(PEOPLE[0])}
    assert on_objects | to_oneself == {action.name for action in ACTIONS if action.public}
    assert not on_objects & to_oneself
