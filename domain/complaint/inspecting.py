"""Inspectors see each suspension of an examination, and each complaint that was withdrawn under threat (Đ2.2)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from domain.complaint.command import RedressCommand, RedressEvent
from domain.complaint.state import Redress
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.kernel.roles import INSPECTING, Role
from domain.kernel.step import Step
from domain.rules.duty import Duty, DutyKind
from domain.rules.facts import Facts
from domain.rules.guards import actor_among


def unseen_since(redress: Redress) -> datetime | None:
    """Return when the first thing happened that no inspector has seen; None without one."""
    seen = [step.at for step in redress.inspections[-1:]]
    happened = [*(row.at for row in redress.suspensions), *(row.at for row in redress.coercions)]
    return min((at for at in happened if not seen or at > seen[0]), default=None)


def something_to_inspect(redress: Redress, facts: Facts) -> Problem | None:
    """There is a suspension, or a word about a threat, that no inspector has seen."""
    return None if unseen_since(redress) else RuleNotMet(code="nothing-to-inspect")


def suspended_by_another(redress: Redress, facts: Facts) -> Problem | None:
    """The actor suspended no examination of the complaint (G5)."""
    own = actor_among((row.officer for row in redress.suspensions), facts)
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if own else None


class RedressInspected(RedressEvent, type="redress.inspected", appends="inspections"):
    """An inspector saw why the examination was suspended, or what was said of a threat."""

    step: Step


class InspectRedress(
    RedressCommand,
    scope=Scope.INSPECTION_RECORD,
    posts=INSPECTING,
    additive=True,
    requires=(something_to_inspect, suspended_by_another),
):
    """Record what you saw of a suspended examination, or of a complaint withdrawn under threat, as an inspector."""

    reasons: Annotated[str, Words(doc="What you looked at, and what you found.", least=20, most=5_000)]

    def decide(self, redress: Redress, facts: Facts) -> RedressInspected:
        return facts.record(RedressInspected, self)


def owed(redress: Redress) -> Iterator[Duty]:
    """A look, from inspectors."""
    if since := unseen_since(redress):
        barred = tuple(sorted({row.officer for row in redress.suspensions}))
        yield Duty(kind=DutyKind.INSPECT_COMPLAINT, agency=Role.INSPECTOR, about=redress.id, since=since, barred=barred)
