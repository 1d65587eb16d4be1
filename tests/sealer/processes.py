"""Sealers and witnesses as processes."""

from collections.abc import Mapping
from pathlib import Path

from tests.sealer.site import ORIGIN, Site
from tests.support import forked
from tests.support.forked import Child


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
