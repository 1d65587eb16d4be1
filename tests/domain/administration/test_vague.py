"""X7, T03: words of which nobody knows what they forbid are no ground, in whatever clothes they come."""

from collections.abc import Callable
from itertools import product
from unicodedata import normalize

import pytest

from domain.administration.provisions import DraftProvision
from domain.administration.vague import VAGUE, names_vague_words, says_nothing
from domain.kernel.text import fold
from domain.registry.provision import ProvisionKind
from tests.support.each import each
from tests.support.facts import person
from tests.support.handling_commands import good
from tests.support.handling_facts import knowing, said
from tests.support.world import LEAD

THE_THREE = ("xấu độc", "bức xúc dư luận", "cản trở sự phát triển")
CLOTHES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "in capitals": str.upper,
    "without marks": fold,
    "decomposed": lambda text: normalize("NFD", text),
    "with full stops": lambda text: text.replace(" ", ". "),
    "with dashes": lambda text: text.replace(" ", " - "),
    "in full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in fold(text)),
    "in look-alikes": lambda text: fold(text).translate(str.maketrans("aeopcyx", "аеорсух")),
    "with nothing between": lambda text: text.replace("u", "u\u200b"),
    "with spaces": lambda text: text.replace(" ", "   "),
}
PADDED = (
    "{}",
    "Thông tin {}",
    "Đăng tải, chia sẻ thông tin có nội dung {} trên mạng xã hội",
    "Nghiêm cấm mọi hành vi cung cấp thông tin {}, vi phạm quy định của pháp luật",
    "Tin {} gây bức xúc trong nhân dân, ảnh hưởng xấu đến sự phát triển kinh tế - xã hội của địa phương",
    "Điều 1 khoản 2: thông tin rất {} và vô cùng nhạy cảm",
)
SPECIFIC = (
    "Cung cấp, chia sẻ thông tin giả mạo, thông tin sai sự thật, xuyên tạc, vu khống.",
    "Cung cấp, chia sẻ thông tin sai sự thật.",
    "Thông tin xấu độc là thông tin bịa đặt về dịch bệnh, gây hoang mang.",
)

OF_NO_CLASS = (
    "Nội dung làm giảm uy tín của lãnh đạo tỉnh.",
    "Đăng thông tin chưa được kiểm chứng lên mạng.",
    "Trái với thuần phong mỹ tục của dân tộc.",
    "Tiết lộ bí mật đời tư của cá nhân khi chưa được đồng ý.",
    "Quảng cáo thuốc chưa được cấp giấy phép lưu hành.",
)


def drafting(**changes: str) -> str:
    command = good(DraftProvision, **changes)
    return said(None, command, knowing(person(LEAD), command))


@pytest.mark.parametrize("clothes", CLOTHES)
class TestTheThree:
    @pytest.mark.parametrize("field", ["instrument", "place"])
    def test_are_no_instrument_and_no_article(self, clothes: str, field: str) -> None:
        heard = {words: drafting(**{field: f"Điều 1: {CLOTHES[clothes](words)}"}) for words in THE_THREE}
        assert heard == dict.fromkeys(THE_THREE, f"input.{field} vague-ground")

    def test_are_no_wording(self, clothes: str) -> None:
        texts = [CLOTHES[clothes](padded.format(words)) for padded, words in product(PADDED, THE_THREE)]
        assert {text: drafting(wording=text) for text in texts} == dict.fromkeys(texts, "input.wording vague-ground")


class TestWording:
    @each("words", VAGUE)
    def test_of_vague_words_alone_says_nothing(self, words: str) -> None:
        assert says_nothing(words)
        assert says_nothing(f"Thông tin {words}, {words} và {words}.")

    @pytest.mark.parametrize("text", ["Thông tin vi phạm pháp luật.", "Nội dung vi phạm quy định.", "1234567890 12"])
    def test_of_padding_alone_says_nothing(self, text: str) -> None:
        assert says_nothing(text)

    @pytest.mark.parametrize("text", SPECIFIC)
    def test_that_says_what_is_forbidden_is_one(self, text: str) -> None:
        assert drafting(wording=text) == "ok"

    @pytest.mark.parametrize("text", OF_NO_CLASS)
    def test_that_speaks_of_nothing_false_is_no_ground_of_content(self, text: str) -> None:
        assert drafting(wording=text) == "input.wording ground-of-no-class"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Tiết lộ bí mật đời tư của cá nhân khi chưa được đồng ý.", "ok"),
            ("Cá nhân có quyền đối với hình ảnh của mình.", "ok"),
            ("Nội dung làm giảm uy tín của lãnh đạo tỉnh.", "input.wording ground-of-no-class"),
        ],
    )
    def test_that_protects_a_person_says_what_of(self, text: str, expected: str) -> None:
        command = good(DraftProvision, kind=ProvisionKind.PERSON_GROUND, wording=text)
        assert said(None, command, knowing(person(LEAD), command)) == expected

    def test_of_a_provision_that_carries_no_decision_is_free(self) -> None:
        command = good(DraftProvision, kind=ProvisionKind.PROCEDURE, wording="Thông tin xấu độc.", place="Phụ lục")
        assert said(None, command, knowing(person(LEAD), command)) == "ok"


class TestPlace:
    @pytest.mark.parametrize("place", ["Điều", "khoản a", "toàn văn", "các điều có liên quan"])
    def test_names_an_article(self, place: str) -> None:
        assert drafting(place=place) == "input.place article-needed"

    def test_names_of_other_things_are_not_mistaken(self) -> None:
        assert not names_vague_words("Nghị định 174/2026/NĐ-CP về xử phạt vi phạm hành chính")
        assert drafting(place="Điều 95 khoản 1 điểm a") == "ok"
