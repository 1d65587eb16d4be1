"""The catalogue of provisions: two persons, specific words, and the law of the day of the act (Đ2.1, Đ4.4, G4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from unicodedata import normalize

import pytest

from domain.administration.provisions import (
    ActivateProvision,
    DraftProvision,
    EnterProvisionWording,
    ListProvision,
)
from domain.administration.vague import VAGUE, names_vague_words, says_nothing
from domain.case.grounds import act_day, grounds_in_force
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import VIETNAM
from domain.kernel.refusals import Refused
from domain.kernel.text import fold
from domain.registry.entry import LawStatus
from domain.registry.provision import ProvisionKind
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import CHANGE_OF_LAW, NEW, OLD, hear, knowing, left, provision, spelled
from tests.support.handling_past import Cast, Past, a_report, case_of
from tests.support.world import LEAD

DRAFTED = provision("provision-1", status=LawStatus.DRAFT, activated_by=None, activated_at=None)
LISTED = replace(DRAFTED, wording_needed=True)


class TestDrafting:
    def drafting(self, **changes: Any) -> str:
        return hear(None, good(DraftProvision, **changes), person(LEAD))

    @pytest.mark.parametrize(
        ("name", "refused"),
        [
            ("Quyết định 14/2021/QĐ-UBND", True),
            ("quyết định số 14/2021/qđ-ubnd ngày 24/6/2021", True),
            ("QUY CHẾ (14/2021/QD-UBND)", True),
            ("Quyết định 114/2021/QĐ-UBND", False),
            ("Quyết định 14/2021/QĐ-UBNDX", False),
            ("Nghị định 14/2021/NĐ-CP", False),
        ],
    )
    def test_the_regulation_itself_is_no_ground(self, name: str, refused: bool) -> None:
        expected = "input.instrument regulation-is-no-ground" if refused else "ok"
        assert self.drafting(instrument=name) == expected

    @pytest.mark.parametrize("kind", ProvisionKind)
    def test_what_is_no_ground_may_be_named_so(self, kind: ProvisionKind) -> None:
        heard = self.drafting(kind=kind, instrument="Quyết định 14/2021/QĐ-UBND", place="Đ2.2, thông tin xấu độc")
        assert heard == (
            "input.instrument regulation-is-no-ground"
            if kind in (ProvisionKind.GROUND, ProvisionKind.PERSON_GROUND)
            else "ok"
        )

    @pytest.mark.parametrize(
        ("until", "expected"),
        [
            (None, "ok"),
            (CHANGE_OF_LAW + timedelta(days=1), "ok"),
            (CHANGE_OF_LAW, "input.until ends-before-it-begins"),
            (CHANGE_OF_LAW - timedelta(days=1), "input.until ends-before-it-begins"),
        ],
    )
    def test_ends_after_it_begins(self, until: date | None, expected: str) -> None:
        assert self.drafting(until=until) == expected


class TestListing:
    """What the operator lists without its text, until a person has entered it and another one has activated it."""

    def test_from_the_list_to_a_ground(self) -> None:
        listing, wording, activating = good(ListProvision), good(EnterProvisionWording), good(ActivateProvision)
        made = left(None, listing, OPERATOR)
        assert (made.wording_needed, made.status, made.drafted_by) == (True, LawStatus.DRAFT, OPERATOR.subject)
        assert hear(made, activating, person(HEALTH)) == "RuleNotMet wording-needed"
        worded = left(made, wording, person(HEALTH))
        assert (worded.wording_needed, worded.wording) == (False, sealed(wording.wording))
        assert (worded.place, worded.source) == (sealed(wording.place), sealed(wording.source))
        assert hear(worded, activating, person(HEALTH)) == "G5 second-person-needed"
        assert hear(worded, activating, person(LAND)) == "ok"

    @pytest.mark.parametrize("command", [DraftProvision, EnterProvisionWording])
    @pytest.mark.parametrize("words", ["[CHƯA CÓ NGUYÊN VĂN] Điều 1", "chua co nguyen van: cấm thông tin thử"])
    def test_no_person_says_that_the_text_is_not_at_hand(self, command: type, words: str) -> None:
        state = None if command is DraftProvision else LISTED
        assert hear(state, good(command, wording=words), person(LEAD)) == "input.wording wording-needed"

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"place": "các điều có liên quan"}, "input.place article-needed"),
            ({"place": "Điều 7 và Điều 9"}, "input.place article-needed"),
            ({"place": "khoản 1 của văn bản 12"}, "input.place article-needed"),
            ({"place": "Điều 1: thông tin xấu độc"}, "input.place vague-ground"),
            ({"wording": "Điều 1: gây bức xúc dư luận"}, "input.wording vague-ground"),
        ],
    )
    def test_a_ground_is_held_to_the_same_words_as_a_draft(self, changes: dict[str, str], expected: str) -> None:
        command = good(EnterProvisionWording, **changes)
        assert hear(LISTED, command, person(LEAD)) == expected
        procedure = replace(LISTED, kind=ProvisionKind.PROCEDURE)
        assert hear(procedure, command, person(LEAD)) == "ok"


class TestActivating:
    @pytest.mark.parametrize(
        ("wording", "expected"),
        [
            (None, "input.wording wording-to-compare"),
            ("Cung cấp, chia sẻ thông tin sai sự thật;", "ok"),
            ("Cung cấp,  chia sẻ\nthông tin sai sự thật", "ok"),
            ("Cung cấp, chia sẻ thông tin sai sự thật về người khác.", "input.wording wording-differs"),
            ("Cung cấp, chia sẻ thông tin sai sự.", "input.wording wording-differs"),
            ("Cung cấp, chia sẻ thông tin sai su thật.", "input.wording wording-differs"),
            ("Cung cấp chia sẻ thông tin sai sự thật.", "input.wording wording-differs"),
        ],
    )
    def test_of_a_ground_needs_the_same_text_from_the_second_person(self, wording: str | None, expected: str) -> None:
        command = good(ActivateProvision, wording=wording)
        assert hear(DRAFTED, command, person(HEALTH)) == expected
        procedure = replace(DRAFTED, kind=ProvisionKind.PROCEDURE)
        assert hear(procedure, command, person(HEALTH)) == "ok"

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            ("Điều 95 khoản 1 điểm a", ("95", "1", "a")),
            ("điểm đ khoản 2a Điều 8", ("8", "2a", "đ")),
            ("ĐIỀU 16", ("16", None, None)),
            ("Điều 38 và Điều 39", (None, None, None)),
        ],
    )
    def test_of_a_place_has_its_parts_as_fields(self, place: str, expected: tuple[str | None, ...]) -> None:
        made = left(None, good(DraftProvision, kind=ProvisionKind.PROCEDURE, place=place), person(LEAD))
        assert (made.article, made.clause, made.point) == expected


def at(text: str) -> datetime:
    """An instant, as people in Việt Nam say it."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def carries(*ids: str, published: datetime | None = None, **changes: Any) -> str:
    """What is said of the grounds for a case published then."""
    case = case_of(a_report(Cast(), Past(published_at=published)))
    try:
        grounds_in_force(replace(case, **changes), ids, knowing(person(LEAD), None))
    except Refused as refused:
        return "; ".join(map(spelled, refused.problems))
    return "ok"


