"""The master key and the keys derived from it. The master key is in a file outside the database and its backups.

Most derived keys change with the master key (`store/provisioning/rewrap.py` changes it). Some derived keys stay the
same, because the record or people outside have values made with them: pseudonyms, tickets and codes, digests and ids of
commands, keys of webhooks, links in letters. None of them opens or finds a text. The file of a later master key also
contains these lasting keys, one in each line.

A sort key preserves the order of texts: each byte becomes two printable characters. The two characters depend on a
secret and on all bytes before, and a greater byte always gets greater characters. Only the order remains visible: which
of two texts comes first, and how much of their beginning they share.
"""

import hmac
import os
import re
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import shake_256
from pathlib import Path
from typing import Final, Generic, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from domain.case.codes import MISTAKEN, SIGNS, TICKET_MARK, word_of

BYTES_MOST: Final = 300
"""Bytes of a text that determine its order. Texts that agree in all of these bytes have no fixed order."""
_SIGNS, _FIRST, _GAP = 94, ord("!"), 34
_GAPS: Final = bytes(1 + value % _GAP for value in range(256))
"""Map of a random byte to the distance between neighbours: 256 of the largest distance still fit in two characters."""


def keyed_order(secret: bytes, text: str) -> str:
    """Return a sort key for a text under a secret: printable ASCII that sorts as the UTF-8 bytes of the texts do."""
    found = []
    before = shake_256(secret)
    for byte in text.encode()[:BYTES_MOST]:
        place = sum(before.digest(byte + 1).translate(_GAPS)) - 1
        found.append(chr(_FIRST + place // _SIGNS) + chr(_FIRST + place % _SIGNS))
        before.update(bytes((byte,)))
    return "".join(found)


KEY_BYTES, NONCE_BYTES = 32, 12
CODE_LENGTH = 20
LASTING = ("pseudonym", "command", "match", "code", "ticket", "webhook", "leave")
COMMAND_MARK, COMMAND_DIGITS = "c-", 32
"""Prefix and number of hexadecimal digits of a command's name in the record. Old revisions contain the command id, a
UUID."""
_FILE = re.compile(r"([0-9a-f]{64})((?:\n[a-z]+ [0-9a-f]{64})*)\n?")


class KeyRefused(Exception):
    """The master key file is malformed, or contains another key than these databases use."""


class MasterKey:
    """Master key, which wraps group keys (RFC 3394). Keys for exact matching and pseudonyms are derived from it (RFC
    5869)."""

    def __init__(self, secret: bytes, lasting: Mapping[str, bytes] | None = None) -> None:
        self._lasting = dict(lasting or {purpose: _derive(secret, purpose) for purpose in LASTING})
        self.name = _derive(secret, "name").hex()[:32]
        """Name of the key in the register. It reveals nothing about the key."""
        self._command_names = _derive(self._lasting["command"], "command name")
        self._object_ids = _derive(self._lasting["command"], "object id")
        self._codes = _derive(self._lasting["code"], "code of a secret")
        self._wrapping = _derive(secret, "wrap")
        self._matching = _derive(secret, "equal")
        self._banding = _derive(secret, "band")
        self._terms = _derive(secret, "term")
        self._words = _derive(secret, "word")
        self._ordering = _derive(secret, "order")
        self._closing = AESGCM(_derive(secret, "close"))
        self._places = _derive(secret, "place")
        self._following = _derive(secret, "refresh token")

    @classmethod
    def from_file(cls, path: Path) -> "MasterKey":
        """Read the key from a file. Raise KeyRefused; the message never quotes the file."""
        found = _FILE.fullmatch(path.read_text().strip())
        if found is None:
            raise KeyRefused("the master key file must hold 64 hex digits")
        rows = [line.split(" ") for line in found[2].split("\n") if line]
        if rows and tuple(purpose for purpose, _ in rows) != LASTING:
            raise KeyRefused(f"the master key file must hold, after the key, each once: {', '.join(LASTING)}")
        return cls(bytes.fromhex(found[1]), {purpose: bytes.fromhex(digits) for purpose, digits in rows})

    def successor(self, secret: bytes) -> str:
        """Return the file of the next master key: a new secret, and the keys that outlast this one."""
        lines = (f"{purpose} {self._lasting[purpose].hex()}" for purpose in LASTING)
        return "\n".join((secret.hex(), *lines)) + "\n"

    def precedes(self, other: "MasterKey") -> bool:
        """Return True if another key is a successor of this one: only the lasting keys are equal."""
        return self._lasting == other._lasting and self.name != other.name

    def wrap(self, key: bytes) -> bytes:
        return aes_key_wrap(self._wrapping, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap a stored group key. Raise cryptography's InvalidUnwrap if another master key wrapped it."""
        return aes_key_unwrap(self._wrapping, wrapped)

    def close(self, data: bytes, about: str) -> bytes:
        """Encrypt data under this key (AES-256-GCM), bound to a context. Use this only for secrets of sign-in."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._closing.encrypt(nonce, data, about.encode())

    def open(self, closed: bytes, about: str) -> bytes:
        """Decrypt data. Raise cryptography's InvalidTag for other data, another key or another context."""
        return self._closing.decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], about.encode())

    def match(self, text: str) -> bytes:
        """Return a keyed hash that finds equal texts without revealing them."""
        return _mac(self._matching, text.encode())

    def repeatable(self, text: str) -> bytes:
        """Return a keyed hash that stays the same under later master keys, for ids that a repeated command must produce
        again."""
        return _mac(self._lasting["match"], text.encode())

    def band(self, number: int, data: bytes) -> bytes:
        """Return a short keyed hash of a band of a text's sketch. Texts with an equal band are candidates, which a
        comparison confirms."""
        return _mac(self._banding, number.to_bytes(2) + data)[:8]

    def term(self, syllable: str) -> bytes:
        """Return a short keyed hash of a folded syllable, for search."""
        return _mac(self._terms, syllable.encode())[:8]

    def word(self, typed: str) -> bytes:
        """Return a short keyed hash of a word as typed. Search uses it to rank words with the same diacritics first."""
        return _mac(self._words, typed.encode())[:8]

    def ordering(self, text: str) -> str:
        """Return a sort key that preserves the order of texts and does not show their letters."""
        return keyed_order(self._ordering, text)

    def pseudonym(self, subject: str) -> str:
        """Return a stable name for a token's subject that is not registered as an officer."""
        return "subject-" + _mac(self._lasting["pseudonym"], subject.encode()).hex()[:32]

    def command_name(self, command_id: str) -> str:
        """Return the command's name in the record: a keyed hash of its id, so that no reader can send it again."""
        return COMMAND_MARK + _mac(self._command_names, command_id.encode()).hex()[:COMMAND_DIGITS]

    def object_id(self, command_id: str) -> str:
        """Return the id of the object that a command adds, as a UUID that does not reveal the command id."""
        return str(UUID(bytes=_mac(self._object_ids, command_id.encode())[:16], version=4))

    def code(self, command_id: str, secret: str) -> str:
        """Return a person's code for a command: 100 bits, from a secret that is stored nowhere.

        It has four groups of five letters and digits that cannot be mistaken for each other.
        """
        drawn = int.from_bytes(_mac(self._codes, f"{command_id}\n{secret}".encode()), "big")
        signs = [SIGNS[drawn >> 5 * place & 31] for place in range(CODE_LENGTH)]
        return "-".join("".join(signs[at : at + 5]) for at in range(0, CODE_LENGTH, 5))

    def hearing_word(self, code: str) -> str:
        """Return the word that, with a secret, identifies the holder of a hearing's code. The word is not stored."""
        return word_of(int.from_bytes(_mac(self._codes, f"word of {code}".encode()), "big"))

    def ticket(self, code: str) -> str:
        """Return the keyed hash by which a code is recognised; the code itself is stored nowhere."""
        return TICKET_MARK + self.old_ticket(code)

    def old_ticket(self, code: str) -> str:
        """Return the ticket of a code that was derived from a command id. Such a code can read but not act."""
        plain = "".join(sign for sign in code.upper().translate(MISTAKEN) if sign in SIGNS)
        return _mac(self._lasting["ticket"], plain.encode()).hex()

    def place(self, prefix: str) -> str:
        """Return a keyed hash of a network prefix, for short-lived rate limits."""
        return _mac(self._places, prefix.encode()).hex()[:32]

    def following(self, token: str) -> str:
        """Return the refresh token that replaces another one. It is stored nowhere."""
        return urlsafe_b64encode(_mac(self._following, token.encode())).rstrip(b"=").decode()

    def webhook_key(self, webhook: str, key: str) -> bytes:
        """Return the 32 bytes of a key that signs messages: an HMAC key, or the seed of an Ed25519 key.

        The bytes are stored nowhere.
        """
        return _mac(self._lasting["webhook"], f"{webhook}\n{key}".encode())

    def leaving(self, mailing: str) -> str:
        """Return the token of a letter's unsubscribe link. Only the recipient of the letter has the token."""
        return _mac(self._lasting["leave"], mailing.encode()).hex()[:32]

    def reader(self, address: str) -> str:
        """Return the id of a mail subscriber. The same address always gets the same id."""
        return "reader-" + _mac(self._lasting["leave"], f"address {address}".encode()).hex()[:32]

    def command_digest(self, data: bytes, group_key: bytes | None) -> bytes:
        """Return a keyed hash of a command, which distinguishes a repeated command from another command with the same
        id.

        If the command seals texts, the hash uses the key of their group, so that an erasure also covers the hash.
        """
        if group_key:  # not cached: the key may be destroyed
            return hmac.digest(_derive(group_key, "command"), data, "sha256")
        return _mac(self._lasting["command"], data)


def _derive(secret: bytes, purpose: str) -> bytes:
    info = f"casebook/{purpose}/v1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


KEYED_MOST: Final = 64
"""Most keyed hashes that are cached. A master key has about twenty."""


def _mac(key: bytes, data: bytes) -> bytes:
    """Return the HMAC of data with SHA-256 under one of the keys of a master key."""
    made = _keyed(key).copy()
    made.update(data)
    return made.finalize()


@lru_cache(maxsize=KEYED_MOST)
def _keyed(key: bytes) -> HMAC:
    return HMAC(key, SHA256())


KEYS_MOST: Final = 50_000
K = TypeVar("K")


class OpenedKeys(Generic[K]):
    """Cache of the KEYS_MOST most recently used keys, by id."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, K] = OrderedDict()

    def some(self, ids: Iterable[str]) -> dict[str, K]:
        found = {id: key for id in ids if (key := self._kept.get(id))}
        for id in found:
            self._kept.move_to_end(id)
        return found

    def keep(self, id: str, key: K) -> None:
        """Cache a key. If the cache is full, remove the least recently used key."""
        self._kept[id] = key
        if len(self._kept) > KEYS_MOST:
            self._kept.popitem(last=False)
