"""What a complaint waits for, by its state: Luật Khiếu nại, Điều 27 and 28."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.complaint.duties import duties
from domain.complaint.state import Coercion, RedressState, Suspension, SuspensionGround
from domain.complaint.terms import Deadline
from domain.kernel.event import Step
from domain.kernel.vocabulary import Role
from domain.registry.entry import Certainty
from domain.rules.duty import DutyKind
from tests.domain.redress import at
from tests.support.facts import NOW, sealed
from tests.support.world import LEAD

ACCEPT_BY, DECIDE_BY = (
    Deadline(due_at=NOW + timedelta(days), days=days, source="s", certainty=Certainty.UNCONFIRMED) for days in (10, 30)
)
OWED = {
    RedressState.FILED: (DutyKind.ACCEPT_COMPLAINT, ACCEPT_BY.due_at),
    RedressState.SECOND_LEVEL: (DutyKind.ACCEPT_COMPLAINT, ACCEPT_BY.due_at),
    RedressState.ACCEPTED: (DutyKind.DECIDE_COMPLAINT, DECIDE_BY.due_at),
    RedressState.EXAMINING: (DutyKind.DECIDE_COMPLAINT, DECIDE_BY.due_at),
}


def test_each_state_waits_for_one_step_or_for_none() -> None:
    wrong = list[object]()
    for state in RedressState:
        expected = [OWED[state]] if state in OWED else []
        for overdue in ((), (ACCEPT_BY.due_at, DECIDE_BY.due_at)):
            redress = at(state, accept_by=ACCEPT_BY, decide_by=DECIDE_BY, overdue=overdue)
            found = list(duties(redress))
            if [(duty.kind, duty.due_at) for duty in found] != expected:
                wrong.append((state, found))
            wrong += [(state, duty) for duty in found if duty.lapsed is not bool(overdue)]
            wrong += [(state, duty) for duty in found if (duty.agency, duty.about) != (redress.examining, redress.id)]
    assert wrong == []


def test_an_examination_without_a_term_is_owed_by_nobody() -> None:
    assert list(duties(at(RedressState.EXAMINING, decide_by=None))) == []


def test_inspectors_see_each_suspension_and_each_word_about_a_threat_once() -> None:
    hours = [NOW + timedelta(hours=hour) for hour in range(4)]
    suspended, forced = _suspension(hours[1]), Coercion(at=hours[2], text=sealed("threat"))
    step = Step(agency="agency-inspection", officer="officer-inspection-inspector", at=hours[3])
    cases: tuple[tuple[dict[str, Any], datetime | None], ...] = (
        ({}, None),
        ({"suspensions": (suspended,)}, hours[1]),
        ({"suspensions": (suspended,), "coercions": (forced,)}, hours[1]),
        ({"suspensions": (suspended,), "coercions": (forced,), "inspections": (replace(step, at=hours[1]),)}, hours[2]),
        ({"suspensions": (suspended,), "coercions": (forced,), "inspections": (step,)}, None),
    )
    for given, since in cases:
        found = [duty for duty in duties(at(RedressState.FINAL, **given)) if duty.kind is DutyKind.INSPECT_COMPLAINT]
        assert [(duty.agency, duty.since) for duty in found] == ([(Role.INSPECTOR, since)] if since else [])


def _suspension(moment: datetime) -> Suspension:
    ground, reasons = SuspensionGround.RESULT_AWAITED, sealed("reasons")
    given: dict[str, Any] = {"level": 1, "ground": ground, "agency": LEAD, "officer": "officer-1", "reasons": reasons}
    return Suspension(at=moment, until=date(2026, 7, 20), **given)
