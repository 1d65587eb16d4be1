"""Retries of requests that take effect only once. A refusal is never retried."""

import random
from collections.abc import Callable
from time import sleep as sleep

import httpx

ATTEMPTS_MOST = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
LONGEST_ASKED_FOR = 60.0
"""Longest Retry-After, in seconds, that a retry waits for. With a longer Retry-After the request fails."""
AGAIN = frozenset({429, 502, 503, 504})
AGAIN_CODES = frozenset({"INTERNAL", "TIMEOUT", "TOO_MANY_REQUESTS"})
"""Codes of errors after which a command may be sent again unchanged (`errorCatalogue`)."""

Sleep = Callable[[float], None]


def pause_after(failed: int, asked_for: float | None = None) -> float:
    """Return the seconds to wait after a number of failed attempts. They grow, have jitter, and are at least
    `asked_for`."""
    own: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (min(failed, ATTEMPTS_MOST) - 1)) * random.uniform(0.5, 1)
    return max(own, asked_for or 0)


def asked_for(response: httpx.Response) -> float | None:
    try:
        return float(response.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
