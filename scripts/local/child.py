"""Replaces this process with another program. Before that, it requests that the kernel end the process together with
its parent.

Run this file by its path as `python -I -S child.py PARENT PROGRAM [ARGUMENT...]`. It imports no module of the project.
The request is not made in `preexec_fn`, which runs between fork and exec where any lock may stay held.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Make this process end with its parent, even if the parent is killed without a chance to clean up.

    The signal is SIGKILL, because nothing may outlive the supervisor. A kill loses no data that database and queue
    acknowledged. Systems other than Linux lack the call. On those systems the next start cleans up.
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
