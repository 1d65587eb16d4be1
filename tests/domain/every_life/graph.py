"""The graph: every kind of state that a case can reach, and every act that leads from one.

Two moments are of one kind if the same acts lead from them to the same kinds. The comparison leaves out side matters
(evidence, suggestions, requests, proposals of removal, links), and the persons who acted.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Final, NamedTuple

from domain.case.decisions import heard
from domain.case.grounds import still_grounded
from domain.case.guards import (
    asked_to_protect,
    counting,
    harm_tests,
    harms_person,
    open_round,
    passed_on,
    this_cycle,
    true_issue,
)
from domain.case.hearing import newest_hearing
from domain.case.state.case import Case, CaseState, ExpressionConclusion
from domain.case.state.measures import MEASURABLE
from domain.case.state.pathways import TransferStatus
from domain.kernel.actor import Actor, ActorKind, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.refusals import Problem
from domain.kernel.vocabulary import Post
from domain.rules.command import Action
from domain.rules.facts import Facts
from tests.domain.every_life.honest import ALWAYS, Truth, ended_well, truths_of
from tests.domain.every_life.moments import CASE, ON_CASES, Deed, Moment, World, admits, facts_of, tries
from tests.domain.every_life.province import asked_for, people, protecting, province, reported
from tests.support.facts import NOW

TERM: Final = timedelta(days=100)
"""Time after which every deadline has passed."""
KINDS_MOST: Final = 20_000
"""Most kinds of moments; more would mean that the comparison includes something that grows without end."""
NEVER: Final = frozenset[Truth]()
Kind = Hashable
BEHIND: Final = frozenset({CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED})
"""States in which the findings of the cycle no longer decide any act."""


class Edge(NamedTuple):
    """Act that leads a case from one state to another."""

    state: CaseState
    action: str
    agency: str | None
    post: str
    then: CaseState


class Way(NamedTuple):
    """Step to the next moment: an act, or time that passes, and the truths in which it is honest."""

    deed: Deed | None
    then: Moment
    truths: frozenset[Truth]


@dataclass(kw_only=True)
class Graph:
    """Result of the search: a moment of each kind, and the edges between states."""

    moments: dict[Kind, Moment] = field(default_factory=dict)
    edges: set[Edge] = field(default_factory=set)
    ways: dict[Kind, dict[tuple[Kind, str], frozenset[Truth]]] = field(default_factory=dict)
    """From each kind to the kinds that acts lead to, by the act's name, with the truths in which it is honest; the name
    is empty if only time passes."""
    steps: int = 0

    empty: set[tuple[str, str]] = field(default_factory=set)
    """Actions offered to an actor for whom no well-formed input was accepted, with the refusals."""
    leading: set[str] = field(default_factory=set)
    """Actions that lead to a moment of another kind, wherever they are possible."""

    def add(self, kind: Kind, moment: Moment, way: Way, then: Kind) -> None:
        """Add a step from a moment of a kind to another kind."""
        ways, act = self.ways.setdefault(kind, {}), way.deed.action.name if way.deed else ""
        ways[then, act] = ways.get((then, act), NEVER) | way.truths
        if way.deed:
            self.steps += 1
            self.edges.add(_edge(moment, way.deed))
            if act not in self.leading and then != kind:
                self.leading.add(act)

    def only(self, possible: Callable[[Moment, str], bool]) -> "Graph":
        """Return the part that is reachable by some of the acts alone, as a search without the others finds it."""
        found, waiting = Graph(), list(self.moments)[:1]
        while waiting:
            if (kind := waiting.pop()) in found.moments:
                continue
            moment = found.moments[kind] = self.moments[kind]
            ways = self.ways.get(kind, {})
            found.ways[kind] = {way: truths for way, truths in ways.items() if not way[1] or possible(moment, way[1])}
            waiting += [then for then, _ in found.ways[kind]]
        return found

    def lost(self, truth: Truth) -> list[Moment]:
        """Return the moments from which no honest way leads to an honest end, if this is the truth of the claim."""
        back: dict[Kind, set[Kind]] = {}
        for kind, ways in self.ways.items():
            for then in {then for (then, _), truths in ways.items() if truth in truths}:
                back.setdefault(then, set()).add(kind)
        saved = {kind for kind, moment in self.moments.items() if ended_well(truth, moment.case)}
        fresh = set(saved)
        while fresh:
            fresh = {kind for then in fresh for kind in back.get(then, ())} - saved
            saved |= fresh
        return [moment for kind, moment in self.moments.items() if kind not in saved]


def kind_of(world: World, moment: Moment) -> Kind:
    """Return the properties of a moment that decide which acts lead on from it."""
    case = moment.case
    facts = world.seen_by_anyone(moment.now)
    checks = case.assigned and _there(case.assigned, facts)
    apart = (tuple(sorted(case.concerns)), bool(case.recused), passed_on(case, facts) is None)
    always = (case.state, case.lead, checks, case.focal is not None, *apart, *_sound(case, facts))
    asks = asked_to_protect(case) is not None
    if case.state in BEHIND:
        return (*always, true_issue(case), harms_person(case) and (asks, True), case.closure and case.closure.reason)
    verified = counting(case, facts)
    review = this_cycle(case.expression_reviews, case)[-1:]
    found = (
        verified and verified.result,
        bool(review) and (review[0].conclusion, stale(case)),
        _protected(case, facts),
        _harmed(case, facts),
        case.appraisal and (case.appraisal.finding in MEASURABLE, true_issue(case), harms_person(case)),
        asks,
    )
    if current := open_round(case):
        return (*always, *found, current.unheld, moment.now >= current.due_at)
    transfer = next((row.status for row in this_cycle(case.transfers, case)[-1:]), None)
    asked = any(heard(round) for round in this_cycle(case.rounds, case))
    hearing = newest_hearing(case)
    person = hearing and hearing.runs(moment.now)
    return (*always, *found, asked, person, None if transfer is TransferStatus.RETURNED else transfer)


def _protected(case: Case, facts: Facts) -> Kind:
    """Return who found the content protected last, who checks now, and whether something new was shown."""
    newest = case.expression_reviews[-1:]
    if not newest or newest[0].conclusion is not ExpressionConclusion.PROTECTED:
        return None
    shown = counting(case, facts)
    new = shown is not None and shown.new_source and shown.at > newest[0].at
    return facts.heir(newest[0].agency), facts.heir(case.assigned or case.lead), new


def _harmed(case: Case, facts: Facts) -> Kind:
    """Return the agencies that found the content to harm a person, and whether another saw the asker."""
    asked = asked_to_protect(case)
    return asked and (facts.heirs(test.agency for test in harm_tests(case)), bool(asked.confirmed))


def _there(agency: str, facts: Facts) -> bool:
    """Return whether an agency, or its successor, exists today."""
    return facts.registry.agencies[facts.heir(agency)].active(local_date(facts.now))


def _sound(case: Case, facts: Facts) -> tuple[bool, bool]:
    """Return whether the grounds of acts to be signed or executed are valid, and whether the executing agency
    exists."""
    papers = [case.proposal.provisions] if case.proposal else []
    papers += [decision.provisions for decision in this_cycle(case.decisions, case)[-1:]]
    papers += [transfer.provisions for transfer in this_cycle(case.transfers, case)[-1:]]
    doing = [execution.agency for execution in this_cycle(case.executions, case)]
    doing += [remedy.agency for remedy in this_cycle(case.remedies, case)]
    grounded = all(still_grounded(case, provisions, facts) is None for provisions in papers)
    return grounded, all(_there(agency, facts) for agency in doing)


def who_acted(case: Case) -> list[str]:
    """Return the officers who answer for, found, drafted or decided something in this cycle, once for each time."""
    acted = [verification.officer for verification in this_cycle(case.verifications, case)]
    acted += [review.officer for review in this_cycle(case.expression_reviews, case)]
    acted += [transfer.drafted.officer for transfer in this_cycle(case.transfers, case)]
    acted += [decision.signatory for decision in this_cycle(case.decisions, case)]
    acted += [case.appraisal.officer] if case.appraisal else []
    acted += [case.proposal.drafted_by] if case.proposal else []
    return acted + ([case.focal] if case.focal else [])


def stale(case: Case) -> bool:
    """Return whether something was verified after the newest review."""
    newest = this_cycle(case.expression_reviews, case)[-1]
    return any(verification.at > newest.at for verification in this_cycle(case.verifications, case))


def next_deeds(world: World, moment: Moment, empty: set[tuple[str, str]]) -> Iterator[Deed]:
    """Yield every act that is possible now, each by one person of an agency that it is offered to: by rank.

    Note in `empty` an offer that no well-formed input satisfies, with the refusals.
    """
    acted = who_acted(moment.case)
    for action in world.actions:
        if action.states is not None and moment.case.state not in action.states:
            continue
        agencies: set[str | None] = set()
        for actor in sorted(world.entitled[action.name], key=lambda actor: _rank(actor, action, acted)):
            if actor.agency in agencies or not admits(world, moment, action, actor):
                continue
            agencies.add(actor.agency)
            tried = list(tries(world, moment, action, actor))
            done = [(command, then) for command, then in tried if isinstance(then, Moment)]
            if not done and actor.kind is ActorKind.PERSON:
                empty.add(
                    (action.name, ", ".join(sorted({then.code for _, then in tried if isinstance(then, Problem)})))
                )
            yield from (Deed(action, actor, command, then) for command, then in done)


def _rank(actor: Actor, action: Action, acted: list[str]) -> tuple[bool, int]:
    """Return a key that puts actors with the fewest acts first; signatories can do what handlers may not."""
    kept = Post.HANDLER in action.posts and Post.HANDLER not in actor.posts
    return kept, acted.count(actor.subject)


def later(moment: Moment) -> Moment:
    """Return the same case when every running term is over."""
    return Moment(moment.case, moment.now + TERM, moment.number + 1)


def explore(world: World, *first: Moment) -> Graph:
    """Return every kind of moment reachable from the first ones. Raises AssertionError for more than KINDS_MOST."""
    graph = Graph(moments={kind_of(world, moment): moment for moment in first})
    waiting = deque(graph.moments.items())
    while waiting:
        kind, moment = waiting.popleft()
        for way in _ways_on(world, moment, graph.empty):
            then = kind_of(world, way.then)
            graph.add(kind, moment, way, then)
            if then not in graph.moments:
                assert len(graph.moments) < KINDS_MOST
                graph.moments[then] = way.then
                waiting.append((then, way.then))
    return graph


def _ways_on(world: World, moment: Moment, empty: set[tuple[str, str]]) -> Iterator[Way]:
    hearing = newest_hearing(moment.case)
    if open_round(moment.case) or (hearing and hearing.runs(moment.now)):
        yield Way(None, later(moment), ALWAYS)
    for deed in next_deeds(world, moment, empty):
        yield Way(deed, deed.then, truths_of(deed.command, moment.case, facts_of(world, moment, deed.actor)))


def _edge(moment: Moment, deed: Deed) -> Edge:
    actor: Actor = deed.actor
    post = next(iter(actor.posts), "")
    return Edge(moment.case.state, deed.action.name, actor.agency, post, deed.then.case.state)


OF_PERSONS: Final = frozenset(
    {
        *("nameConcerned", "recuseOfficer", "moveRecusal", "answerRecusal", "decideRecusal", "undoRecusal"),
        *("withdrawOwnReport", "recordWithdrawal", "recordProtectionWithdrawal"),
        *("confirmWithdrawal", "refuseWithdrawal", "askReporter", "writeToAgency"),
        *("rescreenCase", "confirmRescreening", "refuseRescreening"),
    }
)
"""Acts that may come at any time: on participants, papers and messages to the reporter or asker, and another screening.
The search covers them as troubles, one at a time."""
OF_HARM: Final = frozenset(
    {"recordProtectionRequest", "confirmProtection", "withdrawProtection", "reviewHarm", "findHarm", "passOnProtection"}
)
"""Acts about content that harms a person: searched by themselves, from a case in which somebody asks."""
BESIDE_HARM: Final = frozenset(
    {
        *("correctReport", "handOverTransfer", "openHearing", "proposeTransfer", "receiveTransfer"),
        *("recordMeeting", "recordPoliceOutcome", "recordTransferReturn", "refuseTransfer", "signTransfer"),
    }
)
"""Acts left out of that search: the plain life has them, with the same results."""


def plain_world() -> World:
    """Return the small province, without acts on the participants."""
    registry = province()
    actions = tuple(action for action in ON_CASES if action.name not in OF_PERSONS | OF_HARM)
    return World(registry=registry, people=people(registry), actions=actions)


def protecting_world() -> World:
    """Return the small province with a ground that protects persons. Only acts that lead on are tried; the asker may
    withdraw the request by the code."""
    registry, leading = protecting(), plain_life().leading
    actions = tuple(action for action in ON_CASES if action.name in leading - BESIDE_HARM | OF_HARM)
    return World(registry=registry, people=(*people(registry), holder_of(CASE)), actions=actions)


@cache
def harmful_life() -> Graph:
    """Return every course of a case in which somebody asks to be protected, whatever the content is."""
    return explore(protecting_world(), Moment(case=asked_for(), now=NOW))


@cache
def plain_life() -> Graph:
    """Return every course of a case."""
    return explore(plain_world(), Moment(case=reported(), now=NOW))


def edges() -> set[Edge]:
    """Return the edges to another state in the plain life, and in that of a request for protection."""
    found = plain_life().edges | {edge for edge in harmful_life().edges if edge.action in OF_HARM}
    return {edge for edge in found if edge.then is not edge.state}
