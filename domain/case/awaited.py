"""Next step that the reporter of a case waits for, and its deadline, by the agencies' own terms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.case.duties import duties
from domain.case.state.case import Case
from domain.registry.working_days import WorkingDays
from domain.rules.duty import RULES, DutyKind, deadline_of

STEPS: Final = (
    DutyKind.SCREEN,
    DutyKind.PROTECT_PERSON,
    DutyKind.CONFIRM_PROTECTION,
    DutyKind.GIVE_OPINION,
    DutyKind.CONCLUDE_ROUND,
    DutyKind.REVIEW_EXPRESSION,
    DutyKind.APPRAISE,
    DutyKind.ACT_ON_FINDING,
    DutyKind.SIGN_DECISION,
    DutyKind.SERVE_DECISION,
    DutyKind.REMEDY,
    DutyKind.REPORT_RESULT,
    DutyKind.CLOSE,
)
"""The duties that lead a case to its end, in the order in which they are shown; letters between agencies are not."""
NEXT_STEPS: Final = frozenset({*STEPS, DutyKind.CHECK})
"""What a case shows as its next steps: with the check, which has no term."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A step that is awaited. `due_at` is the first moment after its term, `days` how many working days that is."""

    step: DutyKind
    due_at: datetime
    days: int | None
    provisional: bool = False
    """True if the term runs through a year whose days off nobody confirmed."""


def taken_back(case: Case) -> bool:
    """Return whether the person who asked to be protected took that back: nothing more is done for it."""
    own = [request for request in case.protections if request.agency is None]
    return bool(own) and own[-1].withdrawn_at is not None


def awaited(case: Case, days: WorkingDays) -> Awaited | None:
    """The next step that has a term; None while none runs: nobody says how long a check or the police may take."""
    if taken_back(case):
        return None
    terms = [(duty.kind, deadline_of(duty, days)) for duty in duties(case)]
    for step in STEPS:
        if found := [due for kind, due in terms if kind is step and due]:
            last = max(found)
            return Awaited(step=step, due_at=last, days=RULES[step].days, provisional=days.provisional(None, last))
    return None
