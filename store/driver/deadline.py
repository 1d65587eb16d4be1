"""How long the database may work for one piece of work: it is told with each command, and gives up by itself.

A caller that gives up waiting only lets go of a connection; without this the server would go on reading.
"""

from contextlib import AbstractContextManager

import pymongo


def within(seconds: float) -> AbstractContextManager[object]:
    """Let no command that is awaited in the block, or in tasks it starts, run longer than what is left of it."""
    return pymongo.timeout(seconds)
