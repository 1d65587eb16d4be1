"""What waits for the people of the sample province: for each of them something of their own, at the first start.

An inspector changes no case and records findings, so nothing waits for one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from domain.activity.difficulties import FileDifficulty, ForwardDifficulty
from domain.activity.directives import IssueDirective
from domain.activity.inspections import RecordInspection
from domain.activity.state.inspection import InspectionKind
from domain.administration.grants import ProposeGrant
from domain.administration.officers import NominateOfficer
from domain.case.appraisal import AppraiseCase
from domain.case.decisions import ProposeHandling
from domain.case.hearing import ANSWER_DAYS_MOST, OpenHearing
from domain.case.referrals import ReferCase
from domain.case.requests import RequestCoordination
from domain.case.rounds import OpenRound
from domain.case.state.case import Category
from domain.case.state.findings import Finding
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Measure
from domain.case.state.round import RoundMethod
from domain.complaint.acceptance import AcceptRedress
from domain.complaint.appeal import AppealRedress
from domain.complaint.examination import BeginExamination, DecideRedress
from domain.complaint.filing import FileRedress
from domain.complaint.state import RedressOutcome
from domain.erasure.data_requests import RequestData
from domain.erasure.state import DataRequestKind
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.press_question.mandates import NameSpokesperson
from domain.press_question.questions import ReceiveQuestion
from domain.press_question.spokesperson import Mandate
from domain.press_question.state import QuestionKind
from domain.publication.drafting import CheckPublication, DraftPublication
from domain.publication.state import NoticeForm
from domain.report.opening import RequestReport
from scripts.cli.seed.ends import begun, handed_over
from scripts.cli.seed.samples import SINCE, officer
from scripts.cli.seed.stages import COMMUNE, COMPLAIN, GROUND, HEALTH, agreed, found_false, reported, screened
from scripts.cli.seed.steps import PUBLIC_STEP, Known, Step, plain

LEAD, SIGNATORY, SPOKESPERSON, EXAMINER = "lead-handler", "lead-signatory", "spokesperson", "lead-examiner"
INTERNAL, JOURNALISTS, PRESS = "agency-sample-internal-affairs", "agency-sample-journalists", "agency-sample-newspaper"
POLICE = "agency-sample-police"


def _second_spokesperson() -> Step:
    named = NameSpokesperson(
        officer=officer("second-spokesperson"),
        mandate=Mandate.APPOINTED,
        name="MẪU – Người phát ngôn thứ hai",
        office="MẪU – Chánh Văn phòng",
        phone="0206 000 0001",
        email="phat-ngon-2@mau.example",
        document_number="MẪU – 8/QĐ",
        since=SINCE,
    )
    return plain("second-spokesperson", SIGNATORY, named)


def _asked(on: str) -> Iterator[Step]:
    """A round that is open, a request to the police and a question to the journalists' association."""
    yield from begun(on, "Có bài đăng nói dịch sốt lan ra ba xã.", 21)
    yield from found_false(on, seen="MẪU – Bài đăng còn đó.", false="MẪU – Dịch sốt lan ra ba xã.")
    asked = RequestCoordination(agency=POLICE, content="MẪU – Đề nghị cung cấp thông tin về địa bàn.", due_days=5)
    referred = ReferCase(agency=JOURNALISTS, subject="MẪU – Bài trên trang của một hội viên, đề nghị xem xét.")
    opened = OpenRound(
        method=RoundMethod.WRITTEN_OPINION,
        method_reason="MẪU – Việc đơn giản, không cần họp.",
        question="MẪU – Đề nghị cho ý kiến về phương án xử lý.",
        invited=(HEALTH, COMMUNE, INTERNAL),
        due_days=5,
    )
    for command in (asked, referred, opened):
        yield plain(on, LEAD, command)


def _proposed(on: str) -> Iterator[Step]:
    """A decision that waits for a signature."""
    yield from begun(on, "Có bài đăng nói học sinh phải tiêm thuốc chưa được phép.", 22)
    yield from found_false(on, seen="MẪU – Bài đăng còn đó.", false="MẪU – Học sinh phải tiêm thuốc chưa được phép.")
    yield from agreed(on, "MẪU – Đề nghị nơi đăng tải đính chính.")
    appraised = AppraiseCase(finding=Finding.FALSE, reasons="MẪU – Không có việc tiêm thuốc như bài đăng.")
    yield plain(on, LEAD, appraised)
    yield Step(
        on,
        LEAD,
        lambda known: ProposeHandling(
            measure=Measure.CORRECTION_REQUEST,
            provisions=(known.streams[GROUND],),
            alternatives=(),
            weighing="MẪU – Không có biện pháp nào nhẹ hơn mà vẫn đủ.",
            necessity="MẪU – Đề nghị đính chính là cần thiết và tương xứng.",
        ),
    )


def _heard(on: str) -> Iterator[Step]:
    """A question to the person concerned, shown at the address of the content."""
    yield from begun(on, "Có bài đăng nói chợ huyện bị cấm họp trong cả tháng.", 24)
    yield from found_false(on, seen="MẪU – Bài đăng còn đó.", false="MẪU – Chợ huyện bị cấm họp trong cả tháng.")
    yield from agreed(on, "MẪU – Đề nghị nơi đăng tải đính chính.")
    yield plain(on, LEAD, AppraiseCase(finding=Finding.FALSE, reasons="MẪU – Chợ huyện vẫn họp theo lịch."))
    asked = OpenHearing(
        way=HearingWay.ADDRESS,
        question="MẪU – Ban quản lý chợ cho biết chợ vẫn họp, khác với bài đăng. Ông (bà) có ý kiến gì không?",
        note="MẪU – Hiện tại cửa công khai theo địa chỉ của nội dung.",
        answer_days=ANSWER_DAYS_MOST,
    )
    yield plain(on, LEAD, asked)


