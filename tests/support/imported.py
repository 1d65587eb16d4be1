"""A process that has imported all of ours and forks: `python -m tests.support.imported`, told by `forked.py`.

It reads a request a line, `{"module", "arguments", "env", "cwd", "log"}`, and writes a line for each start, `+PID`, and
for each end, `-PID CODE`. Its children are killed when its input ends. It has one thread, so that nothing is forked in
the middle of something: `forked.py` says so to numpy, which would begin some more.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import sys
import time
from typing import Any

from resolvers.public import build_public
from resolvers.root import build

MODULES = (
    *("api.app", "workers.main", "workers.eraser", "workers.sealer"),
    *("uvicorn", "uvicorn.lifespan.on", "uvicorn.loops.auto"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto"),
    *("datasketch", "gridfs", "store.mongo.motor"),
)
"""With what they import only when it is needed: a second of each start, most of it for `datasketch`."""
children: set[int] = set()


def say(line: str) -> None:
    """Tell whoever asks; a line this short is written at once or not at all."""
    os.write(1, f"{line}\n".encode())


def reap(*_: Any) -> None:
    """Tell of every child that ended."""
    while children:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        children.discard(pid)
        say(f"-{pid} {os.waitstatus_to_exitcode(status)}")


def become(request: dict[str, Any]) -> None:
    """Take on the settings of a process that was just started."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for taken, place in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(taken, place)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = [request["module"], *request["arguments"]]


def asked() -> dict[str, Any] | None:
    """The request of the process that this one has become; None once the input has ended."""
    for line in sys.stdin.buffer:
        # Held back until the start was told, for a child may end at once.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        if (pid := os.fork()) == 0:
            request: dict[str, Any] = json.loads(line)
            become(request)
            return request
        children.add(pid)
        say(f"+{pid}")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    return None


if __name__ == "__main__":
    for name in MODULES:
        importlib.import_module(name)
    build(), build_public()
    gc.freeze()
    signal.signal(signal.SIGCHLD, reap)
    # Outside all functions, so that a module ends as it would have, and takes the interpreter with it.
    if found := asked():
        if not hasattr(sys.modules.get(found["module"]), "__path__"):  # of a package its `__main__` is run
            sys.modules.pop(found["module"], None)
        runpy.run_module(found["module"], run_name="__main__", alter_sys=True)
