"""An agency is taken over: whole, its heir stands in its place everywhere; in part, in nothing but partiality (Đ5)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.activity.directives import Directive, DirectiveState, ReportDirectiveResult
from domain.activity.inspections import AnswerBreach, RecordBreach
from domain.activity.recorded import WithdrawActivity
from domain.case.checks import RecordCheck, StartChecking
from domain.case.committee import SignTakedown
from domain.case.evidence import AddEvidence, NamePaperFile
from domain.case.execution import ReportResult
from domain.case.expression import ReviewExpression
from domain.case.own_measures import EndOwnMeasure, JustifyOwnMeasure, OwnMeasureTaken
from domain.case.recusal import MoveRecusal, RecuseOfficer
from domain.case.requests import AnswerReferral, AnswerRequest, RequestCoordination
from domain.case.rounds import ConcludeRound, GiveOpinion, LapseRound, OpenRound, RecordMeeting, RoundOpened
from domain.case.state.case import CaseState
from domain.case.state.pathways import ReferralOutcome, TakedownStatus, TransferStatus
from domain.case.state.round import Position, RoundMethod
from domain.case.transfers import ReceiveTransfer
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.calendar import start_of
from domain.kernel.vocabulary import AgencyKind, Post
from domain.notification.digests import WarningKind, case_warnings, registry_warnings
from domain.registry.agency import Succession
from domain.registry.registry import Registry
from tests.domain.handling import a_referral, a_request, a_takedown, a_transfer
from tests.domain.heirs import DAY, HEIR, heir_of, taken_over
from tests.support.activities import BREACH, TRAINING, recorded
from tests.support.facts import HEALTH, LAND, NOW, POLICE, agency, attempt, person, sealed
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import (
    COMMUNE,
    COMPETENCES,
    GROUND,
    LATER,
    LONG,
    PPC,
    REGISTRY,
    an_officer,
    hear,
    knowing,
    left,
    said,
)
from tests.support.handling_past import Cast, Past, a_round, an_own_measure, case_at
from tests.support.world import KINDS, LEAD, officer

JOURNALISTS = "agency-journalists"
SOON = NOW + timedelta(days=1)
CHECKING, COORDINATING, EXECUTING = CaseState.CHECKING, CaseState.COORDINATING, CaseState.EXECUTING


@dataclass(frozen=True, kw_only=True)
class Use:
    """One act in the former agency's place, and what is said when only a part was taken over."""

    command: Any
    state: Any
    says: str
    former: str = HEALTH
    changes: Any = None

    def heard(self, registry: Registry) -> str:
        given = {"registry": registry, "now": LATER} | (self.changes or {})
        return hear(self.state, self.command, heir_of(self.former), **given)


def directive(*addressees: str) -> Directive:
    texts = {"document_number": sealed("3/CT"), "content": sealed(LONG)}
    made = {"id": "directive-1", "state": DirectiveState.OPEN, "agency": PPC, "officer": "o", "at": NOW, "due_at": NOW}
    return Directive(**made, **texts, addressees=addressees)  # type: ignore[arg-type]


