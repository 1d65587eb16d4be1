"""A supervisor with small programs in place of the real ones: `python -m tests.local.stand_in`.

STAND_INS is a JSON list of [kind, name, code]; each child finds the folder in CASEBOOK_HOME.
"""

import json
import os
import sys
from collections.abc import Mapping
from functools import partial

from scripts.local.home import Home
from scripts.local.plan import Limits, Plan, Service, Task, launch
from scripts.local.supervise import main
from store.process.private_files import write_private

LIMITS = Limits(first_pause=0.02, longest_pause=0.1, ready=20)


def make(home: Home, port: int) -> Plan:
    """The plan that STAND_INS describes; ready when every program that says so has made its file."""
    told = json.loads(os.environ["STAND_INS"])

    def ready(pids: Mapping[str, int]) -> None:
        write_private(home.dev, json.dumps({"port": port, "pids": pids}))

    def unready() -> str | None:
        missing = [name for kind, name, code in told if kind == "service" and not (home.root / name).exists()]
        return f"missing: {missing}" if missing else None

    def part(kind: str, name: str, code: str) -> Service | Task:
        command = [sys.executable, "-c", code]
        start = partial(launch, command, home.log(name), env=os.environ, patience=0.5)
        return Service(name, start) if kind == "service" else Task(name, start)

    return Plan(
        parts=[part(*one) for one in told],
        unready=unready,
        ready=ready,
        ended=lambda: home.dev.unlink(missing_ok=True),
        limits=LIMITS,
    )


if __name__ == "__main__":
    raise SystemExit(main(make))
