"""The answers from a person at a terminal: a question a line, with what is taken when the line is empty."""

from collections.abc import Callable
from datetime import date
from typing import Any

from scripts.cli.errors import WrongUse

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
"""Name, question, and what an empty line means: None for the default that `Answers` has."""


def asked(read: Read) -> dict[str, Any]:
    """The answers, as a file would hold them. Raises WrongUse for a day that is none."""
    given: dict[str, Any] = {}
    for name, question, default in QUESTIONS:
        answer = read(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
        if answer is not None:
            _put(given, name, answer)
    people = []
    for which in ("first", "second"):
        account = read(f"Account of the {which} administrator, as an.nguyen: ").strip()
        appointment = read("Number of the appointment document: ").strip()
        since = _day("since", read("First day of the appointment, as 2025-03-01: ").strip())
        people.append({"account": account, "appointment": appointment, "since": since})
    return given | {"administrator": people}


def _put(given: dict[str, Any], name: str, answer: str) -> None:
    table, _, key = name.rpartition(".")
    (given.setdefault(table, {}) if table else given)[key] = _day(name, answer) if name == "lead.since" else answer


def _day(name: str, answer: str) -> date:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise WrongUse(f"{name}: must be a day, as 2025-03-01") from None
