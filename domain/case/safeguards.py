"""Table of events that satisfied a safeguard (G1-G8) in a case, for readers of its history.

The rules refuse a step whose safeguard is not met, so a recorded event proves the safeguard. The table only guides a
reader: it allows and refuses nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.kernel.refusals import Guard

PROVEN_BY: Final[Mapping[Guard, tuple[str, ...]]] = {
    Guard.G1_COMPETENCE: ("case.screened", "case.reassigned", "case.lead-passed", "case.decided"),
    Guard.G2_EVIDENCE: ("case.verification-recorded", "case.evidence-added", "case.appraised"),
    Guard.G3_EXPRESSION: ("case.expression-reviewed",),
    Guard.G4_LEGAL_BASIS: ("case.handling-proposed", "case.decided"),
    Guard.G5_TWO_PERSONS: (
        "case.expression-reviewed",
        "case.appraised",
        "case.handling-proposed",
        "case.decided",
        "case.officer-recused",
    ),
    Guard.G6_PUBLICATION: ("case.decided", "case.publication-noted", "case.closed"),
}
"""Events whose rules require each safeguard."""
OF_EVERY_EVENT: Final = (Guard.G7_AUDIT, Guard.G8_NO_BULK)
"""Safeguards that every event satisfies: each is in the audit log, and concerns one case alone."""
REOPENED: Final = "case.reopened"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Event of a history, with the fields that its reader may see."""

    version: int
    type: str
    at: datetime
    agency: str | None
    officer: str | None


@dataclass(frozen=True, kw_only=True)
class Safeguard:
    """Safeguard with the events of the current cycle that satisfied it. The list is empty if no step has required the
    safeguard yet."""

    guard: Guard
    acts: tuple[Act, ...]
    every: bool = False
    persons: int | None = None
    """Number of persons who satisfied the safeguard, if the number matters and the reader sees all of them."""


def safeguards(acts: Sequence[Act], same: Mapping[str, str]) -> tuple[Safeguard, ...]:
    """Return all eight safeguards for the cycle since the last reopening.

    `same` maps all appointments of a person to one id.
    """
    cycle = list(_since_reopening(acts))
    found = []
    for guard in Guard:
        if guard in OF_EVERY_EVENT:
            found.append(Safeguard(guard=guard, acts=(), every=True))
            continue
        proof = tuple(act for act in cycle if act.type in PROVEN_BY[guard])
        persons = _persons(proof, same) if guard is Guard.G5_TWO_PERSONS else None
        found.append(Safeguard(guard=guard, acts=proof, persons=persons))
    return tuple(found)


def _since_reopening(acts: Sequence[Act]) -> Iterable[Act]:
    begins = max((place for place, act in enumerate(acts) if act.type == REOPENED), default=0)
    return acts[begins:]


def _persons(acts: Iterable[Act], same: Mapping[str, str]) -> int | None:
    officers = [act.officer for act in acts]
    if None in officers or not officers:
        return None
    return len({same.get(officer, officer) for officer in officers if officer})
