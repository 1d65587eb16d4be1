"""What a complaint waits for, by its state: Luật Khiếu nại, Điều 27 and 28."""

from datetime import timedelta

from domain.complaint.duties import duties
from domain.complaint.state import RedressState
from domain.complaint.terms import Deadline
from domain.registry.certainty import Certainty
from domain.rules.duty import DutyKind
from tests.domain.redress import at
from tests.support.facts import NOW

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
