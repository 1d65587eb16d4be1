#!/usr/bin/env python3
"""Verifies a record pack of Casebook (docs/record-pack.md) without network, database or any package of Casebook.

    python casebook_verify.py PACK --key KEY [--promise-key KEY] [--authors FILE] [--witness KEY]... [--quorum N]
                                   [--checkpoint FILE]... [--json] [--lang vi|en]

Needs Python 3.11 and `cryptography`. Keys are written `name+id+base64`. Take them from a person you trust, not from
the pack. Exit codes: 0 all that was checked holds; 2 wrong use; 3 it holds, but no key was given, so nobody knows whose
log it is; else the first class of the findings: 10 format, 11 signature, 12 consistency, 13 inclusion, 14 order,
15 content, 16 authority, 17 time, 18 texts.
"""

import argparse
import base64
import json
import re
import sys
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CLASSES = ("format", "signature", "consistency", "inclusion", "order", "content", "authority", "time", "texts")
FIRST_EXIT, UNPINNED, MOST, PROOF_MOST, SIGNATURES_MOST = 10, 3, 2**53 - 1, 63, 100
LOG_KEY, WITNESS_KEY, SKEW, SEAL_WITHIN = 1, 4, 300, 3600
"""Kinds of keys; seconds that clocks may differ, and within which a version is sealed."""
INSTANT = r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
CHECKS = {
    "text": lambda value: type(value) is str,
    "flag": lambda value: type(value) is bool,
    "number": lambda value: type(value) is int and 0 <= value <= MOST,
    "hash": lambda value: matches("[0-9a-f]{64}", value),
    "event": lambda value: matches("[a-z]+-[a-z0-9-]+:[1-9][0-9]{0,14}", value),
    "reason": lambda value: value in ("OFFICER", "NOTICE", "PRIVATE"),
    "bytes": lambda value: type(value) is str and un64(value),
    "proof": lambda value: (
        type(value) is list and len(value) <= PROOF_MOST and all(len(un64(row)) == 32 for row in value)
    ),
    "keys": lambda value: fits(value, "log:text? promises:text?"),
    "texts": lambda value: (
        type(value) is list and all(fits(row, "commitment:hash salt:hash value:text") for row in value)
    ),
    "gone": lambda value: type(value) is list and all(fits(row, "commitment:hash event:event") for row in value),
}
PLACED = "kind:text place:number size:number proof:proof envelope:text"
SHAPES = {
    "record-pack": "kind:text v:number origin:text stream:text size:number versions:number whole:flag keys:keys",
    "checkpoint": "kind:text note:text proof:proof stamp:bytes?",
    "version": f"{PLACED} n:number salt:hash? body:text? state:text? withheld:reason? texts:texts erased:gone"
    " author:text? signature:bytes?",
    "index": "kind:text note:text n:number proof:proof",
    "erasure": f"{PLACED} event:event",
    "end": "kind:text lines:number statement:text?",
}
SEQUENCE = r"record-pack( checkpoint)+( index)?( version)+( erasure)*( end)?"


class Wrong(Exception):
    """What was read is not what it should be."""


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


def parsed(text):
    """The object of canonical JSON (RFC 8785) without fractions."""

    def refuse(_):
        raise Wrong

    def whole(digits):
        need(abs(number := int(digits)) <= MOST)
        return number

    try:
        value = json.loads(text, parse_float=refuse, parse_constant=refuse, parse_int=whole)
        need(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text)
    except (ValueError, RecursionError):
        raise Wrong from None
    need(type(value) is dict)
    return value


def hashed(*parts):
    """SHA-256 of the parts, one after the other."""
    return sha256(b"".join(parts)).digest()


def read_key(text, kind):
    """A key written `name+id+base64`, as a table of one: by name and id, its kind and public key."""
    name, _, rest = text.partition("+")
    stated, _, encoded = rest.partition("+")
    data = un64(encoded)
    need(name and len(data) == 33 and data[0] == kind and stated == hashed(name.encode(), b"\n", data)[:4].hex())
    return {(name, bytes.fromhex(stated)): (kind, Ed25519PublicKey.from_public_bytes(data[1:]))}


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
        if keys[key][0] == WITNESS_KEY:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = b"cosignature/v1\ntime %d\n" % time + message
        try:
            need(time is None or time <= MOST)
            keys[key][1].verify(signature, message)
        except InvalidSignature:
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


