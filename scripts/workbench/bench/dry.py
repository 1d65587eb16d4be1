"""The smallest size of each measurement: to see that it runs. What a dry run prints says nothing about costs."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

DRY: Final = "CASEBOOK_BENCH_DRY"
"""Set for the process of a measurement that runs dry."""
MISSED: Final = 3
"""How a measurement ends that came to its end and found what must not be."""
QUICK: Final = {"WARM": 1, "ROUND_SECONDS": 0.0}
SMALLEST: Final[Mapping[str, Mapping[str, Any]]] = {
    "auth": {"ROUNDS": 1, "REQUESTS": 2},
    "documents": {},
    "fanout": {"COUNTS": (2,), "EVENTS": 1, "AT_ONCE": 2},
    "graphql_peers": {"SIZE": 20, "ROUNDS": 1, "EACH": 1, "CLIENTS": 2, "PLANS": 3, **QUICK},
    "growth": {"ROUNDS": 1, "TIMES": 1, "IDLE_SECONDS": 1.0},
    "jobs": {"ROUNDS": 1, "CASES": 1, "DONE": 10, "IDLE_SECONDS": 1.0, "SETTLED_SECONDS": 1.0},
    "limits": {"ROUNDS": 1, "REQUESTS": 1, "CASES": 2, "SAVED": 2},
    "log_formats": {"ROUNDS": 1, "PROOFS": 5},
    "press": {"NOTICES": 5, "READERS": 2, "READS": 4, "ROUNDS": 1},
    "log": {"ROUNDS": 1},
    "reports": {"ROUNDS": 1},
    "search": {"SIZE": 20},
    "store": {"ROUNDS": 1, "WRITES": 2, "WRITERS": 2},
}
"""By module, the constants that say how large a measurement is, or how often it is taken."""
ARGUMENTS: Final[Mapping[str, Sequence[Any]]] = {
    "documents": (14,),
    "growth": ("20", "40"),
    "log": ("--size", "2000"),
    "reports": ((210,),),
}


def arguments(name: str) -> Sequence[Any]:
    """Make every measurement of this process small; the arguments that one of them takes then."""
    for module, constants in SMALLEST.items():
        for constant, value in constants.items():
            owner = sys.modules[f"scripts.workbench.bench.{module}"]
            assert hasattr(owner, constant), (module, constant)
            setattr(owner, constant, value)
    return ARGUMENTS.get(name, ())
