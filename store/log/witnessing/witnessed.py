"""What witnesses a checkpoint has: none, fewer than the policy of its day asked for, or enough; who, and when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.kernel.witnessing import WitnessState
from store.log.storage import Published
from store.tlog.cosignature import TIME_SIZE
from store.tlog.faults import LogFault
from store.tlog.note import SignatureLine, split
from store.tlog.strict import MOST

SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's name, and when it says it cosigned. The signature itself is for whoever has the witness's key."""

    name: str
    at: datetime


def witnesses_of(published: Published, origin: str) -> tuple[WitnessState, tuple[Cosigned, ...]]:
    """The state of a checkpoint, and the witnesses in the order of their names. Raises LogFault for a broken note."""
    _, lines = split(published.note)
    found = sorted((line.name, line.signature) for line in lines if _by_a_witness(line, origin))
    cosigned = tuple(Cosigned(name, _time(signature)) for name, signature in found)
    if not cosigned:
        return WitnessState.NONE, ()
    return WitnessState.QUORUM if published.cosigned else WitnessState.BELOW_QUORUM, cosigned


def claimed_of(published: Published | None, origin: str) -> tuple[WitnessState, tuple[Cosigned, ...]]:
    """The same; nothing is claimed of a checkpoint that is missing or cannot be read."""
    try:
        return witnesses_of(published, origin) if published else (WitnessState.NONE, ())
    except (LogFault, ValueError, OverflowError):
        return WitnessState.NONE, ()


def witness_headers(published: Published, origin: str) -> dict[str, str]:
    """The same for HTTP."""
    state, cosigned = claimed_of(published, origin)
    names = ", ".join(f"{one.name} {one.at.isoformat().replace('+00:00', 'Z')}" for one in cosigned)
    return {"Casebook-Witnesses": state.value, **({"Casebook-Cosigned-By": names} if names.isascii() and names else {})}


def _by_a_witness(line: SignatureLine, origin: str) -> bool:
    return line.name != origin and len(line.signature) == TIME_SIZE + SIGNATURE_SIZE


def _time(signature: bytes) -> datetime:
    return datetime.fromtimestamp(min(int.from_bytes(signature[:TIME_SIZE], "big"), MOST), UTC)
