"""What packs are made of: streams of real events with their folded states, and a registry by which somebody may act."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import domain.book  # noqa: F401  (knows all events)
from domain.kernel.event import folded
from store.record.canonical import canonical, event_of, to_bytes
from store.record.public_part import public_part
from store.record.sealing import commit_to
from tests.support.golden import OLD

FOLDED = ("case", "publication", "redress", "erasure")
"""Kinds whose states the verifiers fold."""
KINDS = (*FOLDED, *FOLDED, "activity", "directive")
Text = dict[str, str]


@dataclass(frozen=True)
class Happened:
    """An event as a body holds it, the state after it, and the texts that the event seals."""

    type: str
    data: Any
    state: bytes
    texts: list[Text]
    shown: bytes | None = None
    """What it made public."""


def a_life(chance: Random) -> tuple[str, list[Happened]]:
    """A stream that begins as one that was written once, under another id, with texts of its own."""
    kind = chance.choice(KINDS)
    old = chance.choice(sorted(stream for stream in OLD if stream.startswith(f"{kind}-")))
    stream, state, texts, lived = f"{kind}-{chance.randbytes(8).hex()}", None, dict[str, Text](), list[Happened]()
    for type, written in OLD[old][0][: chance.randint(1, 8)]:
        known = set(texts)
        data = _sealed_anew(json.loads(written), texts, chance)
        before, state = state, folded(state, event_of(type, data), stream)
        fresh = [texts[name] for name in texts if name not in known]
        lived.append(Happened(type, data, to_bytes(state), fresh, public_part(before, state)))
    return stream, lived


def _sealed_anew(value: Any, texts: dict[str, Text], chance: Random) -> Any:
    """The value with texts that can be opened in the place of those it names."""
    if isinstance(value, list):
        return [_sealed_anew(part, texts, chance) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"commitment", "group"}:
        text = texts.setdefault(value["commitment"], _text(chance))
        return {"commitment": text["commitment"], "group": text["group"]}
    return {name: _sealed_anew(part, texts, chance) for name, part in value.items()}


def _text(chance: Random) -> Text:
    salt, value = chance.randbytes(32), f"Nội dung “{chance.randint(0, 999)}”\n\u2028\x07 hết"
    told = {"commitment": commit_to(salt, value), "salt": salt.hex(), "value": value}
    return {**told, "group": chance.randbytes(16).hex()}


def forgotten(lived: list[Happened], chance: Random) -> list[Happened]:
    """The same with a state that its events do not lead to."""
    at = chance.randrange(len(lived))
    state = canonical({**json.loads(lived[at].state), "code": "CB-2026-999999"})
    return [*lived[:at], replace(lived[at], state=state), *lived[at + 1 :]]


HANDLER = {"kind": "PERSON", "subject": "officer-an", "client": "desk", "agency": "agency-land", "posts": ["HANDLER"]}
LEADER = {**HANDLER, "subject": "officer-binh", "agency": "agency-lead", "posts": ["HANDLER", "SIGNATORY"]}
ACTS: tuple[dict[str, Any], ...] = (
    {"actor": {**HANDLER, "role": "DEPT"}, "action": "recordCheck", "scope": "case:verify"},
    {"actor": {**HANDLER, "role": "DEPT"}, "action": "note", "scope": None},
    {"actor": {**LEADER, "role": "LEAD"}, "action": "screenCase", "scope": "case:intake"},
    {
        "actor": {"kind": "SYSTEM", "subject": "system", "client": "worker", "agency": None, "posts": [], "role": None},
        "action": "notifyAgency",
        "scope": None,
    },
)
"""Who does what by the registry below."""
USURPED: tuple[dict[str, Any], ...] = (
    {"actor": {**HANDLER, "role": "DEPT"}, "action": "screenCase", "scope": "case:intake"},
    {"actor": {**HANDLER, "role": "DEPT", "posts": ["SIGNATORY"]}, "action": "note", "scope": None},
    {"actor": {**LEADER, "role": "LEAD"}, "action": "recordCheck", "scope": "case:screen"},
    {"actor": {**LEADER, "role": "DEPT"}, "action": "note", "scope": None},
    {**ACTS[3], "action": "recordCheck"},
)
"""Acts to which it gives no right."""

SPAN = {"since": "2021-07-04"}
REGISTRY: dict[str, tuple[dict[str, Any], ...]] = {
    "agency-land": ({"kind": "DEPARTMENT", "span": SPAN, "source": "QĐ 1"},),
    "agency-lead": (
        {"kind": "DEPARTMENT", "span": SPAN, "source": "QĐ 2", "certainty": "UNCONFIRMED"},
        {"kind": "DEPARTMENT", "span": SPAN, "source": "QĐ 2"},
    ),
    "agency-old": (
        {
            "kind": "DEPARTMENT",
            "span": SPAN,
            "source": "QĐ 0",
            "successions": [{"successor": "agency-lead", "on": "2025-07-01", "whole": True, "source": "QĐ 9"}],
        },
    ),
    "lead-1": ({"agency": "agency-old", "span": SPAN, "source": "QĐ 3"},),
    "officer-an": (
        {"agency": "agency-land", "posts": ["HANDLER"], "span": SPAN, "nominated_by": "officer-x"},
        {"agency": "agency-land", "posts": ["HANDLER"], "span": SPAN, "nominated_by": "x", "confirmed_by": "y"},
    ),
    "officer-binh-2": ({"agency": "agency-old", "posts": ["HANDLER", "SIGNATORY"], "span": SPAN},),
    "grant-land": ({"agency": "agency-land", "scopes": ["case:verify", "case:report"], "state": "ACTIVE"},),
    "grant-lead": (
        {"agency": "agency-lead", "scopes": ["case:intake"], "state": "PROPOSED"},
        {"agency": "agency-lead", "scopes": ["case:intake"], "state": "ACTIVE"},
    ),
    "client-desk": ({"agency": "agency-land", "state": "ACTIVE"},),
}
"""Streams of a registry: the states of each one's versions."""
PERSONS = {"officer-binh-2": "officer-binh"}


def registry(chance: Random) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The versions of the registry in some order, each stream in its own."""
    left = {stream: list(enumerate(states, 1)) for stream, states in REGISTRY.items()}
    while left:
        stream = chance.choice(sorted(left))
        n, state = left[stream].pop(0)
        yield stream, n, {"id": stream, **state}
        if not left[stream]:
            del left[stream]
