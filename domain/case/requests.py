"""Requests of the lead agency to another agency (Đ5.4.b), and referrals of questions outside the register.

An answer is a text and a document's number. No field exists for the person behind an address (X2).

A referral asks the journalists' association about a rule; the persons concerned stay in the association's file. An
allegation of corruption is passed on as a denunciation or a petition, and the case continues in parallel.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent, LeadCommand, RegisterCommand, ToldToLead, told
from domain.case.guards import about_no_other_place, asked_of_actor, led_by_actor, not_concerned, unprotected
from domain.case.state.case import Case, CaseState, with_members, with_row
from domain.case.state.pathways import AllegationRoute, CoordinationRequest, Referral, ReferralOutcome, Rerouting
from domain.case.state.related import CaseAddresses
from domain.kernel.calendar import local_date
from domain.kernel.event import Job, Step, Topic
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind
from domain.rules.facts import Facts
from domain.rules.guards import (
    active_of_kind,
    agency_known,
    agency_of_kind,
    asks_for_no_campaign,
    may_be_asked,
    of_kind,
    refuse_for,
    room_for,
    still_runs,
)

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


class CoordinationRequested(CaseEvent, type="case.coordination-requested"):
    request: CoordinationRequest

    def fold(self, case: Case) -> Case:
        members = with_members(case, self.request.agency)
        return replace(case, requests=(*case.requests, self.request), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.request.agency, self)
        yield Job(job=REQUEST_OVERDUE, data={"request": self.request.id}, due=self.request.due_at)


def able_to_answer(agency: str, case: Case, facts: Facts) -> bool:
    """Return whether an agency does not lead the case and may answer in the register today (Đ5.4.b)."""
    role = facts.registry.role_on(agency, local_date(facts.now))
    return facts.heir(agency) != facts.heir(case.lead) and permits(role, Scope.OPINION_GIVE) is not None


def can_answer(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the agency does not lead the case and is able to answer (Đ5.4.b)."""
    refuse_for(*may_be_asked("agency", agency, facts))
    if not able_to_answer(agency, case, facts):
        raise Refused(invalid("agency", "agency-cannot-be-asked"))


class RequestCoordination(
    LeadCommand,
    scope=Scope.COORD_CONVENE,
    states=ASKING,
    additive=True,
    needs=(CaseAddresses,),
    requires=(room_for("requests", REQUESTS_MOST, "too-many-requests"),),
):
    """Ask another agency to do something in the case (Đ5.4.b). The agency may then read the case."""

    agency: Annotated[str, Ref(doc="Agency that is asked.", to=Kind.AGENCY, fits=can_answer)]
    content: Annotated[str, Words(doc="Action requested from the agency.", least=10, most=5_000)]
    due_days: Annotated[int, Whole(doc="Working days to answer.", least=1, most=DUE_MOST)]

    def decide(self, case: Case, facts: Facts) -> CoordinationRequested:
        """Request coordination from an agency that may answer in the register. The press and ministries cannot answer
        there."""
        about_no_other_place(self, facts, "content")
        asks_for_no_campaign(self, "content")
        can_answer(self.agency, case, facts)
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
        return with_row(case, "requests", self.request, answered=self.step)


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
    text: Annotated[str, Words(doc="Actions and findings of the agency about the content.", least=5, most=10_000)]
    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]

    def decide(self, case: Case, facts: Facts) -> RequestAnswered:
        request = unanswered(case, self.request)
        refuse_for(asked_of_actor([request.agency], facts))
        return RequestAnswered(request=request.id, step=facts.step(note="text"))


class RequestOverdue(ToldToLead, type="case.request-overdue", topic=Topic.CASE_DEADLINE, bookkeeping=True):
    request: str
    at: datetime

    def fold(self, case: Case) -> Case:
        return with_row(case, "requests", self.request, overdue_at=self.at)


class NoteRequestOverdue(RegisterCommand, states=ANSWERING):
    """Note that a request was not answered in time (an act of the register itself)."""

    request: Annotated[str, Ref(doc="Key of the request, from `requests` of the case.", to="requests")]

    def decide(self, case: Case, facts: Facts) -> RequestOverdue:
        request = unanswered(case, self.request)
        if request.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        refuse_for(still_runs(request.due_at, facts, request.asked.at))
        return facts.record(RequestOverdue, self)


REFERRALS_MOST = 10
NOT_OVER = frozenset(CaseState) - {CaseState.CLOSED, CaseState.TRANSFERRED}


class ReferralCommand(CaseCommand, scope=Scope.REFERRAL_HNB, posts=OFFICERS, additive=True):
    """Command on a referral to the journalists' association."""


class CaseReferred(CaseEvent, type="case.referred"):
    referral: Referral

    def fold(self, case: Case) -> Case:
        members = with_members(case, self.referral.agency)
        return replace(case, referrals=(*case.referrals, self.referral), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.referral.agency, self)


