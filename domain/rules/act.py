"""Act: its actor, its time, and all that was drawn and sealed for it. Records of rules are filled from it.

`record` fills each field from the command's field of the same name, else with who acts and when (`ACTED`). A text that
the command seals is filled with its reference, never in the clear. mypy asks for what is left
(`scripts/workbench/filling_types.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, Final, TypeVar

from domain.kernel.actor import Actor
from domain.kernel.event import Sealed
from domain.kernel.fields import ContactText, Field, Upload, Words, fields_of
from domain.kernel.filling import alternatives, fits, needed, types_of
from domain.kernel.step import Step

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Act:
    """Actor and time of an act.

    `sealed` maps the command's sealed fields to their references; `new_id` is a fresh stream id and `code` a fresh
    readable number, for commands that create; `now` is UTC in milliseconds. `contact_details` names texts kept in a
    store of their own, `ticket` is the keyed hash of the code that a person gets.
    """

    actor: Actor
    now: datetime
    sealed: Mapping[str, Sealed]
    new_id: str = ""
    code: str = ""
    contact_details: Mapping[str, str] = field(default_factory=dict)
    ticket: str = ""

    def reference(self, field: str) -> Sealed:
        """The reference of a sealed field that was given."""
        return self.sealed[field]

    def step(self, *, note: str | None = None) -> Step:
        """The actor's step now, with the command's document number if it has one; `note` names a text of it."""
        return Step(
            agency=self.actor.own,
            officer=self.actor.subject,
            at=self.now,
            document_number=self.sealed.get("document_number"),
            note=self.sealed[note] if note else None,
        )

    def record(self, kind: type[T], command: object, state: object = None, /, **given: Any) -> T:
        """Make an object of what is given, the command's fields, who acts and when, and the cycle of the state."""
        classes: tuple[Any, Any] = (kind, type(command))
        sources = _sources(*classes, state is not None)
        return kind(**given, **{name: source(command, state, self) for name, source in sources if name not in given})


Source = Callable[[Any, Any, Act], Any]
"""Takes a value from the command, the state or the act."""

ACTED: Final[Mapping[str, tuple[type, Source]]] = {
    "id": (str, lambda command, state, act: act.new_id),
    "code": (str, lambda command, state, act: act.code),
    "agency": (str, lambda command, state, act: act.actor.own),
    "officer": (str, lambda command, state, act: act.actor.subject),
    "by": (str, lambda command, state, act: act.actor.subject),
    "at": (datetime, lambda command, state, act: act.now),
    "step": (Step, lambda command, state, act: act.step(note="reasons" if "reasons" in act.sealed else None)),
    "cycle": (int, lambda command, state, act: state.cycle),
}
"""Values of fields of these names and types, wherever a command has no field of that name.

A step has the reasons that the command gives, as its note.
"""


@cache
def _sources(kind: Any, command: Any, of_state: bool) -> tuple[tuple[str, Source], ...]:
    """Return where the fields of a class are filled from, for a command."""
    return tuple(_each(kind, {field.name: field for field in fields_of(command)}, of_state))


def unfilled(kind: type, command: type) -> list[str]:
    """The fields of a class that `record` leaves to be given, for a command on a state."""
    asked, wanted = {field.name: field for field in fields_of(command)}, types_of(kind)
    filled = {name for name, _ in _each(kind, asked, True) if name not in asked or _asked(asked[name], wanted[name])}
    return [name for name in wanted if name not in filled and (name in asked or name in needed(kind))]


def _each(kind: type, asked: Mapping[str, Field], of_state: bool) -> Iterator[tuple[str, Source]]:
    for name, wanted in types_of(kind).items():
        if name in asked:
            yield name, _asked(asked[name], wanted) or _nowhere(kind, name)
        elif name in ACTED and fits(ACTED[name][0], wanted) and (of_state or name != "cycle"):
            yield name, ACTED[name][1]


def _asked(field: Field, wanted: Any) -> Source | None:
    """Return how a field of the command fills one of its name; None for another type, or a text in the clear."""
    name, kept = field.name, isinstance(field.spec, Words) and field.spec.sealed
    if field.optional and NoneType not in alternatives(wanted):
        return None
    if Sealed in alternatives(wanted):
        hashed = isinstance(field.spec, Upload) and field.spec.hashed
        return _reference(name, optional=field.optional) if kept or hashed else None
    if isinstance(field.spec, ContactText):
        return lambda command, state, act: act.contact_details.get(name)
    if kept or not fits(field.type, wanted):
        return None
    return lambda command, state, act: getattr(command, name)


def _reference(name: str, *, optional: bool) -> Source:
    if optional:
        return lambda command, state, act: act.sealed.get(name)
    return lambda command, state, act: act.sealed[name]


def _nowhere(kind: type, name: str) -> Source:
    def missing(command: Any, state: Any, act: Act) -> Any:
        raise TypeError(f"{kind.__name__}.{name} has to be given: {type(command).__name__} has another {name}")

    return missing
