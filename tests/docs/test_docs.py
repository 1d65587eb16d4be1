"""The pages for people: what they name exists, and what is made is current."""

import re
from pathlib import Path

from domain.messages.catalogue import catalogue
from scripts.workbench.generate.pages import FILES
from tests.docs.pages import (
    ROOT,
    dead_links,
    missing_paths,
    pages,
    prose,
    reached,
)

PAGES = pages()
PAGES_MOST, WORDS_MOST = 45, 60_000
"""Pages written by hand, and their words outside of code and made parts. Cut what repeats before you raise one."""
MADE = re.compile(r"<!-- made[^>]*-->.*?<!-- end[^>]*-->", re.DOTALL)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_every_link_leads_somewhere() -> None:
    assert [(named(page), link) for page in PAGES for link in dead_links(page, prose(page))] == []


def test_every_file_that_is_named_exists() -> None:
    assert [(named(page), path) for page in PAGES for path in missing_paths(prose(page))] == []


def test_every_page_is_reached_from_the_readme() -> None:
    known, new = set[Path](), {ROOT / "README.md"}
    while new:
        known |= new
        new = {place for page in new for place in reached(page) if place.suffix == ".md" and place.exists()} - known
    assert [named(page) for page in PAGES if page not in known] == []


def test_the_page_of_errors_is_what_its_program_prints_and_a_row_a_code() -> None:
    page, made = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), "run: scripts/generate"
    assert page == FILES["docs/errors.md"](), made
    rows = [line for line in page.splitlines() if line.startswith("| <a")]
    assert sorted(row.split('"')[1] for row in rows) == sorted(item.code for item in catalogue())
    assert {len(row.split("|")) for row in rows} == {5}, "a sentence with a bar breaks its row"


OF_FINDINGS = {"CHANGELOG.md", "docs/log-findings.md", "docs/tamperings.md"}
"""Their codes are those of `verify`, or of a release."""


def test_codes_are_spelled_as_answers_have_them() -> None:
    codes = {item.code.lower().replace("_", "-") for item in catalogue() if "_" in item.code}
    assert "upload-offset" in codes
    spelled = {named(page): set(re.findall(r"`([a-z-]+)`", prose(page))) & codes for page in PAGES}
    assert {page: found for page, found in spelled.items() if found and page not in OF_FINDINGS} == {}


def test_few_pages_and_words_are_written_by_hand() -> None:
    texts = [prose(page) for page in PAGES]
    by_hand = [MADE.sub("", text).split() for text in texts]
    most_by_hand = [words for words, text in zip(by_hand, texts, strict=True) if len(words) > len(text.split()) / 2]
    assert len(most_by_hand) <= PAGES_MOST
    assert sum(map(len, by_hand)) <= WORDS_MOST
