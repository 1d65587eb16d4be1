"""Which worker of a run gets which tests, and in which order."""

from pathlib import Path

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

WORLD = "tests/matrix/"
"""These files share a world that takes longest to make: one worker has them all."""
GRAPH = frozenset({"tests/api/test_walk.py", "tests/scripts/test_case_life.py", "tests/scripts/test_generated.py"})
"""These files ask the graph of all lives of a case, which a process searches once: one worker has them all."""
QUICK = ("domain", "schema", "auth", "docs")
"""Folders whose files take a second or two: they fill what is left of a run."""


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]  # the same
    """Give a worker that has little left the next file, whole, in the order in which files were collected.

    So what a file makes for all its tests is made once, and a test never meets what another worker's half of its file
    left behind. Needs `--no-loadscope-reorder`: otherwise files with many tests come first, which are quick ones.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return WORLD if file.startswith(WORLD) else "graph" if file in GRAPH else file


def turn(path: Path, slow: bool) -> int:
    """When a file has its turn: the world, files that start processes or wait for them, others, quick ones."""
    if "matrix" in path.parts:
        return 0
    if slow:
        return 1
    return 3 if any(folder in path.parts for folder in QUICK) else 2
