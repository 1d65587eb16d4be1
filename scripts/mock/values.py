"""Made-up values: the same for the same place in the same object, in every run and on every machine."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

FIRST_DAY: Final = datetime(2026, 1, 5, 1, tzinfo=UTC)
MINUTES: Final = 200 * 24 * 60
"""Times lie so long after the first day at most."""
NUMBERS_MOST: Final = 20
CLAIMS: Final = (
    "MẪU – Có tin đồn rằng trạm y tế xã sắp đóng cửa.",
    "MẪU – Có bài đăng nói suối đầu nguồn bị nhiễm bẩn.",
    "MẪU – Có đoạn phim nói cầu treo đã sập.",
    "MẪU – Có tin nhắn nói trường học nghỉ cả tháng.",
)
NAMES: Final = ("MẪU – Sở Y tế", "MẪU – Công an tỉnh", "MẪU – Ủy ban nhân dân xã", "MẪU – Sở Thông tin")
TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "claim": CLAIMS,
    "name": NAMES,
    "shortName": ("SYT", "CAT", "UBND", "STT"),
    "title": ("MẪU – Trạm y tế vẫn mở cửa", "MẪU – Nước suối đạt chuẩn"),
    "url": ("https://tin.example/bai-1", "https://tin.example/bai-2"),
    "labelVi": ("Sàng lọc phản ánh", "Bắt đầu kiểm tra"),
    "labelEn": ("Screen the report", "Start checking"),
}


def number(seed: str, below: int) -> int:
    """A number from 0 that follows from the seed."""
    return int.from_bytes(sha256(seed.encode()).digest()[:6]) % below


def text(seed: str, field: str) -> str:
    """A text for a field: one of those of its name, or one that says which field it is."""
    known = TEXTS.get(field)
    return known[number(seed, len(known))] if known else f"MẪU – {field} {number(seed, NUMBERS_MOST) + 1}"


def moment(seed: str) -> datetime:
    """A moment of the first half of 2026."""
    return FIRST_DAY + timedelta(minutes=number(seed, MINUTES))


SCALARS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "String": text,
    "ID": lambda seed, field: f"{field.removesuffix('Id').lower()}-mock-{number(seed, NUMBERS_MOST) + 1}",
    "Int": lambda seed, field: number(seed, NUMBERS_MOST) + 1,
    "Float": lambda seed, field: number(seed, NUMBERS_MOST) / 2,
    "Boolean": lambda seed, field: bool(number(seed, 2)),
    "Date": lambda seed, field: moment(seed).date().isoformat(),
    "DateTime": lambda seed, field: moment(seed).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "UUID": lambda seed, field: str(UUID(bytes=sha256(seed.encode()).digest()[:16], version=4)),
}
"""What each scalar is made of: the seed of the place, and the name of the field."""
