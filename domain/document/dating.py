"""Dates and numbers as written in official documents (Decree 30/2020/NĐ-CP, Annex I, Part I)."""

from datetime import date
from typing import Final

PAD_NUMBERS_BELOW: Final = 10
PAD_MONTHS_UNTIL: Final = 2
"""Last month that is written with a leading 0, such as `tháng 02`; the next is `tháng 3`."""
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
ROMAN_MOST: Final = 39
MONTHS_EN: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def padded(number: int) -> str:
    """Return a number as text. A number below ten gets a leading 0, so that no digit can be inserted. Raises ValueError
    below 0."""
    if number < 0:
        raise ValueError(f"not a number of a document: {number}")
    return f"0{number}" if number < PAD_NUMBERS_BELOW else str(number)


def day_in_words(day: date) -> str:
    """Return `ngày 05 tháng 02 năm 2026`: days below ten and the first two months have a leading 0."""
    month = padded(day.month) if day.month <= PAD_MONTHS_UNTIL else str(day.month)
    return f"ngày {padded(day.day)} tháng {month} năm {day.year}"


def day_in_english(day: date) -> str:
    """Return `5 February 2026`, for reading versions."""
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def place_and_date(place: str, day: date | None) -> str:
    """Return box 4: `Cao Bằng, ngày 05 tháng 01 năm 2026`. Without a day, the box has a blank for the signer."""
    return f"{place}, {day_or_room(day)}"


def day_or_room(day: date | None) -> str:
    """Return a day in words. Without a day, return a blank for the signer."""
    return day_in_words(day) if day else "ngày …… tháng …… năm ……"


def annex_reference(kind: str, number: int | None, symbol: str, day: date | None, whose: str) -> str:
    """Return the line under an annex title: `(Kèm theo Công văn số 05/SYT ngày 05 tháng 01 năm 2026 của …)`."""
    given = "……" if number is None else padded(number)
    return f"(Kèm theo {kind} số {given}/{symbol} {day_or_room(day)} của {whose})"


def number_and_symbol(number: int | None, symbol: str) -> str:
    """Return box 3: `Số: 05/BC-STTTT`. Without a number, the box has a blank for the registry office."""
    return f"Số: {'…………' if number is None else padded(number)}/{symbol}"


def roman(number: int) -> str:
    """Return the Roman number of an annex or a section. Raises ValueError outside 1 to ROMAN_MOST."""
    if not 1 <= number <= ROMAN_MOST:
        raise ValueError(f"no such Roman number here: {number}")
    found = ""
    for value, letters in _ROMAN:
        while number >= value:
            found, number = found + letters, number - value
    return found


def recipients(named: tuple[str, ...], unit: str) -> tuple[str, ...]:
    """Return box 9b: the recipients, then the archive copy as the last line: `- Lưu: VT, VX.`"""
    return (*(f"- {recipient};" for recipient in named), f"- Lưu: VT, {unit}." if unit else "- Lưu: VT.")


def addressed(to: tuple[str, ...], label: str = "Kính gửi:") -> tuple[str, ...]:
    """Return box 9a: `Kính gửi: …` in one line. Several addressees get one line each, with `;` and a full stop at the
    end."""
    if len(to) <= 1:
        return tuple(f"{label} {recipient}." for recipient in to)
    return (label, *(f"- {recipient};" for recipient in to[:-1]), f"- {to[-1]}.")
