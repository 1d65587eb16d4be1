"""Spellings: of names, how words are sorted, and how numbers are read."""

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.book import ACTIONS
from domain.kernel.fields import OFFICERS_OWN, Words, fields_of
from domain.kernel.masking import Personal, spans
from domain.kernel.text import LETTERS_MOST, sort_key
from domain.kernel.wording import (
    CAMPAIGNS,
    LABELS,
    SENTENCE_LEAST,
    ConfirmedName,
    Harmless,
    looked_through,
    says_nothing,
)
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


IN_ORDER = [
    ["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "ẳ", "ẵ", "ắ", "ặ", "â", "ầ", "b", "c", "d", "đ", "e", "ê", "g", "h"],
    ["o", "ò", "ỏ", "õ", "ó", "ọ", "ô", "ố", "ơ", "ợ", "p", "q", "r", "s", "t", "u", "ụ", "ư", "ự", "v", "x", "y", "z"],
    ["da", "dạ", "dă", "dâu", "de", "đa", "đá"],
    ["1", "2", "a"],
    ["ba", "ba ba", "bà ba", "bà bá", "bác", "bang", "bảng", "băng", "bằng"],
    ["cao", "Cao", "cáo", "cạo", "Cao Bằng", "căn"],
    ["bằng", "Bằng", "bắng"],
    ["ha", "hà", "Hà", "há", "hạ", "Hạ Lang", "hă"],
]


@each("words", IN_ORDER)
def test_words_stand_as_in_a_dictionary(words: list[str]) -> None:
    assert sorted(set(words), key=sort_key) == words
    assert all(sort_key(one) < sort_key(other) for one, other in pairwise(words))


def test_plain_text_order_would_be_wrong() -> None:
    assert sorted(IN_ORDER[0]) != IN_ORDER[0]


def test_punctuation_and_spaces_count_as_one_space() -> None:
    assert sort_key("  Cao -- Bằng! ") == sort_key("Cao Bằng")


def test_how_a_letter_was_typed_makes_no_difference() -> None:
    assert sort_key("Cao Ba\u0306\u0300ng") == sort_key("Cao Bằng")


def test_only_the_first_letters_count() -> None:
    assert sort_key("a" * LETTERS_MOST + "b") == sort_key("a" * LETTERS_MOST + "c")
    assert len(sort_key("ậ" * 10_000)) <= 3 * LETTERS_MOST + 2


@given(st.text(max_size=200))
def test_any_text_has_a_key_that_can_be_stored(text: str) -> None:
    key = sort_key(text)
    assert "\n" not in key
    assert key.count("\t") == 2
    assert len(key) < 1_500


vietnamese = st.text(alphabet="aăâbdđeêoôơuư àảãáạ", min_size=1, max_size=12)


@given(vietnamese, vietnamese)
def test_letters_decide_before_tones(one: str, other: str) -> None:
    letters = [sort_key(item).split("\t")[0] for item in (one, other)]
    if letters[0] != letters[1]:
        assert (sort_key(one) < sort_key(other)) is (letters[0] < letters[1])


ARTICLES = Path(__file__).parents[4] / "shared" / "data" / "vfnd.csv"
"""Real articles, which the project does not hold."""
NUMBERS = {Personal.PHONE, Personal.ID_NUMBER, Personal.NETWORK}
PRECISE = {*NUMBERS, Personal.COORDINATES}
SIGNS = ["", " ", "-", ".", "/", "\n", "\u2013", "\u2212", "\u00a0", "\u200b", "_", "·", " - ", "…", "\u3000"]
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"]


@st.composite
def spelled(draw: st.DrawFn) -> str:
    """A mobile number: with the country's code or without, in groups of any size, in the digits of a script."""
    rest = draw(st.sampled_from("35789")) + "".join(
        draw(st.lists(st.sampled_from("0123456789"), min_size=8, max_size=8))
    )
    sizes = draw(st.sampled_from([(9,), (2, 3, 4), (3, 3, 3), (2, 7), (1, 1, 1, 1, 1, 1, 1, 1, 1), (4, 5)]))
    sign, script = draw(st.sampled_from(SIGNS)), draw(st.sampled_from(DIGITS))
    groups, at = [], 0
    for size in sizes:
        groups.append(rest[at : at + size])
        at += size
    start = draw(st.sampled_from(["0", "+84", "+84 ", "0084", "0084 ", "(+84) "]))
    return (start + sign.join(groups)).translate(str.maketrans("0123456789", script))


@given(spelled(), st.sampled_from(["", "Gọi ", "số "]), st.sampled_from(["", " nhé", ".", " đồng", ", cảm ơn"]))
def test_every_spelling_of_one_number_is_found(number: str, before: str, after: str) -> None:
    text = f"{before}{number}{after}"
    assert [span.kind for span in spans(text) if span.kind in NUMBERS], text


@each(
    ("text", "kinds"),
    [
        ("0912–345–678", {Personal.PHONE}),
        ("0123 4567 8901", {Personal.ID_NUMBER}),
        ("0912345678 đồng", {Personal.PHONE}),
        ("O912 345 678", {Personal.PHONE}),
        ("09l2 345 678", {Personal.PHONE}),
        ("O9lI.234.567", {Personal.PHONE}),
        ("không chín một hai ba bốn năm sáu bảy tám", {Personal.PHONE}),
        ("zero nine one two three four five six seven eight", {Personal.PHONE}),
        ("&#48;&#x39;&#49;&#50; 345 %36%37 \\u0038", {Personal.PHONE}),
        ("09%31%32345678 hoặc \\u0030912\\u00345678", {Personal.PHONE}),
        ("0912<b>345</b><br/>678", {Personal.PHONE}),
        ("0912.....345.....678", {Personal.PHONE}),
        ("0912 // 345 // 678", {Personal.PHONE}),
        ("+44 20 7946 0958", {Personal.PHONE}),
        ("xem tin.example/0912345678", {Personal.PHONE}),
        ("0912 345 678, 0987 654 321", {Personal.PHONE}),
        ("4111 1111 1111 1111", {Personal.ID_NUMBER}),
        ("19031234567011", {Personal.ID_NUMBER}),
        ("490154203237518", {Personal.ID_NUMBER}),
        ("203.0.113[.]77", {Personal.NETWORK}),
        ("2001:db8::1", {Personal.NETWORK}),
        ("00:1A:2B:3C:4D:5E", {Personal.NETWORK}),
        ("912.345.678 đồng và 912345678 đồng", set()),
        ("84.912.345.678 đồng", set()),
        ("12/05/2026 09:30, 01/06/2026-30/06/2026, 2026-05-12", set()),
        ("Công văn số 0123/2026/CV-UBND, 1.234.567.890 lượt", set()),
        ("các điều 03, 04, 05, 06, 07; mục 1.2.3.4; lúc 10:20:30", set()),
        ("0,5 0,7 0,9 1,2 1,5 và 0,123 - 0,456 - 0,789", set()),
        ("tỉ số 0-1, 1-0, 2-1; năm 2016-2020 và 2017, 2018, 2019", set()),
        ("https://tin.example/bai-0123456789012.html", set()),
        ("https://tin.example/%E1%BB%87%2091%20234%20567%2089", set()),
        ("Mục 1.1 ........ 12, mục 1.2 ........ 345; 12 < 345 và 678 > 90", set()),
    ],
)
def test_what_is_a_number_of_somebody(text: str, kinds: set[Personal]) -> None:
    assert {span.kind for span in spans(text)} & NUMBERS == kinds


PLACES = """
22.6657, 106.2577|22,6657; 106,2577|106.2577 22.6657|(22.66570,106.25770)|22.6657° N, 106.2577° E|N22.665 E106.257
22°39'56"N 106°15'28"E|22°39′56″ B – 106°15′28″ Đ|22o39'56" và 106o15'28"|22 39 56 N, 106 15 28 E
22º39.93'N, 106º15.47'E|22 độ 39 phút 56 giây vĩ Bắc, 106 độ 15 phút 28 giây kinh Đông
vĩ độ là 22,6657 còn kinh độ là 106,2577
https://maps.google.com/?q=22.6657,106.2577|maps/@22.6657,106.2577,17z|!3d22.6657!4d106.2577|q=22.6657%2C106.2577
22 phẩy 6657, 106 phẩy 2577|２２.６６５７，１０６.２５７７|22.6657\u200b, 106.2577|48.8584° N, 2.2945° E
X = 2507123.45; Y = 567890.12|X(m): 2 507 123  Y(m): 567 890|48Q XK 12345 67890|MF85+7VQ, Cao Bằng|///nhà.cửa.xanh
"""
NO_PLACES = """
12.345, 23.456 đồng|22.665.000 đồng và 106.257.000 đồng|ngày 22/6/2026, số 106/2577|Điều 22, khoản 1, điểm 106
0,1234; 0,5678|22,5 và 106,2|25.4321 và 26.1234|38 độ 5|góc 22°39'|12:30:45 22:10:11|5555+22|2022-2026, 2023-2027
1.234,5678 và 2.345,6789|Nghị định 22.2026 và 106.2025
Quyết định 14/2021/QĐ-UBND|số 22, 2026 và 106, 2025|x = 5; y = 7|35,1234% và 64,8766%|C++
"""


@each("text", [one.strip() for one in PLACES.replace("\n", "|").split("|") if one])
def test_coordinates_are_asked_of_the_writer_in_every_form(text: str) -> None:
    [fault, *_], kept = looked_through("reasons", f"Nhà ở đó: {text}.", None, ())
    assert (fault.code, kept) == ("text-coordinates", [])
    confirmed = ConfirmedName(field="reasons", at=fault.at or 0, harmless=Harmless.NOT_A_PERSON)
    assert looked_through("reasons", f"Nhà ở đó: {text}.", None, [confirmed])[0] == []


@each("text", [one.strip() for one in NO_PLACES.replace("\n", "|").split("|") if one])
def test_ordinary_numbers_are_no_coordinates(text: str) -> None:
    assert Personal.COORDINATES not in {span.kind for span in spans(text)}


@cache
def articles() -> list[str]:
    csv.field_size_limit(10**9)
    with ARTICLES.open(encoding="utf-8", newline="") as file:
        return [normalize("NFC", f"{row['title']}\n{row['text']}") for row in csv.DictReader(file)]


@pytest.mark.skipif(not ARTICLES.exists(), reason="the articles are not here")
def test_nothing_in_real_articles_is_taken_for_a_number_of_somebody() -> None:
    found = [(text[span.start : span.end]) for text in articles() for span in spans(text) if span.kind in PRECISE]
    assert (len(articles()), found) == (156, [])


@pytest.mark.skipif(not ARTICLES.exists(), reason="the articles are not here")
def test_no_word_without_a_capital_is_taken_for_a_name_in_real_articles() -> None:
    found = [text[span.start : span.end] for text in articles() for span in spans(text) if span.kind is Personal.NAME]
    assert [name for name in found if name.islower()] == []
