"""What a complaint can be against: a decision, or a measure that an agency took on its own page (Luật Khiếu nại)."""

from datetime import date

from domain.case.state.case import Case
from domain.case.state.measures import Decision
from domain.case.state.own_measure import OwnMeasure
from domain.complaint.state import ContestedAct, ContestedKind
from domain.kernel.calendar import local_date


def kind_of_act(act: ContestedAct) -> ContestedKind:
    """What it is."""
    return ContestedKind.OWN_MEASURE if isinstance(act, OwnMeasure) else ContestedKind.DECISION


def done_on(act: ContestedAct) -> date:
    """The day on which it was done, before which nobody knows of it."""
    return act.decided_on if isinstance(act, Decision) else local_date(act.taken_at)


def named_act(case: Case, code: str) -> ContestedAct | None:
    """The act of that public code; None for a case that hides or has no such one."""
    acts: tuple[ContestedAct, ...] = () if case.hidden else (*case.decisions, *case.own_measures)
    return next((act for act in acts if act.public_code == code), None)
