"""Actors: an officer, a program, a job of the register, its operator, a process, or the anonymous public."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post, Role


class ActorKind(StrEnum):
    """Kind of actor: an officer, an agency's program, a job of the register, its operator, a process, or the public."""

    PERSON = "PERSON"
    CLIENT = "CLIENT"
    SYSTEM = "SYSTEM"
    OPERATOR = "OPERATOR"
    PUBLIC = "PUBLIC"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Actor as the registry describes the actor today.

    `subject` is an officer's stream id or a pseudonym, never a name or an address. `scopes` contains only rights that
    the token, the grants and the matrix all allow. `former` lists the agencies that the actor's agency succeeded in
    full. `deputy` contains the lead agency's scopes, for cases in which this agency is the substitute. `mark`
    identifies the person who uses a hearing's code: the register identified the person, or sent the code by letter.
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
        """Return the actor's agency and the agencies that it succeeded; empty for an actor without an agency."""
        return self.former | {self.agency} if self.agency else frozenset()

    @property
    def own(self) -> str:
        """Return the actor's agency. Raises AssertionError for an actor without an agency; the policy refuses such
        actors earlier."""
        assert self.agency is not None
        return self.agency


SYSTEM = Actor(kind=ActorKind.SYSTEM, subject="system", client="casebook")


OPERATOR = Actor(kind=ActorKind.OPERATOR, subject="operator", client="casebook-cli")


PUBLIC = Actor(kind=ActorKind.PUBLIC, subject="public", client="public-door")
"""Anonymous actor without an account."""


def holder_of(stream: str, mark: str | None = None) -> Actor:
    """Return an actor without an account who presented the code of a stream. The actor can act on this stream only."""
    return Actor(kind=ActorKind.PUBLIC, subject=stream, client=PUBLIC.client, mark=mark)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Caller as the access token describes the caller. Posts and role come from the registry, never from the token.

    `subject` comes from the token and is never recorded unchanged.
    """

    subject: str
    client: str
    agency: str
    scopes: frozenset[str]
    person: bool
    foreign: bool = False
    """True if the token's issuer is not the register's own server."""


class Process(StrEnum):
    """Process of the register. Each process has a key of the same name."""

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
"""Process that carries out the commands of each kind of actor, unless a command's row names another."""
