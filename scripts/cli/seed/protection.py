"""Sample cases about content that harms a person: one waits to be tested, one was decided on a guardian's request."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.administration.provisions import ActivateProvision, DraftProvision
from domain.case.checks import StartChecking
from domain.case.confirming import ConfirmProtection
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.execution import StartExecution
from domain.case.harm import FindHarm, ReviewHarm
from domain.case.protection import PassOnProtection, RequestProtection
from domain.case.state.case import Category, Medium
from domain.case.state.measures import Measure, Service
from domain.case.state.protection import HarmKind, OwnPart, ShownBy
from domain.registry.provision import ProvisionKind
from scripts.cli.seed.samples import officer
from scripts.cli.seed.stages import COMPLAIN, HEALTH, screened
from scripts.cli.seed.steps import PUBLIC_STEP, Known, Step, plain

PERSON_GROUND: Final = "person-ground"
LEAD, SIGNATORY, DEPARTMENT = "lead-handler", "lead-signatory", "department-handler"
SECOND, CONFIRMS, DECIDES = "lead-second-handler", "department-signatory", "lead-examiner"
POLICE: Final = "agency-sample-police"


def _ground() -> Iterator[Step]:
    drafted = DraftProvision(
        kind=ProvisionKind.PERSON_GROUND,
        instrument="MẪU – Luật mẫu về trẻ em số 2/2020/QH",
        place="Điều 3 khoản 2",
        wording="MẪU – Cấm công bố giấy tờ, hình ảnh, thông tin riêng của trẻ em khi chưa được cha mẹ đồng ý.",
        source="MẪU – chỉ dùng cho bản phát triển",
        since=date(2020, 1, 1),
    )
    yield plain(PERSON_GROUND, LEAD, drafted)
    yield plain(PERSON_GROUND, SIGNATORY, ActivateProvision())


def _asked(on: str, claim: str, number: int) -> Iterator[Step]:
    """A guardian asks at the public door; the case is screened and taken up."""
    asked = RequestProtection(
        harm=HarmKind.CHILD_DATA,
        asker=OwnPart.GUARDIAN,
        claim=f"MẪU – {claim}",
        free_of_secrets=True,
        medium=Medium.SOCIAL_NETWORK,
        url=f"https://mang-xa-hoi.example/bai/{number}",
    )
    yield plain(on, PUBLIC_STEP, asked)
    yield screened(on, Category.EDUCATION, HEALTH)
    yield plain(on, DEPARTMENT, StartChecking(focal=officer(DEPARTMENT)))


def _test(known: Known, reasons: str) -> ReviewHarm:
    """Content that harms a child, tested in words."""
    return ReviewHarm(
        criticism=False,
        public_interest=False,
        office=False,
        reasons=f"MẪU – {reasons}",
        provision=known.streams[PERSON_GROUND],
        about_whom="MẪU – Ảnh chỉ có một em nhỏ đeo thẻ, không ai giữ chức vụ.",
        interest="MẪU – Thẻ học sinh của một em không liên quan đến việc chung nào.",
        truth="MẪU – Thẻ là thật, theo ảnh chụp và lời người giám hộ.",
        context="MẪU – Bài đăng chỉ có ảnh thẻ, không kèm lời nào khác.",
    )


def _decided(on: str) -> Iterator[Step]:
    """Tested by two agencies, confirmed by one of them, passed on, found by the lead and decided."""
    yield from _asked(on, "Bài đăng để lộ ảnh thẻ học sinh của một em nhỏ.", 31)
    yield Step(
        on,
        DEPARTMENT,
        lambda known: _test(known, "Bài đăng chỉ cho thấy thẻ của một em nhỏ, không phê bình và không đưa tin."),
    )
    yield Step(on, SECOND, lambda known: _test(known, "Chỉ có ảnh một chiếc thẻ, không có lời phê bình hay tin tức."))
    seen = ConfirmProtection(
        shown=ShownBy.GUARDIAN_PAPER,
        reasons="MẪU – Người yêu cầu cho xem giấy khai sinh của em nhỏ tại trụ sở; không giữ lại bản nào.",
    )
    yield plain(on, CONFIRMS, seen)
    found = FindHarm(
        reasons="MẪU – Thẻ cho biết nơi học của một em nhỏ, người lạ có thể tìm đến.",
    )
    letter = PassOnProtection(
        agency=POLICE,
        document_number="MẪU – 81/CV",
        unheard="MẪU – Chờ trả lời thì giấy tờ của em nhỏ còn lộ thêm.",
    )
    yield plain(on, LEAD, letter)
    yield plain(on, SIGNATORY, found)
    yield Step(
        on,
        LEAD,
        lambda known: ProposeHandling(
            measure=Measure.TAKEDOWN_PROPOSAL,
            provisions=(known.streams[PERSON_GROUND],),
            alternatives=(Measure.WARNING_LETTER,),
            weighing="MẪU – Nơi đăng không có chỗ nhắn, văn bản nhắc nhở không đến được.",
            necessity="MẪU – Gỡ một bài đăng là cần thiết và đủ để bảo vệ em nhỏ.",
        ),
    )
    yield Step(
        on,
        DECIDES,
        lambda known: DecideCase(
            measure=Measure.TAKEDOWN_PROPOSAL,
            number="MẪU – 82/QĐ",
            decided_on=known.today,
            reasons="MẪU – Bài đăng để lộ giấy tờ của trẻ em khi cha mẹ chưa đồng ý.",
            redress_notice=COMPLAIN,
            unheard="MẪU – Chờ trả lời thì giấy tờ của em nhỏ còn lộ thêm.",
        ),
    )
    yield Step(
        on,
        LEAD,
        lambda known: StartExecution(
            agency=HEALTH,
            service=Service.PUBLISHER_NOTIFIED,
            service_note="MẪU – Đã gửi văn bản cho nơi đăng tải.",
            served_on=known.today,
        ),
    )


PROTECTED: Final[tuple[Step, ...]] = (
    *_ground(),
    *_asked("wait-protection", "Bài đăng để lộ địa chỉ nhà và số điện thoại của gia đình tôi.", 32),
    *_decided("protected-person"),
)
"""The ground that protects persons, and the two cases."""
