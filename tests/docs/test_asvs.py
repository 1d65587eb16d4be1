"""The table about OWASP ASVS names every requirement of level 2 once, and tests that there are."""

import re
from pathlib import Path

from tests.docs.pages import ROOT

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
