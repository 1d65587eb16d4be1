"""What a rule refuses of an act that its row admits: one try a line, with what is said to it.

What a row requires is proven by `requirements.txt`; here is what depends on the input, and shared rules that a command
calls itself. A rule that no longer refuses leaves a line behind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from domain.administration.agencies import ConfirmSuccession, EndCompetence, GrantCompetence, SucceedAgency
from domain.administration.agency_parts import PARTS_WAITING_MOST, ConfirmAgencyPart
from domain.administration.holidays import SetHolidays
from domain.administration.province import AssignLead, DefineArea, EnterRegulation
from domain.administration.provisions import ActivateProvision, DraftProvision, ListProvision
from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase, ReopenByCommittee, ReopenCase
from domain.case.concerned import NameConcerned, NameConcernedByCode
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.execution import OpenRemedy, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.harm import ReviewHarm
from domain.case.hearing import OpenHearing
from domain.case.leadership import RegroupCase
from domain.case.own_measures import EndOwnMeasure, JustifyOwnMeasure, LapseOwnMeasure, OwnMeasureTaken, TakeOwnMeasure
from domain.case.protection import PassOnProtection, RecordProtectionRequest
from domain.case.recusal import RecuseOfficer
from domain.case.rounds import ConcludeRound, LapseRound, OpenRound
from domain.case.state.case import (
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    Medium,
    PublicationChoice,
    ReportCorrection,
)
from domain.case.state.measures import Finding, Measure, VerificationResult
from domain.case.state.pathways import PublicationLink, PublicationState, ReopeningGround
from domain.case.state.protection import Asker
from domain.case.state.round import RoundMethod, RoundOutcome
from domain.case.takedowns import DraftTakedown
from domain.case.transfers import ProposeTransfer, SignTransfer
from domain.kernel.actor import OPERATOR, SYSTEM, Actor, holder_of
from domain.kernel.event import Step
from domain.kernel.vocabulary import Post
from domain.registry.agency import AreaLevel, Task
from domain.registry.entry import Certainty, LawStatus
from domain.registry.regulation import Regulation
from tests.domain.harmful import LAW, OF_HARM, PERSON_GROUND, PROTECTING, a_request, harmful
from tests.domain.heirs import HEIR, taken_over
from tests.domain.registry_rows import (
    DAYS_OFF,
    DECISION,
    FIRST,
    OPERATORS,
    SECOND,
    TODAY,
    UNSURE_SUCCESSION,
    WITH_COMPETENCE,
    YEAR,
)
from tests.domain.scenes import (
    APPRAISED,
    ASKED,
    CHECKED,
    HANDLER,
    MEASURE,
    MEASURED,
    SIGNATORY,
    agreed,
    opened,
)
from tests.support.facts import HEALTH, LAND, POLICE, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    APPRAISER,
    DISTRICT,
    DRAFT,
    GROUND,
    LATER,
    LONG,
    OLD,
    OTHER,
    REGISTRY,
    REVIEWER,
    WEIGHED,
    a_registry,
    an_officer,
    hear,
    provision,
    without_competence,
)
from tests.support.handling_past import (
    PLAIN,
    REMEDY,
    Cast,
    Past,
    a_closure,
    a_proposal,
    a_review,
    a_transfer,
    a_verification,
    an_appraisal,
    an_own_measure,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD

S, V, PROTECTED = CaseState, VerificationResult, ExpressionConclusion.PROTECTED
AT_LAND, SIGNS_FOR_LAND = person(LAND), person(LAND, Post.SIGNATORY)
COMMITTEE = person("agency-ppc", Post.SIGNATORY)
HELD = {"registry": PROTECTING}
KNOWN = {"registry": a_registry(holidays={DAYS_OFF.id: DAYS_OFF}, others={Regulation: {DECISION.id: DECISION}})}
ME, ALIAS = HANDLER.subject, "officer-of-two-posts"
BY_ALIAS = a_review(Cast(), officer=ALIAS)
TWO_POSTS = a_registry(
    subjects={"one account": (ALIAS, ME, SIGNATORY.subject, SIGNS_FOR_LAND.subject)},
    officers={**REGISTRY.officers, ALIAS: an_officer(ALIAS, HEALTH, Post.HANDLER)},
)
"""The register in which several appointments are one person's."""
REMOVAL: Final = {"measure": Measure.TAKEDOWN_PROPOSAL, "alternatives": (Measure.WARNING_LETTER,)}
MISSING = "provision-protects-nobody"


