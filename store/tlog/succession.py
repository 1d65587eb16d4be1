"""Succession of log keys: a note with which one key hands the log over to the next key. Several successions may follow
each other.

    casebook/succession/v1
    <the previous key, as name+id+base64>
    <the new key>
    <the time, in the record's form>
    <entries> <root>      of the checkpoint under which the log continues
    <entries> <root>      of the newest checkpoint that the previous key is known to have signed

The new key always signs the note; the previous key signs too, unless it is lost. The previous key signs checkpoints up
to the first of the two sizes; the new key signs all later ones. The sizes are equal, unless entries were lost and the
log continues without them. If the loss reaches back before the previous key's term, the terms of earlier keys also end
at this size.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.kernel.calendar import from_iso_millis, iso_millis
from store.tlog.checkpoint import Checkpoint
from store.tlog.note import Signer, Verified, Verifier, join, split, verify
from store.tlog.strict import SuccessionRefused, base64, decimal, digest, lines, to_base64

HEADER = "casebook/succession/v1"
SUCCESSIONS_MOST = 64
"""Most keys of one log after its first key. Even one new key a year would not reach this limit."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Handover of the log from one key to the next. Raises SuccessionRefused on construction for impossible values."""

    before: Verifier
    after: Verifier
    at: datetime
    goes_on: Checkpoint
    last: Checkpoint
    """Newest checkpoint that the previous key is known to have signed."""

    def __post_init__(self) -> None:
        if self.before.name != self.after.name or self.before.vkey() == self.after.vkey():
            raise SuccessionRefused("not two keys of one log")
        if self.last.size < self.goes_on.size or (self.last.size == self.goes_on.size and self.last != self.goes_on):
            raise SuccessionRefused("the checkpoint under which it goes on is not one before the last")

    @property
    def lost(self) -> int:
        return self.last.size - self.goes_on.size

    def text(self) -> str:
        places = [f"{checkpoint.size} {to_base64(checkpoint.root)}" for checkpoint in (self.goes_on, self.last)]
        return "\n".join([HEADER, self.before.vkey(), self.after.vkey(), iso_millis(self.at), *places, ""])

    def note(self, *signers: Signer) -> bytes:
        return join(self.text(), [signer.sign(self.text()) for signer in signers])


@dataclass(frozen=True, slots=True)
class Handover:
    """Note of succession whose signatures are valid."""

    note: bytes
    succession: Succession
    by_both: bool
    """True if the previous key signed too. Only then does the note lead from the previous key to the new one."""


def read_succession(note: bytes) -> Handover:
    """Parse and verify a succession.

    Raise LogFault unless the new key signed and every other key named in the note signed validly.
    """
    made = _parsed(split(note)[0])
    signed = {signature.key_id for signature in verify(note, [made.before, made.after]).verified}
    if made.after.key_id not in signed:
        raise SuccessionRefused("the key after did not sign")
    return Handover(note, made, made.before.key_id in signed)


def _parsed(text: str) -> Succession:
    rows = lines(text, SuccessionRefused)
    if len(rows) != 6 or rows[0] != HEADER:
        raise SuccessionRefused("not a note of succession")
    before, after = Verifier.from_vkey(rows[1]), Verifier.from_vkey(rows[2])
    try:
        at = from_iso_millis(rows[3])
    except ValueError as wrong:
        raise SuccessionRefused("not an instant") from wrong
    made = Succession(before, after, at, *(_checkpoint(before.name, row) for row in rows[4:]))
    if made.text() != text:
        raise SuccessionRefused("another spelling")
    return made


def _checkpoint(origin: str, row: str) -> Checkpoint:
    size, _, root = row.partition(" ")
    return Checkpoint(
        origin, decimal(size, SuccessionRefused), digest(base64(root, SuccessionRefused), SuccessionRefused)
    )


def split_notes(data: bytes) -> list[bytes]:
    """Split a file into its notes. Raise SuccessionRefused for too many."""
    begin = f"{HEADER}\n".encode()
    head, *parts = (b"\n" + data).split(b"\n" + begin)
    if head.strip() or len(parts) > SUCCESSIONS_MOST:
        raise SuccessionRefused("not notes of succession, or too many")
    return [begin + part.rstrip(b"\n") + b"\n" for part in parts]


