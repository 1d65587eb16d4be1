"""Worlds in which a command is carried out: a state, the command, and what is known of it.

Worlds of a case come from a whole life and from the old bytes; those of other objects from the old bytes alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, ClassVar, Final, NamedTuple

from domain.book import BY_COMMAND
from domain.case.hearing import ANSWERS_MOST, STATEMENTS_DAY_MOST, STATEMENTS_MOST, AnswerHearing, OpenHearing
from domain.case.hearing_proofs import PROOFS_MOST
from domain.case.protection import PASSED_MOST
from domain.case.state.case import Case, CaseState, Check, CheckMethod, CheckOutcome, ClosureReason
from domain.case.state.evidence import EvidenceItem, EvidenceKind, Weight
from domain.case.state.hearing import HearingLook, HearingProof, HearingWay
from domain.case.state.pathways import DuplicateLink
from domain.case.state.protection import AtOnce, PassedOn
from domain.case.state.related import RelatedCase
from domain.kernel.actor import OPERATOR, SYSTEM, Actor, holder_of
from domain.kernel.event import Event, Step, folded
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from domain.rules.command import Action, denial, standing
from domain.rules.facts import Facts
from domain.rules.linking import streams_of_guards
from tests.domain.case_lives import a_whole_life
from tests.domain.harmful import PROTECTING, a_request, harmful
from tests.domain.life.course import Life
from tests.domain.life.people import ROWS
from tests.domain.objects import MOMENTS, PEOPLE, facts_of, linked, objects
from tests.domain.well_formed import OTHER_CASE, inputs
from tests.support.facts import A_TICKET, HEALTH, LAND, NOW, sealed
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import LATER, OTHER, VERIFIER, knowing
from tests.support.handling_past import PLAIN, Cast, Past, a_transfer, case_at

WORLDS_MOST: Final = 6
"""Worlds of one action."""
HARMED: Final = (CaseState.SCREENED, CaseState.CHECKING, CaseState.APPRAISED, CaseState.PROPOSED)
TRIED_MOST: Final = 60
"""Inputs that are tried in one state."""


BROKEN: Final = (AssertionError, AttributeError, IndexError, KeyError, StopIteration, TypeError)
"""How a rule ends that relied on what is not so."""


class World(NamedTuple):
    """A state, a command that is carried out on it, and what is known."""

    state: Any
    command: Any
    facts: Facts


class _Watched(Life):
    """A life that remembers what was done in it."""

    worlds: ClassVar[dict[str, list[World]]] = {}

    def judged(self, who: Actor, command: Any) -> tuple[str, tuple[Event, ...]]:
        said = super().judged(who, command)
        if not said[0] and self.written:
            world = World(self.case, command, self.facts(who, command))
            self.worlds.setdefault(ROWS[type(command)].name, []).append(world)
        return said


@cache
def lived() -> dict[str, list[World]]:
    """The worlds of a whole life of a case, by the name of what was done."""
    a_whole_life(_Watched)
    return _Watched.worlds


@cache
def states(kind: Kind) -> tuple[Any, ...]:
    """Every state of a kind that there is, each once."""
    found = [*objects(kind)]
    if kind is Kind.CASE:
        found = [*by_hand(), *found, *(world.state for worlds in lived().values() for world in worlds)]
    found += [replace(state, ticket=A_TICKET) for state in found if getattr(state, "ticket", None)]
    return tuple(dict.fromkeys(found))


def by_hand() -> Iterator[Case]:
    """Cases as others tests have them: in each state, with what the old bytes and the life do not have."""
    yield from (case_at(state) for state in CaseState)
    yield from (harmful(state) for state in HARMED)
    step = Step(agency=OTHER, officer=VERIFIER, at=NOW)
    hidden = AtOnce(agency=OTHER, officers=(), begun=step, due_at=LATER, unheard=sealed("unheard"), ended_at=LATER)
    full = (PassedOn(agency=OTHER, step=step),) * PASSED_MOST
    recorder = PEOPLE[0].subject
    for request in (a_request(at_once=hidden), a_request(passed_on=full), a_request(officer=recorder)):
        yield from (harmful(state, requests=(request,)) for state in (CaseState.CHECKING, CaseState.APPRAISED))
    yield case_at(CaseState.CLOSED, past=Past(reason=ClosureReason.DUPLICATE))
    yield case_at(CaseState.APPRAISED, Cast(), PLAIN, a_transfer(Cast()))
    yield linked_and_seen(case_at(CaseState.CHECKING))
    case = case_at(CaseState.APPRAISED)
    for command in (good(OpenHearing), good(AnswerHearing)):
        for event in BY_COMMAND[type(command)].decide(case, command, knowing(PEOPLE[0], command)):
            case = folded(case, event, case.id)
        yield case
    yield from proven(case)


def linked_and_seen(case: Case) -> Case:
    """The case linked to an earlier one, and its address viewed since."""
    step = Step(agency=case.lead, officer=PEOPLE[0].subject, at=NOW)
    check = Check(
        id="check-1",
        agency=HEALTH,
        officer="officer-health-handler",
        at=LATER,
        cycle=case.cycle,
        method=CheckMethod.VIEWED_CONTENT,
        outcome=CheckOutcome.AS_REPORTED,
        summary=sealed("s"),
    )
    links = (DuplicateLink(of=OTHER_CASE, linked=step),)
    return replace(case, duplicate_of=OTHER_CASE, links=links, checks=(check,))


def evidence(agency: str, at: datetime) -> EvidenceItem:
    """A capture in a case."""
    return EvidenceItem(
        id="evidence-1",
        agency=agency,
        officer="officer",
        at=at,
        cycle=1,
        kind=EvidenceKind.CAPTURE,
        weight=Weight.NEITHER,
        file=an_upload(agency).file,
        source=sealed("s"),
        redacted=False,
    )


def proven(case: Case) -> Iterator[Case]:
    """Cases with a look that waits, with a receipt that was recorded, and with as much as there can be."""
    [hearing], state = case.hearings, CaseState.PROPOSED
    letter = replace(hearing, way=HearingWay.LETTER)
    item = evidence(HEALTH, LATER)
    awaited = HearingLook(asked_at=hearing.asked.at, due_at=hearing.asked.at)
    yield (there := replace(case, hearings=(replace(letter, look=awaited),), evidence=(item,)))
    step = replace(hearing.asked, agency=LAND, officer="officer-land-handler")
    proof = HearingProof(id="proof-1", mark="WORD", recorded=step, evidence="evidence-0", answer_by=NOW)
    for made in ((proof,), tuple(replace(proof, id=f"proof-{n}", mark=f"{n}") for n in range(PROOFS_MOST))):
        yield replace(there, hearings=(replace(letter, proofs=made),))
    said = hearing.statements[0]
    yield replace(there, hearings=(replace(letter, statements=(said,) * STATEMENTS_DAY_MOST),))
    old = (replace(said, at=NOW - timedelta(days=30)),) * STATEMENTS_MOST
    yield replace(there, hearings=(replace(letter, statements=old),))
    answers = (replace(said, mark=letter.code),) * ANSWERS_MOST
    yield replace(there, state=state, hearings=(replace(letter, statements=answers),))


def actors(action: Action, state: Any) -> Iterator[Actor]:
    """Who may do it at all."""
    every = (*PEOPLE, SYSTEM, OPERATOR, holder_of(state.id))
    yield from (actor for actor in every if denial(action, actor) is None)


def known(action: Action, state: Any, actor: Actor, moment: int, command: Any = None) -> Facts:
    """What is known of an act on a state."""
    if action.stream is not Kind.CASE:
        facts = facts_of(actor, state, action.stream, moment, type(command) if command else None)
        streams = streams_of_guards(action.stream, state)
        return replace(facts, linked={stream: linked(stream, state) for stream in streams})
    before = state.receipt.received_at - timedelta(1)
    earlier = RelatedCase(id=OTHER_CASE, received_at=before, hidden=False, duplicate_of=None)
    return knowing(
        actor,
        command,
        now=(LATER, *MOMENTS)[moment],
        registry=PROTECTING,
        upload=an_upload(actor.agency or "", case=state.id),
        related={OTHER_CASE: earlier, "case-0": earlier},
        linked={OTHER_CASE: replace(case_at(CaseState.APPRAISED), id=OTHER_CASE)},
        new_id="new-1",
    )


@cache
def worlds(command: type) -> tuple[World, ...]:
    """Some worlds in which a command is carried out, no two with the same state."""
    action = BY_COMMAND[command]
    found = {world.state: world for world in lived().get(action.name, ())[: WORLDS_MOST // 2]}
    for world in islice(_searched(action), 100):
        if len(found) >= WORLDS_MOST:
            break
        found.setdefault(world.state, world)
    return tuple(found.values())[:WORLDS_MOST]


def _searched(action: Action) -> Iterator[World]:
    for state in states(action.stream):
        if action.states is not None and state.state not in action.states:
            continue
        for actor in actors(action, state):
            world = next(in_state(action, state, actor), None)
            if world:
                yield world
                break


def in_state(action: Action, state: Any, actor: Actor) -> Iterator[World]:
    """Yield the world in which somebody carries an act out in a state; nothing where that cannot be."""
    for moment in range(3 if action.stream is Kind.CASE else 2):
        offer = known(action, state, actor, moment)
        try:
            if standing(action, state, offer):
                continue
        except BROKEN:  # old bytes that no rule leads to
            continue
        usual = [good(action.command)] if action.stream is Kind.CASE else []
        for command in islice((*usual, *inputs(action.command, state, offer)), TRIED_MOST):
            facts = known(action, state, actor, moment, command)
            try:
                action.decide(state, command, facts)
            except (Refused, *BROKEN):
                continue
            yield World(state, command, facts)
            return
