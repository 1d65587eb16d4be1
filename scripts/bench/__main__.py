"""`python -m scripts.bench store`: runs a measurement and prints its table."""

import sys

from scripts.bench import store

BENCHES = {"store": store.main}


def main(arguments: list[str]) -> int:
    """Run the measurement named; 2 for a name that is not one."""
    if len(arguments) != 1 or arguments[0] not in BENCHES:
        print(f"usage: python -m scripts.bench {'|'.join(BENCHES)}", file=sys.stderr)
        return 2
    BENCHES[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
