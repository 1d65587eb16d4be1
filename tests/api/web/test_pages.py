"""Languages, texts, templates, header policies and colours of all pages, and their caches in a process."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from api.web.headers import SELF, Representation, cached, download_headers, page_headers
from api.web.languages import HEADER_MOST, language_of, texts_of
from api.web.page_cache import BYTES_MOST, FRESH_SECONDS, READ_SECONDS, READS_MOST, PageCache, ReadCache
from api.web.templates import Templates, dialled
from tests.support.house import ROOT


def request(query: str = "", accepted: str | None = None) -> Request:
    headers = [(b"accept-language", accepted.encode())] if accepted is not None else []
    return Request({"type": "http", "method": "GET", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("typed", "query", "accepted", "language"),
    [
        (None, "", None, "vi"),
        (None, "", "en", "en"),
        (None, "", "en-GB,vi;q=0.9", "en"),
        (None, "", "vi,en", "vi"),
        (None, "", "fr", "vi"),
        (None, "", "en;q=0.5, vi;q=0.8", "vi"),
        (None, "", "en;q=nonsense", "vi"),
        (None, "", "," * HEADER_MOST + "en", "vi"),
        (None, "lang=en", "vi", "en"),
        (None, "lang=fr", "en", "en"),
        ("vi", "lang=en", "en", "vi"),
        ("fr", "lang=en", "vi", "en"),
    ],
)
def test_the_form_then_the_address_then_the_browser_choose(
    typed: str | None, query: str, accepted: str | None, language: str
) -> None:
    assert language_of(request(query, accepted), typed) == language


def keys(texts: Any, path: str = "") -> set[str]:
    if not isinstance(texts, dict):
        return {path}
    return {key for name, value in texts.items() for key in keys(value, f"{path}.{name}")}


@pytest.mark.parametrize(
    "package", [f"api.pages.{room}" for room in ("press", "report", "base", "inspect", "administer", "desk")]
)
def test_both_languages_say_the_same_things(package: str) -> None:
    texts = texts_of(package)
    assert keys(texts["vi"]) == keys(texts["en"]) != set()


def test_a_template_escapes_and_refuses_a_missing_value() -> None:
    templates = Templates("api.web")
    known = {"lang": "en", "other": "vi", "in_other": "", "home": "/"}
    assert "<title>&lt;b&gt;</title>" in templates.render(
        "frame.html", t={"site": "<b>", "skip": "", "other": ""}, **known
    )
    with pytest.raises(UndefinedError):
        templates.render("frame.html", t={"site": "<b>", "skip": ""}, **known)


def test_a_telephone_dials_the_digits_of_a_number() -> None:
    """A `tel:` address has only digits and a plus sign (RFC 3966)."""
    assert (dialled("(+84) 28 3822.1234"), dialled("1900-1234")) == ("+842838221234", "19001234")


def test_a_page_may_do_nothing_that_is_not_named() -> None:
    policy = page_headers()["Content-Security-Policy"]
    assert policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    more = page_headers(form_action=SELF, style_src=SELF)
    assert more["Content-Security-Policy"] == (
        "default-src 'none'; form-action 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert (more["X-Content-Type-Options"], more["Referrer-Policy"]) == ("nosniff", "no-referrer")


def test_a_file_is_saved_and_runs_nothing() -> None:
    headers = download_headers("a.pdf")
    assert headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_a_cache_is_told_how_long() -> None:
    assert cached(60) == {"Cache-Control": "public, max-age=60"}
    assert cached(60, immutable=True) == {"Cache-Control": "public, max-age=60, immutable"}


def test_no_script_of_ours_writes_markup_or_runs_text() -> None:
    scripts = [path for path in (ROOT / "api").rglob("*.js") if not path.name.endswith(".min.js")]
    assert len(scripts) >= 4
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|\beval\(|new Function|localStorage"
    )
    found = {path.name: set(ways.findall(path.read_text(encoding="utf-8"))) for path in scripts}
    assert {name: used for name, used in found.items() if used} == {"enter.js": {"localStorage"}}, "a public key waits"


SHEET = ROOT / "api/web/style.css"
STYLE = SHEET.read_text(encoding="utf-8")
TEXT, MARK = 4.5, 3.0
PAIRS = {
    **{(ink, ground): TEXT for ink in ("ink", "soft", "link", "warn") for ground in ("paper", "shade")},
    ("paper", "link"): TEXT,
    **{(mark, "paper"): MARK for mark in ("line", "focus", "good", "warn")},
}
"""Colours of text and signs, each with its background."""
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", line)) for line in STYLE.splitlines()[1:3])


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
def test_what_is_read_stands_out(colours: dict[str, str]) -> None:
    found = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in PAIRS}
    assert {pair: seen for pair, seen in found.items() if seen < PAIRS[pair]} == {}


def test_every_colour_of_the_day_has_one_of_the_night() -> None:
    assert LIGHT.keys() == DARK.keys() != set()


def test_a_label_beside_its_box_has_lines_of_its_own() -> None:
    """The second line of a long label does not run under the box; bars leave room for words."""
    assert ".check, .boxes label { display: flex;" in STYLE
    assert ".bars th[scope=row] { min-width: 10rem; }" in STYLE
    boxes = [path for path in (ROOT / "api/pages").rglob("*.html") if "<label><input" in path.read_text("utf-8")]
    assert [path.name for path in boxes] == ["fields.html"], "whose labels are in .boxes"


def test_a_receipt_has_one_large_code_and_says_to_keep_it_before_the_mark_of_the_log() -> None:
    receipt = (ROOT / "api/pages/report/templates/receipt.html").read_text(encoding="utf-8")
    assert receipt.count('class="code"') == 1
    assert receipt.index("t.receipt.keep") < receipt.index("{{ log_mark }}")


BY_WIDTH = re.compile(r"@media[^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
COLOUR = re.compile(r"(?<![\w-])(?:color|background|opacity|filter|visibility|font-size)[\w-]*\s*:|display\s*:\s*none")


def test_no_colour_depends_on_the_width_of_a_screen() -> None:
    """Nor does it depend on the width what is shown and what is hidden."""
    assert [COLOUR.findall(block) for block in BY_WIDTH.findall(STYLE) if COLOUR.search(block)] == []
    assert list((ROOT / "api").rglob("style.css")) == [SHEET], "all pages share one sheet"


@dataclass
class Hand:
    """A clock that is set by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def of(text: str) -> Callable[[], Representation]:
    return lambda: Representation.of(text.encode(), "text/plain", None)


