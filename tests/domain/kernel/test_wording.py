"""Texts that say nothing, political labels of persons, and calls for a campaign, however they are written."""

import pytest

from domain.book import ACTIONS
from domain.kernel.fields import OFFICERS_OWN, Words, fields_of
from domain.kernel.wording import CAMPAIGNS, LABELS, SENTENCE_LEAST, says_nothing
from tests.support.each import each


@pytest.mark.parametrize(
    "text",
    [
        "." * 21,
        "0123456789 0123456789 01",
        "abcdefghij klmnop qrst",
        "asdf qwer tyui asdf qwer",
        "Lorem ipsum dolor sit amet",
        "aaa bbb ccc ddd eee fff",
        "a á à ả ã ạ ă â e ê i o ô ơ",
        "to to to ti ti ti ta ta ta ta",
        "Không phù hợp. Không phù hợp.",
        "Đồng ý đồng ý đồng ý đồng ý.",
        "Lý do: lý do của quyết định.",
        "Hướng dẫn khiếu nại: quyền khiếu nại.",
        "Theo quy định của pháp luật.",
        "Như đã nêu trên, theo quy định hiện hành.",
        "ｌý ｄｏ ｌý ｄｏ ｌý ｄｏ ｌý",
    ],
)
def test_says_nothing(text: str) -> None:
    assert says_nothing(text, 20)


@each(
    ("text", "least"),
    [
        ("Đồng ý với phương án.", 10),
        ("Không có xã này.", 10),
        ("Bài đăng sai ngày.", 10),
        ("Việc đã được giải quyết.", 20),
        ("Đã gọi hai lần, chưa liên lạc được.", 20),
        ("Có thể khiếu nại đến cơ quan chủ trì trong 90 ngày.", 20),
        ("14/2021/QĐ-UBND", 1),
        ("7", 1),
    ],
)
def test_says_something(text: str, least: int) -> None:
    assert not says_nothing(text, least)


def test_a_number_has_a_letter_or_a_digit() -> None:
    assert says_nothing("–", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Bài của thế lực thù địch.",
        "the luc thu dich",
        "THẾ  LỰC-THÙ ĐỊCH",
        "thế lực thù\nđịch",
        "p h ả n đ ộ n g",
        "phảnđộng",
        "phản.động",
        "phãn động",
        "phan động",
        "ph@n d0ng",
        "pha?n dô.ng",
        "phản (động)",
        "phản\u200bđộng",
        "\u0420\u04bbản động",
        "ｐｈản động",
        "tự chuyển hoá",
    ],
)
def test_a_label_of_persons(text: str) -> None:
    assert LABELS.within(text)


@pytest.mark.parametrize(
    "text",
    [
        "Phần đông dân cư đồng tình.",
        "Phần đóng góp của các hộ.",
        "Từ diễn biến của vụ việc.",
        "Khoản thu dịch vụ.",
        "Không chống đăng tải lại.",
        "Người chồng đang ở nhà.",
        "Phòng, chống đang được làm.",
        "Đặt thư dịch sang tiếng Việt.",
    ],
)
def test_other_words_that_are_spelt_alike(text: str) -> None:
    assert not LABELS.within(text)


@each(
    ("text", "called"),
    [
        ("Đề nghị viết bài phản bác trên báo.", True),
        ("De nghi viet bai phan bac", True),
        ("Đề nghị định hướng dư luận.", True),
        ("Đề nghị kiểm tra nội dung và trả lời.", False),
        ("Người dân phản bác kết luận này.", False),
    ],
)
def test_a_call_for_a_campaign(text: str, called: bool) -> None:
    assert CAMPAIGNS.within(text) is called


def test_each_text_by_which_an_officer_gives_reasons_is_a_sentence() -> None:
    """The rule asks for words from SENTENCE_LEAST characters on: a shorter least would pass it by."""
    names = ("reasons", "redress_notice", "way_on", "proportionality", "necessity", "weighing", "deviation")
    shorter = [
        f"{action.name}.{field.name}"
        for action in ACTIONS
        for field in fields_of(action.command)
        if field.name in names and isinstance(field.spec, Words)
        if field.spec.exempt in OFFICERS_OWN and field.spec.least < SENTENCE_LEAST
    ]
    assert shorter == []
