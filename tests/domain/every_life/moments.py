"""Every act that an actor may do on a case: by the rows and rules of the commands, without a store."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any, Final, NamedTuple, cast

from domain.book import ACTIONS
from domain.case.state.case import Case
from domain.case.state.evidence import SealedFile, Uploaded
from domain.case.state.related import CaseAddresses, KnownSources, RelatedCase, RelatedCases
from domain.kernel.actor import Actor
from domain.kernel.event import Event, Sealed, folded
from domain.kernel.fields import sealed_fields
from domain.kernel.refusals import Problem, Refused
from domain.kernel.text import normal_url
from domain.kernel.vocabulary import Kind
from domain.registry.registry import Registry
from domain.rules.command import Action, denial, standing
from domain.rules.facts import Facts, Need
from tests.domain.every_life.inputs import deciding, inputs
from tests.domain.well_formed import FILE, OTHER_CASE, URL
from tests.support.facts import sealed

ON_CASES: Final = tuple(action for action in ACTIONS if action.stream is Kind.CASE and not action.creates)
CASE: Final = "case-1"
WHERE: Final = CaseAddresses(normal=frozenset({normal_url(URL)}))


@dataclass(frozen=True, kw_only=True)
class World:
    """People and registry of a world, and the acts that are tried."""

    registry: Registry
    people: tuple[Actor, ...]
    actions: tuple[Action, ...] = ON_CASES

    @cached_property
    def known(self) -> dict[str, "tuple[Moment, Facts]"]:
        """Cache the facts of each actor at the last moment, which is queried repeatedly.

        Facts shared by all have no name.
        """
        return {}

    @cached_property
    def seen(self) -> dict[datetime, Facts]:
        """Cache the facts that anyone knows at a moment."""
        return {}

    def seen_by_anyone(self, now: datetime) -> Facts:
        """Return the facts at a moment for a question that does not concern the asker."""
        if now not in self.seen:
            self.seen[now] = Facts(actor=self.people[0], now=now, registry=self.registry, sealed={})
        return self.seen[now]

    @cached_property
    def inputs(self) -> dict[tuple[str, Hashable], tuple[Any, ...]]:
        """Cache the tried inputs of each action, by their deciding data: they are the same for all actors and at most
        moments."""
        return {}

    @cached_property
    def entitled(self) -> Mapping[str, tuple[Actor, ...]]:
        """Return the actors with the right to each action, by its name, whatever the case."""
        return {
            action.name: tuple(actor for actor in self.people if denial(action, actor) is None)
            for action in self.actions
        }


class Moment(NamedTuple):
    """A case at a moment; `number` makes the ids of what comes next."""

    case: Case
    now: datetime
    number: int = 0


class Deed(NamedTuple):
    """Executed act, and the moment after it."""

    action: Action
    actor: Actor
    command: Any
    then: Moment


def facts_of(world: World, moment: Moment, actor: Actor, command: type | None = None) -> Facts:
    """Return the facts that the command handler would have for an actor's act at a moment."""
    at, kept = world.known.get(actor.subject, (None, None))
    if kept and at is moment and kept.actor is actor:
        sealed = _sealed(command) if command else {}
        return replace(kept, sealed=sealed) if sealed else kept
    world.known[actor.subject] = moment, _facts_by(actor, world, moment)
    return facts_of(world, moment, actor, command)


@cache
def _sealed(command: type) -> Mapping[str, Sealed]:
    return dict.fromkeys(sealed_fields(command), sealed("x"))


def _facts_by(actor: Actor, world: World, moment: Moment) -> Facts:
    at, anyone = world.known.get("", (None, None))
    if anyone is None or at is not moment:
        world.known[""] = moment, (anyone := _facts_at(world, moment))
    upload = replace(cast(Uploaded, anyone.needs[Uploaded]), agency=actor.agency or "")
    return replace(anyone, actor=actor, needs={**anyone.needs, Uploaded: upload})


def _facts_at(world: World, moment: Moment) -> Facts:
    file = SealedFile(group=f"{FILE}-{moment.number}", digest="0", size=1, media_type="text/plain")
    earlier = moment.case.receipt.received_at - timedelta(days=9)
    other = RelatedCase(id=OTHER_CASE, received_at=earlier, hidden=False, duplicate_of=None)
    needs: Mapping[type[Need], Need] = {
        CaseAddresses: WHERE,
        KnownSources: KnownSources(sources=()),
        Uploaded: Uploaded(case=CASE, agency="", file=file),
        RelatedCases: RelatedCases(cases={OTHER_CASE: other}),
    }
    return Facts(
        actor=world.people[0],
        now=moment.now,
        registry=world.registry,
        sealed={},
        new_id=f"part-{moment.number}",
        needs=needs,
    )


def admits(world: World, moment: Moment, action: Action, actor: Actor) -> bool:
    """Return whether an action is offered at a moment to an actor with the right to it."""
    return standing(action, moment.case, facts_of(world, moment, actor)) is None


def tries(world: World, moment: Moment, action: Action, actor: Actor) -> Iterator[tuple[Any, Problem | Moment]]:
    """Yield the result of an offered act for each well-formed input: the next moment, or the first refusal."""
    facts = facts_of(world, moment, actor, action.command)
    key = action.name, deciding(action.command, moment.case, facts)
    commands = world.inputs.get(key)
    if commands is None:
        commands = world.inputs[key] = tuple(inputs(action.command, moment.case, facts))
    for command in commands:
        try:
            yield command, after(moment, action.decide(moment.case, command, facts))
        except Refused as refused:
            yield command, refused.problems[0]


def after(moment: Moment, events: tuple[Event, ...]) -> Moment:
    """Return the moment after events, a minute later."""
    case = moment.case
    for event in events:
        case = folded(case, event, CASE)
    return Moment(case, moment.now + timedelta(minutes=1), moment.number + 1)
