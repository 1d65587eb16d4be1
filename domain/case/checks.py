"""Check of a case: an officer is assigned or replaced, and agencies record their observations (Đ3.3, Đ4.3, Đ5.7.b).

After one agency fully succeeds another, a case has no focal officer until a person assigns one with `NameFocalOfficer`.
A partial succession passes no case to the successor.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.command import NOT_CLOSED, UNDER_CHECK, CaseCommand, CaseEvent, LeadCommand, RegisterCommand, told
from domain.case.guards import competent_to, led_or_assigned
from domain.case.recusal import pending
from domain.case.state.case import Case, CaseState, Check, CheckMethod, CheckOutcome, with_members
from domain.kernel.calendar import local_date
from domain.kernel.event import Job, Sealed
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Kind, Post
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import competent, may_be_asked, persons, refuse_for, required, room_for, serves_any

CHECKS_MOST = 100
"""Largest number of checks in one case. A case that needs more should be split."""


def serves_in(officer: str, agency: str | None, facts: Facts) -> None:
    """Raise Refused unless the officer holds an appointment today in the agency, or in an agency with the same
    successor."""
    row = facts.registry.officers.get(officer)
    if row is None or not row.span.covers(local_date(facts.now)) or facts.heir(row.agency) != facts.heir(agency or ""):
        raise Refused(invalid("focal", "officer-not-appointed"))


def serves_where_assigned(officer: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the officer holds an appointment in the checking agency today."""
    serves_in(officer, case.assigned, facts)


def another_who_serves(officer: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the officer serves in the checking agency and is not already its focal officer."""
    serves_where_assigned(officer, case, facts)
    if officer == case.focal:
        raise Refused(RuleNotMet(code="focal-already"))


class CheckCommand(CaseCommand, scope=Scope.CASE_VERIFY, posts={Post.HANDLER}, requires=(led_or_assigned,)):
    """Command on the check, for the lead agency or the assigned agency."""


class CheckingStarted(CaseEvent, type="case.checking-started", state=CaseState.CHECKING):
    focal: str


class StartChecking(CheckCommand, states={CaseState.SCREENED}):
    """Start checking a screened case (Đ4.3)."""

    focal: Annotated[
        str,
        Ref(
            doc="Appointed officer of the assigned agency who is responsible for the check (Đ3.3).",
            to=Kind.OFFICER,
            fits=serves_where_assigned,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> CheckingStarted:
        serves_where_assigned(self.focal, case, facts)
        return facts.record(CheckingStarted, self)


class CheckRecorded(CaseEvent, type="case.check-recorded", appends="checks"):
    check: Check


class RecordCheck(
    CheckCommand,
    states=UNDER_CHECK,
    additive=True,
    requires=(room_for("checks", CHECKS_MOST, "too-many-checks"), competent_to(Task.VERIFY)),
    writes=CheckRecorded,
):
    """Record a check of the published content (Đ4.3). The verification of the claim is recorded later."""

    method: Annotated[CheckMethod, Spec(doc="Method of the check, such as viewing the page.")]
    outcome: Annotated[CheckOutcome, Spec(doc="Result of the check of the content.")]
    summary: Annotated[str, Words(doc="Observations of the check, with sources.", least=10, most=10_000)]


class CaseReassigned(CaseEvent, type="case.reassigned"):
    """The lead agency assigned another agency to check the case. The new agency has not begun its check."""

    former: str
    assigned: str
    reasons: Sealed
    at: datetime | None = None

    def fold(self, case: Case) -> Case:
        """Return the case with the new checking agency, in the state before a check. The former agency remains a
        member."""
        return replace(
            case,
            state=CaseState.SCREENED,
            assigned=self.assigned,
            assigned_at=self.at,
            reassigned_from=self.former if self.at else None,
            focal=None,
            members=with_members(case, self.assigned),
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.assigned, self)


def takes_over_check(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused if the agency is already assigned, or is not competent under the rules of screening (G1)."""
    refuse_for(*may_be_asked("assigned", agency, facts))
    if facts.heir(agency) == facts.heir(case.assigned or ""):
        raise Refused(RuleNotMet(code="assigned-already"))
    competent(agency, Task.VERIFY, case.category, case.areas, facts)


class ReassignCase(
    LeadCommand, scope=Scope.CASE_INTAKE, posts={Post.HANDLER}, states={CaseState.SCREENED, CaseState.CHECKING}
):
    """Assign another agency to check a screened case. Earlier checks remain on record (Đ5.1.a)."""

    assigned: Annotated[
        str,
        Ref(
            doc="Agency that takes over the check. It must be competent in the field and the areas of the case (G1).",
            to=Kind.AGENCY,
            fits=takes_over_check,
        ),
    ]
    reasons: Annotated[str, Words(doc="Reason why another agency checks the case.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> CaseReassigned:
        """Reassign the check. Raises Refused unless the other agency is competent under the rules of screening (G1)."""
        takes_over_check(self.assigned, case, facts)
        return facts.record(CaseReassigned, self, former=required(case.assigned))


class FocalNamed(CaseEvent, type="case.focal-named"):
    focal: str
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        return replace(case, focal=self.focal)


class NameFocalOfficer(CheckCommand, states=UNDER_CHECK):
    """Assign another officer to be responsible for the check (Đ3.3)."""

    focal: Annotated[
        str,
        Ref(
            doc="Appointed officer of the assigned agency who is responsible for the check (Đ3.3).",
            to=Kind.OFFICER,
            fits=another_who_serves,
        ),
    ]
    reasons: Annotated[str, Words(doc="Reason why this officer is responsible from now on.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> FocalNamed:
        another_who_serves(self.focal, case, facts)
        return facts.record(FocalNamed, self)


class CheckPassed(CaseEvent, type="case.check-passed"):
    """The focal officer's work was handed over to a colleague. If the colleague cannot act in this case, the check has
    no focal officer."""

    former: str
    successor: str | None = None

    def fold(self, case: Case) -> Case:
        return replace(case, focal=self.successor)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(case.assigned or case.lead, self)


def answers_for(case: Case, officer: str, facts: Facts) -> bool:
    """Return whether an officer can do the check, as an impartial handler of the checking agency (G5)."""
    out = persons((*case.recused, *(motion.officer for motion in pending(case))), facts)
    if facts.registry.person(officer) in out or serves_any(officer, case.concerns, facts):
        return False
    return facts.registry.serves(officer, {Post.HANDLER}, case.assigned or case.lead, local_date(facts.now))


class PassCheck(RegisterCommand, states=NOT_CLOSED):
    """Pass a check to the colleague who took over the focal officer's work (an act of the register itself)."""

    former: Annotated[str, Ref(doc="The officer whose work was handed over.", to=Kind.OFFICER)]

    def decide(self, case: Case, facts: Facts) -> CheckPassed:
        """Pass the check to the colleague that the registry names. If the colleague cannot act, the check has no focal
        officer.

        Raises Refused if the work was not handed over.
        """
        row = facts.registry.officers.get(self.former)
        if row is None or row.handed_to is None or case.focal != self.former:
            raise Refused(RuleNotMet(code="nothing-handed-over"))
        successor = row.handed_to if answers_for(case, row.handed_to, facts) else None
        return CheckPassed(former=self.former, successor=successor)
