from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.book import ACTIONS
from domain.kernel.fields import (
    EARLIEST,
    LATEST,
    Address,
    Items,
    Ref,
    Spec,
    Words,
    check,
    fields_of,
    normalised,
    sealed_fields,
)
from domain.kernel.text import URL_LIMIT
from tests.domain.codes import address_faults
from tests.support.each import each


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A command with a field of each kind."""

    words: Annotated[str, Words(doc="d", least=3, most=10)] = "abc"
    wordy: Annotated[str | None, Words(doc="d", most=10, sealed=False)] = None
    url: Annotated[str | None, Address(doc="d")] = None
    ref: Annotated[str, Ref(doc="d")] = "agency-1"
    long_other_ref: Annotated[str, Ref(doc="d")] = "agency-1"
    many: Annotated[tuple[str, ...], Items(doc="d", most=3)] = ()
    days: Annotated[tuple[date, ...], Items(doc="d", most=3)] = ()
    at: Annotated[datetime | None, Spec(doc="d")] = None


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A command with a text that may be of any length but none."""

    number: Annotated[str, Words(doc="d", most=10)]


NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
HANOI = timezone(timedelta(hours=7))


def faults(**changes: Any) -> list[str]:
    return [f"{item.path} {item.code}" for item in check(normalised(Sample(**changes)))]


def clean(**changes: Any) -> Any:
    return normalised(Sample(**changes))


class TestWords:
    @pytest.mark.parametrize("text", ["", "  ", "\u200b"])
    def test_nothing_in_a_field_is_no_question_of_length(self, text: str) -> None:
        (fault,) = check(normalised(Numbered(number=text)))
        assert (fault.path, fault.code) == ("input.number", "text-empty")

    @pytest.mark.parametrize("text", ["abc", "a" * 10, "Đường", "dòng\nhai", "tab\tở"])
    def test_in_order(self, text: str) -> None:
        assert faults(words=text) == []

    @each(
        ("text", "code"),
        [
            ("", "text-too-short"),
            ("  ab  ", "text-too-short"),
            ("a\u200bb\ufeff", "text-too-short"),
            ("a" * 11, "text-too-long"),
            ("ab\x00c", "text-character"),
            ("ab\ud800c", "text-character"),
            ("ab\u202ec", "text-character"),
            ("ab\ufffe", "text-character"),
        ],
    )
    def test_out_of_order(self, text: str, code: str) -> None:
        assert faults(words=text) == [f"input.words {code}"]

    def test_says_where_and_how_much_but_never_what(self) -> None:
        [short] = check(normalised(Sample(words="a")))
        [long] = check(normalised(Sample(words="a" * 11)))
        [bad] = check(normalised(Sample(words="abc\x00")))
        assert [dict(item.params) for item in (short, long, bad)] == [{"least": 3}, {"most": 10}, {"at": 4}]

    def test_is_composed_before_it_is_measured(self) -> None:
        decomposed = normalize("NFD", "ở" * 10)
        assert clean(words=decomposed).words == "ở" * 10
        assert faults(words=decomposed) == []

    @pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u200b"])
    def test_a_blank_optional_text_counts_as_none(self, blank: str) -> None:
        assert clean(wordy=blank).wordy is None
        assert faults(wordy=blank) == []

    @given(st.text(max_size=20))
    def test_cleaning_twice_is_cleaning_once(self, text: str) -> None:
        once = clean(words=text, wordy=text)
        assert normalised(once) == once

    @given(st.text(st.characters(), max_size=20) | st.text("\ud800\udfff\x00\u0301$.", max_size=20))
    def test_what_passes_has_bytes(self, text: str) -> None:
        if not faults(words=text):
            assert 3 <= len(clean(words=text).words.encode().decode()) <= 10


