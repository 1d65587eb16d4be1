"""Facts of a rule beyond the state on which it decides.

Facts are gathered before a rule runs. Ids and commitments are created before the transaction; registry rows and needs
are read in its snapshot. A rule copies the facts that it used into its events, so a replay needs no other data.

`record` fills each field from the command's field of the same name, otherwise with actor and time (`ACTED`). For a text
that the command seals, the field gets the reference, never the clear text. mypy reports unfilled fields
(`scripts/workbench/filling_types.py`).

A command lists its needs (`needs=(ContestedDecision,)`). A field that refers to another object adds its own need. So no
rule can omit the check of the actor's sight of that object. The store has one loader for each need. It runs the loader
in the snapshot of the transaction, only for a command with the need. A rule reads `facts.known(ContestedDecision)`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from types import NoneType
from typing import Any, ClassVar, Final, TypeVar, cast

from domain.kernel.actor import Actor
from domain.kernel.calendar import TermSource, local_date, start_of
from domain.kernel.event import Sealed, Step, alternatives, fits, needed, types_of
from domain.kernel.fields import ContactText, Field, Spec, Upload, Words, fields_of
from domain.registry.agency import LeadPart
from domain.registry.registry import Registry

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Act:
    """Actor and time of an act.

    `sealed` maps the command's sealed fields to their references. `new_id` is a fresh stream id and `code` a fresh
    readable number, for commands that create a stream. `now` is in UTC milliseconds. `contact_details` contains the
    texts for the separate store. `ticket` is the keyed hash of the code that a person gets.
    """

    actor: Actor
    now: datetime
    sealed: Mapping[str, Sealed]
    new_id: str = ""
    code: str = ""
    contact_details: Mapping[str, str] = field(default_factory=dict)
    ticket: str = ""

    def reference(self, field: str) -> Sealed:
        """Return the reference of a sealed field that has a value."""
        return self.sealed[field]

    def step(self, *, note: str | None = None) -> Step:
        """Return the actor's present step, with the command's document number if it has one. `note` is the name of one
        of the command's texts."""
        return Step(
            agency=self.actor.own,
            officer=self.actor.subject,
            at=self.now,
            document_number=self.sealed.get("document_number"),
            note=self.sealed[note] if note else None,
        )

    def record(self, kind: type[T], command: object, state: object = None, /, **given: Any) -> T:
        """Return an object filled from the given values, the command's fields, the actor and time, and the cycle of the
        state."""
        classes: tuple[Any, Any] = (kind, type(command))
        sources = _sources(*classes, state is not None)
        return kind(**given, **{name: source(command, state, self) for name, source in sources if name not in given})


Source = Callable[[Any, Any, Act], Any]
"""Function that returns a value from the command, the state or the act."""

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
"""Values of fields with these names and types, if the command has no field of that name.

A step has the command's reasons as its note.
"""


@cache
def _sources(kind: Any, command: Any, of_state: bool) -> tuple[tuple[str, Source], ...]:
    """Return the source of each field of a class, for one command class."""
    return tuple(_each(kind, {field.name: field for field in fields_of(command)}, of_state))


def unfilled(kind: type, command: type) -> list[str]:
    """Return the fields of a class that `record` cannot fill, for a command on a state."""
    asked, wanted = {field.name: field for field in fields_of(command)}, types_of(kind)
    filled = {name for name, _ in _each(kind, asked, True) if name not in asked or _asked(asked[name], wanted[name])}
    left = [name for name in wanted if name not in filled and (name in asked or name in needed(kind))]
    parts = {name: wanted[name] for name in filled.difference(asked) if wanted[name] is not Step}
    return left + [name for name, part in parts.items() if is_dataclass(part) and unfilled(cast(type, part), command)]


def _each(kind: type, asked: Mapping[str, Field], of_state: bool) -> Iterator[tuple[str, Source]]:
    for name, wanted in types_of(kind).items():
        if name in asked:
            yield name, _asked(asked[name], wanted) or _nowhere(kind, name)
        elif name in ACTED and fits(ACTED[name][0], wanted) and (of_state or name != "cycle"):
            yield name, ACTED[name][1]
        elif name in needed(kind) and (part := _part(wanted)):
            yield name, part


