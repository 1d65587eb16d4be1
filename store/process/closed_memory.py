"""Keep a process's memory to itself: keys, passwords and opened texts are in no core dump.

A crash would write them to a file that outlives every key which is destroyed. Other programs of the same account
could read them while the process runs. For an operator who wants to look into a process there is the development mode.
"""

import ctypes
import resource
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4
"""Of prctl(2): without it the kernel dumps nothing, whatever the limits and wherever dumps are piped to; it also closes
/proc/PID/mem and environ to other processes of the account."""


def close_memory() -> None:
    """Have this process leave no core dump. Programs that it becomes or starts do so themselves."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
