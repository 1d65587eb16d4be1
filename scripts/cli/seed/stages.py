"""Stretches of a case's life that several samples share."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.checks import RecordCheck, StartChecking
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.execution import StartExecution
from domain.case.expression import ReviewExpression
from domain.case.hearing import OpenHearing
from domain.case.intake import ReportCase, ScreenCase
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.state.case import (
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    ExpressionConclusion,
    ExpressionKind,
    Medium,
)
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Measure, Service
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from scripts.cli.seed.samples import officer
from scripts.cli.seed.steps import Step

LEAD, HEALTH, COMMUNE = "agency-sample-lead", "agency-sample-health", "agency-sample-commune"
GROUND: Final = "ground"
WELL: Final = "https://dien-dan.example/bai/1"
"""Where the case of the well is, and the duplicate of it."""
"""The sample provision that decisions rest on."""
COMPLAIN: Final = (
    "MẪU – Người bị ảnh hưởng có thể khiếu nại đến Sở chủ trì (mẫu) trong 90 ngày kể từ ngày được thông báo, "
    "trực tiếp, qua bưu chính hoặc tại cổng tiếp nhận công khai."
)


def reported(on: str, by: str, claim: str, **changes: Any) -> Step:
    """Somebody reports."""
    fields: dict[str, Any] = {
        "claim": f"MẪU – {claim}",
        "channel": Channel.E_DOCUMENT,
        "detected_at": datetime(2025, 9, 15, 2, 0, tzinfo=UTC),
        "free_of_secrets": True,
        "medium": Medium.SOCIAL_NETWORK,
    }
    return Step(on, by, lambda known: ReportCase(**(fields | changes)))


def screened(on: str, category: Category, agency: str, *areas: str) -> Step:
    """The lead agency names who checks."""
    return Step(on, "lead-handler", lambda known: ScreenCase(category=category, assigned=agency, areas=areas))


def taken_up(on: str) -> Step:
    """The health department begins."""
    return Step(on, "department-handler", lambda known: StartChecking(focal=officer("department-handler")))


def found_false(on: str, seen: str, false: str) -> Iterator[Step]:
    """Checked, found false and not protected by the health department."""
    by = "department-handler"
    yield Step(
        on,
        by,
        lambda known: RecordCheck(method=CheckMethod.OWN_RECORDS, outcome=CheckOutcome.AS_REPORTED, summary=seen),
    )
    yield Step(
        on,
        by,
        lambda known: RecordVerification(
            result=VerificationResult.FALSE,
            independent=True,
            sources="MẪU – Sổ theo dõi và lịch làm việc của đơn vị.",
            contrary="MẪU – Không có.",
        ),
    )
    yield Step(
        on,
        by,
        lambda known: ReviewExpression(
            conclusion=ExpressionConclusion.NOT_PROTECTED,
            expression=ExpressionKind.FACT,
            reasons="MẪU – Bài đăng nêu một sự việc cụ thể, không phải ý kiến.",
            false_fact=false,
            provision=known.streams[GROUND],
        ),
    )


def agreed(on: str, option: str) -> Iterator[Step]:
    """Two agencies are asked in writing and agree."""
    yield Step(
        on,
        "lead-handler",
        lambda known: OpenRound(
            method=RoundMethod.WRITTEN_OPINION,
            method_reason="MẪU – Việc đơn giản, không cần họp.",
            question="MẪU – Đề nghị cho ý kiến về phương án xử lý.",
            invited=(HEALTH, COMMUNE),
            due_days=2,
        ),
    )
    for by in ("department-handler", "commune-handler"):
        yield Step(on, by, lambda known: GiveOpinion(position=Position.AGREE, text="MẪU – Đồng ý với phương án."))
    yield Step(on, "lead-handler", lambda known: ConcludeRound(outcome=RoundOutcome.AGREED, agreed_option=option))


def decided(on: str, number: str, reasons: str) -> Iterator[Step]:
    """Appraised and proposed by one person of the lead agency, decided by another, and told to the publisher."""
    measure = Measure.CORRECTION_REQUEST
    yield Step(on, "lead-handler", lambda known: AppraiseCase(finding=Finding.FALSE, reasons=reasons))
    unasked = OpenHearing(
        way=HearingWay.NOT_POSSIBLE,
        question="MẪU – Bài đăng không đúng như đã kiểm tra. Ông (bà) có ý kiến gì không?",
        note="MẪU – Trang đăng không có chỗ nhắn và không nêu cách liên hệ.",
    )
    yield Step(on, "lead-handler", lambda known: unasked)
    yield Step(
        on,
        "lead-handler",
        lambda known: ProposeHandling(
            measure=measure,
            provisions=(known.streams[GROUND],),
            alternatives=(),
            weighing="MẪU – Không có biện pháp nào nhẹ hơn mà vẫn đủ.",
            necessity="MẪU – Đề nghị đính chính là cần thiết và tương xứng.",
        ),
    )
    yield Step(
        on,
        "lead-signatory",
        lambda known: DecideCase(
            measure=measure, number=number, decided_on=known.today, reasons=reasons, redress_notice=COMPLAIN
        ),
    )
    yield Step(
        on,
        "lead-handler",
        lambda known: StartExecution(
            agency=HEALTH,
            service=Service.PUBLISHER_NOTIFIED,
            service_note="MẪU – Đã gửi văn bản cho nơi đăng tải.",
            served_on=known.today,
        ),
    )
