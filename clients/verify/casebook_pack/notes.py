"""Signed notes and the tree of the log: keys, checkpoints, proofs, and authors."""

import base64
import re
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .lines import MOST, Wrong, matches, need, un64

LOG_KEY, WITNESS_KEY, KEY_BYTES, SIGNATURES_MOST = 1, 4, 32, 100
"""Kinds of keys, all Ed25519: of a log, of a witness; bytes of a key; most signatures of a note."""
WINDOW_MOST = 1000
"""Log indexes of one window of the command line."""
BINDS, TYPES, PERSON, LATE = "process=", "types=", "person ", "late "


def hashed(*parts):
    return sha256(b"".join(parts)).digest()


def read_key(text, *kinds):
    """Parse a key written `name+id+base64`. Return a table with one entry: by name and id, its kind and public key.
    Raise Wrong."""
    name, _, rest = text.partition("+")
    stated, _, encoded = rest.partition("+")
    data = un64(encoded)
    need(name and data and data[0] in kinds and len(data) == 1 + KEY_BYTES)
    need(stated == hashed(name.encode(), b"\n", data)[:4].hex())
    return {(name, bytes.fromhex(stated)): (data[0], Ed25519PublicKey.from_public_bytes(data[1:]))}


def read_note(note, keys):
    """Return the text of a signed note, and the known keys that signed it. A witness's key has its earliest time in
    seconds."""
    text, found, signed = note.rpartition("\n\n")
    lines, text, times = signed.split("\n"), text + "\n", {}
    need(found and lines.pop() == "" and len(lines) <= SIGNATURES_MOST and not re.search("[\x00-\x09\x0b-\x1f]", note))
    for line in lines:
        words = line.split(" ")
        need(len(words) == 3 and words[0] == "\u2014" and words[1] and len(data := un64(words[2])) > 4)
        key, signature, time, message = (words[1], data[:4]), data[4:], None, text.encode()
        if key not in keys:
            continue
        if keys[key][0] != LOG_KEY:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            need(time <= MOST)
            message = b"cosignature/v1\ntime %d\n" % time + message
        try:
            keys[key][1].verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Wrong from None
        times[key] = time if time is None else min(time, times.get(key, time))
    return text, times


def climb(at, last, hash, proof, old=b""):
    """Return the root to which a path leads (RFC 9162 sections 2.1.3.2 and 2.1.4.2)."""
    for step in map(un64, proof):
        need(last)
        if at & 1 or at == last:
            hash, old = hashed(b"\x01", step, hash), hashed(b"\x01", step, old)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hash = hashed(b"\x01", hash, step)
        at, last = at >> 1, last >> 1
    need(not last)
    return hash, old


def continues(old, old_root, new, new_root, proof):
    """Raise Wrong unless the new tree begins with the old one, which is smaller."""
    need(old < new and bool(proof) == bool(old))
    if old:
        path, at, last = proof if old & (old - 1) else [base64.b64encode(old_root).decode(), *proof], old - 1, new - 1
        while at & 1:
            at, last = at >> 1, last >> 1
        need(climb(at, last, un64(path[0]), path[1:], un64(path[0])) == (new_root, old_root))


def checkpoint_of(note):
    """Return origin, size and root of a checkpoint, whoever signed it."""
    text = read_note(note, {})[0]
    origin, size, root = (*text.split("\n"), "", "")[:3]
    need(text == f"{origin}\n{size}\n{root}\n" and matches("0|[1-9][0-9]{0,15}", size))
    need(int(size) <= MOST and len(un64(root)) == 32)
    return origin, int(size), un64(root)


def read_author(line, origin):
    """Parse the line of an author's key: its name in entries, public key, log indexes, process and types of event."""
    words = line.split(" ")
    types = words.pop()[len(TYPES) :] if words[-1].startswith(TYPES) else None
    process = words.pop()[len(BINDS) :] if words[-1].startswith(BINDS) else None
    need(len(words) in (2, 3) and process != "" and (types is None or all(types.split(","))))
    need(all(matches("0|[1-9][0-9]{0,15}", word) for word in words[1:]))
    [((name, id), (_, public))] = read_key(words[0], LOG_KEY).items()
    need(name.startswith(f"{origin}/acts/"))
    first, end = int(words[1]), int(words[2]) if len(words) == 3 else None
    row = {"name": tuple(words[:2]), "short": f"{name.rpartition('/')[2]}+{id.hex()}", "public": public, "end": end}
    row |= {"bare": (process, types), "process": process, "types": types and types.split(",")}
    return row | {"begin": first, "stop": MOST if end is None else end}


def follows(rows, before, place, first, named):
    """Raise Wrong unless an entry on authors repeats the lines of the previous entry.

    Set the log index from which each line counts.

    If the entry names persons, a line of the command line counts for a window, whatever end it has.
    """
    known = {row["name"]: row for row in before}
    need(not first or min((row["begin"] for row in rows), default=0) <= place + 1)
    need(len({row["name"] for row in rows}) == len(rows))
    for row in rows:
        old = known.pop(row["name"], None)
        if old:
            need(old["bare"] == row["bare"] and (old["end"] == row["end"] or max(row["stop"], place) < old["stop"]))
            row["begin"] = old["begin"]
            row["stop"] = old["stop"] if old["end"] == row["end"] else max(row["end"], place + 1)
        elif not first:
            row["begin"] = max(row["begin"], place + 1)
        if named and (row["process"] or re.split("[-+]", row["short"])[0]) == "cli":
            same = old and old["end"] == row["end"] is not None
            row["stop"] = row["stop"] if same else min(row["stop"], place + WINDOW_MOST)
    need(not known)
