"""Costs of signed acts: the CPU of checking one, and its bytes beside a version and in a pack.

The command is a decision whose texts are commitments; a long list of fields would make it longer.
"""

import base64
import time
from collections.abc import Callable
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from domain.signed_fields import SIGNED_FIELDS
from scripts.local.software_key import SoftwareKey
from scripts.workbench.bench.serving import table
from store.authority.signed_acts import challenge_of, refusal
from store.record.canonical import canonical

ROUNDS: Final = 300
PAGE, ACTION = "https://casebook.example", "decideCase"
ACTOR: Final = {
    "kind": "PERSON",
    "subject": "officer-lead-signatory",
    "client": "client-desk",
    "agency": "agency-lead",
    "role": "LEAD",
    "posts": ["SIGNATORY"],
}
KINDS: Final = {
    "ES256": lambda: SoftwareKey.made(b"key"),
    "RS256": lambda: SoftwareKey(b"key", generate_private_key(65_537, 2_048)),
    "EdDSA": lambda: SoftwareKey(b"key", Ed25519PrivateKey.generate()),
}


def command() -> bytes:
    """The command of a decision."""
    case, hashed = "case-" + "0" * 32, "ab" * 32
    names = {name for rules in SIGNED_FIELDS[ACTION].values() for name in rules.values()}
    said: dict[str, Any] = {"v": 1, "origin": "casebook.example/log", "page": PAGE, "action": ACTION, "actor": ACTOR}
    said |= {"scope": "decision:issue", "id": "c-" + "0" * 32, "target": case, "after": hashed, "also": [case]}
    said |= {"fields": dict.fromkeys(names, hashed), "anchor": hashed, "end": "2026-07-01T02:05:00.000Z"}
    return canonical(said)


def seconds(work: Callable[[], object]) -> float:
    """The CPU of one run, of many."""
    begun = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - begun) / ROUNDS


def row(name: str) -> list[str]:
    """One kind of key: milliseconds of CPU, and bytes."""
    key, signed = KINDS[name](), command()
    made = key.assertion(signed, PAGE)
    challenge = challenge_of(signed)
    assert refusal(made, challenge, PAGE, key.public, synced=False) is None
    took = seconds(lambda: refusal(made, challenge, PAGE, key.public, synced=False))
    beside = sum(len(part) for part in made.document().values()) + len(
        canonical({"command": "ab" * 32, "key": key.key})
    )
    coded = {part: base64.b64encode(data).decode() for part, data in made.document().items() if part != "command"}
    packed = len(canonical({**coded, "command": signed.decode()}))
    return [name, f"{took * 1_000:.3f}", str(len(signed)), str(beside), str(packed)]


def main() -> None:
    """Print the table."""
    head = ["key", "ms of CPU a check", "bytes of the command", "bytes in the record", "bytes in a pack"]
    print(table(head, [row(name) for name in KINDS]))
