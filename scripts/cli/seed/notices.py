"""Two sample cases that were decided and told to the press: one notice as it was issued, one corrected since."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.administration.provisions import ActivateProvision, DraftProvision
from domain.case.state.case import Category
from domain.press_question.mandates import NameSpokesperson
from domain.press_question.spokesperson import Mandate
from domain.publication.corrections import DraftCorrection, IssueCorrection
from domain.publication.drafting import CheckPublication, DraftPublication
from domain.publication.publishing import ApprovePublication, IssuePublication
from domain.publication.state import NoticeForm
from domain.registry.provision import ProvisionKind
from scripts.cli.seed.samples import SINCE, officer
from scripts.cli.seed.stages import COMPLAIN, GROUND, HEALTH, agreed, decided, found_false, reported, screened, taken_up
from scripts.cli.seed.steps import Step

OPEN: Final = {
    "title": "MẪU – Trạm y tế xã không đóng cửa",
    "claim": "MẪU – Trạm y tế xã sẽ ngừng khám bệnh từ tháng sau.",
    "text": "MẪU – Sở Y tế (mẫu) đã kiểm tra: trạm y tế xã vẫn mở cửa và khám bệnh theo lịch.\n"
    "Nơi đăng tải đã được đề nghị đính chính.",
}
WATER: Final = {
    "title": "MẪU – Giá nước sinh hoạt của xã chưa thay đổi",
    "claim": "MẪU – Giá nước sinh hoạt của xã tăng gấp đôi từ tuần này.",
    "text": "MẪU – Đã kiểm tra: giá nước sinh hoạt không đổi trong năm nay.\nNơi đăng tải đã được đề nghị đính chính.",
}


def _ground() -> Iterator[Step]:
    yield Step(
        GROUND,
        "lead-handler",
        lambda known: DraftProvision(
            kind=ProvisionKind.GROUND,
            instrument="MẪU – Nghị định mẫu số 1/2020/NĐ-CP",
            place="Điều 1 khoản 1 điểm a (mẫu)",
            wording="MẪU – Cung cấp, chia sẻ thông tin sai sự thật.",
            source="MẪU – chỉ dùng cho bản phát triển",
            since=date(2020, 1, 1),
        ),
    )
    yield Step(GROUND, "lead-signatory", lambda known: ActivateProvision())


def _spokesperson() -> Step:
    named = NameSpokesperson(
        officer=officer("spokesperson"),
        mandate=Mandate.APPOINTED,
        name="MẪU – Người phát ngôn",
        office="MẪU – Phó Giám đốc",
        phone="0206 000 0000",
        email="phat-ngon@mau.example",
        document_number="MẪU – 7/QĐ",
        since=SINCE,
    )
    return Step("spokesperson", "lead-signatory", lambda known: named)


def _result(on: str, claim: str, url: str, true: str, number: str) -> Iterator[Step]:
    yield reported(on, "commune-handler", claim, url=url)
    yield screened(on, Category.HEALTH, HEALTH)
    yield taken_up(on)
    yield from found_false(on, seen="MẪU – Bài đăng còn đó.", false=f"MẪU – {claim}")
    yield from agreed(on, "MẪU – Đề nghị nơi đăng tải đính chính.")
    yield from decided(on, number, f"{true} Bài đăng không đúng sự thật.")


def _told(on: str, case: str, words: dict[str, str]) -> Iterator[Step]:
    yield Step(
        on,
        "lead-handler",
        lambda known: DraftPublication(
            case=known.streams[case], form=NoticeForm.PORTAL, redress_notice=COMPLAIN, **words
        ),
    )
    yield Step(on, "lead-handler", lambda known: CheckPublication())
    yield Step(on, "spokesperson", lambda known: ApprovePublication())
    yield Step(on, "spokesperson", lambda known: IssuePublication())


def _corrected(on: str, words: dict[str, str], text: str, reason: str) -> Iterator[Step]:
    changed = words | {"text": text, "reasons": reason}
    yield Step(on, "lead-handler", lambda known: DraftCorrection(**changed))
    yield Step(on, "spokesperson", lambda known: IssueCorrection())


NOTICES: Final[tuple[Step, ...]] = (
    *_ground(),
    _spokesperson(),
    *_result(
        "open",
        "Có bài đăng nói trạm y tế xã sẽ ngừng khám bệnh từ tháng sau.",
        "https://mang-xa-hoi.example/bai/4",
        "MẪU – Trạm y tế xã vẫn khám bệnh theo lịch.",
        "MẪU – 12/QĐ",
    ),
    *_told("open-notice", "open", OPEN),
    *_result(
        "water",
        "Có bài đăng nói giá nước sinh hoạt của xã tăng gấp đôi từ tuần này.",
        "https://mang-xa-hoi.example/bai/5",
        "MẪU – Giá nước sinh hoạt của xã không đổi.",
        "MẪU – 13/QĐ",
    ),
    *_told("water-notice", "water", WATER),
    *_corrected(
        "water-notice",
        WATER,
        "MẪU – Đã kiểm tra: giá nước sinh hoạt không đổi đến hết năm sau.\nNơi đăng tải đã được đề nghị đính chính.",
        "MẪU – Bản trước ghi thiếu thời hạn áp dụng của bảng giá.",
    ),
)
