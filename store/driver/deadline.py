"""Time limit of the database's work for one task: sent with each command, and enforced by the database.

A caller that gives up waiting only lets go of a connection; without this the server would go on reading.
"""

from contextlib import AbstractContextManager

import pymongo


def within(seconds: float) -> AbstractContextManager[object]:
    """Let no command that is awaited in the block, or in tasks it starts, run longer than what is left of it."""
    return pymongo.timeout(seconds)
