"""How long the database may work for one piece of work: it is told with each command, and gives up by itself.

A caller that gives up waiting only lets go of a connection; without this the server would go on reading.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pymongo


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let no command that is awaited in the block, or in tasks it starts, run longer than what is left of it."""
    with pymongo.timeout(seconds):
        yield
