"""Which worker of a run gets which tests, and in which order."""

import os
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

from tests.support.chance import QUICK as FAST_LANE

WORLD = "tests/matrix/"
"""These files share a world that takes longest to make: one worker has them all."""
SERVED = "tests/api/"
"""In the fast lane these files alone need servers: one worker starts them, while others have anything else to do."""
QUICK = ("domain", "schema", "auth", "docs")
"""Folders whose files take a second or two: they fill what is left of a run."""


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]  # the same
    """Give a worker that has little left the next file, whole, in the order in which files were collected.

    So what a file makes for all its tests is made once, and a test never meets what another worker's half of its file
    left behind. Needs `--no-loadscope-reorder`: otherwise files with many tests come first, which are quick ones.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return WORLD if file.startswith(WORLD) else file

    def _assign_work_unit(self, node: Any) -> None:
        if os.environ.get(FAST_LANE):
            served = self._goes_on_with_servers(node)
            alike = (scope for scope in self.workqueue if scope.startswith(SERVED) is served)
            self.workqueue.move_to_end(next(alike, next(reversed(self.workqueue))), last=False)
        super()._assign_work_unit(node)

    def _goes_on_with_servers(self, node: Any) -> bool:
        """Whether a worker has begun with files that need servers, or is the one to begin with them."""
        first = {worker: next(iter(files), "").startswith(SERVED) for worker, files in self.assigned_work.items()}
        return first[node] or not (self.assigned_work[node] or any(first.values()))


def turn(path: Path, slow: bool) -> int:
    """When a file has its turn: the world, files that start processes or wait for them, others, quick ones."""
    if "matrix" in path.parts:
        return 0
    if slow:
        return 1
    return 3 if any(folder in path.parts for folder in QUICK) else 2
