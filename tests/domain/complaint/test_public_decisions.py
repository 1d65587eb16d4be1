"""A decision can be found by whom it is about, without an account: its code, and all that is owed to them (Đ4.4)."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.decisions import DecideCase
from domain.case.state.case import Case, CaseState, Closure, ClosureReason, Informed
from domain.case.state.measures import Appraisal, Execution, Finding, Measure, Result, Service, ServiceRecord
from domain.case.state.pathways import Reopening, ReopeningGround
from domain.case.state.protection import Asker, HarmKind, ProtectionRequest
from domain.complaint.acts import (
    PublicDecision,
    Standing,
    Undoing,
    masked,
    named_decision,
    public_decision,
    remedied,
    result_told,
)
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Post
from domain.registry.law import TermOf, term_on
from tests.domain.redress import CODE, a_decided_case, a_decision
from tests.support.facts import NOW, PROVINCE, person, sealed, stated
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, DISTRICT, attempt, knowing
from tests.support.handling_past import case_at
from tests.support.world import LEAD

CODED = re.compile(r"[0-9A-F]{12}")
ASKED = ProtectionRequest(id="request-1", harm=HarmKind.CHILD_DATA, asker=Asker.GUARDIAN, at=NOW)
DUPLICATE = stated(Closure, reason=ClosureReason.DUPLICATE, informed=Informed.BY_PHONE, agency=LEAD, officer="o")
WORD = ServiceRecord(service=Service.PUBLIC_NOTICE, note=sealed("word"), on=NOW.date())
TOLD = Execution(agency=DISTRICT, begun_at=NOW, served=WORD, cycle=1)
HARMFUL = Appraisal(finding=Finding.HARMS_PERSON, agency=LEAD, officer="o", at=NOW, cycle=1, reasons=sealed("why"))
DONE = stated(Result, agency=DISTRICT, officer="o", cycle=1)
BY_TIME = [f"0197c2e4-a5b6-7c{n:02x}-8000-000000000000" for n in range(3)]
"""Ids as clients make them that order them by time."""


def told(case: Case) -> PublicDecision:
    found = public_decision(case, PROVINCE, a_decision().decided_on)
    assert found is not None
    return found


def decided(case_id: str, new_id: str) -> Case:
    """That case, decided under that fresh id."""
    command, before = good(DecideCase), replace(case_at(CaseState.PROPOSED), id=case_id)
    known = replace(knowing(person(LEAD, Post.SIGNATORY), command), new_id=new_id)
    after: Case = attempt(before, command, known)
    return after


class TestTheCode:
    def test_is_given_with_every_decision(self) -> None:
        assert all(CODED.fullmatch(decided("case-1", item).decisions[-1].public_code) for item in BY_TIME)

    def test_is_nobodys_choice_and_tells_no_time(self) -> None:
        made = {decided(case, item).decisions[-1].public_code for case in ("case-1", "case-2") for item in BY_TIME}
        assert len(made) == 6, "the same id in another case, or in the same moment, is another code"
        assert not [code for code in made if BY_TIME[0].replace("-", "")[:6].upper() in code]

    def test_names_the_decision_and_no_other(self) -> None:
        case = a_decided_case()
        assert named_decision(case, CODE) == case.decisions[-1]
        assert named_decision(case, CODE[::-1]) is None
        assert named_decision(a_decided_case(decisions=()), CODE) is None


class TestWhatIsTold:
    def test_ground_day_agency_and_by_when_to_complain(self) -> None:
        found, made = told(a_decided_case()), a_decision()
        assert (found.code, found.measure, found.decided_on) == (CODE, made.measure, made.decided_on)
        assert (found.grounds, found.redress_notice) == (made.provisions, made.redress_notice)
        assert found.complain_by is not None
        assert found.complain_by.days == term_on(TermOf.COMPLAINT_FILE, made.decided_on, PROVINCE).amount

    def test_the_term_begins_when_the_person_was_told(self) -> None:
        later = a_decision().decided_on + timedelta(20)
        word = ServiceRecord(service=Service.DOCUMENT_DELIVERED, note=sealed("word"), on=later)
        run = Execution(agency=DISTRICT, begun_at=NOW, served=word, cycle=1)
        found = told(a_decided_case(CaseState.EXECUTING, executions=(run,)))
        assert found.served is Service.DOCUMENT_DELIVERED
        unserved = told(a_decided_case())
        assert found.complain_by
        assert unserved.complain_by
        assert found.complain_by.due_at >= unserved.complain_by.due_at + timedelta(18)

    def test_one_that_was_undone_says_so(self) -> None:
        assert told(a_decided_case()).standing is Standing.IN_FORCE
        assert told(a_decided_case(cycle=2)).standing is Standing.UNDONE

    def test_one_that_was_undone_says_how_and_what_holds_now(self) -> None:
        reopened = Reopening(ground=ReopeningGround.REDRESS, officer="o", at=NOW, from_state="DECIDED", redress="r")
        again = a_decided_case(CaseState.CHECKING, cycle=2, reopenings=(reopened,))
        found, now = told(again).undone, local_date(NOW)
        assert found == Undoing(on=now, ground=ReopeningGround.REDRESS, redress="r", finding=None)
        assert told(again).complain_by is None
        appraisal = replace(HARMFUL, finding=Finding.TRUE_ISSUE, cycle=2)
        ended = told(replace(again, state=CaseState.CLOSED, appraisal=appraisal)).undone
        assert ended == Undoing(on=now, ground=ReopeningGround.REDRESS, redress="r", finding=Finding.TRUE_ISSUE)

    @pytest.mark.parametrize(
        ("state", "served", "changes", "shown"),
        [
            (CaseState.DECIDED, False, {}, False),
            (CaseState.EXECUTING, True, {}, True),
            (CaseState.CLOSED, False, {}, False),
            (CaseState.CLOSED, False, {"decisions": ()}, True),
            (CaseState.CLOSED, False, {"decisions": (), "closure": DUPLICATE}, False),
            (CaseState.CHECKING, False, {"decisions": ()}, False),
            (CaseState.CLOSED, True, {"protections": (ASKED,)}, False),
            (CaseState.CLOSED, True, {"appraisal": HARMFUL}, False),
        ],
    )
    def test_who_reported_knows_the_result_after_the_person_concerned(
        self, state: CaseState, served: bool, changes: dict[str, Any], shown: bool
    ) -> None:
        case = replace(a_decided_case(state, executions=(TOLD,) if served else ()), **changes)
        assert result_told(case) is shown

    @pytest.mark.parametrize(
        ("changes", "shown"),
        [
            ({}, True),
            ({"results": ()}, False),
            ({"results": (replace(DONE, cycle=2),)}, False),
            ({"state": CaseState.EXECUTING}, False),
            ({"appraisal": HARMFUL}, False),
            ({"appraisal": replace(HARMFUL, finding=Finding.FALSE)}, False),
        ],
    )
    def test_who_reported_a_true_problem_knows_who_put_it_right_at_the_end(
        self, changes: dict[str, Any], shown: bool
    ) -> None:
        true = replace(HARMFUL, finding=Finding.TRUE_ISSUE)
        case = replace(a_decided_case(CaseState.CLOSED), decisions=(), appraisal=true, results=(DONE,))
        assert remedied(replace(case, **changes)) == (DONE if shown else None)

    @pytest.mark.parametrize("reason", [ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS])
    def test_nothing_of_a_case_that_hides_nor_of_one_without_a_decision(self, reason: ClosureReason) -> None:
        over = Closure(
            reason=reason, reasons=sealed("why"), informed=Informed.BY_PHONE, agency=COMMUNE, officer="o", at=NOW
        )
        hidden = a_decided_case(CaseState.CLOSED, closure=over)
        assert public_decision(hidden, PROVINCE, NOW.date()) is None
        assert named_decision(hidden, CODE) is None
        assert public_decision(a_decided_case(decisions=()), PROVINCE, NOW.date()) is None


class TestWhatWasWrittenForThePerson:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (None, None),
            ("Trạm y tế vẫn mở cửa.", "Trạm y tế vẫn mở cửa."),
            ("Ông Nguyễn Văn Mẫu nói sai.", "Ông […] nói sai."),
            ("Gọi 0912 000 000 hoặc a@mau.example.", "Gọi […] hoặc […]."),
        ],
    )
    def test_is_masked(self, text: str | None, shown: str | None) -> None:
        assert masked(text) == shown

    def test_rests_on_what_the_decision_copied(self) -> None:
        made = decided("case-1", BY_TIME[0]).decisions[-1]
        assert made.finding is Finding.FALSE
        assert (made.false_fact, made.weighing) != (None, None)
        made = replace(made, public_code=CODE, alternatives=(Measure.CORRECTION_REQUEST,))
        before, after = (told(a_decided_case(decisions=(made,), executions=rows)) for rows in ((), (TOLD,)))
        assert (before.finding, before.weighed) == (None, ()), "nobody was informed yet"
        assert (after.finding, after.weighed) == (made.finding, made.alternatives)

    def test_one_of_several_by_its_code(self) -> None:
        earlier, later = a_decision(), a_decision(public_code=CODE[::-1], cycle=2)
        case = a_decided_case(decisions=(earlier, later), cycle=2)
        by_code = public_decision(case, PROVINCE, NOW.date(), CODE)
        newest = public_decision(case, PROVINCE, NOW.date())
        assert (by_code and by_code.standing, newest and newest.code) == (Standing.UNDONE, CODE[::-1])
