#!/usr/bin/env python3
"""Verifies a record pack of Casebook (docs/record-pack.md) without network, database or any package of Casebook.

    python casebook_verify.py PACK --key KEY --authors FILE [--promise-key KEY] [--witness KEY]... [--quorum N]
                                   [--need NAME,...|nothing] [--stream ID] [--at-least N]
                                   [--shared FILE]... [--checkpoint FILE]... [--file FILE]... [--json] [--lang vi|en]

Needs Python 3.11, `cryptography`, and `casebook_tables.js` in the same folder. Keys are written `name+id+base64`. Take
them from a person you trust, not from the pack. Exit codes: 0 all that was checked holds, and it shows all that you
need; 2 wrong use; 3 it holds, but no key was given, so it is not known whose log it is; 4 it holds, but shows less than
you need; else the first class of the findings: 10 format, 11 signature, 12 consistency, 13 inclusion, 14 order,
15 content, 16 authority, 17 time, 18 texts.
"""

import argparse
import base64
import json
import os
import re
import sys
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

STEPS = ("succeed", "sign", "agree", "include", "order", "finish", "ends", "admit", "fill", "fold", "act", "author")
STEPS += ("fit", "date", "date_registry", "authorise", "endorse", "open")
CLASSES = ("format", "signature", "consistency", "inclusion", "order", "content", "authority", "time", "texts")
OLD, VERSION, UNPINNED, LESS, FIRST_EXIT, MOST, PROOF_MOST, SIGNATURES_MOST = 2, 3, 3, 4, 10, 2**53 - 1, 63, 100
DEPTH_MOST, ASTRAL = 40, 0x10000
"""How deeply lines may be nested; signs that UTF-16 orders otherwise, which no name of a member has."""
NEEDS = ("index", "authority", "authors", "nothing-withheld", "erasures")
"""What a reader may need of a pack: all of it, unless they say otherwise."""
LOG_KEY, WITNESS_KEY, KEY_BYTES, SKEW, SEAL_WITHIN = 1, 4, 32, 300, 3600
WINDOW_MOST = 1000  # places of the log, for the command line
"""Kinds of keys, all Ed25519: of a log, of a witness; bytes of one; seconds that clocks may differ, and within which a
version is sealed."""
BINDS, TYPES, PERSON, LATE = "process=", "types=", "person ", "late "
WITH_CLIENT = ("PERSON", "CLIENT")
"""Kinds of actors who act by a program, and for an agency."""
SUCCESSIONS_MOST, DAY_BEGINS = 10, 7 * 3600
"""Days begin at midnight in Vietnam, seven hours before it is midnight in Greenwich."""
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
NEW = ("authors", "shared", "more")
SHAPES_OLD = {
    **{kind: shape for kind, shape in SHAPES.items() if kind not in NEW},
    "record-pack": HEADER,
    "version": f"{PLACED} {CONTENT} shown:text? texts:texts erased:gone",
    "erasure": f"{PLACED} event:event",
}
"""Lines of a pack of the version before."""
ENVELOPE = {"v", "origin", "stream", "n", "prev", "body", "anchor", "shown"}
SEQUENCE = r"record-pack( succession)*( checkpoint)+( index)?( authors)*( version)+( erasure)*( registry)*"
SEQUENCE += r"( shared)*( more)*( end)?"
COMMAND = {"v", "origin", "page", "action", "actor", "scope", "names", "id", "target", "after", "also", "fields"}
COMMAND |= {"anchor", "end"}
"""Members of a signed command."""
ASSERTION = "command:text authenticatorData:bytes clientDataJSON:bytes signature:bytes"
PRESENT, COPIABLE, COPIED, MORE, NOTED_MOST, DATA_LEAST, DATA_MOST, DAY = 0x05, 0x08, 0x10, 0xC0, 60, 37, 4096, 86400
"""Flags: the person was there and gave a PIN or a finger; the key can be copied, and was; more data follow. Versions
that may lie between; bytes of what an authenticator says; seconds of a day."""
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
ED25519, EXPONENT, RSA_BYTES = bytes.fromhex("302a300506032b6570032100"), bytes.fromhex("0203010001"), range(256, 513)
RSA = "3082{:04x}300d06092a864886f70d01010105000382{:04x}003082{:04x}0282{:04x}00"
"""How public keys begin and end in DER; bytes of the modulus of RSA."""
BARE = {"key", "public", "label", "entered_at"}
"""Members of a key that nobody confirmed."""
W, TEXT = r"[ \t\n\r]*", r'"(?:[^"\\\x00-\x1f]|\\/)*"'
FLAT = f"(?:{TEXT}|true|false|null)"
OBJECT = f"\\{{{W}(?:{TEXT}{W}:{W}{FLAT}{W}(?:,{W}{TEXT}{W}:{W}{FLAT}{W})*)?\\}}"
VALUE = f"(?:{FLAT}|{OBJECT})"
MEMBER, CLIENT_DATA = f"({TEXT}){W}:{W}({VALUE})", OBJECT.replace(FLAT, VALUE)
"""JSON that every parser reads alike: objects two deep, without numbers, and `\\/` for the only escape."""
PAPER, NEVER_ON_PAPER = (
    r"(?=.*[0-9])[0-9A-Za-zĐđƯưÔôÂâ/.-]{1,40}",
    ("confirmSigningKey", "endSigningKey", "requireSigning"),
)
CUT = {"cut", "end-missing"}
BY_CUT = {*CUT, "versions-differ", "index-differs", "statement-missing", "erasure-missing", "authority-missing"}
"""Codes that say that a file ends too early, and those of what is found then besides."""


def tables():
    """The rules of folding, and who may do what, from the made file beside this one: each lies between two marks."""
    return Path(__file__).with_name("casebook_tables.js").read_text(encoding="utf-8").split("`")[1::2]


class Wrong(Exception):
    """What was read is not what it should be."""


class Unseen(Exception):
    """The pack lacks what the answer needs."""


class WrongCheckpoint(Exception):
    """A file that the reader named as a kept checkpoint is none."""


def need(good):
    """Raise Wrong unless it is good."""
    if not good:
        raise Wrong


def matches(pattern, value):
    """Whether the whole of a text matches."""
    return type(value) is str and re.fullmatch(pattern, value, re.ASCII)


def fits(value, shape):
    """Whether an object has exactly these members, each of its type; one with a question mark may be null."""
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
    """The bytes of canonical base64."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (AttributeError, ValueError):
        raise Wrong from None
    need(base64.b64encode(data).decode() == text)
    return data


def canonical(value):
    """JSON as RFC 8785 writes it; names of members are ASCII wherever that matters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parsed(text):
    """The object of canonical JSON (RFC 8785) without fractions."""

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
    """Whether a value is not nested too deeply, and orders its members alike in every language."""
    if type(value) is dict:
        need(all(ord(sign) < ASTRAL for name in value for sign in name))
        value = list(value.values())
    return type(value) is not list or (depth > 0 and all(plain(part, depth - 1) for part in value))


def hashed(*parts):
    """SHA-256 of the parts, one after the other."""
    return sha256(b"".join(parts)).digest()


def read_key(text, *kinds):
    """A key written `name+id+base64`, as a table of one: by name and id, its kind and public key."""
    name, _, rest = text.partition("+")
    stated, _, encoded = rest.partition("+")
    data = un64(encoded)
    need(name and data and data[0] in kinds and len(data) == 1 + KEY_BYTES)
    need(stated == hashed(name.encode(), b"\n", data)[:4].hex())
    return {(name, bytes.fromhex(stated)): (data[0], Ed25519PublicKey.from_public_bytes(data[1:]))}


def read_note(note, keys):
    """The text of a signed note, and the known keys that signed it, a witness with its earliest time in seconds."""
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
    """Where a path leads (RFC 9162 sections 2.1.3.2 and 2.1.4.2)."""
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
    """Wrong unless the new tree begins with the old one, which is smaller."""
    need(old < new and bool(proof) == bool(old))
    if old:
        path, at, last = proof if old & (old - 1) else [base64.b64encode(old_root).decode(), *proof], old - 1, new - 1
        while at & 1:
            at, last = at >> 1, last >> 1
        need(climb(at, last, un64(path[0]), path[1:], un64(path[0])) == (new_root, old_root))


def checkpoint_of(note):
    """Origin, size and root of a checkpoint, whoever signed it."""
    text = read_note(note, {})[0]
    origin, size, root = (*text.split("\n"), "", "")[:3]
    need(text == f"{origin}\n{size}\n{root}\n" and matches("0|[1-9][0-9]{0,15}", size))
    need(int(size) <= MOST and len(un64(root)) == 32)
    return origin, int(size), un64(root)


def cut_off(kinds):
    """Whether lines of these kinds are the beginning of a pack."""
    return any(matches(SEQUENCE, " ".join([*kinds, *more])) for more in ((), ("checkpoint", "version"), ("version",)))


def sealed_in(value):
    """The commitments that a body or a state names, each with the name of the key that its text is under."""
    if isinstance(value, dict):
        if value.keys() == {"commitment", "group"}:
            return {value["commitment"]: value["group"]} if type(value["commitment"]) is str else {}
        value = list(value.values())
    parts = map(sealed_in, value) if isinstance(value, list) else ()
    return {name: group for part in parts for name, group in part.items()}


def plain_in(value):
    """The commitments to the bytes of files that a body or a state names."""
    found = {value["plain"].get("commitment")} if type(value) is dict and type(value.get("plain")) is dict else set()
    parts = list(value.values()) if type(value) is dict else value if type(value) is list else []
    return found.union(*map(plain_in, parts))


def newest_public(state):
    """What the public read of a state's newest version, as the envelope commits to it."""
    try:
        version = state["versions"][-1]
        result = {name: value for name, value in version["result"].items() if name not in ("cycle", "redress")}
        return canonical({**version, "result": result})
    except (LookupError, TypeError, AttributeError):
        raise Wrong from None


def seconds(instant):
    """An instant of the record, in seconds since 1970."""
    need(matches(INSTANT, instant))
    try:
        return datetime.fromisoformat(instant).timestamp()
    except ValueError:
        raise Wrong from None


