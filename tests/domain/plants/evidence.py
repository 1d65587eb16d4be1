"""Planted violations of evidence and of free expression: no source, the truth, protected speech (G2, G3)."""

from dataclasses import replace

from domain.case import appraisal, closing, concerned, execution
from domain.case import guards as case_guards
from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.closing import CloseCase
from domain.case.concerned import NameConcerned, NameConcernedByCode
from domain.case.decisions import ProposeHandling
from domain.case.execution import OpenRemedy
from domain.case.expression import ReviewExpression
from domain.case.own_measures import JustifyOwnMeasure
from domain.case.state.case import CaseState, Category, ClosureReason, ExpressionConclusion, ReportCorrection
from domain.case.state.findings import Finding, VerificationResult
from domain.case.transfers import ProposeTransfer, SignTransfer
from domain.kernel.actor import holder_of
from domain.kernel.roles import Post
from domain.kernel.step import Step
from tests.domain.plants.plant import APPRAISED, CHECKED, HANDLER, MEASURE, MEASURED, SIGNATORY, STEPS_AGAINST, Plant
from tests.support.facts import HEALTH, LAND, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, OTHER
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
        name="appraised without an independent source",
        says="G2 independent-source-needed",
        state=replace(CHECKED, verifications=()),
        command=good(AppraiseCase),
        cuts={appraisal.verified_independently: ("independent-source-needed",)},
        then="AssertionError",
    ),
    Plant(
        name="a remedy of what was not found true",
        says="G2 no-true-issue",
        state=APPRAISED,
        command=good(OpenRemedy),
        cuts={execution.found_true: ("no-true-issue",)},
    ),
    Plant(
        name="the lead calls its own word independent",
        says="input.outsideSource outside-source-needed",
        state=CHECKED,
        command=good(RecordVerification, outside_source=None),
        cuts={RecordVerification.decide: ("outside-source-needed",)},
    ),
    Plant(
        name="the lead appraises on its own word",
        says="G2 independent-source-needed",
        state=replace(CHECKED, verifications=(replace(CHECKED.verifications[0], agency=LEAD, outside_source=None),)),
        command=good(AppraiseCase),
        cuts={appraisal.verified_independently: ("independent-source-needed",)},
    ),
    Plant(
        name="an allegation of corruption is appraised before it was passed on",
        says="RuleNotMet allegation-not-passed-on",
        state=replace(CHECKED, corruption=True),
        command=good(AppraiseCase),
        cuts={case_guards.passed_on: ("allegation-not-passed-on",)},
    ),
    Plant(
        name="an allegation of corruption is closed away",
        says="RuleNotMet allegation-not-passed-on",
        state=replace(CHECKED, category=Category.ANTI_CORRUPTION),
        command=good(CloseCase),
        cuts={case_guards.passed_on: ("allegation-not-passed-on",)},
    ),
    Plant(
        name="what is known is named again",
        says="RuleNotMet concern-named-already",
        state=replace(CHECKED, concerns=(OTHER,)),
        command=good(NameConcerned),
        cuts={concerned.with_named: ("concern-named-already",)},
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
    Plant(
        name="an agency is named where nothing more can be",
        says="LimitReached too-many-concerns 10",
        state=replace(CHECKED, concerns=tuple(f"agency-{number}" for number in range(10)), corruption=True),
        command=good(NameConcerned),
        cuts={concerned.something_left_to_name: ("too-many-concerns",), concerned.with_named: ("too-many-concerns",)},
    ),
    Plant(
        name="a true problem is closed away",
        says="G2 true-issue-needs-remedy",
        state=case_at(CaseState.APPRAISED, Cast(), Past(finding=Finding.TRUE_ISSUE)),
        command=good(CloseCase),
        cuts={closing.true_issue_remedied: ("true-issue-needs-remedy",)},
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
    *(
        Plant(
            name=f"a review that does not know all that was verified: {type(command).__name__}",
            says="G3 expression-review-stale",
            state=replace(state, verifications=(replace(state.verifications[0], at=LATER),)),
            command=command,
            actor=actor,
            cuts={case_guards.unprotected: ("expression-review-stale",)},
        )
        for state, command, actor in (*STEPS_AGAINST, (CHECKED, good(AppraiseCase), HANDLER))
    ),
    Plant(
        name="a second opinion overturns protection",
        says="G3 protected-stands",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
        command=good(ReviewExpression),
        cuts={ReviewExpression._shown: ("protected-stands",)},
    ),
    *(
        Plant(
            name=f"a measure is proposed against {finding}",
            says="G3 finding-allows-no-measure",
            state=case_at(CaseState.APPRAISED, Cast(), Past(finding=finding)),
            command=good(ProposeHandling),
            cuts={case_guards.unprotected: ("finding-allows-no-measure",)},
        )
        for finding in (Finding.OPINION, Finding.UNVERIFIABLE, Finding.TRUE_ISSUE)
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
        name="appraised without an expression check",
        says="G3 expression-review-needed",
        state=replace(CHECKED, expression_reviews=()),
        command=good(AppraiseCase),
        cuts={appraisal.expression_reviewed: ("expression-review-needed",)},
        then="IndexError",
    ),
    Plant(
        name="found unprotected without a false fact",
        says="input.falseFact false-fact-needed",
        state=CHECKED,
        command=good(ReviewExpression, false_fact=None),
        actor=person(HEALTH),
        cuts={ReviewExpression._shown: ("false-fact-needed",)},
    ),
    Plant(
        name="found unprotected without a provision",
        says="G3 provision-needed",
        state=CHECKED,
        command=good(ReviewExpression, provision=None),
        actor=person(HEALTH),
        cuts={ReviewExpression._shown: ("provision-needed",)},
        then="input.provision provision-unknown",
    ),
    Plant(
        name="protected speech is closed under another name",
        says="G3 found-protected",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
        command=good(CloseCase, reasons=ClosureReason.NO_GROUNDS),
        cuts={CloseCase._without_measure: ("found-protected",)},
    ),
    Plant(
        name="a self-measure is justified without an expression check",
        says="G3 expression-review-needed",
        state=replace(MEASURED, expression_reviews=()),
        command=good(JustifyOwnMeasure),
        actor=person(LAND, Post.SIGNATORY),
        cuts={case_guards.unprotected: ("expression-review-needed",)},
        then="IndexError",
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
