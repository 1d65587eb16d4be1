"""Who may take an action at all, and in which states: agency × post × machine in `who_may.csv`, and in `others_may.csv`
the register, its operator and who has no account.

Both tables are written by hand; agencies are those of `tests/support/world.py`, without their prefix. An action without
states goes in any.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from domain.book import ACTIONS
from domain.kernel.actor import OPERATOR, SYSTEM, holder_of
from domain.kernel.vocabulary import Post
from domain.rules.command import Action, denial
from tests.support.relations import MACHINE, acting
from tests.support.told import lines_for
from tests.support.world import KINDS

HERE = Path(__file__).parent
PUBLIC = {row.name: row for row in ACTIONS if row.public}
EVERYBODY = {(agency, post): acting(agency, post) for agency, post in product(KINDS, (*Post, MACHINE))}


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
    written = [f"{line.stream},{line.action}" for line in WRITTEN]
    there = [f"{row.stream.value},{row.name}" for row in PUBLIC.values()]
    lines_for(there, written, "tests/domain/who_may.csv", "{},agencies,posts,machines,states")


class TestLines:
    def test_say_who_and_when(self) -> None:
        assert [(line.action, found) for line in WRITTEN for found in line.mismatches(PUBLIC[line.action])] == []

    @pytest.mark.parametrize(
        "lost", [{"scope": None, "by_kind": {}}, {"posts": frozenset()}, {"states": None}], ids=list
    )
    def test_notice_each_check_that_is_gone(self, lost: dict[str, Any]) -> None:
        weaker = {line: replace(PUBLIC[line.action], **lost) for line in WRITTEN}
        unnoticed = [line.action for line in WRITTEN if not list(line.mismatches(weaker[line]))]
        free = [name for name, action in PUBLIC.items() if action.states is None] if "states" in lost else []
        assert sorted(unnoticed) == sorted(free)


OTHERS = {"register": SYSTEM, "operator": OPERATOR, "public": holder_of("case-1")}


def test_others_may_what_their_lines_say() -> None:
    found = [
        {"stream": row.stream.value, "action": row.name, "others": others, "states": " ".join(sorted(row.states or ()))}
        for row in ACTIONS
        if (others := " ".join(name for name, actor in OTHERS.items() if denial(row, actor) is None))
    ]
    with (HERE / "others_may.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    lines_for(map(_line, found), map(_line, written), "tests/domain/others_may.csv", "{}")


def _line(row: dict[str, str]) -> str:
    return ",".join(row.values())


def test_no_agency_does_what_is_not_of_the_api() -> None:
    others = [row for row in ACTIONS if not row.public]
    given = [(row.name, place) for row, (place, actor) in product(others, EVERYBODY.items()) if not denial(row, actor)]
    assert given == []
