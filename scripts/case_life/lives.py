"""Every act that somebody may do on a case: by the rows and rules of the commands, without a store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from domain.book import ACTIONS
from domain.case.state.case import Case
from domain.case.state.evidence import SealedFile, Uploaded
from domain.case.state.related import CaseAddresses, RelatedCase, RelatedCases
from domain.kernel.actor import Actor
from domain.kernel.event import Event, folded
from domain.kernel.fields import sealed_fields
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused
from domain.kernel.text import normal_url
from domain.registry.registry import Registry
from domain.rules.action import Action, denial, standing
from domain.rules.facts import Facts
from domain.rules.need import Need
from scripts.case_life.inputs import FILE, OTHER_CASE, URL, inputs
from scripts.case_life.province import TEXT

ON_CASES: Final = tuple(action for action in ACTIONS if action.stream is Kind.CASE and not action.creates)
CASE: Final = "case-1"
WHERE: Final = CaseAddresses(normal=frozenset({normal_url(URL)}))


@dataclass(frozen=True, kw_only=True)
class World:
    """Who there is, and which acts are tried."""

    registry: Registry
    people: tuple[Actor, ...]
    actions: tuple[Action, ...] = ON_CASES

    @cached_property
    def known(self) -> dict[str, "tuple[Moment, Facts]"]:
        """What each actor's facts were at the moment that was asked about last: it is asked about again and again."""
        return {}

    @cached_property
    def inputs(self) -> "dict[str, tuple[Moment, tuple[Any, ...]]]":
        """What was tried of each action at the moment that was asked about last: it is the same for all actors."""
        return {}

    @cached_property
    def entitled(self) -> Mapping[str, tuple[Actor, ...]]:
        """Who has the right to each action, by its name, whatever the case."""
        return {
            action.name: tuple(actor for actor in self.people if denial(action, actor) is None)
            for action in self.actions
        }


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A case at a moment; `number` makes the ids of what comes next."""

    case: Case
    now: datetime
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Deed:
    """An act that somebody did, and the moment that it left."""

    action: Action
    actor: Actor
    command: Any
    then: Moment


def facts_of(world: World, moment: Moment, actor: Actor, command: type | None = None) -> Facts:
    """What the command handler would know of anybody's act at a moment."""
    at, kept = world.known.get(actor.subject, (None, None))
    if kept and at is moment and kept.actor is actor:
        sealed = dict.fromkeys(sealed_fields(command), TEXT) if command else {}
        return replace(kept, sealed=sealed) if sealed else kept
    world.known[actor.subject] = moment, _facts_at(world, moment, actor)
    return facts_of(world, moment, actor, command)


def _facts_at(world: World, moment: Moment, actor: Actor) -> Facts:
    file = SealedFile(group=f"{FILE}-{moment.number}", digest="0", size=1, media_type="text/plain")
    earlier = moment.case.receipt.received_at - timedelta(days=9)
    other = RelatedCase(id=OTHER_CASE, received_at=earlier, hidden=False, duplicate_of=None)
    needs: Mapping[type[Need], Need] = {
        CaseAddresses: WHERE,
        Uploaded: Uploaded(case=CASE, agency=actor.agency or "", file=file),
        RelatedCases: RelatedCases(cases={OTHER_CASE: other}),
    }
    return Facts(
        actor=actor,
        now=moment.now,
        registry=world.registry,
        sealed={},
        new_id=f"part-{moment.number}",
        needs=needs,
    )


def offered(world: World, moment: Moment, action: Action) -> Iterator[Actor]:
    """Whom an action is offered to at a moment, as `allowedActions` says."""
    if action.states is None or moment.case.state in action.states:
        yield from (actor for actor in world.entitled[action.name] if admits(world, moment, action, actor))


def admits(world: World, moment: Moment, action: Action, actor: Actor) -> bool:
    """Whether an action is offered at a moment to somebody who has the right to it."""
    return standing(action, moment.case, facts_of(world, moment, actor)) is None


def tries(world: World, moment: Moment, action: Action, actor: Actor) -> Iterator[tuple[Any, Problem | Moment]]:
    """What comes of an act that is offered, for each well-formed input: the next moment, or the first refusal."""
    facts = facts_of(world, moment, actor, action.command)
    at, commands = world.inputs.get(action.name, (None, ()))
    if at is not moment:
        commands = tuple(inputs(action.command, moment.case, facts))
        world.inputs[action.name] = moment, commands
    for command in commands:
        try:
            yield command, after(moment, action.decide(moment.case, command, facts))
        except Refused as refused:
            yield command, refused.problems[0]


def after(moment: Moment, events: tuple[Event, ...]) -> Moment:
    """The moment that events leave, a minute later."""
    case = moment.case
    for event in events:
        case = folded(case, event, CASE)
    return Moment(case=case, now=moment.now + timedelta(minutes=1), number=moment.number + 1)
