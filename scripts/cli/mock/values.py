"""Made-up values: the same for the same place in the same object, in every run and on every machine.

Texts are those of the sample province. Things of one object take their texts from one story. So a case's claim, its
finding and its notice speak of the same thing.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

FIRST_DAY: Final = datetime(2026, 1, 5, 1, tzinfo=UTC)
MINUTES: Final = 200 * 24 * 60
"""Times lie so long after the first day at most."""
NUMBERS_MOST: Final = 20
_WORDS: Final[Mapping[str, Any]] = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
_SAMPLE: Final[Mapping[str, Any]] = tomllib.loads(
    (files("scripts.cli.seed") / "sample.toml").read_text(encoding="utf-8")
)
_NAMES: Final = [row["name"][0] for row in _SAMPLE["agency"]]
STORIES: Final[Sequence[Mapping[str, str]]] = _WORDS["story"]
TOGETHER: Final[Mapping[str, Sequence[Mapping[str, str]]]] = {
    "Agency": [{"name": name["name"], "shortName": name["short"]} for name in _NAMES],
    "Area": [{"name": area["name"]} for area in _SAMPLE["area"]],
}
"""Texts of one object that belong together, by its type."""
TEXTS: Final[Mapping[str, Sequence[str]]] = _WORDS["texts"]


def number(seed: str, below: int) -> int:
    """A number from 0 that follows from the seed."""
    return int.from_bytes(sha256(seed.encode()).digest()[:6]) % below


def text(seed: str, field: str) -> str:
    """A text for a `Type.field` of a place: one that fits, or one that says which field it is."""
    type, _, name = field.rpartition(".")
    for rows in (TOGETHER.get(type, ()), () if field in TEXTS else STORIES):
        if rows and name in rows[0]:
            return rows[_row(seed, len(rows))][name]
    known = TEXTS.get(field) or TEXTS.get(name)
    return known[number(seed, len(known))] if known else f"MẪU – {name} {number(seed, NUMBERS_MOST) + 1}"


def _row(seed: str, rows: int) -> int:
    """The row of an object: `case-mock-3` has the third, so that neighbours in a list differ."""
    object, _, place = seed.partition("/")
    last = object.rpartition("-")[2]
    return (int(last) - 1) % rows if last.isdecimal() else number(object or place, rows)


def moment(seed: str) -> datetime:
    """A moment of the first half of 2026."""
    return FIRST_DAY + timedelta(minutes=number(seed, MINUTES))


def _id(seed: str, field: str) -> str:
    kind = field.rpartition(".")[2].removesuffix("Id").lower()
    return f"{kind}-mock-{number(seed, NUMBERS_MOST) + 1}"


SCALARS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "String": text,
    "ID": _id,
    "Int": lambda seed, field: number(seed, NUMBERS_MOST) + 1,
    "Float": lambda seed, field: number(seed, NUMBERS_MOST) / 2,
    "Boolean": lambda seed, field: bool(number(seed, 2)),
    "Date": lambda seed, field: moment(seed).date().isoformat(),
    "DateTime": lambda seed, field: moment(seed).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "UUID": lambda seed, field: str(UUID(bytes=sha256(seed.encode()).digest()[:16], version=4)),
}
"""Function that makes each scalar, from the seed of the place and its `Type.field`."""
