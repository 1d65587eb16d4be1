"""The figures that pages state of speed, size and time: each has a line in `figures.txt`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.workbench.generate.__main__ import FILES
from tests.docs.pages import ROOT, pages, prose

LINES = Path(__file__).with_name("figures.txt").read_text(encoding="utf-8").splitlines()
"""The figures, the pages that state them, and the constant, test or page that they come from."""
ENGLISH = {
    **{"half an": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5},
    **{"ten": 10, "twelve": 12, "sixty-four": 64},
}
NUMBERS = ENGLISH | {"nửa": 0.5, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "mười": 10, "mười hai": 12}
UNITS = {
    **{"ms": 0.001, "second": 1, "seconds": 1, "minute": 60, "minutes": 60, "hour": 3600, "hours": 3600},
    **{"giây": 1, "phút": 60, "giờ": 3600, "times": 1, "tamperings": 1, "%": 1},
    **{"kb": 1 << 10, "kib": 1 << 10, "mb": 1 << 20, "mib": 1 << 20, "gb": 1 << 30, "gib": 1 << 30},
}
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
FIGURE = re.compile(
    rf"(?<![\w.-])({NUMBER}(?: (?:to|and|đến) \d[\d.]*)?)[  ]?({'|'.join(sorted(UNITS, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
UNTOLD = ("measurements.md", "decisions.md", "attacks.md", "tamperings.md")
"""Where figures come from, and what they were on a day."""
CONSTANT = re.compile(r"(?<!/)\b((?:[a-z_]+\.)+[A-Z_]+)(?: (minutes))?")
TEST = re.compile(r"tests/[\w/.]+::[\w:]+")
QUOTED = re.compile(r'(\S+): "([^"]+)"')


def told() -> list[Path]:
    """Return the pages whose figures need a line: all that are written by hand, except those of `UNTOLD`."""
    made = {ROOT / path for path in FILES}
    return [page for page in pages() if page not in made and not set(UNTOLD) & set(page.parts)]


def figures(text: str) -> Iterator[tuple[str, float]]:
    """The figures of a text in their words, each with its value in seconds, bytes or as it is."""
    plain = re.sub(r"`[^`\n]*`|\]\([^)]*\)|^#.*$", "", text, flags=re.MULTILINE)
    for found in FIGURE.finditer(" ".join(plain.split())):
        number, scale = found[1].lower(), UNITS[found[2].lower()]
        parts = re.findall(NUMBER, number)
        value = NUMBERS.get(number) or float(parts[-1].replace(",", ""))
        yield found[0].lower(), value * scale


def rows() -> Iterator[tuple[list[str], list[Path], str]]:
    """Read each line: its figures, its pages, its source."""
    for line in LINES:
        given, where, source = line.split(" | ")
        yield [figure.strip().lower() for figure in given.split("·")], [ROOT / page for page in where.split()], source


def numbers(constant: Any) -> set[float]:
    if isinstance(constant, timedelta):
        return {constant.total_seconds()}
    if isinstance(constant, int | float):
        return {float(constant)}
    if isinstance(constant, str):
        return {float(constant)} if constant.isdecimal() else set()
    if isinstance(constant, Mapping):
        return numbers(tuple(constant.values()))
    if is_dataclass(constant):
        return numbers(tuple(getattr(constant, field.name) for field in fields(constant)))
    return set().union(*map(numbers, constant))


def numbers_in(phrase: str) -> set[float]:
    """The numbers of a phrase, whatever they count."""
    found = re.findall(NUMBER, phrase, re.IGNORECASE)
    return {NUMBERS.get(number.lower()) or float(number.replace(",", "")) for number in found}


def constant(name: str) -> Any:
    module, _, member = name.rpartition(".")
    return getattr(import_module(module), member)


def faults(given: list[str], source: str) -> Iterator[str]:
    """What does not fit between the figures of a row and what it says they come from."""
    values = {value for figure in given for _, value in figures(figure)}
    for name, unit in CONSTANT.findall(source):
        if not values <= {number * UNITS.get(unit, 1) for number in numbers(constant(name))}:
            yield f"{given}: {name} is {constant(name)}"
    for path, phrase in QUOTED.findall(source):
        text = " ".join((ROOT / path).read_text(encoding="utf-8").split())
        if phrase not in text or not values & {value for _, value in figures(phrase)} | numbers_in(phrase):
            yield f"{given}: {path} does not say '{phrase}'"
    if not (CONSTANT.search(source) or QUOTED.search(source) or TEST.search(source)):
        yield f"{given}: comes from nowhere"


def test_every_figure_of_a_page_has_a_line() -> None:
    known = {(page, figure) for given, where, _ in rows() for page in where for figure in given}
    missing = [
        (str(page.relative_to(ROOT)), figure)
        for page in told()
        for figure, _ in figures(prose(page))
        if (page, figure) not in known
    ]
    assert missing == [], "give it a line in tests/docs/figures.txt, or leave the figure out"


def test_every_line_names_figures_of_its_pages_and_their_source() -> None:
    found = list(rows())
    assert len(found) > 20
    wrong = []
    for given, where, source in found:
        said = {page: {figure for figure, _ in figures(prose(page))} for page in where}
        wrong += [f"{page.name} does not say {given}" for page in where if not said[page] & set(given)]
        wrong += [f"no page says {figure}" for figure in given if not any(figure in known for known in said.values())]
        wrong += faults(given, source)
    assert wrong == []
