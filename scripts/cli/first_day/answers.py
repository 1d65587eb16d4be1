"""Answers for the first day, from a TOML file or from questions at a terminal. All answers are checked before any
step."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from domain.administration.agencies import RegisterAgency
from domain.administration.users import NAME, NAME_LEAST
from scripts.cli.environment import RegistryRefused, WrongUse
from scripts.cli.seed.registry_file import PROVINCE, read
from scripts.cli.seed.registry_row import Row

FILE_MOST = 100_000
"""Most bytes of a file of answers."""
ADMINISTRATORS = 2
"""Number of first administrators: one requests and the other approves. With a single one, no account could be opened
(G5)."""
ADMINISTRATOR: Final = {"account": str, "appointment": str, "since": date}


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """One of the first two administrators."""

    account: str
    appointment: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Input of `casebook init`, without the database's administrator."""

    url: str
    """Public address. A TLS proxy at this address forwards to the API."""
    port: int
    database: str
    """Address of MongoDB without a user."""
    queue: str
    log: str
    """Name of the log, which can never be changed."""
    secrets: Path
    sealer: Path
    registry: Path
    lead: str
    lead_since: date
    lead_source: str
    administrators: tuple[Administrator, ...]
    issuer: str = ""
    """External issuer of tokens; empty for the register's own sign-in."""
    program: str = ""
    """Name of the first program with which people sign in; empty for none."""
    redirect: str = ""
    mail: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_sign_in(self) -> bool:
        """Return whether people sign in at the register itself."""
        return not self.issuer

    def rows(self) -> tuple[Row, ...]:
        """Return the rows of the registry to enter. Raise RegistryRefused."""
        return read(self.registry)

    @classmethod
    def of(cls, given: Mapping[str, Any], home: Path) -> Self:
        """Return the answers in a table of tables. Raise WrongUse with every fault."""
        told = dict(_flat(given))
        administrators = told.pop("administrator", [])
        defaults: dict[str, Any] = {
            "port": 8000,
            "log": f"{urlsplit(str(told.get('url', ''))).netloc}/log",
            "registry": str(PROVINCE),
            "keys.secrets": str(home / "secrets"),
            "keys.sealer": str(home / "sealer"),
            **{f"sign_in.{name}": "" for name in SIGN_IN},
            **{f"mail.{name}": "" for name in MAIL},
        }
        wanted = {**NEEDED, **{name: type(value) for name, value in defaults.items()}}
        if faults := [*_wrong(told, wanted), *_wrong_people(administrators)]:
            raise WrongUse("; ".join(faults))
        found: dict[str, Any] = defaults | told
        answers = cls(
            **{name: found[name] for name in ("port", "database", "queue", "log")},
            **{name: found[f"sign_in.{name}"] for name in SIGN_IN},
            secrets=Path(found["keys.secrets"]),
            sealer=Path(found["keys.sealer"]),
            url=found["url"].rstrip("/"),
            registry=Path(found["registry"]),
            lead=found["lead.agency"],
            lead_since=found["lead.since"],
            lead_source=found["lead.source"],
            mail={name: found[f"mail.{name}"] for name in MAIL},
            administrators=tuple(Administrator(**person) for person in administrators),
        )
        if faults := list(_faults(answers)):
            raise WrongUse("; ".join(faults))
        return answers


SIGN_IN, MAIL = ("issuer", "program", "redirect"), ("host", "port", "user", "password_file", "from")
NEEDED: Final[Mapping[str, type]] = {
    **dict.fromkeys(("url", "database", "queue", "lead.agency", "lead.source"), str),
    "lead.since": date,
}
"""Required answers, with their types."""
TYPES: Final = {str: "a text", int: "a whole number", date: "a day, as 2025-03-01"}
FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "url": (
        r"https://[a-z0-9.-]+(:[0-9]{1,5})?/?|http://127\.0\.0\.1:[0-9]{1,5}/?",
        "https://NAME, or http://127.0.0.1:PORT to try it",
    ),
    "database": (r"mongodb(\+srv)?://[^\s/@]+/?(\?\S*)?", "mongodb://HOST:PORT/ without a user"),
    "queue": (r"(redis|rediss|unix)://\S+", "a redis://, rediss:// or unix:// address"),
}


