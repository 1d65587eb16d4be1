"""Software keys of the sample people, from the file that `scripts/dev --signing` writes. They are used in development
only."""

import json
from pathlib import Path
from typing import Any


def software_key(card: Path | None, subject: str) -> dict[str, Any] | None:
    """Return the key of an account with its private half. Return None if there is no such file, or if the account has
    no key."""
    try:
        found: dict[str, Any] = json.loads(card.read_text(encoding="utf-8")) if card else {}
    except (OSError, ValueError):
        return None
    key: dict[str, Any] | None = found.get("signing_keys", {}).get(subject)
    return key
