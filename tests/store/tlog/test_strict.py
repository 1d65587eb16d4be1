"""What Python would let pass and the log must not."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.strict import LogFault, base64, decimal, lines, to_base64, to_utf8, utf8

LAX_NUMBERS = ["1_0", "+5", "-0", "-1", " 7\n", "7\n", " 7", "٣", "３", "07", "00", "", "0x1", "1e3", "1.0", "²"]


@pytest.mark.parametrize("text", [*LAX_NUMBERS, str(2**63), "9" * 19, "1" * 20, "1" * 5000])
def test_numbers_of_another_spelling_are_refused(text: str) -> None:
    with pytest.raises(LogFault):
        decimal(text, LogFault)


LAX_BASE64 = [
    "AB==",
    "AAB=",
    "AA",
    "AA=",
    "AA==\n",
    "AA= =",
    " AA==",
    "AA==AA==",
    "A",
    "=",
    "====",
    "AA-_",
    "Ａ===",
    "é",
]


@pytest.mark.parametrize("text", LAX_BASE64)
def test_base64_of_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(LogFault):
        base64(text, LogFault)


@given(st.binary(max_size=99))
def test_base64_is_read_back(data: bytes) -> None:
    assert to_base64(data) == b64encode(data).decode()
    assert base64(to_base64(data), LogFault) == data


@given(st.text(alphabet="AB+/=\n é", max_size=12))
def test_base64_has_one_spelling(text: str) -> None:
    try:
        data = base64(text, LogFault)
    except LogFault:
        return
    assert to_base64(data) == text


def test_lines_end_at_line_feeds_alone() -> None:
    odd = "a\u2028b\x0bc\x0c\x1cd\x85e\r\n\nf\n"
    assert lines(odd, LogFault) == ["a\u2028b\x0bc\x0c\x1cd\x85e\r", "", "f"]
    assert lines("\n", LogFault) == [""]
    for text in ("", "a", "a\nb"):
        with pytest.raises(LogFault):
            lines(text, LogFault)


@pytest.mark.parametrize(
    "data", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"a\0", b"a\tb", b"a\r\n", b"\x1f", b"\xf4\x90\x80\x80"]
)
def test_bytes_that_are_no_clean_text_are_refused(data: bytes) -> None:
    with pytest.raises(LogFault):
        utf8(data, LogFault)


@pytest.mark.parametrize("text", ["\ud800", "a\0", "\r\n", "\t"])
def test_text_that_is_not_clean_is_refused(text: str) -> None:
    with pytest.raises(LogFault):
        to_utf8(text, LogFault)
