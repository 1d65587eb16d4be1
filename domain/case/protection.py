"""Requests for protection from content that harms a person, with their confirmation and forwarding.

Examples are a child's card, a person's papers and address, and images of abuse; such content need not be false. Only
the person harmed, their guardian or the agency that protects children can make a request. Without a request no harm is
found and no content is taken down. A request can be withdrawn. The register does not record the identity of these
persons.

No request rests on one officer's word. An agency that neither leads the case nor recorded the request must see the
requester's identity paper. An inspector sees each case in which content was tested as harmful.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.at_once import ProtectionLapsed, lapsed
from domain.case.command import CaseCommand, CaseEvent, LeadCommand, OpeningCaseCommand, ToldToLead, told
from domain.case.guards import (
    HARM_STANDS,
    asked_to_protect,
    member,
    not_concerned,
    protection_asked,
    took_no_part_in_it,
)
from domain.case.hearing import hearing_over, newest_hearing
from domain.case.intake import AS_WRITTEN, CLAIM_LEAST, CLAIM_MOST, CaseReported
from domain.case.reports import PublicReport
from domain.case.requests import CoordinationRequested, able_to_answer
from domain.case.state.case import Case, CaseState, with_members, with_row
from domain.case.state.pathways import CoordinationRequest
from domain.case.state.protection import (
    URGENT,
    Asker,
    Confirmation,
    HarmKind,
    Inspected,
    OwnPart,
    PassedOn,
    ProtectionRequest,
    ShownBy,
)
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Job
from domain.kernel.fields import ContactText, Ref, ReportedText, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import INSPECTING, OFFICERS, Kind, Post
from domain.kernel.wording import Exempt
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import may_be_asked, not_of, refuse_for, required, room_for

REQUESTS_MOST, PASSED_MOST, PROTECTORS_MOST = 10, 10, 10
ANSWER_DAYS = 5
"""Working days for the report of the body that received a request. The term is a choice of this register."""
BEFORE_DECISION = frozenset(
    {
        CaseState.RECEIVED,
        CaseState.SCREENED,
        CaseState.CHECKING,
        CaseState.COORDINATING,
        CaseState.APPRAISED,
        CaseState.PROPOSED,
    }
)
REVIEWED = BEFORE_DECISION - {CaseState.RECEIVED, CaseState.SCREENED} | {CaseState.DECIDED, CaseState.EXECUTING}


class ProtectionRequested(CaseEvent, type="case.protection-requested"):
    request: ProtectionRequest

    def fold(self, case: Case) -> Case:
        """Add the request. For urgent harm, the agencies that protect children become members of the case."""
        members = with_members(case, *self.request.protectors)
        return replace(case, protections=(*case.protections, self.request), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        for agency in dict.fromkeys((case.lead, *self.request.protectors)):
            yield told(agency, self)


class HarmTold(OpeningCaseCommand, by={ActorKind.PUBLIC}):
    """Fields of a request for protection that its form shows before the content."""

    harm: Annotated[HarmKind, Spec(doc="Kind of harm that the content does.")]
    asker: Annotated[OwnPart, Spec(doc="Whether you are the person harmed, or their guardian.")]


class RequestProtection(PublicReport, HarmTold):
    """Request protection from content with private data or pictures of you or your child. The content need not be
    false."""

    claim: Annotated[
        str,
        ReportedText(
            doc="What the content shows and how the content harms. Do not copy any name or number from the content.",
            least=CLAIM_LEAST,
            most=CLAIM_MOST,
            as_written=AS_WRITTEN,
        ),
    ]
    contact: Annotated[
        str | None,
        ContactText(
            doc="How to reach you. The agency will ask you to show that you are the person harmed, or the guardian.",
            most=300,
        ),
    ] = None

    def decide(self, case: None, facts: Facts) -> tuple[CaseReported | ProtectionRequested, ...]:
        request = ProtectionRequest(
            id=facts.new_id,
            harm=self.harm,
            asker=Asker(self.asker),
            at=facts.now,
            protectors=protectors_of(self.harm, facts),
        )
        return (self.reported(facts), ProtectionRequested(request=request))


def protectors_of(harm: HarmKind, facts: Facts) -> tuple[str, ...]:
    """Return the agencies that protect children today, for urgent harm."""
    today, rows = local_date(facts.now), facts.registry.agencies
    if harm not in URGENT:
        return ()
    return tuple(sorted(id for id, row in rows.items() if row.may_on(Task.PROTECT_CHILDREN, today)))[:PROTECTORS_MOST]


def protects_children(facts: Facts) -> bool:
    """Return whether the actor's agency has a competence today to request protection for children."""
    row = facts.registry.agencies.get(facts.actor.own)
    return row is not None and row.may_on(Task.PROTECT_CHILDREN, local_date(facts.now))


