"""Signed acts decided once more: what was recorded follows, and what somebody changed in it is noticed."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from domain.administration.clients import ClientSecretsSet
from domain.administration.signing import signable
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import iso_millis
from domain.kernel.event import Sealed
from domain.kernel.fields import normalised
from domain.registry.accounts import Client, SigningKey
from domain.registry.regulation import SigningRule
from domain.rules.facts import Facts
from domain.signed_fields import SIGNED_FIELDS
from store.authority.decided import SIGNED, Done, Unseen, otherwise
from store.authority.signed_acts import Signable, challenge_of, fault
from store.authority.signing_rows import secrets_fault
from store.record.canonical import JSON, canonical
from store.record.revision import actor_said
from store.verification.then import ANSWERED
from tests.domain.worlds import World, worlds
from tests.support.software_key import SoftwareKey

UNSEEN: Mapping[str, frozenset[str]] = {
    "activateProvision": frozenset({"TextOfDraft", "texts"}),
    "approveErasure": frozenset({"ErasureTarget"}),
    "approveTakedown": frozenset({"CaseAddresses", "texts"}),
    "closeCase": frozenset({"NoticesUnderReview"}),
    "decideCase": frozenset({"CaseAddresses", "DecidedElsewhere", "texts"}),
    "decideRedress": frozenset({"ContestedDecision"}),
    "proposeHandling": frozenset({"CaseAddresses", "DecidedElsewhere", "texts"}),
    "issueDirective": frozenset({"texts"}),
    "reopenAccused": frozenset({"AccusedCase"}),
    "rejectRedress": frozenset({"ContestedDecision"}),
    "retractPublication": frozenset({"texts"}),
}
"""Actions whose rules ask for more than state and registry: without it they are decided as far as it goes."""
NEVER: Final = {"approveErasure", "approveTakedown", "decideCase", "proposeHandling"}
"""Of these, those that ask for what only heads had."""
LEFT: Mapping[str, frozenset[str]] = {
    "case.decided": frozenset({"decision.public_code"}),
    "case.transfer-signed": frozenset({"public_code"}),
    "erasure.refused": frozenset({"public_code"}),
}
"""Members of events that neither the signature nor the rule binds, but for ids and keys of texts, which are drawn."""
PAGE = Path(__file__).parents[3] / "docs" / "signed-acts.md"


def done(name: str, world: World, *, opened: bool) -> Done:
    action, facts = SIGNED[name], world.facts
    command = normalised(world.command)
    given = JSON.unstructure(command)
    texts = {sealed.commitment: given[field] for field, sealed in facts.sealed.items() if field in given}
    given |= {field: sealed.commitment for field, sealed in facts.sealed.items() if field in given}
    events = action.decide(world.state, command, facts)
    return Done(
        action=action,
        fields=given,
        state=world.state,
        body={"actor": actor_said(facts.actor), "at": iso_millis(facts.now)},
        events=[{"type": event.TYPE, "data": JSON.unstructure(event)} for event in events],
        texts=texts if opened else {},
    )


def known(name: str, world: World) -> Facts:
    """The facts of a world; what it does not know of is known not to be."""
    none: Any = dict.fromkeys(SIGNED[name].asks)
    return replace(world.facts, needs={**none, **world.facts.needs})


def verdict(act: Done, facts: Facts) -> str | None:
    try:
        return otherwise(act, facts)
    except Unseen:
        return "unseen"


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_an_act_leads_to_what_it_led_to(name: str) -> None:
    """Whatever is known; where the rule asks for more, that is said and not guessed."""
    for world in worlds(SIGNED[name].command):
        assert verdict(done(name, world, opened=True), known(name, world)) is None
        for opened, facts in ((False, world.facts), (True, replace(world.facts, needs={}))):
            assert verdict(done(name, world, opened=opened), facts) in (None, "unseen")


def test_what_cannot_be_decided_without_heads_and_texts() -> None:
    assert {name: lacks for name in SIGNED if (lacks := _lacks(name))} == UNSEEN
    answered = {need.__name__ for need in ANSWERED}
    assert {name for name, lacks in UNSEEN.items() if lacks - answered - {"texts"}} == NEVER
    said = PAGE.read_text(encoding="utf-8")
    assert [name for name in UNSEEN if f"`{name}`" not in said] == []


def _lacks(name: str) -> frozenset[str]:
    lacks = set()
    for world in worlds(SIGNED[name].command):
        if verdict(done(name, world, opened=False), known(name, world)) == "unseen":
            lacks.add("texts")
        if verdict(done(name, world, opened=True), replace(world.facts, needs={})) == "unseen":
            lacks |= {need.__name__ for need in SIGNED[name].asks}
    return frozenset(lacks)


def test_every_member_of_an_event_is_bound_by_the_signature_or_by_the_rule() -> None:
    left: dict[str, set[str]] = {}
    for name in SIGNED:
        for world in worlds(SIGNED[name].command):
            act = done(name, world, opened=True)
            for number, event in enumerate(act.events):
                signed = SIGNED_FIELDS[name][event["type"]]
                for path, changed in _changes(event["data"]):
                    events = [*act.events[:number], {**event, "data": changed}, *act.events[number + 1 :]]
                    if path not in signed and verdict(replace(act, events=events), known(name, world)) is None:
                        left.setdefault(event["type"], set()).add(path)
    assert {type: frozenset(paths) for type, paths in left.items()} == LEFT


KEY, PAGE_OF_SIGNING = SoftwareKey.made(b"credential"), "https://casebook.example"
BEGAN: Final = datetime(2020, 1, 1, tzinfo=UTC)
RULE: Final = SigningRule(actions=tuple(SIGNED), since=BEGAN, page=PAGE_OF_SIGNING, proposed_by="officer-x")


@pytest.mark.parametrize("name", sorted(SIGNED))
def test_an_act_is_held_without_a_signature_of_just_that(name: str) -> None:
    """In each world in which a person does it; the act of another officer, stream, version or time is another one."""
    for world in worlds(SIGNED[name].command):
        if world.facts.actor.kind is not ActorKind.PERSON:
            continue
        good, command = _signed(name, world)
        assert _fault(good, command) is None
        assert "has to be signed" in str(_fault({**good, "signed": None}, command, bare=True))
        for changes in ({"target": "case-x"}, {"after": "00" * 32}, {"id": "c-2"}, {"fields": {"grounds": 1}}):
            bound = changes.keys() != {"fields"} or SIGNED_FIELDS[name][good["type"]]
            assert not bound or _fault(good, {**command, **changes}), changes


def _signed(name: str, world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of an act, and the command that its author signs."""
    act = done(name, world, opened=True)
    body = {**act.body, "scope": None, "action": name, "command": "c-1", **act.events[0]}
    said = {"v": 1, "origin": "log", "page": PAGE_OF_SIGNING, "target": "stream-1", "after": "ab" * 32, "also": []}
    said |= {"action": name, "actor": body["actor"], "scope": None, "id": "c-1", "anchor": None, "end": body["at"]}
    return body, {**said, "fields": dict(act.fields)}


