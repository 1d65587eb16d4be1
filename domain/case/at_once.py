"""Immediate step to protect a child, or a person in an intimate picture, before the harm is confirmed.

Persons of two agencies request that a body with the power to order removals hides the content. Other persons must
confirm within one working day that the content harms a person. Otherwise the register records the end of the step, and
the lead agency checks that the content is visible again (Đ2.2).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from domain.case.command import CaseEvent, LeadCommand, RegisterCommand, told
from domain.case.state.case import Case, with_members, with_row
from domain.case.state.protection import AtOnce, ProtectionRequest
from domain.kernel.event import Job, Step
from domain.kernel.fields import Ref, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.rules.facts import Facts
from domain.rules.guards import not_yet_due, refuse_for, required

END_AT_ONCE = "end-at-once"
CONFIRM_DAYS = 1
"""Working days within which other persons must confirm the immediate step."""


def running(case: Case) -> ProtectionRequest | None:
    """Return the request with a running immediate step, neither confirmed nor ended; None if no step is running."""
    return next((row for row in case.protections if row.at_once and row.at_once.runs), None)


def to_release(case: Case) -> ProtectionRequest | None:
    """Return the request whose immediate step ended, if nobody has recorded that the content is restored; otherwise
    None."""
    over = (row for row in case.protections if row.at_once and row.at_once.ended_at and not row.at_once.released)
    return next(over, None)


class _OfRequest(CaseEvent):
    """Event that changes the immediate step of a request."""

    request: str

    def _fold(self, case: Case, **changes: Any) -> Case:
        row = next(row for row in case.protections if row.id == self.request)
        return with_row(case, "protections", row.id, at_once=replace(required(row.at_once), **changes))


class ProtectionBegun(CaseEvent, type="case.protection-begun"):
    """Persons of two agencies decided to send an immediate request to hide the content."""

    request: str
    at_once: AtOnce

    def fold(self, case: Case) -> Case:
        case = replace(case, members=with_members(case, self.at_once.agency))
        return with_row(case, "protections", self.request, at_once=self.at_once)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.at_once.agency, self)
        yield told(case.lead, self)
        yield Job(job=END_AT_ONCE, data={"request": self.request}, due=self.at_once.due_at)


class ProtectionUpheld(_OfRequest, type="case.protection-upheld"):
    """Other persons found that the content harms a person, so the immediate step remains."""

    at: datetime

    def fold(self, case: Case) -> Case:
        return self._fold(case, upheld_at=self.at)


class ProtectionLapsed(_OfRequest, type="case.protection-lapsed"):
    """The immediate step ended, because nobody confirmed it in time or because its basis ended."""

    at: datetime

    def fold(self, case: Case) -> Case:
        return self._fold(case, ended_at=self.at)

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the requested body, which must restore the content, and the lead agency, which must check the
        restoration."""
        row = next(row for row in case.protections if row.id == self.request)
        yield told(required(row.at_once).agency, self)
        yield told(case.lead, self)


def lapsed(case: Case, facts: Facts) -> tuple[ProtectionLapsed, ...]:
    """Return the event that ends the running immediate step, after its request or finding has ended."""
    row = running(case)
    return (ProtectionLapsed(request=row.id, at=facts.now),) if row else ()


def upheld(case: Case, facts: Facts) -> tuple[ProtectionUpheld, ...]:
    """Return the event that confirms the running immediate step."""
    row = running(case)
    return (ProtectionUpheld(request=row.id, at=facts.now),) if row else ()


class EndAtOnce(RegisterCommand):
    """Record that nobody confirmed an immediate step in time (an act of the register itself)."""

    request: Annotated[str, Ref(doc="The request for protection.", to="requests")]

    def decide(self, case: Case, facts: Facts) -> tuple[ProtectionLapsed, ...]:
        """End the step. Raises Refused if the step was confirmed or ended earlier."""
        row = running(case)
        if row is None or row.id != self.request or row.at_once is None:
            raise Refused(RuleNotMet(code="nothing-at-once"))
        refuse_for(not_yet_due(row.at_once.due_at, facts))
        return lapsed(case, facts)


class ProtectionReleased(_OfRequest, type="case.protection-released"):
    step: Step

    def fold(self, case: Case) -> Case:
        return self._fold(case, released=self.step)


def something_to_release(case: Case, facts: Facts) -> Problem | None:
    """An immediate step ended, and nobody has recorded that the hidden content is visible again."""
    return None if to_release(case) else RuleNotMet(code="nothing-to-release")


class RecordRelease(LeadCommand, scope=Scope.TAKEDOWN_DRAFT, requires=(something_to_release,)):
    """Record that hidden content is visible again, after nobody confirmed the immediate step in time."""

    document_number: Annotated[
        str, Words(doc="Number of the letter that asked the body to show the content again.", most=60)
    ]
    reasons: Annotated[
        str,
        Words(doc=("Your observations at the address or place of the content, with their time."), least=20, most=2_000),
    ]

    def decide(self, case: Case, facts: Facts) -> ProtectionReleased:
        row = required(to_release(case))
        return facts.record(ProtectionReleased, self, request=row.id)