def _flat(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the values of nested tables by their names, which are joined with dots."""
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", inner) for key, inner in value.items())
        else:
            yield name, value


def _wrong(told: Mapping[str, Any], wanted: Mapping[str, type[Any]]) -> Iterator[str]:
    yield from (f"{name}: is missing" for name in NEEDED if name not in told)
    for name, value in told.items():
        if name not in wanted:
            yield f"{name}: unknown"
        elif type(value) is not wanted[name]:  # a moment is a day to isinstance, and true is a number
            yield f"{name}: must be {TYPES[wanted[name]]}"
        elif name in FORMS and not re.fullmatch(FORMS[name][0], value):
            yield f"{name}: must be {FORMS[name][1]}"


def _wrong_people(tables: Any) -> Iterator[str]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield "administrator: must be a list of tables"
        return
    for number, table in enumerate(tables, 1):
        if {name: type(value) for name, value in table.items()} != ADMINISTRATOR:
            yield f"administrator {number}: needs account and appointment (texts) and since (a day)"


def from_file(path: Path, home: Path) -> Answers:
    """Return the answers in a file. Raise WrongUse, OSError."""
    try:
        if path.stat().st_size > FILE_MOST:
            raise WrongUse(f"{path}: larger than {FILE_MOST} bytes")
        return Answers.of(tomllib.loads(path.read_text(encoding="utf-8")), home)
    except ValueError as error:  # not TOML, or not UTF-8
        raise WrongUse(f"{path}: {error}") from None


def is_account_name(name: str) -> bool:
    """Return whether the register accepts this name for an account."""
    return len(name) >= NAME_LEAST and NAME.fullmatch(name) is not None


def _faults(answers: Answers) -> Iterator[str]:
    """Yield contradictions among the answers."""
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
    yield from (
        f"administrator: {name!r} is not a valid account name" for name in accounts if not is_account_name(name)
    )
    if bool(answers.program) != bool(answers.redirect):
        yield "sign_in: program and redirect are given together or not at all"
    if bool(answers.mail["host"]) != bool(answers.mail["from"]):
        yield "mail: host and from are given together or not at all"


Read = Callable[[str], str]

QUESTIONS = (
    ("url", "Public address of the register", ""),
    ("database", "Address of MongoDB, without a user", "mongodb://127.0.0.1:27017/?replicaSet=rs0"),
    ("queue", "Address of Valkey or Redis, with its password", ""),
    ("keys.secrets", "Folder of the keys and passwords", None),
    ("keys.sealer", "Folder of the log's key", None),
    ("sign_in.issuer", "Issuer of tokens elsewhere; empty for a sign-in of the register's own", None),
    ("sign_in.program", "Name of the program that people work with; empty for none yet", None),
    ("sign_in.redirect", "Where that program is returned to after signing in", None),
    ("mail.host", "Mail server; empty for no letters", None),
    ("mail.from", "Address that letters come from", None),
    ("lead.agency", "Lead agency, by its id in the registry's file", ""),
    ("lead.since", "Its first day as the lead agency, as 2025-03-01", ""),
    ("lead.source", "The act that says so", ""),
)
"""Name, question, and the default for an empty line; None for the default in `Answers`."""


def asked(read: Read) -> dict[str, Any]:
    """Request the answers at the terminal. Return them by their dotted names. Raise WrongUse for an invalid day."""
    given: dict[str, Any] = {}
    for name, question, default in QUESTIONS:
        answer = read(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
        if answer is not None:
            given[name] = _day(name, answer) if name == "lead.since" else answer
    people = []
    for which in ("first", "second"):
        account = read(f"Account of the {which} administrator, as an.nguyen: ").strip()
        appointment = read("Number of the appointment document: ").strip()
        since = _day("since", read("First day of the appointment, as 2025-03-01: ").strip())
        people.append({"account": account, "appointment": appointment, "since": since})
    return given | {"administrator": people}


def _day(name: str, answer: str) -> date:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise WrongUse(f"{name}: must be a day, as 2025-03-01") from None
