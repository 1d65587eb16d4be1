import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.kernel.text import (
    MARKS_LIMIT,
    URL_LIMIT,
    fold,
    forbidden,
    full_address,
    nfc,
    normal_url,
    syllables,
    url_fault,
)
from tests.support.each import each

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
CROWDED = "a" + "\u0301\u0323" * MARKS_LIMIT

texts = st.text(max_size=200) | st.text(alphabet=f"{VIETNAMESE}{VIETNAMESE.upper()} ,-/\u0301\u0323\u200b\r\n")


class TestStoredForm:
    @each(
        ("typed", "stored"),
        [
            ("Cao Bằng", "Cao Bằng"),
            (unicodedata.normalize("NFD", "thẩm định"), "thẩm định"),
            ("một\r\nhai\rba\nbốn", "một\nhai\nba\nbốn"),
            ("một\u2028hai\u2029ba", "một\nhai\nba"),
            ("một\r\u200b\nhai", "một\nhai"),
            ("\u00d0\u00f4ng \u0189\u00f4ng \u00f0\u00f4ng \u0256\u00f4ng", "Đông Đông đông đông"),
            ("\ufeffxấu\u200b độc\u200c\u200d\u2060", "xấu độc"),
            ("a\u200b\u0301", "á"),
            ("tin\u200e\u200f\u061c \u00adxấu\u034f\u2061\u2064\u206a\u206f\ufe00\ufe0d\U000e0100", "tin xấu"),
            ("❤\ufe0f", "❤\ufe0f"),
            ("\u212b", "Å"),
            ("", ""),
        ],
    )
    def test_one_form_for_what_looks_the_same(self, typed: str, stored: str) -> None:
        assert nfc(typed) == stored

    @given(texts)
    @example(CROWDED)
    def test_idempotent(self, text: str) -> None:
        assert nfc(nfc(text)) == nfc(text)

    @given(texts)
    def test_composed_and_decomposed_input_are_one_text(self, text: str) -> None:
        assume(forbidden(text) is None)
        assert nfc(unicodedata.normalize("NFD", text)) == nfc(unicodedata.normalize("NFC", text))

    @given(texts)
    def test_is_composed(self, text: str) -> None:
        assume(forbidden(nfc(text)) is None)
        assert unicodedata.is_normalized("NFC", nfc(text))

    def test_a_spelling_stays_as_it_was_written(self) -> None:
        assert nfc("Ủy ban, Uỷ ban") == "Ủy ban, Uỷ ban"


class TestForbidden:
    def test_no_sign_that_is_ignored_when_shown_is_stored_but_that_of_emoji(self) -> None:
        """Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt)."""
        ranges = (
            *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
            *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
            *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
            (0xE0000, 0xE0FFF),
        )
        signs = [chr(sign) for first, last in ranges for sign in range(first, last + 1)]
        stored = [sign for sign in signs if sign in nfc(f"a{sign}b") and forbidden(f"a{sign}b") is None]
        assert stored == ["\ufe0e", "\ufe0f"]

    @each(
        "character",
        [
            *map(chr, (0x00, 0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F)),
            *map(chr, (0xD800, 0xDBFF, 0xDC00, 0xDFFF)),
            *map(chr, (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069)),
            *map(chr, (0x115F, 0x1160, 0x17B4, 0x2800, 0x3164, 0xFFA0, 0xFFF9, 0xE0000, 0xE0041, 0xE007F)),
            *map(chr, (0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFE, 0x10FFFF)),
        ],
    )
    def test_says_where(self, character: str) -> None:
        assert forbidden(f"độc{character}{character}") == 3

    @each("text", ["", "một\thai\nba", "🙂", "❤️", "👨👩👧", "\u202f", "\u2070", "\ufdcf", "\ufdf0", "\ufffd", "\ue000"])
    def test_accepts(self, text: str) -> None:
        assert forbidden(text) is None

    @given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " .,;:!?()«»“”0123456789\n"))
    def test_accepts_any_vietnamese(self, text: str) -> None:
        assert forbidden(nfc(text)) is None
        assert forbidden(unicodedata.normalize("NFD", text)) is None

    @given(st.text())
    def test_what_it_accepts_has_an_utf8_form(self, text: str) -> None:
        assume(forbidden(text) is None)
        assert text.encode().decode() == text

    def test_marks_up_to_the_limit(self) -> None:
        assert forbidden("a" + "\u0301" * MARKS_LIMIT) is None
        assert forbidden("a" + "\u0301" * (MARKS_LIMIT + 1)) == MARKS_LIMIT + 1
        assert forbidden(("a" + "\u0301" * MARKS_LIMIT) * 2) is None

    def test_the_first_of_two_faults(self) -> None:
        assert forbidden(f"\x00{CROWDED}") == 0
        assert forbidden(f"{CROWDED}\x00") == MARKS_LIMIT + 1

    @pytest.mark.parametrize("form", [nfc, fold, forbidden])
    def test_a_heap_of_marks_takes_no_time(self, form: Callable[[str], object]) -> None:
        hostile = "a" + "\u0301\u0323" * 100_000
        start = time.process_time()
        form(hostile)
        assert time.process_time() - start < 2


