"""Planted violations of evidence and of free expression: no source, the truth, protected speech (G2, G3)."""

from dataclasses import replace

from domain.case import appraisal, concerned
from domain.case import guards as case_guards
from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase
from domain.case.concerned import NameConcerned, NameConcernedByCode
from domain.case.expression import ReviewExpression
from domain.case.own_measures import JustifyOwnMeasure
from domain.case.state.case import CaseState, Category, ClosureReason, ExpressionConclusion, ReportCorrection
from domain.case.state.findings import Finding, VerificationResult
from domain.case.transfers import ProposeTransfer, SignTransfer
from domain.kernel.actor import holder_of
from domain.kernel.roles import Post
from domain.kernel.step import Step
from tests.domain.plants.plant import CHECKED, HANDLER, MEASURE, SIGNATORY, STEPS_AGAINST, Plant
from tests.support.facts import LAND, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG
from tests.support.handling_past import PLAIN, Cast, Past, a_transfer, a_verification, case_at
from tests.support.world import LEAD

PROTECTED = Past(expression=ExpressionConclusion.PROTECTED)
EVIDENCE = (  # G2
    Plant(
        name="appraised on a review of words that were replaced",
        says="G3 expression-review-stale",
        state=replace(
            CHECKED,
            report_corrections=(
                ReportCorrection(step=Step(agency=LEAD, officer="officer-x", at=LATER), claim=sealed("before")),
            ),
            verifications=(replace(CHECKED.verifications[0], at=LATER),),
        ),
        command=good(AppraiseCase, finding=Finding.UNVERIFIABLE, deviation=LONG),
        now=LATER,
        cuts={appraisal.expression_reviewed: ("expression-review-stale",)},
    ),
    Plant(
        name="an allegation of corruption is closed away",
        says="RuleNotMet allegation-not-passed-on",
        state=replace(CHECKED, category=Category.ANTI_CORRUPTION),
        command=good(CloseCase),
        cuts={case_guards.passed_on: ("allegation-not-passed-on",)},
    ),
    Plant(
        name="the reporter says nothing of whom it is about",
        says="input.aboutLead field-needed",
        state=CHECKED,
        command=NameConcernedByCode(reasons="Nội dung nói về việc của cơ quan này."),
        actor=holder_of(CHECKED.id),
        then="RuleNotMet concern-named-already",
        cuts={NameConcernedByCode.decide: ("field-needed",)},
    ),
    Plant(
        name="more agencies are named than a case can be about",
        says="LimitReached too-many-concerns 10",
        state=replace(CHECKED, concerns=tuple(f"agency-{number}" for number in range(10))),
        command=good(NameConcerned),
        cuts={concerned.with_named: ("too-many-concerns",)},
    ),
)
TRUE, UNVERIFIABLE = VerificationResult.TRUE, VerificationResult.UNVERIFIABLE
CONTRADICTED = (  # G2
    *(
        Plant(
            name=f"what was verified as {result} is found {finding}",
            says="G2 finding-contradicts-verification",
            state=case_at(CaseState.CHECKING, Cast(), PLAIN, a_verification(Cast(), result=result)),
            command=good(AppraiseCase, finding=finding, deviation=LONG),
            cuts={AppraiseCase._compare: ("finding-contradicts-verification",)},
        )
        for result, finding in (
            (TRUE, Finding.FALSE),
            (TRUE, Finding.PARTLY_FALSE),
            (VerificationResult.PARTLY_TRUE, Finding.FALSE),
            (UNVERIFIABLE, Finding.FALSE),
            (UNVERIFIABLE, Finding.PARTLY_FALSE),
            (UNVERIFIABLE, Finding.TRUE_ISSUE),
            (VerificationResult.FALSE, Finding.TRUE_ISSUE),
        )
    ),
    *(
        Plant(
            name=f"a finding differs from what was verified and nobody says why: {label}",
            says="input.deviation deviation-needed",
            state=case_at(CaseState.CHECKING, Cast(), PLAIN, *verified),
            command=good(AppraiseCase, finding=finding),
            cuts={AppraiseCase._compare: ("deviation-needed",)},
        )
        for label, finding, verified in (
            ("milder", Finding.PARTLY_FALSE, ()),
            ("an opinion that nobody found protected", Finding.OPINION, ()),
            (
                "another agency found it true",
                Finding.FALSE,
                (a_verification(Cast(), agency=LAND, result=TRUE), a_verification(Cast())),
            ),
        )
    ),
    *(
        Plant(
            name=f"a measure on what was verified as {result}: {type(command).__name__}",
            says="G2 not-verified-as-false",
            state=replace(state, verifications=(replace(state.verifications[0], result=result),)),
            command=command,
            actor=actor,
            cuts={case_guards.shown_false: ("not-verified-as-false",)},
        )
        for result in (TRUE, UNVERIFIABLE)
        for state, command, actor in STEPS_AGAINST
    ),
    *(
        Plant(
            name=f"a measure without an independent source: {type(command).__name__}",
            says="G2 independent-source-needed",
            state=replace(state, verifications=(replace(state.verifications[0], independent=False),)),
            command=command,
            actor=actor,
            cuts={case_guards.shown_false: ("independent-source-needed",)},
            then="AttributeError",
        )
        for state, command, actor in STEPS_AGAINST
    ),
)
EXPRESSION = (  # G3
    Plant(
        name="a second opinion overturns protection",
        says="G3 protected-stands",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
        command=good(ReviewExpression),
        cuts={ReviewExpression.check_overturned: ("protected-stands", "protected-by-own-agency")},
        then="input.answer answer-to-review-needed",
    ),
    *(
        Plant(
            name=f"a self-measure is justified against {finding}",
            says="G3 finding-allows-no-measure",
            state=case_at(CaseState.APPRAISED, Cast(), Past(finding=finding), MEASURE),
            command=good(JustifyOwnMeasure),
            actor=person(LAND, Post.SIGNATORY),
            cuts={case_guards.unprotected: ("finding-allows-no-measure",)},
        )
        for finding in (Finding.OPINION, Finding.UNVERIFIABLE, Finding.TRUE_ISSUE)
    ),
    *(
        Plant(
            name=f"{label} goes to the police: {type(command).__name__} from {state}",
            says=says,
            state=case_at(state, Cast(), past, *drafted),
            command=command,
            actor=actor,
            cuts={case_guards.unprotected: (says.removeprefix("G3 "),)},
        )
        for command, actor, drafted in (
            (good(ProposeTransfer), HANDLER, ()),
            (good(SignTransfer), SIGNATORY, (a_transfer(Cast()),)),
        )
        for label, says, state, past in (
            *(
                (str(finding), "G3 finding-allows-no-measure", CaseState.APPRAISED, Past(finding=finding))
                for finding in (Finding.OPINION, Finding.UNVERIFIABLE, Finding.TRUE_ISSUE)
            ),
            ("PROTECTED", "G3 found-protected", CaseState.CHECKING, PROTECTED),
        )
    ),
    *(
        Plant(
            name=f"protected speech is found {finding}",
            says="G3 found-protected",
            state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
            command=good(AppraiseCase, finding=finding, deviation=LONG),
            cuts={case_guards.unprotected: ("found-protected",)},
        )
        for finding in (Finding.FALSE, Finding.PARTLY_FALSE)
    ),
    Plant(
        name="protected speech is closed under another name",
        says="G3 found-protected",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
        command=good(CloseCase, reasons=ClosureReason.NO_GROUNDS),
        cuts={CloseCase._without_measure: ("found-protected",)},
    ),
    Plant(
        name="a self-measure against protected speech is justified",
        says="G3 found-protected",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED, MEASURE),
        command=good(JustifyOwnMeasure),
        actor=person(LAND, Post.SIGNATORY),
        cuts={case_guards.unprotected: ("found-protected",)},
    ),
)
