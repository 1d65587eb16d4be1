"""Check of the registry rows on which signatures depend: officers' keys, and rules on signing.

The API writes some of these rows in acts that nobody signs. So their times and persons are not trusted. Only the data
in a key's own event are trusted.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from domain.administration.clients import ApproveClientSecrets, ClientSecretsSet
from domain.administration.signing import (
    WAITS,
    OfficerKeyConfirmed,
    OfficerKeyEnded,
    OfficerKeyEntered,
    SigningLifted,
    SigningRequired,
)
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import Event
from domain.kernel.key_words import same_words, words_of
from domain.registry.accounts import Officer, SigningKey, is_public_key
from domain.registry.regulation import LOOSENED_WAITS, SigningRule, loosens
from store.authority.signed_acts import needed
from store.log.audit.finding import SKEW
from store.record.canonical import JSON, read

BARE: Final = frozenset({"key", "public", "label", "entered_at"})
"""Fields that a key has before anybody has confirmed it."""

ROWS: Final = frozenset(
    event.TYPE for event in (OfficerKeyEntered, OfficerKeyConfirmed, OfficerKeyEnded, SigningRequired, SigningLifted)
)


def row_fault(
    body: Mapping[str, Any], event: Event, before: Any, assertion: object, rules: Collection[SigningRule]
) -> str | None:
    """Return why an event about a key or a rule is not allowed on the state before it; None for any other event.

    `rules` are the known rules; only those that begin before the event's own rule count. Raise any error that tampered
    bytes can cause.
    """
    if isinstance(event, OfficerKeyEntered):
        return _entered(event.key, before) or _undated(body, event.key.entered_at)
    if isinstance(event, OfficerKeyConfirmed):
        return _confirmed(body, event, before, assertion) or _undated(body, event.at)
    if isinstance(event, OfficerKeyEnded):
        return _ended(body, event, before) or _undated(body, event.at)
    if isinstance(event, SigningRequired):
        return _required(body, before.signing_proposed) or _hurried(body, event.rule, rules)
    if isinstance(event, SigningLifted):
        return _lifted(event) or _hurried(body, event.rule, rules)
    return None


def _hurried(body: Mapping[str, Any], rule: SigningRule, rules: Collection[SigningRule]) -> str | None:
    """Return why a rule begins too soon; None if it does not. A rule with weaker requirements must wait a day, so that
    everybody learns of the rule."""
    late = rule.since - from_iso_millis(body["at"]) >= LOOSENED_WAITS - SKEW
    return None if late or not loosens(rule, rules) else "its rule asks for less, and does not wait a day"


def _lifted(event: SigningLifted) -> str | None:
    """Return why the duty to sign is not lifted; None if it is lifted. Three papers from three persons are required."""
    people = {event.rule.proposed_by, event.rule.by, event.inspector}
    good = not event.rule.actions and len(people) == len(event.papers) == 3 and None not in people
    return None if good else "it is not lifted by the papers of three people"


def secrets_fault(body: Mapping[str, Any], event: Event, before: Any, rules: Collection[SigningRule]) -> str | None:
    """Return why a program may not get unapproved secrets once approvals must be signed; None for any other event.

    One administrator alone may remove secrets. A person who could set secrets alone could act as the program
    permanently.
    """
    approving = {**body, "action": ApproveClientSecrets.ACTION.name}
    if not isinstance(event, ClientSecretsSet) or not needed(rules, approving, from_iso_millis(body["at"])):
        return None
    approved = before.secrets if body["action"] != approving["action"] else before.proposed.secrets
    return None if set(event.secrets) <= set(approved) else "nobody approved these secrets"


def _undated(body: Mapping[str, Any], at: datetime) -> str | None:
    return "it claims another time than its act" if abs(at - from_iso_millis(body["at"])) > SKEW else None


def _entered(key: SigningKey, before: Officer) -> str | None:
    if set(JSON.unstructure(key)) != BARE or not is_public_key(key.public):
        return "the key does not begin as one that nobody confirmed"
    known = any(row.key == key.key or row.public == key.public for row in before.keys)
    return "the key was entered before" if known else None


def _confirmed(body: Mapping[str, Any], event: OfficerKeyConfirmed, before: Officer, assertion: object) -> str | None:
    [row] = [row for row in before.keys if row.key == event.key]
    if row.confirmed_by is not None or event.by != body["actor"]["subject"]:
        return "somebody else confirmed the key"
    if event.counts_from - from_iso_millis(body["at"]) < WAITS - SKEW:
        return "the key does not wait a day"
    said = read(assertion["command"])["fields"] if isinstance(assertion, Mapping) else {}
    if said and not same_words(str(said["words"]), words_of(before.id, row.key, row.public)):
        return "the words of another key were signed"
    return None


def _ended(body: Mapping[str, Any], event: OfficerKeyEnded, before: Officer) -> str | None:
    [row] = [row for row in before.keys if row.key == event.key]
    if row.ended_by is not None or event.by != body["actor"]["subject"]:
        return "somebody else ended the key"
    alone = body["actor"]["kind"] == ActorKind.PERSON and row.doubted_by in (None, event.by)
    return "no other person said that the key is to end" if alone else None


def _required(body: Mapping[str, Any], proposed: Any) -> str | None:
    """Return why the rule does not match the one that another person proposed; None if it matches."""
    by, rule = body["actor"]["subject"], body["data"]["rule"]
    if proposed is None or by == proposed.proposed_by or {**JSON.unstructure(proposed), "by": by} != rule:
        return "it is another rule than was proposed"
    begun = from_iso_millis(rule["since"]) <= from_iso_millis(body["at"])
    return "its rule begins before it was put into force" if begun else None
