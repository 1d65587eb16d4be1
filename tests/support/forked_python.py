"""Stand in for `python` where tests start it from a shell: fork a module of ours from a process that has imported it.

python -I -S forked_python.py SOCKET COMMAND [ARGUMENT...] COMMAND is the file by which Python was called; it becomes
the `sys.executable` of the forked process. `-m MODULE` is requested from the process at SOCKET
(`tests/support/imported.py`), with the input and output, settings, working directory and umask of this process.
Anything else goes to the real interpreter. This process passes signals on and ends as the forked process does, by the
same exit code or signal. If this process is killed, the forked one is killed too. It imports only what costs nothing.
"""

import json
import os
import signal
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_SEQPACKET, SOL_SOCKET, socket

PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
ANSWER_MOST = 64


def module_of(arguments: list[str]) -> list[str]:
    """Return the module with its arguments; empty if something else is wanted."""
    while arguments and arguments[0] in ("-P", "-u"):
        arguments = arguments[1:]
    return arguments[1:] if arguments[:1] == ["-m"] else []


def main(place: str, command: str, arguments: list[str]) -> int:
    """Return the exit code of the other process, negative for a signal."""
    if not (words := module_of(arguments)):
        os.execv(sys.executable, [sys.executable, *arguments])
    given = {"env": dict(os.environ), "cwd": os.getcwd(), "umask": os.umask(0)}
    asked = {"module": words[0], "arguments": words[1:], "executable": command, **given}
    other = socket(AF_UNIX, SOCK_SEQPACKET)
    other.connect(place)
    streams = b"".join(stream.to_bytes(4, sys.byteorder) for stream in (0, 1, 2))
    request = json.dumps(asked).encode()
    other.sendmsg([request], [(SOL_SOCKET, SCM_RIGHTS, streams)])
    pid = int(other.recv(ANSWER_MOST))
    for number in PASSED_ON:
        signal.signal(number, lambda sent, _: os.kill(pid, sent))
    return int(other.recv(ANSWER_MOST) or -signal.SIGKILL)


if __name__ == "__main__":
    code = main(sys.argv[1], sys.argv[2], sys.argv[3:])
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)
