"""Actors: an officer, a program, a job of the register, its operator, a process that writes, or anybody at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post, Role

if TYPE_CHECKING:
    pass


class ActorKind(StrEnum):
    """Who acts: an officer, an agency's machine, a job of the register itself, its operator, or anybody at all."""

    PERSON = "PERSON"
    CLIENT = "CLIENT"
    SYSTEM = "SYSTEM"
    OPERATOR = "OPERATOR"
    PUBLIC = "PUBLIC"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Actor as the registry knows them today.

    `subject` is an officer's stream id or a pseudonym, never a name or an address. `scopes` are already narrowed to
    what token, grants and matrix all allow. `former` are the agencies that its own took over wholly. `deputy` are
    further scopes, of the lead agency, for the cases in which it takes the lead's part. `mark` is what the holder of a
    hearing's code has of their own: the register's word, or the code of the letter.
    """

    kind: ActorKind
    subject: str
    client: str
    agency: str | None = None
    officer: str | None = None
    role: Role | None = None
    posts: frozenset[Post] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    former: frozenset[str] = frozenset()
    deputy: frozenset[Scope] = frozenset()
    mark: str | None = None

    @property
    def agencies(self) -> frozenset[str]:
        """The actor's agency, and those it acts for; empty for an actor without one."""
        return self.former | {self.agency} if self.agency else frozenset()

    @property
    def own(self) -> str:
        """The actor's agency. Raises AssertionError for an actor without one: policy admits none."""
        assert self.agency is not None
        return self.agency


SYSTEM = Actor(kind=ActorKind.SYSTEM, subject="system", client="casebook")


OPERATOR = Actor(kind=ActorKind.OPERATOR, subject="operator", client="casebook-cli")


PUBLIC = Actor(kind=ActorKind.PUBLIC, subject="public", client="public-door")
"""Somebody without an account, of whom nothing is known."""


def holder_of(stream: str, mark: str | None = None) -> Actor:
    """Return the actor without an account who showed the code of a stream: it acts there and sees nothing else."""
    return Actor(kind=ActorKind.PUBLIC, subject=stream, client=PUBLIC.client, mark=mark)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Caller according to a token; posts and role come from the registry, never from the token.

    `subject` is the token's own and is never written down as it is.
    """

    subject: str
    client: str
    agency: str
    scopes: frozenset[str]
    person: bool
    foreign: bool = False
    """True if an issuer other than the register's own server vouches for the actor."""


class Process(StrEnum):
    """A process, by the name that its key has."""

    API = "api"
    WORKER = "worker"
    ERASER = "eraser"
    VERIFIER = "verifier"
    CLI = "cli"


WRITES_FOR: Final[Mapping[ActorKind, Process]] = MappingProxyType(
    {
        ActorKind.PERSON: Process.API,
        ActorKind.CLIENT: Process.API,
        ActorKind.PUBLIC: Process.API,
        ActorKind.SYSTEM: Process.WORKER,
        ActorKind.OPERATOR: Process.CLI,
    }
)
"""The process that carries out what each kind of actor orders, unless a command's row names another."""
