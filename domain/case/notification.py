"""That an agency was told of a case: an event, noted by a job of the register (Đ3.1, Đ5.1.a)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.command import CaseEvent, RegisterCommand
from domain.case.state.case import Case, CaseState, Notice
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet
from domain.kernel.topic import Topic
from domain.rules.facts import Facts

NOTIFY = "notify"
NOTICES_MOST = 200


def told(agency: str, event: Event) -> Job:
    return Job(job=NOTIFY, data={"agency": agency, "about": event.TYPE})


class ToldToLead(CaseEvent):
    """Inform the lead agency of an act of others, or of a term that ran out."""

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(case.lead, self)


class AgencyNotified(CaseEvent, type="case.agency-notified", topic=Topic.CASE_OBLIGATION, bookkeeping=True):
    notice: Notice

    def fold(self, case: Case) -> Case:
        """Only the newest notices are kept in the state; all are in the history."""
        return replace(case, notices=(*case.notices, self.notice)[-NOTICES_MOST:])


class NotifyAgency(RegisterCommand, states=CaseState):
    """Tell an agency of the case (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="The agency told.", to=Kind.AGENCY)]
    about: Annotated[str, Spec(doc="Type of the event it is told of.")]

    def decide(self, case: Case, facts: Facts) -> AgencyNotified:
        """Note that the agency was told. Raises Refused for an agency that is not a member."""
        if facts.heir(self.agency) not in facts.heirs(case.members):
            raise Refused(RuleNotMet(code="not-a-member"))
        return AgencyNotified(notice=facts.record(Notice, self, agency=facts.heir(self.agency)))
