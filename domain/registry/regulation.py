"""Regulation in force as a dated row, and its rules on signed acts.

The code contains the first Regulation, so that an installation without rows works. A row that two persons confirmed
overrides it from the row's first day. A new Decision needs no new code.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.kernel.span import Span
from domain.registry.entry import Certainty, Entry, GivesNothing
from domain.registry.registry import Registry

PAGE: Final = re.compile(
    r"https://(?=[^:]*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|http://localhost(:[0-9]{1,5})?"
)
"""Form of an origin with a host name. An origin with a numeric address cannot be a relying party (WebAuthn, 5.1.2)."""


@dataclass(frozen=True, kw_only=True)
class SigningRule:
    """Rule on signed acts, valid from `since` until a later rule begins. A rule without actions requires no
    signature."""

    actions: tuple[str, ...]
    since: datetime
    page: str
    synced: bool = False
    """True if the rule accepts keys that can be copied to another device."""
    proposed_by: str
    by: str | None = None
    """Second administrator; None while the rule is only proposed."""


LOOSENED_WAITS: Final = timedelta(hours=24)
"""Delay before a rule that requires less begins. The notified persons can object during the delay."""


def loosens(rule: SigningRule, rules: Iterable[SigningRule]) -> bool:
    """Return whether a rule requires less than the rule before it.

    It requires less if it drops an action, accepts keys that can be copied, or moves the page to another host name. No
    existing key signs under another host name.
    """
    before = max((one for one in rules if one.since < rule.since), key=lambda one: one.since, default=None)
    if before is None or not before.actions:
        return False
    dropped = not set(before.actions) <= set(rule.actions)
    return dropped or rule.page != before.page or (rule.synced and not before.synced)


def rule_at(rules: Iterable[SigningRule], at: datetime) -> SigningRule | None:
    """Return the newest rule that has begun at an instant; None before the first rule."""
    return max((rule for rule in rules if rule.since <= at), key=lambda rule: rule.since, default=None)


@dataclass(frozen=True, kw_only=True)
class Regulation(GivesNothing):
    """Decision that issues the Regulation: its number, as documents cite it, and the days on which it is in force."""

    id: str
    number: str
    title: str
    issued_on: date
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None
    signing: tuple[SigningRule, ...] = ()
    signing_proposed: SigningRule | None = None


FIRST = Regulation(
    id="",
    number="14/2021/QĐ-UBND",
    title="Quy chế phối hợp để theo dõi, xử lý thông tin xấu độc trên không gian mạng",
    issued_on=date(2021, 6, 24),
    span=Span(since=date(2021, 7, 4)),
    source="Quyết định số 14/2021/QĐ-UBND, Điều 2",
)
"""Decision for which the register was made. It also applies to days before the first row."""


def regulations(registry: Registry) -> list[Regulation]:
    """Return the confirmed rows, newest first. Without rows, return the Regulation in the code."""
    rows = [row for row in registry.rows(Regulation).values() if row.certainty is Certainty.CONFIRMED]
    return sorted(rows, key=lambda row: (row.span.since, row.id), reverse=True) or [FIRST]


def regulation_on(registry: Registry, day: date) -> Regulation | None:
    """Return the newest Regulation in force on a day; None without one."""
    known = regulations(registry)
    if day < known[-1].span.since:
        known = [FIRST]
    return next((row for row in known if row.span.covers(day)), None)


def cited_on(registry: Registry, day: date) -> Regulation:
    """Return the Regulation in force on a day. Without one, return the last that began, because pages and reports still
    cite it."""
    begun = (row for row in regulations(registry) if row.span.since <= day)
    return regulation_on(registry, day) or next(begun, FIRST)


def in_force_since(registry: Registry) -> date:
    """Return the first day of the first Regulation."""
    return regulations(registry)[-1].span.since


def signing_rules(registry: Registry) -> list[SigningRule]:
    """Return all rules on signed acts."""
    return [rule for row in registry.rows(Regulation).values() for rule in row.signing]
