"""Sealers and witnesses as processes."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.sealer.site import ORIGIN, Site
from tests.support import forked
from tests.support.forked import Child

PATIENCE = 60.0


def settings(site: Site, uri: str, **more: str) -> dict[str, str]:
    """The environment of a sealer of the site."""
    return {
        "CASEBOOK_MONGO_URI": uri,
        "CASEBOOK_MONGO_PREFIX": site.connection.names.prefix,
        "CASEBOOK_LOG_ORIGIN": ORIGIN,
        "CASEBOOK_SEALER_HOME": str(site.path),
        **more,
    }


def start(env: Mapping[str, str], log: Path, *arguments: str, module: str = "workers.sealer") -> Child:
    """A process that writes to the log."""
    return forked.start(module, arguments, env, log)


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until it is so. Raises AssertionError."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError(what)