def _fault(body: dict[str, Any], command: dict[str, Any], *, bare: bool = False) -> str | None:
    made = KEY.assertion(canonical(command), PAGE_OF_SIGNING)
    signed = {"key": KEY.key, "command": challenge_of(made.command).hex()}
    act = Signable(
        origin="log",
        stream="stream-1",
        body=body if bare else {**body, "signed": signed},
        assertion=None if bare else made.document(),
        earlier=[("ab" * 32, "case.reported", "c-0")],
    )
    key = SigningKey(key=KEY.key, public=KEY.public, label=Sealed("g", "c"), entered_at=BEGAN, counts_from=BEGAN)
    return fault(act, [RULE], lambda: [key])


def _changes(data: Any) -> Iterator[tuple[str, Any]]:
    """Each member changed or taken away, but for names of keys, or one more."""
    for path in (path for path in _paths(data) if path[-1] != "group"):
        for make in (_other, lambda value: None):
            made = deepcopy(data)
            at: Any = made
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = make(at[path[-1]])
            yield ".".join(map(str, path)), made
    yield "one more", {**data, "one_more": True}


def _paths(data: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from _paths(value, (*before, key))
        if not isinstance(value, dict):
            yield (*before, key)


def _other(value: Any) -> Any:
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}x"


AT: Final = datetime(2026, 7, 1, tzinfo=UTC)
OLD, NEW, OTHER = "1" * 64, "2" * 64, "3" * 64
PROGRAM: Final = {
    **{"id": "client-1", "agency": "agency-land", "name": "Trang", "scopes": [], "redirects": []},
    **{"registered_by": "officer-x", "secrets": [OLD, OTHER], "state": "ACTIVE"},
}
SIGNED_RULE: Final = SigningRule(
    actions=tuple(signable()), since=AT.replace(year=2025), page="", proposed_by="officer-x"
)


@pytest.mark.parametrize(
    ("action", "proposed", "secrets", "held"),
    [
        ("setClientSecrets", None, (OLD,), False),
        ("setClientSecrets", None, (), False),
        ("setClientSecrets", None, (NEW,), True),
        ("setClientSecrets", (NEW,), (NEW,), True),
        ("approveClientSecrets", (NEW,), (NEW,), False),
        ("approveClientSecrets", (NEW,), (NEW, OTHER), True),
    ],
)
def test_who_sets_which_secrets(action: str, proposed: Any, secrets: tuple[str, ...], held: bool) -> None:
    more = {"proposed": {"secrets": list(proposed), "by": "officer-y"}} if proposed else {}
    program = JSON.structure({**PROGRAM, **more}, Client)
    body = {"action": action, "at": iso_millis(AT), "actor": {"kind": "PERSON"}}
    event = ClientSecretsSet(secrets=secrets, by="officer-x")
    assert bool(secrets_fault(body, event, program, [SIGNED_RULE])) == held
    assert secrets_fault(body, event, program, []) is None, "as before, while nobody has to sign"
