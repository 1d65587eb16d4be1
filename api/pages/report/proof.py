"""Proof of work for filing without an account. A telephone computes for some seconds, and a flood must compute for each
filing.

A puzzle contains its hour, its price and its command, under a keyed hash. Nothing is stored, and the puzzle is valid
for one command. A proof is a puzzle with a number, such that the SHA-256 of `puzzle:number` begins with enough zero
bits. Checking a proof takes one hash. A turn is the alternative without a script: it states the time from which the
same form is accepted.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

GOOD_SECONDS = 3600
"""Seconds for which a proof is valid after its puzzle was made, and a turn after its time. Filling in a form takes
minutes."""
AHEAD_SECONDS = 60
"""Seconds by which the clock that made a puzzle may be ahead of the clock that checks its proof."""
PROOFS_MOST = 10
"""Largest number of proofs in one header field. An operation may have the same number of root fields."""
MARK = 24
"""Hexadecimal digits of the keyed hash. With this length a puzzle and its number fit into one block of SHA-256."""
PROOF = re.compile(r"([0-9]{1,12})\.([0-9]{1,3})\.([0-9a-f]{24}):([0-9]{1,20})", re.ASCII)
TURN = re.compile(r"([0-9]{1,12})\.([0-9a-f]{24})", re.ASCII)


class Proofs:
    def __init__(self, place: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._place, self._clock = place, clock

    def puzzle(self, command_id: UUID, bits: int) -> str:
        """Return a puzzle for a command. A proof of the puzzle needs this many zero bits."""
        return self._puzzle(command_id, self.now(), bits)

    def paid(self, command_id: UUID, proof: str) -> int | None:
        """Return the zero bits of a proof. Return None for a wrong or expired proof, or for a proof of another
        command."""
        found = PROOF.fullmatch(proof)
        if found is None:
            return None
        made, bits = int(found[1]), int(found[2])
        puzzle = proof.rpartition(":")[0]
        good = -AHEAD_SECONDS <= self.now() - made < GOOD_SECONDS and puzzle == self._puzzle(command_id, made, bits)
        return bits if good and solves(puzzle, found[4], bits) else None

    def turn(self, command_id: UUID, seconds: int) -> str:
        """Return the turn of a command: the time after this many seconds, authenticated by a keyed hash."""
        return self._turn(command_id, self.now() + seconds)

    def waits(self, command_id: UUID, turn: str) -> int | None:
        """Return the seconds until a turn; 0 once its time has come; None for a wrong or expired turn."""
        found = TURN.fullmatch(turn)
        if found is None or turn != self._turn(command_id, int(found[1])):
            return None
        left = int(found[1]) - self.now()
        return max(left, 0) if left > -GOOD_SECONDS else None

    def now(self) -> int:
        return int(self._clock().timestamp())

    def _puzzle(self, command_id: UUID, made: int, bits: int) -> str:
        return f"{made}.{bits}.{self._place(f'proof of {command_id} from {made} for {bits}')[:MARK]}"

    def _turn(self, command_id: UUID, moment: int) -> str:
        return f"{moment}.{self._place(f'turn of {command_id} at {moment}')[:MARK]}"


def solves(puzzle: str, number: str, bits: int) -> bool:
    """Return whether the hash of a puzzle with a number begins with this many zero bits."""
    return int.from_bytes(sha256(f"{puzzle}:{number}".encode()).digest()) >> (256 - bits) == 0


def proofs_of(header: str | None) -> Mapping[str, str]:
    """Parse a header field `id=puzzle:number, id=puzzle:number`. Return the proofs by command id."""
    named = (entry.strip().partition("=") for entry in (header or "").split(",", PROOFS_MOST)[:PROOFS_MOST])
    return {id.lower(): proof for id, _, proof in named}
