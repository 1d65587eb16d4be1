"""Every refusal Casebook can give, as one tree.

    Problem                      a value: foreseen, shown to the caller as typed data
    ├── InvalidInput             a field of the input is wrong; `path` names it
    ├── NotFound                 missing, or not visible to the caller (the same answer on purpose)
    ├── VersionConflict          another writer was first; `current_version` is the newest version
    ├── CommandReused            the command id was already used for another command
    ├── TransitionNotAllowed     the state of the object does not admit the action
    ├── SafeguardNotMet          a guard of the rule of law (G1-G8) forbids it
    ├── LimitReached             a named limit is used up
    ├── RuleNotMet               another rule of the register
    ├── MissingRight             the caller lacks a scope, a post, a purpose, or is no person
    ├── SignatureNeeded          the person who acts has to sign exactly this with a key of their own
    └── Unsettled                the store cannot say whether the write happened: repeat the command
    Refused                      the exception that carries problems and rolls the transaction back
    NotAllowed                   the exception that carries a MissingRight: data of a mutation, an error of a query

A problem must not be an exception itself, because GraphQL libraries raise every exception that a result contains.
Codes are keys of `messages/{vi,en}.toml`. Parameters never contain text that a caller typed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from domain.kernel.calendar import local_date, start_of
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post


def camel(name: str) -> str:
    """Return `channel_note` as `channelNote`; a name without underscores is unchanged."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def constant(code: str) -> str:
    """Return `version-conflict` as `VERSION_CONFLICT`, as clients spell codes."""
    return code.replace("-", "_").upper()


def kebab(code: str) -> str:
    """Return `VERSION_CONFLICT` as `version-conflict`, as rules spell codes."""
    return code.replace("_", "-").lower()


Params = Mapping[str, str | int]
NOTHING: Params = MappingProxyType({})
NEWER_MOST = 20
"""Most versions that a conflict lists. The newest versions are listed."""


T = TypeVar("T")


class Guard(StrEnum):
    """Safeguard of the rule of law that no setting can switch off."""

    G1_COMPETENCE = "G1_COMPETENCE"
    G2_EVIDENCE = "G2_EVIDENCE"
    G3_EXPRESSION = "G3_EXPRESSION"
    G4_LEGAL_BASIS = "G4_LEGAL_BASIS"
    G5_TWO_PERSONS = "G5_TWO_PERSONS"
    G6_PUBLICATION = "G6_PUBLICATION"
    G7_AUDIT = "G7_AUDIT"
    G8_NO_BULK = "G8_NO_BULK"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Foreseeable refusal. `code` is the key of its message."""

    code: str
    params: Params = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, kw_only=True)
class InvalidInput(Problem):
    """A field of the input is wrong. `path` is the path of the field, such as `input.claim`."""

    path: str
    at: int | None = None
    """Position in the field's text, counted in characters from 1."""
    length: int | None = None
    input_of: type | None = field(default=None, compare=False)
    """Command to which the input belongs, once known. The message then names the field by its label in that command."""

    def __post_init__(self) -> None:
        place = {name: value for name, value in (("at", self.at), ("length", self.length)) if value is not None}
        object.__setattr__(self, "params", MappingProxyType({**self.params, **place}))

    @property
    def whole(self) -> str:
        """Return the path of the field without the position of an item: `input.areas` for `input.areas[2]`."""
        return self.path.partition("[")[0]


@dataclass(frozen=True, kw_only=True)
class NotFound(Problem):
    """The object is missing, or the caller may not see it. The answer is the same in both cases."""

    code: str = "not-found"


@dataclass(frozen=True, kw_only=True)
class VersionConflict(Problem):
    """The object has a newer version than the command expected. Read the object again and decide again."""

    code: str = "version-conflict"
    current_version: int
    stream: str | None = field(default=None, compare=False)
    """Id of the object. None if nobody may read its versions, for example if the object should not exist."""
    expected: int | None = field(default=None, compare=False)
    """Version of the object on which the command was decided."""


