"""Collects what the product asks of the database in a whole run, and judges it at the end.

Each process keeps the set of its shapes and writes it down when it ends; the one that started the others judges them
all. A command counts when the product sent it: the first code that the stack has behind the driver is the product's.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Final

from pymongo import monitoring

from scripts.shapes.shape import READS, Shape, shapes
from scripts.shapes.written import dumped, loaded

ROOT: Final = str(Path(__file__).parents[2]) + os.sep
PRODUCT: Final = frozenset({"api", "auth", "resolvers", "scripts", "store", "workers"})
PASSED_ON: Final = frozenset(
    f"{ROOT}store{os.sep}{file}".replace("/", os.sep)
    for file in ("heads/collection.py", "mongo/looked_up.py", "mongo/pages.py", "mongo/transaction.py")
)
"""Files that send what others ask for."""
KEPT: Final = "CASEBOOK_SHAPES"
"""Names a file to which the shapes of the run are added, for `python -m scripts.shapes`."""


class Shapes(monitoring.CommandListener):
    """The shapes of this process."""

    def __init__(self) -> None:
        self.found: set[Shape] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Keep the shape of a command that the product sends."""
        if event.command_name in READS and (site := _site(sys._getframe(1))):
            self.found.update(shapes(event.command, event.command_name, event.database_name, site))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""


def _site(frame: FrameType | None) -> str | None:
    """The file and function that asked; None where a test did."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(ROOT) and code.co_filename not in PASSED_ON:
            path = code.co_filename[len(ROOT) :].replace(os.sep, "/")
            if not path.startswith("."):  # the packages of a virtual environment
                function = code.co_qualname.partition(".<locals>")[0]
                return f"{path}:{function}" if path.partition("/")[0] in PRODUCT else None
        frame = frame.f_back
    return None


def write(found: Iterable[Shape], folder: Path, name: str) -> None:
    """Write the shapes of a process into the folder of its run."""
    (folder / f"{name}.json").write_text(dumped(found))


def merged(folder: Path) -> set[Shape]:
    """The shapes of all processes of a run."""
    return {shape for file in folder.glob("*.json") for shape in loaded(file.read_text())}


def keep(found: set[Shape]) -> None:
    """Add the shapes of a run to the file that CASEBOOK_SHAPES names, if it names one."""
    if name := os.environ.get(KEPT):
        file = Path(name)
        file.write_text(dumped(found | set(loaded(file.read_text()) if file.exists() else ())))
