"""What waits for whom: each duty begins with the act that calls for it and ends with the act that meets it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.state.case import CaseState
from domain.case.state.measures import Execution, Remedy, Service, ServiceRecord
from domain.case.state.own_measure import OwnMeasure, OwnMeasureKind
from domain.case.state.pathways import CoordinationRequest, Referral, TakedownStatus, TransferStatus
from domain.case.state.round import Opinion, Position, Round, RoundMethod
from domain.notification.duties import SIGNATURES, Duty, DutyKind, duties
from tests.support.facts import HEALTH, LAND, NOW, POLICE, a_case, sealed
from tests.support.handling import a_step, a_takedown, a_transfer
from tests.support.handling_facts import PPC
from tests.support.world import LEAD

SOON = NOW + timedelta(days=2)


def owed(state: CaseState, **changes: Any) -> list[Duty]:
    case = replace(a_case(state), lead=LEAD, members=(LEAD, HEALTH, LAND), assigned=None, **changes)
    return list(duties(case))


def kinds(state: CaseState, **changes: Any) -> list[tuple[DutyKind, str]]:
    return [(each.kind, each.agency) for each in owed(state, **changes)]


def test_screening_and_closing_wait_for_the_lead() -> None:
    assert kinds(CaseState.RECEIVED) == [(DutyKind.SCREEN, LEAD)]
    assert kinds(CaseState.RESULT_REPORTED) == [(DutyKind.CLOSE, LEAD)]


def test_a_check_waits_for_the_assigned_agency_and_its_officer() -> None:
    case = replace(a_case(CaseState.CHECKING), assigned=HEALTH, focal="officer-1")
    [duty] = duties(case)
    assert (duty.kind, duty.agency, duty.officer) == (DutyKind.CHECK, HEALTH, "officer-1")


def test_a_decision_waits_for_every_member_it_is_not_about() -> None:
    found = kinds(CaseState.PROPOSED, concerns=(LAND,))
    assert found == [(DutyKind.SIGN_DECISION, LEAD), (DutyKind.SIGN_DECISION, HEALTH)]


def a_round(**changes: Any) -> Round:
    made = Round(
        id="round-1",
        cycle=1,
        method=RoundMethod.WRITTEN_OPINION,
        method_reason=sealed("why"),
        question=sealed("what"),
        invited=(HEALTH, LAND),
        opened_at=NOW,
        opened_by="officer-x",
        due_at=SOON,
    )
    return replace(made, **changes)


def said(agency: str, *, by: str | None) -> Opinion:
    return Opinion(agency=agency, position=Position.AGREE if by else Position.NO_REPLY, at=NOW, officer=by)


def test_an_opinion_waits_until_it_is_given() -> None:
    both = owed(CaseState.COORDINATING, rounds=(a_round(),))
    assert [(each.agency, each.due_at, each.lapsed) for each in both] == [(HEALTH, SOON, False), (LAND, SOON, False)]
    one = kinds(CaseState.COORDINATING, rounds=(a_round(opinions=(said(HEALTH, by="officer-1"),)),))
    assert one == [(DutyKind.GIVE_OPINION, LAND)]


def test_silence_that_was_written_down_still_waits_as_lapsed() -> None:
    silent = a_round(opinions=(said(HEALTH, by=None), said(LAND, by=None)), lapsed_at=SOON)
    assert [each.lapsed for each in owed(CaseState.COORDINATING, rounds=(silent,))] == [True, True]
    late = replace(silent, opinions=(*silent.opinions, said(HEALTH, by="officer-1")))
    assert [each.agency for each in owed(CaseState.COORDINATING, rounds=(late,))] == [LAND]


def test_nothing_waits_in_a_round_that_ended() -> None:
    assert owed(CaseState.COORDINATING, rounds=(a_round(concluded_at=NOW),)) == []


SERVED = ServiceRecord(service=Service.PUBLISHER_NOTIFIED, note=sealed("note"), on=NOW.date())
EXECUTION = Execution(agency=HEALTH, begun_at=NOW, served=SERVED, cycle=1)
REMEDY = Remedy(agency=LAND, problem=sealed("hole"), due_at=SOON, begun_at=NOW, cycle=1)
REQUEST = CoordinationRequest(id="request-1", cycle=1, agency=POLICE, content=sealed("do"), asked=a_step(), due_at=SOON)
REFERRAL = Referral(id="referral-1", cycle=1, agency="agency-journalists", subject=sealed("rule"), sent=a_step())
MEASURE = OwnMeasure(
    id="measure-1",
    kind=OwnMeasureKind.OWN_PAGE_CORRECTED,
    agency=HEALTH,
    officer="officer-1",
    taken_at=NOW,
    recorded_at=NOW,
    due_at=SOON,
    cycle=1,
    proportionality=sealed("mild"),
)


@pytest.mark.parametrize(
    ("changes", "kind", "agency"),
    [
        ({"executions": (EXECUTION,)}, DutyKind.REPORT_RESULT, HEALTH),
        ({"remedies": (REMEDY,)}, DutyKind.REMEDY, LAND),
        ({"requests": (REQUEST,)}, DutyKind.ANSWER_REQUEST, POLICE),
        ({"referrals": (REFERRAL,)}, DutyKind.ANSWER_REFERRAL, "agency-journalists"),
        ({"own_measures": (MEASURE,)}, DutyKind.JUSTIFY_MEASURE, HEALTH),
        ({"takedowns": (a_takedown(),)}, DutyKind.APPROVE_TAKEDOWN, LEAD),
        ({"takedowns": (a_takedown(TakedownStatus.SUBMITTED_PPC),)}, DutyKind.SIGN_TAKEDOWN, PPC),
        ({"transfers": (a_transfer(),)}, DutyKind.SIGN_TRANSFER, LEAD),
        ({"transfers": (a_transfer(TransferStatus.HANDED_OVER),)}, DutyKind.RECEIVE_TRANSFER, POLICE),
    ],
)
def test_each_pathway_waits_for_its_agency(changes: dict[str, Any], kind: DutyKind, agency: str) -> None:
    assert kinds(CaseState.EXECUTING, **changes) == [(kind, agency)]


@pytest.mark.parametrize(
    "changes",
    [
        {"executions": (replace(EXECUTION, cycle=2),)},
        {"remedies": (replace(REMEDY, cycle=2),)},
        {"requests": (replace(REQUEST, answered=a_step()),)},
        {"referrals": (replace(REFERRAL, answered=a_step()),)},
        {"own_measures": (replace(MEASURE, justified_by="officer-2"),)},
        {"own_measures": (replace(MEASURE, ended_at=NOW, lapsed=True),)},
        {"takedowns": (a_takedown(TakedownStatus.LEAD_APPROVED),)},
        {"takedowns": (a_takedown(cycle=2),)},
        {"transfers": (a_transfer(TransferStatus.RECEIVED),)},
    ],
)
def test_and_no_longer_once_it_is_met_or_the_case_went_on(changes: dict[str, Any]) -> None:
    assert owed(CaseState.EXECUTING, **changes) == []


def test_a_request_noted_as_late_is_lapsed() -> None:
    [duty] = owed(CaseState.EXECUTING, requests=(replace(REQUEST, overdue_at=SOON),))
    assert (duty.lapsed, duty.due_at) == (True, SOON)


def test_nothing_waits_in_a_closed_case() -> None:
    assert owed(CaseState.CLOSED, requests=(REQUEST,), takedowns=(a_takedown(),)) == []


def test_every_signature_is_a_duty_that_a_case_can_have() -> None:
    assert set(DutyKind) > SIGNATURES
