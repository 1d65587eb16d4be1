"""From when which acts need the signature of the person who acts, and on which page it is made."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

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


def rule_at(rules: Iterable[SigningRule], at: datetime) -> SigningRule | None:
    """The rule for acts of a moment: of all that began, the one that began last."""
    return max((rule for rule in rules if rule.since <= at), key=lambda rule: rule.since, default=None)
