"""Mutations of the schema. Each mutation serves one action of the record, or several actions with the same shape.

`schema/mutations.toml` names a mutation if the action's own name is too vague, and lists the actions that share a
mutation. An input identifies one of these actions by the object's kind, by fixed fields, or by a field that only one
action has.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from domain.book import ACTIONS
from domain.kernel.fields import fields_of
from domain.kernel.refusals import InvalidInput, camel, invalid
from domain.kernel.vocabulary import Kind, Outcome, kind_of
from domain.rules.command import Action

Fixed = Mapping[str, bool | Outcome]
GIVEN: Final = "given"


@dataclass(frozen=True, kw_only=True)
class Member:
    """An action that a mutation serves, with the fields of the input that identify it, in Python's spelling."""

    action: Action
    fixed: Fixed = field(default_factory=dict)
    given: str | None = None

    @cached_property
    def takes(self) -> frozenset[str]:
        """Return the names of the action's own fields."""
        return frozenset(own.name for own in fields_of(self.action.command))

    @cached_property
    def needs(self) -> Sequence[str]:
        """Return the names of the action's required fields."""
        return [own.name for own in fields_of(self.action.command) if not own.optional and not own.has_default]


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """A mutation with the actions that it serves."""

    name: str
    members: Sequence[Member]
    doc: str = ""
    of_kinds: str = ""
    """Field for the object's id, in Python's spelling, if the mutation acts on objects of several kinds."""

    @property
    def first(self) -> Action:
        return self.members[0].action

    @property
    def is_joined(self) -> bool:
        return len(self.members) > 1

    @property
    def input_name(self) -> str:
        return f"{self.name[0].upper()}{self.name[1:]}Input"

    @cached_property
    def fixed(self) -> Mapping[str, type]:
        """Return the types of the fixed fields that identify the action."""
        return {name: type(value) for member in self.members for name, value in member.fixed.items()}

    @cached_property
    def telling(self) -> frozenset[str]:
        """Return the names of the fields that only some actions take, and that thereby identify the action."""
        return frozenset(member.given for member in self.members if member.given)

    def meant(self, given: Any) -> Member | None:
        """Return the action that an input requests; None if no action fits the object and the fixed fields."""
        if not self.is_joined:
            return self.members[0]
        kind = self._kind(given)
        said = {name for name in self.telling if getattr(given, name) is not None}
        for member in self.members:
            told = all(getattr(given, name) == value for name, value in member.fixed.items())
            if told and kind is member.action.stream and said == ({member.given} - {None}):
                return member
        return None

    def _kind(self, given: Any) -> Kind | None:
        return kind_of(getattr(given, self.of_kinds)) if self.of_kinds else self.first.stream

    def faults(self, member: Member, given: Any) -> Iterator[InvalidInput]:
        """Yield a fault for each missing field, and for each field that only other actions take."""
        if self.is_joined:
            said = {name for other in self.members for name in other.takes if getattr(given, name) is not None}
            yield from (invalid(camel(name), "field-needed") for name in member.needs if name not in said)
            yield from (invalid(camel(name), "field-not-taken") for name in sorted(said - member.takes))

    def unmeant(self) -> InvalidInput:
        """Return the fault of an input that fits none of the actions."""
        named = next(iter([*self.fixed, *sorted(self.telling), self.of_kinds]))
        return invalid(camel(named), "no-such-act")


def _read() -> Iterator[Mutation]:
    rows = tomllib.loads((Path(__file__).parent / "mutations.toml").read_text(encoding="utf-8"))
    public = {action.name: action for action in ACTIONS if action.public}
    joined: dict[str, str] = {}
    for name, row in rows["together"].items():
        joined |= dict.fromkeys(row["actions"], name)
        members = tuple(_member(public[action], said) for action, said in row["actions"].items())
        yield Mutation(name=name, members=members, doc=row["doc"], of_kinds=row.get("target", ""))
    for name, action in public.items():
        if name not in joined:
            yield Mutation(name=rows["renamed"].get(name, name), members=(Member(action=action),))


def _member(action: Action, said: Mapping[str, Any]) -> Member:
    fixed = {name: Outcome(value) if isinstance(value, str) else value for name, value in said.items() if name != GIVEN}
    return Member(action=action, fixed=fixed, given=said.get(GIVEN))


def shown_action(action: str) -> str:
    """Return the name of an action for clients: the name of its mutation, or the action's own name if the mutation
    serves several actions."""
    mutation, _ = BY_ACTION.get(action, (None, None))
    return action if mutation is None or mutation.is_joined else mutation.name


MUTATIONS: Final[Sequence[Mutation]] = tuple(sorted(_read(), key=lambda mutation: mutation.name))
BY_ACTION: Final[Mapping[str, tuple[Mutation, Member]]] = MappingProxyType(
    {member.action.name: (mutation, member) for mutation in MUTATIONS for member in mutation.members}
)
"""The mutation that serves an action, by the action's name; for all actions that clients can take."""
