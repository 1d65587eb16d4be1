"""Complaints against a measure on an agency's own page: the code, the time, and what is upheld ends it (Điều 9)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.own_measures import OwnMeasureEnded
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import OwnMeasure, Service, ServiceRecord
from domain.complaint.acts import TermStart, done_on, file_term, last_day, named_act
from domain.complaint.examination import DecideRedress, RedressDecided, reopening_by, undoing
from domain.complaint.filing import FileRedress
from domain.complaint.state import ContestedDecision, ContestedKind, RedressOutcome, RedressState
from domain.kernel.actor import PUBLIC
from tests.domain.redress import LONG, at, examiner, knowing
from tests.support.facts import LAND, NOW, PROVINCE, a_case, codes, sealed
from tests.support.handling_past import an_own_measure

CODE = "A1B2C3D4E5F6"
FILING = FileRedress(decision=CODE, text="Bình luận của tôi bị ẩn mà không ai nói vì sao.")
RULING = DecideRedress(
    outcome=RedressOutcome.UPHELD, number="1/QĐ-KN", decided_on=date(2026, 7, 1), reasons=LONG, way_on=LONG
)


def a_measure(**changes: Any) -> OwnMeasure:
    return replace(an_own_measure(LAND), public_code=CODE, **changes)


def measured(**changes: Any) -> Case:
    return a_case(CaseState.CHECKING, own_measures=(a_measure(**changes),))


def contested(case: Case) -> ContestedDecision:
    return ContestedDecision(case=case, decision=case.own_measures[0], touched=frozenset())


class TestFiling:
    def test_one_of_before_there_were_codes_is_found_by_none(self) -> None:
        case = replace(measured(), own_measures=(replace(a_measure(), public_code=None),))
        assert named_act(case, "") is None

    @pytest.mark.parametrize(
        ("service", "start"),
        [
            (Service.DOCUMENT_DELIVERED, TermStart.RECEIPT),
            (Service.PUBLISHER_NOTIFIED, TermStart.KNOWLEDGE),
            (Service.NOT_POSSIBLE, TermStart.KNOWLEDGE),
            (None, TermStart.KNOWLEDGE),
        ],
    )
    def test_the_time_runs_from_receipt_or_knowledge(self, service: Service | None, start: TermStart) -> None:
        told = ServiceRecord(service=service, note=sealed("note"), on=date(2026, 7, 2)) if service else None
        case = measured(served=told)
        term = file_term(case, case.own_measures[0], PROVINCE, date(2026, 10, 20))
        since = date(2026, 7, 2) if start is TermStart.RECEIPT else date(2026, 10, 20)
        assert (term.start, term.since) == (start, since)
        assert last_day(term.due) >= since + timedelta(days=90)

    def test_nobody_knew_of_it_before_it_was_taken(self) -> None:
        case = measured()
        early = replace(FILING, known_on=done_on(case.own_measures[0]) - timedelta(days=1))
        assert codes(None, early, knowing(PUBLIC, early, contested=contested(case))) == ["input.knownOn date-too-early"]


class TestRuling:
    def ruled(self, case: Case, outcome: RedressOutcome) -> list[Any]:
        command = replace(RULING, outcome=outcome)
        examined = at(RedressState.EXAMINING, about=ContestedKind.OWN_MEASURE, agency=LAND, examining=LAND)
        given = knowing(examiner(LAND), command, contested=contested(case))
        event = command.decide(examined, given)
        assert isinstance(event, RedressDecided)
        assert reopening_by(examined, event.ruling, case) is None
        return [*undoing(event.fold(examined), event, given)]

    @pytest.mark.parametrize("outcome", [RedressOutcome.UPHELD, RedressOutcome.PARTLY])
    @pytest.mark.parametrize("state", [CaseState.CHECKING, CaseState.DECIDED, CaseState.CLOSED])
    def test_what_is_upheld_ends_it_and_opens_no_case(self, outcome: RedressOutcome, state: CaseState) -> None:
        case = replace(measured(), state=state)
        [linked] = self.ruled(case, outcome)
        assert (linked.stream, type(linked.event)) == (case.id, OwnMeasureEnded)
        after = linked.event.fold(case)
        assert (after.state, after.own_measures[0].ended_at, after.own_measures[0].lapsed) == (state, NOW, False)
        assert after.own_measures[0].redress is not None

    def test_one_that_ended_before_stays_as_it_ended(self) -> None:
        assert self.ruled(measured(ended_at=NOW, lapsed=True), RedressOutcome.UPHELD) == []
