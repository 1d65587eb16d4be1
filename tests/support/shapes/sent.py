"""Collects what the product asks of the database in a whole run, and judges it at the end.

Each process keeps the set of its shapes and writes it down when it ends; the one that started the others judges them
all. Processes that tests start (`tests/support/forked.py`) may be killed, so they write each shape as they first send
it.
A command counts when the product sent it: the first code that the stack has behind the driver is the product's.
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
"""Files that send what others ask for."""
KEPT: Final = "CASEBOOK_SHAPES"
"""Names a file to which the shapes of the run are added, for `python -m tests.support.shapes.listed`."""
FOLDER: Final = "CASEBOOK_SHAPES_OF_RUN"
"""Names the folder of the run to the processes that tests start."""


class Shapes(monitoring.CommandListener):
    """The shapes of this process. One is made when a command is the first with its outline at its site."""

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
        """Keep the shapes of one command."""
        self.found |= sent

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""


class ToldShapes(Shapes):
    """The shapes of a process that was started: each is written down at once."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def keep(self, sent: set[Shape]) -> None:
        """Write down what is new."""
        if new := sent - self.found:
            with suppress(FileNotFoundError), self._file.open("a") as file:  # the run is over, and its folder gone
                file.write(dumped(new) + "\n")
        super().keep(sent)


def listen() -> None:
    """Have a process that was just started tell what it asks, if the run wants to know; before it makes a client."""
    if folder := os.environ.get(FOLDER):
        monitoring.register(ToldShapes(Path(folder) / f"started-{os.getpid()}.shapes"))


def outline(command: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """All that the shape of a command is made of, found in a fraction of the time, and no value of it."""
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
    """The names in a value, as deep as they go."""
    if isinstance(value, Mapping):
        return tuple((name, _of(inner)) for name, inner in value.items())
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return tuple(map(_of, value))
    return None


_SITES: Final[dict[int, tuple[CodeType, bool, str | None]]] = {}
"""Of each code that was behind the driver: whether it sent a command itself, and the site that it then is.

By its `id`, and with the code, which keeps the `id` its own: the hash of a code is made of all that is in it each time.
"""


def _site(frame: FrameType | None) -> str | None:
    """The file and function that asked; None where a test did."""
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
    """Add the shapes of a run to the file that CASEBOOK_SHAPES names, if it names one."""
    if name := os.environ.get(KEPT):
        file = Path(name)
        file.write_text(dumped(found | set(loaded(file.read_text()) if file.exists() else ())))