def _notice(on: str, case: str) -> Iterator[Step]:
    """A notice that waits for a spokesperson."""
    words = {
        "title": "MẪU – Bệnh viện huyện vẫn cấp cứu",
        "claim": "MẪU – Bệnh viện huyện ngừng cấp cứu.",
        "text": "MẪU – Đã kiểm tra: bệnh viện huyện vẫn cấp cứu suốt ngày đêm.",
    }
    yield Step(
        on,
        LEAD,
        lambda known: DraftPublication(
            case=known.streams[case], form=NoticeForm.PORTAL, redress_notice=COMPLAIN, **words
        ),
    )
    yield plain(on, LEAD, CheckPublication())


def _complaint(on: str, case: str) -> Step:
    return Step(
        on,
        PUBLIC_STEP,
        lambda known: FileRedress(decision=known.decision, text="MẪU – Tôi không đồng ý với quyết định này."),
        about=case,
    )


def _appealed(on: str, case: str) -> Iterator[Step]:
    """A complaint that was dismissed and went to the second level."""
    yield _complaint(on, case)
    yield plain(on, EXAMINER, AcceptRedress())
    yield plain(on, EXAMINER, BeginExamination(plan="MẪU – Đối chiếu hồ sơ và nghe người khiếu nại."))
    yield Step(on, EXAMINER, _dismissed)
    yield plain(on, PUBLIC_STEP, AppealRedress(text="MẪU – Tôi đề nghị cấp trên xem xét lại."))


def _dismissed(known: Known) -> Any:
    return DecideRedress(
        outcome=RedressOutcome.DISMISSED,
        number="MẪU – 41/QĐ",
        decided_on=known.today,
        reasons="MẪU – Hồ sơ cho thấy quyết định đúng.",
        way_on="MẪU – Có thể khiếu nại lần hai đến Ủy ban nhân dân tỉnh.",
    )


def _data_request(on: str, case: str) -> Step:
    kind, text = DataRequestKind.ACCESS, "MẪU – Tôi muốn biết hồ sơ ghi gì về tôi."
    asked = Step(on, PUBLIC_STEP, lambda known: RequestData(decision=known.decision, kind=kind, text=text), about=case)
    return asked


def _difficulty(on: str, by: str) -> Step:
    filed = FileDifficulty(
        clause="Đ5.7.b", document_number="MẪU – 51/BC", text="MẪU – Chưa rõ ai khắc phục khi việc thuộc hai xã."
    )
    return plain(on, by, filed)


def _beside_cases() -> Iterator[Step]:
    question = "MẪU – Đề nghị cho biết kết quả kiểm tra các bài đăng về y tế."
    yield Step(
        "press-question",
        LEAD,
        lambda known: ReceiveQuestion(
            kind=QuestionKind.QUESTION, asked_at=known.now, outlet="MẪU – Báo tỉnh", question=question
        ),
    )
    directed = IssueDirective(
        document_number="MẪU – 61/CT",
        content="MẪU – Rà soát việc cử cán bộ đầu mối và báo cáo.",
        addressees=(HEALTH, COMMUNE),
        due_days=10,
    )
    yield plain("directive", "ppc-signatory", directed)
    found = RecordInspection(
        inspected=HEALTH,
        kind=InspectionKind.RECORDS,
        document_number="MẪU – 62/KL",
        finding="MẪU – Hai báo cáo kết quả không ghi ngày hoàn thành.",
        recommendation="MẪU – Bổ sung hồ sơ và trả lời.",
        examined="MẪU – Sổ tiếp nhận và báo cáo kết quả của quý trước, xem tại trụ sở.",
        answer_days=30,
    )
    yield plain("inspection", "inspector", found)
    yield Step(
        "press-report",
        LEAD,
        lambda known: RequestReport(
            agency=PRESS,
            subject="MẪU – Kết quả tuyên truyền trong tháng.",
            since=known.today - timedelta(days=30),
            until=known.today - timedelta(days=1),
            due_days=5,
        ),
    )
    yield _difficulty("difficulty", "department-handler")
    yield _difficulty("difficulty-forwarded", "commune-handler")
    yield plain("difficulty-forwarded", LEAD, ForwardDifficulty(document_number="MẪU – 52/TTr"))
    granted = ProposeGrant(agency=JOURNALISTS, scopes=(Scope.ACTIVITY_WRITE.value,), source="MẪU – đề nghị của hội")
    yield plain("grant-by-committee", "ppc-signatory", granted)
    yield plain("grant-by-lead", "admin", granted)
    nominated = NominateOfficer(
        subject="new-handler@sample.invalid", posts=(Post.HANDLER,), since=date(2026, 1, 1), appointment="MẪU – 71/QĐ"
    )
    yield plain("nomination", "admin", nominated)


WAITING: Final[tuple[Step, ...]] = (
    _second_spokesperson(),
    *_asked("wait-asked"),
    *_proposed("wait-proposed"),
    *_heard("wait-heard"),
    *handed_over("wait-police", "Có bài đăng giả mạo thông báo của trạm y tế xã.", 23),
    reported("wait-land", "commune-handler", "Có bài đăng nói suối đầu nguồn bị nhiễm bẩn.", place="Nhóm chung của xã"),
    screened("wait-land", Category.HEALTH, HEALTH),
    *_notice("wait-notice", "end-completed"),
    _complaint("wait-complaint", "open"),
    *_appealed("wait-appeal", "water"),
    _data_request("wait-data", "water"),
    *_beside_cases(),
)
"""The things, each left where somebody has the next step."""
