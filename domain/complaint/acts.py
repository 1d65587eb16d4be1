"""Table of acts open to complaint: author, day, way of informing the person, and effect of an upheld complaint (Luật
Khiếu nại, Điều 2, 9).

A denunciation of an official is none of it. A notice and a request about data are streams of their own, so their rooms
say what the act is (`domain/publication/contesting.py`, `domain/erasure/contesting.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain.case.state.case import Case
from domain.case.state.measures import Decision, ServiceRecord
from domain.case.state.own_measure import OwnMeasure
from domain.case.state.pathways import PoliceTransfer
from domain.complaint.state import ContestedAct, ContestedKind, StreamAct
from domain.kernel.calendar import local_date


class Undone(StrEnum):
    """Effect on an act when a complaint against it is upheld."""

    CASE_REOPENED = "CASE_REOPENED"
    MEASURE_ENDED = "MEASURE_ENDED"
    UNDER_REVIEW = "UNDER_REVIEW"
    """The notice is under review until it is corrected or taken back."""
    ANSWERED_AGAIN = "ANSWERED_AGAIN"


@dataclass(frozen=True, kw_only=True)
class ActRule:
    of: type
    undone: Undone
    done_on: Callable[[Any], date]
    agency: Callable[[Any], str]
    services: Callable[[Case, Any], Sequence[ServiceRecord | None]] = lambda case, act: ()


ACTS: Final[Mapping[ContestedKind, ActRule]] = {
    ContestedKind.DECISION: ActRule(
        of=Decision,
        undone=Undone.CASE_REOPENED,
        done_on=lambda decision: decision.decided_on,
        agency=lambda decision: decision.agency,
        services=lambda case, decision: [row.served for row in case.executions if row.cycle == decision.cycle],
    ),
    ContestedKind.OWN_MEASURE: ActRule(
        of=OwnMeasure,
        undone=Undone.MEASURE_ENDED,
        done_on=lambda measure: local_date(measure.taken_at),
        agency=lambda measure: measure.agency,
        services=lambda case, measure: [measure.served],
    ),
    ContestedKind.TRANSFER: ActRule(
        of=PoliceTransfer,
        undone=Undone.CASE_REOPENED,
        done_on=lambda transfer: local_date(transfer.signed.at),
        agency=lambda transfer: transfer.signed.agency,
    ),
    ContestedKind.NOTICE: ActRule(
        of=StreamAct, undone=Undone.UNDER_REVIEW, done_on=lambda act: act.on, agency=lambda act: act.agency
    ),
    ContestedKind.REFUSED_REQUEST: ActRule(
        of=StreamAct, undone=Undone.ANSWERED_AGAIN, done_on=lambda act: act.on, agency=lambda act: act.agency
    ),
}


def kind_of_act(act: ContestedAct) -> ContestedKind:
    if isinstance(act, StreamAct):
        return act.kind
    return next(kind for kind, rule in ACTS.items() if isinstance(act, rule.of))


def done_on(act: ContestedAct) -> date:
    """The day on which it was done, before which nobody knows of it."""
    return ACTS[kind_of_act(act)].done_on(act)


def agency_of_act(act: ContestedAct) -> str:
    """Return the agency that answers a complaint about the act first."""
    return ACTS[kind_of_act(act)].agency(act)


def services_of(case: Case, act: ContestedAct) -> list[ServiceRecord]:
    """Return the recorded services on the person concerned."""
    return [served for served in ACTS[kind_of_act(act)].services(case, act) if served]


def acts_in(case: Case) -> tuple[ContestedAct, ...]:
    """The acts in a case that have a public code."""
    acts: tuple[ContestedAct, ...] = (*case.decisions, *case.own_measures, *case.transfers)
    return tuple(act for act in acts if act.public_code)


def named_act(case: Case, code: str) -> ContestedAct | None:
    """The act of that public code; None for a case that hides or has no such one."""
    return None if case.hidden else next((act for act in acts_in(case) if act.public_code == code), None)