def sealed_in(value):
    """The commitments that a body or a state names."""
    if isinstance(value, dict):
        if value.keys() == {"commitment", "group"}:
            return {value["commitment"]} if type(value["commitment"]) is str else set()
        value = list(value.values())
    return set().union(*map(sealed_in, value)) if isinstance(value, list) else set()


def seconds(instant):
    """An instant of the record, in seconds since 1970."""
    need(matches(INSTANT, instant))
    try:
        return datetime.fromisoformat(instant).timestamp()
    except ValueError:
        raise Wrong from None


def read_authors(text, origin):
    """The keys of a file of authors: for the short name of each, its public key and the places where it may write."""
    known = {}
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            words = line.split(" ")
            need(len(words) in (2, 3) and all(matches("0|[1-9][0-9]{0,15}", word) for word in words[1:]))
            [((name, id), (_, public))] = read_key(words[0], LOG_KEY).items()
            need(name.startswith(f"{origin}/acts/"))
            first, end = int(words[1]), int(words[2]) if len(words) == 3 else MOST
            known.setdefault(f"{name.rpartition('/')[2]}+{id.hex()}", []).append((public, first, end))
    return known


class Check:
    """One verification. Findings are class, code and place; `proved` and `unproved` are what is said besides."""

    def __init__(self, data, key=None, promise_key=None, witnesses=(), quorum=0, kept=(), authors=None):
        self.key, self.promise_key, self.quorum, self.kept, self.authors = key, promise_key, quorum, kept, authors
        self.witnesses = {name: key for text in witnesses for name, key in read_key(text, WITNESS_KEY).items()}
        self.findings, self.proved, self.unproved, self.line, self.rows = [], {}, {}, 0, []
        with self.finding("format", "line", lambda: self.line):
            self.read(data)
            self.head, self.end = self.rows[0], self.rows[-1] if self.rows[-1]["kind"] == "end" else None
            self.checkpoints, self.indexes, self.versions, self.erasures = (
                [row for row in self.rows if row["kind"] == kind]
                for kind in ("checkpoint", "index", "version", "erasure")
            )
            for step in (
                self.sign,
                self.agree,
                self.include,
                self.order,
                self.finish,
                self.ends,
                self.fill,
                self.act,
                self.author,
                self.date,
                self.open,
            ):
                step()
            self.conclude()

    @property
    def stream(self):
        """The stream that the pack says it holds."""
        return self.rows[0]["stream"] if self.rows and self.rows[0]["kind"] == "record-pack" else "?"

    @contextmanager
    def finding(self, kind, code, place):
        """What is Wrong inside becomes a finding."""
        try:
            yield
        except Wrong:
            self.findings.append((kind, code, str(place() if callable(place) else place)))

    def expect(self, good, kind, code, place):
        """A finding unless it is good."""
        with self.finding(kind, code, place):
            need(good)

    def read(self, data):
        """The lines: a header, checkpoints, versions, erasures, the end."""
        *lines, rest = data.split(b"\n")
        for self.line, line in enumerate(lines, 1):
            try:
                row = parsed(line.decode())
            except UnicodeDecodeError:
                raise Wrong from None
            kind = row.get("kind")
            need(type(kind) is str and kind in SHAPES and fits(row, SHAPES[kind]) and row.get("v", 1) == 1)
            self.rows.append(row)
        self.line += 1
        need(not rest and matches(SEQUENCE, " ".join(row["kind"] for row in self.rows)))

    def trusted(self, use, pinned):
        """The key that counts: the pinned one, else the pack's own."""
        told = self.head["keys"][use]
        self.expect(not pinned or told == pinned, "signature", "key-differs", use)
        with self.finding("signature", "key-unreadable", use):
            return read_key(pinned or told, LOG_KEY) if pinned or told else {}
        return {}

    def opened(self, note, keys, place):
        """Size, root and times of the witnesses of a checkpoint; nothing of one that this log did not sign."""
        with self.finding("signature", "checkpoint", place):
            text, times = read_note(note, keys | self.witnesses)
            origin, size, root = (*text.split("\n"), "", "")[:3]
            need(origin == self.head["origin"] and matches("0|[1-9][0-9]{0,15}", size) and len(un64(root)) == 32)
            need(text == f"{origin}\n{size}\n{root}\n" and keys.keys() & times.keys() and int(size) <= MOST)
            return int(size), un64(root), [time for time in times.values() if time is not None]
        return None, None, []

    def sign(self):
        """Each checkpoint is of this log and signed by its key; enough witnesses cosigned the newest."""
        self.keys = keys = self.trusted("log", self.key)
        self.expect(all(name == self.head["origin"] for name, _ in keys), "signature", "foreign-key", "log")
        for number, row in enumerate(self.checkpoints, 1):
            row["covers"], row["root"], row["times"] = self.opened(row["note"], keys, f"checkpoint {number}")
        self.roots = {row["covers"]: row["root"] for row in self.checkpoints if row["root"]}
        for number, note in enumerate(self.kept, 1):
            size, root, _ = self.opened(note, keys, f"kept {number}")
            self.expect(root is None or self.roots.get(size, root) == root, "consistency", "forked", f"kept {number}")
            self.unproved |= {"kept": {"size": size}} if root and size not in self.roots else {}
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
        last = self.checkpoints[-1]["covers"]
        self.expect(last in (None, self.head["size"]), "consistency", "size-differs", "header")

    def include(self):
        """Each version is in the log under the first checkpoint that covers it, and so is each erasure referred to."""
        for row in [*self.versions, *self.erasures]:
            row["where"] = f"version {row['n']}" if row["kind"] == "version" else f"erasure {row['event']}"
            row["leaf"], root = hashed(b"\x00", row["envelope"].encode()), self.roots.get(row["size"])
            with self.finding("inclusion", "proof", row["where"]):
                need(row["place"] < row["size"] and (root or len(self.roots) < len(self.checkpoints)))
                need(all(size <= row["place"] for size in self.roots if size < row["size"]))
                need(not root or climb(row["place"], row["size"] - 1, row["leaf"], row["proof"])[0] == root)
        self.proved["included"] = {"count": len(self.versions)}

    def enveloped(self, row, stream, n):
        """What an envelope says, which must be of that version."""
        with self.finding("order", "envelope-differs", row["where"]):
            said = parsed(row["envelope"])
            told = {name: said.get(name) for name in ("v", "origin", "stream", "n")}
            need(told == {"v": 1, "origin": self.head["origin"], "stream": stream, "n": n})
            need(type(told["v"]) is type(told["n"]) is int)
            return said
        return {}

    def order(self):
        """Versions follow each other without a gap, each after the one before it, also in the log."""
        for number, row in enumerate(self.versions, 1):
            before = self.versions[number - 2] if number > 1 else None
            self.expect(row["n"] == number, "order", "gap", row["where"])
            row["said"] = self.enveloped(row, self.head["stream"], row["n"])
            prev = before["leaf"].hex() if before else None
            self.expect(row["said"].get("prev") == prev, "order", "prev-differs", row["where"])
            self.expect(not before or before["place"] < row["place"], "order", "place-back", row["where"])
        for row in self.erasures:
            stream, _, n = row["event"].rpartition(":")
            self.enveloped(row, stream, int(n))
        self.expect(self.head["versions"] == len(self.versions), "order", "versions-differ", "header")
        self.expect(self.end, "order", "end-missing", "end")
        self.expect(not self.end or self.end["lines"] == len(self.rows), "order", "lines-differ", "end")
        self.proved["ordered"] = {"count": len(self.versions)}

    def finish(self):
        """What the register signs of the end of the stream; nothing else here says that no version follows."""
        head, keys, note = self.head, self.trusted("promises", self.promise_key), self.end and self.end["statement"]
        self.expect(note or not self.promise_key, "order", "statement-missing", "end")
        if note:
            rows = [head["origin"], head["stream"], head["size"], len(self.versions), self.versions[-1]["leaf"].hex()]
            with self.finding("signature", "statement", "end"):
                text, signed = read_note(note, keys)
                need(signed)
                wanted = ["casebook/record/v1", *map(str, rows), "whole" if head["whole"] else "part", ""]
                self.expect(text == "\n".join(wanted), "order", "statement-differs", "end")
        self.unproved["stated" if note and head["whole"] else "after"] = {"size": head["size"]}

    def ends(self):
        """The log's signed index of streams says where this one ended by then."""
        for row in self.indexes:
            with self.finding("signature", "index", "index"):
                text, signed = read_note(row["note"], self.keys)
                need(signed)
                size, root = (*text.split("\n"), "", "", "")[2:4]
                need(text == f"casebook/streams/v1\n{self.head['origin']}\n{size}\n{root}\n")
                need(matches("0|[1-9][0-9]{0,15}", size) and len(un64(root)) == 32)
                with self.finding("order", "index-differs", "index"):
                    n, size, earlier = row["n"], int(size), self.versions[: row["n"]]
                    need(n > 0 and len(earlier) == n and self.head["whole"] and size <= self.head["size"])
                    need(all((later["place"] < size) == (later["n"] <= n) for later in self.versions))
                    key = hashed(self.head["stream"].encode())
                    hash = hashed(b"\x02", key, n.to_bytes(8, "big"), earlier[-1]["leaf"])
                    for depth, beside in zip(
                        range(len(row["proof"]) - 1, -1, -1), map(un64, row["proof"]), strict=True
                    ):
                        right = key[depth // 8] >> (7 - depth % 8) & 1
                        hash = hashed(b"\x03", beside, hash) if right else hashed(b"\x03", hash, beside)
                    need(hash == un64(root))
                    self.proved["indexed"] = {"count": n, "size": size}

    def fill(self):
        """Bodies and states are those that were committed to; a sealed text comes into a state by an event."""
        known, whole = set(), True
        for row in self.versions:
            salt, body, state, row["told"], row["holds"] = row["salt"], row["body"], row["state"], {}, {}
            hidden, whole = body is None or state is None, whole and body is not None and state is not None
            with self.finding("content", "withheld-unlike", row["where"]):
                need(
                    (row["withheld"] is not None) == hidden and (body is None) == (salt is None) and (body or not state)
                )
            with self.finding("content", "body-differs", row["where"]):
                if body is not None and salt is not None:
                    need(hashed(bytes.fromhex(salt), body.encode()).hex() == row["said"].get("body"))
                    told = parsed(body)
                    need(told.get("v") == 1 and type(told["v"]) is int and type(told.get("type")) is str)
                    need(told["type"].partition(".")[0] == self.head["stream"].partition("-")[0])
                    row["told"] = told
            with self.finding("content", "state-differs", row["where"]):
                if state is not None and row["told"]:
                    need(hashed(state.encode()).hex() == row["told"].get("state"))
                    row["holds"], known = parsed(state), known | sealed_in(row["told"])
                    need(row["holds"].get("id") == self.head["stream"])
                    need(not whole or sealed_in(row["holds"]) <= known)
        hidden = sum(row["withheld"] is not None for row in self.versions)
        self.proved["filled"] = {"count": len(self.versions) - hidden, "of": len(self.versions)}
        self.unproved |= {"withheld": {"count": hidden}} if hidden else {}

    def act(self):
        """Whoever acted is somebody who could be, as far as a body tells."""
        for row in self.versions:
            with self.finding("authority", "actor-unlike", row["where"]):
                if row["told"]:
                    actor = row["told"].get("actor")
                    need(type(actor) is dict and type(row["told"].get("action")) is str)
                    need(actor.get("kind") in ("PERSON", "CLIENT", "SYSTEM", "OPERATOR", "PUBLIC"))
                    person = actor["kind"] != "PERSON" or matches("officer-[a-z0-9-]+", actor.get("subject"))
                    need(person and (actor["kind"] not in ("PERSON", "CLIENT") or type(actor.get("agency")) is str))

    def author(self):
        """Each entry was signed by a process that might write at its place, from the first such place on."""
        known, signed = {}, 0
        with self.finding("signature", "authors-unreadable", "authors"):
            known = read_authors(self.authors or "", self.head["origin"])
        begin = min((first for keys in known.values() for _, first, _ in keys), default=MOST)
        for row in self.versions:
            with self.finding("authority", "author", row["where"]):
                need((row["author"] is None) == (row["signature"] is None))
                if row["place"] >= begin:
                    need(row["author"])
                    places = [key for key, *at in known.get(row["author"], []) if at[0] <= row["place"] < at[1]]
                    need(places)
                    try:
                        places[0].verify(un64(row["signature"]), b"casebook/act/v1\n" + row["leaf"])
                    except InvalidSignature:
                        raise Wrong from None
                    signed += 1
        if known:
            self.proved["authored"] = {"count": signed, "of": len(self.versions)}
        elif any(row["author"] for row in self.versions):
            self.unproved["author"] = {}

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
                    self.expect(not late, "time", "sealed-late", row["where"])
                    before, dated = at, dated + bool(sealed)
        (self.proved if dated else self.unproved)["time"] = {"count": dated}

    def open(self):
        """Each sealed text opens to its commitment, or was erased by an event of the log."""
        events, there, used, opened = {row["event"] for row in self.erasures}, set(), set(), 0
        for row in self.versions:
            wanted, given = sealed_in(row["told"]) | sealed_in(row["holds"]), [*row["texts"], *row["erased"]]
            for text in row["texts"]:
                data = bytes.fromhex(text["salt"]), json.dumps(text["value"], ensure_ascii=False).encode()
                right = hashed(b"casebook/sealed/v1\n", *data).hex() == text["commitment"]
                self.expect(right, "texts", "altered", row["where"])
            commitments, gone = {text["commitment"] for text in given}, {text["event"] for text in row["erased"]}
            there, used, opened = there | commitments, used | gone, opened + len(row["texts"])
            self.expect(gone <= events, "texts", "erasure-missing", row["where"])
            sorted_once = len(commitments) == len(given) and all(
                row[part] == sorted(row[part], key=lambda text: text["commitment"]) for part in ("texts", "erased")
            )
            self.expect(commitments <= wanted and sorted_once, "texts", "stray", row["where"])
            self.expect(wanted <= there, "texts", "missing", row["where"])
        self.expect(events <= used, "texts", "stray", "erasures")
        self.proved["opened"] = {"count": opened, "erased": len(there) - opened}
        self.unproved |= {"erasure": {}} if used else {}

    def conclude(self):
        """What no pack proves, and what this one does not."""
        self.unproved |= {"authority": {}, "fold": {}, "first": {}, "truth": {}, "later": {"size": self.head["size"]}}
        self.unproved |= {} if any(row["times"] for row in self.checkpoints) else {"witness": {}}
        self.unproved |= {"stamp": {}} if any(row["stamp"] for row in self.checkpoints) else {}
        self.unproved |= {} if self.key else {"pinned": {}}

    def report(self):
        """The result: exit code, findings, and what is proved and what is not."""
        found = [{"class": kind, "code": code, "place": place} for kind, code, place in dict.fromkeys(self.findings)]
        first = FIRST_EXIT + min((CLASSES.index(row["class"]) for row in found), default=0)
        exit = first if found else (0 if self.key else UNPINNED)
        said = {"proved": {} if found else self.proved, "notProved": self.unproved}
        return {"stream": self.stream, "exit": exit, "findings": found, **said}


FOUND = {
    "format": ("không phải bó hồ sơ đúng khuôn dạng", "is not a record pack of this format"),
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
PROVED = {
    "signed": (
        "{count} mốc do nhật ký này ký; trong các nhân chứng bạn nêu, {witnesses} đã ký mốc mới nhất",
        "{count} checkpoints are signed by this log; of the witnesses that you named, {witnesses} cosigned the newest",
    ),
    "included": ("{count} phiên bản có trong nhật ký", "{count} versions are in the log"),
    "ordered": ("{count} phiên bản nối tiếp nhau, không hở", "{count} versions follow each other without a gap"),
    "indexed": (
        "không có phiên bản nào sau phiên bản {count} trong {size} mục đầu, theo mục lục do nhật ký ký",
        "no version follows version {count} among the first {size} entries, by the index that the log signed",
    ),
    "filled": (
        "nội dung của {count} trong {of} phiên bản đúng như khi niêm phong",
        "the content of {count} of {of} versions is as it was sealed",
    ),
    "authored": (
        "{count} trong {of} mục do một tiến trình được phép ghi ký",
        "{count} of {of} entries were signed by a process that might write then",
    ),
    "time": (
        "thời điểm của {count} phiên bản phù hợp với chữ ký của nhân chứng",
        "the times of {count} versions agree with what witnesses signed",
    ),
    "opened": (
        "{count} văn bản đúng như khi niêm phong; {erased} văn bản được ghi là đã xóa",
        "{count} texts are as they were sealed; {erased} are said to be erased",
    ),
}
UNPROVED = {
    "pinned": (
        "nhật ký này là của ai: bạn chưa nêu khóa, khóa trong bó không chứng minh gì",
        "whose log this is: you named no key, and the key in the pack proves nothing",
    ),
    "witness": (
        "mọi người được cho xem cùng một nhật ký, và thời điểm niêm phong: không có nhân chứng nào bạn nêu đã ký",
        "that everybody is shown the same log, and when it was sealed: no witness that you named signed",
    ),
    "kept": (
        "mốc bạn giữ ({size}): bó không có mốc cỡ đó",
        "the checkpoint you kept ({size}): the pack has none of its size",
    ),
    "stated": (
        "không có phiên bản sau phiên bản cuối, tính đến {size} mục: đó mới là lời có ký của hệ thống",
        "that no version follows the last one up to entry {size}: that is the register's signed word only",
    ),
    "after": ("không có phiên bản nào sau phiên bản cuối", "that no version follows the last one"),
    "later": ("bất cứ điều gì sau mục {size} của nhật ký", "anything after entry {size} of the log"),
    "first": (
        "nhật ký không có mục sớm hơn cho cùng phiên bản: phải đọc toàn bộ nhật ký",
        "that the log has no earlier entry for the same version: that takes the whole log",
    ),
    "withheld": (
        "nội dung của {count} phiên bản mà bạn không được xem",
        "the content of {count} versions that you may not see",
    ),
    "time": ("thời điểm của bất cứ phiên bản nào", "the time of any version"),
    "erasure": (
        "sự kiện xóa có thật là của các văn bản này, và việc xóa là đúng: bó chỉ cho thấy sự kiện đó tồn tại",
        "that the erasure was of these texts, and right: the pack shows only that there is such an event",
    ),
    "authority": (
        "người thực hiện giữ chức vụ và thẩm quyền vào lúc đó: sổ đăng ký không nằm trong bó",
        "that whoever acted held post and competence then: the registry is not in the pack",
    ),
    "fold": (
        "mỗi trạng thái là kết quả của các sự kiện, ngoài các văn bản niêm phong và mã",
        "that each state is what the events lead to, beyond its sealed texts and its id",
    ),
    "stamp": (
        "dấu thời gian: kiểm tra bằng openssl ts -verify",
        "the time stamps: check them with openssl ts -verify",
    ),
    "author": (
        "tiến trình nào đã ghi từng mục: bạn chưa nêu khóa của các tiến trình",
        "which process wrote each entry: you named no keys of processes",
    ),
    "truth": ("điều được ghi là sự thật", "that what was recorded is true"),
}
ENDS = {
    "fails": ("KHÔNG ĐÚNG. Số phát hiện: {count}", "IT DOES NOT HOLD. Findings: {count}"),
    "holds": ("Mọi điều kiểm tra được đều đúng.", "All that could be checked holds."),
    "proved": ("Đã chứng minh:", "Proved:"),
    "unproved": ("CHƯA được chứng minh:", "NOT proved:"),
}


def words(report, language):
    """The report for people, in Vietnamese (0) or English (1)."""
    found = report["findings"]
    yield f"{report['stream']}: " + ENDS["fails" if found else "holds"][language].format(count=len(found))
    yield from (f"  [{row['class']}/{row['code']}] {row['place']}: {FOUND[row['class']][language]}" for row in found)
    for title, table, said in (("proved", PROVED, "proved"), ("unproved", UNPROVED, "notProved")):
        if report[said]:
            yield ENDS[title][language]
            yield from (f"  - {table[code][language].format(**numbers)}" for code, numbers in report[said].items())


def main():
    """Verify the pack of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key", help="the log's key: name+id+base64")
    parser.add_argument("--promise-key", help="the key that the register signs promises with")
    parser.add_argument("--authors", type=Path, help="the file with the keys of the processes that write")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness")
    parser.add_argument("--quorum", type=int, default=0, help="how many of them must have cosigned")
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, help="a checkpoint that you kept")
    parser.add_argument("--json", action="store_true", help="the report as JSON instead of words")
    parser.add_argument("--lang", choices=["vi", "en"], help="one language only")
    given = parser.parse_args()
    kept = [path.read_text(encoding="utf-8") for path in given.checkpoint]
    try:
        pins = given.key, given.promise_key, given.witness, given.quorum, kept
        authors = given.authors.read_text(encoding="utf-8") if given.authors else None
        check = Check(given.pack.read_bytes(), *pins, authors)
    except Wrong:
        parser.error("a key of a witness cannot be read")
    report = check.report()
    if given.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for language in {"vi": [0], "en": [1]}.get(given.lang, [0, 1]):
            print("\n".join(words(report, language)))
    return report["exit"]


if __name__ == "__main__":
    sys.exit(main())
