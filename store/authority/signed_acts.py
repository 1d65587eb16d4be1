"""Check of acts that their authors have to sign, against what was signed (`docs/signed-acts.md`).

Sealer, `casebook verify` and the command handler use the same functions. Nothing is trusted but the rows of the
registry that are handed in.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from domain.administration.signing_rules import ROOTS
from domain.book import EVENTS
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import from_iso_millis
from domain.registry.accounts import SigningKey
from domain.registry.regulation import SigningRule, rule_at
from domain.signed_fields import SIGNED_FIELDS
from store.authority.assertions import Assertion, refusal
from store.log.audit.finding import SKEW
from store.record.canonical import canonical, read

PURPOSE: Final = b"casebook/signed-act/v1\n"
BY_PEOPLE: Final = frozenset({ActorKind.PERSON.value, ActorKind.CLIENT.value})
"""Actors whose acts the API carries out: the others have processes of their own."""
NEVER_ON_PAPER: Final = frozenset(ROOTS)
"""Actions on keys and rules are not done on paper: it would be the way around them."""
PAPER: Final = re.compile(r"(?=.*[0-9])[0-9A-Za-zĐđƯưÔôÂâ/.-]{1,40}")
"""Number of a document, such as 12/QĐ-UBND."""
NOTED_MOST: Final = 60
"""Versions noted by the register itself that may lie between what an officer saw and the act."""
DEPTH_MOST, ASTRAL = 40, 0x10000
"""As in record packs (`docs/record-pack-format.md`)."""
MEMBERS: Final = frozenset(
    {
        *("v", "origin", "page", "action", "actor", "scope", "names", "id", "target", "after", "also"),
        *("fields", "anchor", "end"),
    }
)
Earlier = Iterable[tuple[str, str, str]]
"""The versions before one, the newest first: leaf hash in hexadecimal, type of event, name of the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signable:
    """A version of which it is asked whether its act was signed."""

    origin: str
    stream: str
    body: Mapping[str, Any]
    assertion: object
    """Assertion in the stored document, beside the bytes."""
    earlier: Earlier


def challenge_of(command: bytes) -> bytes:
    return sha256(PURPOSE + command).digest()


def needed(rules: Collection[SigningRule], body: Mapping[str, Any], at: datetime) -> bool:
    """Return True if an act of a moment has to be signed. Clocks are given their margin."""
    if body["actor"]["kind"] not in BY_PEOPLE:
        return False
    around = [rule_at(rules, moment) for moment in (at - SKEW, at)]
    return all(rule is not None and body["action"] in rule.actions for rule in around)


def fault(
    act: Signable,
    rules: Collection[SigningRule],
    keys: Callable[[], Iterable[SigningKey]],
    sure: Callable[[], Iterable[SigningKey]] | None = None,
) -> str | None:
    """Say why an act is not signed as it must be; None when it is, or need not be.

    `keys` are those that could be the actor's; `sure` those that surely are, where that is not the same.
    Raises whatever reading bytes that somebody changed can raise.
    """
    body = act.body
    at, signed = from_iso_millis(body["at"]), body.get("signed")
    if signed is None:
        if act.assertion is not None:
            return "it has an assertion that it does not name"
        return f"{body['action']} has to be signed by whoever acts" if needed(rules, body, at) else None
    rule = rule_at(rules, at) or rule_at(rules, at + SKEW)
    if rule is None or body["actor"]["kind"] != ActorKind.PERSON:
        return "nothing says that it is signed"
    if "paper" in signed:
        return _on_paper(body, act.assertion, at, (sure or keys)())
    return _signed(act, Assertion.read(act.assertion), rule, at, keys())


def _on_paper(body: Mapping[str, Any], assertion: object, at: datetime, keys: Iterable[SigningKey]) -> str | None:
    if set(body["signed"]) != {"paper"} or not PAPER.fullmatch(str(body["signed"]["paper"])):
        return "it names no paper"
    if assertion is not None or body["action"] in NEVER_ON_PAPER:
        return f"{body['action']} is not done on paper"
    if any(key.counts(at - SKEW) and key.counts(at) and key.counts(at + SKEW) for key in keys):
        return "it is on paper, and its author had a key"
    return None


