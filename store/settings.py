"""The settings of every process, from the environment, read once at start. A wrong value is refused by name.

This is the one table: nothing else reads the environment. `docs/settings.md` is made from it.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from domain.notification.mailings import MAIL_ADDRESS
from store.log.policy import Uncosigned


class Mode(StrEnum):
    """What an installation is for; some operator's verbs work only outside production."""

    DEVELOPMENT = "development"
    MIGRATION = "migration"
    PRODUCTION = "production"


class Algorithm(StrEnum):
    """Signatures that a foreign issuer may use; none of them is keyed with a shared secret."""

    ES256 = "ES256"
    RS256 = "RS256"
    PS256 = "PS256"
    ED25519 = "Ed25519"


class Driver(StrEnum):
    """The MongoDB driver underneath the store."""

    PYMONGO = "pymongo"
    MOTOR = "motor"


class Switch(StrEnum):
    """Something that is on, off, or as the mode has it."""

    ON = "on"
    OFF = "off"
    MODE = "mode"


class SettingsRefused(Exception):
    """A setting is missing or wrong; `variable` names it."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


def _text(pattern: str, what: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"must be {what}")
        return value

    return read


def _one_of(kind: type[StrEnum]) -> Callable[[str], Any]:
    def read(value: str) -> StrEnum:
        if value not in set(kind):
            raise ValueError(f"must be one of {', '.join(kind)}")
        return kind(value)

    return read


def _on(value: str) -> bool:
    if value not in ("on", "off"):
        raise ValueError("must be on or off")
    return value == "on"


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return read


def _file(value: str) -> Path:
    path = Path(value)
    if not path.is_file():
        raise ValueError("must name a readable file")
    return path


def _file_or_none(value: str) -> Path | None:
    return _file(value) if value else None


def _folder(value: str) -> Path:
    if not value:
        raise ValueError("must name a folder")
    return Path(value)


def _path_or_none(value: str) -> Path | None:
    return Path(value) if value else None


def socket_address(value: str) -> tuple[str, int] | None:
    """Host and port of a server on this machine; None for an empty text. Raises ValueError for anything else."""
    found = re.fullmatch(r"(127\.0\.0\.1|0\.0\.0\.0|\[::1\]|localhost):([0-9]{1,5})", value, re.ASCII)
    if value and (not found or not 0 < int(found[2]) < 65_536):
        raise ValueError("must be 127.0.0.1:PORT, [::1]:PORT or 0.0.0.0:PORT")
    return (found[1].strip("[]"), int(found[2])) if found else None


_SWITCH = _one_of(Switch)
_MONGO = _text(r"mongodb(\+srv)?://\S+", "a mongodb:// address")
_REDIS = _text(r"(redis|rediss|unix)://\S+", "a redis://, rediss:// or unix:// address")
_URL = _text(r"https?://[^\s/?#]+[^\s?#]*", "an http(s) address without a query")
_URLS = _text(r"(https?://[^\s/?#]+[^\s?#]*( https?://[^\s/?#]+[^\s?#]*)*)?", "http(s) addresses, one space between")
EVERY_AGENCY = "*"


def _issuer_agencies(value: str) -> Mapping[str, frozenset[str]]:
    """Agencies by issuer, from `https://issuer=agency-a,agency-b`, or `https://issuer=*` for all."""
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


_SIGN_IN = _text(
    r"(https://[^\s/?#@]+/oauth|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?/oauth)?",
    "an https address that ends in /oauth (http on this machine only)",
)
_LEADS = _text(r"(https?://[^\s/?#]+\S*)?", "an http(s) address")
_NAME = _text(r"([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)?", "a name of letters, digits, dots and hyphens")
_USER = _text(r"[!-~]{0,200}", "at most 200 signs without spaces")
_MAILBOX = _text(rf"({MAIL_ADDRESS.pattern})?", "one plain mail address")
_PREFIX = _text(r"[a-z][a-z0-9_]{0,29}", "1 to 30 of a-z, 0-9 and _, beginning with a letter")
_ORIGIN = _text(r"(?!.*://)[a-z0-9][a-z0-9.:/-]{2,99}", "a host and path without a scheme")


def _setting(doc: str, read: Callable[[str], Any], default: str | None = None) -> Any:
    return field(metadata={"doc": doc, "read": read, "default": default})


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every process with a database reads; each setting is the variable `CASEBOOK_` + its name in capitals."""

    mongo_uri: str = _setting("Address of MongoDB, with the service's own user.", _MONGO)
    mongo_prefix: str = _setting("Prefix of the five databases' names.", _PREFIX, "casebook")
    log_origin: str = _setting("Name of the transparency log, never to be changed.", _ORIGIN, "casebook.localhost/log")
    mode: Mode = _setting(
        "development, migration or production. Logs are JSON lines, in development lines for people.",
        _one_of(Mode),
        "production",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of the environment. Raises SettingsRefused for the first wrong one."""
        made = cls(**{setting.name: _value(setting.name, setting.metadata, environ) for setting in fields(cls)})
        made.check()
        return made

    def check(self) -> None:
        """Raise SettingsRefused for settings that do not go together."""

    @property
    def development(self) -> bool:
        """Whether this is a developer's own installation."""
        return self.mode is Mode.DEVELOPMENT


@dataclass(frozen=True, kw_only=True)
class Settings(Common):
    """What the API, the worker, the eraser and the command line read besides."""

    mongo_driver: Driver = _setting("pymongo, or motor where it is asked for.", _one_of(Driver), "pymongo")
    redis_url: str = _setting("Address of Redis or Valkey, which holds hints only.", _REDIS)
    master_key_file: Path = _setting("File with the 64 hex digits of the key that wraps all sealing keys.", _file)
    sign_in_url: str = _setting(
        "Public address of the embedded authorization server, ending in /oauth; without it there is none.", _SIGN_IN, ""
    )
    issuer: str = _setting(
        "Foreign issuers of access tokens (RFC 9068 iss), separated by spaces; found by OIDC discovery.", _URLS, ""
    )
    issuer_agencies: Mapping[str, frozenset[str]] = _setting(
        "Agencies that each foreign issuer may speak for: issuer=agency-a,agency-b, separated by spaces. An agency has "
        "one issuer; a single issuer may have them all: issuer=*.",
        _issuer_agencies,
        "",
    )
    issuer_algorithm: Algorithm = _setting(
        "The one algorithm of the foreign issuers' tokens: ES256, RS256, PS256 or Ed25519.", _one_of(Algorithm), "ES256"
    )
    audience: str = _setting("What tokens must be for (RFC 9068 aud): the address of this API.", _URL)
    jwks_file: Path | None = _setting(
        "Public keys (RFC 7517) of the one foreign issuer, instead of discovery.", _file_or_none, ""
    )
    log_key_file: Path | None = _setting(
        "The log's verifier key, as its sealer printed it; without it the log is not served.", _file_or_none, ""
    )
    promise_key_file: Path | None = _setting(
        "File with the 64 hex digits of the key that signs receipts of what is not sealed yet; without it they are "
        "not signed.",
        _file_or_none,
        "",
    )
    author_key_file: Path | None = _setting(
        "File with this process's name, a space and the 64 hex digits of the key with which it signs what it writes; "
        "without it that is not signed.",
        _file_or_none,
        "",
    )
    authors_file: Path | None = _setting(
        "The keys of all processes that write, a copy of the file `authors` in the sealer's folder; it is served and "
        "used to verify.",
        _file_or_none,
        "",
    )
    metrics_token_file: Path | None = _setting(
        "File with the token that opens /metrics; without it there is no such page.", _file_or_none, ""
    )
    introspection: Switch = _setting(
        "Whether the schema can be asked for: on, off, or mode, which is on in development only.", _SWITCH, "mode"
    )
    documents_file: Path | None = _setting(
        "Manifest of trusted documents, as `scripts/casebook documents` makes it; without it no documentId is known.",
        _file_or_none,
        "",
    )
    documents_only: bool = _setting(
        "on admits the trusted documents only; others then need the scope query:adhoc.", _on, "off"
    )
    query_plans: bool = _setting(
        "off has graphql-core answer every query; with plans the answers are the same.", _on, "on"
    )
    caller_rate: int = _setting(
        "Operations that one caller may send in a minute, over HTTP and sockets and for files together.",
        _number(1, 1_000_000),
        "6000",
    )
    proof_bits: int = _setting(
        "Zero bits of the proof of work that filing without an account asks of programs; 0 asks for none. Each one "
        "more doubles the work.",
        _number(0, 30),
        "16",
    )
    retention_days: int = _setting(
        "Days for which texts of protected and groundless cases are kept after closing.", _number(1, 365), "90"
    )
    eraser_poll: int = _setting("Seconds between two looks of the eraser.", _number(1, 86_400), "60")
    webhook_loopback: Switch = _setting(
        "Whether webhooks may lead to http on this machine itself: on or off; development only.", _SWITCH, "off"
    )
    smtp_host: str = _setting(
        "Name of the mail server that takes letters over STARTTLS; without it no letter is sent.", _NAME, ""
    )
    smtp_port: int = _setting("Its port.", _number(1, 65_535), "587")
    smtp_user: str = _setting("Whom to sign in as there; nobody when empty.", _USER, "")
    smtp_password_file: Path | None = _setting("File with that user's password.", _file_or_none, "")
    smtp_ca_file: Path | None = _setting(
        "Certificates that its own is verified with, instead of the system's.", _file_or_none, ""
    )
    mail_from: str = _setting("Address that letters come from.", _MAILBOX, "")
    client_url: str = _setting(
        "What the id of a case is appended to, to lead from a digest to the case in the agencies' own client.",
        _LEADS,
        "",
    )
    worker_poll: int = _setting("Milliseconds between two looks at the outbox.", _number(10, 60_000), "500")

    clock_offset: int = _setting(
        "Seconds to add to the clock, to try out deadlines; development only.", _number(0, 40_000_000), "0"
    )

    @property
    def introspects(self) -> bool:
        """Whether the schema can be asked for."""
        return self.introspection is Switch.ON or (self.introspection is Switch.MODE and self.mode is Mode.DEVELOPMENT)

    @property
    def issuers(self) -> list[str]:
        """The foreign issuers."""
        return self.issuer.split()

    def check(self) -> None:
        """Raise SettingsRefused for settings that do not go together."""
        if not self.sign_in_url and not self.issuer:
            raise SettingsRefused(variable("sign_in_url"), "is not set, nor is another issuer of tokens")
        self._check_issuer_agencies()
        if self.jwks_file and len(self.issuers) != 1:
            raise SettingsRefused(variable("jwks_file"), "is for exactly one issuer")
        if self.documents_only and self.documents_file is None:
            raise SettingsRefused(variable("documents_file"), "is not set, and trusted documents only are admitted")
        if self.clock_offset and self.mode is not Mode.DEVELOPMENT:
            raise SettingsRefused(variable("clock_offset"), "may be set in development only")
        if self.webhook_loopback is not Switch.OFF and self.mode is not Mode.DEVELOPMENT:
            raise SettingsRefused(variable("webhook_loopback"), "may be on in development only")
        if bool(self.smtp_host) != bool(self.mail_from):
            raise SettingsRefused(variable("mail_from"), "and the mail server are set together or not at all")

    def _check_issuer_agencies(self) -> None:
        """An agency has one foreign issuer, so that no other one can speak for the people it appointed."""
        bound = self.issuer_agencies
        if set(bound) != set(self.issuers):
            raise SettingsRefused(
                variable("issuer_agencies"), "must name agencies for each foreign issuer, and no other"
            )
        named = [agency for agencies in bound.values() for agency in agencies]
        if len(named) > len(set(named)) or (EVERY_AGENCY in named and len(bound) > 1):
            raise SettingsRefused(variable("issuer_agencies"), "gives an agency to two issuers")


@dataclass(frozen=True, kw_only=True)
class SealerSettings(Common):
    """What the sealer reads besides: it shares no secret with what serves requests."""

    sealer_home: Path = _setting("Folder of the sealer's key and state.", _folder)
    witness_policy: Path | None = _setting(
        "Policy file of the witnesses (C2SP tlog-policy); without it there are none.", _path_or_none, ""
    )
    uncosigned: Uncosigned = _setting(
        "What happens to a checkpoint that too few witnesses cosigned: refuse (nothing is published) or mark.",
        _one_of(Uncosigned),
        "refuse",
    )
    tsa_url: str = _setting(
        "Address of an authority that stamps checkpoints (RFC 3161); without it none are.", _LEADS, ""
    )
    tsa_certificates: Path | None = _setting(
        "PEM file with that authority's root, and its own certificate if only that one is to be believed.",
        _path_or_none,
        "",
    )
    tsa_minutes: int = _setting("Minutes between two stamps at least.", _number(1, 10_080), "60")
    sealer_metrics: tuple[str, int] | None = _setting(
        "127.0.0.1:PORT or 0.0.0.0:PORT, where Prometheus reads the sealer's numbers without a token.",
        socket_address,
        "",
    )

    def check(self) -> None:
        """Raise SettingsRefused for stamps that nothing could verify."""
        if self.tsa_url and self.tsa_certificates is None:
            raise SettingsRefused(variable("tsa_certificates"), "is not set")


@dataclass(frozen=True, kw_only=True)
class DevelopmentSettings:
    """What `scripts/dev` and `scripts/casebook` read before there is an installation."""

    home: str = _setting("Folder of the installation; without it .casebook in the repository.", str, "")
    port: str = _setting("Port of the API on 127.0.0.1.", str, "8000")
    admin_uri: str = _setting(
        "Address of MongoDB with its administrator, for `scripts/casebook provision`; without it CASEBOOK_MONGO_URI.",
        str,
        "",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of the environment; the user of one checks it."""
        return cls(**{setting.name: _value(setting.name, setting.metadata, environ) for setting in fields(cls)})


def one(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """One setting of `Settings`, for programs that need no more. Raises SettingsRefused."""
    return _value(name, Settings.__dataclass_fields__[name].metadata, environ)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"CASEBOOK_{name.upper()}"


def _value(name: str, meta: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    given = environ.get(variable(name), meta["default"])
    if given is None:
        raise SettingsRefused(variable(name), "is not set")
    try:
        return meta["read"](given)
    except ValueError as error:
        raise SettingsRefused(variable(name), str(error)) from None
