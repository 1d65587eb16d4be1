"""One sample case of each end: completed, remedied, by the outcome of the police, protected, groundless, withdrawn."""

from collections.abc import Iterator
from typing import Final

from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.checks import RecordCheck
from domain.case.closing import CloseCase
from domain.case.duplicates import LinkDuplicate
from domain.case.execution import OpenRemedy, ReportResult
from domain.case.expression import ReviewExpression
from domain.case.state.case import (
    Category,
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
    PublicationChoice,
)
from domain.case.state.findings import Finding, VerificationResult
from domain.case.transfers import HandOverTransfer, ProposeTransfer, ReceiveTransfer, RecordPoliceOutcome, SignTransfer
from domain.case.withdrawal import ConfirmWithdrawal, RecordWithdrawal
from scripts.cli.seed.stages import GROUND, HEALTH, WELL, agreed, decided, found_false, reported, screened, taken_up
from scripts.cli.seed.steps import Step, plain

LEAD, DEPARTMENT, POLICE = "lead-handler", "department-handler", "agency-sample-police"


def begun(on: str, claim: str, number: int) -> Iterator[Step]:
    """Reported by the commune, screened, and taken up by the health department."""
    yield reported(on, "commune-handler", claim, url=f"https://mang-xa-hoi.example/bai/{number}")
    yield screened(on, Category.HEALTH, HEALTH)
    yield taken_up(on)


def found_true(on: str) -> Iterator[Step]:
    """Checked by the health department: the claim is true, and whoever said so was right to say it."""
    seen = RecordCheck(
        method=CheckMethod.SITE_VISIT, outcome=CheckOutcome.AS_REPORTED, summary="MẪU – Đã đến tận nơi xem."
    )
    verified = RecordVerification(
        result=VerificationResult.TRUE,
        independent=True,
        sources="MẪU – Biên bản kiểm tra tại chỗ.",
        contrary="MẪU – Không có.",
    )
    reviewed = ReviewExpression(
        conclusion=ExpressionConclusion.PROTECTED,
        expression=ExpressionKind.COMPLAINT,
        reasons="MẪU – Người dân phản ánh đúng một việc có thật.",
    )
    for command in (seen, verified, reviewed):
        yield plain(on, DEPARTMENT, command)


def closed(on: str, reason: ClosureReason, publication: PublicationChoice | None = None) -> Step:
    """The lead agency ends it."""
    closing = CloseCase(
        ground=reason,
        reasons="MẪU – Đã xem xét đầy đủ, không còn việc phải làm.",
        informed=Informed.BY_DOCUMENT,
        publication=publication,
    )
    return plain(on, LEAD, closing)


def result(on: str) -> Step:
    """The health department reports what came of it."""
    return Step(
        on,
        DEPARTMENT,
        lambda known: ReportResult(
            document_number="MẪU – 21/BC", done_on=known.today, summary="MẪU – Đã thực hiện xong, có kết quả."
        ),
    )


def _completed(on: str) -> Iterator[Step]:
    yield from begun(on, "Có bài đăng nói bệnh viện huyện ngừng cấp cứu.", 11)
    yield from found_false(on, seen="MẪU – Bài đăng còn đó.", false="MẪU – Bệnh viện huyện ngừng cấp cứu.")
    yield from agreed(on, "MẪU – Đề nghị nơi đăng tải đính chính.")
    yield from decided(on, "MẪU – 14/QĐ", "MẪU – Bệnh viện vẫn cấp cứu. Bài đăng không đúng.")
    yield result(on)
    yield closed(on, ClosureReason.COMPLETED, PublicationChoice.PUBLISH)


def _remedied(on: str) -> Iterator[Step]:
    yield from begun(on, "Có bài đăng nói trạm y tế xã hết thuốc hạ sốt.", 12)
    yield from found_true(on)
    appraised = AppraiseCase(finding=Finding.TRUE_ISSUE, reasons="MẪU – Trạm hết thuốc thật, cần cấp bổ sung.")
    remedy = OpenRemedy(agency=HEALTH, problem="MẪU – Trạm y tế xã hết thuốc hạ sốt.", due_days=10)
    yield plain(on, LEAD, appraised)
    yield plain(on, LEAD, remedy)
    yield result(on)
    yield closed(on, ClosureReason.REMEDIED, PublicationChoice.NOT_PUBLISH)


