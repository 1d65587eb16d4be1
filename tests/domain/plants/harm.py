"""Planted violations of the way on which true content can be taken down: each is somebody's attempt to widen it."""

from dataclasses import replace

from domain.case import grounds, guards, harm
from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.expression import ReviewExpression
from domain.case.harm import FindHarm, ReviewHarm
from domain.case.protection import (
    PassOnProtection,
    RecordProtectionRequest,
    orders_removal,
)
from domain.case.state.case import (
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    Medium,
    PublicationChoice,
)
from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from domain.case.state.protection import Asker
from domain.registry.agency import Task
from tests.domain.harmful import LAW, OF_HARM, PERSON_GROUND, PROTECTING, a_request, harmful
from tests.domain.plants.plant import HANDLER, SIGNATORY, Plant
from tests.support.facts import LAND
from tests.support.handling_commands import good
from tests.support.handling_facts import GROUND, LONG, OTHER, without_competence
from tests.support.handling_past import Cast, a_review, case_at
from tests.support.world import LEAD

TAKEN_BACK = (a_request(withdrawn_at=a_request().at),)
REMOVAL = {"measure": Measure.TAKEDOWN_PROPOSAL, "alternatives": (Measure.WARNING_LETTER,)}
PROPOSAL = good(ProposeHandling, provisions=(PERSON_GROUND,), **REMOVAL)
TESTED, FOUND, PROPOSED = (harmful(state) for state in (CaseState.CHECKING, CaseState.APPRAISED, CaseState.PROPOSED))
CRITICISED = harmful(CaseState.CHECKING, a_review(Cast(), OF_HARM, conclusion=ExpressionConclusion.PROTECTED))
SAYS_OFFICE, SAYS_PRESS = "G3 about-office", "G3 press-by-its-own-law"
STEPS = (
    ("finding", TESTED, good(FindHarm), HANDLER),
    ("proposal", FOUND, PROPOSAL, HANDLER),
    ("decision", PROPOSED, good(DecideCase, unheard=LONG, measure=Measure.TAKEDOWN_PROPOSAL), SIGNATORY),
    ("letter to another body", FOUND, good(PassOnProtection), HANDLER),
)
"""Every step on this way, each on a case in which nothing stands against it."""


HARM = (
    *(
        Plant(
            name=f"a {name} whose request was taken back",
            says="G3 request-of-person-needed",
            state=replace(state, protections=TAKEN_BACK),
            command=command,
            actor=actor,
            registry=PROTECTING,
            cuts={guards.protection_asked: ("request-of-person-needed",)},
            then="AssertionError" if isinstance(command, PassOnProtection) else "ok",
        )
        for name, state, command, actor in STEPS
    ),
    *(
        Plant(
            name=f"a {name} against what an agency does",
            says=SAYS_OFFICE,
            state=replace(state, concerns=(LAND,)),
            command=command,
            actor=actor,
            registry=PROTECTING,
            cuts={guards.not_of_office_or_press: ("about-office",)},
        )
        for name, state, command, actor in STEPS
    ),
    *(
        Plant(
            name=f"a {name} against the press",
            says=SAYS_PRESS,
            state=replace(state, medium=Medium.PRESS),
            command=command,
            actor=actor,
            registry=PROTECTING,
            cuts={guards.not_of_office_or_press: ("press-by-its-own-law",)},
            then="input.measure press-not-removed" if "measure" in vars(command) else "ok",
        )
        for name, state, command, actor in STEPS
    ),
    *(
        Plant(
            name=f"a {name} against criticism",
            says="G3 found-protected",
            state=replace(state, expression_reviews=CRITICISED.expression_reviews),
            command=command,
            actor=actor,
            registry=PROTECTING,
            cuts={guards.found_to_harm: ("found-protected", "harm-review-needed", "harm-of-two-agencies-needed")},
        )
        for name, state, command, actor in STEPS
    ),
    Plant(
        name="harm concluded without the test",
        says="input.conclusion harm-has-its-own-way",
        state=TESTED,
        command=good(ReviewExpression, conclusion=ExpressionConclusion.HARMS_PERSON),
        registry=PROTECTING,
        cuts={ReviewExpression.decide: ("harm-has-its-own-way",)},
    ),
    Plant(
        name="a test without a ground",
        says="G3 provision-needed",
        state=TESTED,
        command=good(ReviewHarm, provision=None),
        registry=PROTECTING,
        cuts={ReviewHarm._shown: ("provision-needed",)},
        then="input.provision provision-unknown",
    ),
    Plant(
        name="a test on a ground that protects nobody",
        says="G4 provision-protects-nobody",
        state=TESTED,
        command=good(ReviewHarm, provision=GROUND),
        registry=PROTECTING,
        cuts={grounds.grounds_in_force: ("provision-protects-nobody",)},
    ),
    Plant(
        name="a removal of true content on a ground against false content",
        says="G4 provision-protects-nobody",
        state=FOUND,
        command=good(ProposeHandling, provisions=(GROUND,), **REMOVAL),
        registry=PROTECTING,
        cuts={grounds.grounds_in_force: ("provision-protects-nobody",)},
    ),
    Plant(
        name="a second test against a protection since which nothing was learnt",
        says="G3 protected-stands",
        state=CRITICISED,
        command=good(ReviewHarm),
        registry=PROTECTING,
        cuts={ReviewHarm.check_overturned: ("protected-stands", "protected-by-own-agency")},
        then="input.answer answer-to-review-needed",
    ),
    Plant(
        name="harm concluded as if the claim were appraised",
        says="input.finding harm-has-its-own-way",
        state=case_at(CaseState.CHECKING),
        command=good(AppraiseCase, finding=Finding.HARMS_PERSON),
        cuts={AppraiseCase.decide: ("harm-has-its-own-way",)},
        then="G2 finding-contradicts-verification",
    ),
    Plant(
        name="a removal before a letter was weighed",
        says="input.alternatives letter-first",
        state=FOUND,
        command=good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, provisions=(PERSON_GROUND,), alternatives=()),
        registry=PROTECTING,
        cuts={harm.check_measure: ("letter-first",)},
    ),
    Plant(
        name="a notice that shows the person again",
        says="G6 harm-not-told",
        state=harmful(CaseState.RESULT_REPORTED),
        command=good(CloseCase, ground=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH),
        registry=PROTECTING,
        cuts={CloseCase._after_result: ("harm-not-told",)},
    ),
    Plant(
        name="the lead asks for a child as if it protected children",
        says="G1 protects-no-children",
        state=case_at(CaseState.CHECKING),
        command=good(RecordProtectionRequest, asker=Asker.CHILD_PROTECTION),
        registry=without_competence(LEAD, Task.PROTECT_CHILDREN),
        cuts={RecordProtectionRequest.decide: ("protects-no-children",)},
    ),
    Plant(
        name="passed on to a body that orders no removal",
        says="input.agency orders-no-removal",
        state=TESTED,
        command=good(PassOnProtection),
        registry=replace(without_competence(OTHER, Task.ORDER_REMOVAL), provisions=LAW),
        cuts={orders_removal: ("orders-no-removal",)},
    ),
)
