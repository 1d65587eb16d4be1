"""Strict parsing of application/x-www-form-urlencoded, for forms and for OAuth parameters."""

import re
from typing import Final
from urllib.parse import parse_qsl

BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
"""A percent sign without two hex digits (RFC 3986 section 2.1). No browser sends one, and parse_qsl is slow on many."""


def form_pairs(text: str, most: int) -> list[tuple[str, str]]:
    """Return names and values in their order, at most `most` of them. Raise ValueError."""
    if BROKEN_ESCAPE.search(text):
        raise ValueError("a percent sign without two hex digits")
    return parse_qsl(text, keep_blank_values=True, max_num_fields=most, errors="strict")