def read_author(line, origin):
    """A line about a key that may write: its name in entries, public key, places, process and types of event."""
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
    """Wrong unless an entry about who may write changes nothing of what the one before said; whence it counts.

    Where it names persons, a line of the command line counts for a window, whatever end it has.
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


class Registry:
    """The rows of the registry, taken up in the order of time, and what they say on a day."""

    def __init__(self, chains, rights):
        self.rights, self.day, self.rows, self.kinds = rights, "", {}, {}
        self.owners = {chain[0]["stream"]: chain[0]["of"] or chain[0]["stream"] for chain in chains}

    def take(self, row):
        """Take up a version: an appointment as its person's, a grant as its agency's."""
        stream, holds = row["stream"], row["holds"]
        kind = stream.partition("-")[0]
        if kind == "grant":
            self.kinds.get((kind, self.owners[stream]), {}).pop(stream, None)
            self.owners[stream] = str(holds.get("agency"))
        owner = self.owners[stream] if kind in ("officer", "grant") else ""
        self.rows[stream] = self.kinds.setdefault((kind, owner), {})[stream] = holds

    def of(self, kind, owner=""):
        """The rows of a kind, of one person or agency."""
        return [*self.kinds.get((kind, owner), {}).values()]

    def covers(self, span):
        """Whether days of validity cover the day."""
        return span["since"] <= self.day and ("until" not in span or self.day < span["until"])

    def heir(self, agency):
        """Who acts for an agency: itself, or who took it over wholly, step by step."""
        for _ in range(SUCCESSIONS_MOST):
            rows = self.rows.get(agency, {}).get("successions", [])
            taken = [row for row in rows if row["whole"] and sure(row) and row["on"] <= self.day]
            if not taken:
                break
            agency = taken[-1]["successor"]
        return agency

    def assigned(self, part):
        """The agencies that an assignment of the lead makes so, the newest first."""
        rows = [row for row in self.of("lead") if row.get("part", "LEAD") == part and sure(row)]
        covering = [row for row in rows if self.covers(row["span"])]
        covering.sort(key=lambda row: (row["span"]["since"], row["id"]), reverse=True)
        return [self.heir(row["agency"]) for row in covering]

    def role(self, agency):
        """The role of an agency; null of one that is not active."""
        row = self.rows.get(agency)
        if not row or not sure(row) or not self.covers(row["span"]):
            return None
        leads = self.assigned("LEAD")[:1] == [agency] and row["kind"] not in self.rights["never"]
        return "LEAD" if leads else self.rights["kind"].get(row["kind"], [None])[0]

    def admits(self, told):
        """Whether an act had its authority, as far as these rows say."""
        actor, scope = told["actor"], told.get("scope")
        scopes, posts, _ = self.rights["act"][told["action"]]
        person, agency, role = actor["kind"] == "PERSON", actor["agency"], self.role(actor["agency"])
        if (scope or "-") not in scopes:
            return False
        if not role or role != actor.get("role") or self.heir(agency) != agency:
            return False
        program = self.rows.get(actor["client"])
        if program and not self.carries(program, actor, scope):
            return False
        if person:
            held = self.of("officer", actor["subject"])
            held = [row for row in held if "nominated_by" not in row or "confirmed_by" in row]
            held = [row for row in held if self.covers(row["span"]) and self.heir(row["agency"]) == agency]
            has, told_posts = {post for row in held for post in row["posts"]}, set(actor["posts"])
            if not held or not told_posts <= has or (posts and not posts & told_posts):
                return False
        granted = {
            one
            for row in self.of("grant", agency)
            if row["state"] in ("ACTIVE", "END_PROPOSED")
            for one in row["scopes"]
        }
        roles = [role, *(["LEAD"] if agency in self.assigned("SUBSTITUTE") else [])]
        most = {one for name in roles for one in self.rights["role"].get(name, [])}
        impersonal = person or scope in self.rights["impersonal"]
        return scope is None or (scope in granted & most and impersonal)

    def carries(self, program, actor, scope):
        """Whether a program could carry an act: active, for persons or for itself, its agency's or shared, in scope."""
        person = actor["kind"] == "PERSON"
        of_all = person and program.get("shared")
        return (
            program.get("state") == "ACTIVE"
            and bool(program["redirects"] if person else program.get("machine"))
            and bool(of_all or self.heir(program["agency"]) == actor["agency"])
            and (scope is None or scope in program["scopes"])
        )


def sure(row):
    """Whether a row is confirmed."""
    return row.get("certainty", "CONFIRMED") == "CONFIRMED"


def rule_at(rules, at):
    """The rule on signing for a moment: of all that began, the one that began last."""
    begun = [rule for rule in rules if seconds(rule["since"]) <= at]
    return max(begun, key=lambda rule: rule["since"], default=None)


def counts(key, at):
    """Return whether a key is in force at a moment."""
    begun = "counts_from" in key and seconds(key["counts_from"]) <= at
    return begun and ("ended_at" not in key or at < seconds(key["ended_at"]))


def member(data, path):
    """A member of an event; of a sealed text its commitment, null where there is none."""
    for name in path.split("."):
        data = data.get(name) if type(data) is dict else None
    return data["commitment"] if type(data) is dict and data.keys() == {"commitment", "group"} else data


def alike(one, other):
    """Whether two values are the same JSON: to Python, true is 1."""
    return canonical(one) == canonical(other)


def key_bytes(text):
    """The bytes of a public key that can sign: P-256, Ed25519, or RSA of 2048 to 4096 bits with the exponent 65537."""
    data = un64(text)
    size = len(data) - 38
    if size in RSA_BYTES:
        need(data[:33] == bytes.fromhex(RSA.format(size + 34, size + 15, size + 10, size + 1)))
        need(data[33] >= 0x80 and data[-6] & 1 and data[-5:] == EXPONENT)
    else:
        need((len(data), data[:27]) == (91, P256) or (len(data), data[:12]) == (44, ED25519))
    return data


