"""What keeps the house as it was planned: contracts between packages, and habits that no tool checks."""

import ast
import subprocess
import sys
from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.book import EVENTS
from tests.support.house import (
    FILE_LINES_MOST,
    LONGER,
    PACKAGES,
    ROOT,
    TEXTS,
    among,
    circle,
    files,
    forbidden,
    imported,
    impure,
    long_functions,
    undocumented,
)

OURS = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


class Source(NamedTuple):
    """What one of our files says of itself."""

    imported: set[tuple[str, str]]
    long: list[str]
    undocumented: list[str]
    impure: list[str]


@cache
def sources() -> Mapping[str, Source]:
    """All our files by their paths: each is parsed once, and its tree let go at once."""
    found = {}
    for path in OURS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = list(impure(tree)) if named(path).startswith("domain/") else []
        found[named(path)] = Source(imported(tree), list(long_functions(tree)), list(undocumented(tree)), told)
    return found


@pytest.mark.slow  # and done by scripts/check, which runs beside the tests
def test_import_contracts_are_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout


LAYERED = ("domain", "store", "schema", "resolvers")


def test_no_two_files_need_each_other() -> None:
    """Contracts hold rooms apart; within a room, too, each file can be read after those that it imports."""
    found = {
        name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): source.imported
        for name, source in sources().items()
        if name.split("/")[0] in LAYERED
    }
    graph = among(found)
    assert graph["domain.book"] >= {"domain.case", "domain.kernel.event"}, "imports are found at all"
    assert circle(graph) == []


def test_no_file_is_too_long() -> None:
    lines = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(".py")}
    assert {name: count for name, count in lines.items() if count > LONGER.get(name, FILE_LINES_MOST)} == {}


def test_no_function_of_ours_is_too_long() -> None:
    """Tests may be longer: a journey is read from top to bottom."""
    assert {name: source.long for name, source in sources().items() if source.long} == {}


def test_modules_and_what_is_served_say_what_they_are() -> None:
    assert {name: source.undocumented for name, source in sources().items() if source.undocumented} == {}


def test_the_domain_asks_no_clock_no_chance_and_no_disk() -> None:
    domain = {name: source.impure for name, source in sources().items() if name.startswith("domain/")}
    assert {name: found for name, found in domain.items() if found} == {}
    assert len(domain) > 80


ENTERED_BY_ROOMS = {
    "domain.kernel.event": {"EVENTS"},
    "domain.rules.command": {"COMMANDS"},
    "domain.rules.duty": {"OF_ROLES", "OWED_BY", "duties_in"},
    "domain.rules.linking": {"linked_events", "linked_streams", "streams_of_guards"},
}
"""What rooms enter while they are imported; `domain.book` imports all of them and hands these on."""


def incomplete(text: str) -> list[str]:
    """What a file takes from a module that may not have been filled yet."""
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom))
    return [
        f"{node.module}.{name.name}"
        for node in found
        for name in node.names
        if name.name in ENTERED_BY_ROOMS.get(node.module or "", ())
    ]


def test_above_the_domain_all_rooms_are_asked() -> None:
    above = [path for path in OURS if path.relative_to(ROOT).parts[0] != "domain"]
    assert {named(path): found for path in above if (found := incomplete(path.read_text(encoding="utf-8")))} == {}
    assert incomplete("from domain.kernel.event import EVENTS, Event") == ["domain.kernel.event.EVENTS"]


def test_the_record_knows_every_event_whatever_was_imported_first() -> None:
    asked = "import store.record.canonical as c; print(*sorted(c.EVENTS))"
    alone = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert alone.stdout.split() == sorted(EVENTS)


def test_no_text_names_a_machine_a_host_or_a_tool() -> None:
    texts = {named(path): path.read_text(encoding="utf-8", errors="replace") for path in files(*TEXTS)}
    assert {name: found for name, text in texts.items() if (found := list(forbidden(text)))} == {}


@cache
def distributed() -> Collection[str]:
    """The packages that distributions bring along: each of their lists of files is read."""
    return packages_distributions()


@pytest.mark.parametrize("name", [*PACKAGES, "tests"])
def test_no_distribution_stands_before_a_package_of_ours(name: str) -> None:
    assert name not in distributed()
    module = import_module(name)
    places = {Path(item) for item in module.__path__}  # the root may stand in the search path more than once
    assert places == {ROOT / name}
