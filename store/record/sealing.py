"""Sealing of texts that may name a person: the record contains a salted commitment, and the vault the encrypted text.

The texts of a command share one random key (a group), which is stored wrapped, in a separate database. The commitment's
salt is inside the ciphertext: without the key nobody can verify the text or a guess. Destroying the key erases the text
and leaves the record complete.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel.event import Sealed
from store.driver.connection import Connection
from store.driver.finding import Find, rows
from store.driver.transaction import Session
from store.keys.master import KEY_BYTES, MasterKey
from store.record.canonical import canonical, quick_bytes, read

COMMITMENT_DOMAIN = b"casebook/sealed/v1\n"
SALT_BYTES, NONCE_BYTES, GROUP_BYTES = 32, 12, 16

Document = dict[str, Any]


class VaultTampered(Exception):
    """A decrypted value does not match its commitment."""


@dataclass(frozen=True, kw_only=True)
class SealedGroup:
    """Result of sealing fields: references, texts by commitment, and the rows to store."""

    references: Mapping[str, Sealed]
    clear: Mapping[str, str]
    values: tuple[Document, ...]
    key: bytes | None
    wrapped: Document | None
    salts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Salts by field. With them the writer of the texts can prove the commitments."""


def commit_to(salt: bytes, value: str) -> str:
    """Return the commitment in hexadecimal: SHA-256 over domain, salt and the canonical value."""
    return sha256(COMMITMENT_DOMAIN + salt + quick_bytes(value)).hexdigest()


def seal(
    stream: str, texts: Mapping[str, str], master: MasterKey, salts: Mapping[str, bytes] | None = None
) -> SealedGroup:
    """Seal the texts of one command under a new key. Salts are new, except those in `salts`, by field."""
    if not texts:
        return SealedGroup(references={}, clear={}, values=(), key=None, wrapped=None)
    group, key = secrets.token_hex(GROUP_BYTES), secrets.token_bytes(KEY_BYTES)
    references, clear, values = {}, {}, []
    drawn = {name: (salts or {}).get(name) or secrets.token_bytes(SALT_BYTES) for name in texts}
    for name, text in texts.items():
        salt = drawn[name]
        reference = Sealed(group, commit_to(salt, text))
        references[name], clear[reference.commitment] = reference, text
        values.append(_value(stream, reference, key, salt, text))
    wrapped = {"_id": group, "stream": stream, "key": master.wrap(key)}
    return SealedGroup(references=references, clear=clear, values=tuple(values), key=key, wrapped=wrapped, salts=drawn)


def _value(stream: str, reference: Sealed, key: bytes, salt: bytes, text: str) -> Document:
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = canonical({"salt": salt.hex(), "value": text})
    sealed = AESGCM(key).encrypt(nonce, plain, _bound_to(stream, reference.group, reference.commitment))
    return {
        "_id": reference.commitment,
        "group": reference.group,
        "stream": stream,
        "nonce": nonce,
        "sealed": sealed,
    }


def _bound_to(stream: str, group: str, commitment: str) -> bytes:
    return f"{stream}\n{group}\n{commitment}".encode()


def open_sealed(value: Document, key: bytes) -> str:
    return opening(value, key)[1]


def opening(value: Document, key: bytes) -> tuple[bytes, str]:
    """Return salt and text, with which anybody can verify the commitment.

    Raise VaultTampered, or cryptography's InvalidTag.
    """
    commitment = value["_id"]
    plain = AESGCM(key).decrypt(value["nonce"], value["sealed"], _bound_to(value["stream"], value["group"], commitment))
    opened = read(plain)
    salt, text = bytes.fromhex(opened["salt"]), str(opened["value"])
    if commit_to(salt, text) != commitment:
        raise VaultTampered(commitment)
    return salt, text


async def opened_texts(
    connection: Connection, wanted: Mapping[str, Iterable[str]], session: Session | None = None
) -> dict[str, str]:
    """Return the wanted texts of each stream, by commitment. Erased texts are left out.

    Raise VaultTampered, InvalidTag or InvalidUnwrap if a value or a key was altered.
    """
    return {name: text for name, (_, text) in (await openings(connection, wanted, session)).items()}


async def openings(
    connection: Connection, wanted: Mapping[str, Iterable[str]], session: Session | None = None
) -> dict[str, tuple[bytes, str]]:
    """Return salt and text by commitment, for the texts that `opened_texts` would return."""
    streams = {commitment: stream for stream, commitments in wanted.items() for commitment in commitments}
    if not streams:
        return {}
    values = await rows(connection.sealed, Find.of_ids(streams), session)
    groups = sorted({value["group"] for value in values})
    keys = {
        (row["_id"], row["stream"]): connection.master.unwrap(bytes(row["key"]))
        for row in await rows(connection.wrapped, Find.of_ids(groups), session)
    }
    places = {value["_id"]: (value["group"], streams[value["_id"]]) for value in values}
    return {value["_id"]: opening(value, keys[at]) for value in values if (at := places[value["_id"]]) in keys}
