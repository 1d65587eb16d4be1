"""Settings of every process, read from the environment once at start. A wrong value is refused, and the error names its
variable.

Nothing else reads the environment. `docs/settings.md` is made from this table.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Self

from store.process.setting_values import (
    DESK_CLIENT,
    DESK_ISSUER,
    DESK_SECRET,
    LEADS,
    MAILBOX,
    MONGO,
    NAME,
    ORIGIN,
    PHONE,
    PREFIX,
    REDIS,
    SCANNER,
    SIGN_IN,
    SWITCH,
    URL,
    URLS,
    USER,
    WORDS,
    Algorithm,
    Driver,
    Mode,
    Switch,
    Uncosigned,
    a_file,
    a_folder,
    agencies_by_issuer,
    agencies_fault,
    collector,
    file_or_none,
    folder_or_none,
    number,
    one_of,
    path_or_none,
    socket_address,
    switched_on,
    value_in,
)

DESKS, DESK_PARTS = ("inspect", "administer", "desk", "sign"), ("client", "issuer", "secret_file")
"""Names of the pages for people that are clients of their sign-in server, and names of the settings of each page."""


class SettingsRefused(Exception):
    """A setting is missing or wrong. `variable` is its name."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


def _setting(doc: str, read: Callable[[str], Any], default: str | None = None) -> Any:
    return field(metadata={"doc": doc, "read": read, "default": default})


