"""Reads a province's registry from one TOML file. An unknown key is refused, and reported by its name.

A table is a kind of row, and its keys are the fields of the command that enters the row. The file therefore needs no
format of its own. Parts of an agency are inside its row and inherit its `since` and `source`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.kernel.fields import fields_of
from domain.kernel.vocabulary import kind_of
from scripts.cli.environment import RegistryRefused
from scripts.cli.seed.registry_row import COMMANDS, Row, row_of

PROVINCE, SAMPLE = Path(__file__).with_name("cao_bang.toml"), Path(__file__).with_name("sample.toml")
FILE_MOST = 4_000_000
"""Largest number of bytes of a registry file. A province needs a hundredth of this number."""

TABLES: Mapping[str, str] = {
    "area": "DefineArea",
    "agency": "RegisterAgency",
    "lead": "AssignLead",
    "officer": "AppointOfficer",
    "holidays": "SetHolidays",
    "regulation": "EnterRegulation",
    "schedule": "ScheduleReports",
    "term": "DraftTerm",
    "level": "DraftLevel",
}
PARTS: Mapping[str, Mapping[str, str]] = {
    "agency": {
        "name": "NameAgency",
        "letterhead": "SetLetterhead",
        "page": "NameOfficialPage",
        "competence": "GrantCompetence",
        "competence_end": "EndCompetence",
        "succession": "SucceedAgency",
        "confirmation": "ConfirmAgency",
        "succession_confirmation": "ConfirmSuccession",
    },
    "area": {"confirmation": "ConfirmArea"},
    "lead": {"confirmation": "ConfirmLead"},
    "holidays": {"confirmation": "ConfirmHolidays", "correction": "CorrectHolidays"},
    "regulation": {"confirmation": "ConfirmRegulation"},
    "schedule": {"confirmation": "ConfirmSchedule", "end": "EndSchedule"},
}
"""Parts inside a row of a table, and the commands that enter them, in the order of entry."""
INHERITED, INHERITING = (
    ("since", "source"),
    ("NameAgency", "SetLetterhead", "NameOfficialPage", "GrantCompetence", "SucceedAgency"),
)
"""Fields that parts of a row inherit, and the commands that inherit them. A confirmation or a correction names its own
source."""

ORDER = tuple(COMMANDS[name] for table, opened in TABLES.items() for name in (opened, *PARTS.get(table, {}).values()))
"""Commands in the order of entry. A row comes after the rows to which it refers."""

Table = dict[str, Any]


def read(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file in the order of entry. Raise RegistryRefused."""
    try:
        rows = _all_rows(_parsed(path))
    except RegistryRefused as refused:
        raise RegistryRefused(*(f"{path.name}: {fault}" for fault in refused.faults)) from None
    return tuple(sorted(rows, key=lambda row: ORDER.index(type(row.command))))


def _all_rows(parsed: Table) -> list[Row]:
    rows, faults, seen = list[Row](), list[str](), set[str]()
    for table, given in _tables(parsed):
        try:
            rows += _rows(table, given, seen)
        except RegistryRefused as refused:
            faults += refused.faults
    if faults:
        raise RegistryRefused(*faults)
    return rows


def _parsed(path: Path) -> Table:
    try:
        if path.stat().st_size > FILE_MOST:
            raise RegistryRefused(f"is larger than {FILE_MOST} bytes")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistryRefused(str(error.strerror)) from None
    except ValueError as error:  # the file is not TOML, or not UTF-8
        raise RegistryRefused(str(error)) from None


def _tables(parsed: Table) -> Iterator[tuple[str, Table]]:
    if unknown := sorted(parsed.keys() - TABLES):
        raise RegistryRefused(*(f"unknown table {name}" for name in unknown))
    for table in TABLES:
        for given in _listed(parsed.get(table, []), table):
            yield table, given


def _listed(given: Any, name: str) -> list[Table]:
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise RegistryRefused(f"{name} must be a list of tables")
    return given


def _rows(table: str, given: Table, seen: set[str]) -> list[Row]:
    stream = _stream(table, given, seen)
    own = {name: value for name, value in given.items() if name != "id"}
    acts = PARTS.get(table, {})
    parts = {name: own.pop(name) for name in acts if name in own}
    made = [row_of(stream, COMMANDS[TABLES[table]], own)]
    for name, rows in parts.items():
        keys = {field.name for field in fields_of(COMMANDS[acts[name]])}
        shared = {key: own[key] for key in INHERITED if acts[name] in INHERITING and key in keys}
        made += [row_of(stream, COMMANDS[acts[name]], shared | row) for row in _listed(rows, f"{stream}: {name}")]
    return made


def _stream(table: str, given: Table, seen: set[str]) -> str:
    stream = given.get("id")
    if not isinstance(stream, str) or kind_of(stream) != table:
        raise RegistryRefused(f"{table}: id must be {table}- and then a-z, 0-9 and single hyphens, not {stream!r}")
    if stream in seen:
        raise RegistryRefused(f"{stream}: id is used twice")
    seen.add(stream)
    return stream
