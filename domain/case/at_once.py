"""The first step for a child or an intimate picture: two persons of two agencies act at once, and others confirm it.

A body that may order a removal is asked to hide the content. Unless others find within one working day that it harms a
person, that ends: the register notes it, and the lead agency sees to it that the content is back (Đ2.2).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from domain.case.command import CaseEvent, LeadCommand, RegisterCommand, told
from domain.case.state.case import Case, with_members
from domain.case.state.protection import AtOnce, ProtectionRequest
from domain.kernel.event import Job, Step
from domain.kernel.fields import Ref, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.rules.facts import Facts
from domain.rules.guards import not_yet_due

END_AT_ONCE = "end-at-once"
CONFIRM_DAYS = 1
"""Working days in which others confirm what was asked at once."""


def with_request(case: Case, id: str, **changes: Any) -> Case:
    rows = tuple(replace(row, **changes) if row.id == id else row for row in case.protections)
    return replace(case, protections=rows)


def running(case: Case) -> ProtectionRequest | None:
    """The request on which something was asked at once that neither holds nor ended; None without one."""
    return next((row for row in case.protections if row.at_once and row.at_once.runs), None)


def to_release(case: Case) -> ProtectionRequest | None:
    """The request on which something was hidden at once that ended, and of which nobody saw yet that it is back."""
    over = (row for row in case.protections if row.at_once and row.at_once.ended_at and not row.at_once.released)
    return next(over, None)


class _OfRequest(CaseEvent):
    """Change something in the step that was done at once on a request."""

    request: str

    def _fold(self, case: Case, **changes: Any) -> Case:
        row = next(row for row in case.protections if row.id == self.request)
        assert row.at_once is not None  # no event of it before it began
        return with_request(case, row.id, at_once=replace(row.at_once, **changes))


class ProtectionBegun(CaseEvent, type="case.protection-begun"):
    """Two persons of two agencies had a body asked at once to hide the content."""

    request: str
    at_once: AtOnce

    def fold(self, case: Case) -> Case:
        case = replace(case, members=with_members(case, self.at_once.agency))
        return with_request(case, self.request, at_once=self.at_once)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.at_once.agency, self)
        yield told(case.lead, self)
        yield Job(job=END_AT_ONCE, data={"request": self.request}, due=self.at_once.due_at)


class ProtectionUpheld(_OfRequest, type="case.protection-upheld"):
    """Others found that the content harms: what was asked at once holds."""

    at: datetime

    def fold(self, case: Case) -> Case:
        return self._fold(case, upheld_at=self.at)


class ProtectionLapsed(_OfRequest, type="case.protection-lapsed"):
    """End of what was asked at once: nobody confirmed it in time, or nothing carries it any more."""

    at: datetime

    def fold(self, case: Case) -> Case:
        return self._fold(case, ended_at=self.at)

    def jobs(self, case: Case) -> Iterator[Job]:
        """Tell the body that was asked to show the content again, and the lead agency to see that it does."""
        row = next(row for row in case.protections if row.id == self.request)
        assert row.at_once is not None
        yield told(row.at_once.agency, self)
        yield told(case.lead, self)


def lapsed(case: Case, facts: Facts) -> tuple[ProtectionLapsed, ...]:
    """Return what ends with the request or the finding that carried it."""
    row = running(case)
    return (ProtectionLapsed(request=row.id, at=facts.now),) if row else ()


def upheld(case: Case, facts: Facts) -> tuple[ProtectionUpheld, ...]:
    """Return what was asked at once and holds from now on."""
    row = running(case)
    return (ProtectionUpheld(request=row.id, at=facts.now),) if row else ()


class EndAtOnce(RegisterCommand):
    """Note that what was asked at once was not confirmed in time (an act of the register itself)."""

    request: Annotated[str, Ref(doc="The request for protection.", to="requests")]

    def decide(self, case: Case, facts: Facts) -> tuple[ProtectionLapsed, ...]:
        """Return no event when it was confirmed, or ended before."""
        row = running(case)
        if row is None or row.id != self.request or row.at_once is None:
            raise Refused(RuleNotMet(code="nothing-at-once"))
        if problem := not_yet_due(row.at_once.due_at, facts):
            raise Refused(problem)
        return lapsed(case, facts)


class ProtectionReleased(_OfRequest, type="case.protection-released"):
    step: Step

    def fold(self, case: Case) -> Case:
        return self._fold(case, released=self.step)


def something_to_release(case: Case, facts: Facts) -> Problem | None:
    """Something was hidden at once, that ended, and nobody saw yet that the content is back."""
    return None if to_release(case) else RuleNotMet(code="nothing-to-release")


class RecordRelease(LeadCommand, scope=Scope.TAKEDOWN_DRAFT, requires=(something_to_release,)):
    """Record that the content is back that was hidden at once, after nobody confirmed it in time."""

    document_number: Annotated[
        str, Words(doc="Number of the letter by which the body was asked to show it again.", most=60)
    ]
    reasons: Annotated[str, Words(doc="What you saw at the place of the content, and when.", least=20, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> ProtectionReleased:
        row = to_release(case)
        assert row is not None  # required
        return facts.record(ProtectionReleased, self, request=row.id)