def made_by(public, signature, message):
    """Whether a signature is valid: P-256, RSA with PKCS #1 v1.5, both with SHA-256, or Ed25519."""
    try:
        key = load_der_public_key(key_bytes(public))
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        elif isinstance(key, RSAPublicKey):
            key.verify(signature, message, PKCS1v15(), SHA256())
        else:
            key.verify(signature, message, ECDSA(SHA256()))
    except (Wrong, InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def client_said(data):
    """The members of what the browser said, both as they are written; Wrong for what may be read in two ways."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Wrong from None
    members = re.findall(MEMBER, text)
    need(len(data) <= DATA_MOST and re.fullmatch(CLIENT_DATA, text) and len(dict(members)) == len(members))
    return {name.replace("\\/", "/"): value.replace("\\/", "/") for name, value in members}


def asserted(assertion, challenge, rule):
    """Wrong unless an authenticator signed a challenge on the page of a rule; what was signed."""
    client, data = un64(assertion["clientDataJSON"]), un64(assertion["authenticatorData"])
    said, coded = client_said(client), base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    need((said.get('"type"'), said.get('"challenge"')) == ('"webauthn.get"', f'"{coded}"'))
    need(said.get('"origin"') == f'"{rule["page"]}"' and said.get('"crossOrigin"', "false") == "false")
    need('"topOrigin"' not in said and DATA_LEAST <= len(data) <= DATA_MOST)
    host, flags = re.sub(r"^https?://|:\d+$", "", rule["page"]), data[32]
    need(data[:32] == hashed(host.encode()) and (len(data) > DATA_LEAST) == bool(flags & MORE))
    need(flags & PRESENT == PRESENT and (rule.get("synced") or not flags & COPIABLE))
    need(flags & COPIABLE or not flags & COPIED)
    return data + hashed(client)


def read_rights(text):
    """Who may do what: kinds of agencies with their roles, the scopes of roles, actions with what they ask for; by type
    of event the actions that write it; the processes of kinds of actors, and of actions that have another."""
    rights = {"never": {}, "kind": {}, "impersonal": {}, "role": {}, "act": {}, "process": {}, "by": {}, "writes": {}}
    rights |= {"noted": {}, "signs": {}}
    for line in re.sub(r"\n +", " ", text).strip().split("\n"):
        what, name, *words = line.split(" ")
        if what == "act":
            asked = set(name.split(",")), set(words[0].split(",")) - {"-"}, set(words[1].split(","))
            rights["act"] |= dict.fromkeys(words[2:], asked)
        elif what == "writes":
            rights[what] |= {
                pair[0]: set(pair[2].split(",")) for pair in (word.partition("=") for word in [name, *words])
            }
        elif what == "signs":
            pairs = (word.partition("=") for word in words[1:] if word != "-")
            rights[what].setdefault(name, {})[words[0]] = {path: field for path, _, field in pairs}
        elif what in ("process", "by"):
            rights[what] |= dict.fromkeys(words, name.split(","))
        else:
            rights[what] |= (
                dict.fromkeys([name, *words], True) if what in ("never", "impersonal", "noted") else {name: words}
            )
    return rights


def read_rules(text):
    """The page's rules of folding: defaults of members, the types that begin a stream, statements by type, members
    that are there also when they are empty."""
    defaults, begins, rules, required = {}, set(), {}, set()
    for line in re.sub(r"\n +", " ", text).strip().split("\n"):
        head, _, rest = line.partition(":")
        words = head.split(" ")
        if words[0] == "default":
            defaults[words[1]] = int(words[2]) if words[2].isdigit() else words[2]
        elif words[0] in ("begins", "required"):
            (begins if words[0] == "begins" else required).update(words[1:])
        else:
            rules |= dict.fromkeys(words, rest.strip().split("; "))
    return defaults, begins, rules, required


class Fold:
    """One event folded into the state before it, by the rules of the page."""

    def __init__(self, rules, kind, state, data):
        self.defaults, _, self.rules, self.required = rules
        self.kind, self.top = kind, {"": deepcopy(state), "@": data, "$": {}}

    def run(self, type):
        """The state after the statements of a type."""
        for statement in self.rules[type]:
            self.do(statement)
        return {name: value for name, value in self.top[""].items() if self.kept(name, value)}

    def kept(self, name, value):
        """Whether a member of the state is there with this value."""
        return f"{self.kind}.{name}" in self.required or not (empty(value) or value == self.default(name))

    def do(self, statement):
        """Carry out one statement."""
        act, _, condition = statement.partition(" if ")
        condition, _, other = condition.partition(" else ")
        path, op, *words = act.split(" ")
        if condition and not self.holds(condition):
            if not other:
                return None
            words = [other]
        if path == "do":
            return self.run(op)
        if op == "move":
            return self.move(path, *words)
        given = [self.value(word) for word in words]
        if path == "*":
            return self.top[""].update(given[0])
        for box, key in reversed(self.places(path)):
            made = changed(op, box[key] if type(box) is list else box.get(key, self.default(path)), *given)
            if not empty(made):
                box[key] = made
            elif type(box) is list or key in box:
                del box[key]
        return None

    def move(self, path, source, target, name, wanted):
        """Move the elements with a member of a value from one list of an object to another, in the order of time."""
        value = self.value(wanted)
        for box, key in self.places(path):
            row = box[key]
            both = [
                [one for one in row.get(source, []) if (one.get(name) == value) == moved] for moved in (False, True)
            ]
            both[1] = sorted([*row.get(target, []), *both[1]], key=lambda one: one["at"])
            for place, made in zip((source, target), both, strict=True):
                row |= {place: made}
                if not made:
                    del row[place]

    def default(self, path):
        """What a member is that is not there."""
        return self.defaults.get(f"{self.kind}.{path}")

    def places(self, path, make=True):
        """Where a path leads, each as a list or object and a key in it."""
        root, *words = re.findall(r"\[[^]]*\]|[@$]|\w+", path if path[0] in "@$" else f"${path}")
        places = [(self.top, root if path[0] in "@$" else "")]
        for word in words:
            inside = []
            for box, key in places:
                found = box[key] if type(box) is list else box.get(key)
                if word[0] == "[":
                    inside += [(found, at) for at in range(len(found or [])) if self.picks(word[1:-1], at, found)]
                elif found is not None or make:
                    inside.append((box.setdefault(key, {}) if type(box) is dict else found, word))
            places = inside
        return places

    def picks(self, selector, at, rows):
        """Whether a selector picks a row: all, the last one, one by its number, or one by what its members are."""
        if selector in ("all", "last") or selector.isdigit():
            return selector == "all" or at == (len(rows) if selector == "last" else int(selector)) - 1
        for part in selector.split(","):
            name, op, wanted = re.fullmatch(r"(\w+)(!=|==|=)(.+)", part).groups()
            given, row = map(self.value, wanted.split("|")), rows[at].get(name)
            if any(row == value if op == "==" else same(row, value) for value in given) == (op == "!="):
                return False
        return True

    def value(self, word):
        """What a word means: null, true, a number, a text in capitals, or where a path leads first, or in all."""
        if word in ("null", "true"):
            return word == "true" or None
        if re.fullmatch(r"[0-9]+|[A-Z_]+", word):
            return int(word) if word.isdigit() else word
        places = self.places(word, make=False)
        found = [deepcopy(box[key] if type(box) is list else box.get(key, self.default(word))) for box, key in places]
        return found if "[all]" in word else found[0] if found else None

    def holds(self, condition):
        """Whether all parts of a condition hold."""
        for part in condition.split(" and "):
            no, one, *other = re.fullmatch(r"(not )?(\S+)(?: = (\S+))?", part).groups()
            good = same(self.value(one), self.value(other[0])) if other[0] else not empty(self.value(one))
            if good == bool(no):
                return False
        return True


def empty(value):
    """Whether a member with this value is left out."""
    return value is None or value is False or value == []


def same(one, other):
    """Whether a value is another, or one of them."""
    return one in other if type(other) is list else one == other


def changed(op, value, *given):
    """What becomes of a value."""
    if op == "=":
        return given[0]
    if op == "plus":
        return value + given[0]
    rows = list(value or [])
    if op == "keep":
        return rows[-given[0] :]
    if op == "swap":
        return unique(given[1] if row == given[0] else row for row in rows)
    more = given[0] if type(given[0]) is list else [given[0]]
    if op == "-=":
        return [row for row in rows if row not in more]
    if op == "|=":
        return unique([*rows, *(row for row in more if row is not None)])
    need(op in ("+=", "++="))
    return [*rows, *(more if op == "++=" else given)]


def unique(rows):
    """Each once, where it is first."""
    made = []
    for row in rows:
        made += [] if row in made else [row]
    return made


class Check:
    """One verification. Findings are class, code and place; `proved` and `unproved` are what is said besides."""

    def __init__(
        self,
        data,
        key=None,
        promise_key=None,
        witnesses=(),
        quorum=0,
        kept=(),
        authors=None,
        files=(),
        needs=NEEDS,
        stream=None,
        at_least=0,
        parts=(),
    ):
        self.parts = {hashed(part).hex(): part for part in parts}
        self.files, self.needs, self.wanted, self.at_least, self.lacking = files, needs, stream, at_least, []
        self.key, self.promise_key, self.quorum, self.kept, self.authors = key, promise_key, quorum, kept, authors
        for number, note in enumerate(kept, 1):
            try:
                checkpoint_of(note)
            except Wrong:
                raise WrongCheckpoint(number) from None
        self.witnesses = {name: key for text in witnesses for name, key in read_key(text, WITNESS_KEY).items()}
        self.findings, self.proved, self.unproved, self.line, self.rows = [], {}, {}, 0, []
        self.unlike = "line"
        with self.finding("format", lambda: self.unlike, lambda: self.line):
            self.read(data)
            self.head, self.end = self.rows[0], self.rows[-1] if self.rows[-1]["kind"] == "end" else None
            kinds = ("succession", "checkpoint", "index", "authors", "version", "erasure", "registry", "shared", "more")
            rows = ([row for row in self.rows if row["kind"] == kind] for kind in kinds)
            self.successions, self.checkpoints, self.indexes, self.entered, self.versions, *rest = rows
            self.erasures, self.inline, self.shared, self.more = rest
            self.registry = sorted([*self.inline, *self.taken()], key=lambda row: row["stream"])
            chains = {row["stream"]: [] for row in self.registry}
            for row in self.registry:
                chains[row["stream"]].append(row)
            self.chains, self.there = [*chains.values()], chains.keys()
            self.persons = {row["of"] or row["stream"] for row in self.registry}
            for step in STEPS:
                getattr(self, step)()
            self.conclude()

    @property
    def stream(self):
        """The stream that the pack says it holds."""
        return self.rows[0]["stream"] if self.rows and self.rows[0]["kind"] == "record-pack" else "?"

    @property
    def old(self):
        """Whether the pack is of the version before: its erasures are not proved, nor is what was withheld."""
        return self.head["v"] == OLD

    def stream_of(self, row):
        """The stream that a line is of."""
        return "authors" if row["kind"] == "authors" else row["stream"] if "stream" in row else self.head["stream"]

    @contextmanager
    def finding(self, kind, code, place):
        """What is Wrong inside becomes a finding."""
        try:
            yield
        except Wrong:
            self.findings.append((kind, *(str(part() if callable(part) else part) for part in (code, place))))

    def expect(self, good, kind, code, place):
        """A finding unless it is good."""
        with self.finding(kind, code, place):
            need(good)

    def read(self, data):
        """The lines: a header, checkpoints, versions, erasures, the end."""
        (*lines, rest), shapes = data.split(b"\n"), SHAPES
        for self.line, line in enumerate(lines, 1):
            try:
                row = parsed(line.decode())
            except UnicodeDecodeError:
                raise Wrong from None
            kind, version = row.get("kind"), row.get("v", VERSION)
            shapes = SHAPES_OLD if version == OLD else shapes
            need(type(kind) is str and kind in shapes and fits(row, shapes[kind]) and version in (OLD, VERSION))
            self.rows.append({**row, "line": self.line} if kind == "shared" else row)
        self.line += 1
        kinds = [row["kind"] for row in self.rows]
        if "end" not in kinds and cut_off(kinds):
            self.unlike = "cut"
        self.before = data[: len(data) - len(lines[-1]) - 1] if lines else b""
        need(not rest and matches(SEQUENCE, " ".join(kinds)))

    def taken(self):
        """The rows of the shared parts that the reader has; those of one that is missing are empty."""
        self.unlike = "shared"
        for row in self.shared:
            self.line, row["rows"] = row["line"], None
            if (data := self.parts.get(row["sha256"])) is not None:
                try:
                    row["rows"] = [{**parsed(line), "part": row} for line in data.decode().split("\n")[:-1]]
                except UnicodeDecodeError:
                    raise Wrong from None
                need(data.endswith(b"\n") and all(self.sharable(one) for one in row["rows"]))
                yield from row["rows"]

    def sharable(self, row):
        """Return whether a shared part may hold a line."""
        told = {name: value for name, value in row.items() if name != "part"}
        return told.get("kind") == "registry" and fits(told, SHAPES["registry"]) and told["end"] is None

    def trusted(self, use, pinned):
        """The key that counts: the pinned one, else the pack's own."""
        told = self.head["keys"][use]
        followed = use == "log" and self.successions
        self.expect(not pinned or told == pinned or followed, "signature", "key-differs", use)
        with self.finding("signature", "key-unreadable", use):
            return read_key(pinned or told, LOG_KEY) if pinned or told else {}
        return {}

    def handover(self, row):
        """What a note of succession says, which the key after signed, and the key before unless it is lost."""
        rows = row["note"].rpartition("\n\n")[0].split("\n")
        need(len(rows) == 6 and rows[0] == "casebook/succession/v1")
        before, after = read_key(rows[1], LOG_KEY), read_key(rows[2], LOG_KEY)
        need(before.keys() != after.keys() and {name for name, _ in [*before, *after]} == {self.head["origin"]})
        signed = read_note(row["note"], before | after)[1]
        need(after.keys() <= signed.keys() and seconds(rows[3]))
        for line in rows[4:]:
            size, _, root = line.partition(" ")
            need(matches("0|[1-9][0-9]{0,15}", size) and int(size) <= MOST and len(un64(root)) == 32)
        (size, root), (last, last_root) = (line.split(" ") for line in rows[4:])
        need(int(last) > int(size) or (last, last_root) == (size, root))
        row |= {"covers": int(size), "root": un64(root), "lost": int(last) - int(size)}
        row |= {"before": before, "after": after, "both": before.keys() <= signed.keys()}

    def succeed(self):
        """From the known key of the log to those before it and after it, and the sizes that each might sign."""
        self.keys = self.trusted("log", self.key)
        self.expect(all(name == self.head["origin"] for name, _ in self.keys), "signature", "foreign-key", "log")
        self.terms, left = dict.fromkeys(self.keys, (0, MOST)), []
        for number, row in enumerate(self.successions, 1):
            with self.finding("signature", "succession", f"succession {number}"):
                self.handover(row)
                left.append(row)
        known, forked = (
            list(left),
            any(len({name for row in left for name in row[end]}) < len(left) for end in ("before", "after")),
        )
        while row := next((row for row in left if self.leads(row)), None):
            left.remove(row)
            ([before], [after]), size = (row["before"], row["after"]), row["covers"]
            self.keys = self.keys | row["before"] | row["after"]
            self.terms[before] = self.terms.get(before, (0, MOST))[0], size
            self.terms[after] = size, self.terms.get(after, (0, MOST))[1]
        self.expect(not forked and not left and self.narrowed(known), "signature", "succession-stray", "successions")
        told = self.head["keys"]["log"]
        with self.finding("signature", "key-differs", "log"):
            need(not self.successions or (told and read_key(told, LOG_KEY).keys() <= self.terms.keys()))
        self.proved |= {"succeeded": {"count": len(known)}} if known else {}
        lost = sum(row["lost"] for row in known)
        self.unproved |= {"lost": {"count": lost}} if lost else {}

    def narrowed(self, rows):
        """Each key signs up to the smallest size that a later note goes on from; whether none came before its own."""
        following = {name: row for row in rows for name in row["before"]}
        sane = all(row["covers"] + row["lost"] >= self.terms[name][0] for name, row in following.items())
        for name, (first, end) in self.terms.items():
            row = following.get(name)
            while row:
                end, row = min(end, row["covers"]), following.get(next(iter(row["after"])))
            self.terms[name] = first, end
        return sane

    def leads(self, row):
        """Whether a succession leads from a known key to one that is not, or back."""
        [before], [after] = row["before"], row["after"]
        return (after in self.terms) != (before in self.terms) and (after in self.terms or row["both"])

    def in_charge(self, signed, size):
        """Return whether one of the signing keys was the log's key when it had a size."""
        return any(name in signed and first <= size <= end for name, (first, end) in self.terms.items())

    def opened(self, note, place):
        """Size, root and times of the witnesses of a checkpoint; nothing of one that this log did not sign."""
        with self.finding("signature", "checkpoint", place):
            times = read_note(note, self.keys | self.witnesses)[1]
            origin, size, root = checkpoint_of(note)
            need(origin == self.head["origin"])
            need(self.in_charge(times, size))
            return size, root, [time for time in times.values() if time is not None]
        return None, None, []

    def sign(self):
        """Each checkpoint is of this log and signed by its key; enough witnesses cosigned the newest."""
        for number, row in enumerate(self.checkpoints, 1):
            row["covers"], row["root"], row["times"] = self.opened(row["note"], f"checkpoint {number}")
        self.roots = {row["covers"]: row["root"] for row in self.checkpoints if row["root"]}
        for number, row in enumerate(self.successions, 1):
            there = self.roots.get(row.get("covers"), row.get("root")) == row.get("root")
            gone = any(row["covers"] > self.terms[name][1] for name in row.get("before", ()) if name in self.terms)
            self.expect(there or gone, "consistency", "forked", f"succession {number}")
        for number, note in enumerate(self.kept, 1):
            size, root, _ = self.opened(note, f"kept {number}")
            self.expect(root is None or self.roots.get(size, root) == root, "consistency", "forked", f"kept {number}")
            if root:
                said = self.proved if size in self.roots else self.unproved
                said["kept"] = {"sizes": sorted({*said.get("kept", {"sizes": []})["sizes"], size})}
        cosigned = len(self.checkpoints[-1]["times"])
        self.expect(cosigned >= self.quorum, "signature", "uncosigned", "checkpoints")
        self.proved["signed"] = {"count": len(self.checkpoints), "witnesses": cosigned}

    def agree(self):
        """Each checkpoint begins with the one before it; the last one is the header's."""
        for number, (old, new) in enumerate(zip([None, *self.checkpoints], self.checkpoints, strict=False), 1):
            with self.finding("consistency", "proof", f"checkpoint {number}"):
                if old is None:
                    need(not new["proof"])
                elif old["root"] and new["root"]:
                    continues(old["covers"], old["root"], new["covers"], new["root"], new["proof"])
        last, root = self.checkpoints[-1]["covers"], self.checkpoints[-1]["root"]
        self.expect(last in (None, self.head["size"]), "consistency", "size-differs", "header")
        for row in self.shared:
            with self.finding("consistency", "proof", f"shared {row['of']}"):
                if root and (row["size"], un64(row["root"]), row["proof"]) != (last, root, []):
                    need(row["size"] > 0)
                    continues(row["size"], un64(row["root"]), last, root, row["proof"])

    def include(self):
        """Each version is in the log under the first checkpoint that covers it, and so is each erasure referred to."""
        for number, row in enumerate(self.entered, 1):
            row["n"] = number
        for row in [*self.entered, *self.versions, *self.erasures, *self.registry]:
            names = {"authors": "{n}", "version": "{n}", "erasure": "{event}", "registry": "{stream}:{n}"}
            row["where"] = f"{row['kind']} {names[row['kind']].format(**row)}"
            row["leaf"], part = hashed(b"\x00", row["envelope"].encode()), row.get("part")
            root = un64(part["root"]) if part else self.roots.get(row["size"])
            with self.finding("inclusion", "proof", row["where"]):
                need(row["place"] < row["size"] and (root or len(self.roots) < len(self.checkpoints)))
                if part:
                    need(row["size"] == part["size"])
                elif row["kind"] in ("authors", "registry"):
                    need(row["size"] == self.head["size"])
                else:
                    need(all(size <= row["place"] for size in self.roots if size < row["size"]))
                need(not root or climb(row["place"], row["size"] - 1, row["leaf"], row["proof"])[0] == root)
        self.proved["included"] = {"count": len(self.versions)}

    def enveloped(self, row, stream, n):
        """What an envelope says, which must be of that version."""
        with self.finding("order", "envelope-differs", row["where"]):
            said = parsed(row["envelope"])
            told = {name: said.get(name) for name in ("v", "origin", "stream", "n")}
            need(told == {"v": 1, "origin": self.head["origin"], "stream": stream, "n": n})
            need(type(told["v"]) is type(told["n"]) is int and said.keys() <= ENVELOPE)
            return said
        return {}

    def order(self):
        """Versions follow each other without a gap, each after the one before it, also in the log."""
        for chain in (self.versions, *self.chains):
            for number, row in enumerate(chain, 1):
                before = chain[number - 2] if number > 1 else None
                self.expect(row["n"] == number, "order", "gap", row["where"])
                row["said"] = self.enveloped(row, self.stream_of(row), row["n"])
                prev = before["leaf"].hex() if before else None
                self.expect(row["said"].get("prev") == prev, "order", "prev-differs", row["where"])
                self.expect(not before or before["place"] < row["place"], "order", "place-back", row["where"])
        for rows in (self.inline, *(row["rows"] or [] for row in self.shared)):
            names = [row["stream"] for row in rows]
            self.expect(names == sorted(names), "order", "registry-unsorted", "registry")
        names = [row["of"] for row in self.shared]
        self.expect(names == sorted(set(names)), "order", "shared-unsorted", "shared")
        for row in self.shared:
            told, rows = (row["lines"], row["withheld"]), row["rows"]
            good = rows is None or told == (len(rows), sum(one["withheld"] is not None for one in rows))
            self.expect(good, "order", "shared-differs", f"shared {row['of']}")
        for row in self.erasures:
            stream, _, n = row["event"].rpartition(":")
            row["said"] = self.enveloped(row, stream, int(n))
        self.expect(self.head["versions"] == len(self.versions), "order", "versions-differ", "header")
        self.expect(self.end, "order", "end-missing", "end")
        self.expect(not self.end or self.end["lines"] == len(self.rows), "order", "lines-differ", "end")
        self.proved["ordered"] = {"count": len(self.versions)}

    def finish(self):
        """What the register signs of the end of the stream; nothing else here says that no version follows."""
        head, keys, note = self.head, self.trusted("promises", self.promise_key), self.end and self.end["statement"]
        self.expect(self.wanted in (None, head["stream"]), "order", "stream-differs", "header")
        self.expect(len(self.versions) >= self.at_least, "order", "too-few", "header")
        self.expect(note or not self.promise_key, "order", "statement-missing", "end")
        if note:
            rows = [head["origin"], head["stream"], head["size"], len(self.versions), self.versions[-1]["leaf"].hex()]
            with self.finding("signature", "statement", "end"):
                text, signed = read_note(note, keys)
                need(signed)
                part = "whole" if head["whole"] else "part"
                wanted = (
                    ["casebook/record/v1", *rows, part]
                    if self.old
                    else ["casebook/record/v2", *rows, part, *self.given()]
                )
                self.expect(text == "".join(f"{row}\n" for row in wanted), "order", "statement-differs", "end")
        self.unproved["stated" if note and head["whole"] else "after"] = {"size": head["size"]}

    def given(self):
        """For whom the pack was made, how much of it is withheld, and the hash of all lines before the last."""
        return self.head["reader"], self.hidden(), hashed(self.before).hex()

    def hidden(self):
        """Count the withheld versions and registry rows, also those of shared parts that are not here."""
        rows = sum(row["withheld"] is not None for row in [*self.versions, *self.inline])
        return rows + sum(row["withheld"] for row in self.shared)

    def ends(self):
        """The log's signed index of streams says where this one ended by then, and those of the registry."""
        size, root, self.index = None, None, (None, None)
        for row in self.indexes:
            with self.finding("signature", "index", "index"):
                text, signed = read_note(row["note"], self.keys)
                size, root = (*text.split("\n"), "", "", "")[2:4]
                need(text == f"casebook/streams/v1\n{self.head['origin']}\n{size}\n{root}\n")
                need(matches("0|[1-9][0-9]{0,15}", size) and len(un64(root)) == 32)
                need(self.in_charge(signed, int(size)))
                size, root = self.index = int(size), un64(root)
                with self.finding("order", "index-differs", "index"):
                    need(self.head["whole"])
                    self.ends_at(row, self.versions, size, root)
                    self.proved["indexed"] = {"count": row["n"], "size": size}
        for chain in self.chains:
            with self.finding("order", "index-differs", chain[-1]["where"]):
                need(not any(row["end"] for row in chain[:-1]))
                if way := chain[-1]["end"]:
                    need(type(root) is bytes)
                    self.ends_at(way, chain, size, root)
        for row in self.shared:
            with self.finding("order", "index-differs", f"shared {row['of']}"):
                need(not row["ends"] or type(root) is bytes)
                for way in row["ends"] if row["rows"] is not None else ():
                    chain = [one for one in row["rows"] if one["stream"] == way["stream"]]
                    need(chain and not chain[-1]["end"])
                    self.ends_at(way, chain, size, root)
                    chain[-1]["end"] = way

    def admit(self):
        """Who may write, as the log says it: entries that follow each other, signed by its key and a person."""
        self.writers, self.second, self.late, before = [], {}, {}, None
        for row in self.entered:
            with self.finding("signature", "authors-unsigned", row["where"]):
                self.enter(row, before)
            before = row
        with self.finding("order", "index-differs", "authors"):
            need(not any(row["end"] for row in self.entered[:-1]))
            if before and before["end"]:
                need(type(self.index[1]) is bytes)
                self.ends_at(before["end"], self.entered, *self.index)
        if self.entered and not self.second:
            self.unproved["alone"] = {}

    def enter(self, row, before):
        """Take up the next entry about who may write."""
        text, place = row["envelope"].rpartition("\n\n")[0] + "\n", row["place"]
        prev = before["leaf"].hex() if before else "-"
        start = f"casebook/authors/v1\n{self.head['origin']}\n{row['n']}\n{prev}\n"
        need(text.startswith(start) and (not before or before["place"] < place))
        lines = text[len(start) :].split("\n")
        need(lines.pop() == "")
        keys = [line for line in lines if not line.startswith((PERSON, LATE))]
        late, people = [line for line in lines if line.startswith(LATE)], {}
        need(lines[len(lines) - len(late) :] == late and (self.second or not late))
        need(all(matches("[0-9a-f]{64}", line[len(LATE) :]) for line in late))
        for line in lines[len(keys) : len(lines) - len(late)]:
            need(line.startswith(PERSON))
            people |= read_key(line[len(PERSON) :], LOG_KEY)
        need(all(name.startswith(f"{self.head['origin']}/persons/") for name, _ in people))
        rows = [read_author(line, self.head["origin"]) for line in keys]
        follows(rows, self.writers, place, not before, bool(people))
        signed = read_note(row["envelope"], self.keys | self.second)[1].keys()
        need(self.in_charge(signed, place + 1))
        need(not self.second or not self.second.keys().isdisjoint(signed))
        self.writers, self.second = rows, people
        self.late = {**dict.fromkeys((line[len(LATE) :] for line in late), place), **self.late}

    def waited(self, row):
        """Return whether an earlier entry says that a version waited too long for the sealer."""
        return self.late.get(row["leaf"].hex(), MOST) < row["place"]

    def ends_at(self, way, chain, size, root):
        """Wrong unless the index has so many versions of a stream as the pack has below its size."""
        n, earlier = way["n"], chain[: way["n"]]
        need(n > 0 and len(earlier) == n and size <= self.head["size"])
        need(all((later["place"] < size) == (later["n"] <= n) for later in chain))
        key = hashed(self.stream_of(chain[0]).encode())
        hash = hashed(b"\x02", key, n.to_bytes(8, "big"), earlier[-1]["leaf"])
        for depth, beside in zip(range(len(way["proof"]) - 1, -1, -1), map(un64, way["proof"]), strict=True):
            right = key[depth // 8] >> (7 - depth % 8) & 1
            hash = hashed(b"\x03", beside, hash) if right else hashed(b"\x03", hash, beside)
        need(hash == root)

    def fill(self):
        """Bodies and states are those that were committed to; a sealed text comes into a state by an event."""
        for chain in (self.versions, *self.chains):
            known, whole = set(), True
            for row in chain:
                row["told"], row["holds"] = {}, {}
                hidden = row["body"] is None or row["state"] is None
                whole = whole and not hidden
                with self.finding("content", "withheld-unlike", row["where"]):
                    need((row["withheld"] is not None) == hidden and (row["body"] is None) == (row["salt"] is None))
                    need(row["body"] or not row["state"])
                self.fill_row(row, known, whole)
        for row in [] if self.old else self.erasures:
            self.fill_erasure(row)
        hidden = sum(row["withheld"] is not None for row in self.versions)
        self.proved["filled"] = {"count": len(self.versions) - hidden, "of": len(self.versions)}
        self.unproved |= {"withheld": {"count": hidden}} if hidden else {}
        shown = sum(row["withheld"] is not None and row["public"] != {} for row in self.versions)
        self.proved |= {"shown": {"count": shown}} if shown else {}

    def fill_erasure(self, row):
        """An erasure is the record of a destruction, and names the keys that were destroyed."""
        row["told"], row["groups"] = {}, []
        with self.finding("content", "body-differs", row["where"]):
            need(hashed(bytes.fromhex(row["salt"]), row["body"].encode()).hex() == row["said"].get("body"))
            row["told"] = parsed(row["body"])
            need(row["told"].get("v") == 1 and row["told"].get("type") == "erasure.done")
            try:
                groups = row["told"]["data"]["destruction"]["groups"]
            except (LookupError, TypeError):
                raise Wrong from None
            need(type(groups) is list)
            row["groups"] = groups

    def fill_row(self, row, known, whole):
        """The body and the state of one version."""
        salt, body, state, stream = row["salt"], row["body"], row["state"], self.stream_of(row)
        with self.finding("content", "body-differs", row["where"]):
            if body is not None and salt is not None:
                need(hashed(bytes.fromhex(salt), body.encode()).hex() == row["said"].get("body"))
                told = parsed(body)
                need(told.get("v") == 1 and type(told["v"]) is int and type(told.get("type")) is str)
                need(told["type"].partition(".")[0] == stream.partition("-")[0])
                row["told"] = told
        with self.finding("content", "state-differs", row["where"]):
            if state is not None and row["told"]:
                need(hashed(state.encode()).hex() == row["told"].get("state"))
                row["holds"] = parsed(state)
                known.update(sealed_in(row["told"]))
                need(row["holds"].get("id") == stream)
                need(not whole or sealed_in(row["holds"]).keys() <= known)
        with self.finding("content", "shown-differs", row["where"]):
            shown, row["public"] = row.get("shown"), {}
            if shown is not None or (row["holds"] and "shown" in row["said"]):
                shown = shown if shown is not None else newest_public(row["holds"])
                need(hashed(shown.encode()).hex() == row["said"].get("shown"))
                row["public"] = parsed(shown)

    def fold(self):
        """Each state is what its event makes of the state before it, by the rules of the page of the record."""
        rules, folded, of = read_rules(tables()[0]), 0, len(self.versions) + len(self.registry)
        for chain in (self.versions, *self.chains):
            before = {"id": self.stream_of(chain[0])}
            for row in chain:
                if before and row["holds"] and row["told"]["type"] in rules[2]:
                    with self.finding("content", "fold-differs", row["where"]):
                        self.folds(row, before, rules)
                        folded += 1
                before = row["holds"]
        self.proved |= {"folded": {"count": folded, "of": of}} if folded else {}
        self.unproved |= {"fold": {"count": of - folded}} if folded < of else {}

    def folds(self, row, before, rules):
        """Wrong unless an event leads from the state before it to that of its row."""
        type, kind = row["told"]["type"], self.stream_of(row).partition("-")[0]
        need((type in rules[1]) == (row["n"] == 1))
        try:
            need(canonical(Fold(rules, kind, before, row["told"]["data"]).run(type)) == canonical(row["holds"]))
        except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
            raise Wrong from None

    def act(self):
        """Whoever acted is somebody who could be, as far as a body tells."""
        for row in [*self.versions, *self.registry, *self.erasures]:
            with self.finding("authority", "actor-unlike", row["where"]):
                if row.get("told"):
                    actor = row["told"].get("actor")
                    need(type(actor) is dict and type(row["told"].get("action")) is str)
                    need(actor.get("kind") in ("PERSON", "CLIENT", "SYSTEM", "OPERATOR", "PUBLIC"))
                    person = actor["kind"] != "PERSON" or matches("officer-[a-z0-9-]+", actor.get("subject"))
                    named = (type(actor.get(name)) is str for name in ("agency", "client"))
                    need(person and (actor["kind"] not in WITH_CLIENT or all(named)))
                    row["acts"] = True

    def fit(self):
        """Each act is one that there can be: its action writes such an event, for such an actor, by such a process."""
        self.rights = read_rights(tables()[1])
        for row in [*self.versions, *self.registry, *self.erasures]:
            if row.get("acts"):
                name, kind = row["told"]["action"], row["told"]["actor"]["kind"]
                process = row.get("process")
                with self.finding("authority", "act-unfit", row["where"]):
                    need(name in self.rights["writes"].get(row["told"]["type"], ()))
                    need(kind in self.rights["act"][name][2])
                    need(not process or process in self.rights["by"].get(name, self.rights["process"][kind]))
                    type, types = row["told"]["type"], row.get("types")
                    need(not types or any(type == one or (one[-1] == "." and type.startswith(one)) for one in types))
                    row["fits"] = True

    def authorise(self):
        """The rows of the registry that come with the pack gave each actor the right to do what it did."""
        acts = [row for row in self.versions if row.get("acts")]
        hidden, good = any(not row["holds"] for row in self.registry), 0
        judged = [row for row in acts if row.get("fits") and self.known(row["told"]["actor"])]
        admitted, broken = self.admitted(judged)
        for row in judged:
            with self.finding("authority", "authority-missing", row["where"]):
                need(row["where"] not in broken and (row["where"] in admitted or hidden))
                good += row["where"] in admitted
        self.proved |= {"authority": {"count": good, "of": len(self.versions)}} if good else {}
        if good < len(self.versions):
            self.unproved["authority"] = {"count": len(self.versions) - good}
        streams, carried = {row["stream"] for row in self.registry}, [row["told"]["actor"] for row in acts]
        carried = [actor for actor in carried if actor["kind"] in WITH_CLIENT]
        unknown = [actor for actor in carried if actor["client"] not in streams]
        self.unproved |= {"programs": {"count": len(unknown)}} if unknown else {}
        names = {str(actor.get(name)) for actor in carried for name in ("agency", "client", "subject")}
        ended = all(chain[-1]["end"] or not self.rests(chain, names) for chain in self.chains)
        self.unproved |= {} if ended else {"registry": {}}
        persons = any(row["of"] not in (None, row["stream"]) for row in self.registry)
        self.unproved |= {"persons": {}} if persons else {}

    def rests(self, chain, names):
        """Return whether acts of these agencies, programs and persons need a stream; they need each that is no part."""
        stream, last = chain[0]["stream"], chain[-1]
        owner = last["of"] or (str(last["holds"].get("agency")) if stream.startswith("grant-") else stream)
        return "part" not in last or owner in names

    def known(self, actor):
        """Whether the pack has the rows that say something of an actor."""
        if actor["kind"] not in WITH_CLIENT:
            return True
        return actor["agency"] in self.there and (actor["kind"] == "CLIENT" or actor["subject"] in self.persons)

    def admitted(self, acts):
        """Which acts had authority at some moment around their times, and of which that cannot be told. The time of the
        pack is gone through once, with the registry as it was and the acts that are not further away than SKEW."""
        registry, near, good, broken = Registry(self.chains, self.rights), {}, set(), set()
        steps = [(row["at"], 0, n) for n, row in enumerate(self.registry) if row["holds"] and row["at"] is not None]
        for n, row in enumerate(acts):
            if row["told"]["actor"]["kind"] not in WITH_CLIENT:
                good.add(row["where"])
            elif row.get("at") is None:
                broken.add(row["where"])
            else:
                steps += [(row["at"] - SKEW, 1, n), (row["at"] + SKEW, 2, n)]
        for _, what, n in sorted(steps):
            if what == 2:
                near.pop(n, None)
                continue
            near |= {n: acts[n]} if what else {}
            if not what:
                registry.take(self.registry[n])
            for number in [n] if what else list(near):
                row = near[number]
                try:
                    if any(self.on_day(registry, row, at) for at in (row["at"], row["at"] - SKEW)):
                        good.add(near.pop(number)["where"])
                except (LookupError, TypeError, AttributeError, ValueError):
                    broken.add(near.pop(number)["where"])
        return good, broken

    def on_day(self, registry, row, at):
        """Whether the registry admits an act on the day of a moment."""
        registry.day = datetime.fromtimestamp(at + DAY_BEGINS, UTC).date().isoformat()
        return registry.admits(row["told"])

    def endorse(self):
        """Each act that its author has to sign is signed with their own key, and is what was signed."""
        newest = {row["stream"]: row for row in self.registry}
        unseen = {self.owner(row) for row in self.registry if not row["holds"]}
        rules = [rule for row in newest.values() for rule in row["holds"].get("signing", [])]
        keys, good, papers, open = {}, 0, 0, 0
        for row in newest.values():
            keys.setdefault(self.owner(row), []).extend(row["holds"].get("keys", []))
        for chain in self.chains:
            for before, row in zip([None, *chain], chain, strict=False):
                with self.finding("authority", "act-unsigned", row["where"]):
                    if row.get("acts") and row["holds"] and row["at"] is not None and (not before or before["holds"]):
                        self.rests_on(row, before["holds"] if before else None)
        for number, row in enumerate(self.versions):
            if not row.get("fits") or row.get("at") is None:
                continue
            with self.finding("authority", "act-unsigned", row["where"]):
                try:
                    signed = self.signs(number, rules, keys, unseen)
                    good, papers = good + bool(signed), papers + bool(signed and "paper" in signed)
                except Unseen:
                    open += 1
                except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
                    raise Wrong from None
        self.proved |= {"endorsed": {"count": good - papers}} if good > papers else {}
        self.unproved |= {"endorsed": {"count": open}} if open else {}
        self.unproved |= {"papers": {"count": papers}} if papers else {}

    def owner(self, row):
        """Return the owner of a registry row: the person for an appointment."""
        kind = row["stream"].partition("-")[0]
        return row["of"] or row["stream"] if kind == "officer" else kind

    def rests_on(self, row, before):
        """Wrong unless a version about keys or rules on signing is what it may be after the one before it."""
        told, at, actor = row["told"], row["at"], row["told"]["actor"]
        type, data, by = told["type"], told.get("data"), actor.get("subject")
        if before is None:
            return need(row["holds"].keys().isdisjoint(("keys", "signing")))
        try:
            if type == "officer.key-entered":
                key, known = data["key"], before.get("keys", [])
                need(key.keys() == BARE and key_bytes(key["public"]) and abs(seconds(key["entered_at"]) - at) <= SKEW)
                need(not any(key[name] == one[name] for one in known for name in ("key", "public")))
            elif type in ("officer.key-confirmed", "officer.key-ended"):
                [key] = [one for one in before["keys"] if one["key"] == data["key"]]
                need(data["by"] == by and abs(seconds(data["at"]) - at) <= SKEW and "ended_by" not in key)
                if type == "officer.key-confirmed":
                    need("confirmed_by" not in key and seconds(data["counts_from"]) - at >= DAY - SKEW)
                else:
                    need(actor["kind"] != "PERSON" or key.get("doubted_by") not in (None, by))
            elif type == "regulation.signing-required":
                proposed = before["signing_proposed"]
                need(alike(data["rule"], {**proposed, "by": by}) and by != proposed["proposed_by"])
                need(seconds(proposed["since"]) > at)
        except (LookupError, TypeError, AttributeError, ValueError):
            raise Wrong from None
        return None

    def signs(self, number, rules, keys, unseen):
        """Return the signature of an act once it holds; None where there is none and none is needed."""
        row = self.versions[number]
        told, at, actor = row["told"], row["at"], row["told"]["actor"]
        signed, assertion = told.get("signed"), row.get("assertion")
        asking = [rule_at(rules, moment) for moment in (at - SKEW, at)]
        asked = actor["kind"] in WITH_CLIENT and all(rule and told["action"] in rule["actions"] for rule in asking)
        if signed is None:
            need(not asked)
            return None
        if not rules or {"regulation", actor["subject"]} & unseen or actor["subject"] not in keys:
            raise Unseen
        rule = rule_at(rules, at) or rule_at(rules, at + SKEW)
        need(rule and actor["kind"] == "PERSON")
        if "paper" in signed:
            held = (all(counts(key, moment) for moment in (at - SKEW, at, at + SKEW)) for key in keys[actor["subject"]])
            need(signed.keys() == {"paper"} and matches(PAPER, signed["paper"]) and assertion is None)
            need(told["action"] not in NEVER_ON_PAPER and not any(held))
            return signed
        need(fits(assertion, ASSERTION))
        challenge = hashed(b"casebook/signed-act/v1\n", assertion["command"].encode())
        need(signed.keys() == {"command", "key"} and signed["command"] == challenge.hex())
        moments, message = (at - SKEW, at, at + SKEW), asserted(assertion, challenge, rule)
        known = [key for key in keys[actor["subject"]] if key["key"] == signed["key"]]
        known = [key for key in known if any(counts(key, moment) for moment in moments)]
        need(any(made_by(key["public"], un64(assertion["signature"]), message) for key in known))
        self.same_act(number, parsed(assertion["command"]), rule)
        return signed

    def same_act(self, number, said, rule):
        """Wrong unless a signed command is that of a version: who, what, on which version, and each field."""
        row = self.versions[number]
        told = row["told"]
        need(said.keys() <= COMMAND and alike(said["v"], 1) and row["at"] <= seconds(said["end"]) + SKEW)
        need(all(alike(said.get(name), told.get(name)) for name in ("action", "actor", "scope", "names")))
        need((said["id"], said["origin"], said["page"]) == (told["command"], self.head["origin"], rule["page"]))
        if said["target"] != self.head["stream"]:
            need(type(said["also"]) is list and self.head["stream"] in said["also"])
            return
        rules, types = self.rights["signs"][told["action"]], [told["type"]]
        self.after(number, said["after"], types)
        twice = {type for type in types if types.count(type) > 1}
        need(not any(len(rules) == 1 or rules.get(type) for type in twice))
        for path, name in rules[told["type"]].items():
            need(alike(member(told["data"], path), said["fields"].get(name)))

    def after(self, number, leaf, types):
        """Wrong unless only versions of the same act, and what the register noted, lie after a version."""
        command, own, noted = self.versions[number]["told"]["command"], True, 0
        for row in reversed(self.versions[:number]):
            own = own and row["told"].get("command") == command
            if own:
                types.append(row["told"]["type"])
                continue
            if row["leaf"].hex() == leaf:
                return
            if not row["told"]:
                raise Unseen
            noted += 1
            need(row["told"]["type"] in self.rights["noted"] and noted <= NOTED_MOST)
        need(leaf is None and not noted)

    def author(self):
        """Each entry was signed by a process that might write at its place, from the first such place on."""
        known, signed, whole = self.writers, 0, bool(self.entered and self.entered[-1]["end"])
        if not self.entered:
            with self.finding("signature", "authors-unreadable", "authors"):
                lines = (self.authors or "").split("\n")
                keys = [line for line in lines if line and not line.startswith(("#", PERSON, LATE))]
                known = [read_author(line, self.head["origin"]) for line in keys]
            whole = bool(known)
        begin = min((row["begin"] for row in known), default=MOST)
        rows = [*self.versions, *self.registry, *([] if self.old else self.erasures)]
        for row in rows:
            with self.finding("authority", "author", row["where"]):
                need((row["author"] is None) == (row["signature"] is None))
                if row["place"] >= begin:
                    need(row["author"])
                    at = [one for one in known if one["short"] == row["author"]]
                    at = [one for one in at if one["begin"] <= row["place"] < one["stop"]]
                    need(at)
                    row |= {"process": at[0]["process"], "types": at[0]["types"]}
                    try:
                        at[0]["public"].verify(un64(row["signature"]), b"casebook/act/v1\n" + row["leaf"])
                    except InvalidSignature:
                        raise Wrong from None
                    signed += 1
        self.proved |= {"authored": {"count": signed, "of": len(rows)}} if known else {}
        self.unproved |= {} if whole or not any(row["author"] for row in rows) else {"author": {}}

    def date(self):
        """No act claims a time before the act before it, before its anchor, or after it was sealed."""
        anchors = {hashed(row["note"].encode()).hex(): row for row in self.checkpoints if row["root"]}
        times, before, dated = {row["covers"]: row["times"] for row in self.checkpoints}, None, 0
        for row in self.versions:
            anchor, sealed = anchors.get(row["said"].get("anchor")), times.get(row["size"])
            self.expect(not anchor or anchor["covers"] <= row["place"], "time", "anchor-late", row["where"])
            with self.finding("time", "unreadable", row["where"]):
                if row["told"]:
                    at, known = seconds(row["told"].get("at")), anchor["times"] if anchor else ()
                    self.expect(before is None or at >= before - SKEW, "time", "goes-back", row["where"])
                    self.expect(not known or at >= min(known) - SKEW, "time", "before-anchor", row["where"])
                    self.expect(not sealed or at <= min(sealed) + SKEW, "time", "after-sealing", row["where"])
                    late = sealed and min(sealed) > at + SEAL_WITHIN + SKEW
                    self.expect(not late or self.waited(row), "time", "sealed-late", row["where"])
                    before, dated = at, dated + bool(sealed)
                    row["at"] = at
        (self.proved if dated else self.unproved)["time"] = {"count": dated}

    def date_registry(self):
        """No row of the registry claims a time before the row before it, nor was it put into the past."""
        acts = [(row["place"], row["at"]) for row in self.versions if row.get("at") is not None]
        for chain in self.chains:
            before = None
            for row in chain:
                row["at"] = None
                with self.finding("time", "unreadable", row["where"]):
                    if row["told"]:
                        at = seconds(row["told"].get("at"))
                        self.expect(before is None or at >= before - SKEW, "time", "goes-back", row["where"])
                        late = any(place < row["place"] and time > at + SEAL_WITHIN + SKEW for place, time in acts)
                        self.expect(not late or self.waited(row), "time", "sealed-late", row["where"])
                        before = row["at"] = at

    def open(self):
        """Each sealed text opens to its commitment, or was erased by an event of the log."""
        events, there, used, opened = {row["event"]: row for row in self.erasures}, set(), set(), 0
        plain = set().union(*(plain_in([row["told"], row["holds"]]) for row in self.versions))
        for row in self.versions:
            wanted, given = sealed_in([row["told"], row["holds"], row["public"]]), [*row["texts"], *row["erased"]]
            for text in row["texts"]:
                data = bytes.fromhex(text["salt"]), json.dumps(text["value"], ensure_ascii=False).encode()
                right = hashed(b"casebook/sealed/v1\n", *data).hex() == text["commitment"]
                self.expect(right, "texts", "altered", row["where"])
            commitments, gone = {text["commitment"] for text in given}, {text["event"] for text in row["erased"]}
            there, used, opened = there | commitments, used | gone, opened + len(row["texts"])
            self.expect(gone <= events.keys(), "texts", "erasure-missing", row["where"])
            self.expect(
                self.old or self.destroyed(row["erased"], wanted, events), "texts", "erasure-differs", row["where"]
            )
            sorted_once = len(commitments) == len(given) and all(
                row[part] == sorted(row[part], key=lambda text: text["commitment"]) for part in ("texts", "erased")
            )
            self.expect(commitments <= wanted.keys() and sorted_once, "texts", "stray", row["where"])
            self.expect(wanted.keys() <= there, "texts", "missing", row["where"])
        self.expect(events.keys() <= used, "texts", "stray", "erasures")
        hashes = {text["value"] for row in self.versions for text in row["texts"] if text["commitment"] in plain}
        for number, file in enumerate(self.files, 1):
            self.expect(file in hashes, "texts", "file-unknown", f"file {number}")
        self.proved |= {"files": {"count": len(self.files)}} if self.files else {}
        self.unproved |= {"files": {"count": len(plain)}} if plain and not self.files else {}
        self.proved["opened"] = {"count": opened, "erased": len(there) - opened}
        self.unproved |= {"erasure" if self.old else "erasure-right": {}} if used else {}

    def destroyed(self, erased, named, events):
        """Whether each erased text was under a key that its erasure destroyed."""
        found = [(named.get(text["commitment"]), events.get(text["event"])) for text in erased]
        return all(row is None or group in row["groups"] for group, row in found)

    def conclude(self):
        """What no pack proves, and what this one does not."""
        self.unproved |= {"admission": {}} if "authority" in self.proved else {}
        self.unproved |= {"first": {}, "truth": {}, "later": {"size": self.head["size"]}}
        self.unproved |= {} if any(row["times"] for row in self.checkpoints) else {"witness": {}}
        self.unproved |= {"stamp": {}} if any(row["stamp"] for row in self.checkpoints) else {}
        self.unproved |= {} if self.key else {"pinned": {}}
        self.unproved |= {"old": {}} if self.old else {}
        index = self.proved.get("indexed", {}).get("size")
        self.unproved |= {"more": {"count": len(self.more)}} if self.more else {}
        away = [row["of"] for row in self.shared if row["rows"] is None]
        self.unproved |= {"shared": {"parts": away}} if away else {}
        lacks = {
            "index": index != self.head["size"],
            "authority": not self.unproved.keys().isdisjoint(("authority", "programs", "endorsed")),
            "authors": "authored" not in self.proved or "author" in self.unproved,
            "nothing-withheld": self.hidden() > 0,
            "erasures": "erasure" in self.unproved,
        }
        asked = [name for name in ("kept", "shared") if name in self.unproved]
        self.lacking = [name for name in NEEDS if name in self.needs and lacks[name]] + asked

    def report(self):
        """The result: exit code, findings, and what is proved and what is not."""
        found = [{"class": kind, "code": code, "place": place} for kind, code, place in dict.fromkeys(self.findings)]
        first = FIRST_EXIT + min((CLASSES.index(row["class"]) for row in found), default=0)
        exit = first if found else UNPINNED if not self.key else LESS if self.lacking else 0
        said = {"proved": {} if found else self.proved, "notProved": self.unproved}
        verdict, lacking = self.verdict(), [] if found else self.lacking
        return {"stream": self.stream, "exit": exit, "verdict": verdict, "findings": found, "lacking": lacking, **said}

    def verdict(self):
        """What is said first: whether it holds; of a file that only ends too early, that."""
        codes = {code for _, code, _ in self.findings}
        if codes:
            return "cut" if codes & CUT and codes <= BY_CUT else "fails"
        return "unpinned" if not self.key else "less" if self.lacking else "holds"


FOUND = {
    "format": ("không phải tệp chứng thực hồ sơ đúng khuôn dạng", "is not a record pack of this format"),
    "signature": ("chữ ký sai, thiếu, hoặc của khóa khác", "a signature is wrong, missing, or of another key"),
    "consistency": ("các mốc không thuộc cùng một nhật ký", "checkpoints are not of one log"),
    "inclusion": ("không có trong nhật ký ở vị trí đã nêu", "is not in the log at the place that is named"),
    "order": ("phiên bản bị thiếu, thêm hoặc sai thứ tự", "a version is missing, added or out of order"),
    "content": ("nội dung không phải nội dung đã niêm phong", "the content is not what was sealed"),
    "authority": ("không thể là người thực hiện", "cannot be who acted"),
    "time": ("thời điểm khai không thể đúng", "the claimed time cannot be true"),
    "texts": (
        "văn bản không khớp cam kết, bị thiếu hoặc thừa",
        "a text differs from its commitment, is missing or stray",
    ),
}
CODES = {
    "cut": (
        "tệp chưa đầy đủ: hãy tải lại. Nếu vẫn vậy thì phần cuối đã bị cắt",
        "the file is incomplete: download it again. If it is so again, its end was cut off",
    ),
    "end-missing": (
        "tệp chưa đầy đủ, thiếu dòng cuối: hãy tải lại. Nếu vẫn vậy thì phần cuối đã bị cắt",
        "the file is incomplete, its last line is missing: download it again. If it is so again, its end was cut off",
    ),
    "uncosigned": (
        "khi mốc mới nhất được công bố, số nhân chứng bạn nêu đã ký ít hơn số bạn yêu cầu: kiểm tra khóa của "
        "nhân chứng, rồi lấy lại tệp sau khi có mốc mới",
        "fewer of the witnesses that you named than you asked for had cosigned the newest checkpoint when it was "
        "published: compare the witnesses' keys, and take the pack again when there is a newer checkpoint",
    ),
}
"""Findings of which the class says too little."""


def read_words(text):
    """What is said by code: a line in Vietnamese, which begins with the code, and one in English."""
    lines = text.strip().split("\n")
    coded = (line.partition(": ") for line in lines[::2])
    return {code: (words, english.strip()) for (code, _, words), english in zip(coded, lines[1::2], strict=True)}


PROVED = read_words("""
signed: {count} mốc do nhật ký này ký; trong các nhân chứng bạn nêu, {witnesses} đã ký mốc mới nhất
  checkpoints signed by this log: {count}; witnesses that you named who cosigned the newest: {witnesses}
kept: khớp với mốc bạn giữ, cỡ {sizes}
  agrees with your checkpoint of {sizes}
succeeded: khóa của nhật ký đã được chuyển giao {count} lần, mỗi lần có chữ ký như đã nêu
  handovers of the log's key, each with the signatures that this takes: {count}
included: {count} phiên bản có trong nhật ký
  versions that are in the log: {count}
ordered: {count} phiên bản nối tiếp nhau, không hở
  versions that follow each other without a gap: {count}
indexed: không có phiên bản nào sau phiên bản {count} trong {size} mục đầu, theo mục lục do nhật ký ký
  no version follows version {count} among the first {size} entries, by the index that the log signed
filled: nội dung của {count} trong {of} phiên bản đúng như khi niêm phong
  versions whose content is as it was sealed: {count} of {of}
shown: những gì {count} phiên bản đã công bố đúng như khi niêm phong
  versions that made something public, which is as it was sealed: {count}
folded: {count} trong {of} trạng thái (của các phiên bản và của các dòng sổ đăng ký) đúng là kết quả của các sự kiện
  states that are what the events lead to: {count} of {of}, of the versions and of the registry's rows
authority: theo các dòng sổ đăng ký trong tệp, người thực hiện có quyền làm {count} trong {of} việc
  acts that their actor had the right to do, by the rows of the registry in the pack: {count} of {of}
endorsed: {count} việc do chính người thực hiện ký bằng khóa của mình, đúng nội dung đã ghi
  acts that whoever acted signed with a key of their own, and that are what was signed: {count}
authored: {count} trong {of} mục (phiên bản và dòng sổ đăng ký) do một tiến trình được phép ghi ký
  entries signed by a process that might write then: {count} of {of}, versions and rows of the registry
time: thời điểm của {count} phiên bản phù hợp với chữ ký của nhân chứng
  versions whose times agree with what witnesses signed: {count}
files: {count} tệp bạn nêu đúng là tệp chứng cứ của hồ sơ
  files that you named which are evidence of this stream: {count}
opened: {count} văn bản đúng như khi niêm phong; {erased} văn bản được ghi là đã xóa
  texts that are as they were sealed: {count}; said to be erased: {erased}
""")
UNPROVED = read_words("""
pinned: nhật ký này là của ai: bạn chưa nêu khóa, khóa trong tệp không chứng minh gì
  whose log this is: you named no key, and the key in the pack proves nothing
witness: mọi người được cho xem cùng một nhật ký, và thời điểm niêm phong: không có nhân chứng nào bạn nêu đã ký
  that everybody is shown the same log, and when it was sealed: no witness that you named signed
lost: nội dung của {count} mục mà nhật ký nói là đã mất: nhật ký tiếp tục không có các mục đó
  what the entries were that the log says are lost ({count}): it went on without them
kept: tệp khớp với mốc bạn giữ ({sizes}): tệp không có mốc cỡ đó; hãy lấy lại tệp với ?size= và cỡ của mốc
  agreement with the checkpoint you kept ({sizes}): the pack has none of its size; take it again with ?size=SIZE
stated: không có phiên bản sau phiên bản cuối, tính đến {size} mục: đó mới là lời có ký của hệ thống
  that no version follows the last one up to entry {size}: that is the register's signed word only
after: không có phiên bản nào sau phiên bản cuối
  that no version follows the last one
later: bất cứ điều gì sau mục {size} của nhật ký
  anything after entry {size} of the log
first: nhật ký không có mục sớm hơn cho cùng phiên bản: phải đọc toàn bộ nhật ký
  that the log has no earlier entry for the same version: that takes the whole log
withheld: nội dung của {count} phiên bản mà bạn không được xem
  the content of versions that you may not see: {count}
time: thời điểm của bất cứ phiên bản nào
  the time of any version
erasure: sự kiện xóa có thật là của các văn bản này, và việc xóa là đúng: tệp chỉ cho thấy sự kiện đó tồn tại
  that the erasure was of these texts, and right: the pack shows only that there is such an event
erasure-right: việc xóa đúng luật: tệp cho thấy khóa của các văn bản này đã bị hủy, không cho thấy căn cứ và người duyệt
  that the erasure was right: the pack shows that the keys of these texts were destroyed, not the grounds and approvals
authority: người thực hiện có quyền làm {count} việc: tệp không có đủ các dòng sổ đăng ký cho các việc đó
  that whoever acted had the right, in acts for which the pack does not have the rows of the registry: {count}
endorsed: chữ ký của người thực hiện trong {count} việc: tệp không có các dòng sổ đăng ký cần cho việc đó
  the signatures of those who acted, where the pack does not have the rows of the registry that it takes: {count}
papers: {count} việc được làm bằng văn bản giấy, người thực hiện không có khóa: hãy xem văn bản
  acts done on paper by somebody without a key: look at the papers: {count}
registry: sau các dòng sổ đăng ký trong tệp không có dòng nào khác
  that the registry has no other rows after those in the pack
persons: các lần bổ nhiệm được ghi là của cùng một người đúng là của người đó: tên được niêm phong
  that appointments which are said to be of one person are: names are sealed
programs: chương trình mang {count} việc đến được phép làm thế: tệp không có dòng sổ đăng ký của chương trình đó
  that the program might carry an act, where the pack does not have its row of the registry: {count}
admission: tài khoản và chương trình không bị dừng, việc đó đúng thẩm quyền về lĩnh vực, địa bàn và hợp với trạng thái
  that accounts were not stopped, that field and area were the agency's, and that the state admitted each act
fold: {count} trạng thái là kết quả của các sự kiện: không được xem, hoặc không có quy tắc cho loại sự kiện đó
  that states are what the events lead to, where they are not shown or have no rule here: {count}
stamp: dấu thời gian: kiểm tra bằng openssl ts -verify
  the time stamps: check them with openssl ts -verify
author: tiến trình nào đã ghi từng mục: tệp không có đủ mục của nhật ký về ai được ghi, và bạn chưa nêu tệp khóa
  which process wrote each entry: the pack has not all entries of the log about that, and you named no file of keys
alone: một người thứ hai đã ký việc ai được ghi: nhật ký chưa nêu người nào
  that a second person signed who may write: the log names none yet
files: tệp nào là chứng cứ: tệp cam kết với {count} tệp, hãy nêu chúng (--file)
  which files the evidence is: name them (--file); files that the pack commits to: {count}
shared: các dòng sổ đăng ký của {parts}: ở tệp dùng chung mà bạn chưa nêu (--shared): tải ở /agencies/ID/record
  the registry's rows of {parts}: in shared parts that you did not name (--shared); fetch them at /agencies/ID/record
more: {count} dòng thuộc phần bổ sung của khuôn dạng: bản này của chương trình không kiểm tra
  lines of later additions to the format, which this edition of the program does not check: {count}
old: điều bị giữ lại và điều bị xóa là đúng: tệp theo khuôn dạng cũ, phiên bản 2
  that what is withheld and what is erased is right: the pack is of the old format, version 2
truth: điều được ghi là sự thật
  that what was recorded is true
""")
LACKING = read_words("""
index: rằng không có phiên bản nào bị bỏ ở cuối: cần mục lục do nhật ký ký, đúng cỡ của tệp; lấy lại sau mười phút
  that no version is left out at the end: it takes the log's index of the pack's size; take it again in ten minutes
authority: rằng mọi người thực hiện đều có quyền
  that everybody who acted had the right
authors: tiến trình nào đã ghi từng mục: lấy lại tệp sau mười phút, hoặc nêu tệp khóa của các tiến trình (--authors)
  which process wrote each entry: take it again in ten minutes, or name the file of the processes' keys (--authors)
nothing-withheld: nội dung không được đưa cho bạn
  content that you were not given
erasures: rằng các văn bản thiếu đã bị xóa thật
  that the texts which are missing were erased
kept: rằng tệp khớp với mốc bạn giữ: tệp không có mốc cỡ đó
  that the pack agrees with the checkpoint you kept: it has none of its size
shared: các dòng sổ đăng ký trong tệp dùng chung: hãy tải các tệp đó và nêu chúng (--shared)
  the registry's rows in shared parts: fetch these files and name them (--shared)
""")
"""What a reader needs and the pack does not show."""
ENDS = {
    "fails": ("KHÔNG ĐÚNG. Số phát hiện: {count}", "IT DOES NOT HOLD. Findings: {count}"),
    "cut": (
        "TỆP CHƯA ĐẦY ĐỦ: hãy tải lại. Số phát hiện: {count}",
        "THE FILE IS INCOMPLETE: download it again. Findings: {count}",
    ),
    "holds": ("Mọi điều kiểm tra được đều đúng.", "All that could be checked holds."),
    "unpinned": (
        "Mọi điều kiểm tra được đều đúng, nhưng bạn chưa nêu khóa: không biết nhật ký này là của ai.",
        "All that could be checked holds, but you named no key: it is not known whose log this is.",
    ),
    "less": (
        "Mọi điều kiểm tra được đều đúng, nhưng tệp cho thấy ít hơn điều bạn cần.",
        "All that could be checked holds, but the pack shows less than you need.",
    ),
    "lacking": ("Bạn cần mà tệp KHÔNG cho thấy:", "You need, and the pack does NOT show:"),
    "proved": ("Đã chứng minh:", "Proved:"),
    "unproved": ("CHƯA được chứng minh:", "NOT proved:"),
}


def words(report, language):
    """The report for people, in Vietnamese (0) or English (1)."""
    found = report["findings"]
    yield f"{report['stream']}: " + ENDS[report["verdict"]][language].format(count=len(found))
    for row in found:
        text = CODES.get(row["code"], FOUND[row["class"]])[language]
        yield f"  [{row['class']}/{row['code']}] {row['place']}: {text}"
    if report["lacking"]:
        yield ENDS["lacking"][language]
        yield from (f"  - {LACKING[name][language]}" for name in report["lacking"])
    for title, table, said in (("proved", PROVED, "proved"), ("unproved", UNPROVED, "notProved")):
        if report[said]:
            yield ENDS[title][language]
            yield from (f"  - {filled(table[code][language], numbers)}" for code, numbers in report[said].items())


def filled(text, numbers):
    """A text with its numbers; several are listed."""
    listed = {name: ", ".join(map(str, said)) if type(said) is list else said for name, said in numbers.items()}
    return text.format(**listed)


def say(text):
    """Print, also to a reader that reads the beginning only, as `head` does."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def needed(text):
    """What a reader needs, as the command line has it."""
    names = () if text == "nothing" else tuple(text.split(","))
    if not set(names) <= set(NEEDS):
        raise argparse.ArgumentTypeError(f"nothing, or some of {', '.join(NEEDS)}")
    return names


def main():
    """Verify the pack of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key", help="a key of the log, today's or an earlier one: name+id+base64")
    parser.add_argument("--promise-key", help="the key that the register signs promises with")
    parser.add_argument("--authors", type=Path, help="the keys that may write, for a pack that does not say")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness")
    parser.add_argument("--quorum", type=int, default=0, help="how many of them must have cosigned")
    parser.add_argument("--shared", action="append", default=[], type=Path, help="a shared part that the pack names")
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, help="a checkpoint that you kept")
    parser.add_argument("--file", action="append", default=[], type=Path, help="a file that should be evidence in it")
    parser.add_argument("--need", type=needed, default=NEEDS, help=f"what it must show: nothing, or {','.join(NEEDS)}")
    parser.add_argument("--stream", help="the id of the case, report or notice that it should be of")
    parser.add_argument("--at-least", type=int, default=0, help="how many versions you know that there are")
    parser.add_argument("--json", action="store_true", help="the report as JSON instead of words")
    parser.add_argument("--lang", choices=["vi", "en"], help="one language only")
    given = parser.parse_args()
    try:
        kept = [path.read_text(encoding="utf-8", errors="replace") for path in given.checkpoint]
        pins = given.key, given.promise_key, given.witness, given.quorum, kept
        authors = given.authors.read_text(encoding="utf-8", errors="replace") if given.authors else None
        files = [hashed(path.read_bytes()).hex() for path in given.file]
        asked = given.need, given.stream, given.at_least, [path.read_bytes() for path in given.shared]
        check = Check(given.pack.read_bytes(), *pins, authors, files, *asked)
    except Wrong:
        parser.error("a key of a witness cannot be read")
    except WrongCheckpoint as wrong:
        parser.error(f"{given.checkpoint[wrong.args[0] - 1]} is not a checkpoint, as /log/checkpoint gives it")
    except OSError as fault:
        parser.error(f"{fault.filename} cannot be read: {fault.strerror}")
    report = check.report()
    if given.json:
        say(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        say(
            "\n".join(
                line for language in {"vi": [0], "en": [1]}.get(given.lang, [0, 1]) for line in words(report, language)
            )
        )
    return report["exit"]


if __name__ == "__main__":
    sys.exit(main())