def led_or_protects_children(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency leads the case, or is competent to protect children (Đ2.2)."""
    if not facts.acts_for(case.lead) and not protects_children(facts):
        return unguarded(Guard.G1_COMPETENCE, "protects-no-children")
    return None


def no_protection_asked(case: Case, facts: Facts) -> Problem | None:
    """No request for protection is open."""
    return RuleNotMet(code="protection-asked-already") if asked_to_protect(case) else None


class RecordProtectionRequest(
    CaseCommand,
    scope=Scope.CASE_REPORT,
    posts={Post.HANDLER},
    states=BEFORE_DECISION,
    additive=True,
    by={ActorKind.PERSON},
    requires=(
        led_or_protects_children,
        no_protection_asked,
        room_for("protections", REQUESTS_MOST, "too-many-protection-requests"),
    ),
):
    """Record a request to protect a person, as the agency that protects children or as the lead agency."""

    harm: Annotated[HarmKind, Spec(doc="Kind of harm that the content does.")]
    asker: Annotated[Asker, Spec(doc="Role of the requester.")]
    words: Annotated[
        str,
        Words(
            doc="Request of the requester, and the letter or conversation with the request. Do not name persons.",
            least=10,
            most=5_000,
            exempt=Exempt.REPORTED,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> ProtectionRequested:
        """Record the request.

        The agency that protects children requests in its own name. The lead agency records requests of persons and
        guardians.
        """
        by_agency = self.asker is Asker.CHILD_PROTECTION
        if by_agency and not protects_children(facts):
            raise Refused(unguarded(Guard.G1_COMPETENCE, "protects-no-children"))
        if not by_agency and not facts.acts_for(case.lead):
            raise Refused(invalid("asker", "asker-by-the-lead"))
        protectors = protectors_of(self.harm, facts)
        return ProtectionRequested(request=facts.record(ProtectionRequest, self, protectors=protectors))


class ProtectionPassedOn(CaseEvent, type="case.protection-passed-on"):
    passed: PassedOn

    def fold(self, case: Case) -> Case:
        newest = case.protections[-1]
        case = replace(case, members=with_members(case, self.passed.agency))
        return with_row(case, "protections", newest.id, passed_on=(*newest.passed_on, self.passed))

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.passed.agency, self)


def orders_removal(field: str, agency: str, facts: Facts) -> None:
    """Raise Refused unless the field names a body that may order a removal today."""
    refuse_for(*may_be_asked(field, agency, facts))
    if not facts.registry.agencies[agency].may_on(Task.ORDER_REMOVAL, local_date(facts.now)):
        raise Refused(invalid(field, "orders-no-removal"))


def bodies_asked(case: Case) -> tuple[PassedOn, ...]:
    """The bodies that received the request."""
    asked = asked_to_protect(case)
    return asked.passed_on if asked else ()


def may_be_passed_on(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the body is competent today and has not received the request before."""
    orders_removal("agency", agency, facts)
    if any(row.agency == agency for row in bodies_asked(case)):
        raise Refused(invalid("agency", "passed-on-already"))


class PassOnProtection(
    LeadCommand,
    scope=Scope.CASE_APPRAISE,
    states=REVIEWED,
    additive=True,
    restricts=True,
    requires=(*HARM_STANDS, took_no_part_in_it, room_for(bodies_asked, PASSED_MOST, "too-many-passed-on")),
):
    """Pass a request for protection on to a body that may order a removal, after `reviewHarm` found no protected speech
    (Đ2.2). A body that works in the register must then answer."""

    agency: Annotated[
        str,
        Ref(
            doc="Agency that may order a removal, as its competences in the registry say.",
            to=Kind.AGENCY,
            fits=may_be_passed_on,
        ),
    ]
    document_number: Annotated[str, Words(doc="Number of the letter.", most=60)]
    unheard: Annotated[
        str | None,
        Words(
            doc=(
                "Reasons why the publisher of the content was not asked, or why you do not wait for an answer. "
                "Required unless the publisher answered or the term to answer expired."
            ),
            least=20,
            most=2_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> tuple[ProtectionPassedOn | CoordinationRequested, ...]:
        """Pass the request to a competent body, once for each body. The publisher was asked before, or a second person
        states why not.

        A body that may answer in the register receives a request there. Any other body answers on paper.
        """
        heard = newest_hearing(case)
        if self.unheard is None and (heard is None or heard.code is None or hearing_over(case, facts)):
            raise Refused(invalid("unheard", "hearing-needed"))
        may_be_passed_on(self.agency, case, facts)
        passed = ProtectionPassedOn(passed=facts.record(PassedOn, self))
        if not able_to_answer(self.agency, case, facts):
            return (passed,)
        request = facts.record(
            CoordinationRequest,
            self,
            case,
            content=facts.sealed["document_number"],
            asked=facts.step(),
            due_at=facts.registry.calendar.due(facts.now, ANSWER_DAYS),
        )
        return (passed, CoordinationRequested(request=request))


class ProtectionConfirmed(ToldToLead, type="case.protection-confirmed"):
    """An agency that neither leads the case nor recorded the request verified the identity of the requester."""

    confirmation: Confirmation

    def fold(self, case: Case) -> Case:
        return with_row(case, "protections", case.protections[-1].id, confirmed=self.confirmation)


def neither_led_nor_recorded_by_actor(case: Case, facts: Facts) -> Problem | None:
    """No agency in which the actor holds a post leads the case or recorded the request for protection (G1)."""
    asked = asked_to_protect(case)
    recorded = (asked.agency,) if asked and asked.agency else ()
    own = not_of((case.lead, *recorded), facts)
    return unguarded(Guard.G1_COMPETENCE, "confirmed-by-another-agency") if own else None


def not_confirmed(case: Case, facts: Facts) -> Problem | None:
    """Nobody has confirmed the request for protection yet."""
    asked = asked_to_protect(case)
    return RuleNotMet(code="protection-confirmed-already") if asked and asked.confirmed else None


class ConfirmProtection(
    CaseCommand,
    scope=Scope.CASE_VERIFY,
    posts=OFFICERS,
    states=BEFORE_DECISION,
    additive=True,
    requires=(
        member,
        not_concerned,
        protection_asked,
        neither_led_nor_recorded_by_actor,
        not_confirmed,
        took_no_part_in_it,
    ),
    writes=ProtectionConfirmed,
):
    """Confirm, as another agency, that the requester is the person harmed or the guardian. You saw the requester's
    identity paper (Đ2.2)."""

    shown: Annotated[ShownBy, Spec(doc="Kind of identity paper that you saw.")]
    reasons: Annotated[
        str,
        Words(
            doc=(
                "How and when the paper was shown, and how the paper matches the content. Do not copy a name or "
                "number from the paper."
            ),
            least=20,
            most=2_000,
        ),
    ]


class ProtectionInspected(ToldToLead, type="case.protection-inspected"):
    request: str
    inspected: Inspected

    def fold(self, case: Case) -> Case:
        return with_row(case, "protections", self.request, inspected=self.inspected)


def to_inspect(case: Case) -> ProtectionRequest | None:
    """Return the first request with a test of harm that no inspector has seen; None if there is no such request."""
    unseen = (row for row in case.protections if row.inspected is None)
    return next((row for row in unseen if tested_on(case, row)), None)


def tested_on(case: Case, request: ProtectionRequest) -> datetime | None:
    """Return the time of the first test that describes the harm in words after a request; None without such a test."""
    harms = (row.at for row in case.expression_reviews if row.harm and row.harm.passed and row.harm.in_words)
    return next((at for at in harms if at >= request.at), None)


def some_protection_to_inspect(case: Case, facts: Facts) -> Problem | None:
    """Content was tested as harmful on a request that no inspector has seen."""
    return None if to_inspect(case) else RuleNotMet(code="no-protection-to-inspect")


class InspectProtection(
    CaseCommand,
    scope=Scope.INSPECTION_RECORD,
    posts=INSPECTING,
    additive=True,
    requires=(some_protection_to_inspect,),
):
    """Record, as an inspector, your finding on the tests of content that harms a person (Đ2.2)."""

    reasons: Annotated[str, Words(doc="Things that you inspected, and your findings.", least=20, most=5_000)]
    objects: Annotated[
        bool,
        Spec(
            doc=(
                "True if the immediate step must end, because the content is protected or the requester is not "
                "entitled to ask."
            )
        ),
    ] = False

    def decide(self, case: Case, facts: Facts) -> tuple[ProtectionInspected | ProtectionLapsed, ...]:
        """Record the inspection; an objection ends the immediate step."""
        row = required(to_inspect(case))
        seen = ProtectionInspected(request=row.id, inspected=facts.record(Inspected, self))
        return (seen, *(lapsed(case, facts) if self.objects else ()))
