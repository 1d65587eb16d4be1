"""Reassignment of the check: another agency, named by the lead, or another focal officer (Đ3.3, Đ5.1.a).

A succession in part passes no case on, and one as a whole leaves a case without its focal officer: people say here
who goes on.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.checks import CheckCommand, serves_in
from domain.case.command import UNDER_CHECK, CaseEvent, LeadCommand
from domain.case.notification import told
from domain.case.state.case import Case, CaseState, with_members
from domain.kernel.event import Sealed
from domain.kernel.fields import Ref, Words
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import competent, may_be_asked


class CaseReassigned(CaseEvent, type="case.reassigned"):
    """The lead agency named another agency that checks; it has not taken the case up yet."""

    former: str
    assigned: str
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        """The case before its check by the new agency; the former one stays a member."""
        members = with_members(case, self.assigned)
        return replace(case, state=CaseState.SCREENED, assigned=self.assigned, focal=None, members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.assigned, self)


class ReassignCase(
    LeadCommand, scope=Scope.CASE_INTAKE, posts={Post.HANDLER}, states={CaseState.SCREENED, CaseState.CHECKING}
):
    """Assign another agency to check a screened case. Earlier checks stay (Đ5.1.a)."""

    assigned: Annotated[
        str,
        Ref(
            doc="Agency that checks from now on. It must be competent in the field and the areas (G1).", to=Kind.AGENCY
        ),
    ]
    reasons: Annotated[str, Words(doc="Why another agency checks.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> CaseReassigned:
        """Name another agency, competent as at screening (G1)."""
        if faults := may_be_asked("assigned", self.assigned, facts):
            raise Refused(*faults)
        assert case.assigned is not None  # the states admit screened cases only
        if facts.heir(self.assigned) == facts.heir(case.assigned):
            raise Refused(RuleNotMet(code="assigned-already"))
        competent(self.assigned, Task.VERIFY, case.category, case.areas, facts)
        return facts.record(CaseReassigned, self, former=case.assigned)


class FocalNamed(CaseEvent, type="case.focal-named"):
    focal: str
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        return replace(case, focal=self.focal)


class NameFocalOfficer(CheckCommand, states=UNDER_CHECK):
    """Name another officer as responsible for the check (Đ3.3)."""

    focal: Annotated[
        str,
        Ref(doc="Appointed officer of the assigned agency who is responsible for the check (Đ3.3).", to=Kind.OFFICER),
    ]
    reasons: Annotated[str, Words(doc="Why this officer is responsible from now on.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> FocalNamed:
        serves_in(self.focal, case.assigned, facts)
        if self.focal == case.focal:
            raise Refused(RuleNotMet(code="focal-already"))
        return facts.record(FocalNamed, self)
