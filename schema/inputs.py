"""What every input of a kind of action carries before the command's own fields."""

from uuid import UUID

import strawberry

from domain.action import Action
from schema.derive import input_from
from schema.described import given

COMMAND = "A fresh UUID; the same command sent again under it is done once."


@given
class Creating:
    """A command that begins a new object."""

    command_id: UUID = strawberry.field(description=COMMAND)


@given
class Adding:
    """A command that adds to an object, whatever version it is at."""

    command_id: UUID = strawberry.field(description=COMMAND)
    case_id: strawberry.ID = strawberry.field(description="The case.")


@given
class Changing:
    """A command that was decided on one version of an object."""

    command_id: UUID = strawberry.field(description=COMMAND)
    case_id: strawberry.ID = strawberry.field(description="The case.")
    expected_version: int = strawberry.field(description="The version it was decided on.")


def input_of(action: Action) -> type:
    """The input of an action."""
    base = Creating if action.creates else Adding if action.additive else Changing
    return input_from(action.command, f"{action.command.__name__}Input", base)