@dataclass(frozen=True, slots=True)
class Term:
    """Range of sizes of the checkpoints that a key may sign. An end of None means no end.

    An end before the first size means that everything that the key signed was lost.
    """

    verifier: Verifier
    first: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class LogKeys:
    terms: tuple[Term, ...]
    handovers: tuple[Handover, ...] = ()
    strays: tuple[bytes, ...] = ()
    """Notes that lead neither to the known key nor away from it."""

    @classmethod
    def following(cls, pinned: Verifier, notes: Iterable[bytes]) -> "LogKeys":
        """Return the keys found by following notes from one known key, forwards and backwards. Raise LogFault for an
        invalid note or a fork."""
        read = [(note, read_succession(note)) for note in dict.fromkeys(notes)]
        if len(read) > SUCCESSIONS_MOST:
            raise SuccessionRefused("too many successions")
        before = {handover.succession.before.vkey(): (note, handover) for note, handover in read}
        after = {handover.succession.after.vkey(): (note, handover) for note, handover in read}
        if len(before) < len(read) or len(after) < len(read):
            raise SuccessionRefused("one key has two successors, or two predecessors")
        used = _backwards(pinned, after) + _forwards(pinned, before)
        befores = [handover.succession.before.vkey() for _, handover in used]
        if used and len({*befores, used[-1][1].succession.after.vkey()}) <= len(used):
            raise SuccessionRefused("a key comes back after it handed the log over")
        strays = tuple(note for note, _ in read if note not in {note for note, _ in used})
        return cls(_terms(pinned, [handover for _, handover in used]), tuple(one for _, one in used), strays)

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        return tuple(term.verifier for term in self.terms)

    @property
    def newest(self) -> Verifier:
        """Return the key that signs now, as far as the notes show."""
        return self.terms[-1].verifier

    def signed(self, size: int, verified: Collection[Verified]) -> bool:
        """Return True if the note has the signature of a key that may sign checkpoints of that size."""
        signed = {(signature.name, signature.key_id) for signature in verified}
        return any(
            (term.verifier.name, term.verifier.key_id) in signed
            and term.first <= size
            and (term.end is None or size <= term.end)
            for term in self.terms
        )

    def lost(self, checkpoint: Checkpoint, verified: Collection[Verified]) -> Succession | None:
        """Return the succession that dropped entries under a checkpoint of the previous key; None without such a
        succession.

        Also return None for a size before that key's term: the key signed no such checkpoint, whatever was lost later.
        """
        signed, begun = {(signature.name, signature.key_id) for signature in verified}, False
        for handover, term in zip(self.handovers, self.terms, strict=False):
            made, key = handover.succession, (term.verifier.name, term.verifier.key_id)
            begun = begun or (key in signed and term.first <= checkpoint.size)
            if begun and made.goes_on.size < checkpoint.size:
                return made if checkpoint.size < made.last.size or checkpoint == made.last else None
        return None


Read = tuple[bytes, Handover]


def _backwards(pinned: Verifier, after: dict[str, Read]) -> list[Read]:
    """Return the successions that precede a key. The key signed each of them, so it confirms the previous key up to
    that size."""
    found: list[Read] = []
    key = pinned.vkey()
    while (read := after.pop(key, None)) is not None:
        found.insert(0, read)
        key = read[1].succession.before.vkey()
    return found


def _forwards(pinned: Verifier, before: dict[str, Read]) -> list[Read]:
    """Return the successions that follow a key, as far as each key signed for the next."""
    found: list[Read] = []
    key = pinned.vkey()
    while (read := before.pop(key, None)) is not None and read[1].by_both:
        found.append(read)
        key = read[1].succession.after.vkey()
    return found


def _terms(pinned: Verifier, used: Sequence[Handover]) -> tuple[Term, ...]:
    sizes = [handover.succession.goes_on.size for handover in used]
    firsts = [0, *sizes]
    if any(handover.succession.last.size < first for handover, first in zip(used, firsts, strict=False)):
        raise SuccessionRefused("a key came before the one that it follows")
    ends = [min(sizes[number:]) for number in range(len(sizes))]
    keys = [handover.succession.before for handover in used]
    keys += [used[-1].succession.after] if used else [pinned]
    return tuple(map(Term, keys, firsts, [*ends, None]))