class TestFold:
    @each(
        ("asked", "written"),
        [
            ("xau doc", "xấu độc"),
            ("duong", "đường"),
            ("DUONG", "Đường"),
            ("cao bang", "Cao Bằng"),
            ("hòa bình", "hoà bình"),
            ("thủy lợi", "thuỷ lợi"),
            ("Ủy ban", "Uỷ ban"),
            ("kỹ thuật", "kĩ thuật"),
            ("lý do", "lí do"),
            ("quy định", "qui định"),
            ("ỷ lại", "ỉ lại"),
            ("14/2021/QĐ-UBND", "14-2021-qd-ubnd"),
            ("thông tin", "  thông\u00a0tin! "),
            ("thông tin", "thông\u200b tin"),
            ("thông tin", "thô\u00adng tin"),
            ("\u00d0ông \u0189ông", "đông ĐÔNG"),
            (unicodedata.normalize("NFD", "Nguyễn"), unicodedata.normalize("NFC", "NGUYỄN")),
        ],
    )
    def test_finds(self, asked: str, written: str) -> None:
        assert fold(asked) == fold(written)

    @pytest.mark.parametrize(
        ("one", "other"), [("tay", "tai"), ("thuý", "thúi"), ("may", "mai"), ("a b", "ab"), ("12", "1 2"), ("ly", "lo")]
    )
    def test_keeps_apart(self, one: str, other: str) -> None:
        assert fold(one) != fold(other)

    @pytest.mark.parametrize(
        ("text", "folded"), [("Ủy ban nhân dân tỉnh", "uy ban nhan dan tinh"), ("«?!»", ""), ("\u0301", ""), ("", "")]
    )
    def test_form(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " -,"))
    def test_vietnamese_becomes_plain_letters(self, text: str) -> None:
        assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz ")

    @given(texts)
    @example(CROWDED)
    def test_idempotent(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(texts)
    def test_the_stored_form_folds_like_the_typed_one(self, text: str) -> None:
        assert fold(nfc(text)) == fold(text)

    def test_idempotent_for_every_character_of_the_basic_plane(self) -> None:
        assert [item for item in map(chr, range(0x10000)) if fold(fold(item)) != fold(item)] == []


class TestSyllables:
    @pytest.mark.parametrize(
        ("text", "limit", "found"),
        [
            ("Thông tin xấu độc, thông tin sai", 9, ("thong", "tin", "xau", "doc", "sai")),
            ("Thông tin xấu độc", 2, ("thong", "tin")),
            ("kỹ kĩ", 5, ("ki",)),
            ("?!", 5, ()),
            ("một", 0, ()),
        ],
    )
    def test_distinct_in_order(self, text: str, limit: int, found: tuple[str, ...]) -> None:
        assert syllables(text, limit) == found


class TestAddressFault:
    @each(
        ("text", "fault"),
        [
            ("https://example.vn/bài-viết?a=1#b", None),
            ("HTTP://EXAMPLE.VN", None),
            ("http://tàu.vn:8080/", None),
            ("https://203.0.113.7/x", None),
            ("https://[2001:db8::1]:8443/x", None),
            ("https://example.vn./", None),
            ("", "scheme"),
            ("example.vn", "scheme"),
            ("ftp://example.vn", "scheme"),
            ("javascript:alert(1)", "scheme"),
            ("//example.vn/x", "scheme"),
            ("https://", "host"),
            ("https:example.vn", "host"),
            ("https:///x", "host"),
            ("https://localhost/", "host"),
            ("https://a..vn/", "host"),
            ("https://exa_mple.vn\\x", "host"),
            ("https://ex%61mple.vn/", "host"),
            ("https://example.vn:99999/", "host"),
            ("https://example.vn:x/", "host"),
            ("https://[::1", "host"),
            ("https://[fe80::1%25eth0]/", "host"),
            ("https://exam℀ple.vn/", "host"),
            (f"https://{'a' * 64}.vn/", "host"),
            (f"https://{'abcdefg.' * 32}vn/", "host"),
            ("https://user@example.vn/", "userinfo"),
            ("https://user:secret@example.vn/", "userinfo"),
            ("https://example.vn\\@example.com/", "userinfo"),
            ("https://example.vn/a b", "space"),
            (" https://example.vn/", "space"),
            ("https://example.vn/\n", "space"),
            ("ht\ttps://example.vn/", "space"),
            ("https://example.vn/\u00a0", "space"),
            ("https://example.vn/\x00", "control"),
            ("https://example.vn/\u202egnp", "control"),
            ("https://example.vn/\ud800", "control"),
            ("https://example.vn/" + "a" * URL_LIMIT, "length"),
        ],
    )
    def test_reason(self, text: str, fault: str | None) -> None:
        assert url_fault(text) == fault

    @pytest.mark.parametrize(
        ("typed", "full"),
        [
            ("facebook.com/an/posts/1", "https://facebook.com/an/posts/1"),
            ("tin.vn/x?u=https://y.vn", "https://tin.vn/x?u=https://y.vn"),
            *((text, text) for text in ("http://a.vn", "ftp://a.vn", "javascript:alert(1)", "mailto:a@b.vn", "trạm")),
        ],
    )
    def test_a_scheme_is_put_before_an_address_without_one(self, typed: str, full: str) -> None:
        assert full_address(typed) == full

    def test_length_up_to_the_limit(self) -> None:
        longest = "https://example.vn/".ljust(URL_LIMIT, "a")
        assert url_fault(longest) is None
        assert url_fault(f"{longest}a") == "length"

    @given(st.text(max_size=60) | st.text(max_size=60).map("https://".__add__))
    def test_what_is_refused_has_no_normal_form(self, text: str) -> None:
        if url_fault(nfc(text)) is None:
            assert normal_url(text).startswith("https://")
        else:
            with pytest.raises(ValueError):
                normal_url(text)


HOSTS = st.sampled_from(
    [
        "example.vn",
        "WWW.Example.VN",
        "www.www.vn",
        "www.www.a.vn",
        "tàu.vn",
        "xn--tu-jia.vn",
        "[2001:DB8:0::1]",
        "1.2.3.4",
    ]
)
PORTS = st.sampled_from(["", ":", ":80", ":443", ":8080"])
PARTS = st.text(alphabet="aZ0%/?&=+;.~-_đ\u0301\u200b#:@!E9C3B1", max_size=40)


class TestNormalAddress:
    @each(
        ("text", "normal"),
        [
            ("http://www.Example.VN:80/", "https://example.vn"),
            ("https://example.vn:443", "https://example.vn"),
            ("http://example.vn:443/a/", "https://example.vn/a"),
            ("https://example.vn:8443/a#phần", "https://example.vn:8443/a"),
            ("https://example.vn./A/b/", "https://example.vn/A/b"),
            ("https://example.vn/?b=2&a=1&b=1", "https://example.vn?a=1&b=1&b=2"),
            ("https://example.vn/a?utm_source=x&UTM_Medium=y&fbclid=z&gclid=q", "https://example.vn/a"),
            ("https://example.vn/a?fbclid=z&id=7", "https://example.vn/a?id=7"),
            ("https://example.vn/a?fbclids=z&utm=1", "https://example.vn/a?fbclids=z&utm=1"),
            ("https://example.vn/a?q", "https://example.vn/a?q="),
            ("https://example.vn/a?q=x+y", "https://example.vn/a?q=x+y"),
            ("https://example.vn/a?q=x%20y", "https://example.vn/a?q=x+y"),
            ("https://example.vn/%7Ea/%c3%a1", "https://example.vn/~a/%C3%A1"),
            ("https://example.vn/a%2Fb%3Fc", "https://example.vn/a%2Fb%3Fc"),
            ("https://example.vn/100%", "https://example.vn/100%25"),
            ("https://example.vn/%ff", "https://example.vn/%FF"),
            ("https://example.vn/%C3%E2%80%8B%90", "https://example.vn/%C3%E2%80%8B%90"),
            ("https://tàu.vn/", "https://xn--tu-jia.vn"),
            ("https://XN--TU-JIA.vn/", "https://xn--tu-jia.vn"),
            ("https://ＥＸＡＭＰＬＥ。vn/", "https://example.vn"),
            ("https://www.vn/", "https://www.vn"),
            ("https://m.me/mot", "https://m.me/mot"),
            ("https://telegram.me/a/1", "https://t.me/a/1"),
            ("https://mbasic.facebook.com/a/posts/1?_rdr", "https://facebook.com/_/posts/1"),
            ("https://mobile.www.example.vn//a/./b/../c/index.html?amp=1", "https://example.vn/a/c"),
            ("https://example.vn/a;jsessionid=9F?id=7", "https://example.vn/a?id=7"),
            ("https://youtu.be/aB-1?si=x&t=9", "https://youtube.com/watch?v=aB-1"),
            ("https://m.youtube.com/shorts/aB-1", "https://youtube.com/watch?v=aB-1"),
            ("https://youtube.com/watch?list=b&v=aB-1&index=2", "https://youtube.com/watch?v=aB-1"),
            ("https://twitter.com/mot/status/12/photo/1?s=20", "https://x.com/i/status/12"),
            ("https://x.com/i/web/status/12", "https://x.com/i/status/12"),
            ("https://www.tiktok.com/@mot/video/12?lang=vi", "https://tiktok.com/@_/video/12"),
            ("https://m.facebook.com/story.php?story_fbid=12&id=3&mibextid=x", "https://facebook.com/_/posts/12"),
            ("https://facebook.com/mot/posts/ten-bai/12", "https://facebook.com/_/posts/12"),
            ("https://facebook.com/groups/mot/permalink/12/", "https://facebook.com/_/posts/12"),
            ("https://fb.com/mot/videos/12", "https://facebook.com/watch?v=12"),
            ("https://facebook.com/photo.php?fbid=12&set=a.3&type=3", "https://facebook.com/photo?fbid=12"),
            ("https://instagram.com/mot/reel/Ab1/", "https://instagram.com/p/Ab1"),
            (
                "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.vn%2Fa%3Futm_source%3Dx&h=A",
                "https://example.vn/a",
            ),
            ("https://www.google.com/amp/s/m.example.vn/a", "https://example.vn/a"),
            ("https://www.www.a.vn/", "https://a.vn"),
            ("https://wwww.a.vn/", "https://wwww.a.vn"),
            ("https://[2001:DB8:0:0::1]:443/", "https://[2001:db8::1]"),
        ],
    )
    def test_form(self, text: str, normal: str) -> None:
        assert normal_url(text) == normal

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("https://example.vn/đường", "https://example.vn/" + unicodedata.normalize("NFD", "đường")),
            ("https://example.vn/đường", "https://example.vn/%C4%91%C6%B0%E1%BB%9Dng"),
            ("https://example.vn/?q=đường", "https://example.vn?q=%C4%91%C6%B0%E1%BB%9Dng"),
        ],
    )
    def test_the_same_address(self, one: str, other: str) -> None:
        assert normal_url(one) == normal_url(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("https://example.vn/a", "https://example.vn/A"),
            ("https://example.vn/a", "https://mot.example.vn/a"),
            ("https://example.vn/a?id=1", "https://example.vn/a?id=2"),
            ("https://example.vn:8080/", "https://example.vn/"),
            ("https://example.vn/a/b", "https://example.vn/a%2Fb"),
            ("https://example.vn/%fe", "https://example.vn/%ff"),
            ("https://example.vn/?a=1%262", "https://example.vn/?a=1&2"),
            ("https://youtu.be/abc", "https://youtu.be/abd"),
            ("https://tin.example/bai?s=1", "https://tin.example/bai?s=2"),
            ("https://tin.example/bai#comment-1", "https://tin.example/bai#comment-2"),
            ("https://tin.example/#!/bai/1", "https://tin.example/#!/bai/2"),
        ],
    )
    def test_another_address(self, one: str, other: str) -> None:
        assert normal_url(one) != normal_url(other)

    @given(st.sampled_from(["http", "HTTPS"]), HOSTS, PORTS, PARTS)
    def test_idempotent(self, scheme: str, host: str, port: str, rest: str) -> None:
        normal = normal_url(f"{scheme}://{host}{port}/{rest}")
        assert normal_url(normal) == normal
        assert normal.isascii()

    @given(st.text(st.characters(categories=["L", "M", "N", "P"]), max_size=20), st.text(max_size=40))
    def test_idempotent_for_whatever_is_accepted(self, host: str, rest: str) -> None:
        text = f"https://{host}.vn/{''.join(rest.split())}"
        if url_fault(nfc(text)) is None:
            assert normal_url(normal_url(text)) == normal_url(text)

    def test_escapes_may_exceed_the_limit(self) -> None:
        normal = normal_url("https://example.vn/".ljust(URL_LIMIT, "ư"))
        assert len(normal) > URL_LIMIT
        assert normal_url(normal) == normal