def _part(wanted: Any) -> Source | None:
    """Return how a required part of an event is made from the same command: a step, or a record; None for another
    type."""
    if wanted is Step:
        return ACTED["step"][1]
    if wanted is Sealed or not is_dataclass(wanted):
        return None
    part: Any = wanted
    return lambda command, state, act: act.record(part, command, state)


def _asked(field: Field, wanted: Any) -> Source | None:
    """Return how a field of the command fills the field of that name; None for another type, or for a text not
    sealed."""
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


class Need:
    """Fact that a rule requires. Subclasses are frozen dataclasses that contain the fact.

    `named_by` is the class of fields that require this fact. A command with such a field has the need too.
    """

    def __init_subclass__(cls, *, named_by: type[Spec] | None = None) -> None:
        if named_by is not None:
            _NAMED_BY[named_by] = cls

    ALONE: ClassVar[bool] = False
    """True if commands with this need run one after another. So no command decides on data that another command is
    changing."""
    OF_STATE: ClassVar[bool] = False
    """True if the state alone determines the fact. The fact is then loaded for the guards of `allowedActions` too."""

    @classmethod
    def arises(cls, state: Any) -> bool:
        """Return whether a guard may need the fact in this state. Otherwise `allowedActions` does not load the fact."""
        return True


_NAMED_BY: dict[type[Spec], type[Need]] = {}


def needs_of_fields(command: type) -> Iterator[type[Need]]:
    """Yield the needs that a command has because of its fields."""
    for known in fields_of(command):
        if need := _NAMED_BY.get(type(known.spec)):
            yield need


N = TypeVar("N", bound=Need)


@dataclass(frozen=True, kw_only=True)
class Facts(Act):
    """Facts on which a command is decided.

    `linked` contains the states of the streams that must stay consistent with this one (`domain/rules/linking.py`).
    `needs` contains the facts for the command's needs.
    """

    registry: Registry
    linked: Mapping[str, object] = field(default_factory=dict)
    needs: Mapping[type[Need], Need] = field(default_factory=dict)

    def known(self, need: type[N]) -> N | None:
        """Return the fact for a need. None if the fact is missing, or if the command does not have the need."""
        return cast(N | None, self.needs.get(need))  # each answer is stored under its class

    def heir(self, agency: str) -> str:
        """Return the agency that acts today for an agency: itself, or its full successor (Đ5)."""
        return self.registry.heir(agency, local_date(self.now))

    def heirs(self, agencies: Iterable[str]) -> frozenset[str]:
        """Return the agencies that act today for some agencies."""
        return frozenset(self.heir(agency) for agency in agencies)

    def acts_for(self, *agencies: str | None) -> bool:
        """Return whether the actor acts today for one of the agencies, as that agency or as its successor."""
        own, day = self.actor.agency, local_date(self.now)
        return own is not None and any(self.registry.heir(agency, day) == own for agency in agencies if agency)

    def touches(self, agency: str, concerned: Iterable[str]) -> bool:
        """Return whether a claim about some agencies concerns the actor's agency: as one of them, or as a full or
        partial successor (G5)."""
        return self.registry.touches(agency, concerned, local_date(self.now))

    def deputises(self, concerned: Iterable[str]) -> bool:
        """Return whether the actor's agency is the lead's substitute today in a case about these agencies."""
        row = self.registry.lead_for(concerned, local_date(self.now))
        return row is not None and row.part is LeadPart.SUBSTITUTE and self.acts_for(row.agency)


@dataclass(frozen=True)
class Term:
    """Term for an answer: a number of working days, a span of time, or a number of calendar days."""

    source: TermSource
    days: int = 0
    span: timedelta = timedelta()
    calendar_days: int = 0

    def due(self, asked_at: datetime, facts: Facts) -> datetime:
        """Return the first instant after the term. If the last calendar day is a day off, the term ends on the next
        working day (BLDS Đ148.5)."""
        if self.calendar_days:
            return facts.registry.days.rolled(start_of(local_date(asked_at) + timedelta(self.calendar_days + 1)))
        return asked_at + self.span if self.span else facts.registry.calendar.due(asked_at, self.days)
