"""mypy knows which fields `filled` and `Facts.record` fill, and asks for the others."""

import re
from pathlib import Path

import mypy.api
import pytest

from tests.support.house import ROOT

SOURCE = """
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.kernel.event import Sealed
from domain.kernel.fields import Spec, Words
from domain.kernel.event import filled
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts


class State:
    cycle = 3


@dataclass(frozen=True, kw_only=True)
class Made:
    id: str
    at: datetime
    cycle: int
    kind: int
    title: Sealed
    many: tuple[str, ...]
    due_at: datetime
    label: str | None = None


class Make(OpeningCommand):
    kind: Annotated[int, Spec(doc="A number.")]
    title: Annotated[str, Words(doc="A title.", most=10)]
    many: Annotated[tuple[str, ...], Spec(doc="Many.")]
    label: Annotated[int, Spec(doc="Of another type than the record's.")]


def made(command: Make, facts: Facts, state: State, either: type[Made]) -> None:
    reveal_type(facts.record(Made, command, state, due_at=facts.now, label="a"))
    facts.record(Made, command, state, due_at=facts.now)  # label
    facts.record(Made, command, state, label="a")  # due_at
    facts.record(Made, command, due_at=facts.now, label="a")  # cycle
    facts.record(Made, command, state, due_at=3, label="a")
    facts.record(Made, command, state, due_at=facts.now, label="a", colour="red")
    filled(Made, command, cycle=1, due_at=facts.now, label="a")  # id, at, title
"""


@pytest.mark.slow
def test_mypy_asks_for_what_nothing_fills(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(SOURCE)
    said = mypy.api.run([str(tmp_path / "use.py"), "--config-file", str(ROOT / "pyproject.toml")])[0]
    lines = SOURCE.splitlines()
    found = re.findall(r'use.py:(\d+): error: Missing named argument "(\w+)"', said)
    expected = {
        number: line.rpartition("# ")[2].split(", ") for number, line in enumerate(lines, start=1) if "  # " in line
    }
    assert {number: [name for at, name in found if int(at) == number] for number in expected} == expected
    assert re.findall(r'Revealed type is "(.*)"', said) == ["use.Made"]
    assert 'Argument "due_at" to "record" of "Act" has incompatible type "int"; expected "datetime"' in said
    assert 'Unexpected keyword argument "colour" for "record" of "Act"' in said
    assert "Found 8 errors" in said, said


@pytest.mark.slow
def test_mypy_refuses_a_class_that_it_cannot_know(tmp_path: Path) -> None:
    source = SOURCE.partition("    reveal_type(")[0] + "    facts.record(list[int] if facts.code else Made, command)\n"
    (tmp_path / "use.py").write_text(source)
    said = mypy.api.run([str(tmp_path / "use.py"), "--config-file", str(ROOT / "pyproject.toml")])[0]
    assert "name the class that is filled" in said