class Try(NamedTuple):
    """An act on a state, what is said to it, who tries, and what is known differently."""

    says: str
    state: Any
    command: Any
    actor: Actor = HANDLER
    known: Mapping[str, Any] = {}

    @property
    def heard(self) -> str:
        return hear(self.state, self.command, self.actor, **self.known)


def protected() -> Any:
    """A case under check that was found protected."""
    return case_at(S.CHECKING, Cast(), Past(expression=PROTECTED))


def found(*verified: Any) -> Any:
    """A case under check in which more was verified."""
    return case_at(S.CHECKING, Cast(), PLAIN, *verified)


def about(agency: str, *events: Any) -> Any:
    """A case under check about what an agency does."""
    return case_at(S.CHECKING, Cast(concerns=(agency,)), PLAIN, *events)


def findings() -> Iterator[Try]:
    """A finding that goes further than what was verified, or than anybody says why (G2)."""
    for result, finding in (
        (V.TRUE, Finding.FALSE),
        (V.TRUE, Finding.PARTLY_FALSE),
        (V.PARTLY_TRUE, Finding.FALSE),
        (V.UNVERIFIABLE, Finding.FALSE),
        (V.UNVERIFIABLE, Finding.PARTLY_FALSE),
        (V.UNVERIFIABLE, Finding.TRUE_ISSUE),
        (V.FALSE, Finding.TRUE_ISSUE),
    ):
        command = good(AppraiseCase, finding=finding, deviation=LONG)
        yield Try("G2 finding-contradicts-verification", found(a_verification(Cast(), result=result)), command)
    another = (a_verification(Cast(), agency=LAND, result=V.TRUE), a_verification(Cast()))
    for finding, verified in ((Finding.PARTLY_FALSE, ()), (Finding.OPINION, ()), (Finding.FALSE, another)):
        yield Try("input.deviation deviation-needed", found(*verified), good(AppraiseCase, finding=finding))
    harm = good(AppraiseCase, finding=Finding.HARMS_PERSON)
    yield Try("input.finding harm-has-its-own-way", CHECKED, harm)
    corrected = ReportCorrection(step=Step(agency=LEAD, officer="officer-x", at=LATER), claim=sealed("before"))
    verifications = (replace(CHECKED.verifications[0], at=LATER),)
    before = replace(CHECKED, report_corrections=(corrected,), verifications=verifications)
    unverifiable = good(AppraiseCase, finding=Finding.UNVERIFIABLE, deviation=LONG)
    yield Try("G3 expression-review-stale", before, unverifiable, known={"now": LATER})


def expression() -> Iterator[Try]:
    """What was found protected (G3)."""
    yield Try("G3 protected-stands", protected(), good(ReviewExpression))
    yield Try("G3 provision-needed", CHECKED, good(ReviewExpression, provision=None), person(HEALTH))
    for finding in (Finding.FALSE, Finding.PARTLY_FALSE):
        yield Try("G3 found-protected", protected(), good(AppraiseCase, finding=finding, deviation=LONG))
    yield Try("G3 found-protected", protected(), good(CloseCase, reasons=ClosureReason.NO_GROUNDS))


