"""Proposals and decisions (Đ3.2.a, Đ4.4, Đ5.1.h). Milder measures are considered first. Every measure needs a ground in
force, and a second person decides."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.case.codes import public_code
from domain.case.command import CaseCommand, CaseEvent, LeadCommand
from domain.case.dates import in_time, proposed
from domain.case.grounds import (
    GROUNDS,
    check_limitation,
    grounds_in_force,
    is_ground,
    limitation_of,
    procedures_on,
    still_grounded,
)
from domain.case.guards import (
    about_no_other_place,
    competent_to,
    harms_person,
    led_by_actor,
    not_concerned,
    open_to_measures,
    speak_from_outside,
    this_cycle,
    took_no_part_in_it,
)
from domain.case.harm import check_measure
from domain.case.hearing import check_heard, check_reply, hearing_over, said_since
from domain.case.links import decided_nowhere_else, linked_by_another
from domain.case.recusal import no_motion_runs
from domain.case.state.case import Case, CaseState, Medium
from domain.case.state.measures import MILD, ON_CONTENT, Decision, Measure, Proposal, Suggestion
from domain.case.state.related import CaseAddresses, DecidedElsewhere
from domain.case.state.round import Round, RoundOutcome
from domain.kernel.calendar import local_date
from domain.kernel.event import Sealed, Step
from domain.kernel.fields import Dated, Items, Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, misfit, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind, Post
from domain.kernel.wording import Exempt
from domain.registry.agency import Task
from domain.rules.facts import Facts
from domain.rules.guards import persons, refuse_for, required, room_for, same_person

SUGGESTIONS_MOST, PERSONS_LEAST = 50, 3
UNDECIDED = frozenset({CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED})


def not_of_the_press(case: Case, measure: Measure) -> None:
    """Raise Refused if the measure would remove or label a press product.

    The press publishes corrections and replies under its own law.
    """
    if case.medium is Medium.PRESS and measure in ON_CONTENT:
        raise Refused(invalid("measure", "press-not-removed"))


def check_weighed(measure: Measure, alternatives: tuple[Measure, ...]) -> None:
    """Raise Refused unless milder measures were considered. A correction is considered first, and a label before a
    removal."""
    if measure not in MILD and Measure.CORRECTION_REQUEST not in alternatives[:1]:
        raise Refused(invalid("alternatives", "correction-first"))
    if measure is Measure.TAKEDOWN_PROPOSAL and Measure.LABEL_PROPOSAL not in alternatives:
        raise Refused(invalid("alternatives", "label-not-weighed"))


def heard(round: Round) -> bool:
    """Return whether the agencies were heard in the round.

    A meeting that did not take place does not count. A round that ended with a request for more evidence does not count
    either.
    """
    return not round.open and not round.unheld and round.outcome is not RoundOutcome.MORE_EVIDENCE


def led_by_another(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency does not lead the case, because the lead agency makes proposals instead of suggestions
    (Đ5.1.c)."""
    return unguarded(Guard.G1_COMPETENCE, "lead-proposes") if facts.acts_for(case.lead) else None


def round_held(case: Case, facts: Facts) -> Problem | None:
    """A competent agency from outside was heard in a round of this cycle, or the content harms a person (Đ5.1.c)."""
    rounds = (round for round in this_cycle(case.rounds, case) if heard(round))
    done = harms_person(case) or any(speak_from_outside(round.invited, case, facts) for round in rounds)
    return None if done else RuleNotMet(code="round-needed")


def proposal_of(case: Case) -> Proposal:
    return required(case.proposal)


