"""Planted violations of impartiality: one person twice, and judges in their own cause (G5)."""

from typing import Any

from domain.administration.provisions import ActivateProvision
from domain.case import decisions, reopening, transfers
from domain.case import guards as case_guards
from domain.case.appraisal import AppraiseCase, WithdrawAppraisal
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal
from domain.case.expression import ReviewExpression
from domain.case.own_measures import JustifyOwnMeasure, OwnMeasureTaken
from domain.case.reopening import ReopenCase
from domain.case.state.case import CaseState
from domain.case.transfers import ProposeTransfer, SignTransfer
from domain.kernel.roles import Post
from domain.registry.provision import ProvisionStatus
from domain.registry.registry import Registry
from domain.rules import guards
from tests.domain.plants.plant import (
    APPRAISED,
    HANDLER,
    ME,
    MEASURE,
    SIGNATORY,
    THE_SIGNATORY,
    Plant,
)
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    APPRAISER,
    COMMUNE,
    DISTRICT,
    DRAFT,
    REGISTRY,
    REVIEWER,
    a_registry,
    an_officer,
    as_officer,
    provision,
)
from tests.support.handling_past import (
    PLAIN,
    Cast,
    a_closure,
    a_proposal,
    a_review,
    a_transfer,
    an_appraisal,
    an_own_measure,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD, officer

AGENCY_CONCERNED = {guards.not_of: ("agency-concerned", "post-concerned")}
ABOUT_THE_LEAD, ABOUT_A_COMMUNE = Cast(concerns=(LEAD,)), Cast(concerns=(COMMUNE,))
TWO_POSTS = {"one account": ("officer-of-two-posts", ME, THE_SIGNATORY, officer(LAND, Post.SIGNATORY))}
ONE_PERSON = a_registry(
    subjects=TWO_POSTS,
    officers={**REGISTRY.officers, "officer-of-two-posts": an_officer("officer-of-two-posts", HEALTH, Post.HANDLER)},
)
"""The register in which the handler and the signatory of the lead, and a third appointment, are one person's."""


def also_serving(id: str, agency: str) -> Registry:
    """The register in which the person behind an appointment also holds a post elsewhere."""
    more = an_officer("officer-elsewhere", agency, Post.HANDLER)
    officers = {**REGISTRY.officers, more.id: more}
    return a_registry(officers=officers, subjects={"one account": (id, more.id)})


def signed_by(drafter: str, appraiser: str, reviewer: str) -> Any:
    """A proposal to sign, by whom, after whose findings."""
    cast = Cast()
    return case_of(
        *until(CaseState.CHECKING, cast),
        a_review(cast, officer=reviewer),
        an_appraisal(cast, officer=appraiser),
        a_proposal(drafted_by=drafter),
    )


DRAFTED = provision(DRAFT, status=ProvisionStatus.DRAFT, activated_by=None, drafted_by=ME)
PERSONS = (  # G5
    *(
        Plant(
            name=f"one person under two appointments: {label}",
            says=f"G5 {code}",
            state=state,
            command=command,
            actor=actor,
            registry=ONE_PERSON,
            cuts={rule: (code,)},
            then="G5 three-persons-needed" if label == "drafts and signs a transfer" else "ok",
        )
        for label, code, state, command, actor, rule in (
            (
                "drafts and decides",
                "drafter-cannot-sign",
                signed_by(ME, APPRAISER, REVIEWER),
                good(DecideCase),
                SIGNATORY,
                decisions.drafted_by_another,
            ),
            (
                "signs, reviews and appraises, beside one drafter",
                "three-persons-needed",
                signed_by("officer-a", ME, "officer-of-two-posts"),
                good(DecideCase),
                SIGNATORY,
                decisions.three_persons_act,
            ),
            (
                "reviews and appraises",
                "reviewer-cannot-appraise",
                case_of(*until(CaseState.CHECKING), a_review(Cast(), officer="officer-of-two-posts")),
                good(AppraiseCase),
                HANDLER,
                case_guards.not_the_reviewer,
            ),
            (
                "closes and reopens",
                "second-person-needed",
                case_at(CaseState.CLOSED, Cast(), PLAIN, a_closure(Cast(), officer=ME)),
                good(ReopenCase),
                SIGNATORY,
                reopening.by_another_person,
            ),
            (
                "takes a self-measure and justifies it",
                "second-person-needed",
                case_at(
                    CaseState.CHECKING,
                    Cast(),
                    PLAIN,
                    OwnMeasureTaken(measure=an_own_measure(LAND, officer="officer-of-two-posts")),
                ),
                good(JustifyOwnMeasure),
                person(LAND, Post.SIGNATORY),
                guards.second_person,
            ),
            (
                "drafts and signs a transfer",
                "drafter-cannot-sign",
                case_at(CaseState.CHECKING, Cast(), PLAIN, a_transfer(Cast(), drafter=ME)),
                good(SignTransfer),
                SIGNATORY,
                transfers.another_than_drafter,
            ),
            (
                "signs a transfer and reviewed, beside one drafter",
                "three-persons-needed",
                case_at(
                    CaseState.CHECKING,
                    Cast(),
                    PLAIN,
                    a_review(Cast(), officer="officer-of-two-posts"),
                    a_transfer(Cast()),
                ),
                good(SignTransfer),
                SIGNATORY,
                transfers.third_person_acted,
            ),
            (
                "drafts and activates a provision",
                "second-person-needed",
                provision(DRAFT, status=ProvisionStatus.DRAFT, activated_by=None, drafted_by="officer-of-two-posts"),
                good(ActivateProvision),
                HANDLER,
                guards.second_person,
            ),
        )
    ),
    Plant(
        name="who appraised takes the appraisal back",
        says="G5 second-person-needed",
        state=APPRAISED,
        command=good(WithdrawAppraisal),
        actor=as_officer(APPRAISER),
        cuts={guards.second_person: ("second-person-needed",)},
    ),
    *(
        Plant(
            name=f"who holds a post in the agency concerned judges for another: {type(command).__name__}",
            says="G5 post-concerned",
            state=state,
            command=command,
            actor=actor,
            registry=also_serving(actor.subject, COMMUNE),
            cuts={guards.not_of: ("post-concerned",)},
        )
        for state, command, actor in (
            (case_at(CaseState.CHECKING, ABOUT_A_COMMUNE), good(ReviewExpression), person(HEALTH)),
            (case_at(CaseState.CHECKING, ABOUT_A_COMMUNE), good(AppraiseCase), HANDLER),
            (case_at(CaseState.APPRAISED, ABOUT_A_COMMUNE), good(ProposeHandling), HANDLER),
            (case_at(CaseState.PROPOSED, ABOUT_A_COMMUNE), good(DecideCase), SIGNATORY),
            (case_at(CaseState.CHECKING, ABOUT_A_COMMUNE), good(ProposeTransfer), HANDLER),
        )
    ),
    *(
        Plant(
            name=f"the agency concerned judges what is about itself: {type(command).__name__} by {actor.subject}",
            says="G5 agency-concerned",
            state=state,
            command=command,
            actor=actor,
            cuts=AGENCY_CONCERNED,
        )
        for state, command, actor in (
            (case_at(CaseState.CHECKING, ABOUT_THE_LEAD), good(ReviewExpression), HANDLER),
            (case_at(CaseState.CHECKING, Cast(concerns=(HEALTH,))), good(ReviewExpression), person(HEALTH)),
            (case_at(CaseState.CHECKING, ABOUT_THE_LEAD), good(AppraiseCase), HANDLER),
            (case_at(CaseState.APPRAISED, ABOUT_THE_LEAD), good(ProposeHandling), HANDLER),
            (case_at(CaseState.PROPOSED, ABOUT_THE_LEAD), good(DecideCase), SIGNATORY),
            (
                case_at(CaseState.PROPOSED, Cast(concerns=(DISTRICT,))),
                good(DecideCase),
                person(DISTRICT, Post.SIGNATORY),
            ),
            (case_at(CaseState.PROPOSED, ABOUT_THE_LEAD), good(RefuseProposal), SIGNATORY),
            (
                case_at(CaseState.CHECKING, Cast(concerns=(LAND,)), PLAIN, MEASURE),
                good(JustifyOwnMeasure),
                person(LAND, Post.SIGNATORY),
            ),
        )
    ),
    Plant(
        name="a provision is activated by its drafter",
        says="G5 second-person-needed",
        state=DRAFTED,
        command=good(ActivateProvision),
        cuts={guards.second_person: ("second-person-needed",)},
    ),
)
