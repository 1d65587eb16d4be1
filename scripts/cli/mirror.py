"""Copy the log of a register to a folder of one's own, verifying it as it is copied."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from store.log.faults import LogFault
from store.log.mirror import Mirror
from store.log.note import Verifier

HELP = "copy a log to a folder, verifying it; exit code 1 when it is not what was signed"
SECONDS = 30
FILE_MOST = 32 << 20
"""A bundle holds 256 entries of at most 64 KiB."""


def arguments(parser: ArgumentParser) -> None:
    """Where from, where to, and what makes it a proof."""
    parser.add_argument("--url", required=True, help="address of the register, as https://casebook.example")
    parser.add_argument("--key", required=True, help="the log's verifier key, got by another way than from there")
    parser.add_argument("--to", type=Path, required=True, help="the folder; what is there already is verified again")
    parser.add_argument("--token-file", type=Path, help="a token with audit:read:all: copies the entries too")


def run(options: Namespace, environ: Environ) -> int:
    """Say what the folder holds, or what is wrong."""
    if urlsplit(options.url).scheme not in ("http", "https"):
        raise WrongUse("--url: must begin with https:// or http://")
    try:
        key = Verifier.from_vkey(options.key)
        token = options.token_file.read_text().strip() if options.token_file else None
    except LogFault as fault:
        raise WrongUse(f"--key: {fault}") from None
    except OSError as error:
        raise WrongUse(f"--token-file: {error.strerror}") from None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    mirror = Mirror(options.to, key, lambda path: _get(options.url, path, headers), entries=token is not None)
    try:
        copied = mirror.copy()
    except LogFault as fault:
        print(f"fault: {fault}")
        return 1
    except URLError as error:
        raise WrongUse(f"--url: {error.reason}") from None
    index = "" if copied.streams is None else f", the index of {copied.streams} streams is right"
    print(f"{copied.size} entries, {copied.fetched} files fetched{index}")
    return 0


def _get(url: str, path: str, headers: Mapping[str, str]) -> bytes | None:
    try:
        with urlopen(Request(f"{url.rstrip('/')}/log/{path}", headers=dict(headers)), timeout=SECONDS) as answer:
            data: bytes = answer.read(FILE_MOST + 1)
            return data if len(data) <= FILE_MOST else None
    except HTTPError as error:
        if error.code == 404:
            return None
        raise
