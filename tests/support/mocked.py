"""`scripts/casebook mock` as a process."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support import web
from tests.support.forked import forked_python
from tests.support.house import ROOT
from tests.support.installation import free_port
from tests.support.patience import PATIENCE, until


@contextmanager
def mocked() -> Iterator[str]:
    """The address of a made-up register in which something happens all the time."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [str(forked_python()), "-m", "scripts.cli", "mock", "--port", str(port), "--seconds", "0.01"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        until(lambda: web.serves(f"{url}/schema.graphql"), "the made-up register does not serve")
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)
