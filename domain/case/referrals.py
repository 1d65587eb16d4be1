"""Passing on what is not the register's to judge: journalists' ethics, and allegations of corruption (Đ5.3, Đ5.5.b).

A referral asks the journalists' association about a rule; whom it may concern stays in the association's file. An
allegation of corruption is passed on as a denunciation or a petition, and the case goes on beside it.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import led_by_actor, not_concerned, unprotected
from domain.case.requests import ANSWERING, ASKING
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.pathways import AllegationRoute, Referral, ReferralOutcome, Rerouting
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import AgencyKind, Post
from domain.kernel.step import Step
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_of_kind

REFERRALS_MOST = 10
NOT_OVER = frozenset(CaseState) - {CaseState.CLOSED, CaseState.TRANSFERRED}


class CaseReferred(Event, type="case.referred"):
    """The lead agency asked the journalists' association about a rule of ethics."""

    referral: Referral


class ReferralAnswered(Event, type="case.referral-answered"):
    """The association answered, by a document."""

    referral: str
    outcome: ReferralOutcome
    step: Step


class AllegationRerouted(Event, type="case.allegation-rerouted"):
    """The claim alleges corruption and was passed on as such."""

    rerouting: Rerouting


@dataclass(frozen=True, kw_only=True)
class ReferCase:
    """Refer a question of journalists' ethics to their association (Đ5.1.b); it may read the case from then on."""

    agency: Annotated[str, Ref(doc="The journalists' association.")]
    subject: Annotated[str, Words(doc="The rule of ethics in question; nobody is named.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class AnswerReferral:
    """Answer a referral for the journalists' association (Đ5.5.b)."""

    referral: Annotated[str, Ref(doc="The referral.")]
    outcome: Annotated[ReferralOutcome, Spec(doc="What came of it; whom it was about stays in one's own file.")]
    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]


@dataclass(frozen=True, kw_only=True)
class RerouteAllegation:
    """Record that the claim alleges corruption and was passed on as a denunciation or a petition (Đ5.3)."""

    agency: Annotated[str, Ref(doc="The agency for internal affairs; it may read the case from then on.")]
    route: Annotated[AllegationRoute, Spec(doc="As what it was passed on.")]
    document_number: Annotated[str, Words(doc="Number of the document it was passed on with.", most=60)]


def may_refer(case: Case, facts: Facts) -> Problem | None:
    """The lead, about content found unprotected (G3), and not about itself (G5)."""
    return unprotected(case, facts) or led_by_actor(case, facts) or not_concerned(case, facts)


def refer(case: Case, command: ReferCase, facts: Facts) -> tuple[Event, ...]:
    """Refer to the association."""
    if len(case.referrals) >= REFERRALS_MOST:
        raise Refused(LimitReached(code="too-many-referrals", limit=REFERRALS_MOST))
    agency_of_kind("agency", command.agency, AgencyKind.JOURNALISTS, facts)
    made = Referral(
        id=facts.new_id,
        cycle=case.cycle,
        agency=command.agency,
        subject=facts.sealed["subject"],
        sent=facts.step(),
    )
    return (CaseReferred(referral=made),)


def may_answer(case: Case, facts: Facts) -> Problem | None:
    """The association that has a referral to answer."""
    waiting = [each for each in case.referrals if each.answered is None]
    if not facts.acts_for(*(each.agency for each in waiting)):
        return unguarded(Guard.G1_COMPETENCE, "not-asked")
    return None


def answer(case: Case, command: AnswerReferral, facts: Facts) -> tuple[Event, ...]:
    """Answer once."""
    found = next((each for each in case.referrals if each.id == command.referral), None)
    if found is None:
        raise Refused(invalid("referral", "referral-unknown"))
    _asked(found, facts)
    if found.answered is not None:
        raise Refused(RuleNotMet(code="answered-already"))
    return (ReferralAnswered(referral=found.id, outcome=command.outcome, step=facts.step()),)


def _asked(referral: Referral, facts: Facts) -> None:
    if not facts.acts_for(referral.agency):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "not-asked"))


def reroute(case: Case, command: RerouteAllegation, facts: Facts) -> tuple[Event, ...]:
    """Record it, once for each agency; the state of the case stays what it is."""
    agency_of_kind("agency", command.agency, AgencyKind.PARTY_INTERNAL_AFFAIRS, facts)
    if facts.heir(command.agency) in facts.heirs(each.agency for each in case.reroutings):
        raise Refused(RuleNotMet(code="rerouted-already"))
    made = Rerouting(agency=command.agency, route=command.route, passed_on=facts.step())
    return (AllegationRerouted(rerouting=made),)


def evolve_referral(case: Case, event: Event) -> Case | None:
    """Fold one event of passing on; None for any other."""
    match event:
        case CaseReferred(referral=made):
            members = with_members(case, made.agency)
            return replace(case, referrals=(*case.referrals, made), members=members)
        case ReferralAnswered(referral=id, outcome=outcome, step=step):
            rows = tuple(
                replace(each, outcome=outcome, answered=step) if each.id == id else each for each in case.referrals
            )
            return replace(case, referrals=rows)
        case AllegationRerouted(rerouting=made):
            members = with_members(case, made.agency)
            return replace(case, reroutings=(*case.reroutings, made), members=members)
    return None


ACTIONS = (
    Action(
        command=ReferCase,
        stream=Kind.CASE,
        decide=refer,
        scope=Scope.REFERRAL_HNB,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=ASKING,
        may=may_refer,
        additive=True,
    ),
    Action(
        command=AnswerReferral,
        stream=Kind.CASE,
        decide=answer,
        scope=Scope.REFERRAL_HNB,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=ANSWERING,
        may=may_answer,
        additive=True,
    ),
    Action(
        command=RerouteAllegation,
        stream=Kind.CASE,
        decide=reroute,
        scope=Scope.CASE_INTAKE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=NOT_OVER,
        may=led_by_actor,
        additive=True,
    ),
)
