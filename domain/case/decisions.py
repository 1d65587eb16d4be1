"""Proposals and decisions: milder measures first, a ground in force, a second person (Đ3.2.a, Đ4.4, Đ5.1.h)."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Annotated

from domain.case.dates import in_time
from domain.case.grounds import grounds_in_force
from domain.case.guards import against_content, led_by_actor, not_concerned, this_cycle
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import MILD, Decision, Measure, Proposal, Suggestion
from domain.case.state.round import Round, RoundOutcome
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Bound, Dated, Items, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import competent, persons, same_person

PROVISIONS_MOST, SUGGESTIONS_MOST, PERSONS_LEAST = 10, 50, 3
CODE_LENGTH = 12
"""Characters of a public code: 48 bits, of which nobody guesses one at the public door's allowance."""


class HandlingSuggested(Event, type="case.handling-suggested"):
    """Another agency said how it would handle the case."""

    suggestion: Suggestion


class HandlingProposed(Event, type="case.handling-proposed"):
    """The lead agency proposed a measure."""

    proposal: Proposal


class ProposalRefused(Event, type="case.proposal-refused"):
    """The signatory sent the proposal back."""

    officer: str
    reasons: Sealed


class CaseDecided(Event, type="case.decided"):
    """A competent signatory decided."""

    decision: Decision