def law() -> Iterator[Try]:
    """A ground that holds for the act, and says something (G4)."""
    no_ground, of = "G4 provision-no-ground", {"provision": DRAFT}
    yield Try(no_ground, CHECKED, good(ReviewExpression, **of), person(HEALTH))
    yield Try(no_ground, CHECKED, good(SuggestHandling, **of), AT_LAND)
    yield Try(no_ground, MEASURED, good(JustifyOwnMeasure, **of), SIGNS_FOR_LAND)
    removal = case_at(S.DECIDED, Cast(), Past(measure=Measure.TAKEDOWN_PROPOSAL))
    for state, command in (APPRAISED, ProposeHandling), (CHECKED, ProposeTransfer), (removal, DraftTakedown):
        yield Try(no_ground, state, good(command, provisions=(DRAFT,)))
        yield Try("G4 ground-needed", state, good(command, provisions=()))
    for grounds, says in ((OLD,), "G4 provision-not-in-force"), ((), "G4 ground-needed"), ((DRAFT,), no_ground):
        yield Try(says, case_at(S.PROPOSED, Cast(), Past(provisions=grounds)), good(DecideCase), SIGNATORY)
    for name, words in (
        ("place", "Điều 1: thông tin xấu độc"),
        ("instrument", "Khoản 2: gây bức xúc dư luận"),
        ("wording", "Điểm 3: cản trở sự phát triển của tỉnh"),
    ):
        yield Try(f"input.{name} vague-ground", None, good(DraftProvision, **{name: words}))
    text = good(ListProvision, wording="Cấm đăng thông tin thử sai sự thật.")
    yield Try("input.wording wording-by-a-person", None, text, OPERATOR)


def harm() -> Iterator[Try]:
    """The way on which true content is taken down, and each try to widen it."""
    tested, concluded, proposed = (harmful(state) for state in (S.CHECKING, S.APPRAISED, S.PROPOSED))
    criticised = harmful(S.CHECKING, a_review(Cast(), OF_HARM, conclusion=PROTECTED))
    propose = good(ProposeHandling, provisions=(PERSON_GROUND,), **REMOVAL)
    decide = good(DecideCase, unheard=LONG, measure=Measure.TAKEDOWN_PROPOSAL)
    for case, command, actor in ((concluded, propose, HANDLER), (proposed, decide, SIGNATORY)):
        back = replace(case, protections=(a_request(withdrawn_at=a_request().at),))
        seen = replace(case, expression_reviews=criticised.expression_reviews)
        yield Try("G3 request-of-person-needed", back, command, actor, HELD)
        yield Try("G3 about-office", replace(case, concerns=(LAND,)), command, actor, HELD)
        yield Try("G3 press-by-its-own-law", replace(case, medium=Medium.PRESS), command, actor, HELD)
        yield Try("G3 found-protected", seen, command, actor, HELD)
    conclude = good(ReviewExpression, conclusion=ExpressionConclusion.HARMS_PERSON)
    yield Try("input.conclusion harm-has-its-own-way", tested, conclude, known=HELD)
    yield Try("G3 provision-needed", tested, good(ReviewHarm, provision=None), known=HELD)
    yield Try(f"G4 {MISSING}", tested, good(ReviewHarm, provision=GROUND), known=HELD)
    yield Try(f"G4 {MISSING}", concluded, replace(propose, provisions=(GROUND,)), known=HELD)
    yield Try("G3 protected-stands", criticised, good(ReviewHarm), known=HELD)
    yield Try("input.alternatives letter-first", concluded, replace(propose, alternatives=()), known=HELD)
    closing = good(CloseCase, ground=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH)
    yield Try("G6 harm-not-told", harmful(S.RESULT_REPORTED), closing, known=HELD)
    for_children = good(RecordProtectionRequest, asker=Asker.CHILD_PROTECTION)
    unfit = {"registry": without_competence(LEAD, Task.PROTECT_CHILDREN)}
    yield Try("G1 protects-no-children", CHECKED, for_children, known=unfit)
    orders_none = {"registry": replace(without_competence(OTHER, Task.ORDER_REMOVAL), provisions=LAW)}
    yield Try("input.agency orders-no-removal", tested, good(PassOnProtection), known=orders_none)


def persons() -> Iterator[Try]:
    """Judges in their own cause (G5)."""
    for says, state, command, actor in one_person():
        yield Try(f"G5 {says}", state, command, actor, {"registry": TWO_POSTS})
    yield Try("G5 agency-concerned", about(LAND, MEASURE), good(JustifyOwnMeasure), SIGNS_FOR_LAND)
    yield Try("G1 recuse-oneself-only", CHECKED, good(RecuseOfficer, officer=AT_LAND.subject))


