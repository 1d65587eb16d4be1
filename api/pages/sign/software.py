"""Keys of software of the sample people, from the card that `scripts/dev --signing` writes; in development alone."""

import json
from pathlib import Path
from typing import Any


def software_key(card: Path | None, subject: str) -> dict[str, Any] | None:
    """The key of an account, private half and all; None without a card, and for whoever has none."""
    try:
        found: dict[str, Any] = json.loads(card.read_text(encoding="utf-8")) if card else {}
    except (OSError, ValueError):
        return None
    key: dict[str, Any] | None = found.get("signing_keys", {}).get(subject)
    return key
