"""Words that are too vague for a court to test (X7). They may appear in the matter of a case, but are no ground for a
measure.

The Regulation uses «thông tin xấu độc», «bức xúc dư luận» and similar words without a definition. A ground must state
which act is forbidden. Without these words and the usual words of rules, some words of the ground must remain.
"""

from itertools import chain
from typing import Final

from domain.kernel.plain_reading import in_latin
from domain.kernel.text import fold

SPECIFIC_LEAST: Final = 2
"""Least number of syllables that must remain of a wording without vague words and padding."""


def plain(text: str) -> str:
    """Return the form of a text for comparison: the fold, with look-alike letters of another width or alphabet
    replaced."""
    return fold(in_latin(text))


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
"""Words of the Regulation that no article defines, and similar words."""

_NEVER: Final = tuple(plain(words) for words in ("xấu độc", "bức xúc dư luận", "cản trở sự phát triển"))
"""Three expressions of the Regulation that no instrument and no article has in its name."""

FALSE: Final = tuple(
    plain(words)
    for words in (
        *("sai sự thật", "không đúng sự thật", "sai lệch", "giả mạo", "mạo danh", "tin giả", "bịa đặt", "xuyên tạc"),
        *("vu khống", "vu cáo", "lừa đảo", "gian dối"),
    )
)
"""Words of a ground about content with a false fact (Đ5.1.g, Đ5.4.b). The list has no words about opinion, taste or
reputation."""

PERSON: Final = tuple(
    plain(words)
    for words in (
        *("đời sống riêng tư", "đời tư", "bí mật cá nhân", "bí mật gia đình", "dữ liệu cá nhân", "thông tin cá nhân"),
        *("thông tin riêng", "trẻ em", "người chưa thành niên", "danh dự", "nhân phẩm"),
        *("hình ảnh của cá nhân", "hình ảnh của mình", "hình ảnh của người khác", "đối với hình ảnh"),
        *("khiêu dâm", "xâm hại tình dục", "thư tín", "giấy tờ"),
    )
)
"""Words of a ground that protects a person: private life, data, image, honour or childhood."""

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
"""Syllables that occur in any rule, or that only lengthen a vague word."""


def names_vague_words(text: str) -> bool:
    """Return whether the text contains vague expressions of the Regulation, with or without diacritics or spaces."""
    drawn_together = plain(text).replace(" ", "")
    return any(words.replace(" ", "") in drawn_together for words in _NEVER)


def of_no_class(text: str, *, person: bool) -> bool:
    """Return whether a wording has no word of its class of ground: false facts, or the protection of a person."""
    words = f" {plain(text)} "
    return not any(f" {named} " in words for named in (PERSON if person else FALSE))


def says_nothing(text: str) -> bool:
    """Return whether a wording has nothing specific beyond vague words and padding."""
    words = f" {plain(text)} "
    for vague in sorted(VAGUE, key=len, reverse=True):
        while f" {vague} " in words:
            words = words.replace(f" {vague} ", " ")
    left = [word for word in words.split() if word not in _PADDING and not word.isdigit() and len(word) > 1]
    return len(left) < SPECIFIC_LEAST
