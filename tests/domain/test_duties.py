"""What every kind of stream owes: to whom, until when; and that a head keeps all of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.activity.difficulties import Difficulty, DifficultyState, Forwarding
from domain.activity.directives import Directive, DirectiveResult, DirectiveState
from domain.book import ACTIONS, OWED_TO, OWING
from domain.case.state.pathways import PublicationState
from domain.complaint.terms import Deadline, Stage, deadline
from domain.erasure.state import DataRequest, DataRequestKind, Erasure, ErasureGround, ErasureState, Word
from domain.kernel.calendar import TermSource
from domain.kernel.event import EVENTS, Step, fold
from domain.kernel.vocabulary import Kind, Role, kind_of
from domain.notification.due import due_in
from domain.press_question.state import Exchange, ExchangeState, QuestionKind
from domain.report.state.report import ReportState
from domain.rules.duty import OF_ROLES, RULES, Duty, DutyKind, deadline_of, duties_in, not_before
from store.driver.conditions import stored
from store.kinds.case_heads import NEVER, owed_fields
from store.record.canonical import from_bytes, plain
from tests.domain.notices import a_notice
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, person, sealed, stated
from tests.support.golden import OLD
from tests.support.reporting import DUE_AT, FINAL_AT, a_report
from tests.support.world import LEAD

PPC = "agency-ppc"
DUE = NOW + timedelta(days=3)


def owed(kind: Kind, state: Any) -> list[tuple[DutyKind, str, datetime | None, bool]]:
    return [(duty.kind, duty.agency, duty.due_at, duty.lapsed) for duty in duties_in(kind, state)]


def term(stage: Stage) -> Deadline:
    return deadline(stage, NOW.date(), PROVINCE)


ACCEPT, DECIDE = term(Stage.ACCEPT), term(Stage.DECIDE)


def an_erasure(state: ErasureState, **changes: Any) -> Erasure:
    request = DataRequest(kind=DataRequestKind.ERASURE, text=sealed("x"), ticket="t", reply_by=DUE)
    made = Erasure(
        id="erasure-1",
        code="DL-1",
        state=state,
        at=NOW,
        target="case-1",
        ground=ErasureGround.DATA_SUBJECT,
        request=request,
    )
    return replace(made, **changes)


def a_word(officer: str) -> Word:
    return Word(agency=LEAD, officer=officer, at=NOW, reasons=sealed("why"))


class TestAnErasure:
    def test_waits_for_an_answer_by_either_agency(self) -> None:
        both = [(DutyKind.ANSWER_DATA_REQUEST, role, DUE, False) for role in (Role.PPC, Role.LEAD)]
        assert owed(Kind.ERASURE, an_erasure(ErasureState.REQUESTED)) == both
        late = owed(Kind.ERASURE, an_erasure(ErasureState.REQUESTED, overdue_at=DUE))
        assert [lapsed for *_, lapsed in late] == [True, True]

    def test_waits_for_approvals_by_persons_without_a_word_in_it(self) -> None:
        newest = replace(a_word("officer-2"), at=NOW + timedelta(hours=1))
        once = an_erasure(ErasureState.APPROVED_ONCE, answer=a_word("officer-1"), approvals=(newest,))
        found = duties_in(Kind.ERASURE, once)
        assert {duty.since for duty in found} == {newest.at}
        assert {duty.kind for duty in found} == {DutyKind.APPROVE_ERASURE}
        assert {duty.barred for duty in found} == {("officer-1", "officer-2")}

    @pytest.mark.parametrize("state", [ErasureState.ANSWERED, ErasureState.ORDERED, "REFUSED", "DONE"])
    def test_waits_for_nobody_otherwise(self, state: ErasureState) -> None:
        assert owed(Kind.ERASURE, an_erasure(ErasureState(state))) == []


def test_a_term_of_this_register_for_rows_of_the_registry_is_called_its_own() -> None:
    own = {DutyKind.APPROVE_GRANT, DutyKind.RENEW_APPOINTMENT, DutyKind.RENEW_COMPETENCE, DutyKind.ENTER_DAYS_OFF}
    assert {kind for kind, rule in RULES.items() if rule.scope and rule.source} == own
    assert {RULES[kind].source for kind in own} == {TermSource.INTERNAL}


@pytest.mark.parametrize("state", ExchangeState)
def test_a_question_of_the_press_waits_for_its_answer(state: ExchangeState) -> None:
    question = stated(
        Exchange,
        id="exchange-1",
        state=state,
        agency=HEALTH,
        officer="officer-1",
        kind=QuestionKind.EVENT,
        due_at=DUE,
        source=TermSource.LAW,
        late=NOW,
    )
    waits = state is ExchangeState.OPEN
    assert owed(Kind.EXCHANGE, question) == ([(DutyKind.ANSWER_PRESS, HEALTH, DUE, True)] if waits else [])


class TestANotice:
    @each(
        ("state", "changes", "kind", "second"),
        [
            (PublicationState.DRAFT, {}, DutyKind.CHECK_NOTICE, False),
            (PublicationState.CHECKED, {}, DutyKind.APPROVE_NOTICE, True),
            (PublicationState.APPROVED, {}, DutyKind.ISSUE_NOTICE, False),
            (PublicationState.EMBARGOED, {}, None, False),
            (PublicationState.ISSUED, {}, DutyKind.ISSUE_CORRECTION, True),
            (PublicationState.CORRECTED, {"correction": None}, DutyKind.REVIEW_NOTICE, False),
            (PublicationState.ISSUED, {"correction": None, "review_since": None}, None, False),
            (PublicationState.RETRACTED, {}, None, False),
            (PublicationState.WITHDRAWN, {}, None, False),
        ],
    )
    def test_waits_for_its_next_step(
        self, state: PublicationState, changes: dict[str, Any], kind: DutyKind | None, second: bool
    ) -> None:
        notice = a_notice(state, **changes)
        found = duties_in(Kind.PUBLICATION, notice)
        assert [(duty.kind, duty.agency) for duty in found] == ([(kind, LEAD)] if kind else [])
        assert [bool(duty.barred) for duty in found] == ([second] if kind else [])


class TestAReport:
    @pytest.mark.parametrize("state", ReportState)
    def test_waits_for_its_agency_and_then_for_the_lead_agency(self, state: ReportState) -> None:
        found = owed(Kind.REPORT, a_report(state))
        if state in ("DUE", "DRAFT", "RETURNED"):
            assert found == [(DutyKind.SUBMIT_REPORT, HEALTH, DUE_AT, False)]
        elif state is ReportState.SUBMITTED:
            assert found == [(DutyKind.ACCEPT_REPORT, Role.LEAD, FINAL_AT, False)]
        else:
            assert found == []


def test_a_directive_waits_for_each_agency_that_has_not_reported() -> None:
    said = DirectiveResult(agency=HEALTH, officer="o", at=NOW, document_number=sealed("7"), text=sealed("t"))
    directive = stated(
        Directive,
        id="directive-1",
        state=DirectiveState.OPEN,
        agency=PPC,
        officer="o",
        addressees=(HEALTH, LAND),
        due_at=DUE,
        results=(said,),
        overdue=(LAND,),
    )
    assert owed(Kind.DIRECTIVE, directive) == [(DutyKind.REPORT_ON_DIRECTIVE, LAND, DUE, True)]
    assert owed(Kind.DIRECTIVE, replace(directive, state=DirectiveState.CLOSED)) == []


def test_a_difficulty_waits_to_be_passed_on_and_then_to_be_answered() -> None:
    difficulty = stated(
        Difficulty, id="difficulty-1", state=DifficultyState.OPEN, agency=HEALTH, officer="o", clause="Đ5.7.b"
    )
    assert owed(Kind.DIFFICULTY, difficulty) == [(DutyKind.FORWARD_DIFFICULTY, Role.LEAD, None, False)]
    forwarding = Forwarding(agency=LEAD, officer="o", at=NOW, document_number=sealed("2"))
    passed = replace(difficulty, state=DifficultyState.FORWARDED, forwarding=forwarding)
    assert owed(Kind.DIFFICULTY, passed) == [(DutyKind.ANSWER_DIFFICULTY, Role.PPC, None, False)]
    assert owed(Kind.DIFFICULTY, replace(passed, state=DifficultyState.ANSWERED)) == []


def test_a_duty_that_no_inbox_would_show_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = an_erasure(ErasureState.REQUESTED)
    assert {duty.agency for duty in duties_in(Kind.ERASURE, asked)} == OF_ROLES[Kind.ERASURE]
    monkeypatch.setitem(OF_ROLES, Kind.ERASURE, frozenset({Role.PPC}))
    with pytest.raises(AssertionError, match="ANSWER_DATA_REQUEST"):
        duties_in(Kind.ERASURE, asked)


def test_only_the_kinds_of_some_roles_are_left_out_of_an_inbox() -> None:
    assert set(OWED_TO[Role.LEAD]) == set(OWING)
    assert set(OWING) - set(OWED_TO[Role.PPC]) == {Kind.CONSOLIDATED}
    assert set(OWING) - set(OWED_TO[None]) == {Kind.CONSOLIDATED, Kind.DIFFICULTY, Kind.ERASURE}


def states() -> list[tuple[Kind, Any]]:
    """Every state of every stream of the golden bytes, in between as well."""
    found = []
    for stream, (lines, _) in OLD.items():
        kind = kind_of(stream)
        if kind not in OWING:
            continue
        events = [from_bytes(EVENTS[type], data.encode()) for type, data in lines]
        found += [(Kind(kind), fold(stream, events[:number])) for number in range(1, len(events) + 1)]
    return found


def test_a_head_gives_back_every_duty_of_any_state() -> None:
    """Through what the database would hold, to each agency or role that it is for."""
    told, wrong = set[DutyKind](), []
    for kind, state in states():
        head = {"_id": state.id, "category": None, "areas": [], "code": "KN-1", **owed_fields(kind, state)}
        head["receipt"] = plain(state.receipt) if kind is Kind.CASE else None
        for duty in duties_in(kind, state):
            told.add(duty.kind)
            agency = {Role.LEAD.value: LEAD, Role.PPC.value: PPC}.get(duty.agency, duty.agency)
            if agency not in PROVINCE.agencies or duty.kind is DutyKind.SIGN_DECISION:
                continue
            actor = replace(person(agency), role=PROVINCE.role_on(agency, NOW.date()))
            found = [
                due for due in due_in([head], actor, PROVINCE, NOW) if replace(due.duty, officer=duty.officer) == duty
            ]
            due_at = deadline_of(duty, PROVINCE.days)
            if [due.due_at for due in found] != [due_at] or kind not in OWED_TO[actor.role]:
                wrong.append((state.id, duty, found))
    assert wrong == []
    assert len(told) > 20


def test_nothing_is_over_before_the_moment_that_its_index_goes_by() -> None:
    for kind, state in states():
        owed_by = owed_fields(kind, state)["owed_by"]
        for duty in duties_in(kind, state):
            due_at, first = deadline_of(duty, PROVINCE.days), not_before(duty)
            assert (due_at is None) == (first is None)
            if due_at is not None and first is not None:
                assert owed_by <= stored(first) <= stored(due_at)
        if not duties_in(kind, state):
            assert owed_by == NEVER


@pytest.mark.parametrize(
    ("due_at", "since", "termed", "expected"),
    [
        (NOW, None, True, True),
        (NOW, NOW - timedelta(90), True, True),
        (None, NOW - timedelta(90), True, True),
        (None, None, True, False),
        (None, NOW - timedelta(90), False, False),
    ],
)
def test_a_deadline_is_that_of_the_record_else_the_internal_term(
    due_at: datetime | None, since: datetime | None, termed: bool, expected: bool
) -> None:
    kind = next(kind for kind, rule in RULES.items() if (rule.days is not None) is termed)
    duty = Duty(kind=kind, agency=LEAD, about="case-1", due_at=due_at, since=since)
    found = deadline_of(duty, PROVINCE.days), not_before(duty)
    assert [moment is not None for moment in found] == [expected, expected]
    assert due_at is None or found == (due_at, due_at)


def test_every_kind_says_who_does_it_and_by_what() -> None:
    assert set(RULES) == set(DutyKind)
    assert [kind for kind, rule in RULES.items() if not rule.posts or not rule.basis] == []
    own = {kind for kind, rule in RULES.items() if rule.days is not None}
    assert {RULES[kind].source for kind in own} == {TermSource.INTERNAL}, "laws set deadlines in the record"


def test_a_step_bars_its_officer() -> None:
    notice = a_notice(PublicationState.CHECKED, checked=Step(agency=LEAD, officer="officer-9", at=NOW))
    [duty] = duties_in(Kind.PUBLICATION, notice)
    assert duty.barred == tuple(sorted(notice.authors))
    assert duty.since == NOW


@pytest.mark.parametrize("kind", DutyKind)
def test_each_duty_is_done_by_acts_that_its_posts_admit(kind: DutyKind) -> None:
    acts = [action for action in ACTIONS if action.name in RULES[kind].actions]
    assert {action.name for action in acts} == set(RULES[kind].actions)
    assert all(action.public and (not action.posts or action.posts & RULES[kind].posts) for action in acts)
