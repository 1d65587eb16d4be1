"""The pages for people: what they name exists, what is made is current, samples fit, and the site is complete."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from domain.erasure.retention import retentions
from domain.messages.catalogue import catalogue
from domain.registry.registry import NO_REGISTRY
from scripts.workbench.generate.pages import FILES
from tests.docs.pages import (
    ROOT,
    dead_links,
    missing_paths,
    pages,
    prose,
    reached,
)
from tests.docs.walked import BLOCK, holds, steps

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


PAGE = Path(__file__).with_name("asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([0-9., ]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
SECTIONS = Path(__file__).with_name("asvs_5.0_level_2.txt").read_text(encoding="utf-8").splitlines()
"""The numbers of levels 1 and 2 in version 5.0.0, by section."""
TEST = re.compile(r"`(tests/[a-z_./]+\.py)(?:::(test_[a-z0-9_]+))?`")


def test_every_requirement_is_there_once() -> None:
    listed = (line.partition(": ") for line in SECTIONS)
    numbers = [f"{section}.{last}" for section, _, rest in listed for last in rest.split()]
    assert sorted(number for ids, *_ in ROWS for number in ids.split(", ")) == sorted(numbers)
    assert len(numbers) == 253


def test_each_has_a_test_or_a_reason() -> None:
    reason = re.compile(r"n/a: .{4}|\*\*(not met|met in part)( [a-z ]+)?\*\*: .{9}")
    assert [ids for ids, _, held in ROWS if not TEST.search(held) and not reason.match(held)] == []


def test_every_test_that_is_named_is_there() -> None:
    named = TEST.findall(PAGE)
    assert len(named) > 100
    for path, name in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {name or 'test_'}" in source, (path, name)


SOUGHT = {
    "api key": {"docs/signing-in"},
    "pagination": {"docs/api"},
    "audit trail": {"docs/record"},
    "quickstart": {"docs/tutorial"},
    "sdk": {"clients/README"},
}


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    """A process of its own, since Sphinx and its extensions warn of what they will change among themselves."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.workbench.site", str(tmp_path / "site")], cwd=ROOT, check=False
    )
    assert done.returncode == 0
    search = (tmp_path / "site" / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(search.removeprefix("Search.setIndex(").removesuffix(")"))
    leads = {
        word: {found["docnames"][page] for page, _, main in found["indexentries"][word] if main} for word in SOUGHT
    }
    assert leads == SOUGHT, "words of the glossary's column 'also called'"
    first = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert [put in first for put in ('aria-level="2"', 'aria-label="All pages"', '<pre tabindex="0">', "site.css")] == [
        True
    ] * 4
    assert "<h2>screenCase" in (tmp_path / "site" / "schema" / "mutations.html").read_text(encoding="utf-8")


PRIVACY = (ROOT / "docs" / "operate" / "data-protection.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<kept>[A-Z_]+)` \| (?P<days>\d+) \|", re.MULTILINE)


def test_every_term_of_the_program_is_on_the_page() -> None:
    written = {row["kept"]: int(row["days"]) for row in ROW.finditer(PRIVACY)}
    assert written == {row.kept.value: row.days for row in retentions(NO_REGISTRY)}


TUTORIAL = ROOT / "docs/tutorial.md"
WHOLE = ("query", "mutation", "subscription", "fragment", "{")
"""Start of a sample that is a whole document. Other samples are parts."""


def samples(page: Path) -> list[str]:
    found = [block[2] for block in BLOCK.finditer(page.read_text(encoding="utf-8")) if block[1] == "graphql"]
    return [text for text in found if text.startswith(WHOLE) and "…" not in text]


@pytest.fixture(scope="module")
def schemas() -> list[GraphQLSchema]:
    return [
        build_schema((ROOT / f"schema/{name}.graphql").read_text(encoding="utf-8")) for name in ("schema", "public")
    ]


def test_every_query_fits_a_schema(schemas: list[GraphQLSchema]) -> None:
    wrong = []
    for page in pages():
        for text in samples(page):
            faults = [validate(schema, parse(text)) for schema in schemas]
            if all(faults):
                wrong.append((page.name, text[:60], str(faults[0][0])))
    assert wrong == []


def test_there_are_samples_to_look_at() -> None:
    assert len([text for page in pages() for text in samples(page)]) > 20


def test_the_tutorial_says_who_asks_and_what_comes_back() -> None:
    taken = steps(TUTORIAL)
    assert len(taken) > 15
    assert [step.query for step in taken if not step.who] == []
    assert [step.query for step in taken if "mutation" in step.query and step.answer is None] == []


@pytest.mark.parametrize(
    ("answer", "shown", "fits"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": {"b": []}}, {"a": {"b": []}}, True),
        ({"a": {"b": ["x"]}}, {"a": {"b": []}}, False),
        ({"a": 1}, {"c": 1}, False),
    ],
)
def test_what_is_shown_must_be_in_the_answer(answer: object, shown: object, fits: bool) -> None:
    assert holds(answer, shown) is fits
