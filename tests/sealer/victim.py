"""The real sealer process, killed at the point that KILL_AT names: `python -m tests.sealer.victim`."""

import os
import signal
import sys

from workers.sealer import run

POINT = os.environ.get("KILL_AT", "")


async def hook(point: str) -> None:
    """SIGKILL: no handler, no cleaning up, as a power cut for this process."""
    if point == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(run(hook=hook))
