"""What may be complained of, as a table by hand: whose act, since when, and what becomes of it (Luật Khiếu nại)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.closing import CaseReopened
from domain.case.own_measures import OwnMeasureEnded
from domain.case.state.case import CaseState, Closure, ClosureReason, Informed
from domain.case.state.pathways import PoliceTransfer, PublicationState, TransferStatus
from domain.complaint.acts import ACTS, Undone, acts_in, agency_of_act, done_on, kind_of_act, named_act
from domain.complaint.examination import DecideRedress, RedressDecided, subject_of, undoing
from domain.complaint.filing import FileRedress
from domain.complaint.state import (
    ContestedAct,
    ContestedDecision,
    ContestedKind,
    Redress,
    RedressOutcome,
    RedressState,
    Ruling,
    StreamAct,
)
from domain.erasure.data_requests import AnswerDataRequest, DataRequestAskedAgain, act_of_refusal, asked_again
from domain.erasure.state import DataRequest, DataRequestKind, Erasure, ErasureGround, ErasureState, Word
from domain.kernel.actor import PUBLIC
from domain.kernel.vocabulary import Post
from domain.publication.corrections import ReviewBegun, act_of_notice, reviewed
from domain.publication.public import complaint_code
from tests.domain.handling import a_step
from tests.domain.notices import a_notice
from tests.domain.redress import LONG, a_decision, examiner, knowing
from tests.support.each import each
from tests.support.facts import LAND, NOW, a_case, attempt, person, sealed, stated, verdict
from tests.support.handling_past import an_own_measure
from tests.support.world import LEAD

OTHER = "A1B2C3D4E5F6"
TODAY = date(2026, 7, 1)
RULING = DecideRedress(outcome=RedressOutcome.UPHELD, number="1/QĐ-KN", decided_on=TODAY, reasons=LONG, way_on=LONG)
SIGNED = replace(
    stated(
        PoliceTransfer,
        id="transfer-1",
        cycle=1,
        police="agency-police",
        provisions=("provision-1",),
        drafted=a_step(),
        status=TransferStatus.HANDED_OVER,
    ),
    signed=a_step(),
    public_code=OTHER,
)
REFUSED = Erasure(
    id="erasure-1",
    code="DL-2026-000001",
    state=ErasureState.ANSWERED,
    at=NOW,
    target="case-1",
    ground=ErasureGround.DATA_SUBJECT,
    request=DataRequest(kind=DataRequestKind.CORRECTION, text=sealed("t"), ticket="cd34", reply_by=NOW),
    answer=Word(agency=LEAD, officer="officer-lead-handler", at=NOW, reasons=sealed("a")),
    public_code=OTHER,
)
CASE = a_case(
    CaseState.TRANSFERRED,
    decisions=(a_decision(),),
    own_measures=(replace(an_own_measure(LAND), public_code="B1B2C3D4E5F6"),),
    transfers=(SIGNED,),
)
PROTECTED = Closure(
    reason=ClosureReason.PROTECTED, officer="o", agency=LEAD, at=NOW, reasons=sealed("r"), informed=Informed.BY_PHONE
)
NOTICE = a_notice(PublicationState.ISSUED)


def elsewhere(act: StreamAct | None) -> StreamAct:
    assert act is not None
    return act


BY_KIND: dict[ContestedKind, tuple[ContestedAct, str, date, Undone]] = {
    ContestedKind.DECISION: (CASE.decisions[0], LEAD, date(2026, 6, 30), Undone.CASE_REOPENED),
    ContestedKind.OWN_MEASURE: (CASE.own_measures[0], LAND, TODAY, Undone.MEASURE_ENDED),
    ContestedKind.TRANSFER: (SIGNED, LEAD, TODAY, Undone.CASE_REOPENED),
    ContestedKind.NOTICE: (elsewhere(act_of_notice(NOTICE, CASE)), LEAD, TODAY, Undone.UNDER_REVIEW),
    ContestedKind.REFUSED_REQUEST: (elsewhere(act_of_refusal(REFUSED, CASE)), LEAD, TODAY, Undone.ANSWERED_AGAIN),
}


def known(act: ContestedAct) -> ContestedDecision:
    return ContestedDecision(case=CASE, decision=act, touched=frozenset())


def complained(kind: ContestedKind) -> Redress:
    act = BY_KIND[kind][0]
    command = FileRedress(decision=str(act.public_code), text=LONG)
    made: Redress = attempt(None, command, knowing(PUBLIC, command, contested=known(act)))
    return made


def test_what_is_no_part_of_the_case_is_written_to_in_its_own_stream() -> None:
    found = {kind: [*subject_of(complained(kind), None)] for kind in BY_KIND}
    assert found == {kind: [] for kind in BY_KIND} | {
        ContestedKind.NOTICE: [NOTICE.id],
        ContestedKind.REFUSED_REQUEST: [REFUSED.id],
    }
    assert [*subject_of(None, None)] == []


def test_what_a_complaint_came_to_is_what_the_last_ruling_says() -> None:
    first, second = (
        stated(Ruling, level=level, outcome=outcome, agency=LEAD, officer="officer-1")
        for level, outcome in enumerate((RedressOutcome.DISMISSED, RedressOutcome.UPHELD), start=1)
    )
    redress = complained(ContestedKind.DECISION)
    outcomes = [replace(redress, rulings=rulings).outcome for rulings in ((), (first,), (first, second))]
    assert outcomes == [None, RedressOutcome.DISMISSED, RedressOutcome.UPHELD]


def ruled(kind: ContestedKind, outcome: RedressOutcome, **linked: Any) -> list[Any]:
    """The events of other streams that follow from a ruling."""
    redress = replace(complained(kind), state=RedressState.EXAMINING)
    command = replace(RULING, outcome=outcome)
    given = knowing(examiner(redress.agency), command, contested=known(BY_KIND[kind][0]))
    given = replace(given, linked={item.id: item for item in linked.values()})
    event = command.decide(redress, given)
    assert isinstance(event, RedressDecided)
    return [item.event for rule in (undoing, reviewed, asked_again) for item in rule(redress, event, given)]


@pytest.mark.parametrize("kind", list(ContestedKind))
def test_each_kind_is_answered_first_by_whose_act_it_was(kind: ContestedKind) -> None:
    act, agency, since, undone = BY_KIND[kind]
    made = complained(kind)
    assert (kind_of_act(act), agency_of_act(act), done_on(act), ACTS[kind].undone) == (kind, agency, since, undone)
    assert (made.about, made.agency, made.examining, made.decision) == (kind, agency, agency, act.public_code)
    assert made.subject == (act.stream if isinstance(act, StreamAct) else None)


@each("outcome", list(RedressOutcome))
@each("kind", list(ContestedKind))
def test_what_is_upheld_is_undone_and_nothing_else(kind: ContestedKind, outcome: RedressOutcome) -> None:
    events = ruled(kind, outcome, notice=NOTICE, request=REFUSED)
    wanted = {
        Undone.CASE_REOPENED: CaseReopened,
        Undone.MEASURE_ENDED: OwnMeasureEnded,
        Undone.UNDER_REVIEW: ReviewBegun,
        Undone.ANSWERED_AGAIN: DataRequestAskedAgain,
    }[ACTS[kind].undone]
    assert [type(event) for event in events] == ([] if outcome is RedressOutcome.DISMISSED else [wanted])


class TestWhatHasACode:
    def test_acts_of_a_case_and_none_of_a_hidden_one(self) -> None:
        assert [kind_of_act(act) for act in acts_in(CASE)] == ["DECISION", "OWN_MEASURE", "TRANSFER"]
        assert named_act(CASE, OTHER) == SIGNED
        protected = replace(CASE, closure=PROTECTED)
        assert named_act(protected, OTHER) is None

    def test_no_draft_of_a_transfer(self) -> None:
        draft = replace(SIGNED, status=TransferStatus.DRAFT, signed=None, public_code=None)
        assert named_act(replace(CASE, transfers=(draft,)), OTHER) is None

    def test_no_notice_that_nobody_read(self) -> None:
        assert act_of_notice(replace(NOTICE, versions=()), CASE) is None
        assert elsewhere(act_of_notice(NOTICE, CASE)).public_code == complaint_code(NOTICE.id)

    def test_no_answer_that_granted(self) -> None:
        assert act_of_refusal(replace(REFUSED, public_code=None), CASE) is None


class TestUndoing:
    def test_a_notice_taken_back_since_stays_so(self) -> None:
        gone = replace(NOTICE, state=PublicationState.RETRACTED)
        assert ruled(ContestedKind.NOTICE, RedressOutcome.UPHELD, notice=gone) == []

    def test_a_request_answered_again_since_stays_so(self) -> None:
        since = replace(REFUSED, public_code="C1B2C3D4E5F6")
        assert ruled(ContestedKind.REFUSED_REQUEST, RedressOutcome.UPHELD, request=since) == []

    def test_a_transfer_that_came_back_since_opens_no_case(self) -> None:
        returned = replace(SIGNED, status=TransferStatus.RETURNED, returned=a_step())
        ruling = replace(complained(ContestedKind.TRANSFER), state=RedressState.EXAMINING)
        for state in (CaseState.CHECKING, CaseState.DECIDED, CaseState.CLOSED):  # nor undoes what was decided since
            back = replace(CASE, state=state, transfers=(returned,))
            given = knowing(examiner(LEAD), RULING, contested=replace(known(SIGNED), case=back))
            event = RULING.decide(ruling, given)
            assert [*undoing(ruling, event, given)] == [], state

    def test_what_was_refused_is_answered_by_another_person(self) -> None:
        [again] = ruled(ContestedKind.REFUSED_REQUEST, RedressOutcome.PARTLY, request=REFUSED)
        after = again.fold(REFUSED)
        assert (after.state, after.answer, after.former, after.upheld) == (
            ErasureState.REQUESTED,
            None,
            (REFUSED.answer,),
            again.redress,
        )
        assert after.request.reply_by == again.reply_by > NOW
        command = AnswerDataRequest(granted=True, reasons=LONG)
        same, other = person(LEAD), person(LEAD, Post.SIGNATORY)
        assert verdict(after, command, knowing(same, command)) == "second-person-needed"
        assert verdict(after, command, knowing(other, command)) == "ok"
