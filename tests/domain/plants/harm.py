"""Planted violations of the way on which true content can be taken down: each is somebody's attempt to widen it."""

from dataclasses import replace

from domain.case import grounds, guards, harm, protection
from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.expression import ReviewExpression
from domain.case.harm import FindHarm, ReviewHarm
from domain.case.protection import (
    PassOnProtection,
    RecordProtectionRequest,
    RecordProtectionWithdrawal,
    WithdrawProtection,
)
from domain.case.rounds import RoundOpened
from domain.case.state.case import (
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    Medium,
    PublicationChoice,
    ReportCorrection,
)
from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from domain.case.state.protection import Asker, PassedOn
from domain.kernel.actor import holder_of
from domain.kernel.step import Step
from domain.registry.agency import Task
from domain.registry.registry import Registry
from tests.domain.harmful import LAW, OF_HARM, PERSON_GROUND, PROTECTING, a_request, harmful
from tests.domain.plants.persons import also_serving
from tests.domain.plants.plant import HANDLER, ME, SIGNATORY, Plant
from tests.support.facts import HEALTH, LAND, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import APPRAISER, DRAFTER, GROUND, LATER, LONG, OTHER, as_officer, without_competence
from tests.support.handling_past import Cast, a_review, a_round, a_verification, case_at
from tests.support.world import LEAD

TAKEN_BACK = (a_request(withdrawn_at=a_request().at),)
REMOVAL = {"measure": Measure.TAKEDOWN_PROPOSAL, "alternatives": (Measure.WARNING_LETTER,)}
PROPOSAL = good(ProposeHandling, provisions=(PERSON_GROUND,), **REMOVAL)
TESTED, FOUND, PROPOSED = (harmful(state) for state in (CaseState.CHECKING, CaseState.APPRAISED, CaseState.PROPOSED))
PASSED = PassedOn(agency=OTHER, step=Step(agency=LEAD, officer=DRAFTER, at=a_request().at))
REPLACED = ReportCorrection(step=Step(agency=LEAD, officer=DRAFTER, at=LATER), claim=sealed("before"))
UNASKED = case_at(CaseState.CHECKING)
CRITICISED = harmful(CaseState.CHECKING, a_review(Cast(), OF_HARM, conclusion=ExpressionConclusion.PROTECTED))
SAYS_OFFICE, SAYS_PRESS = "G3 about-office", "G3 press-by-its-own-law"
STEPS = (
    ("finding", TESTED, good(FindHarm), HANDLER),
    ("proposal", FOUND, PROPOSAL, HANDLER),
    ("decision", PROPOSED, good(DecideCase, unheard=LONG, measure=Measure.TAKEDOWN_PROPOSAL), SIGNATORY),
    ("letter to another body", FOUND, good(PassOnProtection), HANDLER),
)
"""Every step on this way, each on a case in which nothing stands against it."""


