"""The Regulation in force as a dated row, and from when which acts have to be signed.

The code knows the first one by itself, so that an installation without rows goes on. A row that two persons confirmed
goes before it, from its first day on; a new Decision needs no new code.
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
"""An origin with a name: an address of numbers is no relying party (WebAuthn, 5.1.2)."""


@dataclass(frozen=True, kw_only=True)
class SigningRule:
    """It counts for acts from `since` on, until a later one does. Without actions no act needs a signature."""

    actions: tuple[str, ...]
    since: datetime
    page: str
    synced: bool = False
    """True if keys count that can be copied to another device."""
    proposed_by: str
    by: str | None = None
    """The second administrator; None while it is proposed."""


LOOSENED_WAITS: Final = timedelta(hours=24)
"""Wait of a rule that asks for less: time for everybody who was told to speak up."""


def loosens(rule: SigningRule, rules: Iterable[SigningRule]) -> bool:
    """Return whether a rule asks for less than the one before it: it drops an action, moves the page to another name,
    on which no key signs, or takes keys that can be copied."""
    before = max((one for one in rules if one.since < rule.since), key=lambda one: one.since, default=None)
    if before is None or not before.actions:
        return False
    dropped = not set(before.actions) <= set(rule.actions)
    return dropped or rule.page != before.page or (rule.synced and not before.synced)


def rule_at(rules: Iterable[SigningRule], at: datetime) -> SigningRule | None:
    """The rule for acts of a moment: of all that began, the one that began last."""
    return max((rule for rule in rules if rule.since <= at), key=lambda rule: rule.since, default=None)


@dataclass(frozen=True, kw_only=True)
class Regulation(GivesNothing):
    """A Decision with its number, as documents cite it, and the days on which it is in force."""

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
"""The Decision that the register was made for; it counts for days before the first row."""


def regulations(registry: Registry) -> list[Regulation]:
    """The confirmed rows, the one that began last first; the code's own where none is known."""
    rows = [row for row in registry.rows(Regulation).values() if row.certainty is Certainty.CONFIRMED]
    return sorted(rows, key=lambda row: (row.span.since, row.id), reverse=True) or [FIRST]


def regulation_on(registry: Registry, day: date) -> Regulation | None:
    """The Regulation in force on a day: of those that cover it, the one that began last; None without one."""
    known = regulations(registry)
    if day < known[-1].span.since:
        known = [FIRST]
    return next((row for row in known if row.span.covers(day)), None)


def cited_on(registry: Registry, day: date) -> Regulation:
    """The Regulation in force on a day; without one the last that began, which pages and reports still name."""
    begun = (row for row in regulations(registry) if row.span.since <= day)
    return regulation_on(registry, day) or next(begun, FIRST)


def in_force_since(registry: Registry) -> date:
    """The first day of the first Regulation."""
    return regulations(registry)[-1].span.since


def signing_rules(registry: Registry) -> list[SigningRule]:
    """All rules on which acts are signed."""
    return [rule for row in registry.rows(Regulation).values() for rule in row.signing]
