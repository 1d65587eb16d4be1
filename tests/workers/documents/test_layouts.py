"""Each kind of document with the longest and the shortest words: nothing runs off a page or is left alone on one."""

import re
from dataclasses import replace
from functools import cache

import pytest

from domain.case.state.case import Category
from domain.document.state import DocumentKind
from domain.messages import Language
from domain.messages.catalogue import scope_of_case
from domain.paper.context import AREAS_MOST
from tests.support.measured import MM, Line, Measured, measured
from tests.workers.documents.papers import PARTS, READ_IN_ENGLISH, reworded, source_of, write
from workers.documents.layout import laid, pdf

KINDS = [*PARTS, *READ_IN_ENGLISH]
SENTENCE = (
    "Cơ quan chuyên môn đã đối chiếu nội dung với hồ sơ gốc và ý kiến các bên tại https://trang.example/bai?so=1. "
)
LENGTHS = {"long": (SENTENCE * 7 + "\n") * 2, "short": "Có."}
LEFT, RIGHT = 29.9, 195.1
"""Millimetres from the left edge of the paper between which everything stands."""
DOUBLED = re.compile(r"\b(\w{2,}(?: \w+)?) \1\b")
"""One or two syllables that are written twice."""


@cache
def pages_of(kind: DocumentKind, length: str) -> list[Measured]:
    return measured(pdf(write(kind, reworded(source_of(kind), lambda _: LENGTHS[length]))))


def body(page: Measured) -> list[Line]:
    """What stands between the top and the bottom margin."""
    return [line for line in page.lines if line.top >= 19.5 * MM and line.bottom <= (297 - 19.5) * MM]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_off_the_page(kind: DocumentKind, length: str) -> None:
    for page in pages_of(kind, length):
        ends = [(line.left, line.right) for line in page.lines] + [(rule.left, rule.right) for rule in page.rules]
        assert [end for end in ends if not LEFT <= end[0] / MM <= end[1] / MM <= RIGHT] == []


@pytest.mark.parametrize(("kind", "language"), [("DECISION", "vi"), ("HEARING_INVITATION_EN", "en")])
def test_the_foot_of_a_page_is_whole(kind: str, language: Language) -> None:
    """The notice of a reading version, a scope of many areas and the root of the log end above the edge."""
    document = write(DocumentKind(kind))
    areas = [f"Xã Trường Hà Quảng Uyên {number}" for number in range(9)]
    scope = scope_of_case("14/2021/QĐ-UBND", areas, Category.EDUCATION, language, AREAS_MOST)
    for page in measured(pdf(replace(document, scope=scope, log_mark="18204 7F3K"))):
        last = max(page.lines, key=lambda line: line.bottom)
        assert "18204 7F3K" in last.text
        assert last.bottom / MM < 293
        foot = page.line(scope[:20])
        assert max(line.bottom for line in page.lines if line.top < 270 * MM) < foot.top


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_ends_a_page_and_no_signature_begins_one(kind: DocumentKind, length: str) -> None:
    made = laid(write(kind, reworded(source_of(kind), lambda _: LENGTHS[length])))
    headings = [block["text"] for block in made["blocks"] if block["kind"] == "heading"]
    offices = {office for lines in made["signatures"] for office in lines}
    for page in pages_of(kind, length):
        lines = body(page)
        assert not any(heading.startswith(lines[-1].text) for heading in headings), lines[-1]
        assert lines[0].text not in offices
        assert not lines[0].text.startswith(("Nơi nhận", "Recipients")), "recipients stand beside the signature"


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", PARTS)
def test_the_boxes_of_the_end_stand_where_the_decree_has_them(kind: DocumentKind, length: str) -> None:
    made = laid(write(kind, reworded(source_of(kind), lambda _: LENGTHS[length])))
    (page,) = [page for page in pages_of(kind, length) if any(line.text == "Nơi nhận:" for line in page.lines)]
    label, kept = page.line("Nơi nhận:"), page.line("- Lưu: VT")
    assert (label.size, label.bold, label.italic, kept.size, kept.bold) == (12, True, True, 11, False)
    assert abs(label.left / MM - 30) < 0.2
    offices = [[line for line in page.lines if line.text == names[0]][-1] for names in made["signatures"]]
    assert {(office.size, office.bold) for office in offices} == {(14, True)}
    if len(offices) == 1:
        assert abs(offices[0].top - label.top) < 4
        assert 0.55 <= (195 - offices[0].middle / MM) * 2 / 165 <= 0.60, "the middle of the right column"


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_written_twice(kind: DocumentKind) -> None:
    made = laid(write(kind))
    texts = [made["abstract"], made["authority"], *([block.get("text", "")] for block in made["blocks"])]
    assert [found[0] for lines in texts if (found := DOUBLED.search(" ".join(lines)))] == []