def one_person() -> Iterator[tuple[str, Any, Any, Actor]]:
    """One person under two appointments."""
    no, three, twice = "drafter-cannot-sign", "three-persons-needed", "second-person-needed"
    own = OwnMeasureTaken(measure=an_own_measure(LAND, officer=ALIAS))
    yield no, signed_by(ME, APPRAISER, REVIEWER), good(DecideCase), SIGNATORY
    yield three, signed_by("officer-a", ME, ALIAS), good(DecideCase), SIGNATORY
    yield "reviewer-cannot-appraise", case_of(*until(S.CHECKING), BY_ALIAS), good(AppraiseCase), HANDLER
    yield twice, case_at(S.CLOSED, Cast(), PLAIN, a_closure(Cast(), officer=ME)), good(ReopenCase), SIGNATORY
    yield twice, found(own), good(JustifyOwnMeasure), SIGNS_FOR_LAND
    yield no, found(a_transfer(Cast(), drafter=ME)), good(SignTransfer), SIGNATORY
    yield three, found(BY_ALIAS, a_transfer(Cast())), good(SignTransfer), SIGNATORY
    draft = {"status": LawStatus.DRAFT, "activated_by": None, "drafted_by": ALIAS}
    yield twice, provision(DRAFT, **draft), good(ActivateProvision), HANDLER


def signed_by(drafter: str, appraiser: str, reviewer: str) -> Any:
    """A proposal to sign, by whom, after whose findings."""
    review, appraisal = a_review(Cast(), officer=reviewer), an_appraisal(Cast(), officer=appraiser)
    return case_of(*until(S.CHECKING), review, appraisal, a_proposal(drafted_by=drafter))


def course() -> Iterator[Try]:
    """Rounds, measures and days."""
    lapsed = replace(ASKED, rounds=(replace(ASKED.rounds[0], lapsed_at=LATER),))
    held = good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option=LONG)
    meeting = opened(method=RoundMethod.MEETING, opinions=agreed())
    alone = good(OpenRound, invited=(DISTRICT, LEAD))
    yield Try("input.invited competent-agency-missing", about(DISTRICT), alone)
    yield Try("input.outcome meeting-not-held", meeting, held, known={"now": LATER})
    yield Try("RuleNotMet no-round-open", lapsed, good(LapseRound), SYSTEM, {"now": LATER})
    yield Try("RuleNotMet not-yet-due", ASKED, good(LapseRound), SYSTEM)
    yield Try("RuleNotMet not-yet-due", MEASURED, good(LapseOwnMeasure), SYSTEM)
    yield Try("input.measure own-measure-unknown", MEASURED, good(EndOwnMeasure, measure="measure-9"), AT_LAND)
    no_part, gone = RegroupCase(former=POLICE, successor=HEIR), {"registry": taken_over(POLICE)}
    yield Try("RuleNotMet regrouped-already", CHECKED, no_part, SYSTEM, gone)
    elsewhere = good(TakeOwnMeasure, page="https://khac.example/bai-1")
    yield Try("input.page page-not-official", CHECKED, elsewhere, AT_LAND)
    yield Try("input.way no-address-to-ask-at", replace(APPRAISED, url=None), good(OpenHearing))
    removal, label = Measure.TAKEDOWN_PROPOSAL, Measure.LABEL_PROPOSAL
    press, no = replace(APPRAISED, medium=Medium.PRESS), "input.measure press-not-removed"
    yield Try(no, press, good(ProposeHandling, measure=removal, alternatives=WEIGHED))
    yield Try(no, press, good(ProposeHandling, measure=label, alternatives=WEIGHED[:1]))
    yield Try(no, press, good(SuggestHandling, measure=removal), AT_LAND)
    decided, to_remedy = case_at(S.DECIDED), case_at(S.APPRAISED, Cast(), REMEDY)
    unable = dict.fromkeys(("ppc", "party", "inspection", "ministry"), "agency-cannot-report")
    for agency, code in (unable | {"nobody": "agency-unknown", "paper": "press-is-not-asked"}).items():
        yield Try(f"input.agency {code}", decided, good(StartExecution, agency=f"agency-{agency}"))
        yield Try(f"input.agency {code}", to_remedy, good(OpenRemedy, agency=f"agency-{agency}"))


