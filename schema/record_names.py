"""The record's names of actions and events, as enums of the schema with labels in both languages.

The enums are made from the domain's own lists, so they contain every value that a history can have. The schema spells
an event CASE_SCREENED. The record, webhooks and packs spell it `case.screened`. Actions have the names of their
mutations.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import strawberry

from domain.book import ACTIONS, EVENTS
from domain.messages import action_label
from domain.messages.history import event_label
from schema.mutations import shown_action

Label = Callable[[str, Any], str]


def shown_type(type: str) -> str:
    """Return an event's type in the schema's spelling: CASE_SCREENED for `case.screened`."""
    return type.replace(".", "_").replace("-", "_").upper()


def _made(name: str, values: Mapping[str, str], labelled: Label, description: str) -> Any:
    """Return an enum of the schema with these names, each for a value of the record."""
    members: Iterable[tuple[str, str]] = sorted(values.items())
    enum: Any = StrEnum  # the functional form, for which mypy accepts literals only
    made = strawberry.enum(enum(name, list(members)), name=name, description=description)
    definition: Any = vars(made)["__strawberry_definition__"]
    for value in definition.values:
        own = values[value.name]
        value.description = f"{labelled(own, 'vi')} · {labelled(own, 'en')}"
    return made


ACTIONS_SHOWN: Final[Mapping[str, str]] = {shown_action(action.name): action.name for action in ACTIONS}
"""Name of each action in the record, by its name for clients."""
EVENT_TYPES: Final[Mapping[str, str]] = {shown_type(type): type for type in EVENTS}
if TYPE_CHECKING:
    Action: TypeAlias = str
    EventType: TypeAlias = str
else:  # enums of texts, with members from the domain's lists
    Action = _made(
        "Action",
        ACTIONS_SHOWN,
        action_label,
        "An act that a person, or the register itself, can perform. The value is the name of the act's mutation. If a "
        "mutation carries out several acts, `AllowedAction.mutation` names it. The register's own acts have no "
        "mutation.",
    )
    EventType = _made(
        "EventType",
        EVENT_TYPES,
        event_label,
        "Type of an event in the history of an object. Webhooks and record packs spell it as `case.screened`.",
    )