class TestDayOfTheAct:
    @pytest.mark.parametrize(
        ("moment", "old"),
        [
            ("2026-06-30T00:00:00.000", True),
            ("2026-06-30T23:59:59.999", True),
            ("2026-07-01T00:00:00.000", False),
            ("2026-07-01T06:59:59.999", False),
            ("2026-07-01T23:59:59.999", False),
            ("2026-06-29T12:00:00.000", True),
        ],
    )
    def test_its_law_is_that_of_its_day_in_vietnam(self, moment: str, old: bool) -> None:
        assert carries(OLD, published=at(moment)) == ("ok" if old else "G4 provision-not-in-force")
        assert carries(NEW, published=at(moment)) == ("G4 provision-not-in-force" if old else "ok")

    def test_is_that_of_publication_else_of_notice_else_of_receipt(self) -> None:
        case = case_of(a_report(Cast(), Past(published_at=at("2026-06-28T12:00"))))
        noticed = replace(case.receipt, detected_at=at("2026-06-29T12:00"), received_at=at("2026-06-30T12:00"))
        known = replace(case, receipt=noticed)
        assert act_day(known) == date(2026, 6, 28)
        assert act_day(replace(known, published_at=None)) == date(2026, 6, 29)
        assert act_day(replace(known, published_at=None, receipt=replace(noticed, detected_at=None))) == (
            date(2026, 6, 30)
        )


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
    return hear(None, good(DraftProvision, **changes), person(LEAD))


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
        assert hear(None, command, person(LEAD)) == expected

    def test_of_a_provision_that_carries_no_decision_is_free(self) -> None:
        command = good(DraftProvision, kind=ProvisionKind.PROCEDURE, wording="Thông tin xấu độc.", place="Phụ lục")
        assert hear(None, command, person(LEAD)) == "ok"


class TestPlace:
    @pytest.mark.parametrize("place", ["Điều", "khoản a", "toàn văn", "các điều có liên quan"])
    def test_names_an_article(self, place: str) -> None:
        assert drafting(place=place) == "input.place article-needed"

    def test_names_of_other_things_are_not_mistaken(self) -> None:
        assert not names_vague_words("Nghị định 174/2026/NĐ-CP về xử phạt vi phạm hành chính")
        assert drafting(place="Điều 95 khoản 1 điểm a") == "ok"
