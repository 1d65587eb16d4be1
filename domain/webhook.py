"""A webhook, as the registry holds it: where an agency, or a program of a press agency, wants to be told of what."""

from enum import StrEnum


class KeyKind(StrEnum):
    """How a message is signed (Standard Webhooks)."""

    HMAC = "HMAC"
    """HMAC-SHA256 (`v1`), with a secret that both sides hold."""
    ED25519 = "ED25519"
    """Ed25519 (`v1a`): the receiver holds a public key, and can show others who sent it."""
