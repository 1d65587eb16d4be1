"""The registry's rows of a pack, in shared parts: files that it names by their hashes."""

import json
from base64 import b64decode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from store.pack import lines
from store.record.canonical import canonical
from store.tlog.merkle import consistency_proof, inclusion_proof, root_of
from store.tlog.strict import to_base64


def hidden_in(made: Sequence[bytes]) -> int:
    """How many versions and rows these lines withhold, also in shared parts."""
    counts = [json.loads(line).get("withheld") for line in made]
    return sum(count if type(count) is int else 1 for count in counts if count is not None)


def shared(log: Any, rows: Sequence[bytes], parts: list[bytes]) -> Iterator[bytes]:
    """The rows in shared parts by the last sign of their streams, but for assignments of the lead; the parts' names.

    `log` is a Log of `tests/docs/packs.py`.
    """
    size, read = len(log.leaves), log.read
    by_part: dict[str, list[Any]] = {}
    for line in rows:
        row = json.loads(line)
        if row["stream"].startswith("lead-"):
            yield line
        else:
            by_part.setdefault(f"agency-{row['stream'][-1]}", []).append(row)
    for of, found in sorted(by_part.items()):
        tree = max(row["place"] for row in found) + 1
        proved = [{**row, "size": tree, "end": None, "proof": _proof(row["place"], tree, log)} for row in found]
        data = b"".join(canonical(row) + b"\n" for row in proved)
        parts.append(data)
        ends = [(row["stream"], row["end"]["n"], _nodes(row["end"]["proof"])) for row in found if row["end"]]
        part = lines.Shared(
            of=of,
            hash=sha256(data).hexdigest(),
            lines=len(found),
            withheld=sum(row["withheld"] is not None for row in found),
            size=tree,
            root=root_of(log.leaves[:tree]),
            proof=consistency_proof(tree, size, read),
            ends=ends,
        )
        yield lines.shared(part)


def _proof(place: int, size: int, log: Any) -> list[str]:
    return [to_base64(node) for node in inclusion_proof(place, size, log.read)]


def _nodes(proof: Sequence[str]) -> list[bytes]:
    return [b64decode(node) for node in proof]


def content_of(so_far: Any, told: Any, lost: set[str], given: set[str], events: Sequence[str]) -> lines.Content:
    named = b"".join(told[part] or b"" for part in ("body", "state", "shown"))
    due = [text for _, _, earlier in so_far for text in earlier["texts"] if text["commitment"].encode() in named]
    due = [text for text in due if text["commitment"] not in given]
    texts = sorted(due, key=lambda text: text["commitment"])
    opened = [{name: text[name] for name in ("commitment", "salt", "value")} for text in texts]
    closed = [text["commitment"] for text in texts if text["commitment"] in lost]
    return lines.Content(
        salt=told["salt"],
        body=told["body"],
        state=told["state"],
        withheld=None if told["body"] else "PRIVATE",
        shown=None if told["body"] else told["shown"],
        texts=[text for text in opened if text["commitment"] not in lost],
        erased=[{"commitment": commitment, "event": events[0]} for commitment in closed],
    )
