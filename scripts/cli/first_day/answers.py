"""What has to be known on the first day, from a TOML file or from questions: checked whole before anything is done."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from domain.administration.agencies import RegisterAgency
from domain.administration.users import NAME, NAME_LEAST
from scripts.cli.errors import WrongUse
from scripts.cli.seed.errors import RegistryRefused
from scripts.cli.seed.registry_file import read
from scripts.cli.seed.registry_row import Row
from scripts.cli.seed.verb import PROVINCE

FILE_MOST = 100_000
"""Bytes of a file of answers."""
ADMINISTRATORS = 2
"""One asks and a second one approves; with fewer nobody can open an account (G5)."""
ADMINISTRATOR = {"account": str, "appointment": str, "since": date}
MISSING = object()


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """One of the first two people."""

    account: str
    appointment: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All that `casebook init` needs to know, but for the database's administrator."""

    url: str
    """Public address, where a proxy that speaks TLS leads to the API."""
    port: int
    database: str
    """Address of MongoDB without a user."""
    queue: str
    log: str
    """Name of the log, never to be changed."""
    secrets: Path
    sealer: Path
    registry: Path
    lead: str
    lead_since: date
    lead_source: str
    administrators: tuple[Administrator, ...]
    issuer: str = ""
    """An issuer of tokens elsewhere; empty for the register's own sign-in."""
    program: str = ""
    """The name of the first program that people sign in with; empty for none."""
    redirect: str = ""
    mail: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_sign_in(self) -> bool:
        """Whether people sign in at the register itself."""
        return not self.issuer

    def rows(self) -> tuple[Row, ...]:
        """The registry to enter. Raises RegistryRefused."""
        return read(self.registry)

    @classmethod
    def of(cls, given: Mapping[str, Any], home: Path) -> Self:
        """The answers in a table of tables. Raises WrongUse with everything that is wrong."""
        reader = _Reader(given)
        url = reader.text("url", pattern=URL, what="https://NAME, or http://127.0.0.1:PORT to try it")
        host = urlsplit(url).netloc
        made: dict[str, Any] = {
            "url": url.rstrip("/"),
            "port": reader.number("port", 8000),
            "database": reader.text("database", pattern=DATABASE, what="mongodb://HOST:PORT/ without a user"),
            "queue": reader.text("queue", pattern=QUEUE, what="a redis://, rediss:// or unix:// address"),
            "log": reader.text("log", f"{host}/log"),
            "registry": Path(reader.text("registry", str(PROVINCE))),
            "secrets": Path(reader.text("keys.secrets", str(home / "secrets"))),
            "sealer": Path(reader.text("keys.sealer", str(home / "sealer"))),
            "issuer": reader.text("sign_in.issuer", ""),
            "program": reader.text("sign_in.program", ""),
            "redirect": reader.text("sign_in.redirect", ""),
            "lead": reader.text("lead.agency"),
            "lead_since": reader.day("lead.since"),
            "lead_source": reader.text("lead.source"),
            "mail": {name: reader.text(f"mail.{name}", "") for name in MAIL},
            "administrators": tuple(reader.administrators()),
        }
        reader.end()
        answers = cls(**made)
        if faults := list(_faults(answers)):
            raise WrongUse("; ".join(faults))
        return answers


URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?/?|http://127\.0\.0\.1:[0-9]{1,5}/?")
DATABASE = re.compile(r"mongodb(\+srv)?://[^\s/@]+/?(\?\S*)?")
QUEUE = re.compile(r"(redis|rediss|unix)://\S+")
MAIL = ("host", "port", "user", "password_file", "from")


def from_file(path: Path, home: Path) -> Answers:
    """The answers in a file. Raises WrongUse."""
    try:
        if path.stat().st_size > FILE_MOST:
            raise WrongUse(f"{path}: larger than {FILE_MOST} bytes")
        return Answers.of(tomllib.loads(path.read_text(encoding="utf-8")), home)
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise WrongUse(f"{path}: {error}") from None


def is_account_name(name: str) -> bool:
    """Whether the register admits an account of that name."""
    return len(name) >= NAME_LEAST and NAME.fullmatch(name) is not None


def _faults(answers: Answers) -> Iterator[str]:
    """What does not go together."""
    try:
        agencies = {row.stream for row in answers.rows() if isinstance(row.command, RegisterAgency)}
    except RegistryRefused as refused:
        yield str(refused)
        return
    if answers.lead not in agencies:
        yield f"lead.agency: {answers.lead} is not in {answers.registry.name}"
    accounts = [administrator.account for administrator in answers.administrators]
    if len(set(accounts)) != ADMINISTRATORS:
        yield f"administrator: name {ADMINISTRATORS} different people, one asks and the other approves"
    yield from (f"administrator: {name!r} is no account name" for name in accounts if not is_account_name(name))
    if bool(answers.program) != bool(answers.redirect):
        yield "sign_in: program and redirect are given together or not at all"
    if bool(answers.mail["host"]) != bool(answers.mail["from"]):
        yield "mail: host and from are given together or not at all"


class _Reader:
    """Takes values out of nested tables by their dotted names, and gathers what is wrong."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given, self._faults, self._known = given, list[str](), {"administrator"}

    def text(self, name: str, default: Any = MISSING, *, pattern: re.Pattern[str] | None = None, what: str = "") -> str:
        """A text, perhaps of a form."""
        value = self._value(name, str, "a text", default)
        if pattern and value and not pattern.fullmatch(value):
            self._faults.append(f"{name}: must be {what}")
        return str(value or "")

    def number(self, name: str, default: int) -> int:
        """A port."""
        value = self._value(name, int, "a whole number", default)
        return value if isinstance(value, int) else default

    def day(self, name: str) -> date:
        """A day."""
        value = self._value(name, date, "a day, as 2025-03-01", MISSING)
        return value if isinstance(value, date) else date.min

    def administrators(self) -> Iterator[Administrator]:
        """The tables of the administrators."""
        tables = self._given.get("administrator", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._faults.append("administrator: must be a list of tables")
            return
        for number, table in enumerate(tables, 1):
            if {name: type(value) for name, value in table.items()} != ADMINISTRATOR:
                self._faults.append(f"administrator {number}: needs account and appointment (texts) and since (a day)")
                continue
            yield Administrator(**table)

    def end(self) -> None:
        """Raise WrongUse for what was wrong, and for what nobody asked for."""
        unknown = sorted(set(_names(self._given)) - self._known)
        self._faults += [f"{name}: unknown" for name in unknown]
        if self._faults:
            raise WrongUse("; ".join(self._faults))

    def _value(self, name: str, kind: type, what: str, default: Any) -> Any:
        self._known.add(name)
        table, _, key = name.rpartition(".")
        found = self._given.get(table, {}) if table else self._given
        value = found.get(key, default) if isinstance(found, Mapping) else default
        if value is MISSING:
            self._faults.append(f"{name}: is missing")
            return None
        if type(value) is not kind:  # a moment is a day to isinstance, and true is a number
            self._faults.append(f"{name}: must be {what}")
            return None
        return value


def _names(given: Mapping[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield from (f"{name}.{key}" for key in value)
        else:
            yield name
