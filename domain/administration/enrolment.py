"""The row of an operator's act."""

from collections.abc import Callable
from typing import Any

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.rules.action import Action
from domain.rules.facts import Facts


def operators_row(
    command: type,
    kind: Kind,
    decide: Callable[[Any, Any, Facts], tuple[Event, ...]],
    *,
    creates: bool = False,
) -> Action:
    """The row of an act that only the operator of the installation does."""
    by = frozenset({ActorKind.OPERATOR})
    return Action(command=command, stream=kind, decide=decide, creates=creates, by=by)
