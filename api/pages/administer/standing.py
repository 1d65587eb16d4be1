"""Phase of a row in time: whether it counts today, will, did, waits for somebody, or was refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from api.pages.administer.reading import Row
from domain.kernel.kind import Kind
from domain.registry.accounts import ClientState, GrantState, UserState
from domain.registry.entry import refused, waits


class Phase(StrEnum):
    """Phase of a row, in the order of a list."""

    NOW = "now"
    FUTURE = "future"
    WAITING = "waiting"
    PAST = "past"
    REFUSED = "refused"


STATES: Final[Mapping[Kind, Mapping[str, Phase]]] = {
    Kind.USER: {
        UserState.PROPOSED: Phase.WAITING,
        UserState.ACTIVE: Phase.NOW,
        UserState.SUSPENDED: Phase.PAST,
    },
    Kind.CLIENT: {
        ClientState.DRAFT: Phase.WAITING,
        ClientState.ACTIVE: Phase.NOW,
        ClientState.STOPPED: Phase.PAST,
    },
    Kind.GRANT: {
        GrantState.PROPOSED: Phase.WAITING,
        GrantState.ACTIVE: Phase.NOW,
        GrantState.END_PROPOSED: Phase.NOW,
        GrantState.ENDED: Phase.PAST,
        GrantState.REFUSED: Phase.REFUSED,
    },
}
"""Phase of an account, a program or a grant, by its state alone."""


def phase_of(row: Row, today: date) -> Phase:
    """Return the phase of a row on a day."""
    state = row.state
    if row.section.kind in STATES:
        return STATES[row.section.kind][state.state]
    if _refused(state):
        return Phase.REFUSED
    if _waits(state):
        return Phase.WAITING
    if row.section.kind is Kind.HOLIDAYS:
        return _of_year(state.year, today)
    if state.span.until is not None and state.span.until <= today:
        return Phase.PAST
    return Phase.FUTURE if state.span.since > today else Phase.NOW


def _refused(state: Any) -> bool:
    return hasattr(state, "entry") and refused(state)


def _waits(state: Any) -> bool:
    """Return whether the row itself waits for a second person, apart from parts of a row that counts."""
    if hasattr(state, "entry"):
        return waits(state)
    if hasattr(state, "appointed"):
        return not state.appointed
    return bool(state.status == "DRAFT")


def _of_year(year: int, today: date) -> Phase:
    if year == today.year:
        return Phase.NOW
    return Phase.FUTURE if year > today.year else Phase.PAST


def grouped(rows: Iterable[Row], today: date) -> list[tuple[Phase, Sequence[Row]]]:
    """The rows by where they stand; groups without rows are left out."""
    found: dict[Phase, list[Row]] = {phase: [] for phase in Phase}
    for row in rows:
        found[phase_of(row, today)].append(row)
    return [(phase, held) for phase, held in found.items() if held]
