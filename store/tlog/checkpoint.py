"""Checkpoints: the log's origin, size and root as the text of a signed note (C2SP tlog-checkpoint)."""

from dataclasses import dataclass
from datetime import datetime

from store.tlog.faults import CheckpointRefused
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.strict import MOST, base64, decimal, digest, lines, to_base64, to_utf8


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: construction raises CheckpointRefused for one that cannot be."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what could not be written and read back."""
        if not self.origin or "\n" in self.origin:
            raise CheckpointRefused("not an origin")
        to_utf8(self.origin, CheckpointRefused)
        digest(self.root, CheckpointRefused)
        if not 0 <= self.size <= MOST or (self.size == 0) != (self.root == EMPTY_ROOT):
            raise CheckpointRefused("size and root do not go together")

    def text(self) -> str:
        """The note's text: origin, size and root, a line each."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse_checkpoint(text: str, origin: str) -> Checkpoint:
    """The checkpoint of this log. Raises CheckpointRefused for any other spelling or log.

    Extension lines are refused: nothing audits them, and this log writes none.
    """
    found = read_checkpoint(text)
    if found.origin != origin:
        raise CheckpointRefused("the checkpoint of another log")
    return found


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of whatever log it names: for a witness, which looks the log up by it."""
    rows = lines(text, CheckpointRefused)
    if len(rows) != 3:
        raise CheckpointRefused("not three lines")
    return Checkpoint(rows[0], decimal(rows[1], CheckpointRefused), base64(rows[2], CheckpointRefused))


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that the log's key signed: the note's bytes, what it says, and when it was made."""

    note: bytes
    checkpoint: Checkpoint
    at: datetime
