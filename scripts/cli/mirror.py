"""Copies a register's log into a folder. Each file is verified while it is copied."""

import time
from argparse import Namespace
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from scripts.cli.environment import OWN_MACHINE, Environ, WrongUse, counted
from store.log.mirror import Mirror
from store.tlog.note import Verifier
from store.tlog.strict import LogFault

SECONDS = 30
DAY = 24 * 60
FILE_MOST = 32 << 20
"""Largest number of bytes of a file. A bundle has 256 entries of at most 64 KiB."""


def run(options: Namespace, environ: Environ) -> int:
    """Print the content of the folder, or the fault."""
    place = urlsplit(options.url)
    if place.scheme not in ("http", "https"):
        raise WrongUse("--url: must begin with https:// or http://")
    if options.token_file and place.scheme == "http" and place.hostname not in OWN_MACHINE:
        raise WrongUse("--token-file: a token is sent over https:// only, or to this machine")
    try:
        key = Verifier.from_vkey(options.key)
        token = options.token_file.read_text().strip() if options.token_file else None
    except LogFault as fault:
        raise WrongUse(f"--key: {fault}") from None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    mirror = Mirror(options.to, key, lambda path: _get(options.url, path, headers), entries=token is not None)
    if options.every is not None and not 0 < options.every <= DAY:
        raise WrongUse(f"--every must be from 1 to {DAY}")
    if options.every is None:
        return _copied(mirror)
    while not (code := _copied_or_away(mirror)):
        time.sleep(options.every * 60)
    return code


def _copied_or_away(mirror: Mirror) -> int:
    """Copy as `_copied` does. If the register does not answer, print a message and return 0."""
    try:
        return _copied(mirror)
    except (WrongUse, OSError) as error:
        print(f"not copied: {error}", flush=True)
        return 0


def _copied(mirror: Mirror) -> int:
    try:
        copied = mirror.copy()
    except LogFault as fault:
        print(f"fault: {fault}")
        return 1
    except URLError as error:
        raise WrongUse(f"--url: {error.reason}") from None
    index = "" if copied.streams is None else f", the index of {counted(copied.streams, 'stream')} is right"
    print(f"{counted(copied.size, 'entry', 'entries')}, {counted(copied.fetched, 'file')} fetched{index}", flush=True)
    return 0


class _Staying(HTTPRedirectHandler):
    """Follows no redirect, because a redirect would send the token for this register to another server."""

    def redirect_request(self, *given: Any, **named: Any) -> None:
        """Return None, so that the redirect is an error."""


STAYING: Final = build_opener(_Staying)


def _get(url: str, path: str, headers: Mapping[str, str]) -> bytes | None:
    """Return a whole file; None if it is missing or too large. Raise URLError, also for a connection that was cut: a
    part of a file would look like a fault of the log."""
    try:
        with STAYING.open(Request(f"{url.rstrip('/')}/log/{path}", headers=dict(headers)), timeout=SECONDS) as answer:
            data: bytes = answer.read(FILE_MOST + 1)
            size = int(answer.headers.get("Content-Length", len(data)))
    except HTTPError as error:
        if error.code == 404:
            return None
        raise
    except (HTTPException, TimeoutError, ConnectionError) as error:
        raise URLError(type(error).__name__) from error
    if len(data) < min(size, FILE_MOST):
        raise URLError(f"the connection was cut after {len(data)} of {size} bytes")
    return data if len(data) <= FILE_MOST else None
