"""Planted violations: what each guard of handling a case forbids, tried; and the guard that stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain import (
    action,
    appraisal,
    closing,
    dates,
    decisions,
    evidence,
    execution,
    expression,
    guards,
    own_measures,
    provisions,
    recusal,
    reopening,
    rounds,
    secrecy,
    transfers,
)
from domain.action import Action
from domain.actions import BY_COMMAND
from domain.appraisal import AppraiseCase, RecordVerification
from domain.calendar import VIETNAM
from domain.case import CaseState, ClosureReason, ExpressionConclusion, PublicationChoice
from domain.closing import CloseCase
from domain.coordination import Opinion, Position, RoundMethod, RoundOutcome
from domain.decisions import DecideCase, ProposeHandling, RefuseProposal, SuggestHandling
from domain.evidence import AddEvidence
from domain.execution import OpenRemedy, ReportResult, StartExecution
from domain.expression import ReviewExpression
from domain.facts import SYSTEM, Actor
from domain.findings import Finding, VerificationResult
from domain.measures import Measure
from domain.own_measures import EndOwnMeasure, JustifyOwnMeasure, LapseOwnMeasure, OwnMeasureTaken, TakeOwnMeasure
from domain.provision import ProvisionStatus
from domain.provisions import ActivateProvision, DraftProvision, EndProvision
from domain.publication import CaseResult, NoticeForm, Publication, PublicationLink, PublicationState, Wording
from domain.recusal import RecuseOfficer
from domain.registry import Registry, Task
from domain.reopening import ReopenCase
from domain.roles import Post
from domain.rounds import ConcludeRound, GiveOpinion, LapseRound, OpenRound, RecordMeeting, RoundOpened
from domain.secrecy import NamePaperFile
from domain.span import Span
from domain.transfers import ProposeTransfer, SignTransfer
from tests.support.cuts import Rule, unchecked, without
from tests.support.facts import HEALTH, LAND, NOW, person, sealed
from tests.support.handling_facts import (
    APPRAISER,
    COMMUNE,
    DISTRICT,
    DRAFT,
    DRAFTER,
    GROUND,
    LATER,
    LONG,
    NEW,
    OLD,
    OTHER,
    PLAIN,
    REGISTRY,
    REMEDY,
    REVIEWER,
    SIGNER,
    TODAY,
    Cast,
    Past,
    a_closure,
    a_conclusion,
    a_proposal,
    a_registry,
    a_reopening,
    a_review,
    a_round,
    a_transfer,
    a_verification,
    an_appraisal,
    an_officer,
    an_own_measure,
    an_upload,
    as_officer,
    attempt,
    case_at,
    case_of,
    good,
    knowing,
    provision,
    said,
    until,
    without_competence,
)
from tests.support.world import LEAD, officer

HANDLER, SIGNATORY = person(LEAD), person(LEAD, Post.SIGNATORY)
ME, THE_SIGNATORY = HANDLER.subject, SIGNATORY.subject
AGENCY_CONCERNED = {guards.not_concerned: ("agency-concerned", "post-concerned")}
NOT_LED = {guards.led_by_actor: ("lead-agency-only",)}
COMPETENT = {guards.competent: ("agency-not-competent",)}
EXISTS: Mapping[Rule, tuple[str, ...]] = {
    guards.agency_known: ("agency-unknown",),
    execution.can_report: ("agency-cannot-report",),
}
CHECKED = case_at(CaseState.CHECKING)
ASKED, HEARD = case_at(CaseState.COORDINATING), case_at(CaseState.COORDINATING, Cast(), PLAIN, a_conclusion(Cast()))
APPRAISED, PROPOSED = case_at(CaseState.APPRAISED), case_at(CaseState.PROPOSED)
DECIDED = case_at(CaseState.DECIDED)
EXECUTING, REPORTED = case_at(CaseState.EXECUTING), case_at(CaseState.RESULT_REPORTED)
ABOUT_THE_LEAD, ABOUT_A_COMMUNE = Cast(concerns=(LEAD,)), Cast(concerns=(COMMUNE,))
PROTECTED = Past(expression=ExpressionConclusion.PROTECTED)
FUTURE, EARLY, YESTERDAY = "in-the-future", "date-too-early", TODAY - timedelta(days=1)
MEASURE = OwnMeasureTaken(measure=an_own_measure(LAND))
MEASURED = case_at(CaseState.CHECKING, Cast(), PLAIN, MEASURE)


STEPS_AGAINST = (
    (APPRAISED, good(ProposeHandling), HANDLER),
    (PROPOSED, good(DecideCase), SIGNATORY),
    (CHECKED, good(ProposeTransfer), HANDLER),
    (case_at(CaseState.CHECKING, Cast(), PLAIN, a_transfer(Cast())), good(SignTransfer), SIGNATORY),
    (MEASURED, good(JustifyOwnMeasure), person(LAND, Post.SIGNATORY)),
)
"""Every step against what was said that is taken while it can still be judged anew."""
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


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A violation: what is tried on which case, what is said to it, and the guard that says so.

    `then` is what is said once the guard is gone: `ok`, unless another one stands behind it; a name of an exception
    where what follows relies on the guard.
    """

    name: str
    says: str
    state: Any
    command: Any
    actor: Actor = HANDLER
    cuts: Mapping[Rule, tuple[str, ...]] = field(default_factory=dict)
    unchecked: tuple[str, ...] = ()
    then: str = "ok"
    now: datetime = NOW
    registry: Registry = REGISTRY
    upload: Any = None
    beside: Mapping[str, object] = field(default_factory=dict)

    @property
    def row(self) -> Action:
        """The action's own row."""
        return BY_COMMAND[type(self.command)]

    def heard(self, row: Action | None = None) -> str:
        """What is said to it."""
        beside = {"upload": self.upload, "beside": self.beside}
        known = knowing(self.actor, self.command, now=self.now, registry=self.registry, **beside)
        return said(self.state, self.command, known, row)

    def heard_without(self, patch: pytest.MonkeyPatch) -> str:
        """What is said once the guard is gone."""
        row = self.row
        for check in self.unchecked:
            row = unchecked(row, check)
        try:
            return self.heard(without(row, self.cuts, patch))
        except (AssertionError, AttributeError, IndexError) as broken:
            return type(broken).__name__


