"""Heads: one document for each stream for reading, with derived fields for search, and texts under one key.

A text is a binary value of a separate subtype, which identifies it anywhere in a row:

    id of the key (16 bytes)   nonce (12 bytes)   AES-256-GCM of the text, bound to the stream

The key is stored, wrapped, with the keys of sealed texts, so that one removal destroys both. After an erasure no text
that a head ever contained can be opened, in any log, file or backup. A stream that gets texts again later gets a new
key.

A head mirrors the state (same keys), with each sealed reference replaced by its text, or None once erased. It is never
the source: it can be rebuilt from the record and the vault at any time. In the database the texts are encrypted; here
they are decrypted.

A head of an older shape is read from the record, until `casebook migrate` has rebuilt it. So no reader or writer ever
gets a head without the fields that its code needs. This takes three reads for a page.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bson.binary import Binary
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.book import OWING
from domain.kernel.event import Sealed
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.shape import SHAPE, shape_of
from store.keys.master import KEY_BYTES, NONCE_BYTES, MasterKey
from store.kinds.case_heads import owed_fields
from store.kinds.entries import KINDS
from store.record.canonical import plain
from store.record.revision import state_of
from store.record.sealing import opened_texts

TEXT: Final = 0x80
"""BSON subtype of an encrypted text: the first that BSON leaves to users."""
ID_BYTES: Final = 16
SEALED_AT: Final = ID_BYTES + NONCE_BYTES
"""Offset of the encrypted text, after its key's id and its nonce."""

AS_THEY_ARE: Final = frozenset({str, int, bool, type(None), datetime})
"""Types of plain values that contain no other values. Most values of a state have these types."""

Document = dict[str, Any]
Place = tuple[Any, Any, bytes]
"""Dict or list, the key or index in it, and the encrypted text there."""


@dataclass(frozen=True)
class HeadKey:
    id: str
    cipher: AESGCM

    def closed(self, stream: str, text: str) -> Binary:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self.cipher.encrypt(nonce, text.encode(), _bound_to(stream))
        return Binary(bytes.fromhex(self.id) + nonce + sealed, TEXT)

    def opened(self, stream: str, value: bytes) -> str:
        """Decrypt a stored text. Raise cryptography's InvalidTag if it was altered or is another stream's."""
        nonce, sealed = value[ID_BYTES:SEALED_AT], value[SEALED_AT:]
        return self.cipher.decrypt(nonce, sealed, _bound_to(stream)).decode()


class Head(Document):
    """Head with its texts opened; `key` is the key that encrypts them, None for a head without texts."""

    key: HeadKey | None = None


def _bound_to(stream: str) -> bytes:
    return f"head\n{stream}".encode()


def new_key(stream: str, master: MasterKey) -> tuple[HeadKey, Document]:
    """Return a fresh key for the texts of a head, and the row that stores it."""
    id, key = secrets.token_hex(ID_BYTES), secrets.token_bytes(KEY_BYTES)
    return HeadKey(id, AESGCM(key)), {"_id": id, "stream": stream, "key": master.wrap(key)}


def in_the_clear(state: Any, stored: Mapping[str, Any]) -> bool:
    """Return True if a stored head has a text of its state unencrypted, from before heads were encrypted.

    Return False for a head that does not match its state: another check reports such a head.
    """
    try:
        return any(isinstance(text, str) for _, text in pairs(plain(state), stored))
    except (AttributeError, TypeError, ValueError):
        return False


def closed(value: Any, head: Document, key: HeadKey | None, master: MasterKey) -> tuple[Document, Document | None]:
    """Return a head as stored, given the plain data of its state, with the row of a new key.

    Its texts are encrypted under the given key, or under a new one. A head without texts gets no new key.
    """
    if next(pairs(value, head), None) is None:
        return head, None
    key, wrapped = (key, None) if key else new_key(head["_id"], master)
    return _closed(value, head, head["_id"], key), wrapped


