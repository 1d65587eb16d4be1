"""A case from its report to its end, through the store."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.provisions import ActivateProvision, DraftProvision
from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.execution import OpenRemedy, ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.state.case import (
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
    PublicationChoice,
)
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.measures import Measure, Service
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.kernel.actor import Caller
from domain.kernel.roles import Post
from domain.registry.provision import ProvisionKind
from store.record.audit import findings
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.world import LEAD, caller, checking

LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."


class Life:
    """A case and what is done to it."""

    def __init__(self, store: Store, made: Outcome) -> None:
        self.store, self.made = store, made

    async def act(self, who: Caller, command: Any) -> Outcome:
        head = await self.store.connection.heads(self.made.kind).find_one({"_id": self.made.stream})
        assert head is not None
        self.made = await self.store.execute(
            who, command, command_id=uuid4(), target=self.made.stream, expected=head["n"]
        )
        return self.made


async def a_ground(store: Store) -> str:
    command = DraftProvision(
        kind=ProvisionKind.GROUND,
        instrument="Nghị định 174/2026/NĐ-CP ngày 15/5/2026",
        place="Điều 95 khoản 1 điểm a",
        wording="Cung cấp, chia sẻ thông tin sai sự thật.",
        source="Công báo",
        since=date(2020, 1, 1),
    )
    made = await store.execute(caller(LEAD), command, command_id=uuid4())
    signatory = caller(LEAD, Post.SIGNATORY)
    await store.execute(signatory, ActivateProvision(), command_id=uuid4(), target=made.stream, expected=1)
    return made.stream


def a_verification(result: VerificationResult) -> RecordVerification:
    return RecordVerification(
        result=result, independent=True, sources="Sổ khám bệnh của trạm y tế.", contrary="Không có."
    )


async def test_decided_executed_and_closed(store: Store, clock: TestClock) -> None:
    ground = await a_ground(store)
    life = Life(store, await checking(store))
    lead, signatory, health, land = (
        caller(LEAD),
        caller(LEAD, Post.SIGNATORY),
        caller("agency-health"),
        caller("agency-land"),
    )
    await life.act(health, a_verification(VerificationResult.FALSE))
    review = ReviewExpression(
        expression=ExpressionKind.FACT,
        conclusion=ExpressionConclusion.NOT_PROTECTED,
        reasons=LONG,
        false_fact="Trạm y tế đóng cửa là sai.",
        provision=ground,
    )
    await life.act(health, review)
    opened = OpenRound(
        method=RoundMethod.WRITTEN_OPINION,
        method_reason="Việc đơn giản, không cần họp.",
        question="Đề nghị cho ý kiến về phương án xử lý.",
        invited=("agency-health", "agency-land"),
        due_days=3,
    )
    made = await life.act(lead, opened)
    assert made.document["state"] == CaseState.COORDINATING
    await life.act(health, GiveOpinion(position=Position.AGREE, text="Đồng ý với phương án."))
    clock.forward(days=10)
    made = await life.act(lead, ConcludeRound(outcome=RoundOutcome.AGREED, agreed_option="Đề nghị đính chính."))
    positions = {opinion["agency"]: opinion["position"] for opinion in made.document["rounds"][0]["opinions"]}
    assert positions == {"agency-health": "AGREE", "agency-land": "NO_REPLY"}
    await life.act(lead, AppraiseCase(finding=Finding.FALSE, reasons=LONG))
    await life.act(land, SuggestHandling(measure=Measure.CORRECTION_REQUEST, provision=ground, reasons=LONG))
    proposal = ProposeHandling(
        measure=Measure.CORRECTION_REQUEST, provisions=(ground,), alternatives=(), weighing=LONG, necessity=LONG
    )
    await life.act(lead, proposal)
    today = clock.now.date()
    decision = DecideCase(
        measure=Measure.CORRECTION_REQUEST, number="12/QĐ", decided_on=today, reasons=LONG, redress_notice=LONG
    )
    made = await life.act(signatory, decision)
    assert made.document["state"] == CaseState.DECIDED
    start = StartExecution(
        agency="agency-health", service=Service.PUBLISHER_NOTIFIED, service_note="Đã gửi văn bản.", served_on=today
    )
    await life.act(lead, start)
    await life.act(health, ReportResult(document_number="5/BC", done_on=today, summary=LONG))
    close = CloseCase(
        ground=ClosureReason.COMPLETED,
        reasons=LONG,
        informed=Informed.BY_DOCUMENT,
        publication=PublicationChoice.PUBLISH,
    )
    made = await life.act(lead, close)
    assert (made.document["state"], made.document["hidden"]) == (CaseState.CLOSED, False)
    assert [finding async for finding in findings(store.connection)] == []


async def test_a_true_problem_is_remedied(store: Store, clock: TestClock) -> None:
    life = Life(store, await checking(store))
    lead, health, land = caller(LEAD), caller("agency-health"), caller("agency-land")
    await life.act(health, a_verification(VerificationResult.TRUE))
    review = ReviewExpression(
        expression=ExpressionKind.COMPLAINT, conclusion=ExpressionConclusion.PROTECTED, reasons=LONG
    )
    await life.act(health, review)
    await life.act(lead, AppraiseCase(finding=Finding.TRUE_ISSUE, reasons=LONG))
    await life.act(lead, OpenRemedy(agency="agency-land", problem="Trạm y tế thiếu thuốc.", due_days=10))
    await life.act(land, ReportResult(document_number="5/BC", done_on=clock.now.date(), summary=LONG))
    close = CloseCase(
        ground=ClosureReason.REMEDIED, reasons=LONG, informed=Informed.BY_PHONE, publication=PublicationChoice.PUBLISH
    )
    made = await life.act(lead, close)
    assert made.document["closure"]["reason"] == "REMEDIED"
