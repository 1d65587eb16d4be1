"""The lines of a pack: JSON that every language parses alike, and the members of each kind of line."""

import base64
import json
import re
from datetime import datetime

MOST, PROOF_MOST, DEPTH_MOST, ASTRAL = 2**53 - 1, 63, 40, 0x10000
"""Largest number; most steps of a proof; deepest nesting of a line; first character that UTF-16 sorts differently,
which no member name may have."""
OLD, VERSION = 2, 3
"""Accepted versions of packs."""
INSTANT = r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
CHECKS = {
    "text": lambda value: type(value) is str,
    "flag": lambda value: type(value) is bool,
    "number": lambda value: type(value) is int and 0 <= value <= MOST,
    "hash": lambda value: matches("[0-9a-f]{64}", value),
    "event": lambda value: matches("[a-z]+-[a-z0-9-]+:[1-9][0-9]{0,14}", value),
    "reason": lambda value: value in ("OFFICER", "NOTICE", "PRIVATE"),
    "reader": lambda value: value in ("ALL", "AGENCY", "HOLDER", "PUBLIC"),
    "object": lambda value: type(value) is dict,
    "root": lambda value: len(un64(value)) == 32,
    "bytes": lambda value: type(value) is str and un64(value),
    "proof": lambda value: (
        type(value) is list and len(value) <= PROOF_MOST and all(len(un64(row)) == 32 for row in value)
    ),
    "keys": lambda value: fits(value, "log:text? promises:text?"),
    "texts": lambda value: (
        type(value) is list and all(fits(row, "commitment:hash salt:hash value:text") for row in value)
    ),
    "gone": lambda value: type(value) is list and all(fits(row, "commitment:hash event:event") for row in value),
    "stream": lambda value: matches("[a-z]+-[a-z0-9-]+", value),
    "way": lambda value: fits(value, "n:number proof:proof"),
    "ends": lambda value: type(value) is list and all(fits(row, "stream:stream n:number proof:proof") for row in value),
}
PLACED = "kind:text place:number size:number proof:proof envelope:text"
SIGNED = "author:text? signature:bytes?"
CONTENT = f"n:number salt:hash? body:text? state:text? withheld:reason? {SIGNED}"
HEADER = "kind:text v:number origin:text stream:stream size:number versions:number whole:flag keys:keys"
SHAPES = {
    "record-pack": f"{HEADER} reader:reader",
    "succession": "kind:text note:text",
    "checkpoint": "kind:text note:text proof:proof stamp:bytes?",
    "version": f"{PLACED} {CONTENT} assertion:object? shown:text? texts:texts erased:gone",
    "index": "kind:text note:text n:number proof:proof",
    "authors": f"{PLACED} end:way?",
    "erasure": f"{PLACED} event:event salt:hash body:text {SIGNED}",
    "registry": f"{PLACED} {CONTENT} stream:stream of:stream? end:way?",
    "shared": "kind:text of:stream sha256:hash lines:number withheld:number size:number root:root proof:proof "
    "ends:ends",
    "more": "kind:text name:text value:object",
    "end": "kind:text lines:number statement:text?",
}
BEGUN = "register"
"""Name of the line `more` with the entry that began the duty to publish lines."""
BEGINNING = f"{PLACED.removeprefix('kind:text ')} salt:hash body:text {SIGNED}"
NEW = ("authors", "shared", "more")
SHAPES_OLD = {
    **{kind: shape for kind, shape in SHAPES.items() if kind not in NEW},
    "record-pack": HEADER,
    "version": f"{PLACED} {CONTENT} shown:text? texts:texts erased:gone",
    "erasure": f"{PLACED} event:event",
}
"""Lines of a pack of the previous version."""
ENVELOPE = {"v", "origin", "stream", "n", "prev", "body", "anchor", "shown"}
SEQUENCE = r"record-pack( succession)*( checkpoint)+( index)?( authors)*( version)+( erasure)*( registry)*"
SEQUENCE += r"( shared)*( more)*( end)?"
CUT = {"cut", "end-missing"}
BY_CUT = {*CUT, "versions-differ", "index-differs", "statement-missing", "erasure-missing", "authority-missing"}
"""Codes of a file that ends too early, and of findings that follow from that."""


class Wrong(Exception):
    """The input is invalid."""


class Unseen(Exception):
    """The pack lacks the data that the answer needs."""


class WrongCheckpoint(Exception):
    """A file given as a stored checkpoint is not a checkpoint."""


def need(good):
    """Raise Wrong unless `good`."""
    if not good:
        raise Wrong


def matches(pattern, value):
    """Return a match if the pattern fits the whole text."""
    return type(value) is str and re.fullmatch(pattern, value, re.ASCII)


def fits(value, shape):
    """Return True if an object has exactly these members, each of its type; a question mark allows null."""
    types = dict(member.split(":") for member in shape.split())
    return (
        type(value) is dict
        and value.keys() == types.keys()
        and all(
            (type[-1] == "?" and value[name] is None) or CHECKS[type.rstrip("?")](value[name])
            for name, type in types.items()
        )
    )


def un64(text):
    """Decode canonical base64. Raise Wrong for anything else."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (AttributeError, ValueError):
        raise Wrong from None
    need(base64.b64encode(data).decode() == text)
    return data


def canonical(value):
    """Return JSON in the form of RFC 8785; names of members are ASCII wherever that matters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parsed(text):
    """Parse canonical JSON (RFC 8785) without fractions. Raise Wrong for anything else."""

    def refuse(_):
        raise Wrong

    def whole(digits):
        need(abs(number := int(digits)) <= MOST)
        return number

    try:
        value = json.loads(text, parse_float=refuse, parse_constant=refuse, parse_int=whole)
        need(canonical(value) == text)
    except (ValueError, RecursionError):
        raise Wrong from None
    need(type(value) is dict and plain(value, DEPTH_MOST))
    return value


def plain(value, depth):
    """Return True if a value is not nested too deep, and every language sorts its members alike."""
    if type(value) is dict:
        need(all(ord(sign) < ASTRAL for name in value for sign in name))
        value = list(value.values())
    return type(value) is not list or (depth > 0 and all(plain(part, depth - 1) for part in value))


def cut_off(kinds):
    return any(matches(SEQUENCE, " ".join([*kinds, *more])) for more in ((), ("checkpoint", "version"), ("version",)))


def seconds(instant):
    """Return an instant of the record in seconds since 1970. Raise Wrong for an invalid one."""
    need(matches(INSTANT, instant))
    try:
        return datetime.fromisoformat(instant).timestamp()
    except ValueError:
        raise Wrong from None


def alike(one, other):
    """Return True if two values are the same JSON. Python alone would treat True and 1 as equal."""
    return canonical(one) == canonical(other)