@dataclass(frozen=True, kw_only=True)
class CommandReused(Problem):
    """The command id was already used for another command. A new command needs a new id."""

    code: str = "command-reused"


@dataclass(frozen=True, kw_only=True)
class TransitionNotAllowed(Problem):
    """The state of the object does not allow the action."""

    code: str = "transition-not-allowed"
    of: StrEnum
    """Current state of the object, which the message names."""
    state: str
    allowed: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType({**self.params, "object": self.of}))


@dataclass(frozen=True, kw_only=True)
class SafeguardNotMet(Problem):
    """A safeguard prevents the action. `guard` identifies the safeguard. `field` names the field of the input that
    lacks a required value."""

    guard: Guard
    field: str | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class LimitReached(Problem):
    """A limit is used up for now. `code` identifies the limit; `limit` is its number."""

    limit: int
    retry_at: datetime | None = None
    """Time from which the act is possible again; None if it is never possible again."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType({**self.params, "limit": self.limit}))


@dataclass(frozen=True, kw_only=True)
class RuleNotMet(Problem):
    """Another rule of the register prevents the action. The code identifies the rule."""


@dataclass(frozen=True, kw_only=True)
class MissingRight(Problem):
    """The caller lacks a right: one of `scopes`, or one of `posts`. Both are empty if `code` alone explains the
    refusal."""

    scopes: tuple[Scope, ...] = ()
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SignatureNeeded(Problem):
    """The acting person must sign this command with their own key. The rules admit the command, and nothing was written
    yet."""

    code: str = "signature-needed"
    command: str
    salts: str
    page: str
    end: datetime
    address: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unsettled(Problem):
    """The register cannot say whether the command was carried out. Send it again with the same `commandId`."""

    code: str = "unsettled"


class Refused(Exception):
    """Exception that contains the problems of a rule and rolls back the running transaction."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class NotAllowed(Exception):
    """Exception that contains a missing right."""

    def __init__(self, code: str, *, scopes: Iterable[Scope] = (), posts: Iterable[Post] = ()) -> None:
        self.problem = MissingRight(code=code, scopes=tuple(scopes), posts=tuple(posts))
        super().__init__(f"{code} {', '.join((*self.problem.scopes, *self.problem.posts))}".strip())
        self.code = code


def invalid(
    path: str, code: str, *, at: int | None = None, length: int | None = None, **params: str | int
) -> InvalidInput:
    """Return an `InvalidInput` for the field `path` of the input. The path is converted to the spelling of clients."""
    place = f"input.{camel(path)}"
    return InvalidInput(path=place, code=code, at=at, length=length, params=MappingProxyType(params))


def misfit(path: str, code: str, items: Iterable[T], fits: Callable[[T], bool]) -> list[InvalidInput]:
    """Return the error of the first invalid item of a list. Its path has the position from 0, such as
    `input.areas[2]`."""
    return [invalid(f"{path}[{place}]", code) for place, item in enumerate(items) if not fits(item)][:1]


def used_up_today(limit: int, now: datetime) -> LimitReached:
    """Return the refusal of an act whose daily limit is used up. The act is possible again on the next day in Việt
    Nam."""
    return LimitReached(code="daily-limit", limit=limit, retry_at=start_of(local_date(now) + timedelta(1)))


def unguarded(guard: Guard, code: str, *, of: str | None = None, **params: str | int) -> SafeguardNotMet:
    """Return a `SafeguardNotMet`. `of` is the field of the input that lacks a value which the safeguard requires."""
    place = f"input.{camel(of)}" if of else None
    return SafeguardNotMet(guard=guard, field=place, code=code, params=MappingProxyType(params))


class Retry(StrEnum):
    """Advice on a new attempt after a refusal."""

    NO = "NO"
    """Do not retry. Somebody must change something first."""
    SAME = "SAME"
    """Send the operation again unchanged, a mutation under the same command id. The command is carried out once."""
    RELOAD = "RELOAD"
    """Read the object again, decide again, and send the command under a new command id."""
    LATER = "LATER"
    """Send the operation again unchanged after a while."""