def done(command: Any, actor: Actor = HANDLER) -> Any:
    """A case under check in which it was done."""
    return attempt(CHECKED, command, knowing(actor, command, upload=an_upload(LEAD)))


def full(name: str, most: int) -> Any:
    """A case in which a list is as long as it may get."""
    one = {
        "verifications": CHECKED.verifications,
        "expression_reviews": CHECKED.expression_reviews,
        "rounds": HEARD.rounds,
        "suggestions": attempt(
            CHECKED, good(SuggestHandling), knowing(person(LAND), good(SuggestHandling))
        ).suggestions,
        "own_measures": MEASURED.own_measures,
        "paper_files": done(good(NamePaperFile)).paper_files,
        "evidence": done(good(AddEvidence)).evidence,
    }
    return replace(CHECKED, **{name: one[name] * most})


def at(text: str) -> datetime:
    """An instant, as people in Việt Nam say it."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def opened(**changes: Any) -> Any:
    """A case with a round of its own."""
    return case_of(*until(CaseState.CHECKING), RoundOpened(round=a_round(Cast(), **changes)))


def signed_by(drafter: str, appraiser: str, reviewer: str) -> Any:
    """A proposal to sign, by whom, after whose findings."""
    cast = Cast()
    return case_of(
        *until(CaseState.CHECKING, cast),
        a_review(cast, officer=reviewer),
        an_appraisal(cast, officer=appraiser),
        a_proposal(drafted_by=drafter),
    )


def answered(*positions: Position) -> tuple[Opinion, ...]:
    """Opinions of those asked."""
    return tuple(
        Opinion(agency=agency, position=each, at=NOW, officer="officer-x")
        for agency, each in zip((HEALTH, LAND), positions, strict=False)
    )


def published(at: datetime, ground: str) -> Any:
    """A case about what was published then, appraised."""
    return case_at(CaseState.APPRAISED, Cast(), Past(published_at=at)), good(ProposeHandling, provisions=(ground,))


def law_of_the_day(moment: str, ground: str) -> Plant:
    """A ground that was not in force on the day of the act in Việt Nam."""
    case, command = published(at(moment), ground)
    return Plant(
        name=f"{ground} does not carry an act of {moment}",
        says="G4 provision-not-in-force",
        state=case,
        command=command,
        cuts={provisions.grounds_in_force: ("provision-not-in-force",)},
    )


COMPETENCE = (  # G1
    Plant(
        name="an agency that is not competent verifies",
        says="G1 agency-not-competent",
        state=CHECKED,
        command=good(RecordVerification),
        actor=person(HEALTH),
        registry=without_competence(HEALTH, Task.VERIFY),
        cuts=COMPETENT,
    ),
    Plant(
        name="an agency that is not competent decides",
        says="G1 agency-not-competent",
        state=PROPOSED,
        command=good(DecideCase),
        actor=SIGNATORY,
        registry=without_competence(LEAD, Task.DECIDE),
        cuts=COMPETENT,
    ),
    Plant(
        name="an agency that is not competent sends a proposal back",
        says="G1 agency-not-competent",
        state=PROPOSED,
        command=good(RefuseProposal),
        actor=person(LAND, Post.SIGNATORY),
        registry=without_competence(LAND, Task.DECIDE),
        cuts=COMPETENT,
    ),
    Plant(
        name="another agency than the case's lead appraises",
        says="G1 lead-agency-only",
        state=case_at(CaseState.CHECKING, Cast(lead=OTHER)),
        command=good(AppraiseCase),
        cuts=NOT_LED,
    ),
    Plant(
        name="another agency than the case's lead opens a round",
        says="G1 lead-agency-only",
        state=case_at(CaseState.CHECKING, Cast(lead=OTHER)),
        command=good(OpenRound, invited=(COMMUNE,)),
        cuts=NOT_LED,
    ),
    Plant(
        name="the police open a round in a case that another agency leads",
        says="G1 lead-agency-only",
        state=CHECKED,
        command=good(OpenRound),
        actor=person("agency-police"),
        cuts=NOT_LED,
    ),
    Plant(
        name="another agency than the case's lead concludes a round",
        says="G1 lead-agency-only",
        state=case_at(CaseState.COORDINATING, Cast(lead=OTHER)),
        command=good(ConcludeRound),
        now=LATER,
        cuts=NOT_LED,
    ),
    Plant(
        name="another agency than the case's lead proposes",
        says="G1 lead-agency-only",
        state=APPRAISED,
        command=good(ProposeHandling),
        actor=person(LAND),
        cuts=NOT_LED,
    ),
    Plant(
        name="another agency than the case's lead has a decision carried out",
        says="G1 lead-agency-only",
        state=case_at(CaseState.DECIDED),
        command=good(StartExecution),
        actor=person(LAND),
        cuts=NOT_LED,
    ),
    Plant(
        name="another agency than the case's lead closes",
        says="G1 lead-agency-only",
        state=case_at(CaseState.CHECKING, Cast(lead=OTHER)),
        command=good(CloseCase),
        cuts=NOT_LED,
    ),
    Plant(
        name="another agency than the case's lead reopens",
        says="G1 lead-agency-only",
        state=case_at(CaseState.CLOSED, Cast(lead=OTHER)),
        command=good(ReopenCase),
        actor=SIGNATORY,
        cuts=NOT_LED,
    ),
    Plant(
        name="an agency that has no part in it verifies",
        says="G1 assigned-agency-only",
        state=CHECKED,
        command=good(RecordVerification),
        actor=person(COMMUNE),
        cuts={guards.led_or_assigned: ("assigned-agency-only",)},
    ),
    Plant(
        name="an agency that has no part in it reviews",
        says="G1 assigned-agency-only",
        state=CHECKED,
        command=good(ReviewExpression),
        actor=person(LAND),
        cuts={expression.may_review: ("assigned-agency-only",)},
    ),
    Plant(
        name="an agency that was not asked answers",
        says="G1 not-invited",
        state=ASKED,
        command=good(GiveOpinion),
        actor=person(COMMUNE),
        cuts={rounds.may_answer: ("not-invited",)},
    ),
    Plant(
        name="the lead suggests beside its own proposal",
        says="G1 lead-proposes",
        state=CHECKED,
        command=good(SuggestHandling),
        cuts={decisions.may_suggest: ("lead-proposes",)},
    ),
    Plant(
        name="an agency that does not carry it out reports",
        says="G1 executing-agency-only",
        state=EXECUTING,
        command=good(ReportResult),
        cuts={execution.may_report: ("executing-agency-only",)},
    ),
    *(
        Plant(
            name=f"a stranger acts as a member: {type(command).__name__}",
            says="G1 members-only",
            state=MEASURED,
            command=command,
            actor=person(COMMUNE, post),
            upload=an_upload(COMMUNE),
            cuts={rule: ("members-only",)},
            then=then,
        )
        for command, rule, post, then in (
            (good(TakeOwnMeasure), guards.members_only, Post.HANDLER, "ok"),
            (good(JustifyOwnMeasure), guards.members_only, Post.SIGNATORY, "G1 own-measure-of-another"),
            (good(EndOwnMeasure), guards.members_only, Post.HANDLER, "G1 own-measure-of-another"),
            (good(AddEvidence), guards.members_only, Post.HANDLER, "ok"),
            (good(NamePaperFile), guards.members_only, Post.HANDLER, "ok"),
        )
    ),
    *(
        Plant(
            name=f"another agency's self-measure: {type(command).__name__}",
            says="G1 own-measure-of-another",
            state=MEASURED,
            command=command,
            actor=person(HEALTH, Post.SIGNATORY),
            cuts={rule: ("own-measure-of-another",)},
        )
        for command, rule in ((good(JustifyOwnMeasure), own_measures.justify), (good(EndOwnMeasure), own_measures.undo))
    ),
    Plant(
        name="an officer keeps another agency's officer out",
        says="G1 recuse-oneself-only",
        state=CHECKED,
        command=good(RecuseOfficer, officer=ME),
        actor=person(LAND),
        cuts={recusal.recuse: ("recuse-oneself-only",)},
    ),
)
EVIDENCE = (  # G2
    Plant(
        name="appraised without an independent source",
        says="G2 independent-source-needed",
        state=replace(CHECKED, verifications=()),
        command=good(AppraiseCase),
        cuts={appraisal.appraise: ("independent-source-needed",)},
        then="AttributeError",
    ),
    Plant(
        name="a remedy of what was not found true",
        says="G2 no-true-issue",
        state=APPRAISED,
        command=good(OpenRemedy),
        cuts={execution.may_remedy: ("no-true-issue",)},
    ),
    Plant(
        name="a true problem is closed away",
        says="G2 true-issue-needs-remedy",
        state=case_at(CaseState.APPRAISED, Cast(), Past(finding=Finding.TRUE_ISSUE)),
        command=good(CloseCase),
        cuts={closing._without_measure: ("true-issue-needs-remedy",)},
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
            cuts={appraisal._held_against: ("finding-contradicts-verification",)},
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
            cuts={appraisal._held_against: ("deviation-needed",)},
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
            cuts={guards.shown_false: ("not-verified-as-false",)},
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
            cuts={guards.shown_false: ("independent-source-needed",)},
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
            cuts={guards.unprotected: ("expression-review-stale",)},
        )
        for state, command, actor in (*STEPS_AGAINST, (CHECKED, good(AppraiseCase), HANDLER))
    ),
    Plant(
        name="a second opinion overturns protection",
        says="G3 protected-stands",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
        command=good(ReviewExpression),
        cuts={expression._shown: ("protected-stands",)},
    ),
    *(
        Plant(
            name=f"a measure is proposed against {finding}",
            says="G3 finding-allows-no-measure",
            state=case_at(CaseState.APPRAISED, Cast(), Past(finding=finding)),
            command=good(ProposeHandling),
            cuts={guards.unprotected: ("finding-allows-no-measure",)},
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
            cuts={guards.unprotected: ("finding-allows-no-measure",)},
        )
        for finding in (Finding.OPINION, Finding.UNVERIFIABLE, Finding.TRUE_ISSUE)
    ),
    *(
        Plant(
            name=f"protected speech is found {finding}",
            says="G3 found-protected",
            state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
            command=good(AppraiseCase, finding=finding, deviation=LONG),
            cuts={guards.unprotected: ("found-protected",)},
        )
        for finding in (Finding.FALSE, Finding.PARTLY_FALSE)
    ),
    Plant(
        name="appraised without an expression check",
        says="G3 expression-review-needed",
        state=replace(CHECKED, expression_reviews=()),
        command=good(AppraiseCase),
        cuts={appraisal.appraise: ("expression-review-needed",)},
        then="IndexError",
    ),
    Plant(
        name="found unprotected without a false fact",
        says="input.falseFact false-fact-needed",
        state=CHECKED,
        command=good(ReviewExpression, false_fact=None),
        actor=person(HEALTH),
        cuts={expression._shown: ("false-fact-needed",)},
    ),
    Plant(
        name="found unprotected without a provision",
        says="G3 provision-needed",
        state=CHECKED,
        command=good(ReviewExpression, provision=None),
        actor=person(HEALTH),
        cuts={expression._shown: ("provision-needed",)},
        then="input.provision provision-unknown",
    ),
    Plant(
        name="protected speech is closed under another name",
        says="G3 found-protected",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED),
        command=good(CloseCase, reason=ClosureReason.NO_GROUNDS),
        cuts={closing._without_measure: ("found-protected",)},
    ),
    Plant(
        name="a self-measure is justified without an expression check",
        says="G3 expression-review-needed",
        state=replace(MEASURED, expression_reviews=()),
        command=good(JustifyOwnMeasure),
        actor=person(LAND, Post.SIGNATORY),
        cuts={guards.unprotected: ("expression-review-needed",)},
        then="IndexError",
    ),
    Plant(
        name="a self-measure against protected speech is justified",
        says="G3 found-protected",
        state=case_at(CaseState.CHECKING, Cast(), PROTECTED, MEASURE),
        command=good(JustifyOwnMeasure),
        actor=person(LAND, Post.SIGNATORY),
        cuts={guards.unprotected: ("found-protected",)},
    ),
)
LEGAL_BASIS = (  # G4
    law_of_the_day("2026-06-30T23:59:59.999", NEW),
    law_of_the_day("2026-06-30T00:00:00.000", NEW),
    law_of_the_day("2026-07-01T00:00:00.000", OLD),
    law_of_the_day("2026-07-01T06:59:59.999", OLD),
    law_of_the_day("2026-07-01T23:59:59.999", OLD),
    Plant(
        name="decided on a ground that was not in force on the day of the act",
        says="G4 provision-not-in-force",
        state=case_at(CaseState.PROPOSED, Cast(), Past(provisions=(OLD,))),
        command=good(DecideCase),
        actor=SIGNATORY,
        cuts={provisions.grounds_in_force: ("provision-not-in-force",)},
    ),
    Plant(
        name="proposed without a ground",
        says="G4 ground-needed",
        state=APPRAISED,
        command=good(ProposeHandling, provisions=()),
        cuts={provisions.grounds_in_force: ("ground-needed",)},
    ),
    Plant(
        name="decided without a ground",
        says="G4 ground-needed",
        state=case_at(CaseState.PROPOSED, Cast(), Past(provisions=())),
        command=good(DecideCase),
        actor=SIGNATORY,
        cuts={provisions.grounds_in_force: ("ground-needed",)},
    ),
    *(
        Plant(
            name=f"a draft counts as a ground: {type(command).__name__}",
            says="G4 provision-no-ground",
            state=state,
            command=command,
            actor=actor,
            cuts={provisions.grounds_in_force: ("provision-no-ground",)},
        )
        for state, command, actor in (
            (CHECKED, good(ReviewExpression, provision=DRAFT), person(HEALTH)),
            (CHECKED, good(SuggestHandling, provision=DRAFT), person(LAND)),
            (APPRAISED, good(ProposeHandling, provisions=(DRAFT,)), HANDLER),
            (case_at(CaseState.PROPOSED, Cast(), Past(provisions=(DRAFT,))), good(DecideCase), SIGNATORY),
            (MEASURED, good(JustifyOwnMeasure, provision=DRAFT), person(LAND, Post.SIGNATORY)),
        )
    ),
    Plant(
        name="a provision that nobody entered",
        says="input.provisions provision-unknown",
        state=APPRAISED,
        command=good(ProposeHandling, provisions=("provision-nowhere",)),
        cuts={provisions.grounds_in_force: ("provision-unknown",)},
        then="AttributeError",
    ),
    *(
        Plant(
            name=f"vague words as a ground, as its {name}: {words}",
            says=f"input.{name} vague-ground",
            state=None,
            command=good(DraftProvision, **{name: words}),
            cuts={provisions._specific: ("vague-ground",)},
        )
        for name in ("place", "instrument")
        for words in ("thông tin xấu độc", "gây bức xúc dư luận", "cản trở sự phát triển của tỉnh")
    ),
    Plant(
        name="the Regulation itself as a ground",
        says="input.instrument regulation-is-no-ground",
        state=None,
        command=good(DraftProvision, instrument="Quyết định 14/2021/QĐ-UBND"),
        cuts={provisions._specific: ("regulation-is-no-ground",)},
    ),
    Plant(
        name="a provision is activated twice",
        says="TransitionNotAllowed from ACTIVE, only from DRAFT",
        state=provision(GROUND),
        command=good(ActivateProvision),
        cuts={provisions.may_activate: ("transition-not-allowed",)},
    ),
    Plant(
        name="a provision is prolonged by one person",
        says="input.until ended-earlier",
        state=provision(GROUND, span=Span(since=date(2020, 1, 1), until=TODAY)),
        command=good(EndProvision),
        cuts={provisions.end: ("ended-earlier",)},
    ),
    Plant(
        name="a provision ends before it begins",
        says="input.until ends-before-it-begins",
        state=provision(GROUND),
        command=good(EndProvision, until=date(2020, 1, 1)),
        cuts={provisions.end: ("ends-before-it-begins",)},
    ),
    Plant(
        name="a provision is drafted that ends before it begins",
        says="input.until ends-before-it-begins",
        state=None,
        command=good(DraftProvision, until=date(2020, 1, 1)),
        cuts={provisions.draft: ("ends-before-it-begins",)},
    ),
)
DRAFTED = provision(DRAFT, status=ProvisionStatus.DRAFT, activated_by=None, drafted_by=ME)
PERSONS = (  # G5
    *(
        Plant(
            name=f"the drafter signs: {type(command).__name__}",
            says="G5 drafter-cannot-sign",
            state=PROPOSED,
            command=command,
            actor=as_officer(DRAFTER, LEAD, Post.SIGNATORY),
            cuts={decisions.may_sign: ("drafter-cannot-sign",)},
        )
        for command in (good(DecideCase), good(RefuseProposal))
    ),
    *(
        Plant(
            name=f"two persons do it all: {label}",
            says="G5 three-persons-needed",
            state=signed_by("officer-a", appraiser, reviewer),
            command=good(DecideCase),
            actor=SIGNATORY,
            cuts={decisions.may_sign: ("three-persons-needed",)},
        )
        for label, appraiser, reviewer in (
            ("the drafter appraised and reviewed", "officer-a", "officer-a"),
            ("the signatory appraised, the drafter reviewed", THE_SIGNATORY, "officer-a"),
            ("the signatory reviewed, the drafter appraised", "officer-a", THE_SIGNATORY),
            ("the signatory appraised and reviewed", THE_SIGNATORY, THE_SIGNATORY),
        )
    ),
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
                decisions.may_sign,
            ),
            (
                "signs, reviews and appraises, beside one drafter",
                "three-persons-needed",
                signed_by("officer-a", ME, "officer-of-two-posts"),
                good(DecideCase),
                SIGNATORY,
                decisions.may_sign,
            ),
            (
                "reviews and appraises",
                "reviewer-cannot-appraise",
                case_of(*until(CaseState.CHECKING), a_review(Cast(), officer="officer-of-two-posts")),
                good(AppraiseCase),
                HANDLER,
                appraisal.appraise,
            ),
            (
                "closes and reopens",
                "second-person-needed",
                case_at(CaseState.CLOSED, Cast(), PLAIN, a_closure(Cast(), officer=ME)),
                good(ReopenCase),
                SIGNATORY,
                reopening.may_reopen,
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
                own_measures.justify,
            ),
            (
                "drafts and signs a transfer",
                "drafter-cannot-sign",
                case_at(CaseState.CHECKING, Cast(), PLAIN, a_transfer(Cast(), drafter=ME)),
                good(SignTransfer),
                SIGNATORY,
                transfers.may_sign,
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
                transfers.may_sign,
            ),
            (
                "drafts and activates a provision",
                "second-person-needed",
                provision(DRAFT, status=ProvisionStatus.DRAFT, activated_by=None, drafted_by="officer-of-two-posts"),
                good(ActivateProvision),
                HANDLER,
                provisions.may_activate,
            ),
        )
    ),
    Plant(
        name="who was recused under one appointment acts under another",
        says="G5 recused",
        state=replace(CHECKED, recused=("officer-of-two-posts",)),
        command=good(RecordVerification),
        registry=ONE_PERSON,
        cuts={action.standing: ("recused",)},
    ),
    *(
        Plant(
            name=f"who holds a post in the agency concerned judges for another: {type(command).__name__}",
            says="G5 post-concerned",
            state=state,
            command=command,
            actor=actor,
            registry=also_serving(actor.subject, COMMUNE),
            cuts={guards.not_concerned: ("post-concerned",)},
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
            name=f"who also serves {agency} reviews",
            says="G5 reviewer-of-partial-body",
            state=CHECKED,
            command=good(ReviewExpression),
            actor=person(HEALTH),
            registry=also_serving(person(HEALTH).subject, agency),
            cuts={expression.may_review: ("reviewer-of-partial-body",)},
        )
        for agency in ("agency-police", "agency-party", "agency-internal")
    ),
    Plant(
        name="who also serves the police appraises",
        says="G5 police-never-appraise",
        state=CHECKED,
        command=good(AppraiseCase),
        registry=also_serving(ME, "agency-police"),
        cuts={appraisal.may_appraise: ("police-never-appraise",)},
    ),
    Plant(
        name="the reviewer appraises",
        says="G5 reviewer-cannot-appraise",
        state=case_of(*until(CaseState.CHECKING), a_review(Cast(), officer=ME)),
        command=good(AppraiseCase),
        cuts={appraisal.appraise: ("reviewer-cannot-appraise",)},
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
        name="the agency concerned is its own independent source",
        says="G2 independent-source-needed",
        state=case_of(*until(CaseState.CHECKING, Cast(concerns=(OTHER,)))),
        command=good(AppraiseCase),
        cuts={appraisal.appraise: ("independent-source-needed",)},
        then="AttributeError",
    ),
    Plant(
        name="a provision is activated by its drafter",
        says="G5 second-person-needed",
        state=DRAFTED,
        command=good(ActivateProvision),
        cuts={provisions.may_activate: ("second-person-needed",)},
    ),
    Plant(
        name="a self-measure is justified by who took it",
        says="G5 second-person-needed",
        state=MEASURED,
        command=good(JustifyOwnMeasure),
        actor=as_officer(DRAFTER, LAND, Post.SIGNATORY),
        cuts={own_measures.justify: ("second-person-needed",)},
    ),
    Plant(
        name="a case is reopened by who closed it",
        says="G5 second-person-needed",
        state=case_at(CaseState.CLOSED, Cast(), PLAIN, a_closure(Cast(), officer=THE_SIGNATORY)),
        command=good(ReopenCase),
        actor=SIGNATORY,
        cuts={reopening.may_reopen: ("second-person-needed",)},
    ),
    *(
        Plant(
            name=f"a case is reopened by who signed it: {state}",
            says="G5 second-person-needed",
            state=case_at(state),
            command=good(ReopenCase),
            actor=as_officer(SIGNER, LEAD, Post.SIGNATORY),
            cuts={reopening.may_reopen: ("second-person-needed",)},
        )
        for state in (CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.TRANSFERRED)
    ),
)
PUBLICATION = tuple(  # G6
    Plant(
        name=f"closed as {past.reason} without a choice about publication",
        says="G6 publication-choice-needed",
        state=case_at(CaseState.RESULT_REPORTED, Cast(), past),
        command=good(CloseCase, reason=past.reason),
        cuts={closing._after_result: ("publication-choice-needed",)},
    )
    for past in (PLAIN, REMEDY)
)
TOLD = replace(REPORTED, publications=(PublicationLink(publication="publication-1", state=PublicationState.ISSUED),))
NOTICE = Publication(
    id="publication-1",
    state=PublicationState.ISSUED,
    agency=LEAD,
    case="case-1",
    form=NoticeForm.PORTAL,
    redress_notice=sealed(LONG),
    wording=Wording(title=sealed(LONG), claim=sealed(LONG), text=sealed(LONG), officer=DRAFTER, at=NOW),
    result=CaseResult(cycle=1, finding=Finding.FALSE, agency=LEAD, on=TODAY),
    drafted_at=NOW,
    review_since=NOW,
)
CLOSING = good(CloseCase, reason=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH)
NOTICES = (  # G6
    Plant(
        name="closed unpublished while a notice stands before the public",
        says="G6 notice-stands",
        state=TOLD,
        command=replace(CLOSING, publication=PublicationChoice.NOT_PUBLISH),
        cuts={closing._in_line_with_notices: ("notice-stands",)},
    ),
    Plant(
        name="closed while a notice waits to be looked at again",
        says="G6 notice-under-review",
        state=TOLD,
        command=CLOSING,
        beside={NOTICE.id: NOTICE},
        cuts={closing._in_line_with_notices: ("notice-under-review",)},
    ),
)
LAPSED = replace(ASKED, rounds=(replace(ASKED.rounds[0], lapsed_at=LATER),))
COORDINATION = (
    Plant(
        name="a second round beside the first",
        says="RuleNotMet round-open",
        state=ASKED,
        command=good(OpenRound),
        cuts={rounds.invite: ("round-open",)},
    ),
    Plant(
        name="a round without the agency concerned",
        says="input.invited concerned-agency-missing",
        state=case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT,))),
        command=good(OpenRound, invited=(COMMUNE,)),
        cuts={rounds.invite: ("concerned-agency-missing",)},
    ),
    Plant(
        name="a round of nobody but the agency concerned and the lead",
        says="input.invited unconcerned-agency-missing",
        state=case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT,))),
        command=good(OpenRound, invited=(DISTRICT, LEAD)),
        cuts={rounds.invite: ("unconcerned-agency-missing",)},
    ),
    Plant(
        name="an answer after the round",
        says="RuleNotMet no-round-open",
        state=HEARD,
        command=good(GiveOpinion),
        actor=person(HEALTH),
        cuts={rounds.may_answer: ("no-round-open",)},
        then="AttributeError",
    ),
    Plant(
        name="silence given as an answer",
        says="input.position no-reply-is-not-given",
        state=ASKED,
        command=good(GiveOpinion, position=Position.NO_REPLY),
        actor=person(HEALTH),
        cuts={rounds.answer: ("no-reply-is-not-given",)},
    ),
    Plant(
        name="minutes of a round that is no meeting",
        says="RuleNotMet no-meeting-due",
        state=ASKED,
        command=good(RecordMeeting),
        cuts={rounds.minute: ("no-meeting-due",)},
    ),
    *(
        Plant(
            name=f"minutes that cannot be: {code} {changes}",
            says=f"input.{path} {code}",
            state=case_at(CaseState.COORDINATING, Cast(), Past(method=RoundMethod.MEETING)),
            command=good(RecordMeeting, **changes),
            cuts={rule: (code,)},
        )
        for path, code, changes, rule in (
            ("attended", "attended-uninvited", {"attended": (DISTRICT,)}, rounds.minute),
            ("heldOn", "date-too-early", {"held_on": TODAY - timedelta(days=1)}, dates._faults),
            ("heldOn", "in-the-future", {"held_on": TODAY + timedelta(days=1)}, dates._faults),
        )
    ),
    Plant(
        name="a meeting without minutes is over",
        says="RuleNotMet minutes-needed",
        state=case_at(CaseState.COORDINATING, Cast(), Past(method=RoundMethod.MEETING)),
        command=good(ConcludeRound),
        now=LATER,
        cuts={rounds.conclude: ("minutes-needed",)},
    ),
    Plant(
        name="a round is over before its time",
        says="RuleNotMet answers-due",
        state=ASKED,
        command=good(ConcludeRound),
        cuts={rounds.conclude: ("answers-due",)},
    ),
    Plant(
        name="agreement on nothing",
        says="input.agreedOption agreed-option-needed",
        state=opened(opinions=answered(Position.AGREE, Position.AGREE)),
        command=good(ConcludeRound, outcome=RoundOutcome.AGREED),
        now=LATER,
        cuts={rounds.conclude: ("agreed-option-needed",)},
    ),
    Plant(
        name="agreement that nobody gave",
        says="RuleNotMet nobody-agreed",
        state=ASKED,
        command=good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option=LONG),
        now=LATER,
        cuts={rounds.conclude: ("nobody-agreed",)},
    ),
    Plant(
        name="proposed after a round that asked for more evidence",
        says="RuleNotMet round-needed",
        state=case_at(CaseState.APPRAISED, Cast(), Past(outcome=RoundOutcome.MORE_EVIDENCE)),
        command=good(ProposeHandling),
        cuts={decisions.may_propose: ("round-needed",)},
    ),
    Plant(
        name="who differed is passed over",
        says="input.dissent dissent-needed",
        state=opened(opinions=answered(Position.AGREE, Position.DISAGREE)),
        command=good(ConcludeRound),
        cuts={rounds.conclude: ("dissent-needed",)},
    ),
    Plant(
        name="a round that is over is concluded",
        says="RuleNotMet no-round-open",
        state=HEARD,
        command=good(ConcludeRound),
        cuts={rounds._current: ("no-round-open",)},
        then="AttributeError",
    ),
    Plant(
        name="a lapse is noted twice",
        says="RuleNotMet no-round-open",
        state=LAPSED,
        command=good(LapseRound),
        actor=SYSTEM,
        now=LATER,
        cuts={rounds.lapse: ("no-round-open",)},
    ),
    Plant(
        name="a lapse is noted before its time",
        says="RuleNotMet answers-due",
        state=ASKED,
        command=good(LapseRound),
        actor=SYSTEM,
        cuts={rounds.lapse: ("answers-due",)},
    ),
    Plant(
        name="appraised while others are being asked",
        says="RuleNotMet round-open",
        state=ASKED,
        command=good(AppraiseCase),
        cuts={appraisal.may_appraise: ("round-open",)},
    ),
    Plant(
        name="proposed without having asked anybody",
        says="RuleNotMet round-needed",
        state=replace(APPRAISED, rounds=()),
        command=good(ProposeHandling),
        cuts={decisions.may_propose: ("round-needed",)},
    ),
)
WEIGHING = (
    *(
        Plant(
            name=f"{measure} is proposed without weighing a correction first, with {len(alternatives)} others",
            says="input.alternatives correction-first",
            state=APPRAISED,
            command=good(ProposeHandling, measure=measure, alternatives=alternatives),
            cuts={decisions.propose: ("correction-first",)},
        )
        for measure in (Measure.WARNING_LETTER, Measure.SANCTION_FILE, Measure.TAKEDOWN_PROPOSAL)
        for alternatives in ((), (Measure.OFFICIAL_INFORMATION,))
    ),
    Plant(
        name="something harsher is weighed as an alternative",
        says="input.alternatives alternatives-milder",
        state=APPRAISED,
        command=good(ProposeHandling, alternatives=(Measure.SANCTION_FILE,)),
        cuts={decisions.propose: ("alternatives-milder",)},
    ),
    Plant(
        name="something is decided that nobody proposed",
        says="input.measure measure-not-proposed",
        state=PROPOSED,
        command=good(DecideCase, measure=Measure.SANCTION_FILE),
        actor=SIGNATORY,
        cuts={decisions.decide: ("measure-not-proposed",)},
    ),
    *(
        Plant(
            name=f"a day that cannot be: {type(command).__name__} {path} {code}",
            says=f"input.{path} {code}",
            state=state,
            command=command,
            actor=actor,
            cuts={dates._faults: (code,)},
        )
        for state, path, command, actor, code in (
            (PROPOSED, "decidedOn", good(DecideCase, decided_on=LATER.date()), SIGNATORY, FUTURE),
            (PROPOSED, "decidedOn", good(DecideCase, decided_on=YESTERDAY), SIGNATORY, EARLY),
            (DECIDED, "servedOn", good(StartExecution, served_on=LATER.date()), HANDLER, FUTURE),
            (DECIDED, "servedOn", good(StartExecution, served_on=YESTERDAY), HANDLER, EARLY),
            (EXECUTING, "doneOn", good(ReportResult, done_on=LATER.date()), person(HEALTH), FUTURE),
            (EXECUTING, "doneOn", good(ReportResult, done_on=YESTERDAY), person(HEALTH), EARLY),
            (CHECKED, "servedOn", good(TakeOwnMeasure, served_on=LATER.date()), person(LAND), FUTURE),
            (CHECKED, "takenAt", good(TakeOwnMeasure, taken_at=NOW - timedelta(days=1)), person(LAND), EARLY),
            (CHECKED, "servedOn", good(TakeOwnMeasure, served_on=YESTERDAY), person(LAND), EARLY),
        )
    ),
)
ENDS = (
    *(
        Plant(
            name=f"closed as {reason} from {state.state}",
            says="input.reason closure-needs-its-path",
            state=state,
            command=good(CloseCase, reason=reason, publication=PublicationChoice.PUBLISH),
            cuts={rule: ("closure-needs-its-path",)},
            then=then,
        )
        for reason, state, rule, then in (
            (ClosureReason.COMPLETED, CHECKED, closing._without_measure, "ok"),
            (ClosureReason.REMEDIED, APPRAISED, closing._without_measure, "ok"),
            (ClosureReason.POLICE_OUTCOME, CHECKED, closing._without_measure, "ok"),
            (ClosureReason.NO_GROUNDS, REPORTED, closing._after_result, "ok"),
            (ClosureReason.REMEDIED, REPORTED, closing._after_result, "ok"),
            (
                ClosureReason.COMPLETED,
                case_at(CaseState.TRANSFERRED),
                closing._after_transfer,
                "RuleNotMet police-outcome-needed",
            ),
        )
    ),
    Plant(
        name="a transfer ends without the outcome of the police",
        says="RuleNotMet police-outcome-needed",
        state=case_at(CaseState.TRANSFERRED),
        command=good(CloseCase, reason=ClosureReason.POLICE_OUTCOME),
        cuts={closing._after_transfer: ("police-outcome-needed",)},
    ),
    *(
        Plant(
            name=f"closed as completed from {state} without a result",
            says=f"TransitionNotAllowed from {state}, only from "
            "APPRAISED, CHECKING, RECEIVED, RESULT_REPORTED, SCREENED, TRANSFERRED",
            state=case_at(state),
            command=good(CloseCase, reason=ClosureReason.COMPLETED),
            unchecked=("states",),
            cuts={closing._without_measure: ("closure-needs-its-path",)},
        )
        for state in (CaseState.COORDINATING, CaseState.PROPOSED, CaseState.DECIDED, CaseState.EXECUTING)
    ),
    Plant(
        name="a result is reported of a decision that nobody was told of",
        says="TransitionNotAllowed from DECIDED, only from EXECUTING",
        state=case_at(CaseState.DECIDED),
        command=good(ReportResult),
        actor=person(HEALTH),
        unchecked=("states",),
        cuts={execution.may_report: ("executing-agency-only",)},
    ),
    Plant(
        name="a result of the cycle before",
        says="G1 executing-agency-only",
        state=replace(
            case_of(*until(CaseState.EXECUTING), a_reopening(), *until(CaseState.DECIDED, Cast(), Past(cycle=2))[2:]),
            state=CaseState.EXECUTING,
        ),
        command=good(ReportResult),
        actor=person(HEALTH),
        cuts={execution.may_report: ("executing-agency-only",)},
    ),
    *(
        Plant(
            name=f"what was found in the cycle before still counts: {type(command).__name__}, then {then}",
            says=f"TransitionNotAllowed from CHECKING, only from {only}",
            state=case_of(*until(CaseState.DECIDED), a_reopening()),
            command=command,
            actor=SIGNATORY if only == "PROPOSED" else HANDLER,
            unchecked=("states",),
            then=then,
        )
        for command, only, then in (
            (good(DecideCase), "PROPOSED", "AssertionError"),
            (good(ProposeHandling), "APPRAISED", "G3 expression-review-needed"),
        )
    ),
)
OVER = replace(MEASURED, own_measures=(an_own_measure(LAND, provision=GROUND),))
SELF_MEASURES = (
    Plant(
        name="a self-measure is justified too late",
        says="RuleNotMet own-measure-over",
        state=MEASURED,
        command=good(JustifyOwnMeasure),
        actor=person(LAND, Post.SIGNATORY),
        now=NOW + timedelta(days=2),
        cuts={own_measures.justify: ("own-measure-over",)},
    ),
    Plant(
        name="a self-measure is justified twice",
        says="RuleNotMet own-measure-over",
        state=OVER,
        command=good(JustifyOwnMeasure),
        actor=person(LAND, Post.SIGNATORY),
        cuts={own_measures.justify: ("own-measure-over",)},
    ),
    Plant(
        name="a self-measure lapses before its time",
        says="RuleNotMet own-measure-over",
        state=MEASURED,
        command=good(LapseOwnMeasure),
        actor=SYSTEM,
        cuts={own_measures.lapse: ("own-measure-over",)},
    ),
    Plant(
        name="a self-measure lapses that was justified",
        says="RuleNotMet own-measure-over",
        state=OVER,
        command=good(LapseOwnMeasure),
        actor=SYSTEM,
        now=LATER,
        cuts={own_measures.lapse: ("own-measure-over",)},
    ),
    Plant(
        name="a self-measure that is not there",
        says="input.measure own-measure-unknown",
        state=CHECKED,
        command=good(EndOwnMeasure),
        cuts={own_measures._open: ("own-measure-unknown",)},
        then="AttributeError",
    ),
)
RECORDS = (
    *(
        Plant(
            name=f"a file that is not of this agency and case: {label}",
            says="input.upload upload-unknown",
            state=CHECKED,
            command=good(AddEvidence),
            upload=upload,
            cuts={evidence.add: ("upload-unknown",)},
            then=then,
        )
        for label, upload, then in (
            ("none", None, "AttributeError"),
            ("another agency's", an_upload(HEALTH), "ok"),
            ("another case's", an_upload(LEAD, case="case-2"), "ok"),
        )
    ),
    Plant(
        name="a file twice",
        says="RuleNotMet evidence-there-already",
        state=full("evidence", 1),
        command=good(AddEvidence),
        upload=an_upload(LEAD),
        cuts={evidence.add: ("evidence-there-already",)},
    ),
    Plant(
        name="an officer whom nobody knows stays out",
        says="input.officer officer-not-appointed",
        state=CHECKED,
        command=good(RecuseOfficer, officer="officer-nobody"),
        cuts={recusal.recuse: ("officer-not-appointed",)},
    ),
    Plant(
        name="an officer stays out twice",
        says="RuleNotMet recused-already",
        state=replace(CHECKED, recused=(officer(HEALTH, Post.HANDLER),)),
        command=good(RecuseOfficer, officer=officer(HEALTH, Post.HANDLER)),
        cuts={recusal.recuse: ("recused-already",)},
    ),
    *(
        Plant(
            name=f"an agency that does not exist: {type(command).__name__}",
            says="input.agency agency-unknown",
            state=state,
            command=command,
            cuts=EXISTS,
        )
        for state, command in (
            (case_at(CaseState.DECIDED), good(StartExecution, agency="agency-nobody")),
            (case_at(CaseState.APPRAISED, Cast(), REMEDY), good(OpenRemedy, agency="agency-nobody")),
        )
    ),
    *(
        Plant(
            name=f"given to an agency that cannot report: {agency} {type(command).__name__}",
            says="input.agency agency-cannot-report",
            state=state,
            command=command,
            cuts={execution.can_report: ("agency-cannot-report",)},
        )
        for agency in ("agency-ppc", "agency-party", "agency-paper", "agency-inspection", "agency-ministry")
        for state, command in (
            (DECIDED, good(StartExecution, agency=agency)),
            (case_at(CaseState.APPRAISED, Cast(), REMEDY), good(OpenRemedy, agency=agency)),
        )
    ),
    Plant(
        name="a self-measure on a page that is not one's own",
        says="input.ownPage own-page-only",
        state=CHECKED,
        command=good(TakeOwnMeasure, own_page=False),
        actor=person(LAND),
        cuts={own_measures.take: ("own-page-only",)},
    ),
    *(
        Plant(
            name=f"more than a case can hold: {type(command).__name__}",
            says=f"LimitReached {code} {most}",
            state=state,
            command=command,
            actor=actor,
            upload=an_upload(LEAD, file=replace(an_upload(LEAD).file, group="c" * 32)),
            cuts={rule: (code,)},
        )
        for code, most, state, command, actor, rule in (
            (
                "too-many-verifications",
                50,
                full("verifications", 50),
                good(RecordVerification),
                HANDLER,
                appraisal.verify,
            ),
            (
                "too-many-reviews",
                20,
                full("expression_reviews", 20),
                good(ReviewExpression),
                HANDLER,
                expression.review,
            ),
            ("too-many-rounds", 20, full("rounds", 20), good(OpenRound), HANDLER, rounds.invite),
            (
                "too-many-opinions",
                100,
                opened(opinions=answered(Position.AGREE) * 100),
                good(GiveOpinion),
                person(HEALTH),
                rounds.answer,
            ),
            (
                "too-many-suggestions",
                50,
                full("suggestions", 50),
                good(SuggestHandling),
                person(LAND),
                decisions.suggest,
            ),
            (
                "too-many-own-measures",
                20,
                full("own_measures", 20),
                good(TakeOwnMeasure),
                person(LAND),
                own_measures.take,
            ),
            ("too-many-paper-files", 20, full("paper_files", 20), good(NamePaperFile), HANDLER, secrecy.name),
            ("too-much-evidence", 200, full("evidence", 200), good(AddEvidence), HANDLER, evidence.add),
        )
    ),
)
PLANTS = (
    *COMPETENCE,
    *EVIDENCE,
    *CONTRADICTED,
    *EXPRESSION,
    *LEGAL_BASIS,
    *PERSONS,
    *PUBLICATION,
    *NOTICES,
    *COORDINATION,
    *WEIGHING,
    *ENDS,
    *SELF_MEASURES,
    *RECORDS,
)
