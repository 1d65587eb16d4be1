"""Record packs of streams that were never in a database: whole ones, and the same with one thing changed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from store.log.acts import Author
from store.log.checkpoint import Checkpoint
from store.log.cosignature import Cosigner
from store.log.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from store.log.note import Signer, join
from store.log.stream_index import StreamIndex, index_text, key_of, proof
from store.pack import lines
from store.record.canonical import canonical
from store.record.sealing import commit_to

ORIGIN = "casebook.test/log"
UNSIGNED = 3
"""Entries before this place have no author."""
BEGINNING = 1_782_864_000
"""2026-07-01 00:00 UTC, in seconds since 1970."""


def _private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


LOG, PROMISES = Signer(ORIGIN, _private(1)), Signer(f"{ORIGIN}/promises", _private(2))
WRITER = Author.of(ORIGIN, "api", b"\x04" * 32)
WITNESS = Cosigner("witness.example/a", _private(3))
PINS: dict[str, Any] = {
    "key": LOG.vkey(),
    "promiseKey": PROMISES.vkey(),
    "witnesses": [WITNESS.vkey()],
    "quorum": 1,
    "kept": [],
    "authors": f"# who may write\n{WRITER.vkey()} 3\n",
}
"""What a reader knows from elsewhere."""


def instant(seconds: int) -> str:
    """An instant as the record writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass
