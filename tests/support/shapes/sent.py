"""Collect the shapes of all commands that the product sends in a run, and judge them at its end.

Each process keeps a set of shapes and writes it when it ends; the process that started the run judges them all.
Processes that tests start (`tests/support/forked.py`) may be killed, so they write each shape when they first send it.
A command counts if the product sent it: the first code on the stack behind the driver is the product's.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from pymongo import monitoring

from tests.support.shapes.shape import READS, Shape, dumped, loaded, shapes

ROOT: Final = str(Path(__file__).parents[3]) + os.sep
PRODUCT: Final = frozenset({"api", "auth", "resolvers", "scripts", "store", "workers"})
PASSED_ON: Final = frozenset(
    f"{ROOT}store{os.sep}{file}".replace("/", os.sep)
    for file in (
        "heads/collection.py",
        "driver/finding.py",
        "driver/looked_up.py",
        "driver/pages.py",
        "driver/transaction.py",
    )
)
"""Files that send queries for their callers: the caller is the site."""
KEPT: Final = "CASEBOOK_SHAPES"
"""Variable that names a file to add the run's shapes to, for `python -m tests.support.shapes.listed`."""
FOLDER: Final = "CASEBOOK_SHAPES_OF_RUN"
"""Variable that gives the run's folder to the processes that tests start."""


class Shapes(monitoring.CommandListener):
    """Shapes of this process. A shape is made only for the first command with its outline at its site."""

    def __init__(self) -> None:
        self.found: set[Shape] = set()
        self._seen: set[Any] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Keep the shape of a command that the product sends."""
        if event.command_name in READS and (site := _site(sys._getframe(1))):
            seen = (site, event.database_name, outline(event.command, event.command_name))
            if seen not in self._seen:
                self._seen.add(seen)
                self.keep(set(shapes(event.command, event.command_name, event.database_name, site)))

    def keep(self, sent: set[Shape]) -> None:
        self.found |= sent

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""


class ToldShapes(Shapes):
    """Shapes of a started process, each written at once."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def keep(self, sent: set[Shape]) -> None:
        if new := sent - self.found:
            with suppress(FileNotFoundError), self._file.open("a") as file:  # the run is over and its folder deleted
                file.write(dumped(new) + "\n")
        super().keep(sent)


def listen() -> None:
    """Register a listener in a started process if the run collects shapes. Call before any client is made."""
    if folder := os.environ.get(FOLDER):
        monitoring.register(ToldShapes(Path(folder) / f"started-{os.getpid()}.shapes"))


def outline(command: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """Return the parts of a command that decide its shape, without values. Far cheaper than the shape."""
    if name == "bulkWrite":
        spaces = [space["ns"] for space in command["nsInfo"]]
        rows = (one for one in command.get("ops", ()) if "insert" not in one)
        return name, *((spaces[one[kind := next(iter(one))]], kind, *_statement(one, "filter")) for one in rows)
    if name == "aggregate":
        stages = (next(iter(step.items())) for step in command["pipeline"])
        told = ((stage, tuple(how.items()) if stage == "$sort" else _of(how)) for stage, how in stages)
        return name, command[name], str(command.get("hint")), *told
    if name in ("update", "delete"):
        return name, command[name], *(_statement(one, "q") for one in command[f"{name}s"])
    sort = tuple((command.get("sort") or {}).items())
    return (
        name,
        command[name],
        sort,
        bool(command.get("limit")),
        str(command.get("hint")),
        _of(command.get("filter", command.get("query", {}))),
    )


def _statement(one: Mapping[str, Any], filter: str) -> tuple[Any, ...]:
    return _of(one[filter]), one.get("limit") == 1, bool(one.get("multi")), str(one.get("hint"))


def _of(value: Any) -> Any:
    """Return the names in a value, at every depth."""
    if isinstance(value, Mapping):
        return tuple((name, _of(inner)) for name, inner in value.items())
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return tuple(map(_of, value))
    return None


_SITES: Final[dict[int, tuple[CodeType, bool, str | None]]] = {}
"""Per code object behind the driver: whether it is the site of a command, and the site's name.

The key is the code's `id`, because hashing a code object is slow. The entry holds the code, so that no other gets its
`id`.
"""


def _site(frame: FrameType | None) -> str | None:
    """Return the file and function that sent a command; None for a test."""
    while frame is not None:
        code = frame.f_code
        if (found := _SITES.get(id(code))) is None:
            found = _SITES[id(code)] = (code, *_judged(code))
        if found[1]:
            return found[2]
        frame = frame.f_back
    return None


def _judged(code: CodeType) -> tuple[bool, str | None]:
    if code.co_filename.startswith(ROOT) and code.co_filename not in PASSED_ON:
        path = code.co_filename[len(ROOT) :].replace(os.sep, "/")
        if not path.startswith("."):  # the packages of a virtual environment
            function = code.co_qualname.partition(".<locals>")[0]
            return True, f"{path}:{function}" if path.partition("/")[0] in PRODUCT else None
    return False, None


def write(found: Iterable[Shape], folder: Path, name: str) -> None:
    (folder / f"{name}.shapes").write_text(dumped(found))


def merged(folder: Path) -> set[Shape]:
    lines = (line for file in folder.glob("*.shapes") for line in file.read_text().splitlines())
    return {shape for line in lines for shape in loaded(line)}


def keep(found: set[Shape]) -> None:
    if name := os.environ.get(KEPT):
        file = Path(name)
        file.write_text(dumped(found | set(loaded(file.read_text()) if file.exists() else ())))
