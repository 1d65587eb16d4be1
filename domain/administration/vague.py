"""Words that say nothing a court could test: they may name the matter of a case, and are no ground for a measure (X7).

The Regulation speaks of «thông tin xấu độc», «bức xúc dư luận» and the like without saying what they mean. A ground
must say what act is forbidden: take these words and the words any rule is made of away, and something must be left.
"""

from itertools import chain
from typing import Final
from unicodedata import normalize

from domain.kernel.text import fold

SPECIFIC_LEAST: Final = 2
"""Syllables that have to be left of a wording once vague words and padding are taken away."""

_ALIKE: Final = str.maketrans("аеорсухіԁ", "aeopcyxid")
"""Cyrillic letters that look like Latin ones."""


def plain(text: str) -> str:
    """The text as the comparison sees it: the fold, with letters of another width or alphabet that look the same."""
    return fold(normalize("NFKC", text).casefold().translate(_ALIKE))


VAGUE: Final = tuple(
    plain(words)
    for words in (
        "xấu độc",
        "xấu, độc hại",
        "độc hại",
        "xấu xa",
        "tin xấu",
        "nội dung xấu",
        "ảnh hưởng xấu",
        "dư luận xấu",
        "bức xúc dư luận",
        "bức xúc trong dư luận",
        "bức xúc trong nhân dân",
        "gây bức xúc",
        "cản trở sự phát triển",
        "cản trở phát triển",
        "sự phát triển",
        "không lành mạnh",
        "không phù hợp",
        "không có lợi",
        "tiêu cực",
        "nhạy cảm",
        "lệch lạc",
        "trái chiều",
        "phản cảm",
    )
)
"""Words of the Regulation that none of its articles defines, and their like."""

_NEVER: Final = tuple(plain(words) for words in ("xấu độc", "bức xúc dư luận", "cản trở sự phát triển"))
"""The Regulation's own three: no instrument and no article is named so."""

_PADDING: Final = frozenset(
    chain.from_iterable(
        plain(words).split()
        for words in (
            "thông tin nội dung tin bài viết hình ảnh dữ liệu tài liệu",
            "cung cấp chia sẻ đăng tải phát tán lan truyền lưu trữ truyền đưa tuyên truyền sử dụng lợi dụng",
            "hành vi người tổ chức cá nhân cơ quan đơn vị doanh nghiệp",
            "trên mạng xã hội không gian mạng internet môi trường điện tử trang địa bàn tỉnh huyện xã",
            "vi phạm pháp luật quy định của theo trái phép nghiêm cấm bị xử lý phạt tiền từ đến đồng triệu",
            "và hoặc các những mọi một có gây làm tạo ra đối với cho trong tại về là mà thì được khi nếu",
            "điều khoản điểm nghị định luật số rất quá nhiều đặc biệt hết sức vô cùng",
            "việc vấn đề kinh tế xã hội dư luận nhân dân quần chúng cộng đồng địa phương",
        )
    )
)
"""Syllables of which any rule is made, or which only make a vague word longer."""


def names_vague_words(text: str) -> bool:
    """Whether the text calls by its name what the Regulation is about, with marks or without, however spaced."""
    drawn_together = plain(text).replace(" ", "")
    return any(words.replace(" ", "") in drawn_together for words in _NEVER)


def says_nothing(text: str) -> bool:
    """Whether nothing specific is left of a wording without vague words and padding."""
    words = f" {plain(text)} "
    for vague in sorted(VAGUE, key=len, reverse=True):
        while f" {vague} " in words:
            words = words.replace(f" {vague} ", " ")
    left = [word for word in words.split() if word not in _PADDING and not word.isdigit() and len(word) > 1]
    return len(left) < SPECIFIC_LEAST
