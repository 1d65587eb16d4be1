"""Data with which a page shows an officer the object of the decision: the version that a command refers to in `after`.

The page's script trusts none of this data. It verifies the leaf hash in the signed command, then the envelope, the body
and the state. Finally it verifies the texts against the state's commitments. `seen.toml` lists the members of the state
that are shown.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args, get_origin, get_type_hints

from domain.book import BY_NAME, STATES
from domain.kernel.event import alternatives
from domain.kernel.refusals import camel
from domain.messages import Language
from domain.messages.forms import words_of
from store.driver.connection import Connection, Document
from store.record.sealing import openings

BACK_MOST: Final = 60
"""Largest number of versions that are searched for the last one that another person signed."""
STEP: Final = re.compile(r"(\w+)(?:\[(\w+)(?:=(\w+))?\])?")
_ROWS: Final = tomllib.loads(files("api.pages.sign").joinpath("seen.toml").read_text(encoding="utf-8"))
PATHS: Final[Mapping[str, Sequence[str]]] = _ROWS["acts"]
NOTHING: Final[Mapping[str, Mapping[Language, str]]] = _ROWS["none"]
_LABELS: Final[Mapping[str, Mapping[Language, str]]] = _ROWS["labels"]


def found(state: Any, path: str, fields: Mapping[str, Any]) -> list[Any]:
    """Return the values at a path in a state, as `seen.js` finds them. The list is empty if the path leads to no
    value."""
    values = [state]
    for name, pick, field in STEP.findall(path):
        values = [value.get(name) for value in values if isinstance(value, dict)]
        if pick:
            values = [one for value in values if isinstance(value, list) for one in _picked(value, pick, field, fields)]
    return [value for value in values if value is not None]


def _picked(items: list[Any], pick: str, field: str, fields: Mapping[str, Any]) -> list[Any]:
    if pick == "last":
        return items[-1:]
    return [item for item in items if not field or item.get(pick) == fields.get(field)]


@cache
def lines_of(action: str) -> Sequence[tuple[str, Mapping[Language, str], type[StrEnum] | None]]:
    """Return the path, label and vocabulary of each member that the page shows. Raise KeyError for an unknown member,
    or for a member without a label."""
    kind = STATES[BY_NAME[action].stream]
    return [(path, _label(action, path), _vocabulary(kind, path)) for path in PATHS.get(action, ())]


def _label(action: str, path: str) -> Mapping[Language, str]:
    names = [name for name, _, _ in STEP.findall(path)]
    for end in (".".join(names[-2:]), names[-1]):
        if end in _LABELS:
            return _LABELS[end]
    if len(names) > 2 and f"{names[0]}.{names[-1]}" in _LABELS:
        return _LABELS[f"{names[0]}.{names[-1]}"]
    return words_of(action, camel(names[-1])).label


def _vocabulary(kind: Any, path: str) -> type[StrEnum] | None:
    """Return the enum of the values at a path; None for texts, ids, numbers or times."""
    kinds = [kind]
    for name, _, _ in STEP.findall(path):
        hints = [get_type_hints(one) for one in kinds if is_dataclass(one)]
        kinds = [part for known in hints if name in known for part in _parts(known[name])]
        if not kinds:
            raise KeyError(path)
    return next((one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)), None)


def _parts(hint: Any) -> Iterator[Any]:
    for part in alternatives(hint):
        yield get_args(part)[0] if get_origin(part) is tuple else part


async def seen(connection: Connection, command: Mapping[str, Any]) -> dict[str, Any]:
    """Return the version that a command refers to, and the earlier versions back to the newest one that another person
    signed."""
    rows = await _versions(connection, command["target"], command["after"])
    if not rows:
        return {}
    bodies = [json.loads(bytes(row["body"])) for row in rows]
    me = command["actor"]["subject"]
    signed = [
        at for at, body in enumerate(bodies) if "key" in body.get("signed", ()) and body["actor"]["subject"] != me
    ]
    kept = rows[: signed[0] + 1 if signed else 1]
    state = json.loads(bytes(rows[0]["state"]))
    sealed = [part["commitment"] for part in _sealed(state, command)]
    opened = await openings(connection, {command["target"]: sealed})
    return {
        "versions": [_shown(row, whole=at in (0, len(kept) - 1)) for at, row in enumerate(kept)],
        "state": bytes(rows[0]["state"]).decode(),
        "texts": {name: [salt.hex(), text] for name, (salt, text) in opened.items()},
    }


def ids_in(shown: Mapping[str, Any], command: Mapping[str, Any]) -> str:
    """Return the shown state as one text in which ids can be searched."""
    if not shown:
        return ""
    state, last = json.loads(shown["state"]), json.loads(shown["versions"][-1]["body"])
    return json.dumps(
        [found(state, path, command["fields"]) for path in PATHS.get(command["action"], ())] + [last["actor"]]
    )


async def _versions(connection: Connection, stream: str, after: str | None) -> list[Document]:
    """Return the version with a leaf hash and those before it, newest first."""
    if after is None:
        return []
    rows = await connection.revisions.find({"stream": {"$eq": stream}}).sort("n", -1).limit(BACK_MOST).to_list(None)
    at = next((at for at, row in enumerate(rows) if bytes(row["leaf"]).hex() == after), len(rows))
    return rows[at:]


def _shown(row: Document, *, whole: bool) -> dict[str, str]:
    said = {"envelope": bytes(row["envelope"]).decode()}
    return {**said, "salt": bytes(row["salt"]).hex(), "body": bytes(row["body"]).decode()} if whole else said


def _sealed(state: Any, command: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Yield the sealed texts in the shown state."""
    values = [value for path in PATHS.get(command["action"], ()) for value in found(state, path, command["fields"])]
    for value in values:
        yield from (part for part in (value if isinstance(value, list) else [value]) if _is_sealed(part))


def _is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"commitment", "group"}
