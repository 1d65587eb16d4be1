"""The published policies of the log's witnesses, each signed by the log's key, and cosignatures.

    casebook/witnesses/v1
    <origin>
    <number of log entries when the policy began>
    witness …, group …, quorum …

The policy applies to checkpoints beyond that size. A signature line under a checkpoint counts as a witness's only if a
policy contains its key and the signature is valid. Other lines prove nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from domain.kernel.witnessing import WitnessState
from store.log.storage import LogStorage, Published
from store.tlog.note import Ed25519Verifier, Signer, Verifier, join, split, verify
from store.tlog.policy import NONE, Policy, parse_policy
from store.tlog.strict import LogFault, NoteRefused, decimal
from store.tlog.succession import LogKeys


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Witness with the time that its cosignature states. The signature was verified with the key in the policy."""

    name: str
    at: datetime


def witness_headers(state: WitnessState, cosigned: Sequence[Cosigned]) -> dict[str, str]:
    names = ", ".join(f"{one.name} {one.at.isoformat().replace('+00:00', 'Z')}" for one in cosigned)
    return {"Casebook-Witnesses": state.value, **({"Casebook-Cosigned-By": names} if names.isascii() and names else {})}


FIRST_LINE = "casebook/witnesses/v1"


def signed_policy(policy: Policy, origin: str, size: int, signer: Signer) -> bytes:
    """Return the note in which the log states its witnesses from a size on."""
    text = f"{FIRST_LINE}\n{origin}\n{size}\n{policy.text()}"
    return join(text, [signer.sign(text)])


def read_policy(note: bytes, origin: str, keys: Sequence[Verifier]) -> tuple[int, Policy]:
    """Return size and policy in a note about witnesses. Raise LogFault unless a key of the log signed the note."""
    first, of, size, policy = (*verify(note, keys).text.split("\n", 3), "", "", "")[:4]
    if (first, of) != (FIRST_LINE, origin):
        raise NoteRefused("not a policy of this log")
    return decimal(size, NoteRefused), parse_policy(policy.encode())


@dataclass(frozen=True)
class Policies:
    of: tuple[tuple[int, Policy], ...] = ()
    unsigned: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, notes: Sequence[bytes], origin: str, keys: Sequence[Verifier]) -> Self:
        found, unsigned = list[tuple[int, Policy]](), list[bytes]()
        for note in notes:
            try:
                found.append(read_policy(note, origin, keys))
            except LogFault:
                unsigned.append(note)
        return cls(tuple(sorted(found, key=lambda one: one[0])), tuple(unsigned))

    @property
    def verifiers(self) -> tuple[Ed25519Verifier, ...]:
        found: Mapping[str, Ed25519Verifier] = {one.vkey(): one for _, policy in self.of for one in policy.verifiers}
        return tuple(found.values())

    def at(self, size: int) -> Policy | None:
        """Return the policy that applies to a checkpoint; None before the first one."""
        return next((policy for begin, policy in reversed(self.of) if begin < size), None)

    def witnessed(self, published: Published, keys: Sequence[Verifier]) -> tuple[WitnessState, tuple[Cosigned, ...]]:
        """Return the witnesses of a checkpoint, according to the policy that applies to it. Raise LogFault for a
        malformed note."""
        policy = self.at(published.size) or Policy()
        opened = verify(published.note, [*keys, *policy.verifiers])
        cosigned = tuple(
            Cosigned(one.name, datetime.fromtimestamp(one.time, UTC))
            for one in sorted(opened.verified, key=lambda one: one.name)
            if one.time is not None
        )
        if not cosigned:
            return WitnessState.NONE, ()
        enough = policy.quorum != NONE and policy.satisfied(opened.verified)
        return WitnessState.QUORUM if enough else WitnessState.BELOW_QUORUM, cosigned


async def witnesses_of(
    storage: LogStorage, published: Published | None, origin: str, key: Verifier | None
) -> tuple[WitnessState, tuple[Cosigned, ...]]:
    """Return the witnesses of a checkpoint; none for a malformed note, or without a log key to verify policies."""
    if published is None or key is None:
        return WitnessState.NONE, ()
    try:
        keys = LogKeys.following(key, await storage.handed_over()).verifiers
        return Policies.read(await storage.policies(), origin, keys).witnessed(published, keys)
    except (LogFault, ValueError, OverflowError):
        return WitnessState.NONE, ()


def foreign_lines(note: bytes, known: Sequence[Ed25519Verifier]) -> list[str]:
    """Return the names on signature lines under a note that belong to no known key. Raise LogFault."""
    keys = {(one.name, one.key_id) for one in known}
    return [line.name for line in split(note)[1] if (line.name, line.key_id) not in keys]
