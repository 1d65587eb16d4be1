"""Checking: an officer is named, and agencies record what they saw (Đ3.3, Đ4.3, Đ5.7.b)."""

from typing import Annotated

from domain.case.command import UNDER_CHECK, CaseCommand, CaseEvent
from domain.case.guards import competent_to, led_or_assigned
from domain.case.state.case import Case, CaseState, Check, CheckMethod, CheckOutcome
from domain.kernel.calendar import local_date
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, invalid
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

CHECKS_MOST = 100
"""Checks in one case; more would be a sign of a case that should be split."""


def serves_in(officer: str, agency: str | None, facts: Facts) -> None:
    """Raises Refused unless the officer is appointed today in the agency, or in one taken over together with it."""
    row = facts.registry.officers.get(officer)
    if row is None or not row.span.covers(local_date(facts.now)) or facts.heir(row.agency) != facts.heir(agency or ""):
        raise Refused(invalid("focal", "officer-not-appointed"))


class CheckCommand(CaseCommand, scope=Scope.CASE_VERIFY, posts={Post.HANDLER}, requires=(led_or_assigned,)):
    """A step of the check: by the lead agency, or the agency it assigned."""


class CheckingStarted(CaseEvent, type="case.checking-started", state=CaseState.CHECKING):
    focal: str


class StartChecking(CheckCommand, states={CaseState.SCREENED}):
    """Start checking a screened case (Đ4.3)."""

    focal: Annotated[
        str,
        Ref(doc="Appointed officer of the assigned agency who is responsible for the check (Đ3.3).", to=Kind.OFFICER),
    ]

    def decide(self, case: Case, facts: Facts) -> CheckingStarted:
        serves_in(self.focal, case.assigned, facts)
        return facts.record(CheckingStarted, self)


class CheckRecorded(CaseEvent, type="case.check-recorded", appends="checks"):
    check: Check


class RecordCheck(
    CheckCommand,
    states=UNDER_CHECK,
    additive=True,
    requires=(room_for("checks", CHECKS_MOST, "too-many-checks"), competent_to(Task.VERIFY)),
):
    """Record a check of the published content (Đ4.3). Whether the claim is true is recorded later."""

    method: Annotated[CheckMethod, Spec(doc="Method of the check.")]
    outcome: Annotated[CheckOutcome, Spec(doc="What the check found about the content.")]
    summary: Annotated[str, Words(doc="What was seen, with sources.", least=10, most=10_000)]

    def decide(self, case: Case, facts: Facts) -> CheckRecorded:
        return CheckRecorded(check=facts.record(Check, self, case))
