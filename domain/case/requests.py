"""Requests of the lead agency to another, within a case, and their answers (Đ5.4.b).

An answer is a text and a document's number: there is no field for whom somebody found behind an address (X2).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from domain.case.addresses import about_no_other_place
from domain.case.command import CaseCommand, CaseEvent, LeadCommand, RegisterCommand
from domain.case.guards import asked_of_actor
from domain.case.notification import ToldToLead, told
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.pathways import CoordinationRequest
from domain.case.state.related import CaseAddresses
from domain.kernel.calendar import local_date
from domain.kernel.fields import Ref, Whole, Words
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import OFFICERS
from domain.kernel.step import Step
from domain.kernel.topic import Topic
from domain.rules.facts import Facts
from domain.rules.guards import asks_for_no_campaign, may_be_asked, still_runs
from domain.rules.requirement import room_for

REQUESTS_MOST, DUE_MOST = 50, 60
REQUEST_OVERDUE = "request-overdue"
ASKING = frozenset(
    {
        CaseState.CHECKING,
        CaseState.COORDINATING,
        CaseState.APPRAISED,
        CaseState.PROPOSED,
        CaseState.DECIDED,
        CaseState.EXECUTING,
    }
)
ANSWERING = ASKING | {CaseState.RESULT_REPORTED}


def unanswered(case: Case, id: str) -> CoordinationRequest:
    for request in case.requests:
        if request.id == id and request.answered is None:
            return request
        if request.id == id:
            raise Refused(RuleNotMet(code="answered-already"))
    raise Refused(invalid("request", "request-unknown"))


def with_request(case: Case, id: str, **changes: Any) -> Case:
    rows = tuple(replace(request, **changes) if request.id == id else request for request in case.requests)
    return replace(case, requests=rows)


class CoordinationRequested(CaseEvent, type="case.coordination-requested"):
    request: CoordinationRequest

    def fold(self, case: Case) -> Case:
        members = with_members(case, self.request.agency)
        return replace(case, requests=(*case.requests, self.request), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.request.agency, self)
        yield Job(job=REQUEST_OVERDUE, data={"request": self.request.id}, due=self.request.due_at)


class RequestCoordination(
    LeadCommand,
    scope=Scope.COORD_CONVENE,
    states=ASKING,
    additive=True,
    needs=(CaseAddresses,),
    requires=(room_for("requests", REQUESTS_MOST, "too-many-requests"),),
):
    """Ask another agency to do something in the case (Đ5.4.b). The agency may then read the case."""

    agency: Annotated[str, Ref(doc="Agency that is asked.", to=Kind.AGENCY)]
    content: Annotated[str, Words(doc="What the agency is asked to do.", least=10, most=5_000)]
    due_days: Annotated[int, Whole(doc="Working days to answer.", least=1, most=DUE_MOST)]

    def decide(self, case: Case, facts: Facts) -> CoordinationRequested:
        """Ask an agency that is able to answer; the press and ministries are not."""
        about_no_other_place(self, facts, "content")
        asks_for_no_campaign(self, "content")
        if faults := may_be_asked("agency", self.agency, facts):
            raise Refused(*faults)
        role = facts.registry.role_on(self.agency, local_date(facts.now))
        if facts.heir(self.agency) == facts.heir(case.lead) or not permits(role, Scope.OPINION_GIVE):
            raise Refused(invalid("agency", "agency-cannot-be-asked"))
        request = facts.record(
            CoordinationRequest,
            self,
            case,
            asked=facts.step(),
            due_at=facts.registry.calendar.due(facts.now, self.due_days),
        )
        return CoordinationRequested(request=request)


def some_request_for_actor(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency was asked and has not answered (Đ5.4.b)."""
    return asked_of_actor((request.agency for request in case.requests if request.answered is None), facts)


class RequestAnswered(ToldToLead, type="case.request-answered"):
    request: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_request(case, self.request, answered=self.step)


class AnswerRequest(
    CaseCommand,
    scope=Scope.OPINION_GIVE,
    posts=OFFICERS,
    states=ANSWERING,
    additive=True,
    requires=(some_request_for_actor,),
):
    """Answer a request of the lead agency. Write about the content, not about persons (Đ5.4.b)."""

    request: Annotated[str, Ref(doc="Key of the request, from `requests` of the case.", to="requests")]
    text: Annotated[str, Words(doc="What the agency did or found out about the content.", least=5, most=10_000)]
    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]

    def decide(self, case: Case, facts: Facts) -> RequestAnswered:
        request = unanswered(case, self.request)
        if problem := asked_of_actor([request.agency], facts):
            raise Refused(problem)
        return RequestAnswered(request=request.id, step=facts.step(note="text"))


class RequestOverdue(ToldToLead, type="case.request-overdue", topic=Topic.CASE_DEADLINE, bookkeeping=True):
    request: str
    at: datetime

    def fold(self, case: Case) -> Case:
        return with_request(case, self.request, overdue_at=self.at)


class NoteRequestOverdue(RegisterCommand, states=ANSWERING):
    """Note that a request was not answered in time (an act of the register itself)."""

    request: Annotated[str, Ref(doc="Key of the request, from `requests` of the case.", to="requests")]

    def decide(self, case: Case, facts: Facts) -> RequestOverdue:
        request = unanswered(case, self.request)
        if request.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        if problem := still_runs(request.due_at, facts, request.asked.at):
            raise Refused(problem)
        return facts.record(RequestOverdue, self)
