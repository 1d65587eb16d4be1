"""Become another program, after asking the kernel to end it together with its parent.

Run it by path as `python -I -S child.py PARENT PROGRAM [ARGUMENT...]`; it imports no module of the project. It makes
the request here and not in `preexec_fn`, which runs between fork and exec where any lock may stay held.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Make this process end with its parent, even if the parent is killed without a chance to clean up.

    It uses SIGKILL, because nothing may outlive the supervisor: a kill costs database and queue nothing that they
    acknowledged. Other systems lack the call: there the next start cleans up.
    """
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the request was made, so no signal will come
        raise SystemExit(1)


if __name__ == "__main__":
    die_with(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
