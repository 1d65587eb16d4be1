"""Count of connections that one caller keeps open in this process: sockets and event streams together."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from api.errors.masking import over
from auth.viewer import Viewer

CONNECTIONS_MOST = 20
RETRY_SECONDS = 5
"""Nobody can know when a connection will be closed: try again soon, and not at once."""


class Connections:
    def __init__(self) -> None:
        self._open: Counter[tuple[str, str]] = Counter()

    @property
    def open(self) -> int:
        return self._open.total()

    @contextmanager
    def one(self, viewer: Viewer) -> Iterator[None]:
        """Hold one for as long as the block runs. Raises RequestRefused when the caller has too many."""
        caller = (viewer.caller.client, viewer.caller.subject)
        if self._open[caller] >= CONNECTIONS_MOST:
            raise over("CONNECTIONS", CONNECTIONS_MOST, status=429, retry_after=RETRY_SECONDS)
        self._open[caller] += 1
        try:
            yield
        finally:
            self._open[caller] -= 1
            if not self._open[caller]:
                del self._open[caller]
