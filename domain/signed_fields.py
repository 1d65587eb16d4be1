"""Table of the event members that record the fields of a signed command, so that signed and recorded values can be
compared.

A field is looked up in the event and in its objects, as events are filled (`domain/rules/facts.py`), under its own name
and type. `OTHERWISE` names the exceptions. A field that no event records has no rule, because a day is computed from
it, or it is only compared. The test of this table lists such fields.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from domain.acts import returned
from domain.book import ACTIONS
from domain.kernel.event import Event, Sealed, Step, alternatives
from domain.kernel.fields import Field, Upload, Words, fields_of

Rules = Mapping[str, str]
"""Dotted paths of members of an event, each with the field of the command that it equals."""
OTHERWISE: Final[Mapping[tuple[str, str], str | None]] = MappingProxyType(
    {
        ("closeCase", "ground"): "closure.reason",
        ("confirmAgencyPart", "part"): "part.key",
        ("retractPublication", "reasons"): "retraction.reason",
        ("undoRecusal", "officer"): None,
    }
)


def _members(kind: Any) -> Iterator[tuple[str, str, frozenset[Any]]]:
    """Yield the members of an event and of the objects in it: path, name and types."""
    for name, hint in _hints(kind).items():
        yield name, name, alternatives(hint)
        for part in alternatives(hint):
            if is_dataclass(part) and part is not Sealed:
                for inner, inside in _hints(part).items():
                    said = "reasons" if (part, inner) == (Step, "note") else inner
                    yield f"{name}.{inner}", said, alternatives(inside)


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _type(field: Field) -> Any:
    if isinstance(field.spec, Words) and field.spec.sealed:
        return Sealed
    return str if isinstance(field.spec, Upload) else field.type


def _rules(action: str, command: Any, event: type[Event]) -> Rules:
    found: dict[str, str] = {}
    members = list(_members(event))
    for field in fields_of(command):
        if (action, field.name) in OTHERWISE:
            paths = [path for path, _, _ in members if path == OTHERWISE[action, field.name]]
        else:
            paths = [path for path, name, types in members if name == field.name and _type(field) in types]
        found |= dict.fromkeys(paths, field.name)
    return found


SIGNED_FIELDS: Final[Mapping[str, Mapping[str, Rules]]] = MappingProxyType(
    {
        action.name: {event.TYPE: _rules(action.name, action.command, event) for event in returned(action.command)}
        for action in ACTIONS
        if action.signed
    }
)
"""Rules by action that can be signed, and by type of event that it writes in its own stream."""