class ReferCase(
    ReferralCommand,
    states=ASKING,
    needs=(CaseAddresses,),
    restricts=True,
    requires=(unprotected, led_by_actor, not_concerned, room_for("referrals", REFERRALS_MOST, "too-many-referrals")),
):
    """Refer a question of journalists' ethics to their association (Đ5.1.b). The association may then read the case."""

    agency: Annotated[
        str, Ref(doc="The journalists' association.", to=Kind.AGENCY, fits=of_kind(AgencyKind.JOURNALISTS))
    ]
    subject: Annotated[str, Words(doc="Rule of ethics in question. Do not name persons.", least=20, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> CaseReferred:
        about_no_other_place(self, facts, "subject")
        asks_for_no_campaign(self, "subject")
        agency_of_kind("agency", self.agency, AgencyKind.JOURNALISTS, facts)
        return CaseReferred(referral=facts.record(Referral, self, case, sent=facts.step()))


def some_referral_for_actor(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency has a referral to answer (Đ5.5.b)."""
    return asked_of_actor((referral.agency for referral in case.referrals if referral.answered is None), facts)


class ReferralAnswered(ToldToLead, type="case.referral-answered"):
    referral: str
    outcome: ReferralOutcome
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "referrals", self.referral, outcome=self.outcome, answered=self.step)


class AnswerReferral(ReferralCommand, states=ANSWERING, requires=(some_referral_for_actor,)):
    """Answer a referral for the journalists' association (Đ5.5.b)."""

    referral: Annotated[str, Ref(doc="Key of the referral, from `referrals` of the case.", to="referrals")]
    outcome: Annotated[
        ReferralOutcome,
        Spec(doc=("Outcome of the referral. Do not name the persons concerned: their names stay in your own file.")),
    ]
    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]

    def decide(self, case: Case, facts: Facts) -> ReferralAnswered:
        found = next((referral for referral in case.referrals if referral.id == self.referral), None)
        if found is None:
            raise Refused(invalid("referral", "referral-unknown"))
        refuse_for(asked_of_actor([found.agency], facts))
        if found.answered is not None:
            raise Refused(RuleNotMet(code="answered-already"))
        return facts.record(ReferralAnswered, self)


class AllegationRerouted(CaseEvent, type="case.allegation-rerouted"):
    """The claim alleges corruption and was passed on as an allegation. The state of the case is unchanged."""

    rerouting: Rerouting

    def fold(self, case: Case) -> Case:
        members = with_members(case, self.rerouting.agency)
        return replace(case, reroutings=(*case.reroutings, self.rerouting), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.rerouting.agency, self)


def receivers(case: Case, facts: Facts) -> frozenset[str]:
    """Return the bodies that receive an allegation of corruption: bodies for internal affairs, or else inspecting
    bodies.

    A body that the claim is about is left out, because no body receives an allegation against itself.
    """
    for kind in (AgencyKind.PARTY_INTERNAL_AFFAIRS, AgencyKind.INSPECTORATE):
        bodies = active_of_kind(kind, facts)
        if impartial := {body for body in bodies if not facts.touches(body, case.concerns)}:
            return frozenset(impartial)
    return frozenset()


def not_passed_on_everywhere(case: Case, facts: Facts) -> Problem | None:
    """At least one body that may receive the allegation has not received it yet (Đ5.3)."""
    told = facts.heirs(rerouting.agency for rerouting in case.reroutings)
    everywhere = told and told >= receivers(case, facts)
    return RuleNotMet(code="rerouted-already") if everywhere else None


class RerouteAllegation(
    LeadCommand, scope=Scope.CASE_INTAKE, states=NOT_OVER, additive=True, requires=(not_passed_on_everywhere,)
):
    """Record that the claim alleges corruption, and that it was passed on as a denunciation or a petition (Đ5.3)."""

    agency: Annotated[
        str,
        Ref(
            doc=(
                "Agency for internal affairs, or an inspecting body if the claim is about that agency. The "
                "receiver may then read the case."
            ),
            to=Kind.AGENCY,
        ),
    ]
    route: Annotated[AllegationRoute, Spec(doc="Procedure under which the claim was passed on.")]
    document_number: Annotated[str, Words(doc="Number of the document that passed the claim on.", most=60)]

    def decide(self, case: Case, facts: Facts) -> AllegationRerouted:
        """Record the forwarding. Raises Refused for an agency that has the allegation already."""
        refuse_for(*agency_known("agency", self.agency, facts))
        if self.agency not in receivers(case, facts):
            raise Refused(invalid("agency", "receives-no-allegation"))
        if facts.heir(self.agency) in facts.heirs(rerouting.agency for rerouting in case.reroutings):
            raise Refused(RuleNotMet(code="rerouted-already"))
        return AllegationRerouted(rerouting=facts.record(Rerouting, self, passed_on=facts.step()))
