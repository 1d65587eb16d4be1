"""`python -m scripts.bench NAME [ARGUMENT]`: runs a measurement and prints its table."""

import sys
from collections.abc import Callable, Mapping

from scripts.bench import (
    auth,
    documents,
    graphql,
    graphql_peers,
    growth,
    limits,
    log,
    log_formats,
    press,
    reports,
    similar,
    soak,
    store,
)

OPTIONS = ("[--size N]", "[--database]")
"""A measurement that takes these reads them itself."""
SIZES, OTHER, LONG = ("SIZE…",), ("[PATH]",), ("[MINUTES]",)
SOME = (OPTIONS, SIZES, OTHER, LONG)
"""How many these are is not said beforehand."""

BENCHES: Mapping[str, tuple[Callable[..., None], tuple[str, ...]]] = {
    "auth": (auth.main, ()),
    "documents": (documents.main, ()),
    "graphql": (graphql.main, OTHER),
    "graphql_peers": (graphql_peers.main, ()),
    "growth": (growth.main, SIZES),
    "limits": (limits.main, ()),
    "log": (log.main, OPTIONS),
    "log_formats": (log_formats.main, ()),
    "press": (press.main, ()),
    "reports": (reports.main, ()),
    "similar": (similar.main, ("FILE.csv",)),
    "soak": (soak.main, LONG),
    "store": (store.main, ()),
}
"""Each measurement, and the arguments it takes."""


def usage() -> str:
    """How to call each."""
    lines = (f"  python -m scripts.bench {' '.join((name, *takes))}" for name, (_, takes) in BENCHES.items())
    return "\n".join(("usage:", *lines))


def main(arguments: list[str]) -> int:
    """Run the measurement named; 2, with the usage, for a name that is not one or other arguments than it takes."""
    name, *rest = arguments or [""]
    if name not in BENCHES or (BENCHES[name][1] not in SOME and len(rest) != len(BENCHES[name][1])):
        print(usage(), file=sys.stderr)
        return 2
    BENCHES[name][0](*rest)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
