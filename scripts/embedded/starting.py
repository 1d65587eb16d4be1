"""The start of SecantusDB's storage engine without its measure of the processor; `engine.py` calls `quicken`.

Once in a process, before anything else, WiredTiger counts to 300 million to learn how fast the processor's own clock
ticks: half of what a start costs. Where that cannot be learned it reads the system's clock, and so it does here. Its
first steps go through `__wt_once`, which does nothing when it is called again: so it is called before, with the same
steps but for the count. A test compares what both leave behind.
"""

import platform
import sys
from ctypes import CDLL, CFUNCTYPE, Structure, addressof, c_bool, c_byte, c_char_p, c_double, c_int64, c_void_p
from pathlib import Path
from typing import Final

MACHINE: Final = ("linux", "x86_64")
"""The only system and processor for which it was looked at."""
LOCK: Final = c_char_p(b"global")
"""The name of its lock; here, so that it stays where it is."""
NOBODY: Final = -1


class Process(Structure):
    """What WiredTiger knows of the whole process, `WT_PROCESS`, before anything of it was opened: zeros."""

    _fields_ = (
        *(("mutex", c_byte * 40), ("lock", c_char_p), ("locked_by", c_int64), ("lock_ready", c_bool)),
        *(("first", c_void_p), ("last", c_void_p)),  # of the list of what is open
        ("checksum", c_void_p),
        *(("ticks_in_ns", c_double), ("by_system_clock", c_bool), ("fast_truncate", c_bool), ("tiered", c_bool)),
        *(("cache_pool", c_void_p), ("spare", c_void_p)),
    )


def quicken() -> None:
    """Do the first steps."""
    if looked_at():
        begin(library())


def looked_at() -> bool:
    """Whether the processor and the system are those for which the first steps are known."""
    return (sys.platform, platform.machine()) == MACHINE


def library() -> CDLL:
    """The functions of the storage engine, as the engine has loaded them."""
    import wiredtiger

    return CDLL(str(Path(wiredtiger.__file__).with_name("_wiredtiger.so")))


def begin(library: CDLL) -> None:
    """Do what `__global_once` does, except for the count."""

    def steps() -> None:
        process = Process.in_dll(library, "__wt_process")
        process.lock, process.locked_by, process.lock_ready = LOCK, NOBODY, True
        process.last = addressof(process) + Process.first.offset
        library.wiredtiger_crc32c_func.restype = c_void_p
        process.checksum = library.wiredtiger_crc32c_func()
        process.ticks_in_ns, process.by_system_clock = 1.0, True
        process.fast_truncate = process.tiered = True

    library.__wt_once(CFUNCTYPE(None)(steps))
