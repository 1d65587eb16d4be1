"""Strict parsing of numbers, base64 and text. Each value has only one spelling; any other spelling raises LogFault.

Python's own parsers are lax: `int` accepts signs, underscores and the digits of every script, `b64decode` accepts stray
padding bits, `splitlines` splits at U+2028.
"""

import re
from base64 import b64encode
from binascii import Error, a2b_base64
from hashlib import sha256


class LogFault(Exception):
    """A part of the log is malformed, unproved or not signed."""


class NoteRefused(LogFault):
    """A key, a signed note or one of its signatures is invalid."""


class CheckpointRefused(LogFault):
    """The text of a checkpoint is invalid."""


class SuccessionRefused(LogFault):
    """A note of succession is invalid, or several notes contradict each other."""


class ProofRefused(LogFault):
    """An inclusion or consistency proof, or a proof file, is invalid."""


class TileRefused(LogFault):
    """A tile, an entry bundle or the path of one of them is invalid."""


MOST = 2**63 - 1
"""Largest size, index or time: the largest signed 64-bit integer, as in other implementations."""

ID_SIZE = 4
KEY_SIZE = 32
HASH_SIZE = 32

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_HEX8 = re.compile(r"[0-9a-f]{8}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def decimal(text: str, fault: type[LogFault]) -> int:
    """Parse an ASCII decimal number of at most MOST, without sign or leading zeros."""
    if not _DECIMAL.fullmatch(text) or (value := int(text)) > MOST:
        raise fault("not a decimal number")
    return value


def base64(text: str, fault: type[LogFault]) -> bytes:
    """Decode standard base64 (RFC 4648 section 4) with its padding. Only the canonical spelling is accepted."""
    try:
        data = a2b_base64(text.encode("ascii"), strict_mode=True)
    except (Error, ValueError) as wrong:
        raise fault("not base64") from wrong
    if to_base64(data) != text:
        raise fault("not canonical base64")
    return data


def to_base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def utf8(data: bytes, fault: type[LogFault]) -> str:
    """Decode UTF-8 text that contains no ASCII control characters except LF (C2SP signed-note)."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise fault("not UTF-8") from wrong
    return clean(text, fault)


def to_utf8(text: str, fault: type[LogFault]) -> bytes:
    try:
        return clean(text, fault).encode("utf-8")
    except UnicodeEncodeError as wrong:
        raise fault("not encodable as UTF-8") from wrong


def clean(text: str, fault: type[LogFault]) -> str:
    """Return the text unchanged. Raise `fault` if it contains a control character other than LF."""
    if _CONTROL.search(text):
        raise fault("control character")
    return text


def lines(text: str, fault: type[LogFault]) -> list[str]:
    """Return the lines of a text that ends in LF, split at LF alone."""
    if not text.endswith("\n"):
        raise fault("no newline at the end")
    return text[:-1].split("\n")


def digest(data: bytes, fault: type[LogFault]) -> bytes:
    """Return the bytes unchanged. Raise `fault` unless they have the length of a SHA-256 hash."""
    if len(data) != HASH_SIZE:
        raise fault("not a SHA-256 hash")
    return data


def key_name(name: str) -> str:
    """Return the name unchanged. Raise NoteRefused if it is empty or contains a Unicode space or a plus (C2SP
    signed-note)."""
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NoteRefused("not a key name")
    to_utf8(name, NoteRefused)
    return name


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return the id that distinguishes keys with the same name: the start of SHA-256(name, LF, kind, public key)."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_SIZE]


def write_key(name: str, identity: bytes, kind: int, material: bytes) -> str:
    """Return a key as `name+id+base64`. The base64 encodes the kind and the key."""
    return f"{name}+{identity.hex()}+{to_base64(bytes([kind]) + material)}"


def read_key(text: str, kind: int) -> tuple[str, bytes, bytes]:
    """Parse name, stated id and bytes of a key. The caller must check the id against the key."""
    name, _, rest = text.partition("+")
    identity, _, encoded = rest.partition("+")
    data = base64(encoded, NoteRefused)
    if not _HEX8.fullmatch(identity) or len(data) != 1 + KEY_SIZE or data[0] != kind:
        raise NoteRefused("not a key of this kind")
    return key_name(name), bytes.fromhex(identity), data[1:]
