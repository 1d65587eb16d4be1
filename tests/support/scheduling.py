"""Distribute test files to the workers of a run, and order them."""

import os
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # xdist has no types

from tests.support.chance import QUICK as FAST_LANE

WORLD = "tests/matrix/"
"""Files that share the world that takes longest to make: one worker runs them all."""
SERVED = "tests/api/"
"""Only files of the fast lane that need servers. One worker starts the servers; other workers take other files
first."""
QUICK = ("domain", "schema", "auth", "docs")
"""Folders whose files take a second or two. They run last, and even out the workers' loads."""


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]  # the same
    """Give each worker whole files, in the order of collection.

    So a fixture of a file is made once, and a test never meets what another worker left behind. Needs
    `--no-loadscope-reorder`; otherwise files with many tests come first, which are quick ones.
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
        """Return whether a worker runs the files that need servers, or is the first to take one."""
        first = {worker: next(iter(files), "").startswith(SERVED) for worker, files in self.assigned_work.items()}
        return first[node] or not (self.assigned_work[node] or any(first.values()))


def turn(path: Path, slow: bool) -> int:
    """Return the rank of a file: the world, files that start processes or wait for them, others, quick ones."""
    if "matrix" in path.parts:
        return 0
    if slow:
        return 1
    return 3 if any(folder in path.parts for folder in QUICK) else 2
