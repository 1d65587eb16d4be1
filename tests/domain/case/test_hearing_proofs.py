"""Who is shown to be the person concerned: the register's word and who looks for it, a receipt, what undoes either."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case.codes import WORD_LENGTH, of_hearing, read_word, word_of
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.duties import duties
from domain.case.hearing import ANSWERS_MOST, DAY, STATEMENTS_DAY_MOST, STATEMENTS_MOST, AnswerHearing
from domain.case.hearing_proofs import (
    LOOKS_APART,
    AskForLook,
    RecordHandover,
    RecordLateLook,
    RecordLook,
    WithdrawProof,
)
from domain.case.state.case import Case, CaseState
from domain.case.state.evidence import EvidenceItem, EvidenceKind
from domain.case.state.hearing import Hearing, HearingAnswer, HearingLook, HearingProof, HearingWay, WordPlace
from domain.kernel.actor import Actor, holder_of
from domain.kernel.event import Step
from domain.kernel.vocabulary import Kind, Post, Role
from domain.notification.due import due_in
from domain.rules.duty import DutyKind
from store.kinds.case_heads import owed_fields
from tests.domain.case.test_hearing import CODE, HOLDER, IN_TIME, a_hearing, heard, heard_case
from tests.domain.worlds import evidence
from tests.support.activities import INSPECTION
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, OTHER, PPC, left
from tests.support.world import LEAD

WORD = word_of(123_456_789_012_345)
STRANGER, OWNER = holder_of("case-1"), holder_of("case-1", WORD)
SAY = AnswerHearing(text="Trạm y tế đóng cửa thật vào hôm đó, tôi có ảnh.")
ENDING, LOOK_BY = NOW + timedelta(minutes=1), NOW + timedelta(days=2)
INSPECTOR = person(INSPECTION, Post.INSPECTOR)
SEEN = {"word": WORD, "place": WordPlace.CONTENT, "evidence": "evidence-1"}


def item(agency: str = LAND, **changes: Any) -> EvidenceItem:
    """A capture or a receipt, added by somebody of an agency that has no other part in the proof."""
    made = replace(evidence(agency, NOW), officer=person(agency).subject)
    return replace(made, **changes)


def at_address(*evidence: EvidenceItem, state: CaseState = CaseState.APPRAISED, **changes: Any) -> Case:
    """A question at the address of the content."""
    hearing = a_hearing(way=HearingWay.ADDRESS, **changes)
    case = heard_case(hearing, state=state)
    return replace(case, evidence=evidence, members=(*case.members, HEALTH, LAND))


def said_by(case: Case, actor: Actor) -> Case:
    made: Case = left(case, SAY, actor, now=LATER)
    return made


def looked(case: Case, actor: Actor | None = None, **changes: Any) -> Case:
    command = good(RecordLook, **{**SEEN, **changes})
    made: Case = left(case, command, actor or person(HEALTH), now=LATER, new_id="proof-1")
    return made


def hearing_of(case: Case) -> Hearing:
    (hearing,) = case.hearings
    return hearing


class TestWords:
    def test_survive_how_people_type_them_and_no_mistake(self) -> None:
        assert len(WORD) == WORD_LENGTH
        assert read_word(f" {WORD[:5].lower()}-{WORD[5:]} ") == WORD
        wrong = [
            WORD[:at] + other + WORD[at + 1 :] for at in range(WORD_LENGTH) for other in "25X" if WORD[at] != other
        ]
        assert sum(read_word(word) is not None for word in wrong) <= 2
        assert [read_word(typed) for typed in ("", WORD[:-1], WORD + "0", "đặt từ này")] == [None] * 4

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("0123-4567-89ab", ("0123456789AB", "")),
            ("0123456789AB-0011223344556677", ("0123456789AB", "0011223344556677")),
            ("0123456789A", ("", "")),
            ("0123456789AB0", ("", "")),
            ("", ("", "")),
        ],
    )
    def test_a_code_and_the_secret_that_follows_it(self, typed: str, expected: tuple[str, str]) -> None:
        assert of_hearing(typed) == expected


class TestStatements:
    @pytest.mark.parametrize("actor", [STRANGER, OWNER])
    def test_answer_for_nobody(self, actor: Actor) -> None:
        case = said_by(at_address(), actor)
        assert hearing_of(case).statements == (HearingAnswer(at=LATER, text=sealed(SAY.text), mark=actor.mark),)
        assert heard(case, good(ProposeHandling), now=NOW) == "RuleNotMet hearing-runs"
        assert heard(case, good(ProposeHandling), now=IN_TIME) == "ok"
        proposed = said_by(at_address(state=CaseState.PROPOSED), actor)
        assert heard(proposed, good(DecideCase), person(LEAD, Post.SIGNATORY)) == "ok"

    def test_of_many_strangers_wait_for_tomorrow_and_keep_the_person_from_nothing(self) -> None:
        rows = tuple(HearingAnswer(at=LATER, text=sealed("a")) for _ in range(STATEMENTS_DAY_MOST))
        full = at_address(item(), statements=rows)
        assert heard(full, SAY, STRANGER) == f"LimitReached statements-of-the-day {STATEMENTS_DAY_MOST}"
        assert heard(full, SAY, STRANGER, now=LATER + DAY) == "ok"
        shown = looked(full)
        assert heard(shown, SAY, OWNER) == "ok"
        own = tuple(HearingAnswer(at=NOW, text=sealed("a"), mark=WORD) for _ in range(ANSWERS_MOST))
        many = replace(shown, hearings=(replace(hearing_of(shown), answers=own),))
        assert heard(many, SAY, OWNER).startswith("LimitReached too-many-said")
        assert heard(shown, SAY, holder_of("case-1", word_of(7))).startswith("LimitReached")
        old = tuple(replace(rows[0], at=NOW) for _ in range(STATEMENTS_MOST))
        assert heard(at_address(statements=old), SAY, STRANGER).startswith("LimitReached too-many-statements")

    def test_are_all_that_the_code_of_a_letter_makes_also_after_an_old_proof_of_it(self) -> None:
        old = HearingProof(id="proof-1", mark=CODE, recorded=a_hearing().asked, evidence="evidence-0", answer_by=LATER)
        before = HearingAnswer(at=NOW, text=sealed("a"), mark=CODE)
        case = heard_case(a_hearing(proofs=(old,), answers=(before,)))
        made = hearing_of(said_by(case, HOLDER))
        assert (made.answers, [row.mark for row in made.statements]) == ((before,), [CODE])


CONCERNED, ANOTHER = "G5 agency-concerned", "G5 another-agency-looks"


class TestLooking:
    def test_makes_the_answer_of_whoever_has_the_word(self) -> None:
        case = looked(said_by(said_by(at_address(item()), STRANGER), OWNER))
        hearing = hearing_of(case)
        assert [row.mark for row in hearing.answers] == [WORD]
        assert [row.mark for row in hearing.statements] == [None]
        assert heard(case, good(ProposeHandling), now=LATER) == "input.reply reply-needed"
        assert hearing_of(said_by(case, OWNER)).answers[-1].mark == WORD

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"word": "0000000001"}, "input.word word-mistyped"),
            ({"place": None}, "input.place field-needed"),
            ({"evidence": None}, "input.evidence proof-evidence"),
            ({"evidence": "evidence-2"}, "input.evidence proof-evidence"),
        ],
    )
    def test_needs_the_word_its_place_and_a_capture(self, changes: dict[str, Any], expected: str) -> None:
        assert heard(at_address(item()), good(RecordLook, **{**SEEN, **changes}), person(HEALTH)) == expected

    @pytest.mark.parametrize("capture", [item(kind=EvidenceKind.DOCUMENT), item(at=NOW - timedelta(days=1)), None])
    def test_takes_a_new_capture(self, capture: EvidenceItem | None) -> None:
        case = at_address(*([capture] if capture else []))
        assert heard(case, good(RecordLook, **SEEN), person(HEALTH)) == "input.evidence proof-evidence"

    def test_once_for_each_word_and_each_capture(self) -> None:
        case = looked(at_address(item(), item(id="evidence-2")))
        assert heard(case, good(RecordLook, **{**SEEN, "evidence": "evidence-2"}), person(HEALTH)).endswith(
            "there-already"
        )
        again = good(RecordLook, **{**SEEN, "word": word_of(7)})
        assert heard(case, again, person(HEALTH)) == "input.evidence proof-evidence"


class TestAskingForALook:
    def test_holds_nothing_once_the_person_answered(self) -> None:
        said = HearingAnswer(at=NOW, text=sealed("a"), mark=WORD)
        case = at_address(look=HearingLook(asked_at=NOW, due_at=LATER), answers=(said,))
        assert heard(case, good(ProposeHandling, reply=LONG), now=LATER) == "ok"

    @pytest.mark.parametrize(
        ("actor", "now", "expected"),
        [
            (person(PPC), LOOK_BY - timedelta(milliseconds=1), "RuleNotMet not-yet-due"),
            (person(PPC), LOOK_BY, "ok"),
            (person(PPC, Post.SIGNATORY), LOOK_BY, "ok"),
            (INSPECTOR, LOOK_BY, "ok"),
            (person(HEALTH), LOOK_BY, "G1 watching-only"),
        ],
    )
    def test_passes_to_the_level_above_after_its_term(self, actor: Actor, now: datetime, expected: str) -> None:
        case = at_address(look=HearingLook(asked_at=NOW, due_at=LOOK_BY))
        command = good(RecordLateLook, word=None, place=None, evidence=None)
        assert heard(case, command, actor, now=now) == expected
        if expected == "ok":
            done = left(case, command, actor, now=now)
            assert heard(done, good(ProposeHandling), now=IN_TIME) == "ok"
            assert heard(done, command, actor, now=now) == "RuleNotMet no-look-awaited"
            proven = good(RecordLateLook, **SEEN)
            seen = left(replace(case, evidence=(item(),)), proven, actor, now=now, new_id="proof-1")
            assert [row.mark for row in hearing_of(seen).proofs] == [WORD]

    def test_is_the_duty_of_other_agencies_until_one_looked(self) -> None:
        asked = left(at_address(), AskForLook(placed=True), STRANGER, now=NOW)
        look = hearing_of(asked).look
        late = {(duty.agency, duty.since) for duty in duties(asked) if duty.kind is DutyKind.LOOK_AFTER_TERM}
        assert look is not None
        assert late == {(role, look.due_at) for role in (Role.PPC, Role.INSPECTOR)}
        head = {"_id": asked.id, **owed_fields(Kind.CASE, asked)}
        for now, shown in ((look.due_at - timedelta(milliseconds=1), False), (look.due_at, True)):
            found = {due.kind for due in due_in([head], person(PPC), PROVINCE, now)}
            assert (DutyKind.LOOK_AFTER_TERM in found) is shown
        [own] = [duty for duty in duties(asked) if duty.kind is DutyKind.ACT_ON_FINDING]
        assert own.since == max(look.due_at, hearing_of(asked).answer_by or NOW)
        owing = {duty.agency for duty in duties(asked) if duty.kind is DutyKind.LOOK_FOR_WORD}
        assert LEAD not in owing
        assert {HEALTH, LAND} <= owing
        alone = replace(asked, members=(LEAD,))
        assert [duty.agency for duty in duties(alone) if duty.kind is DutyKind.LOOK_FOR_WORD] == [LEAD]
        done = looked(asked, word=None, place=None, evidence=None)
        assert DutyKind.LOOK_FOR_WORD not in [duty.kind for duty in duties(done)]
        assert hearing_of(done).proofs == ()

    def test_once_a_day_whoever_asks(self) -> None:
        step = Step(agency=HEALTH, officer="officer", at=NOW)
        open_, done = HearingLook(asked_at=NOW, due_at=LATER), HearingLook(asked_at=NOW, due_at=LATER, done=step)
        for look, now, expected in (
            (open_, LATER + LOOKS_APART, "RuleNotMet look-asked-already"),
            (done, NOW + LOOKS_APART - timedelta(milliseconds=1), "RuleNotMet look-asked-already"),
            (done, NOW + LOOKS_APART, "ok"),
        ):
            assert heard(at_address(look=look), AskForLook(placed=True), STRANGER, now=now) == expected
        for look, expected in ((open_, "RuleNotMet look-asked-already"), (done, "ok")):
            ending = replace(hearing_of(at_address(look=look)), answer_by=NOW + LOOKS_APART)
            case, now = replace(at_address(), hearings=(ending,)), NOW + timedelta(hours=1)
            assert heard(case, AskForLook(placed=True), STRANGER, now=now) == expected, "the last one before the end"
        assert heard(at_address(), AskForLook(placed=False), STRANGER) == "input.placed word-not-placed"


@pytest.mark.parametrize("action", [RecordLook, RecordHandover])
def test_what_shows_the_word_was_added_by_somebody_else_than_who_records_it(action: type) -> None:
    case, given = (
        heard_case(a_hearing()),
        {**SEEN} if action is RecordLook else {"word": WORD, "evidence": "evidence-1"},
    )
    for agency, expected in ((HEALTH, "G5 second-person-needed"), (LEAD, "ok"), (LAND, "ok")):
        assert heard(replace(case, evidence=(item(agency),)), good(action, **given), person(HEALTH)) == expected


class TestReceipts:
    def test_of_a_letter_make_the_answer_of_whoever_has_the_word(self) -> None:
        case = replace(said_by(said_by(heard_case(a_hearing()), HOLDER), OWNER), evidence=(item(LEAD),))
        command = good(RecordHandover, word=WORD, evidence="evidence-1")
        made = left(case, command, person(HEALTH), now=LATER, new_id="proof-1")
        assert [row.mark for row in hearing_of(made).answers] == [WORD]
        assert [row.mark for row in hearing_of(made).statements] == [CODE]
        for typed in (CODE, WORD[:-1], "0000000001"):
            mistyped = good(RecordHandover, word=typed, evidence="evidence-1")
            assert heard(case, mistyped, person(HEALTH)) == "input.word word-mistyped"
        assert heard(case, command, person(LEAD)) == ANOTHER
        assert heard(replace(case, lead=OTHER), command, person(LEAD)) == ANOTHER, "the agency that asked"

    @pytest.mark.parametrize("way", HearingWay)
    def test_only_of_a_code_that_went_to_one_person(self, way: HearingWay) -> None:
        case = replace(heard_case(a_hearing(way=way)), evidence=(item(LEAD),))
        expected = "ok" if way in (HearingWay.LETTER, HearingWay.AT_CONTENT) else "RuleNotMet code-for-everybody"
        command = good(RecordHandover, word=WORD, evidence="evidence-1")
        assert heard(case, command, person(HEALTH)) == expected


class TestWithdrawing:
    def proven(self) -> Case:
        return looked(said_by(at_address(item(), item(LEAD, id="evidence-2")), OWNER))

    def test_makes_statements_of_the_answers_and_another_look_answers_of_them(self) -> None:
        case, command = self.proven(), WithdrawProof(proof="proof-1", reasons=LONG)
        made = left(case, command, person(LAND), now=LATER)
        assert (hearing_of(made).answers, len(hearing_of(made).statements)) == ((), 1)
        assert heard(made, good(ProposeHandling), now=LATER) == "ok"
        again = looked(made, person(LAND), evidence="evidence-2")
        assert len(hearing_of(again).answers) == 1

    def test_of_one_that_counts(self) -> None:
        assert heard(self.proven(), WithdrawProof(proof="proof-2", reasons=LONG), person(LAND)).endswith(
            "proof-unknown"
        )
        assert heard(at_address(), WithdrawProof(proof="proof-1", reasons=LONG), person(LAND)) == "RuleNotMet no-proof"
