"""Made-up values, the same for the same place in every run, and faults on request.

Texts are those of the sample province. Things of one object take their texts from one story. So a case's claim, its
finding and its notice speak of the same thing.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from domain.kernel.policy import Scope
from domain.kernel.refusals import (
    CommandReused,
    Guard,
    LimitReached,
    MissingRight,
    NotFound,
    Problem,
    RuleNotMet,
    SignatureNeeded,
    TransitionNotAllowed,
    Unsettled,
    VersionConflict,
    camel,
    constant,
    invalid,
    unguarded,
)
from domain.kernel.vocabulary import Kind, Post
from domain.messages import message, sentences

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


EXAMPLES: Final[Mapping[str, Problem]] = {
    type(problem).__name__: problem
    for problem in (
        invalid("claim", "text-name", at=1, length=12),
        NotFound(),
        VersionConflict(current_version=1),
        CommandReused(),
        TransitionNotAllowed(of=Kind.CASE, state="CLOSED", allowed=("DECIDED", "EXECUTING")),
        unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"),
        LimitReached(code="daily-limit", limit=50),
        RuleNotMet(code="lead-agency-only"),
        MissingRight(code="post-missing", posts=(Post.SIGNATORY,)),
        Unsettled(),
        SignatureNeeded(
            command="{}", salts="{}", page="https://casebook.example", end=datetime(2026, 7, 1, tzinfo=UTC)
        ),
    )
}
"""One problem of each type, by its name."""

DETAILS: Final[Mapping[str, Mapping[str, str | int | list[str]]]] = {
    "FORBIDDEN": {"reason": "scope-missing", "scopes": [Scope.CASE_READ_ALL.name], "posts": []},
    "BAD_INPUT": {"reason": "cursor", "path": "after"},
    "LIMIT_EXCEEDED": {"limit": "COST", "most": 6000},
    "TOO_MANY_REQUESTS": {"retryAfter": 1},
}
"""Data beside the code of an error."""

BY_STATUS: Final[Mapping[int, str]] = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "ADDRESS_UNKNOWN",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "BODY_TOO_SLOW",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS",
    503: "TIMEOUT",
}
"""The code of an answer with a status; INTERNAL for any other."""


def problem(name: str, field: str, newest: int) -> Mapping[str, Any]:
    """The fields of a problem, about a field of the input and an object with its newest version."""
    example = EXAMPLES[name]
    texts = {f"message{lang.title()}": message(example.code, example.params, lang) for lang in ("vi", "en")}
    own = {camel(each.name): getattr(example, each.name) for each in fields(example)}
    own["code"] = constant(example.code)
    return {**own, **texts, **({"path": f"input.{field}"} if "path" in own else {}), "currentVersion": newest}


def error(code: str, said: str = "", **places: Any) -> dict[str, Any]:
    """An error with a code of the catalogue; `said` is what the machinery says of it."""
    details = DETAILS.get(code, {})
    if reason := details.get("reason"):
        vi, en = (message(str(reason), {}, "vi"), message(str(reason), {}, "en"))
        details = {**details, "reason": constant(str(reason))}
    else:
        vi, en = (sentences("codes", "vi")[code], sentences("codes", "en")[code])
    told = {"code": code, **details, "messageVi": vi, "messageEn": en, "correlationId": "mock"}
    return {"message": said or en, **places, "extensions": told}


def known(code: str) -> bool:
    """Return whether errors can have this code."""
    return code in sentences("codes", "en")
