"""The pages for people: what they name exists, and what is made is current."""

from pathlib import Path

import pytest

from domain.messages.catalogue import catalogue
from scripts.workbench.generate.errors_page import page as errors_page
from tests.docs.pages import (
    ROOT,
    dead_links,
    missing_paths,
    pages,
    prose,
    reached,
)

PAGES = pages()


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_every_link_leads_somewhere() -> None:
    assert [(named(page), link) for page in PAGES for link in dead_links(page, prose(page))] == []


def test_every_file_that_is_named_exists() -> None:
    assert [(named(page), path) for page in PAGES for path in missing_paths(prose(page))] == []


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[here](README.md) and [there](docs/record.md#sealed-texts)", []),
        ("[gone](docs/gone.md)", ["docs/gone.md"]),
        ("![picture](docs/pictures/gone.png)", ["docs/pictures/gone.png"]),
        ("[no heading](docs/record.md#no-such-heading)", ["docs/record.md#no-such-heading"]),
        ("[outside](https://www.rfc-editor.org/rfc/rfc8785)", []),
    ],
)
def test_a_dead_link_is_seen(text: str, dead: list[str]) -> None:
    assert dead_links(ROOT / "README.md", text) == dead


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("`store/write/command_handler.py`, `domain/`, `pyproject.toml`", []),
        ("`store/gone.py` and `gone.md`", ["store/gone.py", "gone.md"]),
        ("`tests/docs/test_docs.py::test_a_dead_link_is_seen`", []),
        ("`tests/docs/test_docs.py::test_gone`", ["tests/docs/test_docs.py::test_gone"]),
        ("`case:read:all`, `application/json`, `/graphql`, `$CASEBOOK_HOME/dev.json`, `14/2021/QĐ-UBND`", []),
    ],
)
def test_a_missing_file_is_seen(text: str, missing: list[str]) -> None:
    assert missing_paths(text) == missing


def test_every_page_is_reached_from_the_readme() -> None:
    known, new = set[Path](), {ROOT / "README.md"}
    while new:
        known |= new
        new = {place for page in new for place in reached(page) if place.suffix == ".md" and place.exists()} - known
    assert [named(page) for page in PAGES if page not in known] == []


def test_the_page_of_errors_is_what_its_program_prints_and_a_row_a_code() -> None:
    made = "run: scripts/generate"
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == errors_page(), made
    rows = [line for line in errors_page().splitlines() if line.startswith("| `")]
    assert [row.split(" | ")[0].strip("| `") for row in rows] == [item.code for item in catalogue()]
    assert {len(row.split("|")) for row in rows} == {6}, "a sentence with a bar breaks its row"