@dataclass(frozen=True, kw_only=True)
class Common:
    """Settings of every process with a database. A setting's variable is `CASEBOOK_` and its name in capitals."""

    mongo_uri: str = _setting("Address of MongoDB, with the database user of the process.", MONGO)
    mongo_prefix: str = _setting("Prefix of the five databases' names.", PREFIX, "casebook")
    log_origin: str = _setting("Name of the transparency log, never to be changed.", ORIGIN, "casebook.localhost/log")
    mode: Mode = _setting(
        "development, migration or production. Logs are JSON lines; in development mode they are lines for people.",
        one_of(Mode),
        "production",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings from the environment. Raise SettingsRefused for the first wrong setting."""
        made = cls(**{setting.name: _value(setting.name, setting.metadata, environ) for setting in fields(cls)})
        made.check()
        return made

    def check(self) -> None:
        """Raise SettingsRefused for settings that contradict each other."""

    @property
    def development(self) -> bool:
        return self.mode is Mode.DEVELOPMENT


@dataclass(frozen=True, kw_only=True)
class Settings(Common):
    """Settings of the API, worker, eraser and command line, on top of `Common`."""

    mongo_driver: Driver = _setting("Driver of MongoDB: pymongo or motor.", one_of(Driver), "pymongo")
    redis_url: str = _setting("Address of Redis or Valkey, which stores hints only.", REDIS)
    master_key_file: Path = _setting("File with the 64 hex digits of the key that wraps all sealing keys.", a_file)
    sign_in_url: str = _setting(
        "Public address of the embedded authorization server, ending in /oauth; empty for no such server.", SIGN_IN, ""
    )
    issuer: str = _setting(
        "Foreign issuers of access tokens (RFC 9068 iss), separated by spaces, with OIDC discovery.", URLS, ""
    )
    issuer_agencies: Mapping[str, frozenset[str]] = _setting(
        "Agencies that each foreign issuer may issue tokens for: issuer=agency-a,agency-b, separated by spaces. An "
        "agency has only one issuer; a single issuer may have all agencies: issuer=*.",
        agencies_by_issuer,
        "",
    )
    issuer_algorithm: Algorithm = _setting(
        "The only algorithm of the foreign issuers' tokens: ES256, RS256, PS256 or Ed25519.", one_of(Algorithm), "ES256"
    )
    audience: str = _setting("Audience that tokens must have (RFC 9068 aud): the address of this API.", URL)
    jwks_file: Path | None = _setting(
        "Public keys (RFC 7517) of the only foreign issuer, instead of discovery.", file_or_none, ""
    )
    inspect_client: str = _setting(DESK_CLIENT.format("inspect"), NAME, "")
    inspect_issuer: str = _setting(DESK_ISSUER, URLS, "")
    inspect_secret_file: Path | None = _setting(DESK_SECRET, file_or_none, "")
    administer_client: str = _setting(DESK_CLIENT.format("administer"), NAME, "")
    administer_issuer: str = _setting(DESK_ISSUER, URLS, "")
    administer_secret_file: Path | None = _setting(DESK_SECRET, file_or_none, "")
    desk_client: str = _setting(DESK_CLIENT.format("desk"), NAME, "")
    desk_issuer: str = _setting(DESK_ISSUER, URLS, "")
    desk_secret_file: Path | None = _setting(DESK_SECRET, file_or_none, "")
    sign_client: str = _setting(DESK_CLIENT.format("sign"), NAME, "")
    sign_issuer: str = _setting(DESK_ISSUER, URLS, "")
    sign_secret_file: Path | None = _setting(DESK_SECRET, file_or_none, "")
    log_key_file: Path | None = _setting(
        "File with the verifier key that the sealer printed; without it the log is not served.", file_or_none, ""
    )
    promise_key_file: Path | None = _setting(
        "File with the 64 hex digits of the key that signs receipts of versions that are not sealed yet; without it "
        "these receipts are not signed.",
        file_or_none,
        "",
    )
    author_key_file: Path | None = _setting(
        "File with this process's name, a space and the 64 hex digits of the key that signs the versions that the "
        "process writes; without it they are not signed.",
        file_or_none,
        "",
    )
    authors_file: Path | None = _setting(
        "File with the keys of all processes that write, a copy of `authors` in the sealer's folder; the API serves "
        "it, and verifications use it.",
        file_or_none,
        "",
    )
    metrics_token_file: Path | None = _setting(
        "File with the token that a request for /metrics needs; without it there is no such page.", file_or_none, ""
    )
    introspection: Switch = _setting(
        "Whether clients may query the schema: on, off, or mode, which is on in development mode only.", SWITCH, "mode"
    )
    people_file: Path | None = _setting(
        "File dev.json with the sample people that the explorer offers to holders of its key; development only.",
        path_or_none,
        "",
    )
    documents_file: Path | None = _setting(
        "Manifest of trusted documents for every program, as `scripts/casebook documents` makes it.",
        file_or_none,
        "",
    )
    documents_folder: Path | None = _setting(
        "Folder with the manifests of single programs, each named after the program's id: client-….json. The API reads "
        "this folder and the file again when they change.",
        folder_or_none,
        "",
    )
    documents_only: bool = _setting(
        "on admits only trusted documents; other queries then need the scope query:adhoc.", switched_on, "off"
    )
    query_plans: bool = _setting(
        "off lets graphql-core execute every query; the answers are the same as with query plans.", switched_on, "on"
    )
    caller_rate: int = _setting(
        "Operations that one caller may send in a minute, over HTTP, sockets and for files together.",
        number(1, 1_000_000),
        "6000",
    )
    staleness_ms: int = _setting(
        "Milliseconds after which a revocation, or a change of the registry, takes effect in every API process. In the "
        "process that made it, it takes effect at the next request. 0 does this in all, for one read a request.",
        number(0, 900),
        "250",
    )
    proof_bits: int = _setting(
        "Zero bits of the proof of work that programs need to file without an account; 0 requires no proof. Each "
        "further bit doubles the work.",
        number(0, 30),
        "16",
    )
    retention_days: int = _setting(
        "Days after closing for which texts of protected and groundless cases are kept.", number(1, 365), "90"
    )
    erasures_file: Path | None = _setting(
        "File outside of the databases to which the eraser adds each erasure, so that a restore leaves out destroyed "
        "keys; the verifier reads it too. Empty for no such list.",
        path_or_none,
        "",
    )
    eraser_poll: int = _setting("Seconds between two runs of the eraser.", number(1, 86_400), "60")
    webhook_loopback: Switch = _setting(
        "Whether webhooks may lead to http on this machine itself: on or off; development only.", SWITCH, "off"
    )
    smtp_host: str = _setting(
        "Name of the mail server that accepts letters over STARTTLS; without it no letter is sent.", NAME, ""
    )
    smtp_port: int = _setting("Port of the mail server.", number(1, 65_535), "587")
    smtp_user: str = _setting("User name at the mail server; empty for none.", USER, "")
    smtp_password_file: Path | None = _setting("File with the password of that user.", file_or_none, "")
    smtp_ca_file: Path | None = _setting(
        "Certificates that verify the mail server, instead of the system's.", file_or_none, ""
    )
    mail_from: str = _setting("Sender's address of letters.", MAILBOX, "")
    province: str = _setting("Name of the province, in the footer of every page.", WORDS, "")
    office: str = _setting("Name of the office that is responsible for the pages, in their footer.", WORDS, "")
    office_address: str = _setting("Postal address of the office, in the footer of every page.", WORDS, "")
    office_phone: str = _setting("Telephone number of the office, in the footer of every page.", PHONE, "")
    office_email: str = _setting("Mail address of the office, on the page about accessibility.", MAILBOX, "")
    client_url: str = _setting("Beginning of the links in a digest; the case's id is appended.", LEADS, "")
    signing_roots_file: Path | None = _setting(
        "Root certificates (PEM) to which signatures of documents must lead; without it no signed copy is accepted.",
        file_or_none,
        "",
    )
    signing_lists_file: Path | None = _setting(
        "Lists of revoked certificates (PEM, X509 CRL) of these roots; then each issuer needs a list.", file_or_none, ""
    )
    scanner: str = _setting(
        "Socket of clamd, unix:/PATH or HOST:PORT, which scans a file from the public each time somebody opens it; "
        "without it, which is the default, nothing scans these files.",
        SCANNER,
        "",
    )
    worker_poll: int = _setting("Milliseconds between two reads of the outbox.", number(10, 60_000), "500")
    traces_url: str = _setting("Collector of traces (OTLP), such as http://127.0.0.1:4318/v1/traces.", collector, "")
    clock_offset: int = _setting("Seconds to add to the clock; development only.", number(0, 40_000_000), "0")

    @property
    def introspects(self) -> bool:
        return self.introspection is Switch.ON or (self.introspection is Switch.MODE and self.mode is Mode.DEVELOPMENT)

    @property
    def issuers(self) -> list[str]:
        return self.issuer.split()

    def check(self) -> None:
        if not self.sign_in_url and not self.issuer:
            raise SettingsRefused(variable("sign_in_url"), "is not set, nor is another issuer of tokens")
        if fault := agencies_fault(self.issuer_agencies, self.issuers):
            raise SettingsRefused(variable("issuer_agencies"), fault)
        self._check_desks()
        if self.jwks_file and len(self.issuers) != 1:
            raise SettingsRefused(variable("jwks_file"), "is for exactly one issuer")
        if self.documents_only and self.documents_file is None and self.documents_folder is None:
            raise SettingsRefused(variable("documents_file"), "is not set, and trusted documents only are admitted")
        if self.mode is not Mode.DEVELOPMENT:
            for name in ("people_file", "clock_offset"):
                if getattr(self, name):
                    raise SettingsRefused(variable(name), "may be set in development only")
            if self.webhook_loopback is not Switch.OFF:
                raise SettingsRefused(variable("webhook_loopback"), "may be on in development only")
        if bool(self.smtp_host) != bool(self.mail_from):
            raise SettingsRefused(variable("mail_from"), "and the mail server are set together or not at all")

    def _check_desks(self) -> None:
        """Check that the pages of a desk use an accepted issuer for sign-in."""
        for desk in DESKS:
            client, issuer, secret_file = (getattr(self, f"{desk}_{part}") for part in DESK_PARTS)
            if issuer and issuer not in self.issuers:
                raise SettingsRefused(variable(f"{desk}_issuer"), "is none of the foreign issuers")
            if client and not issuer and not self.sign_in_url:
                raise SettingsRefused(variable(f"{desk}_issuer"), "is not set, and there is no embedded server")
            if secret_file and not issuer:
                raise SettingsRefused(variable(f"{desk}_secret_file"), "is for a foreign issuer")


@dataclass(frozen=True, kw_only=True)
class SealerSettings(Common):
    """Settings of the sealer, on top of `Common`. It shares no secret with processes that serve requests."""

    sealer_home: Path = _setting("Folder of the sealer's key and state.", a_folder)
    witness_policy: Path | None = _setting(
        "Policy file of the witnesses (C2SP tlog-policy); without it there are no witnesses.", path_or_none, ""
    )
    uncosigned: Uncosigned = _setting(
        "Treatment of a checkpoint with too few cosignatures: refuse (it is not published) or mark.",
        one_of(Uncosigned),
        "refuse",
    )
    recosign_minutes: int = _setting(
        "Minutes until the newest checkpoint is cosigned again, while nothing is sealed.",
        number(1, 10_080),
        "60",
    )
    tsa_url: str = _setting(
        "Address of an authority for time stamps of checkpoints (RFC 3161); empty for none.", LEADS, ""
    )
    tsa_certificates: Path | None = _setting(
        "PEM file with that authority's root, and its own certificate if only this one is trusted.",
        path_or_none,
        "",
    )
    tsa_minutes: int = _setting("Least number of minutes between two time stamps.", number(1, 10_080), "60")
    sealer_metrics: tuple[str, int] | None = _setting(
        "127.0.0.1:PORT or 0.0.0.0:PORT, where Prometheus reads the sealer's metrics without a token.",
        socket_address,
        "",
    )

    def check(self) -> None:
        """Raise SettingsRefused for stamps that could not be verified with any certificate."""
        if self.tsa_url and self.tsa_certificates is None:
            raise SettingsRefused(variable("tsa_certificates"), "is not set")


@dataclass(frozen=True, kw_only=True)
class VerifierSettings(Settings):
    verifier_home: Path = _setting("Folder in which the verifier stores the newest checkpoint that it saw.", a_folder)
    verify_minutes: int = _setting("Minutes between two full verifications.", number(1, 10_080), "1440")
    witness_policy: Path | None = _setting(
        "Policy file of the witnesses whose cosignatures are required; without it none are required.", path_or_none, ""
    )
    witness_policy_from: int = _setting(
        "Entries of the log when that policy began: it does not apply to smaller checkpoints.",
        number(0, 1 << 53),
        "0",
    )
    tsa_certificates: Path | None = _setting(
        "PEM file with the root certificate of the authority whose time stamps are checked.", path_or_none, ""
    )

    def check(self) -> None:
        """Raise SettingsRefused for contradicting settings, and if the log's key is missing, on which every check
        depends."""
        super().check()
        if self.log_key_file is None:
            raise SettingsRefused(variable("log_key_file"), "is not set")


@dataclass(frozen=True, kw_only=True)
class DevelopmentSettings:
    """Settings of `scripts/dev` and `scripts/casebook` before an installation exists."""

    home: str = _setting("Folder of the installation; by default .casebook in the repository.", str, "")
    port: str = _setting("Port of the API on 127.0.0.1.", str, "8000")
    admin_uri: str = _setting(
        "Address of MongoDB with its administrator, for `scripts/casebook provision`; by default CASEBOOK_MONGO_URI.",
        str,
        "",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings from the environment without checks. Each user of a setting checks it."""
        return cls(**{setting.name: _value(setting.name, setting.metadata, environ) for setting in fields(cls)})


def one(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """Return one setting of `Settings`, for programs that need no other setting. Raise SettingsRefused."""
    return _value(name, Settings.__dataclass_fields__[name].metadata, environ)


def variable(name: str) -> str:
    return f"CASEBOOK_{name.upper()}"


FROM_FILES: Final = frozenset(map(variable, ("mongo_uri", "redis_url", "admin_uri")))
"""Settings with a password. Each can be in a file; its path is in the variable that ends with `_FILE`."""


def _given(of: str, environ: Mapping[str, str]) -> str | None:
    """Return a setting's value from its file; None without a file. Raise SettingsRefused; its message never quotes the
    file."""
    if of not in FROM_FILES or not (named := environ.get(f"{of}_FILE", "")):
        return None
    if environ.get(of):
        raise SettingsRefused(f"{of}_FILE", f"is set, and so is {of}")
    try:
        return value_in(Path(named))
    except ValueError as error:
        raise SettingsRefused(f"{of}_FILE", str(error)) from None


def _value(name: str, meta: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    given = _given(variable(name), environ) or environ.get(variable(name), meta["default"])
    if given is None:
        raise SettingsRefused(variable(name), "is not set")
    try:
        return meta["read"](given)
    except ValueError as error:
        raise SettingsRefused(variable(name), str(error)) from None