def _signed(
    act: Signable, assertion: Assertion, rule: SigningRule, at: datetime, keys: Iterable[SigningKey]
) -> str | None:
    signed, said = act.body["signed"], read(assertion.command)
    challenge = challenge_of(assertion.command)
    if set(signed) != {"command", "key"} or signed["command"] != challenge.hex():
        return "it names another command than was signed"
    if canonical(said) != assertion.command or not (_plain(said) and set(said) <= MEMBERS and _alike(said["v"], 1)):
        return "its command cannot be read"
    named = [key for key in keys if key.key == signed["key"]]
    known = [key for key in named if any(key.counts(moment) for moment in (at - SKEW, at, at + SKEW))]
    if not known:
        return "its key is not one of its author's that counted then"
    refusals = [refusal(assertion, challenge, rule.page, key.public, synced=rule.synced) for key in known]
    return (
        (all(refusals) and refusals[0])
        or _other_act(act, said, rule, at)
        or _other_place(act, said)
        or (_other_fields(act, said))
    )


def _other_act(act: Signable, said: Mapping[str, Any], rule: SigningRule, at: datetime) -> str | None:
    body = act.body
    same = {name: body.get(name) for name in ("action", "actor", "scope", "names")}
    same |= {"id": body["command"], "origin": act.origin, "page": rule.page}
    for name, value in same.items():
        if not _alike(said.get(name), value):
            return f"another {name} was signed"
    return "it came after the end that was signed" if at > from_iso_millis(said["end"]) + SKEW else None


def _other_place(act: Signable, said: Mapping[str, Any]) -> str | None:
    if said["target"] != act.stream:
        also = said["also"]
        return None if isinstance(also, list) and act.stream in also else "another stream was signed"
    known, types = SIGNED_FIELDS[act.body["action"]], [act.body["type"]]
    if not follows(said["after"], act.earlier, act.body["command"], types):
        return "another version was signed"
    twice = {type for type in types if types.count(type) > 1}
    return "it was done twice" if any(len(known) == 1 or known.get(type) for type in twice) else None


def follows(after: str | None, earlier: Earlier, command: str, types: list[str]) -> bool:
    """Return True if only versions of the same act, and before them the register's notes, lie after a version.

    Adds the types of the act's own versions to `types`.
    """
    own, noted = True, 0
    for leaf, type, name in earlier:
        own = own and name == command
        if own:
            types.append(type)
            continue
        if leaf == after:
            return True
        noted += 1
        if not EVENTS[type].BOOKKEEPING or noted > NOTED_MOST:
            return False
    return after is None and not noted


def _other_fields(act: Signable, said: Mapping[str, Any]) -> str | None:
    if said["target"] != act.stream:
        return None
    rules = SIGNED_FIELDS[act.body["action"]].get(act.body["type"])
    if rules is None:
        return "it is another event than was signed"
    for path, name in rules.items():
        if not _alike(member(act.body["data"], path), said["fields"].get(name)):
            return f"{path} is not the {name} that was signed"
    return None


def _plain(value: Any, depth: int = DEPTH_MOST) -> bool:
    """Return whether a value is not nested too deep, and has no member that UTF-16 and UTF-8 order otherwise."""
    if isinstance(value, dict):
        if any(ord(sign) >= ASTRAL for name in value for sign in name):
            return False
        value = list(value.values())
    return not isinstance(value, list) or (depth > 0 and all(_plain(part, depth - 1) for part in value))


def _alike(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON: to Python, true is 1."""
    return canonical(one) == canonical(other)


def member(data: Any, path: str) -> Any:
    """A member of an event; of a sealed text its commitment, and None where there is none."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data["commitment"] if isinstance(data, dict) and set(data) == {"commitment", "group"} else data
