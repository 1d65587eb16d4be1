from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from domain.book import ACTIONS, BY_COMMAND, allowed_actions, public_actions
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.concerned import NameConcerned
from domain.case.expression import ReviewExpression
from domain.case.intake import ReportCase
from domain.case.protection import RecordProtectionRequest
from domain.case.recusal import AnswerRecusal, DecideRecusal, MoveRecusal, RecuseOfficer, UndoRecusal
from domain.case.secrecy import NamePaperFile
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
from domain.case.timely import ExplainDelay
from domain.case.withdrawal import ConfirmWithdrawal, RecordProtectionWithdrawal, RecordWithdrawal, RefuseWithdrawal
from domain.complaint.accusations import AccuseAgency
from domain.document.requests import RequestDocument
from domain.document.signing import SubmitSignedCopy
from domain.document.state import SourceRef
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.fields import Upload, fields_of
from domain.kernel.kind import Kind
from domain.kernel.policy import PERSONAL, Scope
from domain.kernel.refusals import MissingRight, Problem
from domain.kernel.roles import Post
from domain.rules import action
from domain.rules.action import denial
from domain.rules.need import needs_of_fields
from tests.domain.offered import ADDITIVE, IN_ANY_STATE, WITHOUT_ACCOUNT
from tests.support.each import each
from tests.support.facts import HEALTH, a_case, facts, machine, person, verdict
from tests.support.handling_facts import LATER, knowing
from tests.support.handling_past import POLICE_OUTCOME, Past, case_at
from tests.support.relations import POSTS, RELATIONS, acting
from tests.support.world import KINDS, LEAD, a_check, a_report, a_screening, officer

BY_MACHINES = (ReportCase,)

REVIEW = ReviewExpression(
    expression=ExpressionKind.OPINION,
    conclusion=ExpressionConclusion.PROTECTED,
    reasons="Đây là ý kiến riêng của người viết.",
)
CLOSING = CloseCase(
    ground=ClosureReason.PROTECTED,
    reasons="Nội dung là ý kiến, được bảo vệ.",
    informed=Informed.BY_DOCUMENT,
)
IN_ORDER: dict[str, Any] = {
    "screenCase": a_screening(),
    "recordCheck": a_check(),
    "reviewExpression": REVIEW,
    "closeCase": CLOSING,
}


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

    @each("kind", Kind)
    def test_what_the_public_door_offers(self, kind: Kind) -> None:
        rows = [row for row in ACTIONS if row.stream is kind and ActorKind.PUBLIC in row.by]
        assert sorted(row.name for row in rows) == list(WITHOUT_ACCOUNT.get(kind, ()))
        assert all(row.by == {ActorKind.PUBLIC} and not row.public and row.scope is None for row in rows)

    def test_each_command_has_one_row(self) -> None:
        assert len(BY_COMMAND) == len({row.name for row in ACTIONS}) == len(ACTIONS)

    def test_say_who_may_do_it_and_when(self) -> None:
        rows = public_actions(Kind.CASE)
        assert [row.name for row in rows if row.scope is None or not row.posts] == []
        free = [row.name for row in rows if not row.creates and not row.states and not row.requires]
        assert free == ["recuseOfficer"], "oneself, whenever that is"

    def test_few_go_in_any_state(self) -> None:
        found = [row.name for row in public_actions(Kind.CASE) if not row.creates and row.states is None]
        assert sorted(found) == list(IN_ANY_STATE)

    def test_only_additions_go_without_a_version(self) -> None:
        assert sorted(row.name for row in ACTIONS if row.additive) == list(ADDITIVE)


BY_PERSONS = {
    *(RecuseOfficer, MoveRecusal, AnswerRecusal, DecideRecusal, UndoRecusal),
    *(RecordWithdrawal, ConfirmWithdrawal, RefuseWithdrawal),
    *(AccuseAgency, ExplainDelay, NameConcerned, NamePaperFile, RequestDocument, SubmitSignedCopy),
    *(RecordProtectionRequest, RecordProtectionWithdrawal),
}
"""What no machine does, whatever its scopes."""


class TestMachines:
    @staticmethod
    def hears(row: Any, actor: Actor) -> str:
        denied = denial(row, actor)
        return str(denied) if denied else "ok"

    @staticmethod
    def expected(row: Any, actor: Actor) -> str:
        """What a person answers for, a machine does not do: neither does it say where classified paper lies (Đ2.2)."""
        if row.command in BY_MACHINES:
            return "ok" if row.scope in actor.scopes else f"scope-missing {row.scope}"
        if row.command in BY_PERSONS:
            return "actor-not-admitted"
        return "person-needed"

    @each("kind", [kind for kind in Kind if public_actions(kind)])
    def test_report_and_never_assess(self, kind: Kind) -> None:
        machines = [machine(agency, greedy=greedy) for agency in KINDS for greedy in (False, True)]
        cells = [(row, actor) for row in public_actions(kind) for actor in machines]
        wrong = [cell for cell in cells if self.hears(*cell) != self.expected(*cell)]
        assert [(row.name, actor.agency, self.hears(row, actor)) for row, actor in wrong] == []

    def test_would_assess_without_the_rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(action, "PERSONAL", frozenset())
        assert verdict(a_case(), a_check(), facts(machine(HEALTH, greedy=True), a_check())) == "ok"

    def test_all_but_reporting_are_personal(self) -> None:
        open_to_machines = {row.command for row in ACTIONS if ActorKind.CLIENT in row.by and row.scope not in PERSONAL}
        assert open_to_machines == set(BY_MACHINES)
        assert {BY_COMMAND[item].scope for item in BY_MACHINES} == {Scope.CASE_REPORT}

    def test_reading_is_no_right_of_theirs_to_recuse(self) -> None:
        assert BY_COMMAND[RecuseOfficer].scope not in PERSONAL
        assert BY_COMMAND[RecuseOfficer].by == {ActorKind.PERSON}


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

    @pytest.mark.parametrize("kind", [ActorKind.SYSTEM, ActorKind.OPERATOR])
    def test_the_register_and_its_operator_do_nothing_that_officers_do(self, kind: ActorKind) -> None:
        for row in public_actions(Kind.CASE):
            denied = denial(row, replace(person(LEAD), kind=kind))
            assert denied is not None
            assert denied.code == "actor-not-admitted"

    def test_the_state_is_not_told_to_whom_the_action_is_closed(self) -> None:
        said = verdict(a_case(CaseState.CLOSED), a_check(), facts(person("agency-paper"), a_check()))
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
    assert verdict(None, command, facts(person(HEALTH), command)) == "ok"
    with pytest.raises(TypeError, match=r"case\.reported does not follow"):
        verdict(a_case(), command, facts(person(HEALTH), command))


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
