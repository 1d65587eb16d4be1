"""What packs are made of: streams of real events with their folded states, and a registry by which somebody may act."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from domain.acts import ACTS
from domain.kernel.actor import ActorKind
from domain.kernel.event import folded
from domain.kernel.policy import ceiling
from domain.kernel.vocabulary import Post, Role
from domain.rules.command import Action
from domain.statement.measures import MEASURES
from store.authority.rules import ACTIONS
from store.record.canonical import canonical, event_of, public_part, to_bytes
from store.record.sealing import commit_to
from tests.support.golden import OLD

FOLDED = ("case", "publication", "redress", "erasure", "report")
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
        data = sealed_anew(json.loads(written), texts, chance)
        before, state = state, folded(state, event_of(type, data), stream)
        fresh = [texts[name] for name in texts if name not in known]
        lived.append(Happened(type, data, to_bytes(state), fresh, public_part(before, state)))
    return stream, lived


def sealed_anew(value: Any, texts: dict[str, Text], chance: Random) -> Any:
    """The value with texts that can be opened in the place of those it names."""
    if isinstance(value, list):
        return [sealed_anew(part, texts, chance) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"commitment", "group"}:
        text = texts.setdefault(value["commitment"], _text(chance))
        return {"commitment": text["commitment"], "group": text["group"]}
    return {name: sealed_anew(part, texts, chance) for name, part in value.items()}


def _text(chance: Random) -> Text:
    salt, value = chance.randbytes(32), f"Nội dung “{chance.randint(0, 999)}”\n\u2028\x07 hết"
    told = {"commitment": commit_to(salt, value), "salt": salt.hex(), "value": value}
    return {**told, "group": chance.randbytes(16).hex()}


def forgotten(lived: list[Happened], chance: Random) -> list[Happened]:
    """The same with a state that its events do not lead to."""
    at = chance.randrange(len(lived))
    state = canonical({**json.loads(lived[at].state), "code": "CB-2026-999999"})
    return [*lived[:at], replace(lived[at], state=state), *lived[at + 1 :]]


HANDLER: dict[str, Any] = {
    **{"kind": "PERSON", "subject": "officer-an", "client": "client-desk"},
    **{"agency": "agency-land", "posts": ["HANDLER"]},
}
LEADER = {
    **HANDLER,
    **{"client": "desk", "subject": "officer-binh", "agency": "agency-lead", "posts": ["HANDLER", "SIGNATORY"]},
}
SCOPES = {role: sorted(ceiling(Role(role))) for role in ("DEPT", "LEAD")}
"""What the registry below grants to the two."""
WITHOUT: dict[ActorKind, dict[str, Any]] = {
    kind: {"kind": kind, "subject": "system", "client": "casebook", "agency": None, "posts": [], "role": None}
    for kind in (ActorKind.SYSTEM, ActorKind.OPERATOR, ActorKind.PUBLIC)
}
"""Actors to whom the registry gives nothing."""


def acts_of(type: str) -> list[tuple[dict[str, Any], str]]:
    """The acts that write a type of event, each with the process that carries it out.

    Where neither of the two may, it is somebody of an agency that no pack has.
    """
    found = []
    for action, types in sorted(ACTS.items()):
        for kind, processes in types.get(type, {}).items():
            if kind is not ActorKind.CLIENT:
                said = {"actor": WITHOUT[kind], "scope": None} if kind in WITHOUT else _personal(ACTIONS[action])
                found.append(({**said, "action": action}, min(processes).value))
    return found


def _personal(action: Action) -> dict[str, Any]:
    scope = action.scope or next((scopes[0] for scopes in action.by_kind.values()), None)
    for actor, role in ((HANDLER, "DEPT"), (LEADER, "LEAD")):
        if (scope is None or scope in SCOPES[role]) and (not action.posts or {*actor["posts"]} & action.posts):
            return {"actor": {**actor, "role": role}, "scope": scope}
    return {"actor": {**LEADER, "role": "PPC", "agency": "agency-elsewhere"}, "scope": scope}


def usurped(act: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The act as one that there cannot be, or to which the registry gives no right."""
    actor = act["actor"]
    changes: list[dict[str, Any]] = [{"action": "note"}, {"action": "recordAccess"}]
    changes += [{"actor": {**actor, "kind": "OPERATOR" if actor["kind"] != "OPERATOR" else "SYSTEM"}}]
    if actor["agency"] in ("agency-land", "agency-lead"):
        fields: list[dict[str, Any]] = [{"posts": ["AUDITOR"]}, {"role": "COMM"}, {"client": "client-old"}]
        fields += [{"client": None}, {"posts": []}]
        changes += [{"actor": {**actor, **change}} for change in fields]
        changes += [{"scope": "case:screen"}, {"scope": None} if act["scope"] else {"scope": "case:close"}]
    return {**act, **chance.choice(changes)}