def _closed(value: Any, shown: Any, stream: str, key: HeadKey) -> Any:
    if shown is None or type(value) in AS_THEY_ARE:
        return shown
    if isinstance(value, Sealed):
        return key.closed(stream, shown)
    if isinstance(value, Mapping):
        return shown | {name: _closed(inner, shown[name], stream, key) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_closed(inner, other, stream, key) for inner, other in zip(value, shown, strict=True)]
    return shown


def pairs(value: Any, shown: Any) -> Iterator[tuple[str, Any]]:
    """Yield the commitments and texts of a head, given the plain data of the state that the head mirrors."""
    if shown is None or type(value) in AS_THEY_ARE:  # None: erased, or a field that is newer than the head
        return
    if isinstance(value, Sealed):
        yield value.commitment, shown
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from pairs(inner, shown.get(name))
    elif isinstance(value, list | tuple):
        for inner, other in zip(value, shown, strict=True):
            yield from pairs(inner, other)


def places(row: Document, fields: Collection[str]) -> list[Place]:
    found: list[Place] = []
    here = {field: row[field] for field in fields if field in row}
    holders: list[Any] = [here]
    for inside in holders:  # more are appended meanwhile
        for at, value in enumerate(inside) if type(inside) is list else inside.items():
            of = type(value)  # the driver makes no subclasses, and this is the inner loop of every page
            if of is dict or of is list:
                holders.append(value)
            elif of is Binary and value.subtype == TEXT:
                found.append((row if inside is here else inside, at, value))
    return found


def key_id(value: bytes) -> str:
    return value[:ID_BYTES].hex()


def head_of(
    kind: Kind,
    state: Any,
    n: int,
    at: datetime,
    clear: Mapping[str, str],
    master: MasterKey,
    *,
    sealed: bool = True,
    before: Document | None = None,
    value: Any = None,
) -> Document:
    """Return the head of a state at version `n`, written at `at`, with the decrypted texts by commitment.

    `sealed` is False for a state without references to sealed texts. `before` is the decrypted head of the previous
    version, from which fields made from unchanged texts are copied. `value` is the plain data of the state, if known.
    """
    value = plain(state) if value is None else value
    document: Document = _filled(value, clear) if sealed else value
    document |= {"_id": state.id, "n": n, SHAPE: shape_of(kind)}
    entry, owed = KINDS[kind], owed_fields(kind, state) if kind in OWING else {}
    document |= entry.derived(state, document | owed, at, master, before)
    if entry.searchable:
        document |= entry.searchable(document, before, master)
    return document | owed


def _filled(value: Any, clear: Mapping[str, str]) -> Any:
    of = type(value)
    if of in AS_THEY_ARE:
        return value
    if of is Sealed:
        return clear.get(value.commitment)
    if of is dict or isinstance(value, Mapping):
        return {key: _filled(inner, clear) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(inner, clear) for inner in value]
    return value


def clear_texts(state: Any, head: Document) -> dict[str, str]:
    """Return the texts of a head, by commitment. The head has the same shape as the state that it mirrors."""
    return dict(pairs(plain(state), head))


def commitments(state: Any) -> frozenset[str]:
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, Sealed):
            found.add(value.commitment)
        elif isinstance(value, Mapping):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner)

    walk(plain(state))
    return frozenset(found)


async def heads_today(
    connection: Connection, kind: Kind, heads: Iterable[Head], session: Session | None
) -> Mapping[str, Head]:
    """Return whole current-shape heads by id, at the versions of the given heads and with unchanged keys of their
    texts.

    A head without its revision is left out, for a verification to report. Raise as `opened_texts` does.
    """
    before = {f"{head['_id']}:{head['n']}": head for head in heads}
    found = connection.revisions.find({"_id": {"$in": list(before)}}, session=session)
    states = {row["_id"]: (state_of(row), row) async for row in found}
    wanted = {row["stream"]: commitments(state) for state, row in states.values()}
    clear = await opened_texts(connection, wanted, session)
    made: dict[str, Head] = {}
    for id, (state, row) in states.items():
        head = Head(head_of(kind, state, row["n"], row["at"], clear, connection.master))
        head.key = before[id].key
        made[row["stream"]] = head
    return made