def serving_the_police(officer: str) -> Registry:
    """The province in which an officer also holds a post with the police."""
    return replace(also_serving(officer, "agency-police"), provisions=LAW)


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
            cuts={guards.found_to_harm: ("found-protected", "harm-review-needed")},
        )
        for name, state, command, actor in STEPS
    ),
    Plant(
        name="a finding of harm that nobody tested",
        says="G3 harm-review-needed",
        state=replace(TESTED, expression_reviews=UNASKED.expression_reviews),
        command=good(FindHarm),
        registry=PROTECTING,
        cuts={guards.found_to_harm: ("harm-review-needed",)},
    ),
    Plant(
        name="harm is found in words that were replaced since the test",
        says="G3 expression-review-stale",
        state=replace(TESTED, report_corrections=(REPLACED,)),
        command=good(FindHarm),
        registry=PROTECTING,
        cuts={guards.found_to_harm: ("expression-review-stale",)},
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
        name="a test that nobody asked for",
        says="G3 request-of-person-needed",
        state=UNASKED,
        command=good(ReviewHarm),
        registry=PROTECTING,
        cuts={guards.protection_asked: ("request-of-person-needed",)},
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
        cuts={ReviewHarm._shown: ("protected-stands",)},
    ),
    Plant(
        name="a test by who also serves the police",
        says="G5 reviewer-of-partial-body",
        state=TESTED,
        command=good(ReviewHarm),
        registry=serving_the_police(ME),
        cuts={guards.not_of_a_partial_body: ("reviewer-of-partial-body",)},
    ),
    Plant(
        name="who also serves the police finds harm",
        says="G5 police-never-appraise",
        state=TESTED,
        command=good(FindHarm),
        registry=serving_the_police(ME),
        cuts={guards.not_of_the_police: ("police-never-appraise",)},
    ),
    Plant(
        name="who tested it finds harm",
        says="G5 reviewer-cannot-appraise",
        state=harmful(CaseState.CHECKING, a_review(Cast(), OF_HARM, officer=ME)),
        command=good(FindHarm),
        registry=PROTECTING,
        cuts={guards.not_the_reviewer: ("reviewer-cannot-appraise",)},
    ),
    Plant(
        name="who found harm tests it while others are asked once more",
        says="G5 appraiser-cannot-review",
        state=harmful(CaseState.APPRAISED, RoundOpened(round=a_round(Cast()))),
        command=good(ReviewHarm),
        actor=as_officer(APPRAISER),
        registry=PROTECTING,
        cuts={guards.not_the_appraiser: ("appraiser-cannot-review",)},
    ),
    Plant(
        name="harm is found while others are asked",
        says="RuleNotMet round-open",
        state=harmful(CaseState.CHECKING, RoundOpened(round=a_round(Cast()))),
        command=good(FindHarm),
        registry=PROTECTING,
        cuts={guards.no_round_open: ("round-open",)},
    ),
    Plant(
        name="more tests than a case holds",
        says="LimitReached too-many-reviews 20",
        state=replace(TESTED, expression_reviews=TESTED.expression_reviews * 20),
        command=good(ReviewHarm),
        registry=PROTECTING,
        cuts={ReviewHarm: ("too-many-reviews",)},
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
        name="true content found false because somebody asked to be protected",
        says="G3 harm-has-its-own-way",
        state=harmful(CaseState.CHECKING, a_verification(Cast())),
        command=good(AppraiseCase),
        registry=PROTECTING,
        cuts={guards.unprotected: ("harm-has-its-own-way", "found-protected", "expression-review-stale")},
    ),
    *(
        Plant(
            name=f"{measure} to protect a person",
            says="input.measure measure-protects-nobody",
            state=FOUND,
            command=good(ProposeHandling, measure=measure, provisions=(PERSON_GROUND,), alternatives=()),
            registry=PROTECTING,
            cuts={harm.check_measure: ("measure-protects-nobody",)},
        )
        for measure in (Measure.SANCTION_FILE, Measure.CORRECTION_REQUEST, Measure.OFFICIAL_INFORMATION)
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
        name="a request for a child by an agency that protects no children",
        says="G1 protects-no-children",
        state=case_at(CaseState.CHECKING),
        command=good(RecordProtectionRequest),
        actor=person(HEALTH),
        registry=without_competence(HEALTH, Task.PROTECT_CHILDREN),
        cuts={protection.led_or_protects_children: ("protects-no-children",)},
        then="input.asker asker-by-the-lead",
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
        name="an agency speaks for a guardian",
        says="input.asker asker-by-the-lead",
        state=case_at(CaseState.CHECKING),
        command=good(RecordProtectionRequest),
        actor=person(HEALTH),
        cuts={RecordProtectionRequest.decide: ("asker-by-the-lead",)},
    ),
    Plant(
        name="a second request beside the first",
        says="RuleNotMet protection-asked-already",
        state=TESTED,
        command=good(RecordProtectionRequest),
        cuts={protection.no_protection_asked: ("protection-asked-already",)},
    ),
    Plant(
        name="more requests than a case holds",
        says="LimitReached too-many-protection-requests 10",
        state=replace(TESTED, protections=TAKEN_BACK * 10),
        command=good(RecordProtectionRequest),
        cuts={RecordProtectionRequest: ("too-many-protection-requests",)},
    ),
    Plant(
        name="passed on to a body that orders no removal",
        says="input.agency orders-no-removal",
        state=TESTED,
        command=good(PassOnProtection),
        registry=replace(without_competence(OTHER, Task.ORDER_REMOVAL), provisions=LAW),
        cuts={PassOnProtection.decide: ("orders-no-removal",)},
    ),
    Plant(
        name="passed on twice to one body",
        says="input.agency passed-on-already",
        state=replace(TESTED, protections=(a_request(passed_on=(PASSED,)),)),
        command=good(PassOnProtection),
        registry=PROTECTING,
        cuts={PassOnProtection.decide: ("passed-on-already",)},
    ),
    Plant(
        name="passed on to more bodies than there are",
        says="LimitReached too-many-passed-on 10",
        state=replace(TESTED, protections=(a_request(passed_on=(PASSED,) * 10),)),
        command=good(PassOnProtection, agency=HEALTH),
        registry=PROTECTING,
        cuts={PassOnProtection: ("too-many-passed-on",)},
    ),
    Plant(
        name="a request is taken back that nobody made",
        says="RuleNotMet no-protection-request",
        state=case_at(CaseState.CHECKING),
        command=WithdrawProtection(),
        actor=holder_of("case-1"),
        cuts={protection.asked_at_public_door: ("no-protection-request",)},
        then="IndexError",
    ),
    Plant(
        name="the reporter's code takes back what a guardian asked of the lead",
        says="RuleNotMet no-protection-request",
        state=replace(TESTED, protections=(a_request(agency=LEAD),)),
        command=WithdrawProtection(),
        actor=holder_of("case-1"),
        cuts={protection.asked_at_public_door: ("no-protection-request",)},
    ),
    Plant(
        name="an officer takes back what was not asked",
        says="RuleNotMet no-protection-request",
        state=case_at(CaseState.CHECKING),
        command=good(RecordProtectionWithdrawal),
        cuts={protection.some_protection_asked: ("no-protection-request",)},
        then="IndexError",
    ),
    Plant(
        name="another agency takes the request back",
        says="G1 lead-agency-only",
        state=TESTED,
        command=good(RecordProtectionWithdrawal),
        actor=person(HEALTH),
        cuts={protection.led_or_recorded_by_actor: ("lead-agency-only",)},
    ),
)