SPAN = {"since": "2021-07-04"}
MOMENT = "2026-06-01T00:00:00.000Z"
SUBJECT = {"subject": {"commitment": "0a" * 32, "group": "g1"}, "appointment": {"commitment": "0b" * 32, "group": "g1"}}
DEPARTMENT = {"kind": "DEPARTMENT", "span": SPAN, "source": "QĐ 1", "certainty": "CONFIRMED"}
SUCCESSION = {"successor": "agency-lead", "on": "2025-07-01", "whole": True, "source": "QĐ 9"}
NOMINATED = {**SUBJECT, "agency": "agency-land", "posts": ["HANDLER"], "span": SPAN, "nominated_by": "officer-x"}
ENTERED = {"source": "QĐ 4", "entered_by": "operator", "entered_at": MOMENT}
ASKED = {"source": "QĐ 4", "asked_by": "officer-x", "asked_at": MOMENT}
PROGRAM = {"name": "Trang", "registered_by": "officer-x", "redirects": ["https://trang.example/ve"]}
REGISTRY: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "agency-land": (("agency.registered", DEPARTMENT),),
    "agency-lead": (
        ("agency.registered", {**DEPARTMENT, "certainty": "UNCONFIRMED"}),
        ("agency.confirmed", {"source": "QĐ 2", "by": "officer-x", "at": MOMENT}),
    ),
    "agency-old": (("agency.registered", DEPARTMENT), ("agency.succeeded", {"succession": SUCCESSION})),
    "lead-1": (("lead.assigned", {"agency": "agency-old", "span": SPAN, "source": "QĐ 3", "certainty": "CONFIRMED"}),),
    "officer-an": (("officer.nominated", NOMINATED), ("officer.confirmed", {"by": "officer-y"})),
    "officer-binh-2": (
        ("officer.appointed", {**SUBJECT, "agency": "agency-old", "posts": ["HANDLER", "SIGNATORY"], "span": SPAN}),
    ),
    "grant-land": (("grant.entered", {**ENTERED, "agency": "agency-land", "scopes": SCOPES["DEPT"]}),),
    "grant-lead": (
        ("grant.proposed", {**ASKED, "agency": "agency-lead", "scopes": SCOPES["LEAD"]}),
        ("grant.approved", {"by": "officer-y", "at": MOMENT}),
    ),
    "client-desk": (
        ("client.registered", {**PROGRAM, "agency": "agency-land", "scopes": ["case:verify"]}),
        ("client.activated", {"by": "officer-y"}),
        ("client.widened", {"scopes": SCOPES["DEPT"], "by": "operator"}),
    ),
    "client-old": (
        ("client.registered", {**PROGRAM, "agency": "agency-land", "scopes": ["case:verify"], "redirects": []}),
        ("client.secrets-set", {"by": "officer-y", "secrets": ["1" * 64]}),
        ("client.stopped", {"by": "officer-y"}),
    ),
}
"""Streams of a registry: the events of each one."""
PERSONS = {"officer-binh-2": "officer-binh"}


def registry(chance: Random, usurper: str | None = None) -> Iterator[tuple[str, Happened]]:
    """The versions of the registry in some order, each stream in its own.

    In the last state of `usurper`, an appointment, is a post to which no event leads.
    """
    left, states = {stream: [*events] for stream, events in REGISTRY.items()}, dict[str, Any]()
    while left:
        stream = chance.choice(sorted(left))
        type, data = left[stream].pop(0)
        state = states[stream] = folded(states.get(stream), event_of(type, data), stream)
        if not left[stream]:
            del left[stream]
            state = replace(state, posts=(*state.posts, Post.AUDITOR)) if stream == usurper else state
        yield stream, Happened(type, data, to_bytes(state), [])


def public_acts(lived: Sequence[Happened]) -> list[Happened]:
    """The public acts of a life, whatever is in them."""
    return [happened for happened in lived if (row := MEASURES.get(happened.type)) and not row.when]


def beginning(at: str) -> Any:
    """The first line of the list of streams."""
    actor: Any = {"kind": "SYSTEM", "subject": "register", "client": "register", "agency": None, "posts": []}
    told = {"v": 1, "type": "statement.begun", "actor": actor, "action": "leaveStatement", "at": at}
    return {**told, "data": {"line": {"v": 1, "n": 1, "on": "2026-07-01"}}, "state": "00" * 32}


def groups_in(lived: Sequence[Happened]) -> list[str]:
    """The names of the keys that the texts of a life are under."""
    parts = [part for happened in lived for part in (json.dumps(happened.data), happened.state.decode())]
    return sorted({group for part in parts for group in re.findall(r'"group": ?"([^"]+)"', part)})