def drafted_by_another(case: Case, facts: Facts) -> Problem | None:
    """Another person drafted the proposal (G5)."""
    if same_person(facts.actor.subject, proposal_of(case).drafted_by, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign")
    return None


def three_persons_act(case: Case, facts: Facts) -> Problem | None:
    """At least three different persons, the actor included, do the review, the appraisal, the draft and the decision
    (G5)."""
    acted = {facts.actor.subject, proposal_of(case).drafted_by, required(case.appraisal).officer}
    acted |= {review.officer for review in this_cycle(case.expression_reviews, case)[-1:]}
    few = len(persons(acted, facts)) < PERSONS_LEAST
    return unguarded(Guard.G5_TWO_PERSONS, "three-persons-needed") if few else None


def nothing_said_since(case: Case, facts: Facts) -> Problem | None:
    """The person concerned has sent no answer since the proposal, because the proposal must deal with each answer."""
    answered = said_since(case, proposal_of(case).drafted_at)
    return RuleNotMet(code="answered-since") if answered else None


def grounds_of_proposal_hold(case: Case, facts: Facts) -> Problem | None:
    """The grounds of the proposal are still in force and applicable (G4)."""
    return still_grounded(case, proposal_of(case).provisions, facts)


class HandlingSuggested(CaseEvent, type="case.handling-suggested", appends="suggestions"):
    suggestion: Suggestion


class SuggestHandling(
    CaseCommand,
    scope=Scope.PROPOSAL_WRITE,
    posts=OFFICERS,
    states=UNDECIDED,
    additive=True,
    requires=(led_by_another, room_for("suggestions", SUGGESTIONS_MOST, "too-many-suggestions")),
):
    """Suggest a measure for the case (Đ5.2.b, Đ5.4.b, Đ5.7.b). A suggestion is not binding."""

    measure: Annotated[Measure, Spec(doc="The measure.")]
    provision: Annotated[str, Ref(doc="Provision that the measure is based on.", to=Kind.PROVISION, fits=is_ground)]
    reasons: Annotated[str, Words(doc="Reasons for the suggestion.", least=20, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> HandlingSuggested:
        not_of_the_press(case, self.measure)
        grounds_in_force(case, (self.provision,), facts, "provision")
        return HandlingSuggested(suggestion=facts.record(Suggestion, self))


class HandlingProposed(CaseEvent, type="case.handling-proposed", state=CaseState.PROPOSED):
    proposal: Proposal


class ProposeHandling(
    CaseCommand,
    scope=Scope.PROPOSAL_WRITE,
    posts={Post.HANDLER},
    states={CaseState.APPRAISED},
    needs=(CaseAddresses, DecidedElsewhere),
    requires=(
        open_to_measures,
        led_by_actor,
        not_concerned,
        took_no_part_in_it,
        round_held,
        hearing_over,
        decided_nowhere_else,
    ),
    signed=True,
):
    """Propose a measure, after considering milder ones (Đ3.2.a, Đ5.1.c)."""

    measure: Annotated[Measure, Spec(doc="The measure proposed.")]
    provisions: Annotated[tuple[str, ...], GROUNDS]
    alternatives: Annotated[
        tuple[Measure, ...],
        Items(doc="Milder measures that were considered. A correction comes first.", most=len(Measure)),
    ]
    weighing: Annotated[str, Words(doc="Reasons why the milder measures are not enough.", least=20, most=5_000)]
    necessity: Annotated[
        str, Words(doc="Reasons why the measure is necessary and proportionate.", least=20, most=5_000)
    ]
    reply: Annotated[
        str | None,
        Words(
            doc="Your reply to the answer of the person concerned. Required after they answered.", least=20, most=5_000
        ),
    ] = None
    after_limitation: Annotated[
        str | None,
        Words(
            doc=(
                "Reasons why the measure is still needed after the limitation period, written for the person "
                "concerned. Required after that period, except for CORRECTION_REQUEST and OFFICIAL_INFORMATION."
            ),
            least=20,
            most=5_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> HandlingProposed:
        """Propose the measure.

        Raises Refused without a ground in force (G4). Also raises Refused for a restriction if milder measures were not
        considered, a correction first.
        """
        about_no_other_place(self, facts, "weighing", "necessity", "reply", "after_limitation")
        check_reply(case, self.reply)
        grounds_in_force(case, self.provisions, facts)
        not_of_the_press(case, self.measure)
        order = list(Measure)
        if harms_person(case):
            check_measure(self.measure, self.alternatives)
        else:
            check_weighed(self.measure, self.alternatives)
        milder = order[: order.index(self.measure)]
        refuse_for(*misfit("alternatives", "alternatives-milder", self.alternatives, milder.__contains__))
        period, explained = limitation_of(case, facts.registry), self.after_limitation is not None
        check_limitation(period, self.measure, local_date(facts.now), explained=explained, decided=False)
        proposal = facts.record(
            Proposal, self, case, drafted_by=facts.actor.subject, drafted_at=facts.now, limitation=period
        )
        return HandlingProposed(proposal=proposal)


class ProposalWithdrawn(CaseEvent, type="case.proposal-withdrawn"):
    step: Step

    def fold(self, case: Case) -> Case:
        return replace(case, state=CaseState.APPRAISED, proposal=None)


class WithdrawProposal(LeadCommand, scope=Scope.PROPOSAL_WRITE, states={CaseState.PROPOSED}, writes=ProposalWithdrawn):
    """Withdraw a proposal of the lead agency before anybody decides on the proposal (Đ2.2)."""

    reasons: Annotated[str, Words(doc="Reasons for the withdrawal.", least=10, most=5_000)]


class ProposalCommand(
    CaseCommand,
    scope=Scope.DECISION_ISSUE,
    posts={Post.SIGNATORY},
    states={CaseState.PROPOSED},
    requires=(drafted_by_another, three_persons_act, took_no_part_in_it, not_concerned, competent_to(Task.DECIDE)),
):
    """Command of a signatory on a proposal."""


class ProposalRefused(CaseEvent, type="case.proposal-refused"):
    officer: str
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        return replace(case, state=CaseState.APPRAISED, proposal=None)


class RefuseProposal(ProposalCommand, signed=True, writes=ProposalRefused):
    """Send a proposal back to its drafter."""

    reasons: Annotated[str, Words(doc="Reasons for the refusal.", least=10, most=5_000)]


class CaseDecided(CaseEvent, type="case.decided", state=CaseState.DECIDED, appends="decisions"):
    decision: Decision


def was_weighed(measure: str, case: Case, facts: Facts) -> None:
    """Raise Refused for a measure that was neither proposed nor considered as a milder measure."""
    proposal = case.proposal
    if proposal is None or measure not in (proposal.measure, *proposal.alternatives):
        raise Refused(invalid("measure", "measure-not-proposed"))


class DecideCase(
    ProposalCommand,
    needs=(CaseAddresses, DecidedElsewhere),
    requires=(
        open_to_measures,
        hearing_over,
        nothing_said_since,
        grounds_of_proposal_hold,
        decided_nowhere_else,
        linked_by_another,
        no_motion_runs,
    ),
    signed=True,
):
    """Decide on the proposed measure, or on a milder one that was considered (Đ4.4, Đ5.1.h)."""

    measure: Annotated[
        Measure,
        Spec(
            doc="The proposed measure, or one of the milder measures that the proposal considered.",
            fits=was_weighed,
        ),
    ]
    number: Annotated[str, Words(doc="Number that the registry office gave the decision.", most=60)]
    decided_on: Annotated[date, Dated(doc="Date of the decision.", since=proposed)]
    reasons: Annotated[
        str, Words(doc=("Reasons of the decision, written for the person concerned."), least=20, most=10_000)
    ]
    redress_notice: Annotated[
        str,
        Words(
            doc=("How, where and until when the person concerned can complain."),
            least=20,
            most=2_000,
            exempt=Exempt.REDRESS,
        ),
    ]
    unheard: Annotated[
        str | None,
        Words(
            doc=(
                "Reasons why the person concerned was not asked. The decision contains this reason. Required if nobody "
                "asked the person, except for CORRECTION_REQUEST and OFFICIAL_INFORMATION."
            ),
            least=20,
            most=2_000,
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> CaseDecided:
        """Decide on the proposed measure, or on a milder measure that was considered."""
        about_no_other_place(self, facts, "reasons", "unheard")
        proposal = proposal_of(case)
        was_weighed(self.measure, case, facts)
        not_of_the_press(case, self.measure)
        check_heard(case, self.measure, self.unheard)
        in_time(case, self, facts)
        period, explained = limitation_of(case, facts.registry), proposal.after_limitation is not None
        check_limitation(period, self.measure, self.decided_on, explained=explained, decided=True)
        reviews = this_cycle(case.expression_reviews, case)
        decision = facts.record(
            Decision,
            self,
            case,
            public_code=public_code(case, facts.new_id),
            provisions=proposal.provisions,
            signatory=facts.actor.subject,
            finding=case.appraisal.finding if case.appraisal else None,
            false_fact=reviews[-1].false_fact if reviews else None,
            alternatives=proposal.alternatives,
            weighing=proposal.weighing,
            reply=proposal.reply,
            procedures=procedures_on(self.decided_on, facts),
            limitation=period,
            after_limitation=proposal.after_limitation,
        )
        return CaseDecided(decision=decision)