def ends() -> Iterator[Try]:
    """How a case ends, and what is put on record of it."""
    for past in (PLAIN, REMEDY):
        case = case_at(S.RESULT_REPORTED, Cast(), past)
        yield Try("G6 publication-choice-needed", case, good(CloseCase, ground=past.reason))
    link = PublicationLink(publication="publication-1", state=PublicationState.ISSUED)
    told = replace(case_at(S.RESULT_REPORTED), publications=(link,))
    unpublished = good(CloseCase, ground=ClosureReason.COMPLETED, publication=PublicationChoice.NOT_PUBLISH)
    yield Try("G6 notice-stands", told, unpublished)
    duplicate = good(CloseCase, ground=ClosureReason.DUPLICATE)
    yield Try("input.ground closure-needs-link", CHECKED, duplicate)
    of_inspection = ReopeningGround.INSPECTION_CONCLUSION
    for reopen, actor in ((ReopenCase, SIGNATORY), (ReopenByCommittee, COMMITTEE)):
        other = good(reopen, inspection="inspection-1")
        nowhere = good(reopen, ground=of_inspection, inspection="inspection-1")
        yield Try("input.inspection inspection-for-its-ground", case_at(S.CLOSED), other, actor)
        yield Try("input.inspection inspection-unknown", case_at(S.CLOSED), nowhere, actor)
    nothing = NameConcernedByCode(reasons="Nội dung nói về việc của cơ quan này.")
    yield Try("input.aboutLead field-needed", CHECKED, nothing, holder_of(CHECKED.id))
    many = replace(CHECKED, concerns=tuple(f"agency-{number}" for number in range(10)))
    yield Try("LimitReached too-many-concerns 10", many, good(NameConcerned))


def registry() -> Iterator[Try]:
    """How the registry is kept: one person alone, a right of one's own, nonsense (G5)."""
    of: dict[str, Any] = {
        "number": "21/2026/QĐ-UBND",
        "title": "Quy chế mẫu",
        "issued_on": TODAY,
        "since": TODAY,
        "source": "CB",
    }
    sure = DefineArea(name="Xã", level=AreaLevel.COMMUNE, since=TODAY, source="NQ", certainty=Certainty.CONFIRMED)
    full = replace(WITH_COMPETENCE, proposed=WITH_COMPETENCE.proposed * PARTS_WAITING_MOST)
    grant = GrantCompetence(task=Task.VERIFY, since=TODAY, source="QĐ")
    ended, heir = EndCompetence(number=2, until=date(2027, 1, 1)), ConfirmSuccession(successor=POLICE, source="NQ")
    itself = SucceedAgency(successor=HEALTH, on=TODAY, whole=True, source="NQ")
    leads = {agency: AssignLead(agency=agency, since=TODAY, source="QĐ") for agency in ("agency-nowhere", POLICE)}
    too_many = f"LimitReached too-many-parts-wait {PARTS_WAITING_MOST}"
    yield Try("G5 second-person-needed", None, sure, FIRST)
    yield Try(too_many, full, grant, FIRST)
    yield Try("input.part no-such-part", WITH_COMPETENCE, ConfirmAgencyPart(part="part-9"), SECOND)
    yield Try("input.number no-such-competence", OPERATORS, ended, FIRST)
    yield Try("input.successor no-such-succession", UNSURE_SUCCESSION, heir, FIRST)
    yield Try("input.successor agency-succeeds-itself", OPERATORS, itself, FIRST)
    yield Try("input.year year-entered", None, SetHolidays(year=2028, days=(YEAR,), source="TB"), FIRST, KNOWN)
    yield Try("input.agency agency-unknown", None, leads["agency-nowhere"], FIRST)
    yield Try("input.agency agency-cannot-lead", None, leads[POLICE], FIRST)
    for says, changes in (
        ("input.number decision-number-needed", {"number": "Quyết định"}),
        ("input.number regulation-entered", {"number": DECISION.number}),
        ("input.since before-it-was-signed", {"since": TODAY - timedelta(1)}),
    ):
        yield Try(says, None, EnterRegulation(**(of | changes)), FIRST, KNOWN)


TRIES = [one for room in (findings, expression, law, harm, persons, course, ends, registry) for one in room()]


def test_each_try_is_refused_with_its_reason() -> None:
    assert [(type(one.command).__name__, one.says, heard) for one in TRIES if (heard := one.heard) != one.says] == []
    assert len(TRIES) > 100