class TestAddress:
    BAD = (
        ("https://" + "a" * URL_LIMIT, "text-too-long"),
        ("https://a.vn/\x00", "text-character"),
        ("https://a.vn/ b", "address-space"),
        ("ftp://a.vn/", "address-scheme"),
        ("javascript:alert(1)", "address-scheme"),
        ("https://ai@a.vn/", "address-userinfo"),
        ("https://localhost/", "address-host"),
        ("https://[::1", "address-host"),
    )

    @each(("url", "code"), BAD)
    def test_out_of_order(self, url: str, code: str) -> None:
        assert faults(url=url) == [f"input.url {code}"]

    def test_every_fault_of_an_address_is_tried_here_or_met_before(self) -> None:
        tried = {code.removeprefix("address-") for _, code in self.BAD if code.startswith("address-")}
        assert set(address_faults()) - tried == {"length", "control"}

    @pytest.mark.parametrize("url", ["https://tin.example/bài-1?x=1", "http://[2001:db8::1]:8080/"])
    def test_in_order(self, url: str) -> None:
        assert faults(url=url) == []


class TestRef:
    @pytest.mark.parametrize("ref", ["x" * 81, "cơ-quan", "a\ud800"])
    def test_out_of_order(self, ref: str) -> None:
        assert faults(ref=ref) == ["input.ref reference-malformed"]

    def test_longest(self) -> None:
        assert faults(ref="x" * 80) == []


class TestItems:
    def test_limits(self) -> None:
        assert faults(many=("a", "b", "c")) == []
        assert faults(many=("a", "b", "c", "d")) == ["input.many too-many"]
        assert faults(many=("a", "b", "a")) == ["input.many[2] repeated"]
        assert faults(days=(date(2026, 1, 1),) * 2) == ["input.days[1] repeated"]

    @pytest.mark.parametrize("item", ["\ud800", "a\x00", "x" * 201, "x" * 16_384], ids=range(4))
    def test_what_cannot_be_stored_is_refused(self, item: str) -> None:
        assert faults(many=("a", item)) == ["input.many[1] reference-malformed"]


class TestInstants:
    @pytest.mark.parametrize(
        ("at", "code"),
        [
            (NOON.replace(tzinfo=None), ["input.at time-without-zone"]),
            (EARLIEST - timedelta(milliseconds=1), ["input.at time-out-of-range"]),
            (EARLIEST, []),
            (LATEST - timedelta(milliseconds=1), []),
            (LATEST, ["input.at time-out-of-range"]),
            (datetime.min.replace(tzinfo=HANOI), ["input.at time-out-of-range"]),
            (datetime.max.replace(tzinfo=timezone(-timedelta(hours=7))), ["input.at time-out-of-range"]),
        ],
    )
    def test_lie_in_the_registers_time(self, at: datetime, code: list[str]) -> None:
        assert faults(at=at) == code

    def test_become_utc_in_milliseconds(self) -> None:
        at = datetime(2026, 7, 1, 19, 0, 0, 123_999, tzinfo=HANOI)
        made = clean(at=at).at
        assert (made, made.tzinfo) == (NOON.replace(microsecond=123_000), UTC)


class TestCommands:
    def test_a_path_names_the_field_as_clients_write_it(self) -> None:
        assert faults(long_other_ref="ơ") == ["input.longOtherRef reference-malformed"]

    def test_every_fault_is_told_at_once(self) -> None:
        found = faults(words="", ref="ơ", many=("a", "a"), at=NOON.replace(tzinfo=None))
        assert len(found) == 4

    def test_every_field_says_what_it_means(self) -> None:
        found = [(row.name, field) for row in ACTIONS for field in fields_of(row.command)]
        assert [(action, field.name) for action, field in found if not field.spec.doc.strip()] == []

    def test_a_field_without_a_spec_is_refused(self) -> None:
        @dataclass(frozen=True, kw_only=True)
        class Bare:
            words: str

        with pytest.raises(TypeError, match=r"Bare\.words"):
            fields_of(Bare)

    def test_sealed_fields_are_the_texts_that_are_not_public(self) -> None:
        assert sealed_fields(Sample) == ("words", "url")