class Log:
    """A log in memory, and the checkpoints that were signed."""

    leaves: list[bytes] = field(default_factory=list)
    notes: dict[int, bytes] = field(default_factory=dict)

    def read(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        return root_of(self.leaves[index << level : (index + 1) << level])

    def seal(self, at: int) -> None:
        """Sign and cosign what there is."""
        text = Checkpoint(ORIGIN, len(self.leaves), root_of(self.leaves)).text()
        self.notes[len(self.leaves)] = join(text, [LOG.sign(text), WITNESS.sign(text, at)])

    def first(self, place: int) -> int:
        """The size of the first checkpoint that covers a place."""
        return min(size for size in self.notes if size > place)

    def placed(self, place: int, envelope: bytes) -> lines.Placed:
        """An entry with its proof."""
        size = self.first(place)
        return lines.Placed(envelope=envelope, place=place, size=size, proof=inclusion_proof(place, size, self.read))


def pack(chance: Random) -> bytes:
    """A pack of a stream of some versions, among others of other streams."""
    log, stream, now = Log(), f"case-{chance.randbytes(8).hex()}", BEGINNING
    versions: list[tuple[int, bytes, dict[str, Any]]] = []
    known: list[dict[str, str]] = []
    erasures: dict[str, tuple[int, bytes]] = {}
    previous, anchor = None, None
    for n in range(1, chance.randint(2, 9)):
        _others(log, chance, now)
        now += chance.randint(1, 400)
        texts = [_text(chance) for _ in range(chance.randint(0, 2))]
        known += texts
        data = {f"text{number}": _reference(text) for number, text in enumerate(texts)}
        state = canonical({"id": stream, "note": f"sổ {n}", "texts": [_reference(text) for text in known]})
        body = canonical(_body(stream, data, state, now, chance))
        salt = chance.randbytes(32)
        said = {"v": 1, "origin": ORIGIN, "stream": stream, "n": n, "prev": previous, "anchor": anchor}
        envelope = canonical({**said, "body": sha256(salt + body).hexdigest()})
        previous = leaf_hash(envelope).hex()
        versions.append((len(log.leaves), envelope, {"salt": salt, "body": body, "state": state, "texts": texts}))
        log.leaves.append(leaf_hash(envelope))
        now += chance.randint(0, 20)
        if chance.random() < 0.7:
            log.seal(now)
            anchor = sha256(log.notes[len(log.leaves)]).hexdigest()
    if known and chance.random() < 0.4:
        event = f"erasure-{chance.randbytes(4).hex()}"
        gone = canonical({"v": 1, "origin": ORIGIN, "stream": event, "n": 2, "prev": None, "anchor": None, "body": ""})
        erasures[f"{event}:2"] = (len(log.leaves), gone)
        log.leaves.append(leaf_hash(gone))
    log.seal(now + 1)
    return b"".join(_lines(log, stream, versions, erasures, chance))


def _others(log: Log, chance: Random, now: int) -> None:
    for _ in range(chance.randint(0, 12)):
        log.leaves.append(chance.randbytes(32))
        if chance.random() < 0.1:
            log.seal(now)


def _text(chance: Random) -> dict[str, str]:
    salt, value = chance.randbytes(32), f"Nội dung “{chance.randint(0, 999)}”\n\u2028\x07 hết"
    told = {"commitment": commit_to(salt, value), "salt": salt.hex(), "value": value}
    return {**told, "group": chance.randbytes(16).hex()}


def _reference(text: dict[str, str]) -> dict[str, str]:
    return {"commitment": text["commitment"], "group": text["group"]}


def _body(stream: str, data: Any, state: bytes, now: int, chance: Random) -> Any:
    actor = {"kind": "PERSON", "subject": "officer-an", "client": "desk", "agency": "agency-land", "posts": ["HANDLER"]}
    if chance.random() < 0.3:
        actor |= {"kind": "SYSTEM", "subject": "system"}
    told = {"v": 1, "type": f"{stream.partition('-')[0]}.noted", "data": data, "actor": {**actor, "role": None}}
    more = {"scope": None, "action": "note", "command": chance.randbytes(16).hex(), "at": instant(now)}
    return {**told, **more, "state": sha256(state).hexdigest()}


def _lines(log: Log, stream: str, versions: Any, erasures: Any, chance: Random) -> Iterator[bytes]:
    size, count = len(log.leaves), 0
    needed = {log.first(place) for place, _, _ in versions} | {log.first(place) for place, _ in erasures.values()}
    anchored = {json.loads(envelope)["anchor"] for _, envelope, _ in versions}
    needed |= {size for size, note in log.notes.items() if sha256(note).hexdigest() in anchored} | {size}
    keys = {"log": LOG.vkey(), "promises": PROMISES.vkey()}
    yield lines.header(origin=ORIGIN, stream=stream, size=size, versions=len(versions), whole=True, keys=keys)
    old = 0
    for covered in sorted(needed):
        proof = consistency_proof(old, covered, log.read) if old else []
        yield lines.checkpoint(log.notes[covered], proof, None)
        old, count = covered, count + 1
    if chance.random() < 0.5:
        yield _index(stream, versions[: chance.randint(1, len(versions))], chance)
        count += 1
    hidden = {n for n in range(len(versions)) if chance.random() < 0.15}
    texts = [text["commitment"] for _, _, told in versions for text in told["texts"]]
    lost = {commitment for commitment in texts if erasures and chance.random() < 0.5}
    given: set[str] = set()
    for n, (place, envelope, told) in enumerate(versions):
        content = lines.Content(withheld="OFFICER")
        if n not in hidden:
            content = _content(versions[: n + 1], told, lost, given, [*erasures])
            given |= {text["commitment"] for text in [*content.texts, *content.erased]}
        signed = WRITER.signed(leaf_hash(envelope)) if place >= UNSIGNED else {}
        author = (signed["author"], signed["signature"]) if signed else None
        yield lines.version(n + 1, log.placed(place, envelope), content, author)
    referred = bool(lost & given)
    for event, (place, envelope) in erasures.items():
        if referred:
            yield lines.erasure(event, log.placed(place, envelope))
    before = 1 + count + len(versions) + (len(erasures) if referred else 0)
    said: Any = {"origin": ORIGIN, "stream": stream, "size": size, "versions": len(versions), "whole": True}
    yield lines.end(before, lines.state_of_end(PROMISES, leaf=leaf_hash(versions[-1][1]), **said))


def _index(stream: str, versions: Any, chance: Random) -> bytes:
    """The index of streams just after some version of this one."""
    place, envelope, _ = versions[-1]
    others = [(f"case-{number}", chance.randint(1, 9), chance.randbytes(32)) for number in range(chance.randint(0, 40))]
    made = StreamIndex.of([(stream, len(versions), leaf_hash(envelope)), *others])
    key = key_of(stream)
    way = proof(made.tops(), made.buckets[key[0]], key)
    assert way is not None
    text = index_text(ORIGIN, place + 1, made.root())
    return lines.index(join(text, [LOG.sign(text)]), len(versions), way[1])


def _content(so_far: Any, told: Any, lost: set[str], given: set[str], events: Sequence[str]) -> lines.Content:
    due = [text for _, _, earlier in so_far for text in earlier["texts"] if text["commitment"] not in given]
    texts = sorted(due, key=lambda text: text["commitment"])
    opened = [{name: text[name] for name in ("commitment", "salt", "value")} for text in texts]
    closed = [text["commitment"] for text in texts if text["commitment"] in lost]
    return lines.Content(
        salt=told["salt"],
        body=told["body"],
        state=told["state"],
        texts=[text for text in opened if text["commitment"] not in lost],
        erased=[{"commitment": commitment, "event": events[0]} for commitment in closed],
    )


def witnessed(data: bytes) -> bytes:
    """A pack without the lines of witnesses in its checkpoints, whoever they say they are."""
    rows = []
    for line in data.split(b"\n"):
        if line.startswith(b'{"kind":"checkpoint"'):
            row = json.loads(line)
            lines_of_note = row["note"].split("\n")
            row["note"] = [text for text in lines_of_note if not text.startswith("\u2014") or f" {ORIGIN} " in text]
            line = canonical(row)
        rows.append(line)
    return b"\n".join(rows)


def damaged(data: bytes, chance: Random) -> bytes:
    """The same pack with one thing changed: a byte, a member, the order of two lines, or a line less."""
    while True:
        made = chance.choice(DAMAGES)(data, chance)
        if made != data:
            return made


def _byte(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _order(data: bytes, chance: Random) -> bytes:
    rows = [row + b"\n" for row in data.split(b"\n")[:-1]]
    at = chance.randrange(len(rows) - 1)
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
