"""Invented documents that use everything a document can hold."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.paper.model import (
    Annex,
    AnnexedTo,
    Chart,
    Column,
    Document,
    Heading,
    Issuer,
    Level,
    Paragraph,
    Pattern,
    Series,
    Signature,
    Table,
)

LETTERS = "ẵ ỡ ữ ặ đ Đ Ẵ Ỡ Ữ Ặ ỷ ỹ ằ ẫ ộ ợ ứ ề ể ễ ị ọ"
PARAGRAPH = (
    "Thực hiện Quy chế phối hợp, cơ quan chủ trì đã tiếp nhận, sàng lọc và giao kiểm tra, xác minh các thông tin được "
    "phản ánh; kết quả được thông báo cho cơ quan, tổ chức, cá nhân có liên quan theo quy định của pháp luật."
)
TABLE = Table(
    columns=(Column(title="STT", share=0.4), Column(title="Nội dung", share=3), Column(title="Kỳ này", number=True)),
    rows=(("01", "Qua thư điện tử", "12"), ("02", "Qua đường bưu điện", "05"), ("03", LETTERS, "1.204")),
)
CHART = Chart(
    caption="Biểu đồ 1. Số vụ việc tiếp nhận và kết thúc theo tháng",
    labels=("Tháng 01", "Tháng 02", "Tháng 3"),
    series=(
        Series(name="Tiếp nhận", pattern=Pattern.SOLID, values=(12, 30, None)),
        Series(name="Kết thúc", pattern=Pattern.HATCHED, values=(7, 18.5, 0)),
    ),
)


def report(annexes: int = 2, paragraphs: int = 12) -> Document:
    body = tuple(Paragraph(text=f"{PARAGRAPH} {LETTERS}") for _ in range(paragraphs))
    return Document(
        symbol="BC-SCT",
        issuer=Issuer(name="Sở chủ trì mẫu về Thông tin và Truyền thông", parent="UBND tỉnh Mẫu Sơn"),
        place="Mẫu Sơn",
        day=date(2026, 2, 5),
        made_at=datetime(2026, 2, 5, 3, tzinfo=UTC),
        title="Báo cáo",
        abstract="Kết quả thực hiện Quy chế phối hợp để theo dõi, xử lý thông tin xấu độc năm 2025",
        addressees=("Ủy ban nhân dân tỉnh Mẫu Sơn",),
        blocks=(
            Heading(text="I. Công tác chỉ đạo, triển khai"),
            Heading(text="1. Văn bản đã ban hành", level=Level.CLAUSE),
            *body,
            TABLE,
            CHART,
        ),
        signatures=(Signature(lines=("KT. Giám đốc", "Phó giám đốc")),),
        recipients=("- Như trên;", "- Lưu: VT, VX."),
        annexes=tuple(Annex(title=f"Số liệu thứ {n}", blocks=(TABLE,)) for n in range(annexes)),
        annexed_to=AnnexedTo(kind="Báo cáo", whose="Sở chủ trì mẫu"),
    )


def letter() -> Document:
    return replace(
        report(0, 2),
        symbol="SCT-TTr",
        title="",
        abstract="lấy ý kiến bằng văn bản về vụ việc MS-2026-000012",
        addressees=("Sở Y tế mẫu", "Sở Đất đai và Môi trường mẫu"),
    )


def decision() -> Document:
    """A decision, with legal bases and articles, across which stands MẪU."""
    return replace(
        report(0, 0),
        symbol="QĐ-SCT",
        title="Quyết định",
        abstract="Về việc áp dụng biện pháp xử lý đối với một nội dung đăng tải",
        authority="Giám đốc Sở chủ trì mẫu",
        addressees=(),
        bases=("Căn cứ MẪU-LUẬT 01/2020, Điều 5", "Căn cứ MẪU-NĐ 02/2021, Điều 7"),
        blocks=(
            Heading(text="Quyết định:", level=Level.RESOLVES),
            Paragraph(lead="Điều 1.", text=PARAGRAPH),
            Paragraph(lead="Điều 2.", text=PARAGRAPH),
        ),
        signatures=(Signature(lines=("Giám đốc",)),),
        watermark="MẪU",
    )
