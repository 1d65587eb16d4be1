"""Replay of decisions on signed acts. The rules decide again on the earlier state, with the signed command and the
registry of that time.

The replay proves that the rules admitted an act, and that the recorded events follow from it. Drawn codes and ids are
not compared. A rule that needs data outside the record (a `Need`, a sealed text) raises Unseen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Never

from domain.acts import types_of
from domain.book import ACTIONS
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.calendar import from_iso_millis, local_date
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Words, fields_of
from domain.kernel.policy import effective
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Post, Role
from domain.registry.registry import Registry
from domain.rules.command import Action, standing
from domain.rules.facts import Facts, Need
from domain.signed_fields import SIGNED_FIELDS
from store.record.canonical import JSON

SIGNED: Final[Mapping[str, Action]] = {action.name: action for action in ACTIONS if action.signed}
TYPES: Final = frozenset(type for events in SIGNED_FIELDS.values() for type in events)
FIELDLESS: Final[Mapping[str, Action]] = {
    action.name: action
    for action in ACTIONS
    if ActorKind.SYSTEM in action.by and not fields_of(action.command) and not types_of(action).isdisjoint(TYPES)
}
"""Actions of the register itself whose commands have no fields, and which write events of these TYPES. They are
replayed too."""
DRAWN: Final = ("drawn", "drawn otherwise")
"""Two sets of values in place of drawn ids and codes: a member that differs between the two runs was drawn."""
SEALED: Final = frozenset({"commitment", "group"})


class Unseen(Exception):
    """The rule needs data that the record does not contain."""


def _unseen(*_: object, **__: object) -> Never:
    raise Unseen


class Unread(str):
    """Sealed text that only its author and the vault know. Every use except a test for emptiness raises Unseen."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __bool__(self) -> bool:
        return True


KEPT: Final = frozenset({*vars(object), "__getattribute__", "__hash__", "__new__", "__str__", "__repr__"})
for _name in set(vars(str)) - KEPT | {"__eq__", "__ne__", "__lt__"}:
    setattr(Unread, _name, _unseen)


class Asked(dict[type[Need], Need]):
    """Answers to the needs of a command. Raises Unseen for a need that can no longer be answered."""

    def __init__(self, asks: Sequence[type[Need]], known: Mapping[type[Need], Need]) -> None:
        super().__init__(known)
        self._asks = frozenset(asks)

    def get(self, need: Any, default: Any = None) -> Any:
        return _unseen() if need in self._asks and need not in self else super().get(need, default)


@dataclass(frozen=True, kw_only=True)
class Done:
    """Act as signed and recorded: the state before the act, and the events in its own stream."""

    action: Action
    fields: Mapping[str, Any]
    state: Any
    body: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    """Type and data of each version of the act."""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Sealed texts of the act that could be opened, by commitment."""

    def command(self) -> Any:
        """Return the command. An `Unread` stands in for each text that could not be opened."""
        command: Any = JSON.structure(dict(self.fields), self.action.command)
        sealed = self.sealed().items()
        return replace(command, **{name: self.texts.get(value, Unread(value)) for name, value in sealed})

    def sealed(self) -> Mapping[str, str]:
        named = (row.name for row in fields_of(self.action.command) if isinstance(row.spec, Words) and row.spec.sealed)
        return {name: self.fields[name] for name in named if self.fields.get(name) is not None}


def otherwise(done: Done, facts: Facts) -> str | None:
    """Return why the state did not admit an act, or how its result differs from the record; None if the replay agrees
    with the record.

    `facts` has the registry, linked streams and known needs; the other facts come from the signed act. Raise Unseen for
    a rule that needs more.
    """
    command = done.command()
    told: list[list[tuple[str, Any]]] = []
    for drawn in DRAWN:
        made = _decided(done, command, _facts(done, facts, drawn))
        if isinstance(made, str):
            return f"the state did not admit it: {made}"
        told.append([(event.TYPE, JSON.unstructure(event)) for event in made])
    first, second = told
    recorded = [(event["type"], event["data"]) for event in done.events]
    if [type for type, _ in recorded[: len(first)]] != [type for type, _ in first]:
        return "it leads to other events"
    for (type, data), (_, other), (_, there) in zip(first, second, recorded, strict=False):
        if path := next(_unlike(data, other, there), None):
            return f"{type}: {path} is not what it leads to"
    return None


def actor_then(said: Mapping[str, Any], registry: Registry, at: Any) -> Actor:
    """Return the actor of a body, with the actor's rights in the registry at a time."""
    day, agency, subject = local_date(at), said["agency"], said["subject"]
    granted = registry.granted.get(agency, frozenset())
    role, person = said["role"] and Role(said["role"]), said["kind"] == ActorKind.PERSON
    name = next((name for name, ids in registry.subjects.items() if subject in ids), "")
    held = registry.appointments(name, agency, day) if person else ()
    deputy = Role.LEAD if agency in registry.substitutes_on(day) else None
    return Actor(
        kind=ActorKind(said["kind"]),
        subject=subject,
        client=said["client"],
        agency=agency,
        officer=held[0].id if held else subject,
        role=role,
        posts=frozenset(map(Post, said["posts"])),
        scopes=effective(role, granted, person=person),
        former=registry.taken_over(agency, day),
        deputy=effective(deputy, granted, person=person),
    )


def _facts(done: Done, facts: Facts, drawn: str) -> Facts:
    groups = dict(_groups([event["data"] for event in done.events]))
    return replace(
        facts,
        now=from_iso_millis(done.body["at"]),
        sealed={name: Sealed(groups.get(value, ""), value) for name, value in done.sealed().items()},
        new_id=drawn,
        code=drawn,
        ticket=drawn,
        needs=Asked(done.action.asks, facts.needs),
    )


def _groups(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value.keys() == SEALED:
        yield value["commitment"], value["group"]
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _groups(part)


def _decided(done: Done, command: Any, facts: Facts) -> tuple[Event, ...] | str:
    """Return the events that a command leads to, or the code of the refusal."""
    try:
        if not done.action.creates and (problem := standing(done.action, done.state, facts)):
            return problem.code
        return done.action.decide(done.state, command, facts)
    except Refused as refused:
        return refused.problems[0].code


def _unlike(data: Any, other: Any, there: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which the record differs from the replayed decision. Drawn ids and codes are left out."""
    if isinstance(data, dict) and isinstance(other, dict) and isinstance(there, dict):
        for name in sorted({*data, *there}):
            yield from _unlike(data.get(name), other.get(name), there.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(data, list) and isinstance(there, list) and len(data) == len(there):
        for number, (one, two, three) in enumerate(zip(data, other, there, strict=True)):
            yield from _unlike(one, two, three, f"{path}[{number}]")
    elif data == other and data != there:
        yield path
