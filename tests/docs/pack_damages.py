"""Record packs with one thing changed."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from random import Random
from typing import Any

from store.record.canonical import canonical


def damaged(data: bytes, chance: Random) -> bytes:
    """The same pack with one thing changed: a byte, a member, the order of two lines, or a line less."""
    while True:
        made = chance.choice(DAMAGES)(data, chance)
        if made != data:
            return made


def misparted(data: bytes, parts: Sequence[bytes], chance: Random) -> tuple[bytes, list[bytes]]:
    """The same pack with one thing changed in a shared part, which it names by its new hash; damaged if it has none."""
    if not parts:
        return damaged(data, chance), []
    part = chance.choice(parts)
    made = damaged(part, chance)
    old, new = (sha256(one).hexdigest().encode() for one in (part, made))
    return data.replace(old, new), [made]


def _byte(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _order(data: bytes, chance: Random) -> bytes:
    rows = [row + b"\n" for row in data.split(b"\n")[:-1]]
    at = chance.randrange(max(1, len(rows) - 1))
    if len(rows) < 2:
        return data
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return b"".join(rows)


def _omission(data: bytes, chance: Random) -> bytes:
    rows = [row + b"\n" for row in data.split(b"\n")[:-1]]
    at = chance.randrange(len(rows))
    return b"".join(rows[:at] + rows[at + 1 :])


def _member(data: bytes, chance: Random) -> bytes:
    """One member of one line has another value of its type, in canonical form: what a forger would do."""
    rows = data.split(b"\n")[:-1]
    at = chance.randrange(len(rows))
    row = json.loads(rows[at])
    name = chance.choice([name for name in row if name not in ("kind", "stamp")])
    row[name] = _other(row[name], chance)
    rows[at] = canonical(row)
    return b"".join(row + b"\n" for row in rows)


def signed_otherwise(data: bytes, chance: Random) -> bytes:
    """One character of a signature of a checkpoint is another."""
    rows = data.split(b"\n")[:-1]
    at = chance.choice([at for at, row in enumerate(rows) if b'"kind":"checkpoint"' in row])
    row = json.loads(rows[at])
    note = row["note"]
    place = note.index("\u2014") + chance.randrange(40, 90)
    row["note"] = note[:place] + ("A" if note[place] != "A" else "B") + note[place + 1 :]
    rows[at] = canonical(row)
    return b"".join(row + b"\n" for row in rows)


def _other(value: Any, chance: Random) -> Any:
    if value is None:
        return chance.choice(["ab" * 32, "OFFICER", "x"])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + chance.choice([-1, 1, 256]))
    if isinstance(value, str):
        if not value or chance.random() < 0.2:
            return None
        at = chance.randrange(len(value))
        return value[:at] + chance.choice("0123456789abcdefA") + value[at + 1 :]
    if isinstance(value, list):
        return [*value[1:], *chance.sample(value, len(value) // 2)] if value else ["x"]
    return {**value, chance.choice(list(value)): _other(value[chance.choice(list(value))], chance)}


DAMAGES: Sequence[Callable[[bytes, Random], bytes]] = (_byte, _member, _member, _order, _omission)
