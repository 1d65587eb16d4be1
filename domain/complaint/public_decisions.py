"""Public data of a decision, for whoever holds its address: ground, date, agency, deadline, how to complain (Đ4.4).

Only an exact address finds it. Nothing is said of a case that has no decision, nor of one closed as protected or
without grounds: to the asker such a case is no case.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.case.guards import harms_person, this_cycle
from domain.case.ministry import restoration_status
from domain.case.state.case import Case, CaseState
from domain.case.state.findings import Finding
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Decision, Limitation, Measure, Service
from domain.case.state.pathways import PublicationState, ReopeningGround, RestorationStatus
from domain.complaint.acts import TermStart, file_term
from domain.complaint.terms import ShownDeadline, shown
from domain.kernel.calendar import local_date
from domain.kernel.event import Sealed
from domain.kernel.masking import spans
from domain.registry.registry import Registry

MASK: Final = "[…]"
"""Sign in the place of masked text."""


class Standing(StrEnum):
    """Whether a decision is still valid."""

    IN_FORCE = "IN_FORCE"
    UNDONE = "UNDONE"


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """The end of a decision. `redress` is the complaint that was upheld, `finding` what the agencies found afterwards:
    None until the case is closed again."""

    on: date
    ground: ReopeningGround
    redress: str | None
    finding: Finding | None


@dataclass(frozen=True, kw_only=True)
class PublicDecision:
    """A decision as anybody may know it; `redress_notice` was written for the person concerned.

    `grounds` and `procedures` are ids of provisions.

    Its texts (TEXTS) are opened once the person concerned was told, and masked like a notice: see `masked`.
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
    """The start of the time for a complaint; like its end, None for a decision that was undone."""
    redress_notice: Sealed
    served: Service | None
    finding: Finding | None
    weighed: tuple[Measure, ...]
    asked: HearingWay | None
    """Way in which the person was asked before; None where nobody asked."""
    limitation: Limitation | None
    """Until when it could have been sanctioned; None in records of before that was counted."""
    restoration: RestorationStatus | None
    """Status of restoring what was removed on it; None while it is valid, and where nothing was removed."""
    undone: Undoing | None


def last_decision(case: Case) -> Decision | None:
    """The decision that anybody may ask for; None for a case that hides or has none."""
    return None if case.hidden or not case.decisions else case.decisions[-1]


def named_decision(case: Case, code: str) -> Decision | None:
    """The decision of that public code; None for a case that hides or has no such one."""
    if case.hidden:
        return None
    return next((decision for decision in case.decisions if decision.public_code == code), None)


TEXTS: Final = ("false_fact", "reasons", "weighing", "reply", "unheard", "after_limitation")
"""The texts of a decision that were written to be read by the person concerned, or that its reasons rest on."""


def masked(text: str | None) -> str | None:
    """A text without what may point at a person, by the forms of the masking check (Đ4.5)."""
    if text is None:
        return None
    for span in reversed(spans(text)):
        text = f"{text[: span.start]}{MASK}{text[span.end :]}"
    return text


def public_decision(case: Case, registry: Registry, today: date, code: str | None = None) -> PublicDecision | None:
    """Return the public answer about a case on a day; None when there is nothing to say.

    It is the last decision, or the one of a public code.

    Who was handed nothing comes to know of the decision by this answer at the latest: the time runs from then.
    """
    made = named_decision(case, code) if code else last_decision(case)
    if made is None:
        return None
    holds = made.cycle == case.cycle
    term = file_term(case, made, registry, today) if holds else None
    told = [execution.served for execution in case.executions if execution.cycle == made.cycle]
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
        served=told[-1].service if told else None,
        finding=made.finding,
        limitation=made.limitation,
        weighed=made.alternatives,
        restoration=None if holds else restoration_status(case),
        undone=_undoing(case, made),
        asked=next((row.way for row in case.hearings if row.cycle == made.cycle), None),
    )


def _undoing(case: Case, made: Decision) -> Undoing | None:
    """Return how a decision was undone: by the first reopening after it."""
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
    """Return whether who reported may know the result: once the person concerned does, and never of content that harms
    a person."""
    if case.protections or harms_person(case):
        return False
    served = any(execution.cycle == case.cycle for execution in case.executions)
    return served if this_cycle(case.decisions, case) else case.state is CaseState.CLOSED


def public_notices(case: Case) -> tuple[str, ...]:
    """Return the ids of notices to the press about a case that the public can read or could."""
    shown = {PublicationState.ISSUED, PublicationState.CORRECTED, PublicationState.RETRACTED}
    return tuple(link.publication for link in case.publications if link.state in shown)


def agency_name(agency: str, day: date, registry: Registry) -> str:
    """The name of an agency on a day; its id where it had none."""
    row = registry.agencies.get(agency)
    name = row.name_on(day) if row else None
    return name.name if name else agency
