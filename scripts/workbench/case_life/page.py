"""The text of docs/case-life.md, from the graph."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from domain.book import public_actions
from domain.case.state.case import CaseState
from domain.kernel.kind import Kind
from domain.messages import label
from scripts.workbench.case_life.graph import Edge, Graph
from scripts.workbench.case_life.honest import CLAIMED, Truth
from scripts.workbench.case_life.province import NAMES, OFFICES
from scripts.workbench.case_life.troubles import TROUBLES
from scripts.workbench.case_life.whole import harmful_life, whole_life

_INTRO: Final = """\
# The life of a case

What may happen to a case, who may do it, and where it leads. This page is made from the commands: a
program tries every act, by everybody, in every kind of situation that a case can reach, until it finds nothing new
(`scripts/workbench/case_life/`). `allowedActions` says the same of one case and one caller.

```mermaid
stateDiagram-v2
{diagram}
```

Left out of the diagram, because they lead back from many states: {back}.

## From every situation an honest way on

The program found {moments} kinds of situations, {steps} possible acts in them, and {edges} ways from state to state.
Whether a claim is {truths}: from every situation some way leads to an end that says so. Nobody
has to record something untrue, even if somebody else already has (`tests/workbench/test_case_life.py`). The same holds
where somebody asks to be protected from the content, whether it harms them or is criticism that they want removed
({asked} kinds of situations; transfers and hearings were left out). And it holds after each of these:

{troubles}

The model has:

{people}

The lead agency has two signatories, because nobody reopens what they closed, decided or transferred themselves (G5).

Removal proposals, requests for coordination, referrals, own measures and links have further steps, of which only the
first ones are listed below. Eight whole lives were played over HTTP and counted: [journeys](journeys.md).
"""
BACK: Final = ("reopenCase", "reopenByCommittee", "nameConcerned")
_STATE: Final = "## {state}\n\n*{vi}* – {en}\n"


def page() -> str:
    """The whole page, as the file holds it."""
    graph = whole_life()
    parts = [_intro(graph), *(_of_state(state, graph) for state in CaseState)]
    return "\n".join(parts)


def _intro(graph: Graph) -> str:
    return _INTRO.format(
        moments=f"{len(graph.moments):,}",
        steps=f"{graph.steps:,}",
        edges=len({(edge.state, edge.action, edge.then) for edge in graph.edges}),
        asked=f"{len(harmful_life().moments):,}",
        truths=_in_words([_CLAIMS[truth] for truth in Truth if truth in CLAIMED], "or"),
        diagram="\n".join(f"    {state} --> {then}: {', '.join(acts)}" for (state, then), acts in ways(graph).items()),
        back=_in_words([f"`{action}`" for action in BACK], "and"),
        troubles="\n".join(f"- {name};" for name in TROUBLES)[:-1] + ".",
        people="\n".join(f"- {words};" for words in _staff())[:-1] + ".",
    )


def ways(graph: Graph) -> Mapping[tuple[CaseState, CaseState], list[str]]:
    """Return the acts that lead from one state to another, without those that lead back from many."""
    found: dict[tuple[CaseState, CaseState], set[str]] = {}
    for edge in graph.edges:
        if edge.state is not edge.then and edge.action not in BACK:
            found.setdefault((edge.state, edge.then), set()).add(edge.action)
    order = list(CaseState)
    return {pair: sorted(found[pair]) for pair in sorted(found, key=lambda pair: tuple(map(order.index, pair)))}


_CLAIMS: Final = {
    Truth.FALSE: "false",
    Truth.TRUE: "true",
    Truth.OPINION: "an opinion",
    Truth.UNVERIFIABLE: "beyond proof",
}


def _staff() -> Iterator[str]:
    for office in OFFICES:
        if office.posts:
            counts = [f"{office.posts.count(post)} {post}" for post in dict.fromkeys(office.posts)]
            yield f"{office.name} with {_in_words(counts, 'and')}"


def _of_state(state: CaseState, graph: Graph) -> str:
    edges = sorted(
        (edge for edge in graph.edges if edge.state is state),
        key=lambda edge: (_order(edge.action), edge.then, str(edge.agency)),
    )
    onward = {edge.action for edge in edges if edge.then is not state}
    rows = [_row(action, [edge for edge in edges if edge.action == action]) for action in _actions(edges, onward)]
    lines = [_STATE.format(state=state.value, vi=label(state, "vi"), en=label(state, "en"))]
    lines += ["| act | who | leads to |", "|---|---|---|", *rows, ""]
    beside = [action for action in _actions(edges, {edge.action for edge in edges}) if action not in onward]
    people, register = _split(beside, edges)
    if people:
        lines += [f"The state stays: {', '.join(f'`{action}`' for action in people)}.", ""]
    if register:
        lines += [f"By the register itself: {', '.join(f'`{action}`' for action in register)}.", ""]
    return "\n".join(lines)


def _split(actions: Iterable[str], edges: list[Edge]) -> tuple[list[str], list[str]]:
    """Acts of people, and those of the register itself."""
    register = {edge.action for edge in edges if edge.agency is None}
    return [action for action in actions if action not in register], [
        action for action in actions if action in register
    ]


def _actions(edges: Iterable[Edge], among: set[str]) -> list[str]:
    return [action for action in dict.fromkeys(edge.action for edge in edges) if action in among]


def _row(action: str, edges: list[Edge]) -> str:
    agencies = [NAMES[edge.agency] for edge in edges if edge.agency]
    posts = _POSTS.get(action, "")
    who = f"{_in_words(list(dict.fromkeys(agencies)), 'or')} ({posts})" if agencies else "the register"
    then = [f"[{state}](#{state.lower()})" for state in dict.fromkeys(edge.then.value for edge in edges)]
    return f"| `{action}` | {who} | {_in_words(then, 'or')} |"


_POSTS: Final = {action.name: ", ".join(sorted(action.posts)) for action in public_actions(Kind.CASE)}
_NAMES: Final = [action.name for action in public_actions(Kind.CASE)]


def _order(action: str) -> int:
    """Where an action comes among those of its kind; acts of the register last."""
    return _NAMES.index(action) if action in _NAMES else len(_NAMES)


def _in_words(items: list[str], word: str) -> str:
    *others, last = items
    return f"{', '.join(others)} {word} {last}" if others else last
