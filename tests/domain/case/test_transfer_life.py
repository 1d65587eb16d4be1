"""A transfer from the signature to its end, and what rests meanwhile (Đ3.4)."""

from dataclasses import fields, replace
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case import appraisal, committee, decisions, execution, expression, requests, rounds, takedowns
from domain.case.closing import CloseCase
from domain.case.command import NOTIFY
from domain.case.state.case import Case, CaseState, ClosureReason, Informed
from domain.case.state.pathways import PoliceTransfer
from domain.case.transfers import BEFORE_DECISION, AnswerTransfer, ReturnTransfer
from domain.kernel.actor import ActorKind
from domain.kernel.fields import fields_of
from tests.domain.case.test_transfers import (
    HAND,
    HANDLER,
    HEAD,
    OFFICER,
    PROPOSE,
    RECEIVE,
    REFUSE,
    REOPEN,
    RESTING,
    SIGN,
    STATES,
    STEPS,
    T,
    at,
    found,
)
from tests.domain.handling import (
    LONG,
    POLICE,
    WITH_GROUNDS,
    a_step,
    a_transfer,
    after,
    an_appraisal,
    rows_of,
    said,
)
from tests.support.each import each
from tests.support.facts import facts
from tests.support.world import LEAD

CLOSE = CloseCase(ground=ClosureReason.POLICE_OUTCOME, reasons=LONG, informed=Informed.BY_DOCUMENT)


class TestMeanwhile:
    def test_everything_else_rests(self) -> None:
        handling = (
            appraisal,
            committee,
            decisions,
            execution,
            expression,
            requests,
            requests,
            rounds,
            rounds,
            takedowns,
        )
        for row in rows_of(*handling):
            assert row.states is not None
            assert CaseState.TRANSFERRED not in row.states, row.name

    def test_who_may_do_what_in_it(self) -> None:
        rows = [row for row in BY_COMMAND.values() if row.states == frozenset(RESTING) and ActorKind.PERSON in row.by]
        assert {row.name for row in rows} == {
            "handOverTransfer",
            "receiveTransfer",
            "recordTransferReturn",
            "recordPoliceOutcome",
            "answerTransfer",
            "returnTransfer",
        }
        assert set(BEFORE_DECISION) == STATES


class TestTheWay:
    def signed(self) -> Case:
        case = found(state=CaseState.APPRAISED, appraisal=an_appraisal(by="officer-y"))
        return after(after(case, PROPOSE, HANDLER), SIGN, HEAD)

    def received(self) -> Case:
        return after(after(self.signed(), HAND, HANDLER), RECEIVE, OFFICER)

    @each(("command", "status"), [(AnswerTransfer, T.OUTCOME_NOTED), (ReturnTransfer, T.RETURNED)])
    def test_the_police_answer_themselves_and_the_lead_is_told(self, command: Any, status: T) -> None:
        case, answer = self.received(), command(document_number="3/CAT")
        assert after(case, answer, OFFICER).transfers[-1].status is status
        event = BY_COMMAND[command].decide(case, answer, facts(OFFICER, answer))[0]
        assert [job.data["agency"] for job in event.jobs(case)] == [LEAD]
        assert said(case, answer, HANDLER) == "scope-missing"

    def test_refused_it_goes_on_as_before(self) -> None:
        before = found(state=CaseState.APPRAISED, appraisal=an_appraisal())
        assert after(after(before, PROPOSE, HANDLER), REFUSE, HEAD) == before

    @each("reason", ClosureReason)
    @each("status", [T.SIGNED, T.HANDED_OVER, T.RECEIVED, T.OUTCOME_NOTED])
    def test_closed_for_no_other_reason_and_no_sooner(self, status: T, reason: ClosureReason) -> None:
        expected = "ok" if reason is ClosureReason.POLICE_OUTCOME else "closure-needs-its-path"
        if status is not T.OUTCOME_NOTED:
            expected = "police-outcome-needed"
        assert said(at(status), replace(CLOSE, ground=reason), HANDLER) == expected

    def test_an_outcome_closes_no_case_that_is_not_with_the_police(self) -> None:
        case = found(a_transfer(T.OUTCOME_NOTED))
        assert said(case, CLOSE, HANDLER) == "closure-needs-its-path"

    def test_no_field_for_a_person_or_an_offence(self) -> None:
        """X2."""
        names = {field.name for field in fields(PoliceTransfer)}
        commands: list[Any] = [type(command) for command in STEPS.values()]
        names |= {field.name for command in commands for field in fields_of(command)}
        steps = {"drafted", "signed", "handed_over", "received", "returned", "outcome"}
        words = {"provisions", "reason", "reasons", "file_index", "record", "document_number"}
        assert names == steps | words | {"id", "cycle", "police", "status", "public_code"}


class TestJobs:
    @staticmethod
    def ordered(case: Case, command: Any, actor: Any) -> list[tuple[str, str]]:
        given = facts(actor, command, registry=WITH_GROUNDS)
        left = after(case, command, actor)
        made = BY_COMMAND[type(command)].decide(case, command, given)
        return [(job.job, job.data["agency"]) for event in made for job in event.jobs(left)]

    def test_the_police_of_the_hand_over(self) -> None:
        assert self.ordered(at(T.SIGNED), HAND, HANDLER) == [(NOTIFY, POLICE)]

    def test_the_lead_of_the_receipt(self) -> None:
        assert self.ordered(at(T.HANDED_OVER), RECEIVE, OFFICER) == [(NOTIFY, LEAD)]

    @pytest.mark.parametrize("status", [T.SIGNED, T.HANDED_OVER, T.RECEIVED, T.OUTCOME_NOTED])
    def test_the_police_of_a_reopening_while_they_have_the_file(self, status: T) -> None:
        handed = a_step() if status is not T.SIGNED else None
        case = found(a_transfer(status, handed_over=handed), state=CaseState.TRANSFERRED)
        expected = [(NOTIFY, POLICE)] if status in (T.HANDED_OVER, T.RECEIVED) else []
        assert self.ordered(case, REOPEN, HEAD) == expected
