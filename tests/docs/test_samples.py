"""The samples that the pages show: every query fits the schema, and the tutorial's steps are there to be taken."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from tests.docs.pages import ROOT, pages
from tests.docs.walked import BLOCK, holds, steps

TUTORIAL = ROOT / "docs/tutorial.md"
WHOLE = ("query", "mutation", "subscription", "fragment", "{")
"""How a sample begins that is a whole document; others are parts."""


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
