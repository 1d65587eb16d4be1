"""Acts against which a person can complain, the term for the complaint, and the public view of a decision.

Denunciations of officials are not covered. A notice and a data request are streams of their own. Their packages define
the act (`domain/publication/corrections.py`, `domain/erasure/data_requests.py`).

The 90 days run from the day on which the person received the decision or learnt of it (Luật Khiếu nại, Điều 9). They
never run from the date of the decision. If the document was delivered to its recipient, they begin on delivery. After a
message to the site, a public notice or no message, they begin when the person learnt of the decision.

A public decision can be found by its exact address only. A case without a decision, and a case closed as protected or
without grounds, give the same answer as no case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain.case.guards import harms_person, this_cycle
from domain.case.ministry import restoration_status
from domain.case.state.case import Case, CaseState, ClosureReason
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import (
    Decision,
    Finding,
    Limitation,
    Measure,
    OwnMeasure,
    Result,
    Service,
    ServiceRecord,
)
from domain.case.state.pathways import PoliceTransfer, PublicationState, ReopeningGround, RestorationStatus
from domain.complaint.state import ContestedAct, ContestedKind, StreamAct
from domain.complaint.terms import Deadline, ShownDeadline, Stage, deadline, shown
from domain.kernel import calendar
from domain.kernel.calendar import local_date
from domain.kernel.event import Sealed
from domain.kernel.masking import spans
from domain.registry.registry import Registry


class Undone(StrEnum):
    """Effect on an act if a complaint against the act is upheld."""

    CASE_REOPENED = "CASE_REOPENED"
    MEASURE_ENDED = "MEASURE_ENDED"
    UNDER_REVIEW = "UNDER_REVIEW"
    """The notice is under review until it is corrected or retracted."""
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
    """Return the day of the act. No person can learn of the act before that day."""
    return ACTS[kind_of_act(act)].done_on(act)


def agency_of_act(act: ContestedAct) -> str:
    """Return the agency that first answers a complaint about the act."""
    return ACTS[kind_of_act(act)].agency(act)


def services_of(case: Case, act: ContestedAct) -> list[ServiceRecord]:
    """Return the recorded deliveries of the decision to the person concerned."""
    return [served for served in ACTS[kind_of_act(act)].services(case, act) if served]


def acts_in(case: Case) -> tuple[ContestedAct, ...]:
    """Return the acts in a case that have a public code."""
    acts: tuple[ContestedAct, ...] = (*case.decisions, *case.own_measures, *case.transfers)
    return tuple(act for act in acts if act.public_code)


def named_act(case: Case, code: str) -> ContestedAct | None:
    """Return the act with a public code. None for a hidden case, and for an unknown code."""
    return None if case.hidden else next((act for act in acts_in(case) if act.public_code == code), None)


class TermStart(StrEnum):
    """Event from which the time for a complaint runs: receipt of the decision, or knowledge of it (Luật Khiếu nại, Điều
    9)."""

    RECEIPT = "RECEIPT"
    KNOWLEDGE = "KNOWLEDGE"


@dataclass(frozen=True, kw_only=True)
class FilingTerm:
    """Time limit for filing a complaint: the event from which it runs, its first day and its end."""

    start: TermStart
    since: date
    due: Deadline


def received_on(case: Case, act: ContestedAct) -> date | None:
    """Return the day of delivery from which the time for a complaint runs; None if no document was delivered."""
    return max((served.received for served in services_of(case, act) if served.received), default=None)


def file_term(case: Case, act: ContestedAct, registry: Registry, known_on: date) -> FilingTerm:
    """Return the time limit for a person who learnt of the act on a day. A delivery takes precedence over that day."""
    received = received_on(case, act)
    floors = (served.since for served in services_of(case, act) if served.since)
    since = max(done_on(act), received or known_on, *floors)
    return FilingTerm(
        start=TermStart.RECEIPT if received else TermStart.KNOWLEDGE,
        since=since,
        due=deadline(Stage.FILE, since, registry, remote=registry.remote(case.areas)),
    )


def last_day(due: Deadline) -> date:
    return calendar.last_day(due.due_at)


MASK: Final = "[…]"
"""Text that replaces each masked passage."""


class Standing(StrEnum):
    """Status of a decision: in force or undone."""

    IN_FORCE = "IN_FORCE"
    UNDONE = "UNDONE"


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """End of a decision. `redress` is the upheld complaint. `finding` is the new finding; None until the case is closed
    again."""

    on: date
    ground: ReopeningGround
    redress: str | None
    finding: Finding | None


@dataclass(frozen=True, kw_only=True)
class PublicDecision:
    """Public view of a decision. `redress_notice` was written for the person concerned.

    `grounds` and `procedures` are ids of provisions.

    Texts (TEXTS), finding and weighed measures are shown after the person concerned was informed. The texts are masked
    like those of a notice (`masked`).
    """

    code: str
    standing: Standing
    measure: Measure
    decided_on: date
    agency: str
    grounds: tuple[str, ...]
    procedures: tuple[str, ...]
    complain_by: ShownDeadline | None
    complain_from: TermStart | None
    """Start of the time limit for a complaint. `complain_from` and `complain_until` are None for an undone decision."""
    redress_notice: Sealed
    served: Service | None
    service_corrected_on: date | None
    finding: Finding | None
    weighed: tuple[Measure, ...]
    asked: HearingWay | None
    """Way in which the person was heard before the decision; None if the person was not heard."""
    limitation: Limitation | None
    """Limitation period for the sanction; None in older records."""
    restoration: RestorationStatus | None
    """Status of restoring the removed content. None for a valid decision, and if no content was removed."""
    undone: Undoing | None


def last_decision(case: Case) -> Decision | None:
    """Return the decision shown to the public. None for a hidden case, and for a case without a decision."""
    return None if case.hidden or not case.decisions else case.decisions[-1]


def named_decision(case: Case, code: str) -> Decision | None:
    """Return the decision with a public code. None for a hidden case, and for an unknown code."""
    if case.hidden:
        return None
    return next((decision for decision in case.decisions if decision.public_code == code), None)


TEXTS: Final = ("false_fact", "reasons", "weighing", "reply", "unheard", "after_limitation")
"""Names of two kinds of texts: those written for the person concerned, and those that support the decision's
reasons."""


def masked(text: str | None) -> str | None:
    """Return the text with masks over data that may identify a person. The patterns are those of the masking check
    (Đ4.5)."""
    if text is None:
        return None
    for span in reversed(spans(text)):
        text = f"{text[: span.start]}{MASK}{text[span.end :]}"
    return text


def public_decision(case: Case, registry: Registry, today: date, code: str | None = None) -> PublicDecision | None:
    """Return the public answer about a case on a day; None without an answer.

    The answer is the last decision, or the decision with the given public code.

    A person without a delivery learns of the decision through this answer at the latest. So the person's time limit
    runs from then.
    """
    made = named_decision(case, code) if code else last_decision(case)
    if made is None:
        return None
    holds = made.cycle == case.cycle
    term = file_term(case, made, registry, today) if holds else None
    told = next((row for row in reversed(case.executions) if row.cycle == made.cycle), None)
    return PublicDecision(
        code=made.public_code,
        standing=Standing.IN_FORCE if holds else Standing.UNDONE,
        measure=made.measure,
        decided_on=made.decided_on,
        agency=agency_name(made.agency, local_date(made.at), registry),
        grounds=made.provisions,
        procedures=made.procedures,
        complain_by=shown(term.due, registry) if term else None,
        complain_from=term.start if term else None,
        redress_notice=made.redress_notice,
        served=told.served.service if told else None,
        service_corrected_on=local_date(told.corrected.at) if told and told.corrected else None,
        finding=made.finding if told else None,
        limitation=made.limitation,
        weighed=made.alternatives if told else (),
        restoration=None if holds else restoration_status(case),
        undone=_undoing(case, made),
        asked=next((row.way for row in case.hearings if row.cycle == made.cycle), None),
    )


def _undoing(case: Case, made: Decision) -> Undoing | None:
    """Return how a decision was undone, by the first reopening of the case after the decision."""
    reopening = next((row for row in case.reopenings if made.at <= row.at), None)
    if reopening is None:
        return None
    return Undoing(
        on=local_date(reopening.at),
        ground=reopening.ground,
        redress=reopening.redress,
        finding=case.appraisal.finding if case.state is CaseState.CLOSED and case.appraisal else None,
    )


def result_told(case: Case) -> bool:
    """Return whether the reporter may know the result.

    The person concerned must know the result first. For a duplicate, only the earlier case shows that. A result about
    content that harms a person is never shown.
    """
    if case.protections or harms_person(case):
        return False
    if this_cycle(case.decisions, case):
        return any(execution.cycle == case.cycle for execution in case.executions)
    duplicate = case.closure is not None and case.closure.reason is ClosureReason.DUPLICATE
    return case.state is CaseState.CLOSED and not duplicate


def remedied(case: Case) -> Result | None:
    """Return the newest report that a true problem was remedied. None until the reporter may know the result."""
    true = case.appraisal is not None and case.appraisal.finding is Finding.TRUE_ISSUE
    done = this_cycle(case.results, case)
    return done[-1] if true and done and result_told(case) else None


def public_notices(case: Case) -> tuple[str, ...]:
    """Return the ids of notices to the press about a case that are or were public."""
    shown = {PublicationState.ISSUED, PublicationState.CORRECTED, PublicationState.RETRACTED}
    return tuple(link.publication for link in case.publications if link.state in shown)


def agency_name(agency: str, day: date, registry: Registry) -> str:
    """Return the name of an agency on a day. Return its id if the agency had no name then."""
    row = registry.agencies.get(agency)
    name = row.name_on(day) if row else None
    return name.name if name else agency