@dataclass(frozen=True, kw_only=True)
class SuggestHandling:
    """Say how one's agency would handle the case (Đ5.2.b, Đ5.4.b, Đ5.7.b); it binds nobody."""

    measure: Annotated[Measure, Spec(doc="The measure.")]
    provision: Annotated[str, Ref(doc="The ground it rests on.")]
    reasons: Annotated[str, Words(doc="Why.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class ProposeHandling:
    """Propose a measure, after weighing milder ones (Đ3.2.a, Đ5.1.c)."""

    measure: Annotated[Measure, Spec(doc="The measure proposed.")]
    provisions: Annotated[
        tuple[str, ...], Items(doc="Grounds in force on the day of the act (G4).", most=PROVISIONS_MOST)
    ]
    alternatives: Annotated[
        tuple[Measure, ...], Items(doc="Milder measures weighed; correction first.", most=len(Measure))
    ]
    weighing: Annotated[str, Words(doc="Why the milder measures are not enough.", least=20, most=5_000)]
    necessity: Annotated[str, Words(doc="Why the measure is necessary and proportionate.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class RefuseProposal:
    """Send a proposal back to its drafter."""

    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class DecideCase:
    """Decide what was proposed, or a milder measure that was weighed (Đ4.4, Đ5.1.h)."""

    measure: Annotated[Measure, Spec(doc="The measure proposed, or a milder one of its alternatives.")]
    number: Annotated[str, Words(doc="Number the registry office gave the decision.", most=60)]
    decided_on: Annotated[date, Dated(doc="Day of the decision.", since=Bound.PROPOSAL)]
    reasons: Annotated[str, Words(doc="Why, for the person concerned to read.", least=20, most=10_000)]
    redress_notice: Annotated[
        str, Words(doc="How, where and by when the person concerned can complain.", least=20, most=2_000)
    ]


def may_suggest(case: Case, facts: Facts) -> Problem | None:
    """Any member agency but the lead, which proposes."""
    return unguarded(Guard.G1_COMPETENCE, "lead-proposes") if facts.acts_for(case.lead) else None


def suggest(case: Case, command: SuggestHandling, facts: Facts) -> tuple[Event, ...]:
    """Add a suggestion about this one case, with a ground in force (G4)."""
    if len(case.suggestions) >= SUGGESTIONS_MOST:
        raise Refused(LimitReached(code="too-many-suggestions", limit=SUGGESTIONS_MOST))
    grounds_in_force(case, (command.provision,), facts, "provision")
    made = Suggestion(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        measure=command.measure,
        provision=command.provision,
        reasons=facts.sealed["reasons"],
    )
    return (HandlingSuggested(suggestion=made),)


def may_propose(case: Case, facts: Facts) -> Problem | None:
    """The lead, about a false claim, after a round (Đ5.1.c). Opinions and true claims never get here."""
    if problem := against_content(case, facts):
        return problem
    if not any(_heard(each) for each in this_cycle(case.rounds, case)):
        return RuleNotMet(code="round-needed")
    return led_by_actor(case, facts) or not_concerned(case, facts)


def _heard(round: Round) -> bool:
    """Whether the agencies were heard: a round that ended by asking for more evidence is not over for them."""
    return not round.open and round.outcome is not RoundOutcome.MORE_EVIDENCE


def propose(case: Case, command: ProposeHandling, facts: Facts) -> tuple[Event, ...]:
    """Propose: a ground in force (G4), and for anything restrictive milder measures weighed, correction first."""
    grounds_in_force(case, command.provisions, facts)
    order = list(Measure)
    if command.measure not in MILD and Measure.CORRECTION_REQUEST not in command.alternatives[:1]:
        raise Refused(invalid("alternatives", "correction-first"))
    if any(order.index(each) >= order.index(command.measure) for each in command.alternatives):
        raise Refused(invalid("alternatives", "alternatives-milder"))
    made = Proposal(
        measure=command.measure,
        alternatives=command.alternatives,
        provisions=command.provisions,
        weighing=facts.sealed["weighing"],
        necessity=facts.sealed["necessity"],
        drafted_by=facts.actor.subject,
        drafted_at=facts.now,
        cycle=case.cycle,
    )
    return (HandlingProposed(proposal=made),)


def may_sign(case: Case, facts: Facts) -> Problem | None:
    """A second person, of an agency that the claim is not about, and at least three persons in all (G5)."""
    assert case.proposal is not None  # the state is PROPOSED
    assert case.appraisal is not None
    signatory = facts.actor.subject
    if same_person(signatory, case.proposal.drafted_by, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign")
    reviewers = {each.officer for each in this_cycle(case.expression_reviews, case)[-1:]}
    acted = {signatory, case.proposal.drafted_by, case.appraisal.officer, *reviewers}
    if len(persons(acted, facts)) < PERSONS_LEAST:
        return unguarded(Guard.G5_TWO_PERSONS, "three-persons-needed")
    return not_concerned(case, facts)


def may_decide(case: Case, facts: Facts) -> Problem | None:
    """Who may sign, while what was found still carries a measure (G2, G3)."""
    return may_sign(case, facts) or against_content(case, facts)


def decide(case: Case, command: DecideCase, facts: Facts) -> tuple[Event, ...]:
    """Decide within competence (G1), on grounds still valid for the day of the act (G4)."""
    proposal = case.proposal
    assert proposal is not None  # the state is PROPOSED
    competent(facts.actor.own, Task.DECIDE, case.category, case.areas, facts)
    grounds_in_force(case, proposal.provisions, facts)
    if command.measure not in (proposal.measure, *proposal.alternatives):
        raise Refused(invalid("measure", "measure-not-proposed"))
    in_time(case, command, facts)
    made = Decision(
        public_code=public_code(case, facts.new_id),
        measure=command.measure,
        provisions=proposal.provisions,
        number=facts.sealed["number"],
        decided_on=command.decided_on,
        reasons=facts.sealed["reasons"],
        redress_notice=facts.sealed["redress_notice"],
        agency=facts.actor.own,
        signatory=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
    )
    return (CaseDecided(decision=made),)


def public_code(case: Case, new_id: str) -> str:
    """A code that nobody can choose: the fresh id is the caller's, and may be a time or another decision's again."""
    return sha256(f"{case.id}\n{new_id}".encode()).hexdigest()[:CODE_LENGTH].upper()


def send_back(case: Case, command: RefuseProposal, facts: Facts) -> tuple[Event, ...]:
    """Refuse a proposal, as who could decide it (G1); it stays in the history."""
    competent(facts.actor.own, Task.DECIDE, case.category, case.areas, facts)
    return (ProposalRefused(officer=facts.actor.subject, reasons=facts.sealed["reasons"]),)


def evolve_decision(case: Case, event: Event) -> Case | None:
    """Fold one event of proposing and deciding; None for any other."""
    match event:
        case HandlingSuggested(suggestion=suggestion):
            return replace(case, suggestions=(*case.suggestions, suggestion))
        case HandlingProposed(proposal=proposal):
            return replace(case, state=CaseState.PROPOSED, proposal=proposal)
        case ProposalRefused():
            return replace(case, state=CaseState.APPRAISED, proposal=None)
        case CaseDecided(decision=decision):
            return replace(case, state=CaseState.DECIDED, decisions=(*case.decisions, decision))
    return None


ACTIONS = (
    Action(
        command=SuggestHandling,
        stream=Kind.CASE,
        decide=suggest,
        scope=Scope.PROPOSAL_WRITE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED}),
        may=may_suggest,
        additive=True,
    ),
    Action(
        command=ProposeHandling,
        stream=Kind.CASE,
        decide=propose,
        scope=Scope.PROPOSAL_WRITE,
        posts=frozenset({Post.HANDLER}),
        states=frozenset({CaseState.APPRAISED}),
        may=may_propose,
    ),
    Action(
        command=RefuseProposal,
        stream=Kind.CASE,
        decide=send_back,
        scope=Scope.DECISION_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({CaseState.PROPOSED}),
        may=may_sign,
    ),
    Action(
        command=DecideCase,
        stream=Kind.CASE,
        decide=decide,
        scope=Scope.DECISION_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({CaseState.PROPOSED}),
        may=may_decide,
    ),
)
