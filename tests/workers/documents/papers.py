"""Each kind of document with the part of the invented sources that it is made of, and what has to stand in it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from domain.document.numbering import number_of_act
from domain.document.state import READING_VERSIONS, DocumentKind
from domain.paper.context import DocumentContext
from domain.paper.model import Document
from tests.workers.documents.office import (
    TEXTS,
    a_case,
    a_complaint,
    a_desk,
    a_directive,
    a_notice,
    a_reopened_case,
    an_inspection,
    row_of,
)
from workers.compile import numbered
from workers.documents.editable import docx
from workers.documents.layout import pdf
from workers.documents.office import WRITERS

ORIGIN = "https://so.example"
PARTS: dict[DocumentKind, str] = {
    DocumentKind.MINUTES: "round-meeting",
    DocumentKind.OPINION_REQUEST: "round-written",
    DocumentKind.HEARING_INVITATION: "hearing-1",
    DocumentKind.PROPOSAL: "1",
    DocumentKind.DECISION: "QD-7F3K",
    DocumentKind.CORRECTION_LETTER: "QD-7F3K",
    DocumentKind.REMOVAL_PROPOSAL: "takedown-1",
    DocumentKind.RESULT_REPORT: "1",
    DocumentKind.TRANSFER_RECORD: "transfer-1",
    DocumentKind.RULING: "2",
    DocumentKind.RESTORATION_NOTICE: "QD-7F3K",
    DocumentKind.DIRECTIVE: "",
    DocumentKind.INSPECTION_MINUTES: "",
    DocumentKind.INSPECTION_CONCLUSION: "",
    DocumentKind.PRESS_NOTICE: "1",
}
SOURCES: Mapping[DocumentKind, Callable[[], dict[str, Any]]] = {
    DocumentKind.RESTORATION_NOTICE: lambda: row_of(a_reopened_case()),
    DocumentKind.PRESS_NOTICE: a_notice,
    DocumentKind.RULING: a_complaint,
    DocumentKind.DIRECTIVE: a_directive,
    DocumentKind.INSPECTION_MINUTES: an_inspection,
    DocumentKind.INSPECTION_CONCLUSION: an_inspection,
}
"""What documents are made from that are not of the case as it was decided."""
OF_A_CASE = [kind for kind in PARTS if kind not in SOURCES]
READ_IN_ENGLISH = {reading: PARTS[kind] for kind, reading in READING_VERSIONS.items()}
_OF = {reading: kind for kind, reading in READING_VERSIONS.items()}
SAYS: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.MINUTES: (
        "Số: …………/BB-STTTT",
        "Mẫu Sơn, ngày 09 tháng 3 năm 2026",
        "Họp phối hợp về vụ việc CB-2026-000012",
    ),
    DocumentKind.OPINION_REQUEST: ("Số: …………/STTTT", "V/v lấy ý kiến bằng văn bản", "- Sở Y tế;"),
    DocumentKind.HEARING_INVITATION: (
        "Số: …………/STTTT",
        "V/v mời trình bày ý kiến về nội dung đăng tải trong vụ việc CB-2026-000012",
        "Kính gửi: Người, cơ quan, tổ chức đăng tải nội dung.",
        "tại địa chỉ: https://trang.example/bai-1 (vụ việc CB-2026-000012)",
        "Vấn đề cần ý kiến: Kết quả kiểm nghiệm khác với bài viết.",
        "Mã của thư: A1B2C3D4E5F6",
        "mở https://so.example/report/prove và nhập mã này",
        "Tôi đã nhận thư mời trình bày ý kiến về vụ việc CB-2026-000012. Từ xác nhận:",
        "Thời hạn: đến hết ngày 12 tháng 02 năm 2026.",
        "Không trả lời không có nghĩa là thừa nhận.",
    ),
    DocumentKind.PROPOSAL: (
        "Số: …………/TTr-STTTT",
        "Kính gửi: Ủy ban nhân dân tỉnh Mẫu Sơn.",
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    ),
    DocumentKind.DECISION: (
        "Số: 17/QĐ-STTTT",
        "(Kèm theo Quyết định số 17/QĐ-STTTT ngày 05 tháng 02 năm 2026",
        "báo cáo kết quả trong 15 ngày làm việc",
        "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH MẪU SƠN",
        "QUYẾT ĐỊNH:",
        "đối với nội dung đăng tải tại địa chỉ: https://trang.example/bai-1.",
        "- Thông tin được xác định là sai: Nước giếng ở xã Suối Vẽ nhiễm độc.",
        "Nguồn chứng minh: Phiếu kiểm nghiệm ngày 04 tháng 02 năm 2026.",
        "- Kết luận thẩm định: Sai sự thật. Kết quả kiểm nghiệm đạt.",
        "Điều 3. Lý do áp dụng biện pháp: Nội dung sai so với kết quả kiểm nghiệm.",
        "Biện pháp nhẹ hơn đã cân nhắc: Công bố thông tin chính thức. Chỉ công bố thông tin thì chưa đủ.",
        "Điều 4. Quyền khiếu nại: Có thể khiếu nại trong 90 ngày.",
        "QD-7F3K",
        "Bài viết nói nước giếng ở xã Suối Vẽ nhiễm độc.",
    ),
    DocumentKind.CORRECTION_LETTER: (
        "V/v đề nghị đính chính nội dung trong vụ việc CB-2026-000012",
        "Kính gửi: Cơ quan, tổ chức đăng tải nội dung.",
        "Thông tin được xác định là sai: Nước giếng ở xã Suối Vẽ nhiễm độc.",
    ),
    DocumentKind.REMOVAL_PROPOSAL: (
        "Kính gửi: Bộ mẫu.",
        "Đề nghị này thực hiện Quyết định số 17/QĐ-STTTT",
        "TM. ỦY BAN NHÂN DÂN",
        "Đề nghị chỉ áp dụng với từng nội dung, không áp dụng với tài khoản hoặc trang.",
        "Sự cần thiết: Nội dung tiếp tục lan truyền.",
        "DANH MỤC NỘI DUNG ĐỀ NGHỊ GỠ BỎ",
        "Bà […] nói nước giếng nhiễm độc, gọi […].",
    ),
    DocumentKind.RESULT_REPORT: (
        "Số: 09/BC-STTTT",
        "Kết quả thực hiện xử lý vụ việc CB-2026-000012",
        "Quyết định số 17/QĐ-STTTT ngày 05 tháng 02 năm 2026 của Sở Thông tin và Truyền thông tỉnh Mẫu Sơn: Đề nghị",
    ),
    DocumentKind.RULING: (
        "Về việc giải quyết khiếu nại KN-2026-000001 (lần hai)",
        "Căn cứ Luật Khiếu nại ngày 11 tháng 11 năm 2011",
        "Số: 18/QĐ-STTTT",
        "Mẫu nước lấy sai nơi.",
        "Việc xác minh do",
        "Không có đối thoại được ghi nhận.",
        "Khiếu nại đúng toàn bộ.",
        "Điều 1. Hủy bỏ Quyết định số 17/QĐ-STTTT ngày 05 tháng 02 năm 2026",
        "Mẫu nước không phải của giếng đó.",
    ),
    DocumentKind.RESTORATION_NOTICE: (
        "Số: …………/TB-STTTT",
        "Mẫu Sơn, ngày 25 tháng 02 năm 2026",
        "- Người, cơ quan, tổ chức đăng tải nội dung;",
        "- Nơi đăng tải nội dung.",
        "Quyết định số 17/QĐ-STTTT ngày 05 tháng 02 năm 2026",
        "không còn được thi hành kể từ ngày 25 tháng 02 năm 2026.",
        "Căn cứ: Bản án, quyết định của Tòa án (văn bản số 3/2026/HC-ST).",
        "Đề nghị đính chính chấm dứt.",
        "Tình trạng khôi phục: Chờ đề nghị khôi phục.",
        "Vụ việc được kiểm tra lại.",
        "tại https://so.example/report/decision.",
        "DANH MỤC NỘI DUNG ĐƯỢC KHÔI PHỤC",
    ),
    DocumentKind.DIRECTIVE: ("Số: 20/UBND", "- Sở Y tế;", "Công bố kết quả kiểm nghiệm nước giếng."),
    DocumentKind.INSPECTION_MINUTES: (
        "Số: …………/BB-TT",
        "Cơ quan được kiểm tra: Sở Y tế.",
        "Mười hồ sơ của quý trước, xem tại trụ sở.",
        "Chưa có ý kiến. Thời hạn trả lời: chậm nhất ngày",
    ),
    DocumentKind.INSPECTION_CONCLUSION: ("Số: 20/KL-", "Kính gửi: Sở Y tế.", "1. Nội dung kết luận: Không có căn cứ."),
    DocumentKind.TRANSFER_RECORD: (
        "Người đại diện: ....",
        "Bên nhận: Công an tỉnh Mẫu Sơn.",
        "02. Kết quả kiểm nghiệm",
    ),
    DocumentKind.PRESS_NOTICE: (
        "Số: …………/TC-STTTT",
        "THÔNG CÁO BÁO CHÍ",
        "Nước giếng an toàn",
        "Quyết định số 17/QĐ-STTTT ngày 05 tháng 02 năm 2026 của Sở Thông tin và Truyền thông tỉnh Mẫu Sơn; mã tra cứu "
        "công khai: QD-7F3K.",
    ),
}


def write(kind: DocumentKind, row: dict[str, Any] | None = None, context: DocumentContext | None = None) -> Document:
    given = row or source_of(kind)
    desk = context or replace(a_desk(), origin=ORIGIN)
    part = {**PARTS, **READ_IN_ENGLISH}[kind]
    found = number_of_act(kind, part, given)
    office = {**vars(found), "day": found.day.isoformat()} if found else None
    return numbered(WRITERS[kind](given, part, desk), office)


def reworded(row: Any, words: Callable[[str], str]) -> Any:
    """The row with each text that somebody wrote replaced; addresses stay what they are."""
    if isinstance(row, str):
        return words(row) if row in set(TEXTS.values()) and "://" not in row else row
    if isinstance(row, dict):
        return {key: reworded(value, words) for key, value in row.items()}
    return [reworded(value, words) for value in row] if isinstance(row, list | tuple) else row


def source_of(kind: DocumentKind) -> dict[str, Any]:
    return SOURCES.get(_OF.get(kind, kind), lambda: row_of(a_case()))()


@cache
def paper(kind: DocumentKind) -> bytes:
    return pdf(write(kind))


def every_kind() -> list[bytes]:
    return [*(paper(kind) for kind in (*PARTS, *READ_IN_ENGLISH)), *(docx(write(kind)) for kind in PARTS)]
