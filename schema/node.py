"""Objects with an id, and the common fields of those that are streams of the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

import strawberry

from domain.book import Allowed
from domain.kernel.vocabulary import Kind
from domain.messages import action_label
from schema.context import Asked, ContextInfo, Row
from schema.cost import ACTIONS, LINKED, ONE, RULES, reads
from schema.forms import ActionForm
from schema.mutations import BY_ACTION
from schema.problems import Problem
from schema.record_names import Action

ROWS: Final = (dict, Mapping)
"""Types of rows. A dict is recognised at once, any other mapping by a slower check."""
PREFIXES: Final = {kind: f"{kind}-" for kind in Kind}


@strawberry.interface
class Node:
    """An object with an id that never changes."""

    id: strawberry.ID = strawberry.field(description="Id of the object. It is opaque and never changes.")


@strawberry.type
class AllowedAction:
    """The verdict on an action: whether the caller may take it on an object now."""

    action: Action = strawberry.field(description="Action, named as in histories.")
    allowed: bool = strawberry.field(description="True if the caller may take the action now.")
    problem: Problem | None = strawberry.field(
        description="First reason why the action is refused; null when it is allowed."
    )

    @strawberry.field(
        description="Mutation that carries out the action. `form { fixed }` contains the values that select the action."
    )
    @staticmethod
    def mutation(parent: strawberry.Parent[Allowed]) -> str:
        return BY_ACTION[parent.action][0].name

    @strawberry.field(description="Label of the action, in Vietnamese.")
    @staticmethod
    def label_vi(parent: strawberry.Parent[Allowed]) -> str:
        return action_label(parent.action, "vi")

    @strawberry.field(description="Label of the action, in English.")
    @staticmethod
    def label_en(parent: strawberry.Parent[Allowed]) -> str:
        return action_label(parent.action, "en")

    @strawberry.field(
        description="Number of times that the caller may still take the action today; null for an action without a "
        "daily limit.",
        metadata=ONE,
    )
    @staticmethod
    async def left_today(parent: strawberry.Parent[Allowed], info: ContextInfo) -> int | None:
        return await info.context.left_today(parent.action)

    @strawberry.field(
        graphql_type=ActionForm,
        description="Form of the action on this object: its effect and its fields. Query the form with `only`, for the "
        "action that is about to be taken.",
    )
    @staticmethod
    def form(parent: strawberry.Parent["Offer"], info: ContextInfo) -> Asked:
        return info.context.form(parent.action, parent.row)


@dataclass(frozen=True, kw_only=True)
class Offer(Allowed):
    """The verdict on an action, with the object concerned. The object is None for an action that begins an object."""

    row: Row | None


Only = Annotated[
    list[Action] | None,
    strawberry.argument(
        description="Only these actions; null for all. An action that does not exist for objects of this type is left "
        "out."
    ),
]
IfAllowed = Annotated[
    bool | None,
    strawberry.argument(
        description="True for the actions that the caller may take now, false for the others; null for both."
    ),
]


def chosen(found: Iterable[Allowed], row: Row | None, only: list[Action] | None, allowed: bool | None) -> list[Offer]:
    """Return the actions that are in `only` and whose verdict is `allowed`. A parameter that is None excludes no
    action."""
    return [
        Offer(action=action.action, allowed=action.allowed, problem=action.problem, row=row)
        for action in found
        if (only is None or action.action in only) and (allowed is None or action.allowed is allowed)
    ]


@strawberry.interface
class Versioned:
    """An object with versions. The record keeps every version."""

    n: int = strawberry.field(
        name="version",
        description="Number of the object's newest version. Send this number as `expectedVersion` to change the "
        "object.",
    )


@strawberry.type
class StreamNode(Node, Versioned):
    """An object with versions. The prefix of its id identifies its kind."""

    kind_of_stream: ClassVar[Kind]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Return True for a row of this kind. The check runs for each object of an answer, so it only compares the id's
        prefix."""
        return isinstance(value, ROWS) and str(value["_id"]).startswith(PREFIXES[cls.kind_of_stream])


OFFERS = "The actions on the object, and whether the caller may take them now. An allowed action is refused only when "
"its input is wrong. `me` offers the actions that begin an object, such as a notice about a case."


@strawberry.type
class ActionNode(StreamNode):
    """An object with versions and actions."""

    @strawberry.field(
        graphql_type=list[AllowedAction],
        description=OFFERS,
        metadata=reads(LINKED, rows=ACTIONS, work=RULES),
    )
    @staticmethod
    async def allowed_actions(
        parent: strawberry.Parent[Row], info: ContextInfo, only: Only = None, allowed: IfAllowed = None
    ) -> list[Offer]:
        return chosen(await info.context.allowed(parent), parent, only, allowed)
