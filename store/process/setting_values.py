"""Parsers of settings' values. Each raises ValueError with a message that describes the required value."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.notification.mailings import MAIL_ADDRESS


class Switch(StrEnum):
    ON = "on"
    OFF = "off"
    MODE = "mode"


class Algorithm(StrEnum):
    """Signature algorithm that another issuer may use. All are asymmetric."""

    ES256 = "ES256"
    RS256 = "RS256"
    PS256 = "PS256"
    ED25519 = "Ed25519"


class Driver(StrEnum):
    PYMONGO = "pymongo"
    MOTOR = "motor"


class Uncosigned(StrEnum):
    REFUSE = "refuse"
    """Publish a checkpoint only once enough witnesses have cosigned it."""
    MARK = "mark"
    """Publish even a checkpoint that too few witnesses cosigned, and mark it."""


def matching(pattern: str, what: str) -> Callable[[str], str]:
    """Return a parser of text that matches a pattern. `what` describes the text in errors."""

    def read(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"must be {what}")
        return value

    return read


def one_of(kind: type[StrEnum]) -> Callable[[str], Any]:
    def read(value: str) -> StrEnum:
        if value not in set(kind):
            raise ValueError(f"must be one of {', '.join(kind)}")
        return kind(value)

    return read


def switched_on(value: str) -> bool:
    if value not in ("on", "off"):
        raise ValueError("must be on or off")
    return value == "on"


def number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return read


def a_file(value: str) -> Path:
    """Return the path of an existing file. Raise ValueError."""
    path = Path(value)
    if not path.is_file():
        raise ValueError("must name a readable file")
    return path


def file_or_none(value: str) -> Path | None:
    """Return the path of an existing file; None for an empty text. Raise ValueError."""
    return a_file(value) if value else None


def a_folder(value: str) -> Path:
    """Return the path of a folder, which need not exist yet. Raise ValueError."""
    if not value:
        raise ValueError("must name a folder")
    return Path(value)


def folder_or_none(value: str) -> Path | None:
    """Return the path of an existing folder; None for an empty text. Raise ValueError."""
    if value and not Path(value).is_dir():
        raise ValueError("must name a folder that is there")
    return Path(value) if value else None


def path_or_none(value: str) -> Path | None:
    return Path(value) if value else None


def socket_address(value: str) -> tuple[str, int] | None:
    """Return host and port of a server on this machine; None for an empty text. Raise ValueError for anything else."""
    found = re.fullmatch(r"(127\.0\.0\.1|0\.0\.0\.0|\[::1\]|localhost):([0-9]{1,5})", value, re.ASCII)
    if value and (not found or not 0 < int(found[2]) < 65_536):
        raise ValueError("must be 127.0.0.1:PORT, [::1]:PORT or 0.0.0.0:PORT")
    return (found[1].strip("[]"), int(found[2])) if found else None


SCANNER = matching(
    r"(unix:/[^\s\x00]{1,100}|([A-Za-z0-9.-]{1,253}|\[[0-9a-f:]+\]):[0-9]{1,5})?", "unix:/PATH or HOST:PORT"
)
SWITCH = one_of(Switch)


def server(pattern: str, what: str) -> Callable[[str], str]:
    """Return a parser of a server's address, which may contain a password.

    An address that cannot be parsed is refused here, because a later parser would quote the faulty part.
    """
    matches = matching(pattern, what)

    def read(value: str) -> str:
        try:
            _ = urlsplit(matches(value).partition(",")[0]).port  # of several hosts, the first
        except ValueError:
            raise ValueError(f"must be {what}; signs of a password are percent-encoded") from None
        return value

    return read


MONGO = server(r"mongodb(\+srv)?://\S+", "a mongodb:// address")
REDIS = server(r"(redis|rediss|unix)://\S+", "a redis://, rediss:// or unix:// address")
URL = matching(r"https?://[^\s/?#]+[^\s?#]*", "an http(s) address without a query")
URLS = matching(r"(https?://[^\s/?#]+[^\s?#]*( https?://[^\s/?#]+[^\s?#]*)*)?", "http(s) addresses, one space between")
EVERY_AGENCY = "*"


def collector(value: str) -> str:
    """Return the address of a trace collector, or an empty text. Raise ValueError if the packages are missing."""
    if LEADS(value) and find_spec("opentelemetry") is None:
        raise ValueError("needs the packages of requirements/tracing.lock")
    return value


def agencies_by_issuer(value: str) -> Mapping[str, frozenset[str]]:
    """Parse agencies by issuer from `https://issuer=agency-a,agency-b`, or `https://issuer=*` for all."""
    found: dict[str, frozenset[str]] = {}
    for entry in value.split():
        issuer, _, agencies = entry.rpartition("=")
        if not re.fullmatch(r"https?://\S+", issuer) or not re.fullmatch(
            r"\*|agency-[a-z0-9-]+(,agency-[a-z0-9-]+)*", agencies
        ):
            raise ValueError("must be issuer=agency,agency (or issuer=*), one space between")
        if issuer in found:
            raise ValueError("names an issuer twice")
        found[issuer] = frozenset(agencies.split(","))
    return found


def agencies_fault(bound: Mapping[str, frozenset[str]], issuers: Sequence[str]) -> str | None:
    """Return the fault in the agencies of other issuers; None if there is none.

    An agency has one issuer, so that no other issuer can act for its officers.
    """
    if set(bound) != set(issuers):
        return "must name agencies for each foreign issuer, and no other"
    named = [agency for agencies in bound.values() for agency in agencies]
    if len(named) > len(set(named)) or (EVERY_AGENCY in named and len(bound) > 1):
        return "gives an agency to two issuers"
    return None


SIGN_IN = matching(
    r"(https://[^\s/?#@]+/oauth|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?/oauth)?",
    "an https address that ends in /oauth (http on this machine only)",
)
LEADS = matching(r"(https?://[^\s/?#]+\S*)?", "an http(s) address")
NAME = matching(r"([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)?", "a name of letters, digits, dots and hyphens")
USER = matching(r"[!-~]{0,200}", "at most 200 signs without spaces")
WORDS = matching(r"[^\x00-\x1f<>]{0,200}", "words in one line")
PHONE = matching(r"(\+?[0-9][0-9 .()-]{5,24})?", "a telephone number")
MAILBOX = matching(rf"({MAIL_ADDRESS.pattern})?", "one plain mail address")
PREFIX = matching(r"[a-z][a-z0-9_]{0,29}", "1 to 30 of a-z, 0-9 and _, beginning with a letter")
ORIGIN = matching(r"(?!.*://)[a-z0-9][a-z0-9.:/-]{2,99}", "a host and path without a scheme")


SECRET_MOST = 4_096
"""Most characters of a secret value in a file."""


def value_in(file: Path) -> str:
    """Return the secret value in a file. Raise ValueError; its message never quotes the file."""
    try:
        value = file.read_text()[: SECRET_MOST + 1].strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError("must name a readable file") from None
    if not value or len(value) > SECRET_MOST:
        raise ValueError(f"must name a file with 1 to {SECRET_MOST} characters")
    return value


DESK_CLIENT = "Id of the client that signs people in for the pages at /{}/; without it there are no such pages."
DESK_ISSUER = "Foreign issuer at which these pages sign people in; without it they use the embedded server."
DESK_SECRET = "File with the secret of this client at the foreign issuer; without it the client is a public client."


class Mode(StrEnum):
    """Purpose of an installation. Some commands of operators work only outside production."""

    DEVELOPMENT = "development"
    MIGRATION = "migration"
    PRODUCTION = "production"
