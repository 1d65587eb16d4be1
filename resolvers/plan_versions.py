"""Versions of GraphQL packages with which plans (`api/graphql/plan`) were tested to give the same answers.

Plans use names that these packages do not promise to keep. With other versions no plan is compiled, and graphql-core
answers every query: correctly, but with two to four times the CPU time.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

PROVEN: Final[Mapping[str, str]] = {"strawberry-graphql": "0.341.2", "graphql-core": "3.3.2"}
"""Tested versions. Change them once `tests/api/test_plans.py` and `tests/api/test_plan_values.py` pass with the new
versions."""


def unproven() -> str:
    """Return the installed packages whose version differs from the tested version; empty if plans may be compiled."""
    found = {name: version(name) for name in PROVEN}
    return ", ".join(f"{name} {found[name]} for {proven}" for name, proven in PROVEN.items() if found[name] != proven)
