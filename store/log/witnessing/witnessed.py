"""A witness's cosignature, and what headers say of those under a checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.kernel.witnessing import WitnessState


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's name, and when it says it cosigned. Its signature was checked with the key of the policy."""

    name: str
    at: datetime


def witness_headers(state: WitnessState, cosigned: Sequence[Cosigned]) -> dict[str, str]:
    """The state and the witnesses for HTTP."""
    names = ", ".join(f"{one.name} {one.at.isoformat().replace('+00:00', 'Z')}" for one in cosigned)
    return {"Casebook-Witnesses": state.value, **({"Casebook-Cosigned-By": names} if names.isascii() and names else {})}