def handed_over(on: str, claim: str, number: int) -> Iterator[Step]:
    """Found false, and its file given to the police."""
    yield from begun(on, claim, number)
    yield from found_false(on, seen="MẪU – Bài đăng còn đó.", false=f"MẪU – {claim}")
    yield Step(
        on,
        LEAD,
        lambda known: ProposeTransfer(
            police=POLICE,
            provisions=(known.streams[GROUND],),
            reasons="MẪU – Đề nghị xem xét theo thẩm quyền.",
            file_index="MẪU – 1. Bản chụp bài đăng; 2. Kết quả xác minh.",
        ),
    )
    signed = SignTransfer(document_number="MẪU – 31/CV")
    handed = HandOverTransfer(record="MẪU – Bàn giao 12 trang tại trụ sở.", document_number="MẪU – 32/BB")
    yield plain(on, "lead-signatory", signed)
    yield plain(on, LEAD, handed)


def _police_outcome(on: str) -> Iterator[Step]:
    yield from handed_over(on, "Có bài đăng rao bán thuốc giả mang tên trạm y tế xã.", 13)
    noted = RecordPoliceOutcome(document_number="MẪU – 33/CAT")
    yield plain(on, "police-handler", ReceiveTransfer())
    yield plain(on, LEAD, noted)
    yield closed(on, ClosureReason.POLICE_OUTCOME)


def _protected(on: str) -> Iterator[Step]:
    yield from begun(on, "Có bài thơ trào phúng về việc xếp hàng ở trạm y tế.", 14)
    satire = ReviewExpression(
        conclusion=ExpressionConclusion.PROTECTED,
        expression=ExpressionKind.SATIRE,
        reasons="MẪU – Bài thơ trào phúng, không nêu sự việc nào.",
    )
    yield plain(on, DEPARTMENT, satire)
    yield closed(on, ClosureReason.PROTECTED)


def _groundless(on: str) -> Iterator[Step]:
    yield reported(
        on, "commune-handler", "Có bài đăng nói chợ xã đổi ngày họp.", url="https://mang-xa-hoi.example/bai/15"
    )
    yield closed(on, ClosureReason.NO_GROUNDS)


def _withdrawn(on: str) -> Iterator[Step]:
    """Withdrawn on a paper that the commune recorded and the lead agency confirmed."""
    yield reported(on, "commune-handler", "Có bài đăng nói cầu treo bị hỏng.", url="https://mang-xa-hoi.example/bai/16")
    paper = RecordWithdrawal(
        document_number="MẪU – 17/ĐN", reasons="MẪU – Người phản ánh đến trụ sở xã, nộp đơn rút và ký tên."
    )
    confirmed = ConfirmWithdrawal(reasons="MẪU – Đã gọi lại theo số đã ghi, người phản ánh nói đúng là mình rút.")
    yield plain(on, "commune-handler", paper)
    yield plain(on, "lead-second-handler", confirmed)
    yield closed(on, ClosureReason.WITHDRAWN)


def _duplicate(on: str) -> Iterator[Step]:
    yield reported(on, "commune-handler", "Có bài đăng lại rằng nước giếng chung của xã có mùi lạ.", url=WELL)
    linked = "MẪU – Cùng một bài đăng, đã có phản ánh trước."
    yield Step(on, LEAD, lambda known: LinkDuplicate(of=known.streams["well"], reasons=linked))
    yield closed(on, ClosureReason.DUPLICATE)


ENDS: Final[tuple[Step, ...]] = (
    *_completed("end-completed"),
    *_remedied("end-remedied"),
    *_police_outcome("end-police"),
    *_protected("end-protected"),
    *_groundless("end-groundless"),
    *_withdrawn("end-withdrawn-on-paper"),
    *_duplicate("end-duplicate"),
)
"""The cases, each from its report to its end."""
