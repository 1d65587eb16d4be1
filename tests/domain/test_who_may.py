"""Who may take an action at all, for every action of the API: agency × post × machine, and in which states.

The table beside this file is written by hand; agencies are those of `tests/support/world.py`, without their prefix.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.book import ACTIONS
from domain.kernel.kind import Kind
from domain.rules.action import Action, denial
from tests.support.grid import MACHINE, actors

HERE = Path(__file__).parent
PUBLIC = {row.name: row for row in ACTIONS if row.public}
EVERYBODY = actors()
TABLES = ("mismatches(", "admitted(", "grid(", "Table(")
"""What the files use that hold an action against state × post × agency × relation."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table."""

    stream: str
    action: str
    agencies: str
    posts: str
    machines: str
    states: str

    def admits(self, agency: str, post: str) -> bool:
        """What the line says of an officer, or of an agency's machine."""
        if post == MACHINE:
            return agency in self.machines.split()
        return agency in self.agencies.split() and post in self.posts.split()

    def mismatches(self, action: Action) -> Iterator[str]:
        """What the action says otherwise."""
        for (agency, post), actor in EVERYBODY.items():
            if (denial(action, actor) is None) is not self.admits(agency.removeprefix("agency-"), post):
                yield f"{agency} {post}"
        if " ".join(sorted(action.states or ())) != self.states:
            yield "states"


def written() -> list[Row]:
    """The table."""
    with (HERE / "who_may.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**line) for line in csv.DictReader(file)]


WRITTEN = written()


def test_every_action_of_the_api_has_a_line() -> None:
    assert [(each.stream, each.action) for each in WRITTEN] == [(row.stream.value, row.name) for row in PUBLIC.values()]


@pytest.mark.parametrize("line", WRITTEN, ids=lambda line: line.action)
class TestLine:
    def test_says_who_and_when(self, line: Row) -> None:
        assert list(line.mismatches(PUBLIC[line.action])) == []

    def test_notices_each_check_that_is_gone(self, line: Row) -> None:
        action = PUBLIC[line.action]
        assert list(line.mismatches(replace(action, scope=None, by_kind={}))) != []
        assert list(line.mismatches(replace(action, posts=frozenset()))) != []
        assert action.states is None or list(line.mismatches(replace(action, states=None))) != []


@pytest.mark.parametrize(
    "action", [row for row in PUBLIC.values() if row.stream is Kind.CASE], ids=lambda row: row.name
)
def test_every_action_on_a_case_has_a_table_of_states_and_relations_too(action: Action) -> None:
    texts = [path.read_text(encoding="utf-8") for path in HERE.rglob("test_*.py") if path.name != Path(__file__).name]
    tables = [text for text in texts if any(each in text for each in TABLES)]
    assert any(re.search(rf"\b{action.command.__name__}\b", text) for text in tables)
