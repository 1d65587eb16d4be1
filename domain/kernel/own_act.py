"""Acts that no command orders: those of a process of the register, and those of commands that ended."""

from dataclasses import dataclass

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.process import Process

OF_THE_REGISTER = frozenset({ActorKind.SYSTEM})


@dataclass(frozen=True, kw_only=True)
class OwnAct:
    """One name in the record, the types of event that it writes, and the processes that may.

    A command that is removed leaves one behind that is `ended`: what it wrote stays right, and no more of it is sealed.
    """

    action: str
    writes: tuple[type[Event], ...]
    by: frozenset[Process]
    actors: frozenset[ActorKind] = OF_THE_REGISTER
    ended: bool = False

    def __post_init__(self) -> None:
        OWN_ACTS.append(self)


OWN_ACTS: list[OwnAct] = []
