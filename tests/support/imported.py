"""Import all our modules, then fork on request: `python -m tests.support.imported SOCKET`, started by `forked.py`.

A request is a line, `{"module", "arguments", "env", "cwd", "log"}`. The process writes a line for each start, `+PID`,
and for each end, `-PID CODE`. `forked_python.py` connects to the socket instead, which is open once `=` was written; it
hands its streams over and reads `PID` and `CODE` there. Children are killed when the input or the requester's
connection ends. The process has one thread, so that a fork never copies a lock that another thread holds.
"""

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Any

from domain.book import STATES
from domain.kernel.event import EVENTS
from resolvers.public import build_public
from resolvers.root import build
from scripts.cli.__main__ import VERBS, verb_of
from store.record.canonical import JSON, PLAIN
from tests.support.shapes.sent import listen

MODULES = (
    *("api.app", "workers.main", "workers.eraser", "workers.sealer", "workers.verifier"),
    *("uvicorn", "uvicorn.lifespan.on", "uvicorn.loops.auto"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto"),
    *("gridfs", "store.driver.connection"),
)
"""Modules to import beforehand, with those that they import only when needed."""
children: set[int] = set()
asking: dict[int, socket.socket] = {}
"""Children that were requested at the socket, with the connections."""
REQUEST_MOST = 1 << 17


def say(line: str) -> None:
    """Write a line to the requester. A line this short is written at once or not at all."""
    os.write(1, f"{line}\n".encode())


def reap(*_: Any) -> None:
    """Report every child that ended."""
    while children:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        children.discard(pid)
        code = os.waitstatus_to_exitcode(status)
        if (connection := asking.pop(pid, None)) is None:
            say(f"-{pid} {code}")
        else:
            tell(connection, code)


def tell(connection: socket.socket, number: int) -> None:
    """Report to the requester at the socket, unless it was killed meanwhile."""
    with suppress(OSError):
        connection.send(str(number).encode())


def forked(connection: socket.socket | None = None) -> int:
    """Fork, and report to the requester. Return the child's pid in the parent, and 0 in the child."""
    # Block SIGCHLD until the start is reported: a child may end at once.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    if pid := os.fork():
        children.add(pid)
        if connection is None:
            say(f"+{pid}")
        else:
            asking[pid] = connection
            tell(connection, pid)
    else:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    return pid


def logging_to(log: str) -> list[int]:
    """Return streams without input, whose output goes to a file."""
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return [os.open(os.devnull, os.O_RDONLY), written, written]


def become(request: dict[str, Any], streams: Sequence[int]) -> None:
    """Take on the settings and the streams of a process that was just started."""
    for taken, place in zip(streams, range(3), strict=True):
        os.dup2(taken, place)
    for taken in set(streams):
        os.close(taken)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    if "umask" in request:
        os.umask(request["umask"])
    sys.argv = [request["module"], *request["arguments"]]
    sys.executable = request.get("executable", sys.executable)


def asked(place: str) -> tuple[dict[str, Any], Sequence[int]] | None:
    """Return the request and the streams of the process that this one has become; None once the input has ended."""
    with ExitStack() as held:  # also closes in the child
        watched = held.enter_context(selectors.DefaultSelector())
        door = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        door.bind(place)
        door.listen()
        say("=")
        watched.register(sys.stdin.buffer, selectors.EVENT_READ)
        watched.register(door, selectors.EVENT_READ)
        while True:
            for key, _ in watched.select():
                if key.fileobj is door:
                    connection = held.enter_context(door.accept()[0])
                    sent, streams, *_ = socket.recv_fds(connection, REQUEST_MOST, 3)
                    if (pid := forked(connection)) == 0:
                        return json.loads(sent), streams
                    watched.register(connection, selectors.EVENT_READ, pid)
                    for stream in streams:
                        os.close(stream)
                elif key.data:
                    watched.unregister(key.fileobj)
                    if key.data in asking:
                        os.kill(key.data, signal.SIGKILL)
                elif not (line := sys.stdin.buffer.readline()):
                    for pid in children:
                        os.kill(pid, signal.SIGKILL)
                    return None
                elif forked() == 0:
                    request = json.loads(line)
                    return request, logging_to(request["log"])


if __name__ == "__main__":
    for name in MODULES:
        importlib.import_module(name)
    build(), build_public()
    for kind in (*STATES.values(), *EVENTS.values()):  # builds its reader and writer beforehand
        JSON.get_structure_hook(kind), JSON.get_unstructure_hook(kind), PLAIN.get_unstructure_hook(kind)
    for name in VERBS:
        verb_of(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, reap)
    # Outside all functions, so that a module ends as it would have, and takes the interpreter with it.
    if found := asked(sys.argv[1]):
        become(*found)
        if "log" in found[0]:
            listen()
        name = found[0]["module"]
        package = hasattr(sys.modules.get(name), "__path__")  # a package runs its `__main__`
        sys.modules.pop(f"{name}.__main__" if package else name, None)
        runpy.run_module(name, run_name="__main__", alter_sys=True)
