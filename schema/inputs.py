"""What every input of a kind of action carries before the command's own fields."""

from functools import cache
from typing import Any
from uuid import UUID

import strawberry

from domain.kernel.kind import Kind
from domain.messages import label
from domain.rules.action import Action
from schema.derive import class_from, input_from
from schema.described import given
from schema.kinds import KINDS

COMMAND = "A new UUID. When the same command is sent again with it, it is carried out once."


@given
class Creating:
    """A command that begins a new object."""

    command_id: UUID = strawberry.field(description=COMMAND)


@cache
def acting_on(kind: Kind, *, additive: bool) -> type:
    """What a command carries that acts on an object: which one, and unless it only adds, at which version."""
    members: dict[str, tuple[Any, str]] = {
        "command_id": (UUID, COMMAND),
        KINDS[kind].target: (strawberry.ID, f"Id of the {label(kind, 'en')} to act on."),
    }
    if not additive:
        members["expected_version"] = (
            int,
            "Version of the object that you read before you decided. The command is refused if there is a newer one.",
        )
    body: dict[str, Any] = {"__annotations__": {name: hint for name, (hint, _) in members.items()}}
    body |= {name: strawberry.field(description=description) for name, (_, description) in members.items()}
    return strawberry.input(class_from(f"ActingOn{kind.capitalize()}", (), body))


def input_of(action: Action) -> type:
    """The input of an action."""
    base = Creating if action.creates else acting_on(action.stream, additive=action.additive)
    return input_from(action.command, f"{action.command.__name__}Input", base)
