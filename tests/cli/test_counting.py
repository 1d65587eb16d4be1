"""Numbers of things: one is not many."""

import re
from pathlib import Path

from scripts import cli
from scripts.cli.counting import counted

THINGS = "agencies|documents|entries|faults|files|findings|heads|jobs|keys|lines|notes|people|rows|scopes|steps|streams"
SAID = re.compile(rf"\{{[^{{}}]+\}} (new )?({THINGS})\b")
"""A number and a plural behind it, whatever the number is."""
LIMITS = re.compile(r"_MOST\}|at most")


def test_one_of_a_thing_and_any_other_number_of_things() -> None:
    assert [counted(number, "fault") for number in (0, 1, 2)] == ["0 faults", "1 fault", "2 faults"]
    assert [counted(number, "agency", "agencies") for number in (1, 2)] == ["1 agency", "2 agencies"]


def test_no_verb_says_a_plural_of_any_number() -> None:
    folder = Path(cli.__file__).parent
    said = [
        f"{path.relative_to(folder)}: {line.strip()}"
        for path in sorted(folder.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if SAID.search(line) and not LIMITS.search(line)
    ]
    assert said == []
