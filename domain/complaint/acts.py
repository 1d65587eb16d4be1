"""Acts open to complaint: author, day, way of informing the person, effect, and until when.

A denunciation of an official is none of it. A notice and a request about data are streams of their own, so their rooms
say what the act is (`domain/publication/corrections.py`, `domain/erasure/data_requests.py`).

The 90 days run from the day the person received the decision or came to know of it (Luật Khiếu nại, Điều 9). They never
run from its date. A paper that was delivered begins them for whoever got it. A word to the site, a public notice or no
word at all begins nothing by itself: then they run from the day on which the person came to know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain.case.state.case import Case
from domain.case.state.measures import Decision, OwnMeasure, Service, ServiceRecord
from domain.case.state.pathways import PoliceTransfer
from domain.complaint.state import ContestedAct, ContestedKind, StreamAct
from domain.complaint.terms import Deadline, Stage, deadline
from domain.kernel import calendar
from domain.kernel.calendar import local_date
from domain.registry.registry import Registry


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


RECEIVED = frozenset({Service.DOCUMENT_DELIVERED})
"""Services by which a decision comes into the hands of the person concerned, so that its day is known."""


class TermStart(StrEnum):
    """What begins the time for a complaint (Luật Khiếu nại, Điều 9)."""

    RECEIPT = "RECEIPT"
    KNOWLEDGE = "KNOWLEDGE"


@dataclass(frozen=True, kw_only=True)
class FilingTerm:
    """The time for a complaint: what began it, on which day, and until when it runs."""

    start: TermStart
    since: date
    due: Deadline


def received_on(case: Case, act: ContestedAct) -> date | None:
    """The day the person concerned received it; None while it was delivered to nobody."""
    return max((served.on for served in services_of(case, act) if served.service in RECEIVED), default=None)


def file_term(case: Case, act: ContestedAct, registry: Registry, known_on: date) -> FilingTerm:
    """The time for a complaint of somebody who came to know of it on a day; a delivery goes before it."""
    received = received_on(case, act)
    since = max(done_on(act), received or known_on)
    return FilingTerm(
        start=TermStart.RECEIPT if received else TermStart.KNOWLEDGE,
        since=since,
        due=deadline(Stage.FILE, since, registry, remote=registry.remote(case.areas)),
    )


def last_day(due: Deadline) -> date:
    return calendar.last_day(due.due_at)