MEASURED = case_at(CHECKING, Cast(), Past(), OwnMeasureTaken(measure=an_own_measure(HEALTH)))
IN_TIME = {"now": NOW}
REPORT = ReportDirectiveResult(document_number="7/BC", text=LONG)
USES = {
    "leads": Use(command=good(OpenRound), state=case_at(CHECKING), former=LEAD, says="G1 lead-agency-only"),
    "checks": Use(command=good(RecordCheck), state=case_at(CHECKING), says="G1 assigned-agency-only"),
    "names the focal officer": Use(
        command=StartChecking(focal="officer-heir-2"), state=case_at(CaseState.SCREENED), says="G1 assigned-agency-only"
    ),
    "reviews": Use(command=good(ReviewExpression), state=case_at(CHECKING), says="G1 assigned-agency-only"),
    "answers in a round": Use(command=good(GiveOpinion), state=case_at(COORDINATING), says="G1 not-invited"),
    "reports the result": Use(command=good(ReportResult), state=case_at(EXECUTING), says="G1 executing-agency-only"),
    "reports the remedy": Use(
        command=good(ReportResult),
        state=case_at(EXECUTING, Cast(), Past(finding="TRUE_ISSUE")),  # type: ignore[arg-type]
        says="G1 executing-agency-only",
    ),
    "adds evidence": Use(
        command=good(AddEvidence),
        state=case_at(CHECKING),
        says="G1 members-only",
        changes={"upload": an_upload(HEALTH)},
    ),
    "names a paper file": Use(command=good(NamePaperFile), state=case_at(CHECKING), says="G1 members-only"),
    "ends a self-measure": Use(command=good(EndOwnMeasure), state=MEASURED, says="G1 members-only"),
    "justifies a self-measure": Use(
        command=good(JustifyOwnMeasure), state=MEASURED, says="G1 members-only", changes=IN_TIME
    ),
    "answers a request": Use(
        command=AnswerRequest(request="request-1", text="Đã kiểm tra.", document_number="5/CV"),
        state=replace(case_at(CHECKING), requests=(a_request(HEALTH),)),
        says="G1 not-asked",
    ),
    "answers a referral": Use(
        command=AnswerReferral(referral="referral-1", outcome=ReferralOutcome.NO_BREACH, document_number="1/HNB"),
        state=replace(case_at(CHECKING), referrals=(a_referral(),)),
        former=JOURNALISTS,
        says="G1 not-asked",
    ),
    "receives a transfer": Use(
        command=ReceiveTransfer(),
        state=replace(case_at(CaseState.TRANSFERRED), transfers=(a_transfer(TransferStatus.HANDED_OVER),)),
        former=POLICE,
        says="G1 handed-to-another",
    ),
    "signs a proposal of removal": Use(
        command=SignTakedown(takedown="takedown-1", document_number="2/UBND"),
        state=replace(
            case_at(CaseState.EXECUTING), takedowns=(a_takedown(TakedownStatus.SUBMITTED_PPC, provisions=(GROUND,)),)
        ),
        former=PPC,
        says="G1 submitted-to-another",
    ),
    "moves a recusal": Use(command=good(MoveRecusal), state=case_at(CHECKING), former=LEAD, says="G1 members-only"),
    "answers a directive": Use(command=REPORT, state=directive(HEALTH), says="G1 addressee-only"),
    "answers a breach": Use(
        command=AnswerBreach(text="Chậm do mất điện kéo dài."),
        state=recorded(BREACH, PPC, Post.SIGNATORY),
        former=LAND,
        says="G1 concerned-agency-only",
    ),
    "takes back what it recorded": Use(
        command=WithdrawActivity(reasons="Ghi nhầm ngày tổ chức."),
        state=recorded(TRAINING, HEALTH),
        says="G1 own-agency-only",
    ),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
class TestInThePlaceOfTheFormer:
    def test_the_heir_acts(self, use: Use) -> None:
        assert use.heard(taken_over(use.former)) == "ok"

    @pytest.mark.parametrize(
        "not_yet", [{"whole": False}, {"on": date(2027, 1, 1)}, {"sure": False}], ids=["part", "later", "unsure"]
    )
    def test_and_not_for_a_part_nor_early_nor_unconfirmed(self, use: Use, not_yet: Any) -> None:
        assert use.heard(taken_over(use.former, **not_yet)) == use.says


WHOLE_OR_PART = pytest.mark.parametrize("whole", [True, False], ids=["whole", "part"])


class TestPartiality:
    """Who took over anything of an agency judges no claim about it (G5)."""

    @WHOLE_OR_PART
    def test_no_breach_of_what_it_took_over(self, whole: bool) -> None:
        command = replace(BREACH, agency=PPC)
        actor = replace(heir_of(PPC), scopes=person(PPC).scopes)
        known = knowing(actor, command, registry=taken_over(PPC, whole=whole), now=LATER)
        assert said(None, command, known) == "G5 own-breach"
        assert isinstance(command, RecordBreach)


REGISTRY_WITH_HEIR = replace(
    taken_over(HEALTH), agencies={**REGISTRY.agencies, HEIR: agency(HEIR, KINDS[HEALTH], competences=COMPETENCES)}
)


class TestRounds:
    def heard(self) -> Any:
        """A round in which the heir answered for who was invited."""
        command = good(GiveOpinion, position=Position.DISAGREE)
        known = knowing(heir_of(HEALTH), command, registry=taken_over(HEALTH), now=NOW)
        return attempt(case_at(COORDINATING, Cast(invited=(HEALTH, COMMUNE))), command, known)

    def test_who_was_answered_for_was_not_silent(self) -> None:
        command = good(LapseRound)
        known = knowing(SYSTEM, command, registry=taken_over(HEALTH), now=LATER)
        [current] = attempt(self.heard(), command, known).rounds
        assert [(opinion.agency, opinion.position) for opinion in current.opinions] == [
            (HEIR, Position.DISAGREE),
            (COMMUNE, Position.NO_REPLY),
        ]

    def test_the_heirs_later_word_stands_before_the_formers(self) -> None:
        changed = good(GiveOpinion, position=Position.AGREE)
        former = attempt(
            case_at(COORDINATING, Cast(invited=(HEALTH, COMMUNE))),
            good(GiveOpinion, position=Position.DISAGREE),
            knowing(person(HEALTH), good(GiveOpinion), now=NOW),
        )
        both = left(former, changed, heir_of(HEALTH), registry=taken_over(HEALTH), now=NOW)
        command = good(ConcludeRound)
        for registry, says in ((taken_over(HEALTH), "ok"), (REGISTRY_WITH_HEIR, "input.dissent dissent-needed")):
            assert hear(both, command, person(LEAD), registry=registry, now=LATER) == says

    def test_the_heir_attends_for_who_was_invited(self) -> None:
        meeting = RoundOpened(round=a_round(Cast(), Past(method=RoundMethod.MEETING)))
        case = case_at(CHECKING, Cast(), Past(), meeting)
        command = good(RecordMeeting, attended=(HEIR,))
        for registry, says in (
            (taken_over(HEALTH), "ok"),
            (REGISTRY_WITH_HEIR, "input.attended[0] attended-uninvited"),
        ):
            assert hear(case, command, person(LEAD), registry=registry, now=LATER) == says

    def test_the_heir_is_warned_until_it_has_answered(self) -> None:
        case = case_at(COORDINATING, Cast(invited=(HEALTH, COMMUNE)))
        kinds = [warning.kind for warning in case_warnings(case, HEIR, taken_over(HEALTH), SOON)]
        assert kinds == [WarningKind.OPINION_DUE]
        assert not list(case_warnings(case, HEIR, REGISTRY_WITH_HEIR, SOON))
        assert not list(case_warnings(self.heard(), HEIR, taken_over(HEALTH), SOON))


class TestOfficers:
    def test_of_the_former_count_as_officers_of_the_heir(self) -> None:
        registry = replace(taken_over(HEALTH), officers=REGISTRY.officers)
        assert not list(registry_warnings(registry, HEIR, start_of(DAY)))
        none = replace(registry, agencies={**registry.agencies, HEALTH: REGISTRY.agencies[HEALTH]})
        assert [warning.kind for warning in registry_warnings(none, HEIR, start_of(DAY))] == [WarningKind.NO_OFFICER]

    def test_with_two_appointments_are_one_person(self) -> None:
        before, after = officer(HEALTH, Post.HANDLER), "officer-heir"
        rows = {**taken_over(HEALTH).officers, after: an_officer(after, HEIR, Post.SIGNATORY)}
        rows[after] = replace(rows[after], span=replace(rows[after].span, since=DAY))
        registry = replace(taken_over(HEALTH), officers=rows, subjects={"someone": (after, before)})
        assert registry.person(after) == registry.person(before) == before
        assert registry.person("officer-of-nobody") == "officer-of-nobody"
        out = left(case_at(CHECKING), good(RecuseOfficer, officer=after), person(HEALTH), registry=registry)
        assert out.recused == (before,)
        again = good(MoveRecusal, officer=before)
        assert hear(out, again, person(LEAD), registry=registry) == "RuleNotMet recused-already"


class TestDirectives:
    def test_one_report_answers_for_all_that_were_taken_over(self) -> None:
        registry = taken_over(HEALTH, LAND)
        after = left(directive(HEALTH, LAND, POLICE), REPORT, heir_of(HEALTH), registry=registry)
        assert (after.unanswered, after.state) == ((POLICE,), DirectiveState.OPEN)
        assert [(result.agency, result.addressees) for result in after.results] == [(HEIR, (HEALTH, LAND))]
        again = hear(after, REPORT, heir_of(HEALTH), registry=registry)
        assert again == "RuleNotMet directive-answered"


class TestChains:
    def chain(self, *steps: tuple[str, str]) -> Registry:
        rows = {item: agency(item, AgencyKind.DEPARTMENT) for step in steps for item in step}
        for old, new in steps:
            row = Succession(successor=new, on=DAY, whole=True, source="QĐ")
            rows[old] = replace(rows[old], successions=(row,))
        return replace(REGISTRY, agencies=rows)

    def test_an_heir_of_an_heir_acts_for_both(self) -> None:
        registry = self.chain(("agency-a", "agency-b"), ("agency-b", "agency-c"))
        assert registry.heir("agency-a", DAY) == "agency-c"
        assert registry.taken_over("agency-c", DAY) == {"agency-a", "agency-b"}
        assert registry.taken_over("agency-b", DAY) == frozenset()
        assert registry.kin("agency-a", DAY) == {"agency-a", "agency-b", "agency-c"}


class TestEveryOtherUse:
    """The places where only one side of a comparison was asked of the former agency so far."""

    def said(self, case: Any, command: Any, actor: Actor, registry: Registry, **given: Any) -> str:
        return hear(case, command, actor, registry=registry, **{"now": LATER, **given})

    def test_who_took_the_lead_over_does_not_ask_itself(self) -> None:
        command = RequestCoordination(agency=HEIR, content="Kiểm tra giúp nội dung.", due_days=3)
        says = "input.agency agency-cannot-be-asked"
        assert self.said(case_at(CHECKING), command, heir_of(LEAD), taken_over(LEAD)) == says

    def test_the_former_may_still_be_named_in_an_invitation(self) -> None:
        case, command = case_at(CHECKING, Cast(concerns=(HEALTH,))), good(OpenRound, invited=(HEALTH, COMMUNE))
        assert self.said(case, command, person(LEAD), taken_over(HEALTH)) == "ok"

    def test_one_word_of_either_is_the_word_of_their_heir(self) -> None:
        case = left(case_at(COORDINATING), good(GiveOpinion), person(HEALTH), now=NOW)
        for registry, silent in ((taken_over(HEALTH, LAND), []), (taken_over(HEALTH), [LAND])):
            [current] = attempt(case, good(LapseRound), knowing(SYSTEM, None, registry=registry, now=LATER)).rounds
            assert [opinion.agency for opinion in current.opinions if opinion.position is Position.NO_REPLY] == silent
        assert not list(case_warnings(case, HEIR, taken_over(HEALTH), SOON))

    def test_nobody_organises_with_who_it_took_over(self) -> None:
        command = replace(TRAINING, co_organiser=HEALTH)
        assert self.said(None, command, heir_of(HEALTH), taken_over(HEALTH)) == "input.coOrganiser own-agency-named"
