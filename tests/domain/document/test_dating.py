"""Days and numbers as Decree 30/2020/NĐ-CP writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.document.dating import addressed, day_in_words, number_and_symbol, padded, place_and_date, recipients, roman


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_are_padded(day: date, written: str) -> None:
    assert day_in_words(day) == written
    assert place_and_date("Cao Bằng", day) == f"Cao Bằng, {written}"


@given(st.dates())
def test_every_day_reads_back(day: date) -> None:
    words = day_in_words(day).split()
    assert (int(words[1]), int(words[3]), int(words[5])) == (day.day, day.month, day.year)
    assert words[1].startswith("0") == (day.day < 10)
    assert words[3].startswith("0") == (day.month in (1, 2))


def test_a_document_without_a_day_leaves_room_for_it() -> None:
    assert place_and_date("Cao Bằng", None) == "Cao Bằng, ngày …… tháng …… năm ……"


@pytest.mark.parametrize(("number", "written"), [(0, "00"), (5, "05"), (9, "09"), (10, "10"), (123, "123")])
def test_numbers_below_ten_are_padded(number: int, written: str) -> None:
    assert padded(number) == written


def test_no_number_is_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        padded(-1)


def test_number_and_symbol() -> None:
    assert number_and_symbol(5, "BC-STTTT") == "Số: 05/BC-STTTT"
    assert number_and_symbol(None, "UBND-VX") == "Số: …………/UBND-VX"


def test_roman_numbers() -> None:
    assert [roman(n) for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 19, 39)] == (
        ["I", "II", "III", "IV", "V", "VI", "VIII", "IX", "X", "XII", "XIV", "XIX", "XXXIX"]
    )
    assert len({roman(n) for n in range(1, 40)}) == 39
    for outside in (0, 40):
        with pytest.raises(ValueError):
            roman(outside)


def test_recipients_end_with_the_copy_that_is_kept() -> None:
    assert recipients(("Như trên", "Sở Y tế"), "VX") == ("- Như trên;", "- Sở Y tế;", "- Lưu: VT, VX.")
    assert recipients((), "", 3) == ("- Lưu: VT (03 bản).",)


def test_addressees() -> None:
    assert addressed(()) == ()
    assert addressed(("Ủy ban nhân dân tỉnh",)) == ("Kính gửi: Ủy ban nhân dân tỉnh.",)
    assert addressed(("Sở Y tế", "Sở Xây dựng")) == ("Kính gửi:", "- Sở Y tế;", "- Sở Xây dựng.")
