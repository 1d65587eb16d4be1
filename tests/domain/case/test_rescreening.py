"""Field and areas are put right before an appraisal (Đ5.1.a); a report is withdrawn by who reported (Đ2.2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.case.appraisal import verified_independently
from domain.case.checks import ReassignCase
from domain.case.duties import duties
from domain.case.messages import MESSAGES_MOST, AskReporter, ReporterWrote, WriteToAgency
from domain.case.rescreening import ConfirmRescreening, RefuseRescreening, RescreenCase, RescreeningAsked
from domain.case.state.case import Case, CaseState, Category
from domain.case.state.evidence import BY_CODE, Attachment, SealedFile, Uploaded
from domain.case.state.hearing import Hearing, HearingAnswer, HearingWay
from domain.case.state.message import Message
from domain.case.state.pathways import Reopening, ReopeningGround
from domain.case.state.protection import Withdrawal
from domain.case.withdrawal import ConfirmWithdrawal, RecordWithdrawal, RefuseWithdrawal, WithdrawOwnReport, withdrawn
from domain.kernel.actor import Actor, holder_of
from domain.kernel.event import Sealed, Step
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Post, Role
from domain.rules.duty import DutyKind
from domain.rules.facts import Need
from tests.support.facts import A_TICKET, HEALTH, LAND, NOW, PROVINCE, attempt, codes, facts, person, stated
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, hear, knowing, left
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

WHY = "Nội dung nói về đất ở, không phải về trạm y tế."
CHECKING = replace(
    case_at(CaseState.CHECKING),
    verifications=tuple(replace(row, agency=HEALTH) for row in case_at(CaseState.CHECKING).verifications),
)
UNVERIFIED = replace(CHECKING, verifications=())
TO_LAND = RescreenCase(reasons=WHY, category=Category.LAND, assigned=LAND)
STAYS = RescreenCase(reasons=WHY, category=Category.LAND)
LEADS, LOSES, GETS = person(LEAD), person(HEALTH), person(LAND)


def owed(case: Case) -> set[str]:
    return {duty.agency for duty in duties(case) if duty.kind is DutyKind.CONFIRM_RESCREENING}


class TestAnotherField:
    def test_waits_for_the_agency_that_loses_the_matter(self) -> None:
        asked = left(CHECKING, TO_LAND, LEADS)
        assert (asked.category, asked.assigned, owed(asked)) == (Category.HEALTH, HEALTH, {HEALTH})
        [told] = RescreeningAsked(rescreening=asked.rescreenings[-1]).jobs(asked)
        assert told.data["agency"] == HEALTH
        assert hear(asked, TO_LAND, LEADS) == "RuleNotMet rescreening-waits"
        assert hear(asked, ConfirmRescreening(reasons=WHY), GETS) == "G1 assigned-agency-only"
        moved = left(asked, ConfirmRescreening(reasons=WHY), LOSES)
        assert (moved.category, moved.assigned, moved.state, moved.focal) == (
            *(Category.LAND, LAND, CaseState.SCREENED, None),
        )
        assert LAND in moved.members
        assert owed(moved) == set()

    def test_is_confirmed_by_who_loses_it_though_the_check_was_taken_away(self) -> None:
        """Before it was asked, so that the lead checks itself, or while it waits, for another judge."""
        away = left(CHECKING, ReassignCase(assigned=LEAD, reasons=WHY), LEADS)
        assert owed(left(away, TO_LAND, LEADS)) == {HEALTH}
        waiting = left(CHECKING, TO_LAND, LEADS)
        moved = left(waiting, ReassignCase(assigned=LAND, reasons=WHY), LEADS)
        assert hear(moved, ConfirmRescreening(reasons=WHY), GETS) == "G1 assigned-agency-only"
        assert hear(moved, ConfirmRescreening(reasons=WHY), LOSES) == "ok"
        back = replace(TO_LAND, assigned=HEALTH)
        unverified = left(UNVERIFIED, ReassignCase(assigned=LEAD, reasons=WHY), LEADS)
        assert left(unverified, back, LEADS).assigned == HEALTH, "who had it has it again"

    @pytest.mark.parametrize(
        ("case", "passed", "command", "confirms"),
        [
            (CHECKING, (), STAYS, {HEALTH}),
            (UNVERIFIED, (), STAYS, set()),
            (CHECKING, (LEAD, LAND), TO_LAND, {HEALTH}),
            (CHECKING, (LAND,), TO_LAND, {HEALTH}),
            (UNVERIFIED, (LAND,), TO_LAND, {HEALTH}),
            (CHECKING, (LEAD,), replace(TO_LAND, assigned=HEALTH), {HEALTH}),
            (replace(CHECKING, concerns=(HEALTH,)), (), TO_LAND, set()),
        ],
        ids=["checks-on", "not-verified", "by-the-lead", "by-a-friend", "taken-away", "given-back", "concerned"],
    )
    def test_is_confirmed_by_whose_verification_falls(
        self, case: Case, passed: tuple[str, ...], command: RescreenCase, confirms: set[str]
    ) -> None:
        for agency in passed:
            case = left(case, ReassignCase(assigned=agency, reasons=WHY), LEADS)
        asked = left(case, command, LEADS)
        assert owed(asked) == confirms
        assert (asked.category is Category.LAND) == (not confirms)

    def test_waits_for_nobody_once_it_cannot_be_confirmed(self) -> None:
        """Nor for an agency that the claim is about, in the next cycle, or once the matter was appraised."""
        asked, confirm = left(CHECKING, TO_LAND, LEADS), ConfirmRescreening(reasons=WHY)
        named = replace(asked, concerns=(HEALTH,))
        again = stated(Reopening, ground=ReopeningGround.NEW_EVIDENCE, officer="a", from_state="CLOSED", at=LATER)
        reopened = replace(asked, reopenings=(again,))
        for over in (named, reopened):
            assert (owed(over), hear(over, confirm, LOSES)) == (set(), "RuleNotMet no-rescreening-waits")
            assert hear(over, TO_LAND, LEADS) == "ok"
        assert owed(replace(asked, state=CaseState.APPRAISED)) == set()

    def test_is_not_confirmed_by_who_holds_a_post_in_the_lead_too(self) -> None:
        asked, confirm = left(CHECKING, TO_LAND, LEADS), ConfirmRescreening(reasons=WHY)
        both = replace(PROVINCE, subjects={"someone": (LOSES.subject, person(LEAD, Post.AUDITOR).subject)})
        with pytest.raises(Refused, match="another-agency-looks"):
            attempt(asked, confirm, replace(knowing(LOSES, confirm), registry=both))

    def test_makes_the_new_agency_owe_its_check(self) -> None:
        asked, confirm = left(CHECKING, TO_LAND, LEADS), ConfirmRescreening(reasons=WHY)
        moved = attempt(asked, confirm, replace(knowing(LOSES, confirm), now=NOW + timedelta(hours=1)))
        [check] = duties(moved)
        assert (check.kind, check.agency, check.since) == (DutyKind.CHECK, LAND, NOW + timedelta(hours=1))

    def test_goes_to_no_agency_that_is_no_longer_competent(self) -> None:
        asked = left(CHECKING, TO_LAND, LEADS)
        held = PROVINCE.agencies[LAND]
        gone = replace(PROVINCE, agencies={**PROVINCE.agencies, LAND: replace(held, competences=())})
        confirm = ConfirmRescreening(reasons=WHY)
        with pytest.raises(Refused, match="agency-not-competent"):
            attempt(asked, confirm, replace(knowing(LOSES, confirm), registry=gone))

    def test_stays_where_that_agency_refuses(self) -> None:
        asked = left(CHECKING, TO_LAND, LEADS)
        kept = left(asked, RefuseRescreening(reasons=WHY), LOSES)
        assert replace(kept, rescreenings=()) == CHECKING
        assert hear(kept, TO_LAND, LEADS) == "ok"

    def test_takes_the_verification_away(self) -> None:
        verified = CHECKING
        assert verified_independently(verified, facts(LEADS)) is None
        asked, later = left(verified, TO_LAND, LEADS), NOW + timedelta(hours=1)
        confirm = ConfirmRescreening(reasons=WHY)
        moved = attempt(asked, confirm, replace(knowing(LOSES, confirm), now=later))
        assert verified_independently(moved, facts(LEADS)) is not None

    def test_is_at_once_where_the_lead_checks_itself(self) -> None:
        own = replace(UNVERIFIED, assigned=LEAD)
        assert left(own, TO_LAND, LEADS).category is Category.LAND

    def test_leaves_an_allegation_of_corruption_what_it_is(self) -> None:
        alleged = replace(UNVERIFIED, assigned=LEAD, category=Category.ANTI_CORRUPTION)
        assert left(alleged, TO_LAND, LEADS).alleges_corruption


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (RescreenCase(reasons=WHY), "input.category screening-unchanged"),
        (replace(TO_LAND, assigned="agency-paper"), "input.assigned press-is-not-asked"),
        (RescreenCase(reasons=WHY, areas=("area-nowhere",)), "input.areas[0] area-unknown"),
        (RescreenCase(reasons=WHY, areas=("area-north",)), "ok"),
    ],
)
def test_what_is_put_right(command: RescreenCase, says: str) -> None:
    assert hear(CHECKING, command, LEADS) == says


ASK = AskReporter(text="Đề nghị gửi ảnh chụp.")
HOLDER = holder_of(CHECKING.id)
FOLLOWED = replace(CHECKING, ticket=A_TICKET)
QUESTION = Message(at=NOW, text=Sealed(group="1", commitment="0"), officer="officer-1", agency=LEAD)
WORDS = replace(QUESTION, officer=None, agency=None)
ASKED_OFTEN = replace(FOLLOWED, messages=(QUESTION,) * MESSAGES_MOST)
TOLD_OFTEN = replace(FOLLOWED, messages=(WORDS,) * MESSAGES_MOST)
WRITE = WriteToAgency(text="Tôi gửi thêm.")
FULL = f"LimitReached too-many-case-messages {MESSAGES_MOST}"


def test_no_agency_that_the_claim_is_about_is_notified_of_a_message() -> None:
    """It asked before anybody knew."""
    asked = replace(FOLLOWED, messages=(QUESTION, replace(QUESTION, agency=HEALTH)))
    for concerns, told in (((), [LEAD, HEALTH]), ((HEALTH,), [LEAD])):
        jobs = ReporterWrote(message=WORDS).jobs(replace(asked, concerns=concerns))
        assert [job.data["agency"] for job in jobs] == told


@pytest.mark.parametrize(
    ("case", "command", "actor", "says"),
    [
        (FOLLOWED, ASK, LEADS, "ok"),
        (FOLLOWED, ASK, LOSES, "ok"),
        (FOLLOWED, ASK, GETS, "G1 assigned-agency-only"),
        (replace(CHECKING, ticket=None), ASK, LEADS, "RuleNotMet reporter-without-code"),
        (FOLLOWED, WRITE, HOLDER, "ok"),
        (FOLLOWED, WRITE, LEADS, "NotAllowed actor-not-admitted"),
        (ASKED_OFTEN, WRITE, HOLDER, "ok"),
        (ASKED_OFTEN, ASK, LEADS, FULL),
        (TOLD_OFTEN, ASK, LEADS, "ok"),
        (TOLD_OFTEN, WRITE, HOLDER, FULL),
    ],
)
def test_who_writes_to_whom(case: Case, command: Any, actor: Actor, says: str) -> None:
    assert hear(case, command, actor) == says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mời xem ảnh tại https://bay.example/x?case=1 rồi trả lời.", "input.text text-of-another-place"),
        ("Mời xem ảnh tại bay[.]example/x rồi trả lời.", "input.text text-of-another-place"),
        ("Mời xem ảnh tại hxxps://bay.example/x rồi trả lời.", "input.text text-of-another-place"),
        ("Mời xem ảnh tại 203.0.113.7/x rồi trả lời.", "input.text text-of-another-place"),
    ],
)
def test_a_question_leads_to_no_place_that_sees_who_reads_it(text: str, says: str) -> None:
    assert hear(FOLLOWED, replace(ASK, text=text), LEADS) == says


def test_a_file_that_was_sent_with_a_statement_goes_with_no_message() -> None:
    file = SealedFile(group="a", digest="0", size=9, media_type="image/png")
    said = HearingAnswer(at=NOW, text=QUESTION.text, attachment=Attachment(id="b", name=QUESTION.text, file=file))
    asked = Step(agency=LEAD, officer="officer-1", at=NOW)
    hearing = Hearing(id="c", cycle=1, way=HearingWay.ADDRESS, asked=asked, question=QUESTION.text, statements=(said,))
    command = replace(WRITE, upload="a", file_name="anh.png")
    needs: dict[type[Need], Need] = {Uploaded: Uploaded(case=CHECKING.id, agency=BY_CODE, file=file)}
    known = replace(knowing(HOLDER, command, now=NOW), needs=needs)
    assert codes(FOLLOWED, command, known) == []
    assert codes(replace(FOLLOWED, hearings=(hearing,)), command, known) == ["input.upload attachment-there-already"]


OPEN = replace(case_at(CaseState.CHECKING, Cast()), ticket=A_TICKET)
REPORTER = holder_of(OPEN.id)


RECORDED = left(OPEN, good(RecordWithdrawal), person(LEAD))


class TestByCode:
    def test_is_the_reporters_alone_and_once(self) -> None:
        made = left(OPEN, WithdrawOwnReport(), REPORTER)
        assert withdrawn(made)
        assert hear(made, WithdrawOwnReport(), REPORTER) == "RuleNotMet withdrawn-already"


class TestAPaper:
    def test_recorded_by_another_is_confirmed_by_the_lead(self) -> None:
        case = left(OPEN, good(RecordWithdrawal), person(LAND))
        assert hear(case, good(ConfirmWithdrawal), person(LEAD)) == "ok"

    def test_waits_alone_and_may_come_again_when_it_was_refused(self) -> None:
        assert not withdrawn(RECORDED)
        assert hear(RECORDED, good(RecordWithdrawal), person(LAND)) == "RuleNotMet withdrawal-waits"
        refused = left(RECORDED, good(RefuseWithdrawal), person(HEALTH))
        assert not withdrawn(refused)
        assert hear(refused, good(ConfirmWithdrawal), person(LAND)) == "RuleNotMet no-withdrawal-waits"
        assert hear(refused, good(RecordWithdrawal), person(LAND)) == "ok"
        assert withdrawn(left(RECORDED, good(ConfirmWithdrawal), person(HEALTH)))

    def test_of_an_earlier_cycle_counts_no_more(self) -> None:
        made = replace(left(RECORDED, good(ConfirmWithdrawal), person(HEALTH)), cycle=2)
        assert not withdrawn(made)

    def test_is_owed_by_the_other_agencies_or_else_the_committee(self) -> None:
        def owing(case: Case) -> set[str]:
            return {duty.agency for duty in duties(case) if duty.kind is DutyKind.CONFIRM_WITHDRAWAL}

        assert owing(RECORDED) == set(RECORDED.members) - {LEAD}
        assert owing(replace(RECORDED, concerns=tuple(RECORDED.members))) == {Role.PPC}
        paper = Withdrawal(id="withdrawal-1", cycle=1, at=NOW, paper=Step(agency=LEAD, officer="o", at=NOW))
        alone = replace(OPEN, members=(LEAD,), withdrawals=(paper,))
        assert owing(alone) == {Role.PPC}