class TestPages:
    def test_are_made_once_of_the_same(self, hand: Hand) -> None:
        pages, made = PageCache(hand), []

        def make() -> Representation:
            made.append(1)
            return of("a")()

        assert pages.get("place", ["view"], make) is pages.get("place", ["view"], make)
        assert len(made) == 1

    def test_of_something_else_take_the_place_of_what_was_kept(self, hand: Hand) -> None:
        pages = PageCache(hand)
        pages.get("place", "before", of("a" * 100))
        assert (pages.get("place", "after", of("b")).content, pages.size) == (b"b", 1)

    def test_that_nobody_asks_for_are_forgotten(self, hand: Hand) -> None:
        pages = PageCache(hand)
        pages.get("unused", "x", of("a" * 100))
        pages.get("used", "x", of("b"))
        hand.now += FRESH_SECONDS
        pages.get("used", "x", of("b"))
        assert pages.size == 1

    def test_take_no_more_room_than_there_is_however_many_cursors_somebody_writes(self, hand: Hand) -> None:
        pages, page = PageCache(hand), "a" * (BYTES_MOST // 10)
        for number in range(30):
            assert len(pages.get(number, "x", of(page)).content) == len(page)
        assert 0 < pages.size <= BYTES_MOST
        assert len(pages.get("large", "x", of(page * 11)).content) > BYTES_MOST, "one page is always served"


class TestLooks:
    async def test_are_good_for_a_second_and_then_gone(self, hand: Hand) -> None:
        reads, made = ReadCache(hand), []

        async def look() -> int:
            made.append(1)
            return len(made)

        assert [await reads.get("a", look), await reads.get("a", look)] == [1, 1]
        hand.now += READ_SECONDS
        assert await reads.get("b", look) == 2
        assert len(reads) == 1
        assert await reads.get("a", look) == 3

    async def test_are_so_many_at_most(self, hand: Hand) -> None:
        reads = ReadCache(hand)

        async def look() -> None:
            return None

        for number in range(READS_MOST + 5):
            await reads.get(number, look)
        assert len(reads) == READS_MOST
