"""Rows of the registry: the command that enters each row, and the row's key. Also the rows of law with which every
province begins."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from domain.administration.drafts import DraftLevel, DraftTerm
from domain.administration.provisions import ListProvision
from domain.book import BY_COMMAND
from domain.case.state.case import Category
from domain.kernel import text
from domain.kernel.fields import check, fields_of, normalised
from domain.registry.law import LEVELS, TERMS, LegalRow
from domain.registry.provision import NOT_AT_HAND
from scripts.cli.environment import RegistryRefused
from store.store import Store

COMMANDS: Final = {command.__name__: command for command in BY_COMMAND}
"""Commands by their names in files and tables."""
PLAIN = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a day, as 2021-07-04",
    datetime: "a moment",
}


def value_of(given: Any, kind: Any) -> Any:
    """Return the value for a field of the type `kind`. Raise ValueError with the required form."""
    if get_origin(kind) is tuple:
        if not isinstance(given, list):
            raise ValueError("must be a list")
        return tuple(value_of(item, get_args(kind)[0]) for item in given)
    if issubclass(kind, StrEnum):
        return _member(given, kind)
    if type(given) is not kind:  # a moment is a day to isinstance, and true is a number
        raise ValueError(f"must be {PLAIN[kind]}")
    return text.nfc(given) if kind is str else given


def _member(given: Any, kind: type[StrEnum]) -> StrEnum:
    if given not in list(kind):
        raise ValueError(f"must be one of {', '.join(kind)}")
    return kind(given)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A command to enter into the registry.

    `key` is derived from the file's values and not from the command. Rows that were entered before are therefore still
    found after the command gained a field.
    """

    stream: str
    command: Any
    key: str

    @property
    def creates(self) -> bool:
        """Return whether the row begins its stream."""
        return BY_COMMAND[type(self.command)].creates


def row_of(stream: str, kind: type, given: Mapping[str, Any]) -> Row:
    """Return the row for these values. Raise RegistryRefused with every fault, by name."""
    fields = {field.name: field for field in fields_of(kind)}
    faults = [f"{stream}: unknown key {name}" for name in given if name not in fields]
    needed = [name for name, field in fields.items() if field.default is MISSING]
    faults += [f"{stream}: {name} is missing" for name in needed if name not in given]
    values = {}
    for name in fields.keys() & given.keys():
        try:
            values[name] = value_of(given[name], fields[name].type)
        except ValueError as error:
            faults.append(f"{stream}: {name} {error}")
    if faults:
        raise RegistryRefused(*faults)
    command = normalised(kind(**values))
    if faults := list(_faults(stream, command)):
        raise RegistryRefused(*faults)
    key = json.dumps([stream, kind.__name__, values], default=str, sort_keys=True, ensure_ascii=False)
    return Row(stream=stream, command=command, key=key)


def _faults(stream: str, command: Any) -> Iterator[str]:
    yield from (f"{stream}: {fault.path.removeprefix('input.')} {fault.code}" for fault in check(command))
    unknown = set(getattr(command, "categories", ())) - set(Category)
    yield from (f"{stream}: categories must not hold {category}" for category in sorted(unknown))


CATALOGUE: Final = Path(__file__).with_name("provisions.toml")
TO_DO: Final = "Không phải lời văn của luật: phải nhập nguyên văn từ Công báo trước khi kích hoạt. Nói về"
CERTAINTY: Final = {
    "DATES": "số hiệu và ngày có trong nhiều nguồn, điều khoản chưa đối chiếu",
    "ONE_SOURCE": "chỉ có một nguồn",
    "MEMORY": "ghi theo trí nhớ",
}
"""Certainty of a row of the catalogue, as its source states it."""


def law() -> Iterator[Row]:
    """Yield the terms and levels that apply until a second person confirms them, and the catalogue, as rows to be
    confirmed."""
    for term in TERMS:
        lengths = {"term": term.term, "amount": term.amount}
        if term.remote_amount is not None:
            lengths["remote_amount"] = term.remote_amount
        yield row_of(term.id, DraftTerm, _origin(term) | lengths)
    for level in LEVELS:
        yield row_of(level.id, DraftLevel, _origin(level) | {"decided_by": level.decided_by, "second": level.second})
    for listed in tomllib.loads(CATALOGUE.read_text("utf-8"))["provision"]:
        yield row_of(listed["id"], ListProvision, _listed(listed))


def _origin(row: LegalRow) -> dict[str, object]:
    until = {} if row.span.until is None else {"until": row.span.until}
    return {"basis": row.basis, "source": row.source, "since": row.span.since, **until}


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the catalogue. Its wording states that the text is missing, and its source states how certain it
    is."""
    given = {name: value for name, value in row.items() if name not in ("id", "about", "certainty")}
    source = f"Danh mục ban đầu, chưa ai đối chiếu với Công báo; {CERTAINTY[row['certainty']]}"
    return {**given, "wording": f"{NOT_AT_HAND} {TO_DO}: {row['about']}.", "source": source}


async def unknown_areas(store: Store, rows: Sequence[Row]) -> list[str]:
    """Return a fault for each area that is neither in the registry nor in the rows.

    The registry would accept any text. A competence for a misspelt area would have no effect, and nobody would notice.
    """
    known = (await store.registry.current()).areas.keys() | {row.stream for row in rows}
    return [
        f"{row.stream}: area {area} is not in the registry"
        for row in rows
        for area in (getattr(row.command, "area", None), *getattr(row.command, "areas", ()))
        if area is not None and area not in known
    ]
