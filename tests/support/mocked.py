"""`scripts/casebook mock` as a process."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.house import ROOT
from tests.support.installation import START_SECONDS, free_port


@contextmanager
def mocked() -> Iterator[str]:
    """The address of a made-up register in which something happens all the time."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "scripts.cli", "mock", "--port", str(port), "--seconds", "0.01"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/schema.graphql")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the made-up register does not serve")
