"""Proof of work for filing without an account: it costs a telephone a second or two, and a flood its price.

The puzzle is a keyed hash of the command id and the hour: nothing is kept, a proof is good for one command, and none
can be made long before. A proof is a number after which SHA-256 of `puzzle:number` begins with so many zero bits. To
check one takes one hash.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

HOUR_SECONDS = 3600
HOURS = 2
"""A puzzle is good in its hour and in the next."""
PROOFS_MOST = 10
"""Proofs in one header field: as many as an operation has root fields."""
NUMBER = re.compile("[0-9]{1,20}")


class Proofs:
    """Makes puzzles and checks proofs."""

    def __init__(self, place: Callable[[str], str], clock: Callable[[], datetime], bits: int) -> None:
        self._place, self._clock, self.bits = place, clock, bits

    def puzzle(self, command_id: UUID) -> str:
        """The puzzle of a command in this hour."""
        return self._puzzle(command_id, self._hour())

    def holds(self, command_id: UUID, proof: str) -> bool:
        """Whether a proof is good for a command now; always where no proof is asked for."""
        if not self.bits:
            return True
        hour = self._hour()
        puzzles = (self._puzzle(command_id, hour - ago) for ago in range(HOURS))
        return bool(NUMBER.fullmatch(proof)) and any(solves(puzzle, proof, self.bits) for puzzle in puzzles)

    def _hour(self) -> int:
        return int(self._clock().timestamp()) // HOUR_SECONDS

    def _puzzle(self, command_id: UUID, hour: int) -> str:
        return self._place(f"proof of {command_id} in {hour}")


def solves(puzzle: str, proof: str, bits: int) -> bool:
    """Whether the hash of a puzzle with a proof begins with so many zero bits."""
    return int.from_bytes(sha256(f"{puzzle}:{proof}".encode()).digest()) >> (256 - bits) == 0


def proofs_of(header: str | None) -> Mapping[str, str]:
    """The proofs that a header field names by command id: `id=number, id=number`."""
    named = (entry.strip().partition("=") for entry in (header or "").split(",", PROOFS_MOST)[:PROOFS_MOST])
    return {id.lower(): proof for id, _, proof in named}
